"""A feed is called silent when its own rhythm is broken, and not before: no alarm each Sunday, none for a young feed."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.feeds.silence import LEAST, Silence, silence

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
YEAR = 52 * WEEK

Rhythm = Callable[[random.Random], Iterator[datetime]]


def clockwork(every: timedelta) -> Rhythm:
    """Always so long after the last one, give or take a tenth."""

    def arrive(dice: random.Random) -> Iterator[datetime]:
        at = MONDAY
        while True:
            yield at
            at += every * dice.uniform(0.9, 1.1)

    return arrive


def by_chance(mean: timedelta) -> Rhythm:
    """At any time, as news comes in."""

    def arrive(dice: random.Random) -> Iterator[datetime]:
        at = MONDAY
        while True:
            yield at
            at += timedelta(seconds=dice.expovariate(1 / mean.total_seconds()))

    return arrive


def office(a_day: float, days: frozenset[int], holidays: float = 0.03) -> Rhythm:
    """On these days of the week, from 7 to 19 h; now and then a day off."""

    def arrive(dice: random.Random) -> Iterator[datetime]:
        day = MONDAY
        while True:
            if day.weekday() in days and dice.random() > holidays:
                many = max(1, round(dice.gauss(a_day, a_day / 4)))
                yield from (day + 7 * HOUR + 12 * HOUR * dice.random() for _ in range(many))
            day += DAY

    return arrive


def bursts(apart: timedelta, pieces: int) -> Rhythm:
    """Many within two days, then nothing until the next time."""

    def arrive(dice: random.Random) -> Iterator[datetime]:
        at = MONDAY
        while True:
            yield from (at + 2 * DAY * dice.random() for _ in range(pieces))
            at += apart * dice.uniform(0.7, 1.3)

    return arrive


WORKING = frozenset(range(5))
RHYTHMS: dict[str, Rhythm] = {
    "every quarter of an hour": clockwork(HOUR / 4),
    "hourly": clockwork(HOUR),
    "hourly by chance": by_chance(HOUR),
    "six a day by chance": by_chance(4 * HOUR),
    "daily": clockwork(DAY),
    "daily by chance": by_chance(DAY),
    "weekdays, thirty a day": office(30, WORKING),
    "weekdays, once": office(1, WORKING),
    "Sunday to Thursday": office(8, frozenset({6, 0, 1, 2, 3})),
    "weekly": clockwork(WEEK),
    "weekly by chance": by_chance(WEEK),
    "monthly": clockwork(30 * DAY),
    "bursts every three weeks": bursts(3 * WEEK, 25),
    "bursts every other month": bursts(60 * DAY, 40),
}

# Weeks until its rhythm can be known at all.
UNKNOWN_FOR = {"bursts every other month": 12}


def year_of(rhythm: Rhythm, seed: int, length: timedelta = YEAR) -> list[datetime]:
    found = []
    for at in rhythm(random.Random(seed)):
        if at > MONDAY + length:
            return sorted(found)
        found.append(at)
    raise AssertionError


def called(arrivals: Sequence[datetime], looked: datetime) -> Silence | None:
    """What is said at that moment, as the store asks: the last 2,500 arrivals."""
    seen = bisect_right(arrivals, looked)
    return silence(arrivals[max(seen - 2_500, 0) : seen], looked)


@pytest.mark.parametrize("name", RHYTHMS)
def test_a_feed_in_its_rhythm_is_hardly_ever_called_silent(name: str) -> None:
    """Looked at every morning from its first day on, it is called silent in fewer than one week of a hundred."""
    weeks = alarms = 0
    for seed in range(4):
        arrivals = year_of(RHYTHMS[name], seed)
        for week in range(UNKNOWN_FOR.get(name, 0), 52):
            mornings = (MONDAY + week * WEEK + day * DAY + 8 * HOUR for day in range(7))
            weeks += 1
            alarms += any(called(arrivals, morning) for morning in mornings)
    assert alarms / weeks < 0.01, f"{alarms} of {weeks} weeks"


@pytest.mark.parametrize("name", RHYTHMS)
def test_a_feed_that_stops_is_called_silent(name: str) -> None:
    """Within four of its usual longest gaps, or a day where those are short, and never after one; since its last article."""
    for seed in range(4):
        arrivals = year_of(RHYTHMS[name], seed)
        last = arrivals[-1]
        found = called(arrivals, last + max(4 * longest(arrivals, last - YEAR / 2), LEAST) + HOUR)
        assert found is not None
        assert found.since == last
        assert called(arrivals, last + longest(arrivals, last - 8 * WEEK)) is None


def longest(arrivals: Sequence[datetime], since: datetime) -> timedelta:
    kept = [at for at in arrivals if at >= since]
    return max((later - earlier for earlier, later in pairwise(kept)), default=timedelta(0))


CASES: Sequence[tuple[str, list[datetime], datetime, bool]] = [
    ("never an article", [], MONDAY, False),
    ("only its backlog, a week ago", [MONDAY] * 40, MONDAY + WEEK, False),
    ("only its backlog, seven weeks ago", [MONDAY, MONDAY + HOUR / 12], MONDAY + 7 * WEEK, True),
    ("hourly, twenty hours", [MONDAY + n * HOUR for n in range(500)], MONDAY + 520 * HOUR, False),
    ("hourly, a day and an hour", [MONDAY + n * HOUR for n in range(500)], MONDAY + 525 * HOUR, True),
    ("a weekday paper on its first Sunday", year_of(office(20, WORKING, 0), 1, 5 * DAY), MONDAY + 6.9 * DAY, False),
    ("a weekday paper on its tenth Sunday", year_of(office(20, WORKING, 0), 1, 68 * DAY), MONDAY + 69.9 * DAY, False),
    ("after two weeks of nothing", year_of(office(20, WORKING, 0), 1, 68 * DAY), MONDAY + 82 * DAY, True),
    ("three articles in three months", [MONDAY, MONDAY + 40 * DAY, MONDAY + 90 * DAY], MONDAY + 200 * DAY, False),
    ("a clock set back", [MONDAY], MONDAY - DAY, False),
]


@pytest.mark.parametrize(
    ("arrivals", "looked", "silent"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_cases(arrivals: list[datetime], looked: datetime, silent: bool) -> None:
    """Each kind of feed at a telling moment."""
    assert (silence(arrivals, looked) is not None) == silent


def test_the_order_of_arrivals_does_not_matter() -> None:
    """The store may give them in any order."""
    arrivals = year_of(by_chance(8 * HOUR), 3)
    looked = arrivals[-1] + 20 * DAY
    assert silence(arrivals[::-1], looked) == silence(arrivals, looked) is not None

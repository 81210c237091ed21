"""When a feed is looked at again."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.feeds.entry import Spared
from bot.feeds.schedule import (
    Bounds,
    Outcome,
    Polled,
    longest_wait,
    next_interval,
    next_poll,
    seconds_until,
    served_at,
    wants_all,
)

NOW = datetime(2016, 4, 14, 12, 0, tzinfo=UTC)  # a Thursday
BOUNDS = Bounds(timedelta(minutes=5), timedelta(hours=2))
MINUTE = timedelta(minutes=1)


def polled(outcome: Outcome = Outcome.UNCHANGED, minutes: float = 20, **facts: object) -> Polled:
    return Polled(outcome, timedelta(minutes=minutes), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "minutes"),
    [
        (polled(Outcome.CHANGED), 10),
        (polled(Outcome.UNCHANGED), 30),
        (polled(Outcome.CHANGED, 6), 5),
        (polled(Outcome.UNCHANGED, 110), 120),
        # what the server asks for lengthens the wait, up to the bound
        (polled(headers={"cache-control": "public, max-age=3600"}), 60),
        (polled(headers={"cache-control": "max-age=60"}), 30),
        (polled(headers={"cache-control": "max-age=999999999"}), 120),
        (polled(headers={"cache-control": "max-age=rubbish"}), 30),
        (polled(headers={"cache-control": "no-cache, max-age=3600"}), 30),
        (polled(headers={"expires": "Thu, 14 Apr 2016 13:00:00 GMT"}), 60),
        (polled(headers={"expires": "Thu, 14 Apr 2016 13:00:00 GMT", "date": "Thu, 14 Apr 2016 12:15:00 GMT"}), 45),
        (polled(headers={"expires": "Thu, 14 Apr 2016 13:00:00 GMT", "cache-control": "max-age=2700"}), 45),
        (polled(headers={"expires": "0"}), 30),
        (polled(headers={"expires": "Thu, 14 Apr 2011 13:00:00 GMT"}), 30),
        (polled(ttl=timedelta(minutes=50)), 50),
        (polled(ttl=timedelta(days=7)), 120),
        # failures back off from the interval in force
        (polled(Outcome.FAILED, failures=1), 20),
        (polled(Outcome.FAILED, failures=2), 40),
        (polled(Outcome.FAILED, failures=3), 80),
        (polled(Outcome.FAILED, failures=4), 120),
        (polled(Outcome.FAILED, failures=10_000), 120),
        (polled(Outcome.FAILED, failures=0), 20),
        (polled(Outcome.FAILED, failures=1, retry_after=1_800.0), 30),
        (polled(Outcome.FAILED, failures=1, retry_after=86_400.0), 120),
        (polled(Outcome.FAILED, failures=1, retry_after=-5.0), 20),
        (polled(Outcome.FAILED, failures=1, retry_after=float("inf")), 120),
        (polled(Outcome.FAILED, failures=1, retry_after=float("nan")), 20),
        (polled(Outcome.GONE), 24 * 60),
        # hours and days to be spared
        (polled(spared=Spared(frozenset({12}))), 60),
        (polled(spared=Spared(frozenset({12, 13, 14, 15}))), 120),
        (polled(spared=Spared(frozenset(range(24)))), 30),
        (polled(spared=Spared(days=frozenset({3}))), 120),
        (polled(spared=Spared(days=frozenset(range(7)))), 30),
        (polled(spared=Spared(days=frozenset({6}))), 30),
    ],
)
def test_the_next_poll(after: Polled, minutes: float) -> None:
    """One case per rule: adapting, the server's wishes, back-off, gone, skipped hours and days, the bounds."""
    assert next_poll(NOW, after, BOUNDS, 0.0) == NOW + timedelta(minutes=minutes)


def test_skipped_hours_end_on_the_hour() -> None:
    """A wait that would end in a skipped hour ends at the first minute after it."""
    after = polled(Outcome.CHANGED, spared=Spared(frozenset({12})))
    assert next_poll(NOW, after, BOUNDS, 0.0) == NOW.replace(hour=13)


@pytest.mark.parametrize("jitter", [0.0, 0.3, 0.999])
@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.UNCHANGED, Outcome.FAILED])
def test_jitter_stays_in_the_bounds(jitter: float, outcome: Outcome) -> None:
    """Jitter lengthens a wait by less than a tenth, near the longest it shortens it, and it never leaves the bounds."""
    for minutes in (1, 5, 20, 119, 500):
        plain = next_poll(NOW, polled(outcome, minutes), BOUNDS, 0.0) - NOW
        wait = next_poll(NOW, polled(outcome, minutes), BOUNDS, jitter) - NOW
        assert BOUNDS.min_interval <= wait <= BOUNDS.max_interval
        assert plain * (1.0 if plain * 1.1 <= BOUNDS.max_interval else 0.9) <= wait <= plain * 1.1


@pytest.mark.parametrize(
    "after", [polled(minutes=120), polled(Outcome.FAILED, failures=9), polled(ttl=timedelta(days=7))]
)
def test_feeds_at_the_longest_wait_part_company(after: Polled) -> None:
    """Ten feeds polled together come back at ten moments of the last tenth before the longest wait, evenly."""
    waits = [next_poll(NOW, after, BOUNDS, n / 10) - NOW for n in range(10)]
    assert waits == [BOUNDS.max_interval - n * timedelta(minutes=1.2) for n in range(10)]


def test_jitter_has_no_room_where_least_and_longest_wait_are_one() -> None:
    """Nothing is polled more often than its least wait, nor less often than its longest."""
    fixed = Bounds(timedelta(hours=1), timedelta(hours=1))
    near = Bounds(timedelta(minutes=58), timedelta(hours=1))
    assert next_poll(NOW, polled(), fixed, 0.999) == NOW + timedelta(hours=1)
    assert next_poll(NOW, polled(minutes=500), near, 0.999) == NOW + timedelta(minutes=58)


PACE = timedelta(minutes=15)
STEADY = Bounds.at_pace(PACE)


@pytest.mark.parametrize("jitter", [0.0, 0.3, 0.999])
@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize(
    "after",
    [
        polled(Outcome.CHANGED),
        polled(Outcome.UNCHANGED),
        polled(Outcome.UNCHANGED, 500, ttl=timedelta(days=7), headers={"cache-control": "max-age=86400"}),
        polled(Outcome.FAILED, failures=9, retry_after=86_400.0),
    ],
)
def test_a_steady_feed_keeps_its_pace(after: Polled, together: bool, jitter: float) -> None:
    """News, silence, failure and wishes change nothing: never sooner, later by less than a twentieth, never alike."""
    wait = next_poll(NOW, after, STEADY, jitter) - NOW
    assert wait == PACE + jitter * timedelta(seconds=45)
    if after.outcome is Outcome.FAILED:
        assert next_poll(NOW, replace(after, together=together), STEADY, jitter) - NOW == wait


@pytest.mark.parametrize(
    ("facts", "minutes"),
    [
        ({}, 1),
        ({"ttl": timedelta(minutes=5)}, 5),
        ({"headers": {"cache-control": "max-age=600"}}, 10),
        ({"ttl": timedelta(minutes=20)}, 15),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.UNCHANGED])
def test_steady_feeds_that_came_together_part(outcome: Outcome, facts: dict[str, object], minutes: float) -> None:
    """The first wait ends anywhere in the pace, evenly, but not within a minute nor before the server wants it."""
    after = polled(outcome, together=True, **facts)
    waits = [next_poll(NOW, after, STEADY, n / 10) - NOW for n in range(10)]
    assert waits == [PACE - n / 10 * (PACE - minutes * MINUTE) for n in range(10)]
    assert next_poll(NOW, after, BOUNDS, 0.5) == next_poll(NOW, replace(after, together=False), BOUNDS, 0.5)


def test_two_thousand_steady_feeds_are_no_burst() -> None:
    """Polled together at first, they come back over all of the pace, and stay apart."""
    draw = random.Random(1)
    feeds = [NOW] * 2_000
    busiest = []
    for poll in range(40):
        after = polled(Outcome.UNCHANGED, together=poll == 0)
        feeds = [next_poll(due, after, STEADY, draw.random()) for due in feeds]
        if poll in (0, 1, 10, 39):
            minutes = Counter((due - NOW) // MINUTE % 15 for due in feeds)
            busiest.append(max(minutes.values()))
    assert max(busiest) < 200, "a fifteenth of them is 133"


def visits(after: Polled, bounds: Bounds, since: datetime, until: datetime) -> list[datetime]:
    seen = [since]
    while (then := next_poll(seen[-1], after, bounds, 0.5)) < until:
        seen.append(then)
    return seen[1:]


@pytest.mark.parametrize(("longest", "times"), [(6, 8), (24, 2), (72, 0)])
def test_a_weekend_off_is_kept_as_far_as_the_longest_wait_allows(longest: float, times: int) -> None:
    """A feed asked every quarter of an hour gets four visits a day where six hours are the longest, and none where it is three days."""
    bounds = Bounds(15 * MINUTE, timedelta(hours=longest))
    after = polled(Outcome.CHANGED, minutes=15, spared=Spared(days=frozenset({5, 6})))
    saturday, monday = NOW.replace(day=16, hour=0), NOW.replace(day=18, hour=0)
    seen = visits(after, bounds, NOW, monday + timedelta(hours=6))
    weekend = [at for at in seen if saturday <= at < monday]
    assert len(weekend) == times
    assert all(then - at == timedelta(hours=longest) for at, then in pairwise(weekend))
    assert len([at for at in seen if at < saturday]) > 100, "on Thursday and Friday it is asked as ever"
    assert next(at for at in seen if at >= monday) - monday < timedelta(hours=6), "and on Monday again"


@pytest.mark.parametrize(("longest", "times"), [(2, 5), (12, 0)])
def test_hours_off_are_kept_as_far_as_the_longest_wait_allows(longest: float, times: int) -> None:
    """Ten hours of the night: a visit every two hours where that is the longest wait, and none where it is twelve hours."""
    bounds = Bounds(15 * MINUTE, timedelta(hours=longest))
    after = polled(Outcome.CHANGED, minutes=15, spared=Spared(frozenset({20, 21, 22, 23, 0, 1, 2, 3, 4, 5})))
    evening, morning = NOW.replace(hour=20), NOW.replace(day=15, hour=6)
    seen = visits(after, bounds, NOW, morning + timedelta(hours=1))
    assert len([at for at in seen if evening <= at < morning]) == times
    assert seen[-1] >= morning


@pytest.mark.parametrize("together", [False, True])
def test_a_steady_pace_is_kept_on_days_off(together: bool) -> None:
    """Who sets `every` has said how often: such a feed comes, and parts from others, on that day as on any."""
    any_day = polled(together=together)
    thursday_off = replace(any_day, spared=Spared(days=frozenset({3})))
    for jitter in (0.0, 0.3, 0.999):
        assert next_poll(NOW, thursday_off, STEADY, jitter) == next_poll(NOW, any_day, STEADY, jitter)


def test_a_steady_feed_is_granted_a_pause_within_its_longest_wait() -> None:
    """Retry-After is kept to the second where the twentieth that jitter may take has room for it."""
    after = polled(Outcome.FAILED, failures=1, retry_after=15.5 * 60)
    assert next_poll(NOW, after, STEADY, 0.0) == NOW + timedelta(minutes=15.5)


@pytest.mark.parametrize("seconds", [6_900.0, 7_200.0])
def test_jitter_does_not_cut_a_retry_after(seconds: float) -> None:
    """Who asks for a pause gets it whole, where it is not longer than the longest wait."""
    after = polled(Outcome.FAILED, failures=1, retry_after=seconds)
    waits = [(next_poll(NOW, after, BOUNDS, n / 10) - NOW).total_seconds() for n in range(10)]
    assert (min(waits), max(waits) <= 7_200.0) == (seconds, True)


@pytest.mark.parametrize(
    ("outcome", "minutes"),
    [(Outcome.CHANGED, 10), (Outcome.UNCHANGED, 30), (Outcome.FAILED, 20), (Outcome.GONE, 20)],
)
def test_the_interval_adapts(outcome: Outcome, minutes: float) -> None:
    """News halves the interval, silence lengthens it by half, failure leaves it."""
    assert next_interval(polled(outcome), BOUNDS) == timedelta(minutes=minutes)


@pytest.mark.parametrize(("ttl", "minutes"), [(5, 30), (50, 50), (10_000, 120)])
def test_the_interval_is_no_shorter_than_the_ttl(ttl: float, minutes: float) -> None:
    """Within the bounds: so the ttl holds also after answers that do not repeat it."""
    assert next_interval(polled(ttl=ttl * MINUTE), BOUNDS) == timedelta(minutes=minutes)
    assert next_interval(polled(Outcome.CHANGED, ttl=ttl * MINUTE), BOUNDS) == timedelta(minutes=max(10, min(ttl, 120)))


@pytest.mark.parametrize("feed", [1, 2, 77, 4_000])
@pytest.mark.parametrize("minutes", [5, 61, 1_441])
def test_the_whole_feed_is_asked_for_once_a_day(feed: int, minutes: int) -> None:
    """Once in each 24 hours, however often it is polled; never while nothing is known of it."""
    last, whole = NOW, 0
    for _ in range(10 * 1_440 // minutes):
        now = last + minutes * MINUTE
        whole += wants_all(now, last, feed)
        last = now
    assert whole == pytest.approx(10, abs=4 if minutes > 1_440 else 0)
    assert not wants_all(NOW, None, feed)


def test_feeds_have_their_daily_hour_apart() -> None:
    """A thousand feeds do not ask for everything in the same hour."""
    hours = [
        sum(wants_all(NOW + n * 60 * MINUTE, NOW + (n - 1) * 60 * MINUTE, feed) for feed in range(1_000))
        for n in range(24)
    ]
    assert sum(hours) == 1_000
    assert max(hours) <= 60, "no minute is that of two"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Thu, 14 Apr 2016 12:01:00 GMT", 60.0),
        ("Thu, 14 Apr 2016 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-1", None),
        ("1e9", None),
        ("٣", None),
        ("9" * 400, None),
        ("Thu, 99 Foo 2016", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read(header: str | None, seconds: float | None) -> None:
    """Seconds, fractions, dates and rubbish."""
    assert seconds_until(header, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"date": "Thu, 14 Apr 2016 12:00:00 GMT"}, "2016-04-14T12:00:00"),
        ({"date": "Thu, 14 Apr 2016 12:00:00 GMT", "age": "90"}, "2016-04-14T12:01:30"),
        ({"date": "Thu, 14 Apr 2016 12:00:00 GMT", "age": "old"}, None),
        ({"date": "Thu, 14 Apr 2016 12:00:00 GMT", "age": "9" * 40}, None),
        ({"date": "soon"}, None),
        ({}, None),
    ],
)
def test_what_time_it_is_at_a_server(headers: dict[str, str], told: str | None) -> None:
    """Its Date, later by as much as a cache has kept the answer; rubbish tells nothing."""
    assert served_at(headers) == (datetime.fromisoformat(told).replace(tzinfo=UTC) if told else None)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("longest", [timedelta(minutes=5), timedelta(hours=1), timedelta(days=7)])
def test_no_wait_is_longer_than_the_longest(outcome: Outcome, longest: timedelta) -> None:
    """What is taken for a wait of a wrong clock is none that the rules allow."""
    polled = Polled(outcome, longest, failures=9, retry_after=1e9, ttl=timedelta(days=90))
    latest = max(next_poll(NOW, polled, Bounds(timedelta(minutes=1), longest), jitter) for jitter in (0.0, 0.5, 0.999))
    assert latest <= NOW + longest_wait(longest, gone=outcome is Outcome.GONE)

"""Draws the plan of one seed: the news (`news.py`), how feeds behave, and when what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.proof.simulation.news import in_feeds, people_of, stories_of
from tests.proof.simulation.plan import DAY, DOWN, HOUR, MINUTE, FeedPlan, Item, Plan, Span

# Nothing is planted on the last days: faults end, and everything has to come to rest.
CALM = 3 * DAY
# What somebody sets the clock wrong by, in seconds. Longer jumps have proofs of their own.
_CLOCK = ("3600", "-3600")


def plan_of(random: Random, days: float, feeds: int) -> Plan:
    """The plan of one seed."""
    end = days * DAY
    last = end - CALM
    people = tuple(people_of(random, end))
    stories = tuple(stories_of(random, people, feeds, last))
    held = in_feeds(random, stories, feeds, last)
    broken = random.uniform(0.6, 0.7) * last
    return Plan(
        days=days,
        people=people,
        feeds=tuple(_feed(random, number, items, last) for number, items in enumerate(held)),
        stories=stories,
        broken_list=Span(broken, broken + random.uniform(1, 6) * HOUR),
        archived=_spans(random, last, 2, (HOUR, 20 * HOUR)),
        unreadable=_spans(random, last, 2, (HOUR, 12 * HOUR)),
        revoked=_spans(random, last, 1, (HOUR, 8 * HOUR)),
        no_edits=_spans(random, last, 1, (HOUR, 12 * HOUR)),
        disk=_spans(random, last, 12, (1.0, 30 * MINUTE), _DISK) + _spans(random, last, 2, (HOUR, 4 * HOUR), _DISK),
        clock=_spans(random, last, 2, (HOUR, 2 * DAY), _CLOCK),
        crashes=tuple(sorted(random.uniform(0, last) for _ in range(9))),
        deploys=tuple(sorted(random.uniform(HOUR, last) for _ in range(3))),
        faults_end=last,
    )


_DISK = ("database or disk is full", "disk I/O error", "database is locked")


def _spans(
    random: Random, last: float, number: int, length: tuple[float, float], hows: Sequence[str] = ("",)
) -> tuple[Span, ...]:
    """Some stretches, one in each part of the time, so that they never meet."""
    part = last / number
    starts = [n * part + random.uniform(0.0, max(part - length[1], part / 2)) for n in range(number)]
    ends = [start + min(random.uniform(*length), part / 2) for start in starts]
    return tuple(Span(start, end, random.choice(hows)) for start, end in zip(starts, ends, strict=True))


def _feed(random: Random, number: int, items: tuple[Item, ...], last: float) -> FeedPlan:
    down: tuple[Span, ...] = ()
    if random.random() < 0.2:
        start = random.uniform(DAY, last)
        down = (Span(start, min(start + random.uniform(3, 50) * HOUR, last), random.choice(DOWN)),)
    return FeedPlan(
        number=number,
        url=f"https://feed{number}.example/rss",
        etag=random.random() < 0.7,
        items=items,
        down=down,
        moves=random.uniform(2 * DAY, last) if random.random() < 0.03 else None,
        important=number % 25 == 0,
    )

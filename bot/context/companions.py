"""Whoever is told of as the company of a traveller has travelled too: a listed companion has a trip of their own.

"Petrov flew to Moscow with Ivanov" tells two trips, and a travel ban may stand against the second.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.model import Mention, Stated, Trip


def with_companions(trips: Sequence[Trip], mentions: Sequence[Mention]) -> tuple[Trip, ...]:
    """The trips, each followed by those of the listed people who are said to have come along and have no such trip yet."""
    told: list[Trip] = list(trips)
    every: list[Trip] = []
    for trip in trips:
        every.append(trip)
        for shared in _shared(trip, mentions):
            if not any(_is_one(shared, other) for other in told):
                told.append(shared)
                every.append(shared)
    return tuple(every)


def _shared(trip: Trip, mentions: Sequence[Mention]) -> Iterator[Trip]:
    for one in trip.company:
        for mention in mentions:
            if mention.person != trip.person and _is_named(mention, one):
                company = tuple(other for other in trip.company if other is not one)
                yield replace(trip, person=mention.person, company=company, ban=None)


def _is_named(mention: Mention, one: Stated) -> bool:
    return any(one.span.overlaps(span) for span in mention.spans)


def _is_one(first: Trip, second: Trip) -> bool:
    """Whether both are the same person's, told in one place of the text."""
    if first.person != second.person:
        return False
    return any(span.overlaps(other) for span in first.evidence for other in second.evidence)

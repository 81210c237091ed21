"""Puts together the people of an article who are said to make one journey: two ministers on one plane are one story.

They make one journey where the same words tell of it: a sentence that both trips rest on, or the very name of the place.
Two people who go to one city, each in a sentence of their own, may have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.alerts.decide import Case
from bot.alerts.same import overlap, same_spot
from bot.alerts.words import NOT_UNDER_WAY
from bot.model import Place, Tier, Trip

Party = tuple[Case, ...]


def parties(cases: Sequence[Case]) -> tuple[Party, ...]:
    """The cases, those of one journey together, in the order in which the first of each is mentioned."""
    kept: list[list[Case]] = []
    for case in cases:
        found = next((party for party in kept if all(together(case, other) for other in party)), None)
        if found is None:
            kept.append([case])
        else:
            found.append(case)
    return tuple(map(tuple, kept))


def together(first: Case, second: Case) -> bool:
    """Whether the article surely names both, and tells of one journey of theirs."""
    sure = first.mention.tier is second.mention.tier is Tier.STRONG
    return bool(sure and first.trip and second.trip and one_journey(first.trip, second.trip))


def one_journey(first: Trip, second: Trip) -> bool:
    """Whether two trips told in one article are one: the same words tell them, and nothing in them disagrees."""
    there, whither = first.destination, second.destination
    if there is None or whither is None or not same_spot(there, whither):
        return False
    if not (there.span == whither.span or set(first.evidence) & set(second.evidence)):
        return False
    if (first.status in NOT_UNDER_WAY) is not (second.status in NOT_UNDER_WAY):
        return False
    return _agree(first.origin, second.origin) and not (
        first.when and second.when and not overlap(first.when, second.when)
    )


def _agree(first: Place | None, second: Place | None) -> bool:
    return first is None or second is None or same_spot(first, second)

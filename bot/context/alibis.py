"""Denials that say where somebody was instead: "he flew to Paris, the paper wrote; he was in Kyiv all week, said his office".

Only a place from which the reported journey set out, or the traveller's own country, speaks against the journey: who was
somewhere else abroad may have been there too.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.context.cast import Cast
from bot.context.frame import Kind
from bot.context.journeys import NEAR, Journey, Telling
from bot.context.tense import HAPPENED
from bot.model import Claim, ClaimOf, ClaimStatus, Place

_REACH = 3  # sentences between the report and who answers it
_STAYING = frozenset({"be", "stay", "remain"})


def add_alibis(journeys: Sequence[Journey], tellings: Sequence[Telling], cast: Cast) -> None:
    """Add to each journey that somebody reports the denials of those who place the traveller at home or where it began."""
    for telling in tellings:
        if telling.frame.kind is not Kind.PRESENCE or telling.frame.trigger.lemma_ not in _STAYING:
            continue
        answered = [journey for journey in journeys if _answers(telling, journey, cast)]
        latest = max(answered, key=lambda journey: _told_before(telling, journey), default=None)
        if latest is not None:
            told = {claim.by.text for t in latest.tellings for claim in t.claims if claim.by}
            latest.denials += [_denial(c) for c in telling.claims if c.by and c.by.text not in told]


def _denial(claim: Claim) -> Claim:
    return Claim(ClaimStatus.DENIED, ClaimOf.TRIP, claim.by, claim.span, claim.official, claim.side)


def _answers(telling: Telling, journey: Journey, cast: Cast) -> bool:
    """Whether what is told places the traveller elsewhere than a report told right before, at the time it tells of."""
    there = telling.destination
    if there is None or telling.frame.person != journey.person or not _is_reported(journey):
        return False
    gap = telling.frame.sentence.index - _told_before(telling, journey)
    return 0 <= gap <= _REACH and _is_start(there, journey, cast) and _fits(telling, journey)


def _is_reported(journey: Journey) -> bool:
    told = [claim for t in journey.tellings for claim in t.claims]
    return any(c.by and c.status in HAPPENED for c in told) and all(c.by or c.status not in HAPPENED for c in told)


def _told_before(telling: Telling, journey: Journey) -> int:
    """Index of the last sentence up to this one that tells the journey; far below none where there is no such sentence."""
    here = telling.frame.sentence.index
    return max((t.frame.sentence.index for t in journey.tellings if t.frame.sentence.index <= here), default=-1_000)


def _is_start(place: Place, journey: Journey, cast: Cast) -> bool:
    """Whether a place lies where the journey set out or at home, and not in the country it leads to."""
    starts = {t.origin.country for t in journey.tellings if t.origin} | cast.homes.get(journey.person, frozenset())
    goal = journey.destination.country if journey.destination else None
    return place.country in starts - {None} and place.country != goal


def _fits(telling: Telling, journey: Journey) -> bool:
    a, b = telling.days, journey.days
    return a is None or b is None or (a[0] <= b[1] + NEAR and b[0] <= a[1] + NEAR)

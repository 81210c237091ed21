"""One trip out of one journey. Each trip keeps a ledger of claims; its status follows from the ledger by `bot.context.standing`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.context.journeys import Journey, Telling
from bot.context.standing import status_of
from bot.context.tense import AHEAD
from bot.model import Claim, ClaimOf, ClaimStatus, Stated, Trip, When


def settle(journey: Journey, published: date | None = None) -> Trip:
    """The trip that a journey's tellings make together; `published` is the day the article tells it."""
    tellings = journey.tellings
    claims = _ledger(journey)
    evidence = dict.fromkeys(
        [t.frame.sentence.span for t in [*tellings, *journey.meetings]] + [c.span for c in journey.denials]
    )
    return Trip(
        person=journey.person,
        status=status_of(claims, ahead=_is_ahead(journey.when, published)),
        evidence=tuple(evidence),
        origin=next((t.origin for t in tellings if t.origin), None),
        destination=journey.destination,
        stops=tuple(dict.fromkeys(p for t in tellings for p in t.frame.stops)),
        when=journey.when,
        duration=next((t.duration for t in [*tellings, *journey.sightings] if t.duration), None),
        mode=next((t.frame.mode for t in tellings if t.frame.mode), None),
        purpose=next((t.frame.purpose for t in tellings if t.frame.purpose), None),
        meets=_unique([m for t in [*tellings, *journey.meetings] for m in t.frame.meets]),
        claims=claims,
        verified=True,
        returned=next((t.when for t in journey.returns if t.when), None),
        company=_unique([one for t in tellings for one in t.frame.company]),
    )


def _is_ahead(when: When | None, published: date | None) -> bool:
    return bool(when and when.first and published and when.first > published)


def _ledger(journey: Journey) -> tuple[Claim, ...]:
    """Claims of the trip, of its meetings, and denials; each voice once per status and matter.

    Of a plan that nobody is named for, those speak who take it for known: "will go in May; his visit is welcome, said the host".
    """
    claims: list[Claim] = (
        [c for t in _weighty(journey.tellings) for c in t.claims]
        + [c for t in journey.meetings for c in t.claims if c.by]
        + journey.denials
    )
    if not any(claim.by or claim.status not in AHEAD for claim in claims):
        claims += [replace(c, status=claims[0].status) for t in journey.tellings if t.premise for c in t.claims if c.by]
    seen: dict[tuple[ClaimStatus, ClaimOf, str | None], Claim] = {}
    for claim in claims:
        seen.setdefault((claim.status, claim.of, claim.by.text if claim.by else None), claim)
    named = {c.of for c in seen.values() if c.by and c.status is not ClaimStatus.DENIED}
    return tuple(c for c in seen.values() if c.by or c.status is not ClaimStatus.REPORTED or c.of not in named)


def _weighty(tellings: Sequence[Telling]) -> Sequence[Telling]:
    """Tellings that assert the journey: headlines and premises count only where nothing else is told."""
    body = [t for t in tellings if not t.frame.sentence.line.headline] or tellings
    told = [t for t in body if not t.premise or _is_hearsay(t)]
    return told or [t for t in body if _is_announced(t)] or body


def _is_announced(telling: Telling) -> bool:
    """ "Commenting on his visit, she said that the visit will be marked by new agreements": it is still to come."""
    about = telling.frame.trigger.dep_ in {"nsubj", "nsubjpass"}
    return about and any(c.status in AHEAD for c in telling.claims)


def _is_hearsay(telling: Telling) -> bool:
    """ "Denied receiving the man whose arrival was splashed over the papers": somebody reports what is taken for known."""
    return telling.frame.trigger.head.dep_ == "relcl" and any(c.status is ClaimStatus.REPORTED for c in telling.claims)


def _unique(people: Sequence[Stated]) -> tuple[Stated, ...]:
    """People met, each once: "Putin" is the "Vladimir Putin" named before."""
    kept: list[Stated] = []
    for one in sorted(people, key=lambda s: -len(s.text)):
        if not any(one.text.split()[-1:] == other.text.split()[-1:] for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda s: s.span))

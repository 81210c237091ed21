"""One trip out of one journey. Each trip keeps a ledger of claims; its status follows from the ledger by `STATUS_RULES`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context.journeys import Journey
from bot.model import Claim, ClaimOf, ClaimStatus, Stated, Trip

S = ClaimStatus

# The status of a trip, the first rule that fits its claims of the trip itself. A denial stands beside an open report and
# lowers nothing; only a trip known by nothing but its denial is denied.
STATUS_RULES: tuple[tuple[frozenset[ClaimStatus], ClaimStatus], ...] = (
    (frozenset({S.REFUSED}), S.REFUSED),
    (frozenset({S.CANCELLED}), S.CANCELLED),
    (frozenset({S.CONFIRMED}), S.CONFIRMED),
    (frozenset({S.REPORTED}), S.REPORTED),
    (frozenset({S.STATED}), S.STATED),
    (frozenset({S.PLANNED}), S.PLANNED),
    (frozenset({S.HYPOTHETICAL}), S.HYPOTHETICAL),
    (frozenset({S.DENIED}), S.DENIED),
)


def settle(journey: Journey) -> Trip:
    """The trip that a journey's tellings make together."""
    tellings = journey.tellings
    claims = _ledger(journey)
    evidence = dict.fromkeys(
        [t.frame.sentence.span for t in [*tellings, *journey.meetings]] + [c.span for c in journey.denials]
    )
    return Trip(
        person=journey.person,
        status=status_of(claims),
        evidence=tuple(evidence),
        origin=next((t.origin for t in tellings if t.origin), None),
        destination=journey.destination,
        stops=tuple(dict.fromkeys(p for t in tellings for p in t.frame.stops)),
        when=journey.when,
        duration=next((t.duration for t in tellings if t.duration), None),
        mode=next((t.frame.mode for t in tellings if t.frame.mode), None),
        purpose=next((t.frame.purpose for t in tellings if t.frame.purpose), None),
        meets=_unique([m for t in [*tellings, *journey.meetings] for m in t.frame.meets]),
        claims=claims,
        verified=True,
        returned=next((t.when for t in journey.returns if t.when), None),
        company=_unique([one for t in tellings for one in t.frame.company]),
    )


def _ledger(journey: Journey) -> tuple[Claim, ...]:
    """Claims of the trip, of its meetings, and denials; each voice once per status and matter."""
    claims = (
        [c for t in journey.tellings for c in t.claims]
        + [c for t in journey.meetings for c in t.claims if c.by]
        + journey.denials
    )
    seen: dict[tuple[ClaimStatus, ClaimOf, str | None], Claim] = {}
    for claim in claims:
        seen.setdefault((claim.status, claim.of, claim.by.text if claim.by else None), claim)
    named = {(c.of) for c in seen.values() if c.by}
    return tuple(c for c in seen.values() if c.by or c.status is not S.REPORTED or c.of not in named)


def status_of(claims: Sequence[Claim]) -> ClaimStatus:
    """The status of a trip by `STATUS_RULES`; claims of meetings count only where nothing is said of the trip itself."""
    of_trip = {c.status for c in claims if c.of is ClaimOf.TRIP} or {c.status for c in claims}
    return next((status for any_of, status in STATUS_RULES if of_trip & any_of), S.STATED)


def _unique(people: Sequence[Stated]) -> tuple[Stated, ...]:
    """People met, each once: "Putin" is the "Vladimir Putin" named before."""
    kept: list[Stated] = []
    for one in sorted(people, key=lambda s: -len(s.text)):
        if not any(one.text.split()[-1] == other.text.split()[-1] for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda s: s.span))

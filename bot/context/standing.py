"""Where one article leaves a trip: its status, derived from the ledger of claims by a table of rules."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Claim, ClaimOf, ClaimStatus

S = ClaimStatus

# The first row whose statuses all stand among the claims of the trip decides. A denial stands beside an open report and
# lowers nothing, save that two sides that would know and contradict each other leave it reported; only a trip known by
# nothing but its denial is denied. None: whichever of the row's statuses was told first, for an article that opens with
# a report goes on in that voice, and one that opens in its own stands by it.
STATUS_RULES: tuple[tuple[frozenset[ClaimStatus], ClaimStatus | None], ...] = (
    (frozenset({S.REFUSED}), S.REFUSED),
    (frozenset({S.CANCELLED}), S.CANCELLED),
    (frozenset({S.CONFIRMED, S.DENIED}), S.REPORTED),
    (frozenset({S.CONFIRMED}), S.CONFIRMED),
    (frozenset({S.REPORTED, S.STATED}), None),
    (frozenset({S.REPORTED}), S.REPORTED),
    (frozenset({S.STATED}), S.STATED),
    (frozenset({S.PLANNED}), S.PLANNED),
    (frozenset({S.HYPOTHETICAL}), S.HYPOTHETICAL),
    (frozenset({S.DENIED}), S.DENIED),
)
_HAPPENED = frozenset({S.STATED, S.REPORTED, S.CONFIRMED})


def status_of(claims: Sequence[Claim], *, ahead: bool = False) -> ClaimStatus:
    """The status of a trip; claims of meetings count only where nothing is said of the trip itself.

    `ahead`: the trip's day lies after the publication, so that whatever the tense it has not happened yet.
    """
    told = [c.status for c in claims if c.of is ClaimOf.TRIP] or [c.status for c in claims]
    told += [c.status for c in claims if c.of is ClaimOf.REPORT]  # who denies the report denies the trip
    if ahead:
        told = [S.PLANNED if status in _HAPPENED else status for status in told]
    for needed, status in STATUS_RULES:
        if needed <= set(told):
            return status or next(first for first in told if first in needed)
    return S.STATED

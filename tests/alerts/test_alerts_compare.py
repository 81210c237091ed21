"""A thread hears what is new in a story, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alert_stories import BAN, DAMASCUS, TEHRAN, THURSDAY, account, claim, said, trip

from bot.alerts.compare import COMPARISONS, Kind, compare
from bot.alerts.story import tell
from bot.model import BanApplies, ClaimOf, ClaimStatus, Trip

S = ClaimStatus
CLEAR = replace(BAN, applies=BanApplies.NONE_KNOWN)
FOX = claim(S.REPORTED, by="Fox News")

CASES = [
    (trip(ban=CLEAR, claims=(FOX,)), trip(claims=(FOX,)), [(Kind.GRAVER, "A travel ban may apply: possible breach")]),
    (
        trip(S.PLANNED, claims=(claim(S.PLANNED, by="Fox News"),)),
        trip(S.CANCELLED, claims=(claim(S.CANCELLED, by="Fox News"),)),
        [(Kind.STATUS, "Now a cancelled trip (was: announced trip)")],
    ),
    (
        trip(claims=(FOX,)),
        trip(claims=(FOX, claim(S.CONFIRMED, by="the ministry in Baghdad", official=True))),
        [
            (Kind.STATUS, "Now a confirmed trip (was: reported trip)"),
            (Kind.CONFIRMATION, "Confirmed by the ministry in Baghdad"),
        ],
    ),
    (
        trip(claims=(FOX,)),
        trip(claims=(claim(S.DENIED, ClaimOf.MEETING, "the Kremlin"),)),
        [(Kind.DENIAL, "the Kremlin denies the meeting (Wire, Fri 15 Apr 2016). The trip itself: not denied")],
    ),
    (
        trip(claims=(FOX,)),
        trip(S.DENIED, claims=(claim(S.DENIED, by="the Kremlin"),)),
        [(Kind.DENIAL, "the Kremlin denies the trip (Wire, Fri 15 Apr 2016)")],
    ),
    (
        trip(claims=(FOX,)),
        trip(claims=(FOX,), when=THURSDAY),
        [(Kind.DATE, "Date: Thu 14 Apr 2016 (was: not stated)")],
    ),
    (
        trip(claims=(FOX,)),
        trip(claims=(claim(S.REPORTED, by="Reuters"),)),
        [(Kind.REPORT, "New origin: Reuters reports, via Wire")],
    ),
    (
        trip(claims=(FOX,)),
        trip(claims=(FOX,), origin=TEHRAN, mode=said("private jet"), meets=(said("Putin"), said("Shoigu"))),
        [
            (Kind.DETAIL, "Now stated, origin: Tehran, Iran (Wire)"),
            (Kind.DETAIL, "Now stated, mode: private jet (Wire)"),
            (Kind.DETAIL, "Would meet: Putin and Shoigu"),
        ],
    ),
    (
        trip(claims=(FOX,)),
        trip(claims=(FOX,), destination=DAMASCUS),
        [(Kind.DETAIL, "Wire gives another destination: Damascus, Syria")],
    ),
    (trip(claims=(FOX,)), trip(claims=(claim(S.REPORTED, by="FOX News"), claim(S.STATED))), []),
]


@pytest.mark.parametrize(("first", "second", "changes"), CASES)
def test_what_is_new(first: Trip, second: Trip, changes: list[tuple[Kind, str]]) -> None:
    """Each kind of news is told in its own words; a second outlet with the same tale is none."""
    before, after = account(1, "Courier", first), account(2, "Wire", second)
    before = replace(before, source=replace(before.source, published=after.source.published))
    found = compare(tell([before]), tell([before, after]))
    assert [(change.kind, change.text) for change in found] == changes


def test_every_comparison_is_told_and_tried() -> None:
    """Each comparison has a docstring and a case, and the table names every kind once."""
    assert all(comparison.__doc__ for _, comparison in COMPARISONS)
    assert (
        {kind for kind, _ in COMPARISONS}
        == set(Kind) - {Kind.WITHDRAWN}
        == {kind for *_, changes in CASES for kind, _ in changes}
    )

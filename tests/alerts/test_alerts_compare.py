"""A thread hears what is new in a story, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from alert_stories import BAN, DAMASCUS, HERE, MENTION, MOSCOW, TEHRAN, THURSDAY, account, claim, said, trip

from bot.alerts.compare import COMPARISONS, MATTERS, Kind, compare, matters
from bot.alerts.story import tell
from bot.model import BanApplies, ClaimOf, ClaimStatus, Trip, When

S = ClaimStatus
CLEAR = replace(BAN, applies=BanApplies.NONE_KNOWN)
FOX = claim(S.REPORTED, by="Fox News")
SUNDAY = When("Sunday", HERE, date(2016, 4, 17), date(2016, 4, 17))

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
        trip(S.PLANNED, claims=(claim(S.PLANNED, by="Kremlin", official=True, side="RU"),)),
        trip(S.CANCELLED, claims=(claim(S.CANCELLED, by="Dmitry Peskov", official=True, side="RU"),)),
        [(Kind.STATUS, "Now a cancelled trip (was: announced trip)")],
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
    (
        trip(origin=TEHRAN, claims=(FOX,)),
        trip(origin=MOSCOW, destination=TEHRAN, claims=(FOX,), when=SUNDAY),
        [(Kind.RETURN, "Return: Sun 17 Apr 2016 (was: not stated)")],
    ),
    (
        trip(origin=TEHRAN, claims=(FOX,)),
        trip(destination=TEHRAN, claims=(FOX,)),
        [(Kind.RETURN, "Return reported by Wire: back to Tehran, Iran")],
    ),
    (trip(claims=(FOX,)), trip(claims=(claim(S.REPORTED, by="FOX News"), claim(S.STATED))), []),
    (trip(claims=(claim(S.REPORTED, by="Reuters"),)), trip(claims=(claim(S.REPORTED, by="агентство Рейтер"),)), []),
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
        == {kind for *_, changes in CASES for kind, _ in changes} | {Kind.PERSON}
    )


def test_one_more_traveller_is_news() -> None:
    """Another listed person on the same journey is told by name and listing."""
    first = account(1, "Courier", trip(claims=(FOX,)))
    other = replace(MENTION, person="eu-1", refs=("eu-1",), name="Dmitry Rogozin", listings=("EU 1",))
    second = replace(first, mention=other)
    found = compare(tell([first]), tell([first, second]))
    assert [(each.kind, each.text) for each in found] == [(Kind.PERSON, "Also said to travel: Dmitry Rogozin (EU 1)")]


@pytest.mark.parametrize(
    ("first", "second", "aloud"),
    [
        pytest.param(trip(ban=CLEAR), trip(), True, id="a ban may apply now"),
        pytest.param(
            trip(), trip(claims=(claim(S.CONFIRMED, by="the ministry", official=True),)), True, id="confirmed"
        ),
        pytest.param(trip(), trip(claims=(claim(S.DENIED, ClaimOf.MEETING, "the Kremlin"),)), True, id="denied"),
        pytest.param(trip(when=THURSDAY), trip(when=SUNDAY), True, id="another day"),
        pytest.param(trip(S.PLANNED), trip(S.CANCELLED, claims=(claim(S.CANCELLED),)), True, id="called off"),
        pytest.param(trip(), trip(when=THURSDAY), False, id="a first day"),
        pytest.param(trip(), trip(claims=(claim(S.REPORTED, by="Reuters"),)), False, id="one more origin"),
        pytest.param(trip(), trip(mode=said("private jet")), False, id="a detail"),
        pytest.param(
            trip(claims=(FOX, claim(S.DENIED, by="the Kremlin"))),
            trip(claims=(claim(S.DENIED, by="Iran's foreign ministry"),)),
            False,
            id="denied once more",
        ),
    ],
)
def test_what_the_whole_channel_hears(first: Trip, second: Trip, aloud: bool) -> None:
    """A rise in severity, a confirmation, a first denial, another day, a trip called off; no detail, and nothing twice."""
    before, after = account(1, "Courier", first), account(2, "Wire", second)
    assert matters(tell([before]), tell([before, after])) is aloud


def test_every_rule_of_what_is_broadcast_says_what_it_is() -> None:
    """Each has a docstring."""
    assert all(rule.__doc__ for rule in MATTERS)

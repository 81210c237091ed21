"""Every mention gets exactly one reason, by a table of rules, and the desk's policy says what is done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from alert_stories import BAN, GENERAL, HERE, MENTION, MOSCOW, THURSDAY, trip

from bot.alerts.decide import RULES, action_of, case_of, reason_of
from bot.alerts.routes import Policy, Route, route_of
from bot.model import (
    Action,
    Article,
    BanApplies,
    ClaimStatus,
    Findings,
    Mention,
    Person,
    Presence,
    Reason,
    Span,
    Tier,
    Trip,
    When,
)

PUBLISHED = datetime(2016, 4, 15, 9, 0, tzinfo=UTC)
NAMED = "Qassem Soleimani was named in a list of generals. Elsewhere an envoy flew to Vienna."
BESIDE_TRAVEL = "Qassem Soleimani was seen at the airport. It rained."
IN_PERSON = Presence("un-IRi.039", MOSCOW, (HERE,))
DEAD = replace(GENERAL, died="2016-01")
LONG_AGO = When("in March", HERE, date(2016, 3, 1), date(2016, 3, 15))
A_MONTH_AGO = When("in March", HERE, date(2016, 3, 1), date(2016, 3, 16))


def reason(
    *trips: Trip,
    mention: Mention = MENTION,
    person: Person = GENERAL,
    text: str = NAMED,
    presences: tuple[Presence, ...] = (),
) -> Reason:
    article = Article("a1", text, published=PUBLISHED)
    findings = Findings("a1", "en", (mention,), trips, presences)
    return reason_of(case_of(article, mention, person, findings, PUBLISHED))


def with_ban(applies: BanApplies) -> Trip:
    return trip(ban=replace(BAN, applies=applies))


CASES = [
    (Reason.NEAR_MISS, reason(trip(), mention=replace(MENTION, tier=Tier.WEAK))),
    (Reason.MENTION_NOT_SURE, reason(trip(), mention=replace(MENTION, tier=Tier.POSSIBLE))),
    (Reason.TRIP_AFTER_DEATH, reason(trip(when=THURSDAY), person=DEAD)),
    (Reason.TRIP_AFTER_DEATH, reason(trip(), person=DEAD)),
    (Reason.TRIP_BAN_POSSIBLE, reason(trip(when=THURSDAY), person=replace(GENERAL, died="2016-04"))),
    (Reason.TRIP_LONG_OVER, reason(trip(when=LONG_AGO))),
    (Reason.TRIP_BAN_POSSIBLE, reason(trip(when=A_MONTH_AGO))),
    (Reason.TRIP_BAN_POSSIBLE, reason(trip())),
    (Reason.TRIP_UNCERTAIN, reason(replace(trip(), status=ClaimStatus.HYPOTHETICAL))),
    (Reason.TRIP_UNCERTAIN, reason(replace(trip(), status=ClaimStatus.DENIED))),
    (Reason.TRIP_EXEMPT, reason(with_ban(BanApplies.EXEMPT))),
    (Reason.TRIP_NO_BAN, reason(with_ban(BanApplies.NONE_KNOWN))),
    (Reason.TRIP_NO_BAN, reason(with_ban(BanApplies.UNKNOWN))),
    (Reason.TRIP_NO_BAN, reason(trip(ban=None))),
    (Reason.TRIP_BAN_POSSIBLE, reason(with_ban(BanApplies.NONE_KNOWN), trip(origin=MOSCOW))),
    (Reason.PRESENCE, reason(presences=(IN_PERSON,))),
    (Reason.TRIP_BAN_POSSIBLE, reason(trip(), presences=(IN_PERSON,))),
    (Reason.MENTION_IN_CONTEXT, reason(text=BESIDE_TRAVEL)),
    (Reason.MENTION_IN_CONTEXT, reason(trip(main=False))),
    (Reason.MERE_MENTION, reason()),
    (Reason.MERE_MENTION, reason(replace(trip(), person="somebody-else"))),
]


@pytest.mark.parametrize(("wanted", "got"), CASES)
def test_rules(wanted: Reason, got: Reason) -> None:
    """The first rule that holds gives the reason."""
    assert got is wanted


def test_every_rule_is_told_and_tried() -> None:
    """A rule without a docstring or without a case is no rule."""
    assert all(rule.__doc__ for _, rule in RULES)
    assert {reason for reason, _ in RULES} == {wanted for wanted, _ in CASES}


@pytest.mark.parametrize("status", [ClaimStatus.PLANNED, ClaimStatus.REFUSED, ClaimStatus.CANCELLED])
def test_a_trip_that_did_not_come_about_is_news(status: ClaimStatus) -> None:
    """Planned, refused and cancelled trips are told at once where a ban may apply."""
    assert action_of(reason(trip(status)), Policy("C1")) is Action.ALERT


def test_names_of_other_sentences_are_no_context() -> None:
    """Travel in another sentence doesn't make a mere mention more than that."""
    assert reason(mention=replace(MENTION, spans=(Span(0, 16),))) is Reason.MERE_MENTION


@pytest.mark.parametrize(
    ("at_once", "of", "action"),
    [
        ({Reason.TRIP_BAN_POSSIBLE}, Reason.TRIP_BAN_POSSIBLE, Action.ALERT),
        ({Reason.TRIP_BAN_POSSIBLE}, Reason.PRESENCE, Action.DIGEST),
        ({Reason.PRESENCE}, Reason.PRESENCE, Action.ALERT),
        (set(), Reason.TRIP_BAN_POSSIBLE, Action.DIGEST),
        (set(Reason), Reason.NEAR_MISS, Action.SILENCE),
        (set(Reason), Reason.MENTION_NOT_SURE, Action.DIGEST),
        (set(Reason), Reason.TRIP_AFTER_DEATH, Action.DIGEST),
        (set(Reason), Reason.TRIP_LONG_OVER, Action.DIGEST),
    ],
)
def test_policy(at_once: set[Reason], of: Reason, action: Action) -> None:
    """What is told at once is the desk's to say, except where nobody should ever be rung."""
    assert action_of(of, Policy("C1", at_once=frozenset(at_once))) is action


@pytest.mark.parametrize(("route", "channel"), [(None, "C1"), ("iran", "C2"), ("unknown", "C1")])
def test_a_persons_route_wins(route: str | None, channel: str) -> None:
    """A person's route leads to its channel; anybody else's news goes to the desk's own."""
    assert (
        route_of(replace(GENERAL, route=route), Reason.PRESENCE, Policy("C1", {"iran": Route("C2")})).channel == channel
    )

"""Person over list over severity says where an alert goes; in quiet hours it waits, and no story is told twice for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from alert_stories import BAN, GENERAL, MENTION, THURSDAY, claim, trip

from bot.alerts.card import card
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.past import Past
from bot.alerts.routes import Policy, Quiet, Route, channels_of, route_of
from bot.model import Action, Alert, Article, BanApplies, ClaimStatus, Findings, Person, Reason, Trip

R = Reason
POLICY = Policy(
    "C0DESK",
    {"mine": Route("C0MINE"), "list": Route("C0LIST"), "red": Route("C0RED")},
    by_list={"un": "list", "old": "gone"},
    by_reason={R.TRIP_BAN_POSSIBLE: "red", R.PRESENCE: "gone"},
)
NOW = datetime(2016, 4, 15, 23, 30, tzinfo=UTC)
NIGHT = Quiet(time(22), time(7), ZoneInfo("UTC"))
MORNING = datetime(2016, 4, 16, 7, 0, tzinfo=UTC)
FREE = replace(BAN, applies=BanApplies.NONE_KNOWN)


@pytest.mark.parametrize(
    ("route", "lists", "reason", "channel"),
    [
        ("mine", ("un",), R.TRIP_BAN_POSSIBLE, "C0MINE"),
        (None, ("un",), R.TRIP_BAN_POSSIBLE, "C0LIST"),
        (None, ("eu", "un"), R.MERE_MENTION, "C0LIST"),
        (None, ("eu",), R.TRIP_BAN_POSSIBLE, "C0RED"),
        (None, ("eu",), R.MERE_MENTION, "C0DESK"),
        ("unknown", (), R.TRIP_BAN_POSSIBLE, "C0RED"),
        (None, ("old",), R.TRIP_BAN_POSSIBLE, "C0RED"),
        (None, (), R.PRESENCE, "C0DESK"),
    ],
)
def test_person_over_list_over_severity(
    route: str | None, lists: tuple[str, ...], reason: Reason, channel: str
) -> None:
    """The nearest word counts; a name that leads nowhere counts as none."""
    assert route_of(replace(GENERAL, route=route, lists=lists), reason, POLICY).channel == channel


def test_every_channel_that_may_know_of_a_story() -> None:
    """A person without a route of their own may have been told of in the channel of another severity."""
    assert channels_of(GENERAL, R.TRIP_BAN_POSSIBLE, POLICY) == ("C0RED", "C0DESK")
    assert channels_of(GENERAL, R.PRESENCE, POLICY) == ("C0DESK", "C0RED")
    assert channels_of(replace(GENERAL, route="mine"), R.PRESENCE, POLICY) == ("C0MINE",)


# --- quiet hours ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2016-04-15T23:30", "2016-04-16T07:00"),
        (NIGHT, "2016-04-16T06:59", "2016-04-16T07:00"),
        (NIGHT, "2016-04-16T07:00", None),
        (NIGHT, "2016-04-15T21:59", None),
        (NIGHT, "2016-04-15T22:00", "2016-04-16T07:00"),
        (Quiet(time(12), time(14), ZoneInfo("UTC")), "2016-04-15T13:00", "2016-04-15T14:00"),
        (Quiet(time(12), time(14), ZoneInfo("UTC")), "2016-04-15T15:00", None),
        (Quiet(time(22), time(7), ZoneInfo("Europe/London")), "2016-04-15T21:30", "2016-04-16T06:00"),
        (Quiet(time(0), time(0), ZoneInfo("UTC")), "2016-04-15T15:00", "2016-04-16T00:00"),
        # The night in which clocks are put forward ends an hour earlier for everybody else.
        (Quiet(time(22), time(7), ZoneInfo("Europe/London")), "2016-03-27T00:30", "2016-03-27T06:00"),
    ],
)
def test_quiet_hours(quiet: Quiet, now: str, until: str | None) -> None:
    """They may go over midnight, in any time zone, and end on the minute."""
    ends = quiet.until(datetime.fromisoformat(now).replace(tzinfo=UTC), R.TRIP_BAN_POSSIBLE)
    assert ends == (datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None)


def test_what_is_told_all_the_same() -> None:
    """Severities may be let through."""
    assert replace(NIGHT, through=frozenset({R.TRIP_BAN_POSSIBLE})).until(NOW, R.TRIP_BAN_POSSIBLE) is None
    assert replace(NIGHT, through=frozenset({R.TRIP_BAN_POSSIBLE})).until(NOW, R.PRESENCE) == MORNING


# --- what becomes of it ---------------------------------------------------------------------------------------------------


def read(
    number: int, told: Trip, policy: Policy, *alerts: Alert, now: datetime = NOW, who: Person = GENERAL
) -> Conclusion:
    article = Article(f"a{number}", "Qassem Soleimani flew.", "T", "en", now, f"Outlet {number}", None)
    findings = Findings(article.id, "en", (MENTION,), (told,))
    (concluded,) = conclude(article, findings, {who.id: who}, Past(alerts), policy, now, "f")
    return concluded


def opened(policy: Policy, told: Trip | None = None) -> Alert:
    alert = read(1, told or trip(when=THURSDAY), policy).alert
    assert alert
    return alert


def test_a_card_waits_for_the_end_of_the_quiet_hours() -> None:
    """It is decided and drawn at once, and due in the morning; so is a broadcast, and no reply in the thread alone."""
    policy = Policy("C1", quiet=NIGHT)
    first = read(1, trip(when=THURSDAY), policy)
    assert [(each.kind, each.due) for each in first.tellings] == [("card", MORNING)]
    denied = trip(claims=(claim(ClaimStatus.DENIED, by="the Kremlin"),))
    loud = read(2, denied, policy, opened(policy))
    assert [(each.kind, each.due, each.message.broadcast) for each in loud.tellings] == [
        ("update", None, False),
        ("reply", MORNING, True),
    ]
    calm = read(3, trip(claims=(claim(ClaimStatus.REPORTED, by="Reuters"),)), policy, opened(policy))
    assert [(each.kind, each.due) for each in calm.tellings] == [("update", None), ("reply", None)]


def test_a_route_may_have_quiet_hours_of_its_own() -> None:
    """They take the place of the desk's."""
    noon = Quiet(time(12), time(13), ZoneInfo("UTC"))
    policy = Policy("C1", {"red": Route("C2", quiet=noon)}, by_reason={R.TRIP_BAN_POSSIBLE: "red"}, quiet=NIGHT)
    assert read(1, trip(), policy).tellings[0].due is None


def test_a_route_says_what_is_told_at_once() -> None:
    """A route for everything at once, one for digests alone; what is never told at once waits all the same."""
    every = Policy("C1", {"all": Route("C2", at_once=frozenset(Reason))}, by_list={"un": "all"})
    none = Policy("C1", {"none": Route("C2", at_once=frozenset())}, by_list={"un": "none"})
    listed = replace(GENERAL, lists=("un",))
    assert read(1, trip(ban=FREE), every, who=listed).decision.action is Action.ALERT
    assert read(1, trip(ban=FREE), every).decision.action is Action.DIGEST
    assert read(1, trip(), none, who=listed).decision.action is Action.DIGEST


def test_a_card_calls_the_group_of_its_route() -> None:
    """As an element of the card that no text can make, and on every redrawing."""
    policy = Policy("C1", {"red": Route("C2", mention="S0123456789")}, by_reason={R.TRIP_BAN_POSSIBLE: "red"})
    alert = opened(policy)
    calls = {"type": "usergroup", "usergroup_id": "S0123456789"}
    assert str(calls) in str(card(alert).blocks)
    assert "usergroup" not in str(card(opened(Policy("C1"))).blocks)


def test_news_of_another_severity_goes_to_the_story_that_stands() -> None:
    """A story that was opened as grave goes on in its channel, whatever the next article can tell of the ban."""
    alert = opened(POLICY)
    assert alert.channel == "C0RED"
    joined = read(2, trip(when=THURSDAY, ban=FREE, claims=(claim(ClaimStatus.REPORTED, by="Reuters"),)), POLICY, alert)
    assert (joined.decision.action, joined.decision.channel, joined.decision.story) == (
        Action.UPDATE,
        "C0RED",
        alert.key,
    )


# --- how often ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "aloud"), [(1, False), (6, False), (7, True), (20, True)])
def test_a_long_story_is_told_anew(days: int, aloud: bool) -> None:
    """News of a story whose channel has not heard of it for a week is shown there, and then not for another week."""
    policy = Policy("C1", repeat_after=timedelta(days=7))
    later = NOW + timedelta(days=days)
    more = trip(when=THURSDAY, claims=(claim(ClaimStatus.REPORTED, by="Reuters"),))
    told = read(2, more, policy, opened(policy), now=later)
    assert [each.message.broadcast for each in told.tellings] == [False, aloud]
    assert told.alert
    third = trip(when=THURSDAY, claims=(claim(ClaimStatus.REPORTED, by="Fars"),))
    again = read(3, third, policy, told.alert, now=later + timedelta(days=1))
    assert [each.message.broadcast for each in again.tellings] == [False, days == 6]


def test_without_news_nothing_is_told_anew() -> None:
    """A story that nothing is added to stays as it is, however long."""
    policy = Policy("C1", repeat_after=timedelta(days=7))
    told = trip(when=THURSDAY, claims=(claim(ClaimStatus.REPORTED, by="Reuters"),))
    again = read(2, told, policy, opened(policy, told), now=NOW + timedelta(days=30))
    assert "reply" not in [each.kind for each in again.tellings]

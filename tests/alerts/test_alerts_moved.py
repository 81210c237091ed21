"""A story that comes to a channel which has it already becomes one with what is told of it there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import alert_stories as stories

from bot.alerts.moved import moved, together
from bot.model import Assignment, Facts, Judgement, Mute, Reason, Triage, Verdict, Withdrawal

NOW, HOUR = datetime(2016, 4, 15, 8, 12, tzinfo=UTC), timedelta(hours=1)
ONE, TWO, THREE = (stories.account(number, f"Outlet {number}", stories.trip()) for number in (1, 2, 3))
COME = replace(stories.alert(ONE, TWO, reason=Reason.TRIP_NO_BAN), channel="C1", opened=NOW, updated=NOW, version=5)
THERE = replace(stories.alert(TWO, THREE), channel="C2", opened=NOW + HOUR, updated=NOW + 2 * HOUR, version=2)


def verdict(ident: str, channel: str, hours: int) -> Verdict:
    said = (ident, Judgement.RIGHT, COME.person.refs, COME.key, channel, "", "U1", NOW + hours * HOUR, None, Facts(()))
    return Verdict(*said)  # type: ignore[arg-type]


def mute(ident: str, channel: str, hours: int) -> Mute:
    at = NOW + hours * HOUR
    return Mute(ident, COME.person.name, COME.person.refs, "U1", at, at + HOUR, COME.key, channel)


def test_each_article_tells_once_in_order_of_arrival() -> None:
    """Whichever of the two was opened first begins; nothing that only one of them knew is lost."""
    assert together(THERE, moved(COME, "C2")).accounts == (ONE, TWO, THREE)
    later = replace(COME, opened=NOW + 2 * HOUR)
    assert together(THERE, moved(later, "C2")).accounts == (TWO, THREE, ONE)


def test_it_is_the_graver_story_and_its_next_version() -> None:
    """No redrawing of it is older than one that either channel has seen."""
    one = together(THERE, moved(COME, "C2"))
    assert (one.channel, one.reason, one.version) == ("C2", Reason.TRIP_BAN_POSSIBLE, 6)
    assert (one.opened, one.updated) == (NOW, NOW + 2 * HOUR)
    assert one.aloud == THERE.opened, "the channel has heard nothing of it before"


def test_who_travels_along_in_either_is_told_of() -> None:
    """Nobody is listed twice."""
    other = replace(COME.person, id="x9", refs=("x9",))
    assert together(THERE, replace(COME, companions=(other,))).people == (THERE.person, other)
    assert together(THERE, COME).people == (THERE.person,)


def test_the_newer_word_of_people_stands() -> None:
    """On each person, on the snooze and on who looks after it, whichever channel it was said in."""
    here = Triage((verdict("v1", "C1", 3),), mute("m1", "C1", 1), Assignment("U1", NOW + 3 * HOUR))
    there = Triage((verdict("v2", "C2", 2),), mute("m2", "C2", 2), Assignment("U2", NOW))
    found = together(replace(THERE, triage=there), moved(replace(COME, triage=here), "C2")).triage
    assert [(each.id, each.channel) for each in found.verdicts] == [("v1", "C2")]
    assert (found.snoozed, found.assigned) == (there.snoozed, here.assigned)


def test_what_an_article_took_back_stays_so() -> None:
    """An edit that only the other channel's story saw takes its account out."""
    gone = Withdrawal(ONE, ONE.source, ("names her",), NOW)
    one = together(replace(THERE, withdrawn=(gone,)), COME)
    assert (one.accounts, one.withdrawn) == ((TWO, THREE), (gone,))

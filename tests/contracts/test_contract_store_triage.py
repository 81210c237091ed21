"""The contract of the store for what people do: verdicts, mutes, acts, and what a dismissal kept silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.alerts.past import Past
from bot.model import Action, Article, Decision, Facts, Findings, Judgement, Mute, Reason, Verdict
from bot.store import acts, alerts, decisions, mutes, verdicts
from bot.store.acts import Act
from bot.store.database import Database
from bot.store.polls import record_poll
from tests.contracts.stored import NOW, Concluded, alert, claimed_feed, on_terms, poll_of, screened

HOUR = timedelta(hours=1)
FACTS = Facts(("pat doe",), ("role: minister",), (), (("roles", ("minister",)),))


def verdict(ident: str = "v1", story: str = "s1", refs: tuple[str, ...] = ("p1", "eu-1")) -> Verdict:
    return Verdict(ident, Judgement.NOT_THIS, refs, story, "C1", "a striker", "U1", NOW, None, FACTS)


def mute(ident: str = "m1", hours: int = 2, story: str | None = None) -> Mute:
    channel = "C1" if story else None
    return Mute(ident, "Pat Doe", ("p1", "eu-1"), "U1", NOW, NOW + hours * HOUR, story, channel)


def test_a_verdict_is_found_by_any_ref(db: Database) -> None:
    """A merged person brings further ids; each of them leads to it, unchanged."""
    with db.transaction() as c:
        verdicts.give(c, verdict())
        assert verdicts.about(c, ["eu-1", "ofac-9"]) == (verdict(),)
        assert verdicts.about(c, ["ofac-9"]) == verdicts.about(c, []) == ()


def test_a_later_verdict_takes_the_place_of_an_earlier_one(db: Database) -> None:
    """One stands on a story and channel at a time; other stories keep theirs."""
    changed = replace(verdict("v2"), judgement=Judgement.RIGHT, at=NOW + HOUR)
    with db.transaction() as c:
        for each in (verdict(), verdict("v9", "s9"), changed):
            verdicts.give(c, each)
        assert verdicts.about(c, ["p1"]) == (verdict("v9", "s9"), changed)
        assert verdicts.undo(c, "s1", "C1", ["eu-1"], "U2", NOW)
        assert not verdicts.undo(c, "s1", "C1", ["eu-1"], "U2", NOW)
        assert verdicts.about(c, ["p1"]) == (verdict("v9", "s9"),)


def test_verdicts_on_two_people_of_a_story_stand_side_by_side(db: Database) -> None:
    """One is judged anew and taken back without the other."""
    other, anew = verdict("v2", refs=("p2",)), verdict("v3", refs=("p2", "ofac-9"))
    with db.transaction() as c:
        for each in (verdict(), other, anew):
            verdicts.give(c, each)
        assert verdicts.about(c, ["p1", "p2"]) == (verdict(), anew)
        assert verdicts.undo(c, "s1", "C1", ["p1"], "U2", NOW)
        assert verdicts.about(c, ["p1", "p2"]) == (anew,)


def test_a_verdict_is_given_once(db: Database) -> None:
    """The same action cannot give two."""
    with db.transaction() as c:
        verdicts.give(c, verdict())
    with pytest.raises(IntegrityError), db.transaction() as c:
        verdicts.give(c, verdict(story="s2"))


def test_a_mute_ends_by_itself(db: Database) -> None:
    """It is in force until its last moment, and found by any ref."""
    with db.transaction() as c:
        mutes.ask(c, mute())
        assert mutes.about(c, ["eu-1"], NOW + HOUR) == mutes.in_force(c, NOW) == (mute(),)
        assert mutes.about(c, ["p2"], NOW) == mutes.in_force(c, NOW + 2 * HOUR) == ()


def test_a_mute_is_undone_and_takes_the_place_of_an_earlier_one(db: Database) -> None:
    """A person's and a story's are two; each is asked for anew, and ended, without the other."""
    longer, story = mute("m2", 9), mute("m3", 5, "s1")
    with db.transaction() as c:
        for each in (mute(), story, longer):
            mutes.ask(c, each)
        assert mutes.in_force(c, NOW) == (story, longer)
        assert mutes.wake(c, ["eu-1"], "U2", NOW)
        assert not mutes.wake(c, ["eu-1"], "U2", NOW)
        assert mutes.in_force(c, NOW) == (story,)
        assert mutes.wake(c, ["p1"], "U2", NOW, story="s1", channel="C1")
        assert mutes.in_force(c, NOW) == ()


def test_an_act_is_on_record_once(db: Database) -> None:
    """What Slack repeats is known; what was done about an alert comes in order."""
    first, second = (Act(f"i{n}", NOW + n * HOUR, "U1", "judge", "s1", "C1") for n in range(2))
    with db.transaction() as c:
        assert acts.add(c, second)
        assert not acts.is_done(c, first.id)
        assert acts.add(c, first)
        assert acts.is_done(c, first.id)
        assert not acts.add(c, replace(first, author="U2"))
        assert acts.on(c, "s1", "C1") == (first, second)
        assert acts.on(c, "s1", "C2") == ()


def test_an_alert_is_found_by_key_and_channel(db: Database) -> None:
    """The one whose card was pressed, or none."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        alerts.put(c, alert("s1", "C2"))
        assert alerts.one(c, "s1", "C2") == alert("s1", "C2")
        assert alerts.one(c, "s1", "C3") is None


@on_terms
def keeping_silent(found: Article, _: Findings, past: Past) -> tuple[Concluded, ...]:
    action, reason, story = Action.SILENCE, Reason.NOT_THIS_PERSON, past.verdicts[0].alert
    return (Concluded(Decision(found.id, "p1", "C1", action, reason, story)),)


def dismissing(c: Connection) -> None:
    verdicts.give(c, verdict())
    mutes.ask(c, mute())
    record_poll(c, poll_of(claimed_feed(c), screened("a1")), "f1", keeping_silent)


def test_a_decision_is_taken_against_verdicts_and_mutes(db: Database) -> None:
    """Those on the people whom an article names are at hand, those on others are not."""
    seen: list[Past] = []

    @on_terms
    def conclude(_: Article, __: Findings, past: Past) -> tuple[Concluded, ...]:
        seen.append(past)
        return ()

    with db.transaction() as c:
        verdicts.give(c, verdict(refs=("p1",)))
        verdicts.give(c, verdict("v2", "s2", ("p2",)))
        mutes.ask(c, mute())
        record_poll(c, poll_of(claimed_feed(c), screened("a1")), "f1", conclude)
    assert [past.verdicts for past in seen] == [(verdict(refs=("p1",)),)]
    assert [past.mutes for past in seen] == [(mute(),)]


def test_what_was_dismissed_waits_for_the_digest_and_can_come_back(db: Database) -> None:
    """It is told as dismissed, once; brought back, it is told for its own reason, though it had been told as dismissed."""
    with db.transaction() as c:
        dismissing(c)
        (waiting,) = decisions.undigested(c, "C1")
        assert (waiting.decision.action, waiting.decision.reason) == (Action.SILENCE, Reason.NOT_THIS_PERSON)
        assert decisions.channels_with_digest(c) == ("C1",)
        decisions.mark_digested(c, [waiting.decision], NOW)
        assert decisions.undigested(c, "C1") == ()
        (kept,) = decisions.dismissed(c, "s1")
        decisions.bring_back(c, replace(kept.decision, action=Action.DIGEST, reason=Reason.PRESENCE), NOW)
        (back,) = decisions.undigested(c, "C1")
    assert (back.decision.action, back.decision.reason) == (Action.DIGEST, Reason.PRESENCE)

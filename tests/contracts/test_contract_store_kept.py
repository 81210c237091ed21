"""The contract of the store for what was refused: shown, due again, or moved to another channel, and never told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.alerts.card import card
from bot.alerts.sample import invented
from bot.feeds.entry import EntryKeys
from bot.model import Action, Alert, Decision, Facts, Judgement, Mute, Reason, Triage, Verdict
from bot.ports import GiveUp, Message, Refused, Sent, TryAgain
from bot.store import alerts, articles, decisions, deliveries, feeds, kept, moving, mutes, refusals, verdicts
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.feeds import FeedSpec
from bot.store.kept import Waiting
from bot.store.moving import Moved
from bot.store.schema import deliveries as table
from bot.store.schema import feeds as feeds_table
from tests.contracts.stored import LEASE, NOW, article, findings

ARCHIVED = GiveUp("archived", Refused.CHANNEL, "is_archived")
BAD = GiveUp("bad blocks", Refused.MESSAGE, "invalid_blocks")
LATER = NOW + timedelta(hours=1)


def alert(key: str, channel: str, version: int = 1) -> Alert:
    return replace(invented(NOW), key=key, channel=channel, version=version)


def queue(c: Connection, kind: Kind, text: str, key: str | None = "s1", channel: str = "C1", version: int = 1) -> None:
    deliveries.put(c, NewDelivery(channel, kind, Message(text), key, version, text), NOW)


def work_off(c: Connection, outcome: Sent | GiveUp | TryAgain, channel: str = "C1", most: int = 99) -> list[str]:
    """Claim and settle what is due in a channel. The texts, in order."""
    told = []
    while len(told) < most and (claimed := deliveries.claim_due(c, channel, LATER, "w1", LEASE)):
        sending = deliveries.mark_sending(c, claimed, claimed.message, LATER, LEASE)
        assert sending is not None
        said = replace(outcome, ts=sending.card_ts or claimed.id) if isinstance(outcome, Sent) else outcome
        assert deliveries.settle(c, sending, said, LATER, LATER + LEASE)
        told.append(claimed.message.text)
    return told


def test_what_waits_is_shown_by_channel_and_cause(db: Database) -> None:
    """How many messages, since when, and why."""
    with db.transaction() as c:
        queue(c, Kind.CARD, "one")
        queue(c, Kind.DIGEST, "two", None)
        work_off(c, ARCHIVED)
        queue(c, Kind.CARD, "three", "s2")
        work_off(c, BAD)
        queue(c, Kind.CARD, "four", "s3", "C2")
        work_off(c, ARCHIVED, "C2")
        assert kept.waiting(c) == (
            Waiting("C1", 2, NOW, "archived"),
            Waiting("C1", 1, NOW, "bad blocks"),
            Waiting("C2", 1, NOW, "archived"),
        )
        assert [each.messages for each in kept.waiting(c, "C2")] == [1]


@pytest.mark.parametrize(("channel", "due"), [(None, 3), ("C1", 2), ("C9", 0)])
def test_all_of_it_is_due_again_when_somebody_asks(db: Database, channel: str | None, due: int) -> None:
    """Also what was refused for what it is; of one channel or of all."""
    with db.transaction() as c:
        queue(c, Kind.CARD, "one")
        work_off(c, ARCHIVED)
        queue(c, Kind.CARD, "two", "s2")
        work_off(c, BAD)
        queue(c, Kind.CARD, "three", "s3", "C2")
        work_off(c, BAD, "C2")
        assert kept.revive_all(c, channel, LATER) == due
        assert len(work_off(c, Sent("x"))) + len(work_off(c, Sent("x"), "C2")) == due


def test_what_was_told_meanwhile_is_not_told_again(db: Database) -> None:
    """A refused card whose update was told gives way; nobody gets an older card after a newer one."""
    with db.transaction() as c:
        queue(c, Kind.CARD, "card")
        work_off(c, BAD)
        queue(c, Kind.UPDATE, "update", version=2)
        assert work_off(c, Sent("x")) == ["update"]
        assert kept.revive_all(c, None, LATER) == 0
        assert not kept.waiting(c)


def judged(found: Alert) -> Alert:
    """The alert with a verdict and a snooze, both on record."""
    by = ("U1", NOW)
    verdict = Verdict("v1", Judgement.RIGHT, ("sample",), found.key, found.channel, "", *by, None, Facts(()))
    mute = Mute(
        "m1", "Sample Person", ("sample",), "U1", NOW, LATER, found.key, found.channel, Reason.TRIP_BAN_POSSIBLE
    )
    return replace(found, triage=Triage(verdicts=(verdict,), snoozed=mute))


def test_a_story_moves_whole(db: Database) -> None:
    """Alert, verdict and snooze are of the other channel; one card is drawn there, and the replies follow in order."""
    found = judged(alert("s1", "C1", 3))
    (verdict,) = found.triage.verdicts
    assert found.triage.snoozed is not None
    with db.transaction() as c:
        alerts.put(c, found)
        verdicts.give(c, verdict)
        mutes.ask(c, found.triage.snoozed)
        queue(c, Kind.CARD, "card")
        queue(c, Kind.REPLY, "first")
        queue(c, Kind.UPDATE, "update", version=2)
        queue(c, Kind.REPLY, "second", version=2)
        work_off(c, ARCHIVED)
        queue(c, Kind.REPLY, "untouched", version=3)
        assert moving.move(c, "C1", "C2", LATER) == Moved(4, 1)
        assert alerts.one(c, "s1", "C1") is None
        there = alerts.one(c, "s1", "C2")
        assert there is not None
        assert {there.channel, there.triage.verdicts[0].channel, there.triage.snoozed.channel} == {"C2"}
        assert alerts.open_for(c, ("sample",)) == (there,)
        assert [each.channel for each in verdicts.about(c, ("sample",))] == ["C2"]
        assert [each.channel for each in mutes.about(c, ("sample",), NOW)] == ["C2"]
        _, *replies = work_off(c, Sent("x"), "C2")
        assert replies == ["first", "second", "untouched"]
        assert not work_off(c, Sent("x"))
        assert not kept.waiting(c)


def test_a_story_whose_card_stands_where_it_was_gets_one_in_the_other_channel(db: Database) -> None:
    """Its reply is not posted there without a card; the old card stays as it was."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        queue(c, Kind.CARD, "card")
        work_off(c, Sent("x"))
        queue(c, Kind.REPLY, "reply")
        work_off(c, ARCHIVED)
        assert moving.move(c, "C1", "C2", LATER) == Moved(2, 1)
        claimed = deliveries.claim_due(c, "C2", LATER, "w1", LEASE)
        assert claimed is not None
        assert (claimed.kind, claimed.card) == (Kind.CARD, None)
        assert deliveries.claim_due(c, "C2", LATER, "w2", LEASE) is None


def test_a_story_that_the_other_channel_has_is_told_there_once(db: Database) -> None:
    """Its card is drawn anew, and of the replies only those follow that the channel has not got."""
    with db.transaction() as c:
        for channel in ("C1", "C2"):
            alerts.put(c, alert("s1", channel))
            queue(c, Kind.CARD, "card", channel=channel)
            queue(c, Kind.REPLY, "known to both", channel=channel)
        work_off(c, Sent("x"), "C2")
        queue(c, Kind.REPLY, "only here", version=2)
        work_off(c, ARCHIVED)
        assert moving.move(c, "C1", "C2", LATER) == Moved(2, 1)
        assert work_off(c, Sent("x"), "C2")[0] == "only here"
        cards = select(table.c.ts).where(table.c.channel == "C2", table.c.kind == "card").distinct()
        assert len(c.scalars(cards).all()) == 1


def test_a_story_that_both_channels_have_becomes_one(db: Database) -> None:
    """What either knows of it is on one card, the newer word of people stands, and nothing of it is left where it was."""
    here, there = judged(alert("s1", "C1", 3)), replace(alert("s1", "C2"), opened=LATER)
    (told,) = here.accounts
    later = replace(told, source=replace(told.source, article="a2"))
    older = replace(here.triage.verdicts[0], id="v0", channel="C2", at=NOW - timedelta(hours=1), author="U2")
    slept = replace(here.triage.snoozed, id="m0", channel="C2", at=NOW - timedelta(hours=1))  # type: ignore[type-var]
    there = replace(there, accounts=(later,), triage=Triage(verdicts=(older,), snoozed=slept))
    with db.transaction() as c:
        for each in (here, there):
            assert each.triage.snoozed is not None
            alerts.put(c, each)
            verdicts.give(c, each.triage.verdicts[0])
            mutes.ask(c, each.triage.snoozed)
            queue(c, Kind.CARD, "card", channel=each.channel)
        work_off(c, Sent("x"), "C2")
        work_off(c, ARCHIVED)
        moving.move(c, "C1", "C2", LATER)
        (one,) = alerts.latest(c, 9)
        assert (one.channel, one.version, one.accounts) == ("C2", 4, (told, later))
        assert verdicts.about(c, ("sample",)) == one.triage.verdicts
        assert mutes.about(c, ("sample",), NOW) == (one.triage.snoozed,)
        assert [each.id for each in one.triage.verdicts] == ["v1"]
        assert (one.triage.snoozed and one.triage.snoozed.id) == "m1"
        claimed = deliveries.claim_due(c, "C2", LATER, "w1", LEASE)
        assert claimed is not None
        assert claimed.redraws
        assert claimed.message.text == card(one).text


def test_a_card_that_waits_in_the_other_channel_is_drawn_anew(db: Database) -> None:
    """Nobody has read it yet: it comes with everything, once."""
    with db.transaction() as c:
        for channel in ("C1", "C2"):
            alerts.put(c, alert("s1", channel))
        queue(c, Kind.CARD, "card")
        work_off(c, ARCHIVED)
        deliveries.put(c, NewDelivery("C2", Kind.CARD, Message("quiet"), "s1", due=LATER + LEASE), NOW)
        moving.move(c, "C1", "C2", LATER)
        (waits,) = c.execute(select(table).where(table.c.channel == "C2")).all()
        assert "quiet" not in waits.payload


def decide(c: Connection, ident: str, channel: str, action: Action, reason: Reason, story: str | None = None) -> None:
    """A decision on record, with its article and findings."""
    if not articles.get(c, ident):
        feeds.sync_feeds(c, [FeedSpec("https://one.test/rss")], NOW)
        articles.add(c, article(ident), c.scalar(select(feeds_table.c.id)) or 0, EntryKeys(ident, None, ident), NOW)
        articles.add_findings(c, findings(ident), "f1", NOW)
    decisions.add(c, Decision(ident, "p1", channel, action, reason, story), "f1", NOW)


def test_what_waits_for_a_digest_moves_along(db: Database) -> None:
    """Findings of the day, of a look-back and of a burst; what a dismissal of a moved story may bring back goes with it."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        queue(c, Kind.CARD, "card")
        work_off(c, ARCHIVED)
        decide(c, "a1", "C1", Action.DIGEST, Reason.MERE_MENTION)
        decide(c, "a2", "C1", Action.DIGEST, Reason.LOOK_BACK)
        decide(c, "a3", "C1", Action.DIGEST, Reason.BURST)
        decide(c, "a4", "C1", Action.ALERT, Reason.TRIP_BAN_POSSIBLE, "s1")
        decide(c, "a5", "C1", Action.SILENCE, Reason.NOT_THIS_PERSON, "s1")
        decisions.mark_digested(c, [each.decision for each in decisions.dismissed(c, "s1")], NOW)
        decide(c, "a6", "C1", Action.SILENCE, Reason.NOTHING_NEW)
        decide(c, "a7", "C3", Action.DIGEST, Reason.MERE_MENTION)
        assert moving.move(c, "C1", "C2", LATER) == Moved(1, 1, 3)
        there = [each for ident in "1234567" for each in decisions.in_article(c, f"a{ident}") if each.channel == "C2"]
        assert [each.article for each in there] == ["a1", "a2", "a3", "a4", "a5"]
        assert [each.decision.article for each in decisions.undigested(c, "C2")] == ["a1"]
        assert decisions.channels_with_digest(c) == ("C2", "C3")
        assert moving.move(c, "C1", "C2", LATER) == Moved(0, 0)


def test_of_what_both_channels_decided_nothing_waits_twice(db: Database) -> None:
    """The decision of the other channel stands; nothing goes on waiting for a channel that nobody is told in."""
    with db.transaction() as c:
        decide(c, "a1", "C1", Action.DIGEST, Reason.MERE_MENTION)
        decide(c, "a1", "C2", Action.DIGEST, Reason.MERE_MENTION)
        assert moving.move(c, "C1", "C2", LATER) == Moved(0, 0)
        assert decisions.channels_with_digest(c) == ("C2",)
        assert len(decisions.in_article(c, "a1")) == 2


def test_many_stories_move_in_steps(db: Database) -> None:
    """No step holds others up for long; broken off and asked for again, it goes on where it was. What has no story comes last."""
    with db.transaction() as c:
        for number in range(5):
            alerts.put(c, alert(f"s{number}", "C1"))
            queue(c, Kind.CARD, "card", f"s{number}")
        queue(c, Kind.DIGEST, "digest", None)
        work_off(c, ARCHIVED)
        refusals.note(c, "C1", ARCHIVED, NOW)
        assert moving.move(c, "C1", "C2", LATER, most=2) == Moved(2, 2, left=3)
        assert refusals.of(c, "C1")
    assert list(moving.moves(db, "C1", "C2", LATER, most=2)) == [Moved(2, 2, left=1), Moved(2, 1)]
    with db.transaction() as c:
        assert not kept.waiting(c)
        assert not refusals.of(c, "C1")
        assert len(work_off(c, Sent("x"), "C2")) == 6


def test_what_has_no_story_moves_as_it_is(db: Database) -> None:
    """Digests, notices, and copies for another channel."""
    with db.transaction() as c:
        queue(c, Kind.DIGEST, "digest", None)
        queue(c, Kind.CARD, "copy", "s1 for C9")
        work_off(c, ARCHIVED)
        refusals.note(c, "C1", ARCHIVED, NOW)
        assert moving.move(c, "C1", "C2", LATER) == Moved(2, 1)
        assert work_off(c, Sent("x"), "C2") == ["copy", "digest"]
        assert not refusals.current(c), "nothing is left to ask the old channel with"


def test_what_may_have_arrived_is_found_out_about_where_it_was(db: Database) -> None:
    """A message in doubt does not move: it may stand there."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        queue(c, Kind.CARD, "card")
        work_off(c, Sent("x"))
        queue(c, Kind.REPLY, "refused")
        work_off(c, ARCHIVED)
        queue(c, Kind.UPDATE, "in doubt", version=2)
        work_off(c, TryAgain(5, "no answer", uncertain=True))
        moving.move(c, "C1", "C2", LATER)
        left = c.scalars(select(table.c.state).where(table.c.channel == "C1", table.c.kind == "update"))
        assert list(left) == ["uncertain"]


def test_what_was_in_doubt_and_is_refused_in_the_end_follows(db: Database) -> None:
    """Also in the same move: the card in the other channel is drawn once more, and nothing fails."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        queue(c, Kind.CARD, "card")
        work_off(c, Sent("x"))
        for kind in (Kind.REPLY, Kind.MAP):
            queue(c, kind, f"{kind} in doubt")
        work_off(c, TryAgain(5, "no answer", uncertain=True))
        queue(c, Kind.MAP, "refused")
        work_off(c, ARCHIVED)
        moving.move(c, "C1", "C2", LATER)
        for kind in (Kind.REPLY, Kind.MAP):
            c.execute(table.update().where(table.c.channel == "C1", table.c.kind == kind).values(state="failed"))
            assert moving.move(c, "C1", "C2", LATER).stories == 1
        assert {"reply in doubt", "map in doubt", "refused"} < set(work_off(c, Sent("x"), "C2"))
        assert not kept.waiting(c)


def test_where_another_story_of_that_name_was_once_versions_go_on(db: Database) -> None:
    """That one has moved away since: no later version is taken for one that the channel was told then."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        queue(c, Kind.CARD, "card")
        work_off(c, ARCHIVED)
        queue(c, Kind.CARD, "told once", channel="C2", version=5)
        moving.move(c, "C1", "C2", LATER)
        there = alerts.one(c, "s1", "C2")
        assert there is not None
        assert there.version == 5


def test_a_worker_that_holds_what_moves_lets_go_of_it(db: Database) -> None:
    """It was claimed for the old channel: it is not posted there any more."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", "C1"))
        queue(c, Kind.DIGEST, "refused", None)
        queue(c, Kind.CARD, "card")
        work_off(c, ARCHIVED, most=2)
        queue(c, Kind.UPDATE, "held", version=2)
        held = deliveries.claim_due(c, "C1", LATER, "w1", LEASE)
        assert held is not None
        moving.move(c, "C1", "C2", LATER)
        assert deliveries.mark_sending(c, held, held.message, LATER, LEASE) is None

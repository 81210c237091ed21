"""The contract of the store for what was refused: shown, due again, or moved to another channel, and never told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.alerts.sample import invented
from bot.model import Alert, Facts, Judgement, Mute, Reason, Triage, Verdict
from bot.ports import GiveUp, Message, Refused, Sent, TryAgain
from bot.store import alerts, deliveries, kept, moving, mutes, refusals, verdicts
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.kept import Waiting
from bot.store.moving import Moved
from bot.store.schema import deliveries as table
from tests.contracts.stored import LEASE, NOW

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
        verdict = judged(alert("s1", "C1")).triage.verdict
        assert verdict is not None
        verdicts.give(c, verdict)
        work_off(c, Sent("x"), "C2")
        queue(c, Kind.REPLY, "only here", version=2)
        work_off(c, ARCHIVED)
        assert moving.move(c, "C1", "C2", LATER) == Moved(2, 1)
        assert work_off(c, Sent("x"), "C2")[0] == "only here"
        assert [each.channel for each in verdicts.about(c, ("sample",))] == ["C1"]
        cards = select(table.c.ts).where(table.c.channel == "C2", table.c.kind == "card").distinct()
        assert len(c.scalars(cards).all()) == 1


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

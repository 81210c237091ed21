"""The contract of the store for deliveries: told in order, by one worker at a time, and never twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from bot.ports import GiveUp, Message, Outcome, Sent, TryAgain
from bot.store import deliveries, feeds
from bot.store.database import Database
from bot.store.deliveries import ClaimedDelivery, Kind, NewDelivery, State
from bot.store.status import status
from tests.contracts.stored import LEASE, NOW, claimed_feed


def queue(connection: Connection, *kinds: Kind, key: str | None = "s1", channel: str = "C1") -> None:
    for version, kind in enumerate(kinds):
        deliveries.put(connection, NewDelivery(channel, kind, Message(f"{kind} {version}"), key, version), NOW)


def claim(connection: Connection, now: datetime = NOW, owner: str = "w1") -> ClaimedDelivery | None:
    return deliveries.claim_due(connection, "C1", now, owner, LEASE)


def send(connection: Connection, outcome: Outcome, now: datetime = NOW) -> ClaimedDelivery | None:
    """Claim the next delivery, mark it and settle it with this outcome."""
    claimed = claim(connection, now)
    if claimed is None:
        return None
    sending = deliveries.mark_sending(connection, claimed, claimed.message, now, LEASE)
    assert sending is not None
    assert deliveries.settle(connection, sending, outcome, now, now + timedelta(seconds=30))
    return sending


def test_a_story_is_told_in_order(db: Database) -> None:
    """Card, then thread, then the newest picture of the card; older updates give way."""
    with db.transaction() as c:
        queue(c, Kind.CARD, Kind.UPDATE, Kind.REPLY, Kind.UPDATE)
        told = [send(c, Sent(f"ts{n}")) for n in range(4)]
    assert [(t.message.text, t.card_ts) for t in told if t] == [
        ("card 0", None),
        ("reply 2", "ts0"),
        ("update 3", "ts0"),
    ]


@pytest.mark.parametrize("outcome", [TryAgain(5, "429"), TryAgain(5, "timeout", uncertain=True)])
def test_nothing_of_a_story_overtakes_what_is_open(db: Database, outcome: Outcome) -> None:
    """While the card is not certainly told, its thread waits; other stories and channels go on."""
    with db.transaction() as c:
        queue(c, Kind.CARD, Kind.REPLY)
        queue(c, Kind.CARD, key="s2")
        queue(c, Kind.CARD, channel="C2")
        send(c, outcome)
        other = send(c, Sent("ts1"))
        assert other is not None
        assert other.alert_key == "s2"
        assert claim(c) is None
        assert deliveries.due_channels(c, NOW) == ("C2",)
        again = claim(c, NOW + timedelta(seconds=30))
    assert again is not None
    assert (again.kind, again.attempts, again.first_try) == (Kind.CARD, 1, NOW)
    assert again.state is (State.UNCERTAIN if outcome.uncertain else State.PENDING)


def test_an_alert_comes_before_digests_and_notices(db: Database) -> None:
    """However many pages were queued before it: no order binds what is of different stories."""
    with db.transaction() as c:
        for page in range(3):
            queue(c, *[Kind.NOTICE] * page, Kind.DIGEST, key=f"page {page}")
        queue(c, Kind.CARD, Kind.MAP, Kind.REPLY)
        told = [send(c, Sent(f"ts{n}")) for n in range(9)]
    kinds = [each.kind for each in told if each]
    assert kinds[:2] == [Kind.CARD, Kind.REPLY]
    assert kinds[2:] == [Kind.DIGEST, Kind.NOTICE, Kind.DIGEST, Kind.NOTICE, Kind.NOTICE, Kind.DIGEST, Kind.MAP]


def test_a_refused_card_does_not_silence_its_story(db: Database) -> None:
    """When the channel will never take a card it is kept as failed, and what follows is still told."""
    with db.transaction() as c:
        queue(c, Kind.CARD, Kind.UPDATE, Kind.REPLY)
        send(c, GiveUp("invalid_blocks"))
        update = send(c, Sent("ts9"))
        reply = claim(c)
        troubled = status(c, NOW).troubled
    assert update is not None
    assert reply is not None
    assert (update.kind, update.card_ts, reply.card_ts) == (Kind.UPDATE, None, "ts9")
    assert [(t.state, t.why) for t in troubled] == [(State.FAILED, "invalid_blocks")]


def test_a_claimed_delivery_is_nobody_elses_until_the_lease_ends(db: Database) -> None:
    """Of two workers one tells; a worker past its lease neither starts nor settles."""
    with db.transaction() as c:
        queue(c, Kind.CARD)
        mine = claim(c)
        assert mine is not None
        assert claim(c, owner="w2") is None
        theirs = claim(c, NOW + LEASE, owner="w2")
        assert theirs is not None
        assert deliveries.mark_sending(c, mine, mine.message, NOW, LEASE) is None
        assert not deliveries.settle(c, mine, Sent("x"), NOW, NOW)
        assert deliveries.mark_sending(c, theirs, theirs.message, NOW, LEASE) is not None
        assert not deliveries.settle(c, theirs, Sent("x"), NOW, NOW), "settled with the try it belongs to"


def test_a_started_update_still_gives_way_before_it_is_sent(db: Database) -> None:
    """A worker that holds an update finds out that a newer one has taken its place."""
    with db.transaction() as c:
        queue(c, Kind.CARD)
        send(c, Sent("ts0"))
        deliveries.put(c, NewDelivery("C1", Kind.UPDATE, Message("old"), "s1", 7), NOW)
        held = claim(c)
        assert held is not None
        deliveries.put(c, NewDelivery("C1", Kind.UPDATE, Message("new"), "s1", 8), NOW)
        assert deliveries.mark_sending(c, held, held.message, NOW, LEASE) is None
        newest = claim(c)
    assert newest is not None
    assert newest.message.text == "new"


def test_telling_the_same_thing_twice_is_a_bug(db: Database) -> None:
    """The same version, kind and part has one id, carried by its message; queueing it twice raises."""
    new = NewDelivery("C1", Kind.NOTICE, Message("hello"), part="x")
    with db.transaction() as c:
        assert not deliveries.known(c, new)
        key = deliveries.put(c, new, NOW)
        assert deliveries.known(c, new)
        held = claim(c)
    assert held is not None
    assert held.message.key == held.id == key
    with pytest.raises(IntegrityError), db.transaction() as c:
        deliveries.put(c, new, NOW)


def test_void_leases_frees_what_a_dead_program_held(db: Database) -> None:
    """A program that is alone takes up at once what its predecessor had claimed."""
    with db.transaction() as c:
        claimed_feed(c)
        queue(c, Kind.CARD)
        claim(c)
        feeds.void_leases(c, NOW, ())
        deliveries.void_leases(c)
        assert len(feeds.claim_due(c, NOW, "w2", LEASE, 10)) == 1
        assert claim(c, owner="w2") is not None


def test_only_a_card_that_was_put_off_takes_in_what_is_new(db: Database) -> None:
    """One that is due at once gets its reply, also where it bears the time of a program whose clock is a little ahead."""
    ahead = NOW + timedelta(seconds=1)
    with db.transaction() as c:
        for key, due in (("s1", None), ("s2", NOW + timedelta(hours=8))):
            new = deliveries.NewDelivery("C1", Kind.CARD, Message("card"), key, due=due)
            deliveries.put(c, new, ahead)
        drawn = [deliveries.redraw_waiting(c, key, "C1", Message("two reports"), NOW) for key in ("s1", "s2")]
    assert drawn == [False, True]

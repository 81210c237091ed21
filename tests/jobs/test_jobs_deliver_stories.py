"""A story stands in its channel as one card with its replies below in order, whatever the channel refused meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from memory_channel import MemoryChannel
from post_desk import ARCHIVED, NO_BLOCKS, Desk, open_desk
from store.owner import wipe

from bot.alerts.sample import invented
from bot.jobs.deliver import deliver
from bot.ports import GiveUp, Message, Outcome
from bot.store import alerts, audit, deliveries, kept, moving, schema
from bot.store.audit_rows import DELIVERY
from bot.store.deliveries import Kind, NewDelivery

pytestmark = pytest.mark.every_engine


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@dataclass
class Moody(MemoryChannel):
    """Refuses some calls, by their number: for the channel as a whole."""

    refused: frozenset[int] = frozenset()
    number: int = field(default=0, init=False)

    def _mood(self) -> GiveUp | None:
        self.number += 1
        return ARCHIVED if self.number - 1 in self.refused else None

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        return self._mood() or await super().post(channel, message, thread)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        return self._mood() or await super().update(channel, ts, message)


def in_order(desk: Desk, channel: str = "C1") -> list[str]:
    """What stands in the channel as people read it: each card, and below it its thread."""
    told = desk.threads(channel)
    posts = {post.message.text: post.ts for post in desk.channel.posts if post.channel == channel}
    cards = [text for text, thread in told if thread is None]
    return [each for card in cards for each in (card, *(f"> {text}" for text, at in told if at == posts[card]))]


def deliver_one(desk: Desk) -> None:
    """Tell just the next thing that is due."""

    async def one() -> None:
        claimed = await desk.db.write(deliveries.claim_due, "C1", desk.clock.at, "w1", timedelta(minutes=2))
        assert claimed is not None
        await deliver(desk.delivering(), claimed, desk.clock.at)

    asyncio.run(one())


def test_an_old_card_is_not_posted_after_a_newer_one(desk: Desk) -> None:
    """Asked again, a channel is asked with what still has something to say: not with a card that has been overtaken."""
    desk.queue(Kind.CARD)
    desk.queue(Kind.CARD, key="s2")
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(2)
    del desk.channel.refusing["C1"]
    desk.queue(Kind.UPDATE, first=1)
    deliver_one(desk)  # the update, in place of the card that was refused
    assert desk.texts("C1") == ["s1 update 1"]
    desk.run(20)
    assert desk.texts("C1") == ["s1 update 1", "s2 card 0"]


def test_a_probe_lets_go_of_what_is_overtaken(desk: Desk) -> None:
    """The first thing a channel refused is tried again only while it is the newest of its card."""
    desk.queue(Kind.CARD, Kind.UPDATE)
    desk.queue(Kind.CARD, key="s2")
    with desk.db.transaction() as c:
        d = schema.deliveries.c
        told = schema.deliveries.update().where(d.kind == "update").values(state="sent", ts="ts9")
        refused = schema.deliveries.update().where(d.kind == "card")
        for change in (told, refused.values(state="failed", refused="channel")):
            audit.change(c, DELIVERY, change, desk.clock.at)
        kept.probe(c, "C1", desk.clock.at)
        claimed = deliveries.claim_due(c, "C1", desk.clock.at, "w1", timedelta(minutes=2))
    assert claimed is not None
    assert claimed.message.text == "s2 card 0"


def test_a_reply_waits_for_its_refused_card(desk: Desk) -> None:
    """When the card was refused, its reply is not posted alone the moment the channel works: card first, then replies."""
    desk.queue(Kind.CARD, Kind.REPLY, Kind.REPLY)
    desk.channel.refusing["C1"] = ARCHIVED
    deliver_one(desk)
    del desk.channel.refusing["C1"]
    desk.run(20)
    assert in_order(desk) == ["s1 card 0", "> s1 reply 1", "> s1 reply 2"]
    assert set(desk.states()) <= {"sent", "superseded"}


def test_what_of_a_story_was_refused_comes_when_its_card_is_there(desk: Desk) -> None:
    """The update that is posted in place of a refused card goes before the replies of its story."""
    desk.queue(Kind.CARD, Kind.REPLY, Kind.UPDATE)
    desk.channel.refusing["C1"] = ARCHIVED
    deliver_one(desk)
    with desk.db.transaction() as c:
        c.execute(schema.refusals.delete())
    del desk.channel.refusing["C1"]
    desk.run()
    assert in_order(desk) == ["s1 update 2", "> s1 reply 1"]


def test_a_reply_that_was_refused_comes_with_the_next_that_is_taken(desk: Desk) -> None:
    """A thread that took nothing for a while misses nothing of its story."""
    desk.queue(Kind.CARD, Kind.REPLY)
    deliver_one(desk)
    desk.channel.refusing["C1"] = ARCHIVED
    deliver_one(desk)
    with desk.db.transaction() as c:
        c.execute(schema.refusals.delete())
    del desk.channel.refusing["C1"]
    desk.queue(Kind.UPDATE, first=2)
    desk.run()
    assert in_order(desk) == ["s1 update 2", "> s1 reply 1"]


def test_a_reply_waits_for_the_refused_one_before_it(desk: Desk) -> None:
    """Replies of one thread keep their order, also when the channel took nothing in between."""
    desk.queue(Kind.CARD)
    deliver_one(desk)
    desk.queue(Kind.REPLY, Kind.REPLY, first=1)
    desk.channel.refusing["C1"] = ARCHIVED
    deliver_one(desk)
    del desk.channel.refusing["C1"]
    deliver_one(desk)
    assert desk.texts("C1") == ["s1 card 0"]
    desk.run(20)
    assert in_order(desk) == ["s1 card 0", "> s1 reply 1", "> s1 reply 2"]


def test_a_reply_that_slack_never_takes_holds_no_other_up(desk: Desk) -> None:
    """Those that waited for it because the channel took nothing go on when it turns out to be the reply itself."""

    class Choosy(MemoryChannel):
        async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
            if channel == "C1" and "reply 1" in message.text and channel not in self.refusing:
                return NO_BLOCKS
            return await super().post(channel, message, thread)

    desk.channel = Choosy(desk.clock.now)
    desk.queue(Kind.CARD)
    deliver_one(desk)
    desk.queue(Kind.REPLY, Kind.REPLY, first=1)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(5)
    del desk.channel.refusing["C1"]
    desk.run(30)
    assert in_order(desk) == ["s1 card 0", "> s1 reply 2"]
    assert desk.states()["failed"] == 1


def test_a_card_of_a_story_that_has_one_redraws_it(desk: Desk) -> None:
    """However it comes about that a story has two cards queued for a channel, one stands there."""
    desk.queue(Kind.CARD)
    desk.queue(Kind.CARD, first=1)
    desk.run()
    assert desk.texts("C1") == ["s1 card 1"]


def test_a_reply_whose_card_slack_never_takes_is_kept_with_it(desk: Desk) -> None:
    """Refused in every form, a card is kept, and so are its replies; both are told elsewhere; an update is the card then."""
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.channel.refusing["C1"] = NO_BLOCKS
    desk.run()
    del desk.channel.refusing["C1"]
    assert not desk.texts("C1")
    assert [text.split(": ")[1].split("\n")[0] for text in desk.texts("CF")] == ["s1 card 0", "s1 reply 1"]
    desk.queue(Kind.UPDATE, Kind.REPLY, first=2)
    desk.run()
    assert in_order(desk) == ["s1 update 2", "> s1 reply 1", "> s1 reply 3"]


@pytest.mark.parametrize("kinds", ["CRURU", "CURR", "CRRU"])
def test_no_mood_of_a_channel_breaks_a_story(desk: Desk, kinds: str) -> None:
    """Whichever of its first calls a channel refuses, in the end there is one card, up to date, with each reply once in order."""
    names = {"C": Kind.CARD, "R": Kind.REPLY, "U": Kind.UPDATE}
    drawn = [n for n, kind in enumerate(kinds) if kind != "R"][-1]
    replies = [f"> s1 reply {n}" for n, kind in enumerate(kinds) if kind == "R"]
    for mask in range(1, 16):
        with desk.db.transaction() as c:
            wipe(c)
        refused = frozenset(n for n in range(4) if mask & 1 << n)
        desk.channel = Moody(desk.clock.now, refused=refused)
        for n, kind in enumerate(kinds):
            desk.queue(names[kind], first=n)
            desk.run(2)
        desk.run(30, stride=10)
        card = f"s1 {names[kinds[drawn]].value} {drawn}"
        assert in_order(desk) == [card, *replies], sorted(refused)


def test_a_redraw_passes_a_reply_that_waits_for_its_hour(desk: Desk) -> None:
    """In quiet hours the card goes on being drawn; replies keep their order, and nothing comes before its card."""
    desk.queue(Kind.CARD)
    desk.run()
    morning = desk.clock.at + timedelta(hours=3)
    with desk.db.transaction() as c:
        loud = NewDelivery("C1", Kind.REPLY, Message("loud"), "s1", 1, due=morning)
        deliveries.put(c, loud, desk.clock.at)
        deliveries.put(c, NewDelivery("C1", Kind.UPDATE, Message("drawn anew"), "s1", 2), desk.clock.at)
        deliveries.put(c, NewDelivery("C1", Kind.REPLY, Message("small"), "s1", 2), desk.clock.at)
        deliveries.put(c, NewDelivery("C1", Kind.MAP, Message("map"), "s1", 2), desk.clock.at)
    desk.run()
    assert in_order(desk) == ["drawn anew", "> map"]
    desk.run(240, stride=30)
    assert in_order(desk) == ["drawn anew", "> map", "> loud", "> small"]


def test_a_redraw_waits_for_a_card_in_doubt(desk: Desk) -> None:
    """An update passes replies and nothing else: while the card may or may not have arrived, nothing is drawn."""
    desk.queue(Kind.CARD, Kind.UPDATE)
    with desk.db.transaction() as c:
        claimed = deliveries.claim_due(c, "C1", desk.clock.at, "w1", timedelta(minutes=2))
        assert claimed is not None
        assert deliveries.mark_sending(c, claimed, claimed.message, desk.clock.at, timedelta(minutes=2)) is not None
        assert deliveries.claim_due(c, "C1", desk.clock.at, "w1", timedelta(minutes=2)) is None


def test_what_is_refused_between_claim_and_post_goes_first(desk: Desk) -> None:
    """A worker that holds an update lets a card go first that was made due meanwhile: else there would be two."""
    desk.queue(Kind.CARD, Kind.UPDATE)
    desk.channel.refusing["C1"] = ARCHIVED
    deliver_one(desk)
    del desk.channel.refusing["C1"]
    with desk.db.transaction() as c:
        held = deliveries.claim_due(c, "C1", desk.clock.at, "w1", timedelta(minutes=2))
        assert held is not None
        kept.revive(c, "C1", desk.clock.at)
        assert deliveries.mark_sending(c, held, held.message, desk.clock.at, timedelta(minutes=2)) is None
    desk.run()
    assert in_order(desk) == ["s1 update 1"]


def test_a_card_gives_way_to_an_update_that_may_be_there(desk: Desk) -> None:
    """While an update may stand in the channel in its place, a refused card is not posted as a second one."""
    desk.queue(Kind.CARD, Kind.UPDATE)
    desk.channel.refusing["C1"] = ARCHIVED
    deliver_one(desk)
    del desk.channel.refusing["C1"]
    with desk.db.transaction() as c:
        held = deliveries.claim_due(c, "C1", desk.clock.at, "w1", timedelta(minutes=2))
        assert held is not None
        sending = deliveries.mark_sending(c, held, held.message, desk.clock.at, timedelta(minutes=2))
        assert sending is not None
        assert kept.revive(c, "C1", desk.clock.at) == 0


# --- asked for by somebody ------------------------------------------------------------------------------------------------


def test_a_story_goes_to_another_channel_and_goes_on_there(desk: Desk) -> None:
    """Moved, it stands there as one card with its replies in order; the copies in the fallback channel do not count as told."""
    desk.queue(Kind.CARD, Kind.REPLY, Kind.UPDATE, Kind.REPLY)
    alert = replace(invented(desk.clock.at), key="s1", channel="C1", version=3)
    with desk.db.transaction() as c:
        alerts.put(c, alert)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(30)
    assert desk.texts("CF")
    with desk.db.transaction() as c:
        moving.move(c, "C1", "C2", desk.clock.at)
    desk.run(30)
    desk.queue(Kind.UPDATE, Kind.REPLY, channel="C2", first=4)
    desk.run(120, stride=10)
    assert in_order(desk, "C2") == ["s1 update 4", "> s1 reply 1", "> s1 reply 3", "> s1 reply 5"]
    assert not desk.texts("C1")
    assert "failed" not in desk.states()


def test_what_is_asked_for_again_comes_once(desk: Desk) -> None:
    """Also when somebody asks for it while the channel is being asked again by itself, and more than once."""
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.channel.refusing["C1"] = ARCHIVED
    for _ in range(3):
        desk.run(5)
        with desk.db.transaction() as c:
            kept.revive_all(c, None, desk.clock.at)
    desk.run(2)
    assert len(desk.texts("CF")) == 2
    assert len(desk.texts("CO")) == 1
    del desk.channel.refusing["C1"]
    for _ in range(3):
        with desk.db.transaction() as c:
            kept.revive_all(c, None, desk.clock.at)
        desk.run(2)
    assert in_order(desk) == ["s1 card 0", "> s1 reply 1"]

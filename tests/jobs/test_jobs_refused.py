"""What a channel refuses is told in another form or somewhere else, and comes to the channel once it works."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dying_database import DyingDatabase
from hand_clock import START
from memory_channel import Killed, MemoryChannel, Weather
from post_desk import ARCHIVED, CARD, KICKED, NO_BLOCKS, NO_EDITS, NO_THREAD, REVOKED, TOO_LONG, Desk, open_desk

from bot.alerts.repeat import REPEAT
from bot.jobs.refused import Elsewhere
from bot.ports import GiveUp, Message, Outcome, Refused, TryAgain
from bot.store import deliveries, refusals, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.status import status


class Unchangeable(MemoryChannel):
    """A workspace that lets nobody edit messages."""

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        return NO_EDITS


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


# --- what can be mended is mended -----------------------------------------------------------------------------------------


def test_refused_blocks_are_told_as_plain_text(desk: Desk) -> None:
    """The same alert stands in the same channel, with all that the blocks said, and nobody has to do anything."""
    desk.queue(Kind.CARD)
    desk.channel.refusing["blocks"] = NO_BLOCKS
    desk.run()
    assert desk.texts("C1") == ["s1 card 0\nFrom Tehran &amp; on\n• &lt;one&gt;"]
    assert not desk.channel.posts[0].message.blocks
    assert not desk.texts("CF") + desk.texts("CO")


def test_a_text_that_is_too_long_is_cut(desk: Desk) -> None:
    """Plain text of a digest may be too long for Slack: its beginning is told."""
    desk.queue(Kind.DIGEST, key=None)
    with desk.db.transaction() as c:
        deliveries.put(c, NewDelivery("C1", Kind.DIGEST, Message("word " * 2_000, CARD), None, 9, "long"), START)
    desk.channel.refusing |= {"blocks": NO_BLOCKS, "long": TOO_LONG}
    desk.run()
    assert [len(text) < 3_001 for text in desk.texts("C1")] == [True, True]
    assert not desk.texts("CF")


def test_a_reply_whose_thread_is_gone_is_told_in_the_channel(desk: Desk) -> None:
    """News is not lost with the message it belonged to."""
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.channel.refusing["ts1"] = NO_THREAD
    desk.run()
    assert desk.threads("C1") == [("s1 card 0", None), ("s1 reply 1", None)]


def test_a_card_that_is_gone_is_posted_anew(desk: Desk) -> None:
    """The next state of a deleted card becomes the card: later news goes under it."""
    desk.queue(Kind.CARD)
    desk.run()
    desk.channel.posts.clear()
    desk.queue(Kind.UPDATE, Kind.REPLY, first=1)
    desk.run()
    assert desk.threads("C1") == [("s1 update 1", None), ("s1 reply 2", "ts1")]


def test_a_card_that_may_not_be_changed_stays_the_storys_card(desk: Desk) -> None:
    """Where the workspace forbids edits no redraw posts a second card, and replies go on under the first."""
    desk.channel = Unchangeable(desk.clock.now)
    desk.queue(Kind.CARD)
    desk.run()
    for first in (10, 20, 30):
        desk.queue(Kind.UPDATE, Kind.REPLY, first=first)
        desk.run()
    replies = [(f"s1 reply {version}", "ts1") for version in (11, 21, 31)]
    assert desk.threads("C1") == [("s1 card 0", None), *replies]
    assert desk.states() == {"sent": 4, "superseded": 3}
    assert not desk.texts("CF") + desk.texts("CO")


def test_what_is_refused_in_every_form_is_kept_and_told_elsewhere(desk: Desk) -> None:
    """It goes to the fallback channel, with a word to the operator; the next message goes its way."""
    desk.queue(Kind.CARD)
    desk.queue(Kind.CARD, key="s2")
    with desk.db.transaction() as c:
        deliveries.put(c, NewDelivery("C1", Kind.DIGEST, Message("x"), None, 1, "poison"), START)
    desk.channel.refusing["C1"] = replace(NO_BLOCKS, refused=Refused.MESSAGE)
    desk.run()
    assert len(desk.texts("CF")) == 3
    assert len(desk.texts("CO")) == 1, "one word for one cause"
    assert "also as plain text" in desk.texts("CO")[0]
    del desk.channel.refusing["C1"]
    desk.queue(Kind.CARD, key="s3")
    desk.run()
    assert desk.texts("C1") == ["s3 card 0"], "the others are not sent again by themselves"
    assert desk.states()["failed"] == 3


# --- a channel that takes nothing -----------------------------------------------------------------------------------------


def test_another_channel_gets_it_and_the_operator_one_word(desk: Desk) -> None:
    """Every alert stands in the fallback channel as plain text, with its story in a thread; the operator hears once."""
    desk.queue(Kind.CARD, Kind.REPLY, Kind.UPDATE)
    desk.queue(Kind.CARD, key="s2")
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(120)
    card, reply, other = desk.threads("CF")
    assert card[0].startswith("Meant for channel C1, which does not take it (is_archived): s1 update 2\nFrom Tehran")
    assert reply[0].startswith("Meant for channel C1, which does not take it (is_archived): s1 reply 1")
    assert reply[1] == desk.ts(card[0])
    assert "s2 card 0" in other[0]
    (word,) = desk.texts("CO")
    assert "C1" in word
    assert "unarchive it" in word
    assert "CF" in word
    assert not desk.texts("C1")


def test_a_second_cause_is_told_too(desk: Desk) -> None:
    """Once per channel and cause."""
    desk.queue(Kind.CARD)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(30)
    desk.channel.refusing["C1"] = KICKED
    desk.run(30)
    assert ["unarchive" in text for text in desk.texts("CO")] == [True, False]
    assert len(desk.texts("CF")) == 1


def test_a_refusal_that_lasts_is_told_once_a_day(desk: Desk) -> None:
    """Nobody forgets a channel that has been archived for days, and nobody hears of it at every try."""
    desk.queue(Kind.CARD)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(50 * 60, stride=30)
    first, second, third = desk.texts("CO")
    assert "does not take our messages" in first
    assert "for 1 day" in second
    assert "for 2 days" in third


def test_causes_that_take_turns_are_no_flood(desk: Desk) -> None:
    """Each cause is told once a day, however often it comes back."""
    desk.queue(Kind.CARD)
    for turn in range(24):
        desk.channel.refusing["C1"] = (ARCHIVED, KICKED)[turn % 2]
        desk.run(15, stride=15)
    assert len(desk.texts("CO")) == 2


def test_a_channel_that_changes_its_mind_all_day_is_no_flood(desk: Desk) -> None:
    """The last word of a day is that it does not work; the next day begins anew."""
    for turn in range(10):
        desk.channel.refusing["C1"] = ARCHIVED
        desk.queue(Kind.CARD, key=f"s{turn}")
        desk.run(2)
        del desk.channel.refusing["C1"]
        desk.run(20, stride=5)
    assert ["messages again" in text for text in desk.texts("CO")] == [False, True, False]
    assert len(desk.texts("C1")) == 10


def test_what_slack_says_is_no_markup(desk: Desk) -> None:
    """An error in Slack's answer that reads like a mention calls nobody."""
    desk.queue(Kind.CARD)
    desk.channel.refusing["C1"] = GiveUp("Slack says <!channel>", Refused.CHANNEL, "<!channel>")
    desk.run()
    for text in desk.texts("CF") + desk.texts("CO"):
        assert "<!" not in text
        assert "&lt; !channel&gt;" in text


def test_everything_comes_once_the_channel_works(desk: Desk) -> None:
    """Nobody has to ask for it: within a quarter of an hour the story stands in its channel, in order."""
    desk.queue(Kind.CARD, Kind.REPLY, Kind.UPDATE, Kind.REPLY, Kind.UPDATE)
    desk.queue(Kind.DIGEST, key=None)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(300)
    tried = sum(text.startswith("s1 card 0") for name, text in desk.channel.calls)
    assert 15 < tried < 30, "asked again with a growing pause"
    del desk.channel.refusing["C1"]
    desk.run(16)
    assert desk.threads("C1") == [
        ("s1 update 4", None),
        ("s1 reply 1", desk.ts("s1 update 4")),
        ("s1 reply 3", desk.ts("s1 update 4")),
        ("None digest 0", None),
    ]
    assert "takes our messages again" in desk.texts("CO")[-1]
    assert desk.states().keys() == {"sent", "superseded"}


def test_news_for_a_channel_that_works_again_waits_for_what_came_before(desk: Desk) -> None:
    """The first news after the mend finds its card: what was refused goes first."""
    desk.queue(Kind.CARD)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(60)
    del desk.channel.refusing["C1"]
    desk.queue(Kind.REPLY, Kind.UPDATE, first=1)
    desk.run()
    assert [text for text, _ in desk.threads("C1")] == ["s1 update 2", "s1 reply 1"]
    assert desk.threads("C1")[1][1] is not None


def test_a_story_that_was_told_meanwhile_gets_no_second_card(desk: Desk) -> None:
    """A card that was refused gives way to the update that was posted in its place."""
    desk.queue(Kind.CARD, Kind.UPDATE, Kind.REPLY)
    desk.channel.refusing["C1"] = ARCHIVED

    async def mended_between() -> None:
        delivering = desk.delivering()
        claimed = await desk.db.write(deliveries.claim_due, "C1", START, "w1", timedelta(minutes=2))
        assert claimed is not None
        from bot.jobs.deliver import deliver

        await deliver(delivering, claimed, START)
        del desk.channel.refusing["C1"]
        for _ in range(2):
            claimed = await desk.db.write(deliveries.claim_due, "C1", START, "w1", timedelta(minutes=2))
            assert claimed is not None
            await deliver(delivering, claimed, START)

    asyncio.run(mended_between())
    desk.run(20)
    assert desk.threads("C1") == [("s1 update 1", None), ("s1 reply 2", "ts1")]


def test_without_another_channel_it_is_kept(desk: Desk) -> None:
    """Nowhere to tell it: it waits, visible, and comes when the channel works."""
    desk.elsewhere = Elsewhere()
    desk.queue(Kind.CARD)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(5)
    with desk.db.snapshot() as c:
        found = status(c, desk.clock.at)
    assert [t.why for t in found.troubled] == [ARCHIVED.why]
    assert not found.well
    assert not desk.channel.posts
    del desk.channel.refusing["C1"]
    desk.run(20)
    assert desk.texts("C1") == ["s1 card 0"]


def test_a_fallback_that_refuses_too_ends_there(desk: Desk) -> None:
    """No copy of a copy, no word about the operator's channel into the operator's channel."""
    desk.elsewhere = Elsewhere("CO", "CO")
    desk.queue(Kind.CARD)
    desk.channel.refusing |= {"C1": ARCHIVED, "CO": KICKED}
    desk.run(60)
    assert not desk.channel.posts
    assert desk.states() == {"failed": 3}, "the alert, its copy, the word to the operator"
    del desk.channel.refusing["CO"]
    desk.run(20)
    assert [text[:13] for text in desk.texts("CO")] == ["Meant for cha", "❗ Slack channe"[:13], "✅ Slack channe"[:13]]


def test_no_copy_of_what_its_own_channel_has_by_now(desk: Desk) -> None:
    """A fallback channel that works later than the channel it stands in for gets nothing that was told there."""
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.channel.refusing |= {"C1": ARCHIVED, "CF": KICKED}
    desk.run(5)
    del desk.channel.refusing["C1"]
    desk.run(30)
    assert desk.texts("C1") == ["s1 card 0", "s1 reply 1"]
    del desk.channel.refusing["CF"]
    desk.run(30)
    assert not [text for text in desk.texts("CF") if text.startswith("Meant")]
    assert set(desk.states()) == {"sent", "superseded"}


def test_a_repeat_that_was_refused_is_looked_for_first(desk: Desk) -> None:
    """Kicked after a post without an answer: when the history can be read again, the message is found there."""
    desk.queue(Kind.CARD)
    desk.channel.weather = [Weather.ARRIVED]
    desk.run()
    desk.channel.refusing["C1"] = KICKED
    desk.run(60)
    assert len(desk.texts("C1")) == 1
    assert any(REPEAT in text for text in desk.texts("CF"))
    del desk.channel.refusing["C1"]
    desk.run(20)
    assert desk.texts("C1") == ["s1 card 0"]
    assert desk.states()["failed"] == 0


# --- a token that is no good ----------------------------------------------------------------------------------------------


def test_with_a_revoked_token_everything_waits(desk: Desk) -> None:
    """Nothing is lost, nothing is refused, Slack is asked ever more rarely, and then all of it is told in order."""
    for n in range(20):
        desk.queue(Kind.CARD, Kind.REPLY, key=f"s{n}", channel=f"C{n % 3}")
    desk.channel.refusing["*"] = REVOKED
    desk.run(240)
    assert len(desk.channel.calls) < 30
    assert desk.states() == {"pending": 40}
    with desk.db.snapshot() as c:
        assert [r.why for r in refusals.current(c)] == [REVOKED.why]
    del desk.channel.refusing["*"]
    desk.run(16)
    assert desk.states() == {"sent": 40}
    assert not desk.texts("CO") + desk.texts("CF")


def test_a_doubt_outlasts_a_revoked_token(desk: Desk) -> None:
    """A message without an answer is looked for once the token is good again, and not repeated."""
    desk.queue(Kind.CARD)
    desk.channel.weather = [Weather.ARRIVED]
    desk.run()
    desk.channel.refusing["*"] = REVOKED
    desk.run(120)
    del desk.channel.refusing["*"]
    desk.run(16)
    assert desk.texts("C1") == ["s1 card 0"]
    assert desk.states() == {"sent": 1}


# --- dying ----------------------------------------------------------------------------------------------------------------


def script(desk: Desk, db: Any) -> None:
    """A card goes out, the channel is archived, more comes, the channel works again."""
    desk.run(1, db)
    desk.channel.refusing["C1"] = ARCHIVED
    with suppress(Exception):  # queued by an earlier life
        desk.queue(Kind.REPLY, Kind.UPDATE, first=1)
    with suppress(Exception):
        desk.queue(Kind.CARD, key="s2")
    desk.run(2, db)
    del desk.channel.refusing["C1"]
    desk.run(20, db, stride=10)


def two_lives(database: Database, dying: DyingDatabase) -> Desk:
    """The script until the program dies, and once more from the start."""
    with database.transaction() as c:
        c.execute(schema.deliveries.delete())
        c.execute(schema.refusals.delete())
    desk = Desk(database)
    desk.queue(Kind.CARD)
    with suppress(Killed):
        script(desk, dying)
    with database.transaction() as c:
        deliveries.void_leases(c)
    desk.clock.at += timedelta(minutes=5)
    script(desk, database)
    return desk


@pytest.mark.every_engine
@pytest.mark.parametrize("after", [False, True])
def test_dying_at_every_write_loses_and_doubles_nothing(desk: Desk, after: bool) -> None:
    """Whenever the program dies while a channel refuses and works again, each message stands once where it belongs."""
    steps = DyingDatabase(desk.db)
    two_lives(desk.db, steps)
    assert steps.writes > 30
    for step in range(steps.writes):
        there = two_lives(desk.db, DyingDatabase(desk.db, step, after))
        assert sorted(there.texts("C1")) == ["s1 reply 1", "s1 update 2", "s2 card 0"], step
        assert there.states().keys() <= {"sent", "superseded"}, step
        copies = Counter(there.texts("CF") + [text for text in there.texts("CO") if "again" not in text])
        assert max(copies.values(), default=0) <= 1, step


@dataclass
class Silent(MemoryChannel):
    """One channel, to which every post ends without an answer; the token is looked at before that."""

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        if channel == "C0" and "*" not in self.refusing:
            return TryAgain(70.0, "HTTP 500", uncertain=True)
        return await super().post(channel, message, thread)


@pytest.mark.parametrize("broken", [ARCHIVED, None])
def test_a_broken_channel_does_not_hide_that_the_token_is_good_again(desk: Desk, broken: GiveUp | None) -> None:
    """The token is tried out with one channel after the other: one that is archived or silent would never tell."""
    desk.channel = Silent(desk.clock.now)
    for n in range(3):
        desk.queue(Kind.CARD, channel=f"C{n}")
    desk.channel.refusing["*"] = REVOKED
    desk.run(120)
    del desk.channel.refusing["*"]
    if broken:
        desk.channel.refusing["C0"] = broken
    desk.run(48)
    assert [desk.texts(f"C{n}") for n in (1, 2)] == [["s1 card 0"], ["s1 card 0"]]


def test_with_a_revoked_token_one_message_is_asked_about(desk: Desk) -> None:
    """What waits in many channels is not tried out message by message."""
    for n in range(12):
        desk.queue(Kind.CARD, key=f"s{n}", channel=f"C{n % 2}")
    desk.channel.refusing["*"] = REVOKED
    desk.run(1)
    assert len(desk.channel.calls) <= 2

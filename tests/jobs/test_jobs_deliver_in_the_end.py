"""What never gets a good answer is not tried for ever: it is told in another form, then elsewhere, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from memory_channel import MemoryChannel, Weather
from post_desk import ARCHIVED, CARD, Desk, open_desk

from bot.alerts.repeat import REPEAT
from bot.jobs.refused import MAY_PASS, TRIES
from bot.ports import Message, Outcome, TryAgain
from bot.store import deliveries, schema
from bot.store.deliveries import Kind, NewDelivery

NO_ANSWER = TryAgain(70.0, "no readable answer from Slack (HTTP 500)", uncertain=True)
ODD = TryAgain(60.0, "Slack answered odd_error", code="odd_error")


@dataclass
class Choking(MemoryChannel):
    """Chokes on messages whose text holds a word, in a channel, and takes all others."""

    on: dict[str, TryAgain] = field(default_factory=dict)
    where: str | None = "C1"  # None: everywhere

    def _choked(self, channel: str, message: Message) -> TryAgain | None:
        if channel != (self.where or channel):
            return None
        return next((outcome for word, outcome in self.on.items() if word in message.text), None)

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        self.calls.append(("tried", message.text))
        return self._choked(channel, message) or await super().post(channel, message, thread)

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        self.calls.append(("tried", message.text))
        return self._choked(channel, message) or await super().update(channel, ts, message)

    def tries(self, word: str) -> int:
        return sum(name == "tried" and word in text for name, text in self.calls)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def choking(desk: Desk, **on: TryAgain) -> Choking:
    desk.channel = Choking(desk.clock.now, on=on)
    return desk.channel


def told_elsewhere(desk: Desk) -> list[str]:
    return [text.split(": ", 1)[1].split("\n")[0] for text in desk.texts("CF")]


@pytest.mark.parametrize("outcome", [NO_ANSWER, ODD])
def test_a_message_that_chokes_slack_ends_elsewhere(desk: Desk, outcome: TryAgain) -> None:
    """While the channel takes others, one that it never answers well is tried as plain text, then told elsewhere and kept."""
    channel = choking(desk, poison=outcome)
    desk.queue(Kind.CARD, key="poison")
    desk.queue(Kind.CARD, key="s2")
    desk.run(25)
    assert desk.texts("C1") == ["s2 card 0"]
    assert not desk.texts("CF"), "it may pass"
    assert channel.tries("poison") >= TRIES
    desk.run(20)
    assert told_elsewhere(desk) == ["poison card 0"]
    assert len(desk.texts("CO")) == 1
    assert desk.states()["failed"] == 1
    before = channel.tries("poison")
    desk.run(120, stride=10)
    assert channel.tries("poison") == before
    assert desk.texts("C1") == ["s2 card 0"]


def test_the_blocks_may_be_what_slack_chokes_on(desk: Desk) -> None:
    """As plain text it is taken: told once, in its own channel."""

    class Blocked(Choking):
        def _choked(self, channel: str, message: Message) -> TryAgain | None:
            return NO_ANSWER if message.blocks and "poison" in message.text else None

    desk.channel = Blocked(desk.clock.now)
    desk.queue(Kind.CARD, key="poison")
    desk.queue(Kind.CARD, key="s2")
    desk.run(45)
    assert [text.split("\n")[0] for text in desk.texts("C1")] == ["s2 card 0", "poison card 0"]
    assert not desk.texts("CF") + desk.texts("CO")


def test_while_slack_answers_nobody_everything_waits(desk: Desk) -> None:
    """Where no message gets an answer it is Slack that is ill: everything is told, whole, when it is well again."""
    channel = choking(desk, **{"": NO_ANSWER})
    channel.where = None
    desk.queue(Kind.CARD)
    desk.queue(Kind.CARD, key="s2")
    desk.run(180, stride=5)
    assert not channel.posts
    channel.on.clear()
    desk.run(12)
    assert sorted(desk.texts("C1")) == ["s1 card 0", "s2 card 0"]
    assert all(post.message.blocks == list(CARD) for post in channel.posts if post.channel == "C1")
    assert not desk.texts("CF")
    assert 1 <= len(desk.texts("CO")) <= 4, "once an hour at most"


def test_one_good_moment_of_an_ill_slack_condemns_nothing(desk: Desk) -> None:
    """Only half an hour after the channel took something else is a message taken for the cause of its trouble."""
    channel = choking(desk, **{"": NO_ANSWER})
    channel.where = None
    desk.queue(Kind.CARD)
    desk.run(60, stride=3)
    channel.on = {"s1": NO_ANSWER}
    desk.queue(Kind.CARD, key="s2")
    desk.run(int(MAY_PASS.total_seconds() // 60) - 5, stride=5)
    channel.on.clear()
    desk.run(5)
    assert desk.texts("C1") == ["s2 card 0", "s1 card 0"]
    assert channel.posts[1].message.blocks == list(CARD)


def test_an_unknown_error_for_everything_is_the_channels(desk: Desk) -> None:
    """Where the channel takes nothing else, it counts as refusing: told elsewhere, and all of it once it works."""
    channel = choking(desk, s=ODD)
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.run(50)
    assert told_elsewhere(desk) == ["s1 card 0", "s1 reply 1"]
    assert "odd_error" in desk.texts("CO")[0]
    channel.on.clear()
    desk.run(20)
    assert desk.threads("C1") == [("s1 card 0", None), ("s1 reply 1", desk.ts("s1 card 0"))]


@pytest.mark.parametrize("outcome", [NO_ANSWER, ODD])
def test_a_redraw_that_chokes_slack_does_not_silence_its_story(desk: Desk, outcome: TryAgain) -> None:
    """Its replies wait for an update, but not for ever."""
    choking(desk, update=outcome)
    desk.queue(Kind.CARD, Kind.UPDATE, Kind.REPLY)
    desk.queue(Kind.CARD, key="s2")
    desk.run(50)
    assert [text for text, thread in desk.threads("C1") if thread] == ["s1 reply 2"]
    assert told_elsewhere(desk) == ["s1 update 1"]


def test_a_message_that_was_marked_is_looked_for_before_it_is_given_up(desk: Desk) -> None:
    """What may be a repeat is told elsewhere only after a look said that it is not there."""
    channel = choking(desk, poison=NO_ANSWER)
    channel.readable = False
    desk.queue(Kind.CARD, key="poison")
    with desk.db.transaction() as c:
        deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("other"), part="x"), desk.clock.at)
    desk.run(40)
    channel.readable = True
    desk.run(40)
    assert told_elsewhere(desk) == ["poison card 0"]


def test_repeats_become_ever_rarer(desk: Desk) -> None:
    """Where no post is answered and no history can be read, a channel is not filled with repeats."""
    desk.channel.weather = [Weather.ARRIVED] * 99
    desk.channel.readable = False
    desk.queue(Kind.CARD)
    desk.run(24 * 60, stride=5)
    assert 3 <= len(desk.texts("C1")) <= 10
    desk.channel.readable = True
    desk.run(20)
    assert set(desk.states()) == {"sent"}


def test_repeats_end_where_others_are_taken(desk: Desk) -> None:
    """The same for one message alone: after some tries it is told elsewhere, and kept."""
    channel = choking(desk, poison=NO_ANSWER)
    channel.readable = False
    desk.queue(Kind.CARD, key="poison")
    desk.queue(Kind.CARD, key="s2")
    desk.run(24 * 60, stride=5)
    assert channel.tries("poison") < TRIES + 3
    assert [text.split(": ", 1)[1].split("\n")[0] for text in desk.texts("CF")] == [f"{REPEAT} poison card 0"]
    assert desk.states()["failed"] == 1


def test_a_clock_that_was_ahead_hides_nothing(desk: Desk) -> None:
    """Set right after a message was posted, it has us look from before the message, not from tomorrow."""
    real = desk.clock.at
    desk.clock.at = real + timedelta(days=1)
    desk.channel.now = lambda: real
    desk.queue(Kind.CARD)
    desk.channel.weather = [Weather.ARRIVED]
    desk.run()
    with desk.db.transaction() as c:
        c.execute(schema.deliveries.update().values(due_at=real, started_at=real))
    desk.clock.at = real + timedelta(minutes=5)
    desk.run()
    assert desk.texts("C1") == ["s1 card 0"]
    assert desk.states() == {"sent": 1}


# --- where nothing else is told that would show whether Slack is well -----------------------------------------------------


class ChokingOnBlocks(Choking):
    """Gives no answer to what has blocks."""

    def _choked(self, channel: str, message: Message) -> TryAgain | None:
        return NO_ANSWER if message.blocks and channel == (self.where or channel) else None


@pytest.mark.parametrize("where", ["C1", None])
def test_a_quiet_channel_gets_its_alert_as_plain_text(desk: Desk, where: str | None) -> None:
    """Nothing else is to be told: a word to the operator shows that Slack is well, and the alert comes without blocks."""
    desk.channel = ChokingOnBlocks(desk.clock.now, where=where)
    desk.queue(Kind.CARD)
    desk.run(90)
    assert [text.split("\n")[0] for text in desk.texts("C1")] == ["s1 card 0"]
    assert ["gives no answer to a message for channel C1" in text for text in desk.texts("CO")] == [True]
    assert desk.states() == {"sent": 2}


def test_a_long_outage_is_told_once(desk: Desk) -> None:
    """While Slack is down the operator's channel gets one word of it, told when Slack is back; every alert comes as drawn."""
    desk.channel = channel = Choking(desk.clock.now, on={"": NO_ANSWER}, where=None)
    desk.queue(Kind.CARD)
    desk.queue(Kind.CARD, key="s2")
    desk.run(6 * 60, stride=5)
    channel.on.clear()
    desk.run(60)
    assert sorted(desk.texts("C1")) == ["s1 card 0", "s2 card 0"]
    assert len(desk.texts("CO")) == 1


def test_a_channel_that_gives_no_answer_while_others_do_counts_as_refusing(desk: Desk) -> None:
    """Its alerts are told elsewhere, the operator hears why, and all of them come once it works; nothing is doubled."""
    channel = choking(desk, **{"": NO_ANSWER})
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.run(100)
    assert told_elsewhere(desk) == ["s1 card 0", "s1 reply 1"]
    assert any("does not take our messages" in text for text in desk.texts("CO"))
    desk.queue(Kind.CARD, key="s2")
    desk.run(20)
    assert told_elsewhere(desk)[2:] == ["s2 card 0"], "a channel that is known for it is not waited for"
    tried = channel.tries("")
    desk.run(24 * 60, stride=5)
    assert channel.tries("") - tried < 24 * 8, "it is asked ever more rarely"
    channel.on.clear()
    desk.run(40)
    assert [text.split("\n")[0] for text in desk.texts("C1")] == ["s1 card 0", "s1 reply 1", "s2 card 0"]


def test_replies_pass_a_redraw_that_gets_no_answer(desk: Desk) -> None:
    """They stand under the card within minutes; the redraw is tried on."""
    choking(desk, update=NO_ANSWER)
    desk.queue(Kind.CARD)
    desk.run()
    desk.queue(Kind.UPDATE, Kind.REPLY, first=1)
    desk.run(6)
    assert desk.threads("C1") == [("s1 card 0", None), ("s1 reply 2", "ts1")]
    assert desk.states() == {"sent": 2, "uncertain": 1}


def test_replies_wait_for_a_redraw_that_becomes_the_card(desk: Desk) -> None:
    """Where the card is gone there is nothing to stand under before it is posted anew."""
    channel = choking(desk, update=NO_ANSWER)
    desk.queue(Kind.CARD)
    desk.run()
    channel.posts.clear()
    channel.on.clear()
    desk.queue(Kind.UPDATE, Kind.REPLY, first=1)
    channel.weather = [Weather.FINE, *[Weather.LOST] * 4]
    desk.run(20)
    assert desk.threads("C1") == [("s1 update 1", None), ("s1 reply 2", "ts1")]


def test_tries_for_another_cause_do_not_count(desk: Desk) -> None:
    """One hiccup of a channel that works again after hours is no lasting trouble."""
    desk.queue(Kind.CARD)
    desk.channel.refusing["C1"] = ARCHIVED
    desk.run(180)
    del desk.channel.refusing["C1"]
    desk.channel.weather = [Weather.UNKNOWN]
    desk.run(30)
    assert desk.texts("C1") == ["s1 card 0"]
    assert ["takes our messages again" in text for text in desk.texts("CO")] == [False, True]
    assert not any("odd_error" in text for text in desk.texts("CO"))

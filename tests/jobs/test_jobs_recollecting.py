"""What was told and is not on record is found in the channel; it is told again only where nobody can look, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hand_clock import START
from post_desk import NO_THREAD, REVOKED, Desk, open_desk
from store.owner import wipe

from bot.alerts.repeat import REPEAT
from bot.jobs.deliver import Delivering
from bot.jobs.recollecting import PATIENCE, Recollecting
from bot.ports import TryAgain
from bot.store import deliveries, heartbeat, meta
from bot.store.deliveries import Kind
from bot.store.heartbeat import SignOfLife
from bot.store.recollect import COPY, KEY, MARGIN, READ_AGAIN, SERVED, Gap, gap

STORY = (Kind.CARD, Kind.REPLY, Kind.UPDATE, Kind.REPLY)
TOLD = ["s1 update 2", "s1 reply 1", "s1 reply 3"]
AGAIN = TryAgain(5.0, "Slack is out of reach")


class Lost(Desk):
    """A desk whose programs look what was told before; its store can be lost."""

    doubtful = True

    def start(self) -> None:
        """A new program."""
        now = self.clock.at
        self.looking = Recollecting(self.channel, self.clock, Gap(now - SERVED, now + SERVED, self.doubtful))

    def delivering(self, db: Any = None) -> Delivering:
        return replace(super().delivering(db), recollecting=self.looking)

    def lose(self) -> None:
        """Forget all that was told, and the record of it."""
        with self.db.transaction() as c:
            wipe(c)
        self.start()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Lost]:
    with open_desk(tmp_path) as opened:
        lost = Lost(opened.db)
        lost.start()
        lost.queue(*STORY)
        lost.run(5)
        assert lost.texts("C1") == TOLD
        yield lost


def test_what_stands_there_counts_as_told(desk: Lost) -> None:
    """Card and replies are found, each place is read once, and the card is drawn as it is known now."""
    desk.lose()
    desk.channel.calls.clear()
    desk.queue(*STORY)
    desk.run(5)
    assert desk.texts("C1") == TOLD
    assert [what for what, _ in desk.channel.calls] == ["standing", "standing", "update"]
    assert set(desk.states()) == {"sent"}


def test_a_card_found_without_news_is_drawn_anew(desk: Lost) -> None:
    """What it shows may be of other reports: it shows what this database knows, and its thread goes on below it."""
    desk.lose()
    with desk.db.transaction() as c:
        new = deliveries.NewDelivery("C1", Kind.CARD, deliveries.Message("other words"), "s1", 0, "s1")
        deliveries.put(c, new, desk.clock.at)
    desk.run(2)
    desk.queue(Kind.REPLY, first=7)
    desk.run(2)
    card, *_, last = desk.channel.posts
    assert (card.message.text, last.thread, len(desk.channel.posts)) == ("other words", card.ts, 4)


def test_whoever_does_not_look_doubles(desk: Lost) -> None:
    """Negative control: a program that believes its store tells all of it again."""
    desk.lose()
    desk.looking = None  # type: ignore[assignment]
    desk.queue(*STORY)
    desk.run(5)
    assert len(desk.texts("C1")) == 2 * len(TOLD)


def test_what_was_tried_here_is_known(desk: Lost) -> None:
    """Only what was never tried is looked for in this way, and nothing once the time is over."""
    desk.channel.calls.clear()
    desk.clock.at += 2 * SERVED
    desk.queue(Kind.CARD, key="s2")
    desk.run()
    assert [what for what, _ in desk.channel.calls] == ["post"]


@pytest.mark.parametrize("doubtful", [True, False])
def test_where_nobody_can_look_a_doubt_is_said(desk: Lost, doubtful: bool) -> None:
    """Without the scope nothing waits; with a reason to doubt the message says that it may be there already."""
    desk.doubtful = doubtful
    desk.lose()
    desk.channel.readable = False
    desk.queue(Kind.CARD)
    desk.run()
    assert desk.texts("C1")[len(TOLD) :] == [f"{REPEAT} s1 card 0" if doubtful else "s1 card 0"]


def test_a_slack_that_is_out_of_reach_is_waited_for(desk: Lost) -> None:
    """For a quarter of an hour, where there is a reason to doubt; then alerts are worth more than order."""
    desk.lose()
    desk.channel.unreadable_yet = [AGAIN] * 5
    desk.queue(*STORY)
    desk.run(3)
    assert desk.texts("C1") == TOLD
    desk.run(10)
    assert desk.texts("C1") == TOLD
    assert set(desk.states()) == {"sent"}
    desk.lose()
    desk.channel.unreadable_yet = [AGAIN] * 999
    desk.queue(Kind.CARD)
    desk.run(int(PATIENCE.total_seconds() / 60) + 6)
    assert desk.texts("C1")[len(TOLD) :] == [f"{REPEAT} s1 card 0"]


def test_what_nobody_could_look_at_long_ago_is_waited_for_again(desk: Lost) -> None:
    """A history that could not be read yesterday is no reason to repeat at the first busy answer of today."""
    desk.lose()
    desk.channel.readable = False
    desk.queue(Kind.CARD)
    desk.run()
    desk.clock.at += 24 * timedelta(hours=1)
    desk.channel.readable, desk.channel.unreadable_yet = True, [AGAIN]
    desk.queue(Kind.CARD, key="s2")
    desk.run(3)
    assert desk.texts("C1")[len(TOLD) :] == [f"{REPEAT} s1 card 0", "s2 card 0"]


def test_an_ordinary_start_waits_for_nobody(desk: Lost) -> None:
    """Where nothing says that something was lost, a Slack that gives no history holds up no alert."""
    desk.doubtful = False
    desk.lose()
    desk.channel.unreadable_yet = [AGAIN] * 999
    desk.queue(Kind.CARD, key="s2")
    desk.run()
    assert desk.texts("C1")[-1] == "s2 card 0"


def test_a_thread_that_is_gone_holds_nothing(desk: Lost) -> None:
    """The reply is told as a message of its own, as ever."""
    desk.lose()
    desk.queue(Kind.CARD)
    desk.run(2)
    desk.channel.refusing[desk.channel.posts[0].ts] = NO_THREAD
    desk.queue(Kind.REPLY, first=9)
    desk.run(3)
    assert desk.threads("C1")[-1] == ("s1 reply 9", None)


def test_a_token_that_is_refused_is_waited_for(desk: Lost) -> None:
    """Nothing is certain then, and nothing could be told anyway."""
    desk.lose()
    desk.channel.refusing["*"] = REVOKED
    desk.queue(*STORY)
    desk.run(3)
    assert "uncertain" not in desk.states()
    del desk.channel.refusing["*"]
    desk.run(30)
    assert desk.texts("C1") == TOLD


# --- what a database may not know -------------------------------------------------------------------------------------------


def given(desk: Desk, *, sign: timedelta | None = None, noted: str | None = None) -> Gap:
    """The gap at a start; the last sign of life is so old."""
    with desk.db.transaction() as c:
        if sign is not None:
            heartbeat.give(c, "w1", SignOfLife(START - sign, START - sign))
        if noted is not None:
            meta.put(c, KEY, noted)
        return gap(c, START)


def test_a_start_looks_back_to_the_last_sign_of_life(desk: Lost) -> None:
    """What was told after it may have been forgotten with a lost log; every feed is read again within a day."""
    assert given(desk, sign=timedelta(hours=5)) == Gap(START - timedelta(hours=5) - MARGIN, START + READ_AGAIN, False)


def test_one_that_never_gave_a_sign_looks_far_back(desk: Lost) -> None:
    """A database of an earlier program, say."""
    assert given(desk) == Gap(START - SERVED, START + READ_AGAIN, False)


def test_a_new_one_and_a_copy_are_in_doubt(desk: Lost) -> None:
    """From the first start on, at every start, for as long as feeds may serve what was told."""
    with desk.db.transaction() as c:
        wipe(c)
    new = given(desk)
    assert new == given(desk, sign=timedelta(minutes=1)) == Gap(START - SERVED, START + SERVED, True)
    assert given(desk, noted=COPY) == new
    assert not given(desk, noted=(START - SERVED).isoformat()).doubtful

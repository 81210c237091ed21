"""Nothing is lost, and nothing told twice where the history can be read."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hand_clock import START, HandClock
from memory_channel import Killed, MemoryChannel, Weather
from sqlalchemy import select
from store.engines import open_store

from bot.alerts.repeat import REPEAT, marked_as_repeat
from bot.edges.clock import SystemClock
from bot.jobs import deliver
from bot.jobs.deliver import SWEEP, TROUBLES, Delivering, Patience, deliver_due
from bot.ports import Busy, Message, Outcome, Sent, TryAgain
from bot.store import deliveries, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery, State
from bot.store.paces import Pace
from bot.store.status import status

pytestmark = pytest.mark.every_engine

SETTLE = timedelta(seconds=70)


@dataclass
class Desk:
    """A store, a channel and a clock moved by hand, with the deliverer between them."""

    db: Database
    clock: HandClock = field(default_factory=HandClock)
    channel: MemoryChannel = field(init=False)
    delivering: Delivering = field(init=False)

    def __post_init__(self) -> None:
        self.channel = MemoryChannel(self.clock.now)
        self.delivering = Delivering(self.db, self.clock, self.channel, "w1", Patience(SETTLE), Pace(0.0))

    def queue(self, *kinds: Kind, key: str | None = "s1", channel: str = "C1") -> None:
        with self.db.transaction() as c:
            for version, kind in enumerate(kinds):
                message = Message(f"{kind} {version}", ({"type": "divider"},))
                deliveries.put(c, NewDelivery(channel, kind, message, key, version, str(key)), self.clock.at)

    def sweep(self, minutes: float = 0) -> dict[State, int]:
        """Let time pass, then deliver what is due."""
        self.clock.at += timedelta(minutes=minutes)
        return dict(asyncio.run(deliver_due(self.delivering, asyncio.Event())))

    def crash_after_post(self) -> None:
        """The program dies between the post and writing down that it was sent."""
        self.channel.die_after_post = True
        with suppress(Killed):
            self.sweep()
        self.channel.die_after_post = False

    def restart(self) -> None:
        """What a program that is alone does when it starts."""
        with self.db.transaction() as c:
            deliveries.void_leases(c)

    def states(self) -> Counter[str]:
        with self.db.snapshot() as c:
            return Counter(c.scalars(select(schema.deliveries.c.state)))

    def waiting(self) -> int:
        with self.db.snapshot() as c:
            return status(c, self.clock.at).unsent


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_store(tmp_path)
    yield Desk(database)
    database.close()


def test_a_story_reaches_the_channel(desk: Desk) -> None:
    """The card is posted, its thread hangs under it, and the card shows the last update."""
    desk.queue(Kind.CARD, Kind.REPLY, Kind.UPDATE)
    assert desk.sweep() == {State.SENT: 3}
    assert [(p.message.text, p.thread) for p in desk.channel.posts] == [("update 2", None), ("reply 1", "ts1")]
    assert desk.waiting() == 0
    assert desk.sweep(60) == {}


@pytest.mark.parametrize("kind", [Kind.CARD, Kind.DIGEST, Kind.NOTICE])
@pytest.mark.parametrize("minutes", [2, 200])
def test_a_crash_after_posting_doubles_nothing(desk: Desk, kind: Kind, minutes: float) -> None:
    """Found in the history after the restart, the message is not sent again."""
    desk.queue(kind)
    desk.crash_after_post()
    desk.restart()
    assert desk.sweep() == {State.UNCERTAIN: 1}, "too early to look"
    assert ("find", desk.channel.posts[0].message.key) not in desk.channel.calls
    assert desk.sweep(minutes) == {State.SENT: 1}
    assert len(desk.channel.posts) == 1
    assert desk.waiting() == 0


def test_without_looking_the_same_crash_doubles(desk: Desk) -> None:
    """Negative control: with the history hidden and patience at its end, the same scene does post twice, and says so."""
    desk.queue(Kind.CARD)
    desk.channel.readable = False
    desk.crash_after_post()
    desk.restart()
    desk.sweep(16)
    assert desk.channel.texts() == ["card 0", f"{REPEAT} card 0"]


def test_a_crash_before_posting_loses_nothing(desk: Desk) -> None:
    """Marked as sending but never posted: looked for, not there, sent once."""
    desk.queue(Kind.CARD, Kind.REPLY)
    with desk.db.transaction() as c:
        claimed = deliveries.claim_due(c, "C1", START, "dead", timedelta(minutes=2))
        assert claimed is not None
        assert deliveries.mark_sending(c, claimed, claimed.message, START, timedelta(minutes=2)) is not None
    assert desk.sweep(1) == {}, "the lease of the dead still runs"
    assert desk.sweep(1.1) == {State.SENT: 2}
    assert desk.channel.texts() == ["card 0", "reply 1"]


@pytest.mark.parametrize("weather", [Weather.LOST, Weather.ARRIVED])
def test_an_answer_that_never_came_is_looked_into(desk: Desk, weather: Weather) -> None:
    """After the settle time the history decides: there, it is sent; not there, it is sent again. Never before."""
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.channel.weather = [weather]
    assert desk.sweep() == {State.UNCERTAIN: 1}
    assert desk.sweep(1) == {}, "nothing before the settle time, nor anything that comes after it in the story"
    assert desk.sweep(0.2) == {State.SENT: 2}
    assert desk.channel.texts() == ["card 0", "reply 1"]


def test_a_reply_is_looked_for_in_its_thread(desk: Desk) -> None:
    """Threads have their own history."""
    desk.queue(Kind.CARD, Kind.REPLY)
    desk.channel.weather = [Weather.FINE, Weather.ARRIVED]
    desk.sweep()
    assert desk.sweep(2) == {State.SENT: 1}
    assert desk.channel.texts() == ["card 0", "reply 1"]


def test_redrawing_needs_no_looking(desk: Desk) -> None:
    """An update whose answer was lost is simply made again, once it can land no more."""
    desk.queue(Kind.CARD, Kind.UPDATE)
    desk.channel.weather = [Weather.FINE, Weather.LOST]
    assert desk.sweep() == {State.SENT: 1, State.UNCERTAIN: 1}
    assert desk.sweep(1) == {}
    assert desk.sweep(0.5) == {State.SENT: 1}
    assert [name for name, _ in desk.channel.calls] == ["post", "update", "update"]


def test_a_redraw_that_lands_late_does_not_stand_over_a_newer_one(desk: Desk) -> None:
    """The newer picture waits until the older request has landed or never will."""
    desk.queue(Kind.CARD, Kind.UPDATE)
    desk.channel.weather = [Weather.FINE, Weather.LATE]
    desk.sweep()
    with desk.db.transaction() as c:
        deliveries.put(c, NewDelivery("C1", Kind.UPDATE, Message("newer"), "s1", 2), desk.clock.at)
    desk.sweep(0.5)
    desk.channel.land()
    for _ in range(9):
        desk.sweep(0.5)
    assert desk.channel.texts() == ["newer"]
    assert desk.waiting() == 0


def test_an_unreadable_history_ends_in_one_marked_repeat(desk: Desk) -> None:
    """We ask again and again for a quarter of an hour, then repeat the message and say so in text and blocks."""
    desk.queue(Kind.CARD)
    desk.channel.readable = False
    desk.channel.weather = [Weather.ARRIVED]
    desk.sweep()
    for _ in range(28):
        desk.sweep(0.5)
    assert len(desk.channel.posts) == 1
    assert 3 <= sum(name == "find" for name, _ in desk.channel.calls) <= 10, "with longer and longer pauses"
    for _ in range(10):
        desk.sweep(1)
    assert desk.channel.texts() == ["card 0", f"{REPEAT} card 0"]
    assert REPEAT in str(desk.channel.posts[1].message.blocks[0])
    assert desk.waiting() == 0


def test_a_repeat_stays_marked_when_it_has_to_be_tried_again(desk: Desk) -> None:
    """The mark is part of what is stored before the channel is called."""
    desk.queue(Kind.CARD)
    desk.channel.readable = False
    desk.channel.weather = [Weather.ARRIVED, Weather.BUSY]
    desk.sweep()
    desk.sweep(16)
    desk.delivering = replace(desk.delivering, pace=Pace(0.0))
    desk.sweep(2)
    assert desk.channel.texts() == ["card 0", f"{REPEAT} card 0"]
    assert marked_as_repeat(desk.channel.posts[1].message) == desk.channel.posts[1].message


def test_a_repeat_still_looks_for_the_first_try(desk: Desk) -> None:
    """When the history can be read again, the first try counts as told, however late it is found."""
    desk.queue(Kind.CARD)
    desk.channel.readable = False
    desk.channel.weather = [Weather.ARRIVED, Weather.LOST]
    desk.sweep()
    desk.sweep(16)
    desk.channel.readable = True
    assert desk.sweep(5) == {State.SENT: 1}
    assert len(desk.channel.posts) == 1


def test_a_busy_channel_is_left_alone(desk: Desk) -> None:
    """One 429 stops the whole channel for as long as it asks, and no other channel."""
    desk.queue(Kind.CARD, key="s1")
    desk.queue(Kind.CARD, key="s2")
    desk.queue(Kind.CARD, key="s3", channel="C2")
    desk.channel.weather = [Weather.BUSY, Weather.BUSY]

    async def two_sweeps() -> None:
        for _ in range(2):
            await deliver_due(desk.delivering, asyncio.Event())

    asyncio.run(two_sweeps())
    assert len(desk.channel.calls) == 2, "one per channel"
    desk.delivering = replace(desk.delivering, pace=Pace(0.0))
    assert desk.sweep(0.5) == {State.SENT: 3}


def test_no_channel_asks_for_more_than_five_minutes(desk: Desk) -> None:
    """`Retry-After: 86400` does not put an alert off until tomorrow."""

    class Rude(MemoryChannel):
        async def post(self, channel: str, message: Message, thread: str | None = None):  # type: ignore[no-untyped-def]
            outcome = await super().post(channel, message, thread)
            return outcome if isinstance(outcome, Sent) else replace(outcome, after=86_400.0)

    desk.channel = Rude(desk.clock.now, [Weather.BUSY])
    desk.delivering = Delivering(desk.db, desk.clock, desk.channel, "w1", Patience(SETTLE), Pace(0.0))
    desk.queue(Kind.CARD)
    desk.sweep()
    desk.delivering = replace(desk.delivering, pace=Pace(0.0))
    assert desk.sweep(5) == {State.SENT: 1}


def test_a_backlog_does_not_hold_up_others(desk: Desk) -> None:
    """A sweep takes a bounded number of messages of each channel."""
    for n in range(SWEEP + 3):
        desk.queue(Kind.CARD, key=f"s{n}")
    desk.queue(Kind.CARD, key="other", channel="C2")
    assert desk.sweep() == {State.SENT: SWEEP + 1}
    assert desk.sweep() == {State.SENT: 3}
    assert len(desk.channel.texts()) == SWEEP + 3


def test_programs_that_share_a_database_space_their_posts_together(desk: Desk) -> None:
    """About one message a second and channel, whoever posts it; a few at once after a rest; other channels do not wait."""

    async def scene() -> list[float]:
        begun = asyncio.get_running_loop().time()
        clock, channels, at = SystemClock(), ("C1", "C2", "C1", "C1"), []

        class Noting(MemoryChannel):
            async def post(self, channel: str, *message: Any) -> Outcome:
                if channel == "C1":
                    at.append(asyncio.get_running_loop().time() - begun)
                return await super().post(channel, *message)

        for n in range(8):
            desk.queue(Kind.CARD, key=f"s{n}", channel=channels[n % 4])
        noting = Noting(clock.now)
        programs = [Delivering(desk.db, clock, noting, f"w{n}", Patience(SETTLE), Pace(0.2, burst=2)) for n in range(2)]
        while len(at) < 6:
            await asyncio.gather(*(deliver_due(each, asyncio.Event()) for each in programs))
        return at

    at = asyncio.run(scene())
    assert [n for n, moment in enumerate(at) if moment < 0.2 * (n - 1)] == []


def test_one_message_in_trouble_holds_nobody_up(desk: Desk) -> None:
    """A post without an answer costs its own story time, and no other story of the channel."""
    desk.queue(Kind.CARD, Kind.REPLY, key="s1")
    desk.queue(Kind.CARD, key="s2")
    desk.queue(Kind.CARD, key="s3")
    desk.channel.weather = [Weather.LOST]
    assert desk.sweep() == {State.UNCERTAIN: 1, State.SENT: 2}
    assert desk.sweep(1) == {}, "the story itself waits for its card"


def test_a_channel_in_trouble_holds_nobody_up(desk: Desk) -> None:
    """After two time-outs the channel's turn is over: others have waited for those, and not for ten of them."""
    for n in range(SWEEP):
        desk.queue(Kind.CARD, key=f"s{n}")
    desk.channel.weather = [Weather.LOST] * SWEEP
    assert desk.sweep() == {State.UNCERTAIN: TROUBLES}
    assert desk.sweep() == {State.UNCERTAIN: SWEEP - TROUBLES}


def test_an_unknown_error_holds_its_own_message_up_alone(desk: Desk) -> None:
    """An error that is about one message, for all that is known, leaves its channel to the others."""
    desk.queue(Kind.CARD, key="s1")
    desk.queue(Kind.CARD, key="s2")
    desk.channel.weather = [Weather.UNKNOWN]
    assert desk.sweep() == {State.PENDING: 1, State.SENT: 1}
    assert desk.sweep(1) == {State.SENT: 1}


def test_a_slow_clock_does_not_hide_a_message(desk: Desk) -> None:
    """Slack's clock and ours may be most of an hour apart: what was posted is found all the same."""
    desk.channel.now = lambda: desk.clock.at - timedelta(minutes=50)
    desk.queue(Kind.CARD)
    desk.channel.weather = [Weather.ARRIVED]
    desk.sweep()
    assert desk.sweep(2) == {State.SENT: 1}
    assert desk.channel.texts() == ["card 0"]


def test_a_message_in_doubt_is_looked_for_after_the_settle_time(desk: Desk) -> None:
    """However long a channel without an answer wants to be left alone, the look comes when the message must have landed."""

    class Rude(MemoryChannel):
        async def post(self, channel: str, message: Message, thread: str | None = None):  # type: ignore[no-untyped-def]
            outcome = await super().post(channel, message, thread)
            return outcome if isinstance(outcome, Sent) else replace(outcome, after=3_600.0)

    desk.channel = Rude(desk.clock.now, [Weather.ARRIVED])
    desk.delivering = replace(desk.delivering, channel=desk.channel)
    desk.queue(Kind.CARD)
    desk.sweep()
    assert desk.sweep(1.2) == {State.SENT: 1}
    assert desk.channel.texts() == ["card 0"]


def test_a_history_that_is_never_given_ends_in_one_marked_repeat(desk: Desk) -> None:
    """Where Slack asks for ever to read less, the history counts as unreadable, and the message is not held back for ever."""

    class Stingy(MemoryChannel):
        async def find(self, *_: object) -> TryAgain:  # type: ignore[override]
            return TryAgain(60.0, "slow down", busy=Busy.CHANNEL)

    desk.channel = Stingy(desk.clock.now, [Weather.LOST])
    desk.queue(Kind.CARD)
    for minutes in range(0, 70, 5):
        assert minutes > 60 or not desk.channel.texts(), "Slack may only be busy"
        desk.delivering = replace(desk.delivering, channel=desk.channel, pace=Pace(0.0))
        desk.sweep(5)
    assert desk.channel.texts() == [f"{REPEAT} card 0"]


def test_three_hundred_in_one_channel_starve_no_other(desk: Desk) -> None:
    """News for another channel is told in the very next sweep, whatever waits elsewhere."""
    for n in range(300):
        desk.queue(Kind.CARD, key=f"s{n}")
    desk.sweep()
    desk.queue(Kind.CARD, key="other", channel="C2")
    assert desk.sweep() == {State.SENT: SWEEP + 1}
    assert desk.channel.texts("C2") == ["card 0"]


def test_the_workspace_can_ask_for_quiet(desk: Desk) -> None:
    """Where Slack counts what all channels post together, all of them are left alone."""
    desk.queue(Kind.CARD, key="s1")
    desk.channel.weather = [Weather.BUSY_EVERYWHERE]
    desk.sweep()
    desk.queue(Kind.CARD, key="s2", channel="C2")
    assert desk.sweep() == {}
    assert desk.sweep(1) == {State.SENT: 2}


def test_stopping_leaves_the_rest_for_later(desk: Desk) -> None:
    """Once asked to stop, nothing new is begun."""
    desk.queue(Kind.CARD)
    stopping = asyncio.Event()
    stopping.set()
    assert not asyncio.run(deliver_due(desk.delivering, stopping))
    assert desk.waiting() == 1


@dataclass
class Hanging(MemoryChannel):
    """Gives no answer in C1 until so many messages stand in C2."""

    until: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        if channel == "C1":
            await self.enough.wait()
        outcome = await super().post(channel, message, thread)
        if len(self.texts("C2")) == self.until:
            self.enough.set()
        return outcome


def hanging(desk: Desk, until: int) -> Hanging:
    desk.channel = Hanging(desk.clock.now, until=until)
    desk.delivering = replace(desk.delivering, channel=desk.channel, patience=Patience(SETTLE, slow=timedelta(0)))
    return desk.channel


def test_a_channel_that_hangs_holds_nobody_up(desk: Desk) -> None:
    """The others are swept again and again until it gives an answer, and it is swept once."""
    hanging(desk, until=SWEEP + 2)
    for n in range(SWEEP + 2):
        desk.queue(Kind.CARD, key=f"a{n}", channel="C1")
        desk.queue(Kind.CARD, key=f"b{n}", channel="C2")

    async def scene() -> dict[State, int]:
        async with asyncio.timeout(60):
            return dict(await deliver_due(desk.delivering, asyncio.Event()))

    assert asyncio.run(scene()) == {State.SENT: 2 * SWEEP + 2}
    assert (len(desk.channel.texts("C1")), len(desk.channel.texts("C2"))) == (SWEEP, SWEEP + 2)


def test_a_round_that_is_given_up_leaves_no_sweep_behind(desk: Desk) -> None:
    """A program that stops waits for no channel: what was under way is found out about at the next start."""
    hanging(desk, until=99)
    desk.queue(Kind.CARD)

    async def scene() -> int:
        round_ = asyncio.create_task(deliver_due(desk.delivering, asyncio.Event()))
        while not desk.states()["sending"]:
            await asyncio.sleep(0)
        round_.cancel()
        await asyncio.gather(round_, return_exceptions=True)
        return len(asyncio.all_tasks())

    assert asyncio.run(scene()) == 1
    desk.restart()
    desk.channel = MemoryChannel(desk.clock.now)
    desk.delivering = replace(desk.delivering, channel=desk.channel)
    desk.sweep(2)
    assert desk.channel.texts() == ["card 0"]


# --- several programs ---------------------------------------------------------------------------------------------------


@dataclass
class Stopped:
    """The store of a program that is stopped for a while right after a row says `sending`."""

    db: Database
    meanwhile: Callable[[], Awaitable[Any]]
    stopped: bool = False

    def __post_init__(self) -> None:
        self.read = self.db.read

    async def write(self, fn: Any, *args: Any) -> Any:
        done = await self.db.write(fn, *args)
        if fn is deliveries.mark_sending and not self.stopped:
            self.stopped = True
            await self.meanwhile()
        return done


def tell_past_a_stop(desk: Desk, minutes: float) -> list[str]:
    """A program stops for so long with a message in hand, another one takes it over when it may; then the first goes on."""
    desk.queue(Kind.NOTICE, key=None)

    async def others() -> None:
        desk.clock.at += timedelta(minutes=minutes)
        await deliver_due(replace(desk.delivering, owner="w2"), asyncio.Event())

    stopped: Any = Stopped(desk.db, others)
    asyncio.run(deliver_due(replace(desk.delivering, db=stopped), asyncio.Event()))
    for _ in range(4):
        desk.sweep(3)
    assert desk.waiting() == 0
    return desk.channel.texts()


@pytest.mark.parametrize("minutes", [0.3, 1.0, 2.1, 600.0])
def test_a_program_that_was_stopped_tells_nothing_that_another_took_over(desk: Desk, minutes: float) -> None:
    """It looks at the time once more before it tells; short of the lease nobody takes it over."""
    assert tell_past_a_stop(desk, minutes) == ["notice 0"]


def test_without_the_look_at_the_time_it_is_told_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(deliver, "PROMPTLY", timedelta.max)
    assert tell_past_a_stop(desk, 2.1) == ["notice 0"] * 2


def test_a_clock_that_is_put_right_meanwhile_keeps_no_message_for_a_year(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn was booked by a clock that stood ahead, and is waited for by one that was put right."""
    desk.queue(Kind.CARD)
    what_to_post = deliver._what_to_post

    async def put_right(*given: Any) -> Any:
        desk.clock.at -= timedelta(days=365)
        return await what_to_post(*given)

    monkeypatch.setattr(deliver, "_what_to_post", put_right)
    told = asyncio.run(asyncio.wait_for(deliver_due(desk.delivering, asyncio.Event()), 10))
    assert told == {State.SENT: 1}

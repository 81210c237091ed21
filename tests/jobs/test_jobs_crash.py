"""The program dies at every step of telling two stories, starts again, and has told everything exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from memory_channel import Killed, MemoryChannel

from bot.jobs.deliver import Delivering, Pace, deliver_due
from bot.ports import Message, Outcome
from bot.store import deliveries, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.status import status

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STORY = (Kind.CARD, Kind.REPLY, Kind.UPDATE, Kind.REPLY)


@dataclass
class HandClock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


class Fate:
    """Counts the steps of a run and lets the program die before or after one of them."""

    def __init__(self, step: int = -1, *, after: bool = False) -> None:
        self.steps, self._step, self._after = 0, step, after

    async def live(self, act: Callable[[], Any]) -> Any:
        """One step of the outside world."""
        here, self.steps = self.steps == self._step, self.steps + 1
        if here and not self._after:
            raise Killed
        result = await act()
        if here:
            raise Killed
        return result


class DyingDatabase:
    """The real database; each write is a step."""

    def __init__(self, db: Database, fate: Fate) -> None:
        self._db, self._fate, self.read = db, fate, db.read

    async def write(self, fn: Any, *args: Any) -> Any:
        return await self._fate.live(lambda: self._db.write(fn, *args))


class DyingChannel:
    """The channel in memory; each post and redraw is a step."""

    def __init__(self, channel: MemoryChannel, fate: Fate) -> None:
        self._channel, self._fate, self.find = channel, fate, channel.find

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        outcome: Outcome = await self._fate.live(lambda: self._channel.post(channel, message, thread))
        return outcome

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        outcome: Outcome = await self._fate.live(lambda: self._channel.update(channel, ts, message))
        return outcome


def tell_all(db: Database, channel: MemoryChannel, clock: HandClock, fate: Fate) -> None:
    """One life of the program: sweeps until nothing is left, or until it dies."""
    with db.transaction() as c:
        deliveries.void_leases(c)
    dying: Any = DyingDatabase(db, fate)
    delivering = Delivering(dying, clock, DyingChannel(channel, fate), "w", timedelta(seconds=70), Pace(0.0))
    for _ in range(30):
        asyncio.run(deliver_due(delivering, asyncio.Event()))
        clock.at += timedelta(minutes=1)


def play(db: Database, fate: Fate, *, readable: bool = True) -> MemoryChannel:
    """Queue two stories, live until fate strikes, then live once more undisturbed."""
    clock = HandClock()
    channel = MemoryChannel(clock.now, readable=readable)
    with db.transaction() as c:
        c.execute(schema.deliveries.delete())
        for key in ("s1", "s2"):
            for version, kind in enumerate(STORY):
                new = NewDelivery("C1", kind, Message(f"{key} {kind} {version}"), key, version)
                deliveries.put(c, new, START)
    with suppress(Killed):
        tell_all(db, channel, clock, fate)
    tell_all(db, channel, clock, Fate())
    with db.snapshot() as c:
        assert status(c, clock.at).unsent == 0, "something was lost"
    return channel


@pytest.fixture
def db(tmp_path: Path) -> Any:
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    yield database
    database.close()


def expected() -> Counter[tuple[str, bool]]:
    """Of each story the card as last redrawn, and two replies in its thread."""
    return Counter(
        {
            (f"{key} {what}", what != "update 2"): 1
            for key in ("s1", "s2")
            for what in ("update 2", "reply 1", "reply 3")
        }
    )


def told(channel: MemoryChannel) -> Counter[tuple[str, bool]]:
    return Counter((post.message.text, post.thread is not None) for post in channel.posts)


def test_dying_at_every_step_loses_and_doubles_nothing(db: Database) -> None:
    """Before and after every write and every call of the channel."""
    undisturbed = Fate()
    assert told(play(db, undisturbed)) == expected()
    assert undisturbed.steps >= 30
    for step in range(undisturbed.steps):
        for after in (False, True):
            channel = play(db, Fate(step, after=after))
            assert told(channel) == expected(), f"step {step}, after: {after}"


def test_without_the_history_the_same_sweep_doubles(db: Database) -> None:
    """Negative control: where the guard cannot look, some step does double, and every double says that it may be one."""
    undisturbed = Fate()
    play(db, undisturbed)
    extra = 0
    for step in range(0, undisturbed.steps, 2):
        posts = play(db, Fate(step, after=True), readable=False).posts
        doubled = [post for post in posts if post.message.text.startswith("(possible repeat)")]
        assert len(posts) - len(doubled) <= 6
        extra += len(posts) > 6
    assert extra >= 2

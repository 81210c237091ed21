"""A post room for tests: a store, a channel in memory that may refuse, and the deliverer between them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from hand_clock import HandClock
from memory_channel import MemoryChannel
from sqlalchemy import select
from store.engines import open_store
from store.on_record import assert_on_record

from bot.alerts.blocks import Run, bold, bullets, header, lines, rich
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.jobs.refused import Elsewhere
from bot.ports import GiveUp, Message, Refused
from bot.store import deliveries, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.paces import Pace

ARCHIVED = GiveUp("the channel is archived; unarchive it (is_archived)", Refused.CHANNEL, "is_archived")
KICKED = GiveUp("the bot is not a member; invite it (not_in_channel)", Refused.CHANNEL, "not_in_channel")
REVOKED = GiveUp("the token was revoked (token_revoked)", Refused.EVERYTHING, "token_revoked")
NO_BLOCKS = GiveUp("Slack refuses the blocks (invalid_blocks)", Refused.MESSAGE, "invalid_blocks")
TOO_LONG = GiveUp("too long (msg_too_long)", Refused.MESSAGE, "msg_too_long")
NO_EDITS = GiveUp("no longer to be changed (edit_window_closed)", Refused.CHANGE, "edit_window_closed")
NO_THREAD = GiveUp("the thread was deleted (thread_not_found)", Refused.PLACE, "thread_not_found")
CARD = (header("Reported trip"), lines([bold("From "), Run("Tehran & on")]), rich([bullets([[Run("<one>")]])]))


@dataclass
class Desk:
    """A store, a channel and a clock moved by hand; CF is the fallback channel, CO the operator's."""

    db: Database
    clock: HandClock = field(default_factory=HandClock)
    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere("CF", "CO"))
    channel: MemoryChannel = field(init=False)

    def __post_init__(self) -> None:
        self.channel = MemoryChannel(self.clock.now)

    def delivering(self, db: Any = None) -> Delivering:
        return Delivering(db or self.db, self.clock, self.channel, "w1", Patience(), Pace(0.0), self.elsewhere)

    def queue(self, *kinds: Kind, key: str | None = "s1", channel: str = "C1", first: int = 0) -> None:
        with self.db.transaction() as c:
            for version, kind in enumerate(kinds, first):
                message = Message(f"{key} {kind} {version}", CARD)
                deliveries.put(c, NewDelivery(channel, kind, message, key, version, str(key)), self.clock.at)

    def run(self, minutes: int = 1, db: Any = None, *, stride: int = 1) -> None:
        """Sweep until nothing is left to do, every `stride` minutes."""
        for _ in range(0, minutes, stride):
            asyncio.run(self._sweep(db))
            self.clock.at += timedelta(minutes=stride)

    async def _sweep(self, db: Any) -> None:
        delivering = self.delivering(db)
        while await deliver_due(delivering, asyncio.Event()):
            pass

    def texts(self, channel: str) -> list[str]:
        return self.channel.texts(channel)

    def threads(self, channel: str) -> list[tuple[str, str | None]]:
        return [(p.message.text, p.thread) for p in self.channel.posts if p.channel == channel]

    def ts(self, text: str) -> str:
        return next(post.ts for post in self.channel.posts if post.message.text == text)

    def states(self) -> Counter[str]:
        with self.db.snapshot() as c:
            return Counter(c.scalars(select(schema.deliveries.c.state)))


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """A desk with an empty store of its own. In the end all that it told has to be on record."""
    database = open_store(folder)
    yield Desk(database)
    try:
        assert_on_record(database)
    finally:
        database.close()

"""Says that the program is at work, so that `gatewatch status` calls nothing well that nobody runs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.ports import Clock
from bot.store import feeds, heartbeat
from bot.store.database import Database
from bot.store.heartbeat import SignOfLife

# A running program says so every minute; after three it is taken for stopped.
GOOD_FOR = timedelta(minutes=3)
# A single sweep counts until the next one is due: past the longest interval of any feed, and a little.
_STILL = timedelta(minutes=15)


async def at_work(db: Database, clock: Clock, owner: str, *, alone: bool = False) -> None:
    """The sign of a program that runs on. Where it is known to be alone, whoever was at work before is no more."""
    now = clock.now()
    await db.write(heartbeat.give, owner, SignOfLife(now, now + GOOD_FOR), alone)


async def swept(db: Database, clock: Clock, owner: str) -> None:
    """The sign of a single sweep."""
    await db.write(_swept, owner, clock.now())


def _swept(connection: Connection, owner: str, now: datetime) -> None:
    longest = feeds.longest_interval(connection) or timedelta(0)
    heartbeat.give(connection, owner, SignOfLife(now, now + longest + _STILL))

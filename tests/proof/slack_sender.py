"""Tells the script as the program would, until nothing is left to tell. It may be killed at any moment and started again.

    python -m tests.proof.slack_sender DATABASE BASE_URL HOW MESSAGES CHANNEL...

Events are written down one by one, each in a transaction, while others are told: store, deliverer and Slack channel are
the real ones. Only the times are short. `HOW` is a row of `SENDERS`: all but the first leave out something that is needed.
"""

from __future__ import annotations

import asyncio
import os
import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.edges.clock import SystemClock
from bot.edges.slack.channel import SlackChannel
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.ports import Sent
from bot.store import deliveries
from bot.store.database import Database
from bot.store.paces import Pace
from tests.edges.slack_emulator import TOKEN
from tests.proof.slack_stories import Event, script
from tests.proof.slack_weather import SETTLE, TIMEOUT

BACKLOG = 600  # deliveries: so many wait at the most while more are written down
PAUSE = 0.05  # seconds before another look when there is nothing to do


class Blind(SlackChannel):
    """Never looks: what has no answer counts as not told."""

    async def find(self, channel: str, key: str, since: datetime, thread: str | None = None) -> None:
        return None


class Trusting(SlackChannel):
    """Never looks: what has no answer counts as told."""

    async def find(self, channel: str, key: str, since: datetime, thread: str | None = None) -> Sent:
        return Sent("1.000001")


_patient = Patience(timedelta(seconds=SETTLE), longest=timedelta(seconds=2), look_again=timedelta(seconds=0.5))
_hasty = Patience(timedelta(0), longest=timedelta(seconds=0.1), look_again=timedelta(seconds=0.5))

SENDERS: Mapping[str, tuple[type[SlackChannel], Patience]] = {
    "careful": (SlackChannel, _patient),
    "blind": (Blind, _patient),
    "trusting": (Trusting, _patient),
    "hasty": (SlackChannel, _hasty),
}


async def send(path: str, base_url: str, how: str, events: Sequence[Event]) -> None:
    """Write down what is not written down yet, and tell all of it."""
    clock, database = SystemClock(), Database.open(f"sqlite:///{path}")
    assert database.sole
    await database.write(deliveries.void_leases)
    channel, patience = SENDERS[how]
    owner = f"sender:{os.getpid()}"
    delivering = Delivering(database, clock, channel(TOKEN, base_url, TIMEOUT), owner, patience, Pace(0.0))
    writing = asyncio.create_task(write_down(delivering, events))
    while not writing.done() or (await database.read(deliveries.unsent))[0]:
        if not await deliver_due(delivering, asyncio.Event()):
            await asyncio.sleep(PAUSE)
    await writing
    database.close()


async def write_down(delivering: Delivering, events: Sequence[Event]) -> None:
    """Every event once, in their order, whatever earlier processes came to."""
    database = delivering.db
    begin = await database.read(_written, events)
    for event in events[begin:]:
        while (await database.read(deliveries.unsent))[0] >= BACKLOG:
            await asyncio.sleep(PAUSE)
        await database.write(_put, event, delivering.clock.now())


def _written(connection: Connection, events: Sequence[Event]) -> int:
    return bisect_left(events, True, key=lambda event: not deliveries.known(connection, event[0]))


def _put(connection: Connection, event: Event, now: datetime) -> None:
    for new in event:
        deliveries.put(connection, new, now)


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(40), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    asyncio.run(send(sys.argv[1], sys.argv[2], sys.argv[3], script(sys.argv[5:], int(sys.argv[4]))))

"""Once a day and channel: everything decided for the digest becomes one message, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.ports import Clock, Message
from bot.store import decisions, deliveries, meta
from bot.store.database import Database
from bot.store.decisions import Decided

# Draws the digest of a channel; more than one message when it is long.
Draw = Callable[[str, Sequence[Decided], date], Sequence[Message]]


@dataclass(frozen=True, slots=True)
class Digesting:
    """What digests work with."""

    db: Database
    clock: Clock
    draw: Draw
    at: time  # of the day, in `zone`
    zone: ZoneInfo


async def digest_due(digesting: Digesting) -> int:
    """Write the digests that are due today and not yet written. How many channels got one."""
    local = digesting.clock.now().astimezone(digesting.zone)
    if local.time() < digesting.at:
        return 0
    return await digesting.db.write(_digest_all, digesting.draw, digesting.clock.now(), local.date())


async def digest_now(digesting: Digesting) -> int:
    """Write a digest of what waits, whatever the hour. How many channels got one."""
    now = digesting.clock.now()
    return await digesting.db.write(_digest_all, digesting.draw, now, now.astimezone(digesting.zone).date())


def _digest_all(connection: Connection, draw: Draw, now: datetime, day: date) -> int:
    channels = decisions.channels_with_digest(connection)
    return sum(_digest(connection, draw, channel, now, day) for channel in channels)


def _digest(connection: Connection, draw: Draw, channel: str, now: datetime, day: date) -> bool:
    key = f"digest:{channel}"
    meta.hold(connection, key)  # one digest a day, whichever process comes first
    if (meta.get(connection, key) or "") >= day.isoformat():
        return False
    waiting = decisions.undigested(connection, channel)
    for number, message in enumerate(draw(channel, waiting, day) if waiting else ()):
        new = deliveries.NewDelivery(
            channel, deliveries.Kind.DIGEST, message, version=day.toordinal(), part=str(number)
        )
        deliveries.put(connection, new, now)
    decisions.mark_digested(connection, [each.decision for each in waiting], now)
    meta.put(connection, key, day.isoformat())
    return bool(waiting)

"""Tells what was too much at once: every hit that its channel was not told one by one, in digests, a minute later.

A poll decides that there is no room for a hit (`bot.alerts.bounds`); nothing is lost, for its decision waits here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.alerts.bounds import WITHIN
from bot.alerts.routes import Policy, channel_quiet_until
from bot.jobs.digest import as_found, by_channel, tell
from bot.jobs.in_force import InForce
from bot.model import Reason
from bot.ports import Clock
from bot.store import decisions, meta
from bot.store.database import Database
from bot.waits import passed

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Bursting:
    """What the digests of bursts work with."""

    db: Database
    clock: Clock
    in_force: InForce
    policy: Policy


async def tell_bursts(bursting: Bursting) -> int:
    """Write the digests of hits that have waited for a minute, and of all that wait with them. How many hits."""
    first = await bursting.db.read(decisions.first_waiting, Reason.BURST)
    if first is None or not passed(first, bursting.clock.now(), WITHIN):
        return 0
    return await bursting.db.write(_tell, bursting)


def _tell(connection: Connection, bursting: Bursting) -> int:
    meta.hold(connection, "burst")  # one digest, whichever process comes first
    waiting = decisions.waiting_for(connection, Reason.BURST)
    now = bursting.clock.now()
    found = by_channel(waiting, bursting.in_force.watchlist, as_found)
    due = partial(channel_quiet_until, policy=bursting.policy, now=now)
    told = tell(connection, waiting, found, "burst", f"burst {now.isoformat()}", now, due)
    if told:
        log.warning("more at once than a channel is told one by one; the rest is in digests", hits=told)
    return told

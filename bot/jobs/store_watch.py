"""Says that the database takes nothing: in the log at once and once, to the operator when it lasts, and when it is over.

    well -> fails (the log) -> lasts (the operator, told without the database) -> well (the log, the operator)

What failed is tried again by whoever wanted it; nothing of it counts as done. Nobody is told anew while it comes and goes:
it is over when everything was taken from one look to the next.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts.notices import notice
from bot.jobs.notice import tell
from bot.ports import Channel, Clock, Sent
from bot.store import meta
from bot.store.database import Database
from bot.store.failing import Unavailable

log = structlog.get_logger(__name__)

LASTING = timedelta(minutes=5)


@dataclass(slots=True)
class StoreWatch:
    """What the watch works with, and what it remembers: the database cannot."""

    db: Database
    clock: Clock
    channel: Channel
    operator: str | None  # None: the log has to do
    since: datetime | None = None  # it fails
    told: bool = False


async def watch_store(watch: StoreWatch) -> None:
    """Find out whether everything was taken since the last look, and say so where that has changed."""
    with suppress(Unavailable):  # which is kept with the others
        await watch.db.write(_probe)
    failed, watch.db.failed = watch.db.failed, None
    if failed is not None:
        await _fails(watch, failed)
    elif watch.since is not None:
        await _works(watch, watch.since)


def _probe(connection: Connection) -> None:
    meta.put(connection, "store_watch", "")


async def _fails(watch: StoreWatch, failed: Unavailable) -> None:
    now = watch.clock.now()
    if watch.since is None:
        watch.since = now
        log.error("nothing can be written down; it is tried again and again", why=str(failed))
    if watch.told or watch.operator is None or now - watch.since < LASTING:
        return
    words = [str(failed), "Until then nothing new is told; nothing is lost, and it goes on by itself."]
    title = f"Gatewatch has written nothing down since {watch.since:%H:%M} UTC."
    watch.told = isinstance(await watch.channel.post(watch.operator, notice(title, words)), Sent)


async def _works(watch: StoreWatch, since: datetime) -> None:
    now = watch.clock.now()
    log.warning("everything is written down again", failed_since=since.isoformat())
    if watch.told:
        again = notice(f"Gatewatch writes everything down again, since {now:%H:%M} UTC.")
        await watch.db.write(tell, watch.operator, again, now)
    watch.since, watch.told = None, False

"""Of which time this database may not know what was told: it is new, was put back from a backup, or lost its last words.

    was put back (also: is new)    everything of the last 45 days
    any other start                what came after the last sign of life that it holds

What may have been told is looked for in the channels (`bot.jobs.recollecting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, select

from bot.store import heartbeat, meta
from bot.store.schema import articles, deliveries

# Feeds serve items for weeks; what is older than this is told by none of them as news any more.
SERVED = timedelta(days=45)
# After an ordinary start every feed is read again within a day: what comes later was not told before it.
READ_AGAIN = timedelta(days=1)
# The sign of life is a minute old at most, and clocks may differ.
MARGIN = timedelta(hours=1)

KEY = "put_back"
COPY = "copy"  # stands under the key in every backup: it counts from the first start on it


@dataclass(frozen=True, slots=True)
class Gap:
    """What is told until `until` is looked for first, from `since` on. `doubtful`: also where nobody can look, it may be a repeat."""

    since: datetime
    until: datetime
    doubtful: bool


def gap(connection: Connection, now: datetime) -> Gap:
    """What this database may not know, at the start of a program."""
    put_back = _put_back(connection, now)
    if put_back is not None and now < put_back + SERVED:
        return Gap(now - SERVED, put_back + SERVED, doubtful=True)
    sign = heartbeat.last(connection)
    return Gap(sign.given - MARGIN if sign else now - SERVED, now + READ_AGAIN, doubtful=False)


def _put_back(connection: Connection, now: datetime) -> datetime | None:
    """When it was put back, or made; noted where that is only seen now."""
    noted = meta.get(connection, KEY)
    if noted == COPY or (noted is None and _is_new(connection)):
        noted = now.isoformat()
        meta.put(connection, KEY, noted)
    return datetime.fromisoformat(noted) if noted else None


def _is_new(connection: Connection) -> bool:
    """Whether nothing was ever read with it. One of an earlier program is not new, although nothing is noted in it."""
    return not connection.scalar(select(exists(select(articles.c.id)) | exists(select(deliveries.c.seq))))

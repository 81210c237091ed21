"""How each feed is, as the polls left it: the rows that `gatewatch status` counts, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store.schema import feeds


@dataclass(frozen=True, slots=True)
class FeedState:
    """What polls found out about a feed."""

    last_ok: datetime | None  # None: never read yet
    last_new: datetime | None  # when it last brought an article
    next_at: datetime
    failures: int  # in a row
    failing_since: datetime | None
    why: str | None  # the last poll failed
    moved_to: str | None  # where its server says it has moved for good


def feed_states(connection: Connection) -> dict[str, FeedState]:
    """The states of all feeds that are configured, by the address they are configured with."""
    rows = connection.execute(select(feeds).where(feeds.c.enabled))
    return {
        row.url: FeedState(
            row.last_ok,
            row.last_new,
            row.next_at,
            row.failures,
            row.failing_since,
            row.last_error if row.failures else None,
            row.moved_to,
        )
        for row in rows
    }

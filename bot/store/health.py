"""How the feeds are: which fail, have gone silent, were moved, or are read although they are broken."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from bot.alerts.ailments import Ailment
from bot.feeds.silence import HISTORY, LEAST, LEAST_YOUNG, silence
from bot.model import Trouble
from bot.store import articles, heartbeat
from bot.store.feeds import settings_of
from bot.store.schema import Moment, feeds
from bot.text import shown_address

# Polls with news that are looked at to learn a feed's rhythm: eight days of the busiest.
_ARRIVALS = 2_500
_WEEK = timedelta(days=7)
_FEWEST = 400  # looked at however long ago they are
# A feed may be late by so much more than twice its longest wait before it counts as not read.
_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedState:
    """What polls found out about a feed."""

    last_ok: datetime | None  # None: never read yet
    last_new: datetime | None  # when it last brought an article
    next_at: datetime
    ailments: tuple[Ailment, ...]


def states(connection: Connection, now: datetime) -> dict[str, FeedState]:
    """The states of all feeds that are configured, by the address they are configured with."""
    found: dict[int, tuple[Ailment, ...]] = {}
    for each in ailing(connection, now):
        found[each.feed] = (*found.get(each.feed, ()), each)
    rows = connection.execute(select(feeds).where(feeds.c.enabled))
    return {row.url: FeedState(row.last_ok, row.last_new, row.next_at, found.get(row.id, ())) for row in rows}


def ailing(connection: Connection, now: datetime) -> tuple[Ailment, ...]:
    """Every feed of the settings that asks for a look, those that fail first; some for two reasons."""
    return (*failing(connection, now), *silent(connection, now), *moved(connection), *degraded(connection))


def failing(connection: Connection, now: datetime) -> tuple[Ailment, ...]:
    """Feeds whose last poll went wrong, the longest failing first; then those that nobody reads."""
    return (*_failed(connection), *_unread(connection, now))


def _failed(connection: Connection) -> tuple[Ailment, ...]:
    query = select(feeds).where(feeds.c.enabled, feeds.c.failures > 0).order_by(feeds.c.failing_since, feeds.c.id)
    return tuple(
        _ailment(row, Trouble(row.trouble or "unreachable"), row.failing_since) for row in connection.execute(query)
    )


def _unread(connection: Connection, now: datetime) -> tuple[Ailment, ...]:
    """Feeds that do not fail and have not been read for more than twice their longest wait, while somebody was at work.

    A feed that was never read counts from when it is due.
    """
    begun = heartbeat.at_work_since(connection, now)
    if begun is None:
        return ()
    read = func.coalesce(feeds.c.last_ok, feeds.c.next_at, type_=Moment)
    late = select(feeds, read.label("read")).where(feeds.c.enabled, feeds.c.failures == 0, read < now - _LATE)
    rows = connection.execute(late.order_by(read, feeds.c.id)).all()
    return tuple(
        _ailment(row, Trouble.UNREAD, row.read, why="it neither failed nor was it read")
        for row in rows
        if max(row.read, begun) < now - _LATE - 2 * timedelta(seconds=settings_of(row.settings).max_interval)
    )


def degraded(connection: Connection) -> tuple[Ailment, ...]:
    """Feeds that are broken and could be read."""
    broken = (feeds.c.enabled, feeds.c.failures == 0, feeds.c.trouble == Trouble.DEGRADED.value)
    rows = connection.execute(select(feeds).where(*broken).order_by(feeds.c.url))
    return tuple(_ailment(row, Trouble.DEGRADED, None) for row in rows)


def moved(connection: Connection) -> tuple[Ailment, ...]:
    """Feeds whose server says that they have moved for good."""
    rows = connection.execute(select(feeds).where(feeds.c.enabled, feeds.c.moved_to.is_not(None)).order_by(feeds.c.url))
    return tuple(_ailment(row, Trouble.MOVED, None, why=_whither(row)) for row in rows)


def _whither(row: Row[Any]) -> str:
    days = json.loads(row.moved_days or "[]")
    followed = f", fetched there since {max(days)}" if days and row.address == row.moved_to else ""
    return f"to {shown_address(row.moved_to)}{followed}"


def silent(connection: Connection, now: datetime) -> tuple[Ailment, ...]:
    """Feeds that answer well and have brought nothing for longer than they ever did, or never anything at all.

    What counts is how things stood when the feed was last read well: nobody's silence is told from our own absence.
    """
    f = feeds.c
    still = (f.enabled, f.failures == 0, f.last_ok.is_not(None), or_(f.last_new.is_(None), f.last_new < now - LEAST))
    rows = connection.execute(select(feeds).where(*still).order_by(f.last_new.nulls_first(), f.id)).all()
    return tuple(_silences(connection, rows))


def in_order(connection: Connection, feed: int) -> str | None:
    """The name of a feed of the settings whose last poll went well; None for any other."""
    well = (feeds.c.id == feed, feeds.c.enabled, feeds.c.failures == 0)
    row = connection.execute(select(feeds.c.name, feeds.c.url).where(*well)).one_or_none()
    return None if row is None else row.name or shown_address(row.url)


def count(connection: Connection) -> int:
    """How many feeds the settings have."""
    return connection.scalar(select(func.count()).where(feeds.c.enabled)) or 0


def _silences(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Ailment]:
    for row in rows:
        if row.last_new is None:
            if row.settled_at is not None and row.last_ok - row.settled_at > LEAST_YOUNG:
                yield _ailment(row, Trouble.EMPTY, row.settled_at, why="it has never held an article")
            continue
        if row.last_ok - row.last_new <= LEAST or _paused_a_week_ago(connection, row):
            continue
        arrivals = articles.arrivals(connection, row.id, row.last_new - HISTORY - timedelta(days=1), _FEWEST, _ARRIVALS)
        found = silence(arrivals, row.last_ok)
        if found is None:
            continue
        if row.settled_at is not None and found.since <= row.settled_at:
            yield _ailment(row, Trouble.EMPTY, found.since, why="nothing but what it held when it was added")
        else:
            yield _ailment(row, Trouble.SILENT, found.since, usual=found.usual)


def _paused_a_week_ago(connection: Connection, row: Row[Any]) -> bool:
    """Whether the feed was as silent a week ago, give or take hours: then it is in order, and its history need not be read.

    Most feeds that are silent on a Sunday are. Such a pause allows 1.6 times its length at least (`bot.feeds.silence`), and
    what is looked at here is longer than a day.
    """
    begin, end = row.last_new - _WEEK + timedelta(hours=3), row.last_ok - _WEEK - timedelta(hours=1)
    known_before = articles.any_seen(connection, row.id, row.last_new - HISTORY, begin)
    return known_before and not articles.any_seen(connection, row.id, begin, end)


def _ailment(
    row: Row[Any], trouble: Trouble, since: datetime | None, *, why: str | None = None, usual: timedelta | None = None
) -> Ailment:
    shown = shown_address(row.url)
    important = settings_of(row.settings).important
    said = why if why is not None else "" if usual is not None else row.last_error or ""
    return Ailment(row.name or shown, shown, since, said, row.failures, trouble, row.id, important, usual)

"""Mutes: quiet that somebody asked for, about a person or one story. Each ends by itself, or is undone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, select, update

from bot import record
from bot.model import Mute
from bot.store import audit
from bot.store.audit_rows import MUTE
from bot.store.schema import mutes

# One that was asked for later than that from now was so by a clock that has been set back: nobody knows when it should end.
APART = timedelta(days=1)


def ask(connection: Connection, mute: Mute) -> None:
    """Keep a mute. An earlier one about the same gives way to it."""
    wake(connection, mute.refs, mute.author, mute.at, story=mute.story, channel=mute.channel)
    about = {"id": mute.id, "story": mute.story, "channel": mute.channel, "until": mute.until}
    row = about | {"record": record.dump(mute)}
    connection.execute(mutes.insert().values(**row))
    audit.row(connection, MUTE, row, mute.at)


def wake(
    connection: Connection,
    person_refs: Collection[str],
    author: str,
    now: datetime,
    *,
    story: str | None = None,
    channel: str | None = None,
) -> bool:
    """End the mutes of a person, or of one story of theirs in a channel. False when there was none."""
    these = [m.id for m in about(connection, person_refs, now) if (m.story, m.channel) == (story, channel)]
    if these:
        ended = update(mutes).where(mutes.c.id.in_(these))
        audit.change(connection, MUTE, ended.values(undone_at=now, undone_by=author), now)
    return bool(these)


def move(connection: Connection, story: str, channel: str, to: str, now: datetime) -> None:
    """The story is told in another channel from now on: it is kept quiet there, as was asked for last."""
    m = mutes.c
    for row in connection.execute(select(m.id, m.record).where(m.story == story, m.channel == channel)).all():
        moved = record.dump(replace(record.load(Mute, row.record), channel=to))
        audit.change(connection, MUTE, update(mutes).where(m.id == row.id).values(channel=to, record=moved), now)
    there = select(m.record).where(m.story == story, m.channel == to, m.undone_at.is_(None))
    standing = sorted((record.load(Mute, text) for text in connection.scalars(there)), key=lambda each: each.at)
    for older, newer in pairwise(standing):
        gave_way = update(mutes).where(m.id == older.id)
        audit.change(connection, MUTE, gave_way.values(undone_at=newer.at, undone_by=newer.author), now)


def about(connection: Connection, person_refs: Collection[str], now: datetime) -> tuple[Mute, ...]:
    """The mutes of any of these people that are in force."""
    return tuple(mute for mute in in_force(connection, now) if not set(person_refs).isdisjoint(mute.refs))


def in_force(connection: Connection, now: datetime) -> tuple[Mute, ...]:
    """Every mute that has not ended, the one that ends first, first. There are never many."""
    m = mutes.c
    query = select(m.record).where(m.until > now, m.undone_at.is_(None)).order_by(m.until, m.id)
    asked = (record.load(Mute, text) for text in connection.scalars(query))
    return tuple(mute for mute in asked if mute.at <= now + APART)

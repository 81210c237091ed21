"""The Watchlists that were in force, whole and compressed: what an edit changes can be told after a restart too.

A list of 17,000 people takes about 2 MB. Kept are the one in force and those that decisions within retention speak of,
also such as have given way since, at most `MOST_KEPT` of them, the latest.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection, delete, select, update

from bot import record
from bot.errors import GatewatchError
from bot.model import Watchlist
from bot.store import audit, meta
from bot.store.schema import decisions, insert_once, occasions, watchlists
from bot.store.status import LIST_IN_FORCE

LIST = "list"  # the kind of its entries in the record of what was done
MOST_KEPT = 40
_BEHIND = "screened_behind:"
_FAST = 1  # levels above it make it a tenth smaller and take several times as long


@dataclass(frozen=True, slots=True)
class Packed:
    """A Watchlist as it is kept."""

    fingerprint: str
    people: int
    data: bytes


def pack(watchlist: Watchlist) -> Packed:
    """The list as it is kept. Takes a while for a long one: not to be done inside a transaction."""
    data = zlib.compress(record.dump(watchlist).encode(), _FAST)
    return Packed(watchlist.fingerprint, len(watchlist.people), data)


def unpack(packed: Packed) -> Watchlist:
    """The list that `pack` was given. Raises GatewatchError when it is damaged, or of a program that kept other fields."""
    try:
        return record.load(Watchlist, zlib.decompress(packed.data).decode())
    except (zlib.error, ValidationError, UnicodeDecodeError):
        raise GatewatchError(f"the stored list {packed.fingerprint[:6]} cannot be read") from None


def put(connection: Connection, packed: Packed, now: datetime) -> None:
    """Keep a list that came into force now."""
    audit.note(connection, LIST, packed.fingerprint, {"people": packed.people}, now)
    row = {"people": packed.people, "record": packed.data, "in_force_at": now}
    if not insert_once(connection, watchlists, {"fingerprint": packed.fingerprint, **row}):
        connection.execute(update(watchlists).where(watchlists.c.fingerprint == packed.fingerprint).values(**row))


def known(connection: Connection, fingerprint: str) -> bool:
    """Whether this list is kept."""
    query = select(watchlists.c.fingerprint).where(watchlists.c.fingerprint == fingerprint)
    return connection.execute(query).first() is not None


def get(connection: Connection, fingerprint: str) -> Packed | None:
    """The list of this fingerprint, if it is kept."""
    row = connection.execute(select(watchlists).where(watchlists.c.fingerprint == fingerprint)).one_or_none()
    return None if row is None else Packed(row.fingerprint, row.people, row.record)


def in_force(connection: Connection) -> Packed | None:
    """The list in force, if it is kept: a database that no program of this schema has worked with yet holds none."""
    fingerprint = meta.get(connection, LIST_IN_FORCE)
    return None if fingerprint is None else get(connection, fingerprint)


# --- articles that were screened with a list which had given way -------------------------------------------------------


def note_screened(connection: Connection, fingerprint: str, now: datetime) -> None:
    """Articles first seen now were screened with this list. Remembered where another program has put another in force already."""
    if meta.get_held(connection, LIST_IN_FORCE) in (None, "", fingerprint):
        return
    key = _BEHIND + fingerprint
    meta.hold(connection, key)
    if not meta.get(connection, key):
        meta.put(connection, key, now.isoformat())


def behind(connection: Connection) -> tuple[tuple[str, datetime], ...]:
    """Fingerprints of lists with which articles were screened while another was in force, each with the time of the first."""
    return tuple((each, datetime.fromisoformat(since)) for each, since in meta.under(connection, _BEHIND))


def caught_up(connection: Connection, fingerprint: str) -> datetime | None:
    """What was screened with this list is seen to: since when that was. None: somebody else has done it."""
    key = _BEHIND + fingerprint
    meta.hold(connection, key)
    since = meta.get(connection, key)
    meta.put(connection, key, "")
    return datetime.fromisoformat(since) if since else None


def expire(connection: Connection, before: datetime) -> int:
    """Let go of the lists that nothing since then speaks of, and of the oldest of too many. How many went."""
    decided = select(decisions.c.fingerprint).where(decisions.c.decided_at >= before)
    spoken = decided.union(select(occasions.c.fingerprint).where(occasions.c.at >= before))
    latest = select(watchlists.c.fingerprint).where(watchlists.c.fingerprint.in_(spoken))
    kept = set(connection.scalars(latest.order_by(watchlists.c.in_force_at.desc()).limit(MOST_KEPT)))
    kept.add(meta.get(connection, LIST_IN_FORCE) or "")
    return connection.execute(delete(watchlists).where(watchlists.c.fingerprint.not_in(kept))).rowcount

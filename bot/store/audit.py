"""The record of what was done: kept in the transaction that does it, read in order, erased without breaking its chain.

    whoever writes a row -> `note`, `change` -> the transaction's notes -> `keep`, when it ends -> the chain

An entry is on record if and only if what it tells was committed. The chain is gone on with at the end of a transaction, so
that it is held for a moment only and by nobody who waits for something else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Row, Update, or_, select, update

from bot import audit
from bot.audit import GENESIS, SALT, Entry, Head, Linked
from bot.store import meta
from bot.store.audit_rows import Recorded
from bot.store.schema import audit as entries_table

NOTES = "audit_notes"  # the option of a connection that holds what its transaction will put on record
ERASURE = "erasure"
_LASTS = (ERASURE, "settings", "list")  # these tell of nobody, and are never erased
_PAGE = 1_000
_ERASED_TO = "audit_erased_to"
_e = entries_table.c


# --- putting on record --------------------------------------------------------------------------------------------------


def note(connection: Connection, kind: str, subject: str, says: Mapping[str, Any], now: datetime) -> None:
    """Have something put on record when the transaction ends."""
    connection.get_execution_options()[NOTES].append(Entry(now, kind, subject, audit.canonical(says)))


def row(connection: Connection, recorded: Recorded, values: Mapping[str, Any], now: datetime, **more: Any) -> None:
    """Have a new row put on record, and whatever more is to be said of it."""
    note(connection, recorded.kind, recorded.subject_of(values), recorded.says(values) | more, now)


def change(connection: Connection, recorded: Recorded, changing: Update | Delete, now: datetime, **more: Any) -> int:
    """Change or delete rows that are on record, and have that put on record. How many."""
    changed = connection.execute(changing.returning(recorded.table)).all()
    gone = {"gone": True} if isinstance(changing, Delete) else {}
    for each in sorted((dict(found._mapping) for found in changed), key=recorded.subject_of):
        row(connection, recorded, each, now, **gone, **more)
    return len(changed)


def keep(connection: Connection, salts: Callable[[int], bytes]) -> None:
    """Put everything on record that the transaction has noted. To be called at its very end."""
    noted: list[Entry] = connection.get_execution_options()[NOTES]
    if not noted:
        return
    meta.hold(connection, "audit")  # two that go on from one entry would fork the chain
    last, rows = head(connection), []
    for entry in noted:
        placed = audit.append(last, entry, salts(SALT))
        last = audit.head_of(placed)
        rows.append({column.name: getattr(placed, column.name) for column in _e})
    connection.execute(entries_table.insert(), rows)
    noted.clear()


# --- reading ------------------------------------------------------------------------------------------------------------


def head(connection: Connection) -> Head:
    """Where the chain ends now."""
    found = connection.execute(select(_e.seq, _e.chain).order_by(_e.seq.desc()).limit(1)).one_or_none()
    return GENESIS if found is None else Head(found.seq, found.chain)


def at(connection: Connection, seq: int) -> Linked | None:
    """The entry of this number."""
    found = connection.execute(select(entries_table).where(_e.seq == seq)).one_or_none()
    return None if found is None else linked(found)


def pages(connection: Connection, since: datetime | None = None) -> Iterator[tuple[Linked, ...]]:
    """The whole record, or what was done since then, in order, a page at a time."""
    query = select(entries_table) if since is None else select(entries_table).where(_e.at >= since)
    last = 0
    while page := tuple(map(linked, connection.execute(query.where(_e.seq > last).order_by(_e.seq).limit(_PAGE)))):
        yield page
        last = page[-1].seq


def began(connection: Connection) -> datetime | None:
    """The time of the first entry."""
    found: datetime | None = connection.scalar(select(_e.at).order_by(_e.seq).limit(1))
    return found


def linked(found: Row[Any]) -> Linked:
    """The entry of a row."""
    return Linked(**found._mapping)


# --- erasing ------------------------------------------------------------------------------------------------------------


def expire(connection: Connection, before: datetime, limit: int, now: datetime) -> int:
    """Erase what the oldest entries say, as far as they are from before then, up to `limit` of them. How many were looked at."""
    done = int(meta.get(connection, _ERASED_TO) or 0)
    oldest = select(_e.seq, _e.at).where(_e.seq > done).order_by(_e.seq).limit(limit)
    old = []
    for seq, moment in connection.execute(oldest):
        if moment >= before:
            break
        old.append(seq)
    if old:
        _erase(connection, old, "age", now)
        meta.put(connection, _ERASED_TO, str(old[-1]))
    return len(old)


def count_about(connection: Connection, ids: Collection[str]) -> int:
    """How many entries say something in which one of these ids stands."""
    return len(_naming(connection, ids))


def erase_about(connection: Connection, ids: Collection[str], now: datetime) -> int:
    """Erase what every entry says in which one of these ids stands. How many entries."""
    return _erase(connection, _naming(connection, ids), "objection", now)


def _naming(connection: Connection, ids: Collection[str]) -> Sequence[int]:
    quoted = [audit.canonical(ident) for ident in ids]
    named = or_(*(_e.payload.contains(each, autoescape=True) for each in quoted))
    found = connection.execute(select(_e.seq, _e.payload).where(_e.kind.not_in(_LASTS), named).order_by(_e.seq))
    return [seq for seq, payload in found if any(each in payload for each in quoted)]  # SQLite looks past capitals


def _erase(connection: Connection, seqs: Sequence[int], why: str, now: datetime) -> int:
    """Erase these as far as they may be, and put on record which, and why; never of whom."""
    erased: list[int] = []
    for first in range(0, len(seqs), _PAGE):
        these = update(entries_table).where(_e.seq.in_(seqs[first : first + _PAGE]), _e.kind.not_in(_LASTS))
        kept = these.where(_e.payload.is_not(None)).values(payload=None, salt=None)
        erased += connection.scalars(kept.returning(_e.seq)).all()
    if erased:
        note(connection, ERASURE, why, {"entries": audit.joined((seq, seq) for seq in erased)}, now)
    return len(erased)

"""Whether the record of what was done holds, and whether the tables say the same as it does.

    every entry follows from the one before it     `bot.audit.wrong`
    whatever is erased was erased by us            an entry of the record says so
    every row is as its last entry says            looked at once, where the chain comes to the last entry about it
    every row is on record                         as far as it is not older than the record

All of it is read as it was at one moment, page by page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from bot import audit as chain
from bot.audit import GENESIS, Head, Linked
from bot.errors import GatewatchError
from bot.store import audit
from bot.store.audit_rows import RECORDED, Recorded
from bot.store.schema import audit as entries_table

_e = entries_table.c
_Said = dict[str, Any]
_Key = tuple[Any, ...]


class Broken(GatewatchError):
    """The record does not hold."""


@dataclass(frozen=True, slots=True)
class Differs:
    """A row that is not as the record says."""

    kind: str
    subject: str
    why: str
    last: Linked | None = None  # the last entry about it


@dataclass(slots=True)
class Checked:
    """What was found so far."""

    head: Head = GENESIS
    erased: int = 0
    older: int = 0  # rows from before the record began
    differs: list[Differs] = field(default_factory=list)


def check(connection: Connection, against: Head | None = None) -> Iterator[Checked]:
    """Go through the record and the tables; gives how far that has come, the same value each time.

    Raises Broken for the first entry that does not hold, and where the chain does not hold the head that somebody wrote down.
    """
    checked, began = Checked(), audit.began(connection)
    if against is not None:
        _stands(audit.at(connection, against.seq), against)
    erasures = _erasures(connection)
    for page in audit.pages(connection):
        _follow(checked, page, erasures)
        for recorded in RECORDED.values():
            subjects = {entry.subject for entry in page if entry.kind == recorded.kind}
            checked.differs += _differing(connection, recorded, _ending(connection, recorded, subjects, page))
        yield checked
    for recorded in RECORDED.values():
        checked.differs += _unrecorded(connection, recorded, began)
        checked.older += _older(connection, recorded, began)
    yield checked


# --- the chain ----------------------------------------------------------------------------------------------------------


def _stands(entry: Linked | None, against: Head) -> None:
    if against.seq == 0:
        return
    if entry is None:
        raise Broken(f"the record was cut off: it once held an entry {against.seq}, and ends before that")
    if not entry.chain.startswith(against.chain):
        raise Broken(
            f"the record was rewritten: entry {against.seq} ({_named(entry)}) is not what it was when its head was written "
            f"down; it begins with {entry.chain[:12]}, not with {against.chain[:12]}"
        )


def _follow(checked: Checked, page: Iterable[Linked], erasures: Sequence[tuple[int, int]]) -> None:
    for entry in page:
        if why := chain.wrong(checked.head, entry):
            raise Broken(f"the record is broken at entry {entry.seq} ({_named(entry)}): {why}")
        if entry.payload is None:
            checked.erased += 1
            if not chain.holds(erasures, entry.seq):
                raise Broken(
                    f"the record is broken at entry {entry.seq} ({_named(entry)}): what it said was erased, "
                    "and no entry tells of that"
                )
        checked.head = chain.head_of(entry)


def _named(entry: Linked) -> str:
    return f"{entry.kind} {entry.subject}, {entry.at:%Y-%m-%d %H:%M:%S} UTC"


def _erasures(connection: Connection) -> Sequence[tuple[int, int]]:
    """Which entries were erased, as told by the record itself."""
    payloads = connection.scalars(select(_e.payload).where(_e.kind == audit.ERASURE, _e.payload.is_not(None)))
    told = [(first, last) for payload in payloads for first, last in json.loads(payload)["entries"]]
    return chain.joined(told)


# --- the tables ---------------------------------------------------------------------------------------------------------


def _ending(
    connection: Connection, recorded: Recorded, subjects: Iterable[str], page: Sequence[Linked]
) -> dict[str, list[Linked]]:
    """Of the subjects on a page those of which nothing more comes after it, with everything on record about each."""
    about = (_e.kind == recorded.kind, _e.subject.in_(sorted(subjects)))
    last = select(_e.subject).where(*about).group_by(_e.subject).having(func.max(_e.seq) <= page[-1].seq)
    query = select(entries_table).where(_e.kind == recorded.kind, _e.subject.in_(last)).order_by(_e.seq)
    found: dict[str, list[Linked]] = {}
    for entry in map(audit.linked, connection.execute(query)) if subjects else ():
        found.setdefault(entry.subject, []).append(entry)
    return found


def _differing(connection: Connection, recorded: Recorded, ending: dict[str, list[Linked]]) -> Iterator[Differs]:
    if not ending:
        return
    query = select(recorded.table).where(recorded.table.c[recorded.subject].in_(sorted(ending)))
    rows: dict[str, dict[_Key, _Said]] = {}
    for found in connection.execute(query):
        row = dict(found._mapping)
        said = recorded.says(row)
        rows.setdefault(recorded.subject_of(row), {})[_key(recorded, said)] = said
    for subject, entries in ending.items():
        yield from _compared(recorded, subject, entries, rows.get(subject, {}))


def _compared(
    recorded: Recorded, subject: str, entries: Sequence[Linked], rows: dict[_Key, _Said]
) -> Iterator[Differs]:
    known, blind = standing(recorded, entries)
    for key, (entry, said) in known.items():
        row = rows.get(key)
        if row is None:
            yield Differs(recorded.kind, subject, "it is gone from the database", entry)
        elif changed := [name for name in row if name in said and row[name] != said[name]]:
            told = "; ".join(f"{name} is {_shown(row[name])}, on record is {_shown(said[name])}" for name in changed)
            yield Differs(recorded.kind, subject, told, entry)
    for key in rows.keys() - known.keys() if not blind else ():
        yield Differs(recorded.kind, subject, f"{' '.join(map(str, key)) or 'it'} is not on record", entries[-1])


def standing(recorded: Recorded, entries: Iterable[Linked]) -> tuple[dict[_Key, tuple[Linked, _Said]], bool]:
    """What the entries about one subject come to: rows by their key, each with the entry that told of it last.

    After an entry that was erased nothing before it counts any more: it may have told of any of them; the second value says
    that it is so.
    """
    known: dict[_Key, tuple[Linked, _Said]] = {}
    blind = False
    for entry in entries:
        if entry.payload is None:
            known, blind = {}, True
            continue
        said = json.loads(entry.payload)
        if "moved_from" in said:
            known.pop(_key(recorded, said | {"channel": said["moved_from"]}), None)
        if said.get("gone"):
            known.pop(_key(recorded, said), None)
        else:
            known[_key(recorded, said)] = entry, said
    return known, blind


def _key(recorded: Recorded, said: _Said) -> _Key:
    return tuple(said[name] for name in recorded.key)


def _shown(value: Any) -> str:
    text = "nothing" if value is None else value if isinstance(value, str) else chain.canonical(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _unrecorded(connection: Connection, recorded: Recorded, began: datetime | None) -> Iterator[Differs]:
    """Rows of which the record tells nothing although it was kept already."""
    if began is None:
        return
    for found in connection.execute(select(recorded.table).where(~_told(recorded), recorded.since >= began)):
        yield Differs(recorded.kind, recorded.subject_of(dict(found._mapping)), "it is not on record")


def _older(connection: Connection, recorded: Recorded, began: datetime | None) -> int:
    older = () if began is None else (recorded.since < began,)
    query = select(func.count()).select_from(recorded.table).where(~_told(recorded), *older)
    return connection.scalar(query) or 0


def _told(recorded: Recorded) -> Any:
    return exists().where(_e.kind == recorded.kind, _e.subject == recorded.table.c[recorded.subject])

"""Entries of the record of what was done as lines for others: JSON, or a table for a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TextIO

from bot.audit import Linked, canonical


class Format(StrEnum):
    """How entries are written out."""

    JSONL = "jsonl"
    CSV = "csv"


Writer = Callable[[Linked], object]

# What entries say, in the order of the columns; what is not named here is in the last of them.
COLUMNS = (
    "person", "channel", "action", "reason", "story", "list", "decided_at", "digested_at", "moved_from", "gone",
    "told_as", "alert", "version", "state", "attempts", "ts", "why", "refused", "message", "settled_at",
    "author", "what", "undone_at", "undone_by", "until", "feed", "served", "text", "findings", "program",
)  # fmt: skip
_FIRST, _LAST = ("seq", "at", "kind", "subject"), ("more", "salt", "digest", "chain")
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_lines(file: TextIO) -> Writer:
    """Writes each entry as one JSON object; what it says is an object in it, null when erased."""

    def write(entry: Linked) -> None:
        said = None if entry.payload is None else json.loads(entry.payload)
        file.write(canonical(_frame(entry) | {"payload": said, "salt": _hex(entry), **_hashes(entry)}) + "\n")

    return write


def table(file: TextIO) -> Writer:
    """Writes a line of headings, then each entry as a line of cells, none of which a spreadsheet would reckon with."""
    writer = csv.writer(file)
    writer.writerow((*_FIRST, *COLUMNS, *_LAST))

    def write(entry: Linked) -> None:
        said: dict[str, Any] = json.loads(entry.payload or "{}")
        cells = [_cell(said.pop(name, None)) for name in COLUMNS]
        last = (_cell(said or None), _hex(entry) or "", *_hashes(entry).values())
        writer.writerow((*map(_cell, _frame(entry).values()), *cells, *last))

    return write


WRITERS: dict[Format, Callable[[TextIO], Writer]] = {Format.JSONL: json_lines, Format.CSV: table}


def _frame(entry: Linked) -> dict[str, Any]:
    return {"seq": entry.seq, "at": _moment(entry.at), "kind": entry.kind, "subject": entry.subject}


def _hashes(entry: Linked) -> dict[str, str]:
    return {"digest": entry.digest, "chain": entry.chain}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _hex(entry: Linked) -> str | None:
    return None if entry.salt is None else entry.salt.hex()


def _cell(value: Any) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = "" if value is None else value if isinstance(value, str) else canonical(value)
    return f"'{text}" if text.startswith(_FORMULA) else text

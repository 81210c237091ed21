"""CSV of an official list: bytes into rows, with what is odd about them told or refused.

Takes UTF-8 and UTF-16 with or without a mark, and the Windows alphabet where an authority uses it; commas, semicolons, tabs
or bars;
the Ctrl-Z that OFAC ends its files with; ``-0-`` for nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.lists.official.imported import Refused
from bot.text import cut

LARGEST = 500_000_000  # bytes
MOST_ROWS = 2_000_000
LONGEST_CELL = 1_000_000  # characters; journals print reasons that fill pages
MOST_CELLS = 1_000  # of a row
_DELIMITERS = ",;\t|"
_AGAIN = "download the list again"

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file with the line each starts on; cells without surrounding blanks, ``-0-`` as an empty one."""

    name: str
    rows: tuple[Row, ...]
    lines: tuple[int, ...]
    notes: tuple[str, ...] = ()


def table_of(data: bytes, name: str, delimiter: str | None = None, *, windows: bool = False) -> Table:
    """All rows of a CSV that are not empty. Without `delimiter` the first line tells it; `windows`: may be Windows-1252.

    Raises Refused, with the line, for what is no table: a zero byte, a damaged character, an open quote, a cell or file
    beyond all measure.
    """
    text, notes = _text(data, name, windows=windows)
    head = text[:10_000].lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(head), strict=True)
    rows: list[Row] = []
    lines: list[int] = []
    for line, row in _read(reader, name):
        if any(row):
            rows.append(row)
            lines.append(line)
    return Table(name, tuple(rows), tuple(lines), notes)


def keyed(table: Table, required: Sequence[str], at: int = 0, *, ragged: bool = False) -> Iterator[Mapping[str, str]]:
    """The rows below the header at row `at`, by column. `ragged`: rows may end early, the rest of them is empty.

    Raises Refused where the header lacks a required column, or a row has more or fewer cells than the header.
    """
    if len(table.rows) <= at:
        raise Refused(f"{table.name}: has no header; {_AGAIN}")
    header = table.rows[at]
    missing = [column for column in required if column not in header]
    if missing:
        shown = cut(", ".join(header), 200)
        raise Refused(
            f"{table.name}:{table.lines[at]}:1: lacks the column {', '.join(missing)} (it has: {shown}); "
            "is it another list, or another form of this one?"
        )
    for line, row in zip(table.lines[at + 1 :], table.rows[at + 1 :], strict=True):
        if len(row) > len(header) or (len(row) < len(header) and not ragged):
            raise _miscounted(table.name, line, len(row), len(header))
        yield dict(zip(header, row + ("",) * (len(header) - len(row)), strict=True))


def of_width(table: Table, width: int) -> tuple[Row, ...]:
    """The rows of a file without header. Raises Refused where one has not exactly `width` cells."""
    for line, row in zip(table.lines, table.rows, strict=True):
        if len(row) != width:
            raise _miscounted(table.name, line, len(row), width)
    return table.rows


def _miscounted(name: str, line: int, count: int, width: int) -> Refused:
    return Refused(f"{name}:{line}:1: has {count} cells where {width} should stand; the file is damaged, {_AGAIN}")


def _read(reader: Iterator[list[str]], name: str) -> Iterator[tuple[int, Row]]:
    csv.field_size_limit(LONGEST_CELL)
    line = 1
    try:
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS or len(row) > MOST_CELLS:
                raise Refused(f"{name}:{line}:1: is larger than any list; {_AGAIN}")
            yield line, tuple("" if (cell := each.strip()) == "-0-" else cell for each in row)
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        raise Refused(f"{name}:{line}:1: is no table that can be read ({error}); {_AGAIN}") from None


def _delimiter(head: str) -> str:
    outside = "".join(head.split('"')[::2])  # what is not within quotes
    return max(_DELIMITERS, key=outside.count)


def _text(data: bytes, name: str, *, windows: bool) -> tuple[str, tuple[str, ...]]:
    if len(data) > LARGEST:
        raise Refused(f"{name}: has more than {LARGEST // 1_000_000} MB; no list is that large, {_AGAIN}")
    text, notes = _decoded(data, name, windows=windows)
    text = text.rstrip("\x1a\r\n \t")
    if not text:
        raise Refused(f"{name}: is empty; {_AGAIN}")
    zero = text.find("\0")
    if zero >= 0:
        line = text.count("\n", 0, zero) + 1
        raise Refused(f"{name}:{line}:1: holds a zero byte, so it is no text; {_AGAIN}")
    return text, notes


def _decoded(data: bytes, name: str, *, windows: bool) -> tuple[str, tuple[str, ...]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ()
    if data[1:4:2] == b"\0\0":
        with suppress(UnicodeDecodeError):
            return data.decode("utf-16-le"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        if not windows or _is_mostly_utf8(data):
            raise _damaged(error, name) from None
    return data.decode("cp1252", "replace"), ("the file is not UTF-8; it was read as Windows-1252",)


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more of the letters beyond ASCII are whole in UTF-8 than broken: by chance hardly any would be."""
    beyond = [letter for letter in data.decode(errors="replace") if not letter.isascii()]
    broken = beyond.count("\ufffd")
    return len(beyond) - broken > broken


def _damaged(error: UnicodeDecodeError, name: str) -> Refused:
    start = error.object.rfind(b"\n", 0, error.start) + 1
    line, column = (
        error.object.count(b"\n", 0, start) + 1,
        len(error.object[start : error.start].decode(errors="replace")) + 1,
    )
    byte = error.object[error.start]
    return Refused(f"{name}:{line}:{column}: the byte {byte:#04x} is no part of a character in UTF-8; {_AGAIN}")

"""A sheet of an OpenDocument file (.ods) as rows: zip and XML of unknown origin, so both are opened under limits."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from bot.lists.official.imported import Refused
from bot.lists.official.tables import MOST_CELLS, MOST_ROWS, Row, Table
from bot.lists.official.xml import Element, Readable, children, local, stream_of
from bot.text import one_line

LARGEST_CONTENT = 400_000_000  # bytes unpacked
_REPEATED = "number-columns-repeated"
_CONTENT = "content.xml"
_AGAIN = "download the list again"


def sheet_of(data: bytes, name: str) -> Table:
    """All rows that hold something, of all sheets in order; a row said to be repeated is given once.

    Raises Refused for what is no such file, is damaged, or unpacks to more than any list.
    """
    rows: list[Row] = []
    lines: list[int] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_CONTENT) as packed:
            for line, row in _rows(_Bounded(packed, name), name):
                rows.append(row)
                lines.append(line)
    except KeyError:
        raise Refused(f"{name}: is no OpenDocument sheet, it lacks {_CONTENT}; is it another file?") from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        ValueError,  # a directory that points before the beginning
        RuntimeError,
        OSError,
    ) as error:
        raise Refused(f"{name}: is a damaged archive ({error}); {_AGAIN}") from None
    if not rows:
        raise Refused(f"{name}: holds no rows; {_AGAIN}")
    return Table(name, tuple(rows), tuple(lines))


class _Bounded:
    """A packed file that refuses to give more than a list can hold: what an archive says of its sizes may be a lie."""

    def __init__(self, packed: Readable, name: str) -> None:
        self._packed, self._name, self._given = packed, name, 0

    def read(self, size: int, /) -> bytes:
        found = self._packed.read(size)
        self._given += len(found)
        if self._given > LARGEST_CONTENT:
            raise Refused(
                f"{self._name}: unpacks to more than {LARGEST_CONTENT // 1_000_000} MB; no list does, {_AGAIN}"
            )
        return found


def _rows(packed: Readable, name: str) -> Iterator[tuple[int, Row]]:
    elements = stream_of(packed, f"{name}/{_CONTENT}", "document-content", "table-row")
    for line, element in enumerate(elements, 1):
        if line > MOST_ROWS:
            raise Refused(f"{name}: has more than {MOST_ROWS} rows; no list has, {_AGAIN}")
        row = _row(element, name, line)
        if any(row):
            yield line, row


def _row(element: Element, name: str, line: int) -> Row:
    """The cells up to the last that holds something; sheets fill up rows with thousands of empty ones."""
    row: list[str] = []
    blanks = 0
    for cell in _cells(element):
        count, text = _repeated(cell), _text(cell)
        if not text:
            blanks += count
            continue
        if len(row) + blanks + count > MOST_CELLS:
            raise Refused(f"{name}: row {line} has more than {MOST_CELLS} cells; no list has, {_AGAIN}")
        row += [""] * blanks + [text] * count
        blanks = 0
    return tuple(row)


def _cells(element: Element) -> Iterator[Element]:
    return (each for each in element if local(each) in ("table-cell", "covered-table-cell"))


def _text(cell: Element) -> str:
    """The paragraphs of a cell on one line. Runs of blanks and breaks are elements of their own."""
    texts: list[str] = []
    for paragraph in children(cell, "p"):
        for each in paragraph.iter():
            blank = " " if local(each) in ("s", "tab", "line-break") else ""
            texts += [blank, each.text or "", (each.tail or "") if each is not paragraph else " "]
    found = one_line("".join(texts))
    return "" if found == "-0-" else found


def _repeated(cell: Element) -> int:
    """How many cells of the row an element stands for."""
    for key, value in cell.attrib.items():
        if key.rpartition("}")[2] == _REPEATED:
            return int(value) if value.isdigit() and len(value) < 10 else MOST_CELLS + 1
    return 1

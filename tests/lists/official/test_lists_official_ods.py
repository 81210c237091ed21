"""bot.lists.official.ods: a sheet becomes rows; archives that lie, swell or are broken are refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.lists.official import ods
from bot.lists.official.imported import Refused
from bot.lists.official.ods import sheet_of

XML = (
    '<o:document-content xmlns:o="urn:o" xmlns:t="urn:t" xmlns:x="urn:x"><o:body><t:table>{}</t:table></o:body>'
    "</o:document-content>"
)


def packed(content: str | bytes, name: str = "content.xml", how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def sheet(*rows: str) -> bytes:
    return packed(XML.format("".join(f"<t:table-row>{row}</t:table-row>" for row in rows)))


def cell(text: str, repeated: int = 1) -> str:
    return f'<t:table-cell t:number-columns-repeated="{repeated}"><x:p>{text}</x:p></t:table-cell>'


def empty(repeated: int = 1) -> str:
    return f'<t:table-cell t:number-columns-repeated="{repeated}"/>'


def test_a_sheet_becomes_rows() -> None:
    """With gaps where they are, without the thousands of empty cells behind, and blanks and spans as text."""
    data = sheet(
        cell("Unique ID") + cell("Name") + empty(16_000),
        empty(16_384),
        cell("1") + empty(2) + cell("A<x:s/><x:span>B</x:span> C<x:line-break/>D"),
        cell("same", 3),
        "<t:covered-table-cell/>" + cell("-0-") + cell("last"),
    )
    table = sheet_of(data, "a.ods")
    assert table.rows == (("Unique ID", "Name"), ("1", "", "", "A B C D"), ("same",) * 3, ("", "", "last"))
    assert table.lines == (1, 3, 4, 5)


def test_a_bomb_is_refused_before_it_fills_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both the one that is all blanks and the one that is all rows."""
    monkeypatch.setattr(ods, "LARGEST_CONTENT", 2_000_000)
    rows = f"<t:table-row>{cell('x')}</t:table-row>" * 100_000
    for bomb in (packed(XML.format(" " * 5_000_000)), packed(XML.format(rows))):
        assert len(bomb) < 100_000
        with pytest.raises(Refused, match="unpacks to more than 2 MB"):
            sheet_of(bomb, "a.ods")


def test_a_cell_repeated_without_end_is_refused() -> None:
    for many in (10_000_000, 10**30):
        with pytest.raises(Refused, match=r"row 1 has more than 1000 cells"):
            sheet_of(sheet(cell("x", many)), "a.ods")
        with pytest.raises(Refused, match="cells"):
            sheet_of(sheet(empty(many) + cell("x")), "a.ods")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 not really", "damaged archive"),
        (sheet(cell("x"))[:-30], "damaged archive"),
        (packed("x", "other.xml"), "lacks content.xml"),
        (packed("<html/>"), "<html> where <document-content> should stand"),
        (packed(XML.format("<t:table-row>")), r"a\.ods/content\.xml:1:\d+: is damaged"),
        (packed('<!DOCTYPE a [<!ENTITY b "c">]>' + XML.format("&b;")), "document type"),
        (sheet(empty(5)), "holds no rows"),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sheet_of(data, "a.ods")


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_byte_in_the_archive_is_refused(how: int) -> None:
    rows = "".join(f"<t:table-row>{cell(f'row {n}')}</t:table-row>" for n in range(500))
    whole = packed(XML.format(rows), how=how)
    for at in range(45, len(whole) // 2, 97):
        data = bytearray(whole)
        data[at] ^= 0xFF
        with pytest.raises(Refused):
            sheet_of(bytes(data), "a.ods")

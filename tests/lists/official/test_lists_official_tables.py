"""bot.lists.official.tables: CSV in any of the forms that lists come in, and nothing that is none."""

from __future__ import annotations

import random

import pytest

from bot.lists.official import tables
from bot.lists.official.imported import Refused
from bot.lists.official.tables import keyed, of_width, table_of

ROWS = (("name", "born"), ("Müller, Ana", "1957"), ("Гусь", ""))
TEXT = 'name;born\r\n"Müller, Ana";1957\r\nГусь;-0- \r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_told_by_the_file(encoding: str, delimiter: str) -> None:
    table = table_of(TEXT.replace(";", delimiter).encode(encoding), "a.csv")
    assert (table.rows, table.lines, table.notes) == (ROWS, (1, 2, 3), ())


def test_what_is_not_utf_8_is_read_as_windows_and_told() -> None:
    table = table_of("name,born\nMüller,1957".encode("cp1252"), "a.csv", windows=True)
    assert table.rows[1] == ("Müller", "1957")
    assert "not UTF-8" in table.notes[0]


@pytest.mark.parametrize(
    ("data", "windows"),
    [
        ("name,born\nГусь Ана".encode() + b"\xff,1957", True),  # one bad byte among letters that are whole
        ("name,born\nГусь Ана".encode() + b"\xff,1957", False),
        (b"name,born\nGus Anna\xff,1957", False),
    ],
)
def test_one_bad_byte_does_not_turn_a_whole_list_into_another_alphabet(data: bytes, windows: bool) -> None:
    with pytest.raises(Refused, match=r"a\.csv:2:9: the byte 0xff .*; download the list again"):
        table_of(data, "a.csv", windows=windows)


def test_ctrl_z_blank_lines_and_breaks_within_quotes_are_no_trouble() -> None:
    table = table_of(b'\na,b\n"x\ny",2\n\n3,4\r\n\x1a', "a.csv")
    assert table.rows == (("a", "b"), ("x\ny", "2"), ("3", "4"))
    assert table.lines == (2, 3, 6)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"a,b\n1,\x002\n", r"a\.csv:2:1: holds a zero byte"),
        (b'a,b\n1,2\n"open,3\n4,5', r"a\.csv:3:1: is no table"),
        (b"", r"a\.csv: is empty"),
        (b"\x1a\r\n", r"a\.csv: is empty"),
        (b"," * 5_000, r"a\.csv:1:1: is larger than any list"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(data: bytes, where: str) -> None:
    with pytest.raises(Refused, match=where):
        table_of(data, "a.csv")


def test_ten_megabytes_of_junk_are_refused() -> None:
    junk = random.Random(1).randbytes(10_000_000)
    with pytest.raises(Refused):
        table_of(junk, "a.csv")
    with pytest.raises(Refused, match="no table that can be read"):
        table_of(b"x" * 10_000_000, "a.csv")


def test_a_file_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST", 3)
    with pytest.raises(Refused, match="no list is that large"):
        table_of(b"a,b,c", "a.csv")


def test_rows_by_column() -> None:
    table = table_of(b"Report,1\nname,born\nAna,1957\nEva", "a.csv")
    assert list(keyed(table, ["name"], 1, ragged=True)) == [
        {"name": "Ana", "born": "1957"},
        {"name": "Eva", "born": ""},
    ]
    with pytest.raises(Refused, match=r"a\.csv:2:1: lacks the column role \(it has: name, born\)"):
        list(keyed(table, ["role"], at=1))
    with pytest.raises(Refused, match=r"a\.csv:4:1: has 1 cells where 2 should stand"):
        list(keyed(table, ["name"], at=1))
    with pytest.raises(Refused, match="has no header"):
        list(keyed(table, [], at=9))
    with pytest.raises(Refused, match=r"a\.csv:2:1: has 2 cells where 1 should stand"):
        list(keyed(table_of(b"name\na,b", "a.csv"), ["name"]))


def test_rows_of_one_width() -> None:
    assert of_width(table_of(b"1,2\n3,4", "a.csv"), 2) == (("1", "2"), ("3", "4"))
    with pytest.raises(Refused, match=r"a\.csv:2:1: has 1 cells where 2 should stand"):
        of_width(table_of(b"1,2\n3", "a.csv"), 2)

"""bot.lists.official.xml: documents from outside are bounded, fetch nothing, and are refused with a place."""

from __future__ import annotations

import tracemalloc

import pytest

from bot.lists.official import xml
from bot.lists.official.imported import Refused

BOMB = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><r><x>&c;</x></r>"""
FILE = b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><r>&f;</r>'


def streamed(data: bytes, *tags: str) -> list[str]:
    return [element.text or "" for element in xml.stream_of(data, "a.xml", "r", *tags)]


@pytest.mark.parametrize("hostile", [BOMB, FILE, BOMB.decode().encode("utf-16"), BOMB.decode().encode("utf-32")])
def test_a_document_type_is_refused(hostile: bytes) -> None:
    """It is what entity bombs and reads of local files need, and no official list has one."""
    for read in (lambda: xml.tree_of(hostile, "a.xml", "r"), lambda: streamed(hostile, "x")):
        with pytest.raises(Refused, match=r"document type|damaged"):
            read()


def test_a_damaged_document_is_refused_with_line_and_column() -> None:
    for read in (lambda: xml.tree_of(b"<r>\n  <x>\n</r>", "a.xml", "r"), lambda: streamed(b"<r>\n  <x>\n</r>", "x")):
        with pytest.raises(Refused, match=r"^a\.xml:3:\d+: is damaged or cut short .*; download the list again$"):
            read()


@pytest.mark.parametrize(
    "data", [b"<r><x>1</x><x>2", b"<r><x>1</x></r><r/>", b"\x00\x01\x02" * 1000, b"{}", b"<r>\x19</r>"]
)
def test_what_is_no_whole_document_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match=r"^a\.xml:\d+:\d+:"):
        streamed(data, "x")


def test_another_root_is_refused() -> None:
    for read in (lambda: xml.tree_of(b"<html/>", "a.xml", "r"), lambda: streamed(b"<html/>", "x")):
        with pytest.raises(Refused, match="<html> where <r> should stand"):
            read()


def test_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="is empty"):
        xml.tree_of(b" \n", "a.xml", "r")


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "LARGEST", 10)
    with pytest.raises(Refused, match="no list is that large"):
        streamed(b"<r>" + b" " * 20 + b"</r>", "x")


def test_elements_stream_whole_and_in_order_whatever_their_namespace() -> None:
    """Also one within another: only the outer one is given, with all it holds."""
    data = b'<r xmlns="urn:n"><g><x>1</x></g><y>no</y><x>2<x>inner</x></x></r>'
    assert streamed(data, "x") == ["1", "2"]
    nested = next(iter(xml.stream_of(b"<r><x><a>1</a><x>2</x></x></r>", "a.xml", "r", "x")))
    assert xml.text_at(nested, "a") == "1"


def test_a_long_document_is_streamed_in_little_memory() -> None:
    """The parser reads some way ahead; what was given is gone, so there are never more siblings than that."""
    data = b"<r>" + b"<x><a>1</a></x>" * 50_000 + b"</r>"
    tracemalloc.start()
    most = max(len(element.getparent()) for element in xml.stream_of(data, "a.xml", "r", "x"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5_000
    assert peak < 2_000_000


def test_texts_are_found_by_their_tags() -> None:
    root = xml.tree_of(b"<r><a><b> 1 </b><b/></a><a><b>2</b></a></r>", "a.xml", "r")
    assert xml.text_at(root, "a", "b") == "1"
    assert xml.texts_at(root, "a", "b") == ("1", "2")
    assert xml.text_at(root, "a", "c") == ""

"""Lists of feeds are read from whatever feed readers export, and written so that all of them can read it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.opml import MOST_BYTES, MOST_FEEDS, NAMESPACE, NotAList, Outline, opml_of, read_opml
from bot.text import one_line

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def read(
    body: str, head: str = '<?xml version="1.0"?><opml version="2.0"><head><title>T</title></head>'
) -> list[Outline]:
    found = read_opml(f"{head}<body>{body}</body></opml>".encode())
    assert not isinstance(found, NotAList), found
    return list(found)


def urls(body: str) -> list[str]:
    return [each.url for each in read(body)]


@pytest.mark.parametrize(
    "outline",
    [
        '<outline text="A" type="rss" xmlUrl="https://n.test/rss?a=1&amp;b=2"/>',
        '<outline text="A" type="rss" xmlUrl="https://n.test/rss?a=1&b=2"/>',
        "<outline text='A' xmlurl='https://n.test/rss?a=1&amp;b=2'></outline>",
        '<OUTLINE TEXT="A" XMLURL="https://n.test/rss?a=1&amp;b=2" />',
        '<outline xmlUrl="\n https://n.test/rss?a=1&amp;b=2 " title="A" text="other"/>',
        '<outline text="A" type="rss" url="https://n.test/rss?a=1&amp;b=2"/>',
        '<outline text="A" description="by "somebody" <b class="x">&</b>" xmlUrl="https://n.test/rss?a=1&b=2"/>',
        '<outline text="A" xmlUrl="https://n.test/rss?a=1&b=2" broken="never closed>',
    ],
)
def test_an_address_is_found_however_it_is_written(outline: str) -> None:
    """Case, quotes, blanks and unescaped signs make no difference."""
    (found,) = read(outline)
    assert (found.url, found.name) == ("https://n.test/rss?a=1&b=2", "A")


def test_folders_name_what_lies_in_them() -> None:
    """Also those that are closed too often, or not at all."""
    body = """
    <outline text="World"><outline text="Asia"><outline text="A" xmlUrl="https://a.test/"/></outline>
      <outline text="B" xmlUrl="https://b.test/"></outline></outline>
    <outline text="C" xmlUrl="https://c.test/"/></outline></outline>
    <outline title="Left open"><outline text="D" xmlUrl="https://d.test/"/>"""
    assert [(each.name, each.folders) for each in read(body)] == [
        ("A", ("World", "Asia")),
        ("B", ("World",)),
        ("C", ()),
        ("D", ("Left open",)),
    ]


def test_other_lists_and_pages_are_not_taken_for_feeds() -> None:
    """An outline that leads to another list, or to a page, is no feed, and nothing is asked for."""
    body = """<outline type="include" text="more" url="https://n.test/more.opml"/>
    <outline type="link" text="page" url="https://n.test/"/><outline text="site" htmlUrl="https://n.test/"/>
    <!-- <outline xmlUrl="https://n.test/commented-out"/> --><outline xmlUrl=""/>
    <outline text="A" xmlUrl="feed://n.test/rss" language="en-GB"/>"""
    assert [(each.url, each.lang) for each in read(body)] == [("http://n.test/rss", "en-GB")]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "it is empty"),
        (b"<?xml version='1.0'?><opml><body></body></opml>", "no outline in it has the address of a feed"),
        (b"<rss version='2.0'><channel></channel></rss>", "a feed itself"),
        (b"<!doctype html><html><body>Sign in</body></html>", "a web page"),
        (b"\x89PNG\r\n\x1a\n", "no list of feeds in OPML"),
        (b" " * (MOST_BYTES + 1), "larger than 10,000,000 bytes"),
        (b"<opml>" + b"<outline xmlUrl='https://n.test/'/>" * (MOST_FEEDS + 1), "more than 20,000 feeds"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(data: bytes, why: str) -> None:
    """The words say what it is instead."""
    found = read_opml(data)
    assert isinstance(found, NotAList)
    assert why in found.why


def test_no_entity_is_expanded_and_no_file_is_read() -> None:
    """A document of a thousand bytes stays one; a file of ours stays ours."""
    head = """<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]><opml>"""
    (found,) = read('<outline text="&b;&f;" xmlUrl="https://n.test/rss"/>', head)
    assert found.name == "&b;&f;"


def test_folders_in_folders_without_end_cost_nothing() -> None:
    """The names of a few are kept, and all are closed again."""
    deep = 50_000
    body = '<outline text="x">' * deep + '<outline xmlUrl="https://a.test/"/>' + "</outline>" * deep
    inner, outer = read(body + '<outline xmlUrl="https://b.test/"/>')
    assert (len(inner.folders), outer.folders) == (8, ())


def test_what_is_written_is_opml_that_any_reader_takes() -> None:
    """Well-formed XML of version 2.0, with the attributes that the standard asks for, and ours in a namespace."""
    feeds = [
        Outline("https://n.test/?a=1&b=2", 'R & "B"', "en", {"country": "GB", "every": "10m"}),
        Outline("https://o.test/"),
    ]
    root = ElementTree.fromstring(opml_of("Ours <&>", feeds, NOW))
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Ours <&>")
    assert root.findtext("head/dateCreated") == "Mon, 02 Mar 2026 08:00:00 +0000"
    one, two = (each.attrib for each in root.iter("outline"))
    assert one == {
        "type": "rss",
        "text": 'R & "B"',
        "title": 'R & "B"',
        "xmlUrl": "https://n.test/?a=1&b=2",
        "language": "en",
        f"{{{NAMESPACE}}}country": "GB",
        f"{{{NAMESPACE}}}every": "10m",
    }
    assert two == {"type": "rss", "text": "https://o.test/", "title": "https://o.test/", "xmlUrl": "https://o.test/"}


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=80).map(one_line)
URL = st.text(st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), min_size=1, max_size=60).map(
    lambda path: f"https://n.test/{path}"
)
FEEDS = st.builds(
    Outline,
    url=URL,
    name=TEXT.filter(bool),
    lang=st.sampled_from(["", "en", "ar"]),
    settings=st.dictionaries(st.sampled_from(["country", "every", "full_text"]), TEXT.filter(bool)),
)


@given(st.lists(FEEDS, min_size=1, max_size=5))
def test_what_is_written_comes_back_as_it_was(feeds: list[Outline]) -> None:
    """Any name and any address, here and through an XML parser."""
    data = opml_of("T", feeds, NOW)
    assert read_opml(data) == tuple(feeds)
    root = ElementTree.fromstring(data)
    assert [(each.get("xmlUrl"), each.get("text")) for each in root.iter("outline")] == [(f.url, f.name) for f in feeds]


@given(st.text(alphabet="<>/=\"'! xmlUrl:outline", max_size=300))
def test_any_document_is_read_or_refused(text: str) -> None:
    """Nothing raises."""
    found = read_opml(text.encode())
    assert isinstance(found, NotAList) or all(re.match(r"\S+$", each.url) for each in found)

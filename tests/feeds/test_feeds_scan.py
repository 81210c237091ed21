"""The quick look before reading: what would hurt is refused, and everything else passes."""

from __future__ import annotations

import time

import pytest

from bot.feeds.entry import NotAFeed, ParsedFeed
from bot.feeds.parse import parse_feed
from bot.feeds.scan import MOST_ATTRIBUTES, MOST_DEPTH, MOST_ELEMENTS, MOST_NAMESPACES, Hurtful, Scan, scan

HEAD = "<?xml version='1.0' encoding='utf-8'?>"


def rss(inside: str, root: str = "", before: str = "", after: str = "") -> bytes:
    return f"{HEAD}{before}<rss version='2.0'{root}><channel><title>T</title><item><title>A visit</title>{inside}</item></channel></rss>{after}".encode()


def attributes(count: int) -> str:
    return " ".join(f"a{n}='1'" for n in range(count))


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (rss(f"<x {attributes(MOST_ATTRIBUTES + 1)}/>"), "an element has 201 attributes"),
        (rss(f"<x {attributes(40_000)}/>", after="&"), "an element has 40,000 attributes"),
        (rss(f"<x {attributes(40_000)}/>", before="<!DOCTYPE rss>"), "an element has 40,000 attributes"),
        (rss("<x>" * MOST_DEPTH), "its elements are nested more than 500 deep"),
        (rss("<x/>" * MOST_ELEMENTS), "it has more than 300,000 elements"),
        (rss("&nope;" + "<x/>" * 2 * MOST_ELEMENTS), "it is broken and has more than 300,000 elements"),
        (
            rss("".join(f"<x xmlns='urn:{n}'/>" for n in range(MOST_NAMESPACES + 1))),
            "it names more than 300 namespaces",
        ),
    ],
)
def test_what_would_hurt_is_refused(document: bytes, why: str) -> None:
    """Each limit has its reason, also where the document is broken further on, and it is told at once."""
    begun = time.process_time()
    assert scan(document, None) == Hurtful(why)
    refused = parse_feed(document, None, "https://n.test/")
    assert isinstance(refused, NotAFeed)
    assert refused.why == f"the document is not read, {why}"
    assert time.process_time() - begun < 5  # reading it would take a minute


@pytest.mark.parametrize(
    "document",
    [
        rss(f"<x {attributes(MOST_ATTRIBUTES)}/>"),
        rss("<x>" * (MOST_DEPTH - 10) + "</x>" * (MOST_DEPTH - 10)),
        rss("".join(f"<x xmlns='urn:{n}'/>" for n in range(MOST_NAMESPACES - 10))),
        rss("R & D" + "<x/>" * 1_000),
    ],
    ids=["attributes", "depth", "namespaces", "broken"],
)
def test_what_is_large_is_read(document: bytes) -> None:
    """Up to the limits a document is read."""
    feed = parse_feed(document, None, "https://n.test/")
    assert isinstance(feed, ParsedFeed)
    assert [e.title for e in feed.entries] == ["A visit"]


@pytest.mark.parametrize("document", [b"", b"\x00", b"\xff\xfe", b"<", rss("")[:50], rss("").decode().encode("utf-16")])
def test_what_cannot_be_looked_at_has_no_items(document: bytes) -> None:
    """Anything gives an answer, and without items where nothing is certain."""
    found = scan(document, None)
    assert isinstance(found, Scan)
    assert found.items == ()


def test_entities_are_not_followed() -> None:
    """Neither files nor entities in entities are opened; the look stays short and knows no items."""
    steps = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    begun = time.process_time()
    assert scan(rss("&a9;", before=f"<!DOCTYPE x [<!ENTITY a0 'lol'>{steps}]>"), None) == Scan(exact=False)
    assert scan(rss("&e;", before="<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"), None) == Scan(
        exact=False
    )
    assert time.process_time() - begun < 5


def test_the_place_of_an_item_is_that_of_its_bytes() -> None:
    """An item's bytes begin with its tag and end with it, also beside letters of several bytes."""
    document = f"{HEAD}<rss><channel><title>Été</title><item><title>Мир</title></item> <item ><title>ب</title></item ></channel></rss>".encode()
    found = scan(document, "application/xml; charset=UTF-8")
    assert isinstance(found, Scan)
    assert [document[i.start : i.end].decode() for i in found.items] == [
        "<item><title>Мир</title></item>",
        "<item ><title>ب</title></item >",
    ]

"""Whatever bytes a feed, a list of feeds or a site serves: it is read or refused in words, and nothing hurtful comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from damage import damaged, examples
from feed_documents import FEEDS, LISTS_OF_FEEDS, PAGES
from hypothesis import event, given, target
from hypothesis import strategies as st
from readers import Call, reading

from bot.edges.worker import ReadEntry, ReadFeed
from bot.feeds.article import LATEST_AHEAD, MOST_TEXT, OLDEST_YEAR, FeedFacts
from bot.feeds.cut import packed
from bot.feeds.discover import MOST_NAMED, named_in
from bot.feeds.entry import Entry, NotAFeed, ParsedFeed
from bot.feeds.markup import MOST_TITLE
from bot.feeds.opml import MOST_NAME, NotAList, opml_of, read_opml
from bot.model import Article
from bot.text import cut

URL = "https://news.test/feeds/world.xml"
SEEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
FACTS = FeedFacts(URL, "Desk")
TYPES = st.sampled_from(
    [None, "", "application/rss+xml", "text/xml; charset=utf-8", "text/html; charset=windows-1251", "text/xml; charset=idna",
     "application/json", "text/plain; charset=\x00", "x; charset=zlib_codec", "text/xml; charset='utf-16'"]
)  # fmt: skip
# What may be in no text: controls but tab and line feed, signs that turn the direction, halves of characters.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@pytest.fixture(scope="module")
def call() -> Iterator[Call]:
    with reading() as opened:
        yield opened


def is_web(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not CONTROLS.search(address)


def assert_sane(article: Article) -> None:
    """What goes on to matching and into the database."""
    assert not UNWANTED.search(f"{article.title}\n{article.text}")
    assert "\n" not in article.title
    assert len(article.title) <= MOST_TITLE
    assert len(article.text) <= MOST_TEXT
    assert article.url is None or (is_web(article.url) and "@" not in urlsplit(article.url).netloc)
    assert article.published is not None
    assert article.published.year >= OLDEST_YEAR
    assert article.published <= SEEN + LATEST_AHEAD
    assert re.fullmatch("[0-9a-f]{16}", article.id)
    assert article.lang is None or re.fullmatch("[a-z]{2,3}", article.lang)


def assert_told(entry: Entry) -> None:
    """What a feed says of an item, before it is believed."""
    for moment in (entry.published, entry.updated):
        assert moment is None or moment.utcoffset() == timedelta(0)
    assert not UNWANTED.search(entry.title)
    json.dumps([entry.guid, entry.link, entry.html, entry.author, entry.categories], ensure_ascii=False).encode()


def assert_read(feed: ParsedFeed) -> None:
    assert not UNWANTED.search(feed.title)
    assert feed.ttl is None or timedelta(0) < feed.ttl <= timedelta(days=7)
    assert len(feed.items) in (0, len(feed.entries) + feed.left_out) or len(set(feed.items)) <= len(feed.items)
    for entry in feed.entries:
        assert_told(entry)


def parsed(call: Call, body: bytes, kind: str | None, known: bytes | None = None) -> ReadFeed | NotAFeed:
    read: ReadFeed | NotAFeed = call(lambda workers: workers.parse(body, kind, URL, known))
    return read


@examples(30, 1_000)
@given(damaged(FEEDS), TYPES)
def test_feed_bytes(call: Call, body: bytes, kind: str | None) -> None:
    """A feed document is read the same twice, or refused in words; texts are clean, dates believable, addresses of the web."""
    first = parsed(call, body, kind)
    assert first == parsed(call, body, kind)
    if isinstance(first, NotAFeed):
        event(first.why[:30])
        assert first.why
        assert not CONTROLS.search(first.why)
        return
    event(f"{first.feed.kind}, {'exact' if first.feed.items else 'not exact'}")
    target(float(len(first.feed.entries)))
    assert_read(first.feed)
    made: tuple[ReadEntry, ...] = call(lambda workers: workers.articles(first.feed.entries, FACTS, SEEN, "auto"))
    for each in made:
        assert_sane(each.article)
        assert each.page is None or is_web(each.page)


@examples(20, 800)
@given(damaged(FEEDS, most=3), TYPES, st.integers(1, 255))
def test_leaving_out_what_is_on_record(call: Call, body: bytes, kind: str | None, chosen: int) -> None:
    """Whichever items are known, the others and the channel are read as before."""
    whole = parsed(call, body, kind)
    if isinstance(whole, NotAFeed) or not whole.feed.items or len(whole.feed.items) != len(whole.feed.entries):
        return
    items, entries = whole.feed.items, whole.feed.entries
    known = {digest for at, digest in enumerate(items) if chosen >> at % 8 & 1}
    kept = tuple(entry for entry, digest in zip(entries, items, strict=True) if digest not in known)
    event(f"{len(kept)} of {len(entries)} kept")
    part = parsed(call, body, kind, packed(known))
    assert isinstance(part, ReadFeed)
    assert part.feed == replace(whole.feed, entries=kept, left_out=len(entries) - len(kept))


@examples(30, 600)
@given(damaged(LISTS_OF_FEEDS))
def test_lists_of_feeds(data: bytes) -> None:
    """A list of feeds is read or refused in words; what is written of it is read as the same."""
    read = read_opml(data)
    assert read == read_opml(data)
    if isinstance(read, NotAList):
        assert read.why
        return
    for each in read:
        assert each.url
        assert not UNWANTED.search("".join((each.url, each.name, each.lang, *each.folders, *each.settings.values())))
    again = read_opml(opml_of("T", read, SEEN))
    assert not isinstance(again, NotAList)
    assert [(each.url, each.name or cut(each.url, MOST_NAME)) for each in read] == [
        (each.url, each.name) for each in again
    ]


@examples(30, 600)
@given(damaged([*PAGES, *FEEDS]))
def test_what_a_site_names_as_its_feeds(page: bytes) -> None:
    """Addresses that a page names are of the web, few, each once, and their words are of one line."""
    found = named_in(page, "https://page.test/world/")
    assert found == named_in(page, "https://page.test/world/")
    assert len(found) <= MOST_NAMED
    assert len({each.url for each in found}) == len(found)
    for each in found:
        assert is_web(each.url), each.url
        assert not CONTROLS.search(each.title)

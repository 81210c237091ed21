"""What a feed document calls itself, and what a person should know who thinks of adding it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.feeds.article import believable
from bot.feeds.entry import Entry, ParsedFeed

_RSS = re.compile(rb"<rss\b[^>]{0,2000}\bversion\s*=\s*[\"']?([\d.]{1,8})", re.IGNORECASE)
_ROOTS = (
    (re.compile(rb"<(?:\w+:)?rdf\b", re.IGNORECASE), "RSS 1.0 (RDF)"),
    (re.compile(rb"<(?:\w+:)?feed\b", re.IGNORECASE), "Atom"),
    (re.compile(rb"<rss\b", re.IGNORECASE), "RSS"),
)
_HEAD = 8_192  # bytes in which the outermost element begins
_OLD = timedelta(days=60)  # a newest item older than this makes one ask whether the feed is still alive


def kind_of(body: bytes) -> str:
    """``RSS 2.0``, ``Atom`` and so on; ``a feed`` where the document does not say."""
    head = body[:_HEAD]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return "JSON Feed"
    if found := _RSS.search(head):
        return f"RSS {found[1].decode('ascii')}"
    return next((name for root, name in _ROOTS if root.search(head)), "a feed")


def moment_of(entry: Entry, now: datetime) -> datetime | None:
    """The date of an item, where it has one that can be believed."""
    return believable(entry.published, now) or believable(entry.updated, now)


def newest(feed: ParsedFeed, now: datetime) -> datetime | None:
    """The date of the newest item."""
    return max((moment for entry in feed.entries if (moment := moment_of(entry, now))), default=None)


def remarks(feed: ParsedFeed, headers: Mapping[str, str], now: datetime) -> Iterator[str]:
    """What is wrong with a feed that can be read, one sentence each. `headers` are the answer's, in lower case."""
    entries = feed.entries
    if feed.degraded:
        yield feed.degraded
    if not entries:
        yield "it holds no items: nothing will be read until it does"
    if "etag" not in headers and "last-modified" not in headers:
        yield "the server gives neither ETag nor Last-Modified: every poll brings the whole document"
    if undated := sum(moment_of(entry, now) is None for entry in entries):
        yield f"{undated} of {len(entries)} items have no date that can be believed: they count as of when they were first seen"
    if unlinked := sum(not entry.link for entry in entries):
        yield f"{unlinked} of {len(entries)} items have no link: their pages cannot be fetched, nor named in an alert"
    last = newest(feed, now)
    if last and now - last > _OLD:
        yield f"its newest item is {(now - last).days} days old: it may be given up"

"""What a person should know of a feed who thinks of adding it: how new it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.feeds.article import believable
from bot.feeds.entry import Entry, ParsedFeed

_OLD = timedelta(days=60)  # a newest item older than this makes one ask whether the feed is still alive


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

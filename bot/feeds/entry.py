"""What a feed document says, before it is believed: values that the parsers make and `bot.feeds.article` reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.model import Trouble

MOST_ITEMS = 10_000  # read of one document; no news feed has a tenth of it, and reading them takes seconds
GUID = "guid:"  # begins an `entry_key` that the feed itself gave


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed as served. Dates are aware and in UTC, and not yet checked for sense."""

    guid: str = ""
    link: str = ""  # absolute where the feed gave one; any scheme
    title: str = ""  # plain text on one line
    html: str = ""  # the fullest of content and summary, markup kept
    published: datetime | None = None
    updated: datetime | None = None
    lang: str | None = None  # as declared
    author: str = ""
    categories: tuple[str, ...] = ()


class EntryKeys(NamedTuple):
    """What tells an entry of a feed from another, and one version of it from the next. `bot.feeds.article` makes them."""

    entry_key: str  # the feed's own id of it, or what stands in for that
    second_key: str | None  # what stays when the feed gives all entries new ids
    content_digest: str  # hex
    substantial: bool = False  # the content is long enough to tell the entry by itself
    served: str | None = None  # the digest of what the feed served, where this is a further reading of the same


@dataclass(frozen=True, slots=True)
class Spared:
    """When a feed asks not to be looked at (skipHours and skipDays of RSS)."""

    hours: frozenset[int] = frozenset()  # 0 to 23, GMT
    days: frozenset[int] = frozenset()  # 0 Monday to 6 Sunday


ANY_TIME = Spared()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document that was read."""

    title: str
    lang: str | None  # as declared
    link: str  # the site it belongs to
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    spared: Spared = ANY_TIME
    degraded: str | None = None  # what was wrong although entries could be read
    items: tuple[bytes, ...] = ()  # digests of all its items, as `known` takes them; empty where they cannot be told
    left_out: int = 0  # items that were known and therefore not read
    kind: str = "a feed"  # RSS 2.0, Atom 1.0 …, where it can be told


@dataclass(frozen=True, slots=True)
class NotAFeed:
    """The document is no feed."""

    why: str  # for people
    trouble: Trouble = Trouble.NOT_A_FEED

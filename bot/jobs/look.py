"""One look at a feed, as a poll would take it, with nothing written down: for whoever thinks of adding it.

fetch ── failed, or no feed in it ──► NoFeed
└─ parse, the first items as articles ──► SeenFeed ── one item's page, where robots.txt allows ──► Article
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.edges.worker import ReadEntry, ReadPage, WorkerFailed
from bot.feeds.discover import MOST_BYTES
from bot.feeds.entry import NotAFeed, ParsedFeed
from bot.jobs.pages import NoPage, Robots, fetch_page
from bot.model import Article
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, NotModified, Request

# What takes long to import is imported where a look is taken: every command about feeds loads this module.
if TYPE_CHECKING:
    from bot.edges.workers import Workers
    from bot.feeds.page import FullText, NotAnArticle

READ = 10  # items that are made articles of: enough to tell the language


@dataclass(frozen=True, slots=True)
class Looking:
    """What looks work with."""

    fetcher: Fetcher
    robots: Robots
    workers: Workers
    clock: Clock
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class SeenFeed:
    """A feed as Gatewatch sees it."""

    asked: str  # the address that was asked for
    answer: Fetched
    feed: ParsedFeed
    items: tuple[ReadEntry, ...]  # the first few
    newest: datetime | None
    lang: str | None  # of most of the items read

    @property
    def address(self) -> str:
        """Where it should be asked for: where it has moved for good, else as given."""
        return self.answer.moved_to or self.asked


@dataclass(frozen=True, slots=True)
class NoFeed:
    """No feed was found there."""

    asked: str
    why: str  # for people
    page: Fetched | None = None  # what was there instead, or its beginning


async def look_at(looking: Looking, address: str, full_text: FullText = "auto") -> SeenFeed | NoFeed:
    """Fetch an address once and read what is there as a feed."""
    from bot.feeds.article import FeedFacts
    from bot.feeds.kind import newest

    answer = await looking.fetcher.fetch(Request(address, allow_private=looking.allow_private))
    if isinstance(answer, FetchFailed | NotModified):
        return NoFeed(address, answer.why)
    read = await looking.workers.parse(answer.body, answer.headers.get("content-type"), answer.url)
    if isinstance(read, NotAFeed | WorkerFailed):
        return NoFeed(address, read.why, replace(answer, body=answer.body[:MOST_BYTES]))
    now, feed = looking.clock.now(), read.feed
    facts = FeedFacts(address, feed.title or None, feed.lang)
    items = await looking.workers.articles(feed.entries[:READ], facts, now, full_text)
    if isinstance(items, WorkerFailed):
        return NoFeed(address, f"its items cannot be read: {items.why}")
    return SeenFeed(address, answer, feed, items, newest(feed, now), _language(feed, items))


def _language(feed: ParsedFeed, items: tuple[ReadEntry, ...]) -> str | None:
    """That of most items; without any, the one that the feed declares."""
    from bot.feeds.language import normal_code

    counted = Counter(item.article.lang for item in items if item.article.lang)
    return counted.most_common(1)[0][0] if counted else normal_code(feed.lang)


async def page_allowed(looking: Looking, item: ReadEntry) -> bool | None:
    """Whether the site lets us fetch the page of an item; None for an item without an address."""
    if item.page is None:
        return None
    return bool(await looking.robots.allowed(item.page, looking.clock.now(), allow_private=looking.allow_private))


async def whole_article(looking: Looking, item: ReadEntry) -> Article | NotAnArticle:
    """An item with the text of its page and nothing of the feed's, or why there is none."""
    from bot.feeds.page import NotAnArticle

    if item.page is None:
        return NotAnArticle("the item has no address")
    request = Request(item.page, allow_private=looking.allow_private)
    page = await fetch_page(looking.fetcher, looking.robots, request, looking.clock.now())
    if isinstance(page, NoPage):
        return NotAnArticle(page.why)
    read = await looking.workers.page(replace(item.article, text=""), page.body, page.url)
    if isinstance(read, WorkerFailed):
        return NotAnArticle(read.why)
    return read.article if isinstance(read, ReadPage) else read

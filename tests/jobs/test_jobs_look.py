"""One look at a feed on a real site tells what a poll would see, and says what is there when it is none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.feeds.page import NotAnArticle
from bot.jobs.look import NoFeed, SeenFeed, look_at, page_allowed, whole_article
from bot.model import Article
from tests.edges.http_stage import Script, says
from tests.jobs.looking import STORY, at_site, feed, page, rss


def look(scripts: dict[str, Script], path: str = "/rss") -> SeenFeed | NoFeed:
    async def run() -> SeenFeed | NoFeed:
        async with at_site(scripts) as (play, looking):
            return await look_at(looking, f"{play.base}{path}")

    return asyncio.run(run())


def test_a_feed_is_seen_as_a_poll_sees_it() -> None:
    """Kind, title, items as articles, the newest date, the language of the items."""
    seen = look({"/rss": feed(ETag='"1"')})
    assert isinstance(seen, SeenFeed)
    assert (seen.feed.kind, seen.feed.title, seen.lang, len(seen.items)) == ("RSS 2.0", "Daily", "en", 2)
    assert seen.newest == datetime(2016, 4, 13, 2, 0, tzinfo=UTC)
    assert seen.answer.headers["etag"] == '"1"'
    assert seen.items[0].needs_page  # its text is short
    assert seen.address == seen.asked


def test_every_answer_on_the_way_is_heard() -> None:
    """Redirects and the last one; a move for good gives the address to add."""
    answers: list[tuple[int, str]] = []
    scripts = {"/old": says("301 Moved", Location="/mid"), "/mid": says("308 Moved", Location="/rss"), "/rss": feed()}

    async def run() -> tuple[SeenFeed | NoFeed, str]:
        async with at_site(scripts, answers) as (play, looking):
            return await look_at(looking, f"{play.base}/old"), play.base

    seen, base = asyncio.run(run())
    assert isinstance(seen, SeenFeed)
    assert answers == [(301, f"{base}/old"), (308, f"{base}/mid"), (200, f"{base}/rss")]
    assert seen.address == f"{base}/rss"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (says("404 Not Found"), "answered 404"),
        (says("200 OK"), "the answer is empty"),
        (says("200 OK", b"<opml></opml>"), "import it instead"),
        (page("hello"), "an HTML page where a feed should be (titled “Site”)"),
        (says("302 Found", Location="http://10.0.0.1/rss"), "the address is private, not public"),
        (says("302 Found", Location="file:///etc/hostname"), "only http and https"),
    ],
)
def test_what_is_no_feed_is_told_with_the_reason(script: Script, why: str) -> None:
    """Whatever the site does."""
    seen = look({"/rss": script})
    assert isinstance(seen, NoFeed)
    assert why in seen.why


def test_a_page_in_the_place_of_a_feed_is_handed_on_shortened() -> None:
    """What it names can be looked at; a long one is not kept whole."""
    seen = look({"/rss": page("x" * 3_000_000)})
    assert isinstance(seen, NoFeed)
    assert seen.page is not None
    assert len(seen.page.body) == 1_000_000


def whole(scripts: dict[str, Script], link: str) -> tuple[Article | NotAnArticle, list[str]]:
    async def run() -> tuple[Article | NotAnArticle, list[str]]:
        async with at_site(scripts) as (play, looking):
            seen = await look_at(looking, f"{play.base}/rss")
            assert isinstance(seen, SeenFeed)
            item = seen.items[0]
            url = f"{play.base}{link}" if link else None
            item = replace(item, page=url)
            assert await page_allowed(looking, item) is (link != "/forbidden" if link else None)
            return await whole_article(looking, item), [path for path, _ in play.asked]

    return asyncio.run(run())


ROBOTS = says("200 OK", b"User-agent: *\nDisallow: /forbidden")


def test_the_page_of_an_item_gives_its_text() -> None:
    """All of it, and nothing of the feed's."""
    scripts = {"/rss": feed(), "/robots.txt": ROBOTS, "/a": page(f"<article><p>{STORY * 20}</p></article>")}
    article, _ = whole(scripts, "/a")
    assert isinstance(article, Article)
    assert len(article.text) > 1_000


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("/forbidden", "robots.txt forbids"),
        ("/gone", "answered 404"),
        ("/empty", "no article text"),
        ("", "no address"),
    ],
)
def test_a_page_that_cannot_be_had_is_told_with_the_reason(link: str, why: str) -> None:
    """One that robots.txt forbids is not asked for."""
    article, asked = whole({"/rss": feed(), "/robots.txt": ROBOTS, "/empty": page("")}, link)
    assert isinstance(article, NotAnArticle)
    assert why in article.why
    assert "/forbidden" not in asked


def test_an_empty_feed_is_a_feed() -> None:
    """It may fill up."""
    seen = look({"/rss": says("200 OK", rss(items=0))})
    assert isinstance(seen, SeenFeed)
    assert (seen.items, seen.newest, seen.lang) == ((), None, None)

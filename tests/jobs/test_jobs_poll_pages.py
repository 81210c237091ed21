"""Pages of articles in a poll: those that may not be read, and those that hurt."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hand_clock import START
from news_desk import HOUR, Item, NewsDesk, Paper
from store.engines import open_store
from test_jobs_poll import SENTENCE, Desk, Toy, desk, item, rss

from bot.edges.worker import WorkerFailed
from bot.edges.workers import InlineWorkers
from bot.jobs.pages import AT_A_TIME, OF_A_FEED, Room
from bot.jobs.poll import Polling
from bot.jobs.sweep import poll_due
from bot.jobs.unread_pages import read_due
from bot.model import Article
from bot.ports import Fetched, FetchFailed, FetchResult, Request

__all__ = ["desk"]


def test_a_page_that_reserves_text_mining_is_not_read(desk: Desk) -> None:
    """The header of the answer is honoured: the feed's own words are screened."""

    async def page(_: web.Request) -> web.Response:
        text = "<html><body><article><p>" + SENTENCE * 20 + "</p></article></body></html>"
        return web.Response(text=text, content_type="text/html", headers={"TDM-Reservation": "1"})

    desk.site.pages |= {"/page": page, "/robots.txt": "User-agent: *\nDisallow:"}

    async def scene(polling: Polling) -> None:
        desk.site.pages["/rss"] = rss(item(1, "A teaser.", link=f"{desk.site.address}/page"))
        await desk.sync("/rss")
        assert (await desk.poll(polling)).articles == 1

    desk.play(scene)
    assert [each.text for each in desk.stored()] == ["A teaser."]


def test_a_page_that_brings_a_worker_down_is_the_last_of_its_poll(desk: Desk) -> None:
    """The other pages of the feed are left alone, all its articles are screened, and the next poll is an ordinary one."""
    read = []

    class Fragile(InlineWorkers):
        async def page(self, article: Article, body: bytes, url: str) -> WorkerFailed:
            read.append(url)
            return WorkerFailed("it took longer than 15 s")

    async def scene(polling: Polling) -> None:
        for n in range(9):
            desk.site.pages[f"/{n}"] = "<html><body>x</body></html>"
        desk.site.pages["/rss"] = rss(*(item(n, f"Teaser {n}.", link=f"{desk.site.address}/{n}") for n in range(9)))
        await desk.sync("/rss")
        workers = Fragile(Toy)
        assert (await desk.poll(replace(polling, workers=workers))).articles == 9
        await workers.close()
        assert 1 <= len(read) <= 2  # two pages of a host are fetched at a time

    desk.play(scene)


FEED, SECOND = "https://one.test/rss", "https://two.test/rss"


def spread(count: int, feed: str = FEED) -> list[Item]:
    """Items with nothing but a beginning, each of whose pages lies on a host of its own."""
    name = feed.split("/")[2]
    return [
        Item(f"{name}-{n}", f"Part {n} …", START - HOUR, f"Harbour {n} at {name}", f"https://h{n}.{name}/p")
        for n in range(count)
    ]


@pytest.fixture
def paper_desk(tmp_path: Path) -> Iterator[NewsDesk]:
    db = open_store(tmp_path)
    yield NewsDesk(db, db)
    db.close()


def whole(desk: NewsDesk, *feeds: str, items: int) -> None:
    """These feeds, with pages that can be read."""
    desk.subscribe(*feeds, full_text="auto")
    desk.paper.pages |= {feed: spread(items, feed) for feed in feeds}
    body = f"<html><body><article>{'<p>The harbour told of its ships today.</p>' * 40}</article></body></html>".encode()
    desk.paper.pages |= {item.link: body for feed in feeds for item in spread(items, feed)}


def test_pages_that_hurt_on_hosts_of_their_own_are_few(paper_desk: NewsDesk) -> None:
    """The pace of hosts does not hold such a feed back: its own turn does, and the others need their workers."""
    read = []

    class Fragile(InlineWorkers):
        async def page(self, article: Article, body: bytes, url: str) -> WorkerFailed:
            read.append(url)
            return WorkerFailed("it took longer than 15 s", overran=True)

    async def scene(desk: NewsDesk) -> None:
        whole(desk, FEED, items=40)
        desk.workers = Fragile(desk.screener_of(desk.in_force.watchlist))
        assert (await desk.poll()).articles == 40

    paper_desk.play(scene)
    assert 1 <= len(read) <= OF_A_FEED
    assert len([url for url in paper_desk.paper.asked if url != FEED]) <= OF_A_FEED


def test_few_pages_are_in_memory_at_once(paper_desk: NewsDesk) -> None:
    """Of all feeds together, also while pages are tried again; in the end all of them are read."""
    feeds = [f"https://n{n}.test/rss" for n in range(AT_A_TIME)]
    held: set[str] = set()
    most = 0

    class Counting(InlineWorkers):
        async def page(self, article: Article, body: bytes, url: str) -> Any:
            await asyncio.sleep(0.02)  # so that others come
            held.discard(url)
            return await super().page(article, body, url)

    class Counted(Paper):
        async def fetch(self, request: Request) -> FetchResult:
            nonlocal most
            got = await super().fetch(request)
            if request.url.endswith("/p") and isinstance(got, Fetched):
                held.add(request.url)
                most = max(most, len(held))
            return got

    async def scene(desk: NewsDesk) -> None:
        desk.paper = Counted()
        desk.workers = Counting(desk.screener_of(desk.in_force.watchlist))
        whole(desk, *feeds[:3], items=5)
        up = dict(desk.paper.pages)
        desk.paper.pages |= {
            item.link: FetchFailed("answered 503", 503) for feed in feeds[:3] for item in spread(5, feed)
        }
        polling = desk._polling()
        assert (await poll_due(polling, asyncio.Event())).articles == 15
        whole(desk, *feeds, items=5)
        desk.paper.pages |= up
        desk.clock.at += HOUR
        read, swept = await asyncio.gather(read_due(polling, asyncio.Event()), poll_due(polling, asyncio.Event()))
        assert (read, swept.articles) == (9, 5 * (AT_A_TIME - 3))

    paper_desk.play(scene)
    assert OF_A_FEED < most <= AT_A_TIME


def test_pages_that_have_no_turn_in_time_are_read_later(paper_desk: NewsDesk) -> None:
    """The poll ends within its limit with what the feed itself says, and no try is lost."""

    class Slow(Paper):
        async def fetch(self, request: Request) -> FetchResult:
            if request.url.endswith("/p"):
                await asyncio.sleep(0.1)
            return await super().fetch(request)

    async def scene(desk: NewsDesk) -> None:
        desk.paper = Slow()
        whole(desk, FEED, items=9)
        polling = replace(desk._polling(), room=Room(patience=0.05))
        assert (await poll_due(polling, asyncio.Event())).articles == 9
        assert [url.endswith("/p") for url in desk.paper.asked].count(True) == OF_A_FEED
        assert await desk.read_pages(10 * HOUR / 60) == 3

    paper_desk.play(scene)

"""Pages are tried again at a real server on loopback, with the same manners as in a poll."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hand_clock import HandClock
from sqlalchemy import select
from store.engines import open_store
from test_jobs_poll import SETTINGS, Toy, conclude_with, item, rss

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.robots import Robots
from bot.edges.worker import WorkerFailed
from bot.edges.workers import InlineWorkers
from bot.jobs.in_force import InForce
from bot.jobs.poll import Polling
from bot.jobs.sweep import poll_due
from bot.jobs.unread_pages import read_due
from bot.model import Article, Watchlist
from bot.ports import Fetcher, FetchResult, Request
from bot.store import articles, feeds, schema
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from tests.edges.http_stage import Script, Stage, drips, raw, says, stage

TOLD = "Pat Doe flew from Bergen to Oslo on Monday, two officials said. "
PAGE = says(
    "200 OK", f"<html><body><article><p>{TOLD * 20}</p></article></body></html>".encode(), Content_Type="text/html"
)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Desk:
    """A feed of some teasers on a scripted server, and everything that polls it."""

    db: Database
    clock: HandClock = field(default_factory=HandClock)
    settings: FeedSettings = SETTINGS
    limits: FetchLimits = field(default_factory=FetchLimits)
    workers: Callable[[Any], InlineWorkers] = InlineWorkers

    @asynccontextmanager
    async def at_work(
        self, count: int, page: Script, robots: Script | None = None
    ) -> AsyncIterator[tuple[Stage, Polling]]:
        """The server, where all pages have this answer, and what polls; the feed has been polled once."""
        workers = self.workers(Toy)
        fetching = HttpFetcher(self.clock, limits=self.limits, seconds=lambda: self.clock.at.timestamp())
        async with stage({"/robots.txt": robots or says("404 Not Found")}) as site, fetching as fetcher:
            items = [item(n, f"Teaser {n}.", link=f"{site.base}/{n}") for n in range(count)]
            site.scripts |= {f"/{n}": page for n in range(count)}
            site.scripts["/rss"] = says("200 OK", rss(*items).encode(), Content_Type="application/rss+xml")
            in_force = InForce(Watchlist((), "list-1"))
            polling = Polling(
                self.db, self.clock, fetcher, Robots(fetcher), workers, in_force, conclude_with, "w1", lambda: 0.0
            )
            spec = FeedSpec(f"{site.base}/rss", None, "en", self.settings)
            await self.db.write(feeds.sync_feeds, [spec], self.clock.at)
            assert (await poll_due(polling, asyncio.Event())).articles == count
            yield site, polling
        await workers.close()

    async def read(self, polling: Polling, after: timedelta) -> int:
        self.clock.at += after
        return await read_due(polling, asyncio.Event())

    def texts(self) -> list[str]:
        with self.db.snapshot() as c:
            return [each.article.text for each in articles.after(c, self.clock.at - timedelta(days=9), None, 99)]

    def waiting(self) -> list[tuple[int, timedelta]]:
        """How often each page was tried, and in how long it is due."""
        p = schema.unread_pages.c
        with self.db.snapshot() as c:
            found = c.execute(select(p.tries, p.due_at).order_by(p.due_at, p.article)).all()
        return [(row.tries, row.due_at - self.clock.at) for row in found]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_store(tmp_path)
    yield Desk(database)
    database.close()


def asked(site: Stage, path: str) -> int:
    """How often the server was asked for it."""
    return [each for each, _ in site.asked].count(path)


FAILURES = [
    ("an error of the server", says("503 Service Unavailable")),
    ("no answer", raw(b"")),
    ("an answer that breaks off", says("200 OK", b"<html><body>", length=5_000)),
    ("an answer that never ends", drips(b" ", 0.02)),
    ("no HTTP", raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
]


@pytest.mark.parametrize("failure", [case[1] for case in FAILURES], ids=[case[0] for case in FAILURES])
def test_a_page_is_read_when_its_server_is_well_again(desk: Desk, failure: Script) -> None:
    """Whatever went wrong, the article has the text of its page ten minutes later."""
    desk.limits = FetchLimits(deadline=3.0)

    async def scene() -> None:
        async with desk.at_work(1, failure) as (site, polling):
            assert desk.texts() == ["Teaser 0."]
            site.scripts["/0"] = PAGE
            assert await desk.read(polling, 9 * MINUTE) == 0
            async with HttpFetcher(desk.clock) as patient:
                assert await desk.read(replace(polling, fetcher=patient), MINUTE) == 1
            assert [TOLD.strip() in text for text in desk.texts()] == [True]
            assert (await poll_due(polling, asyncio.Event())).articles == 0

    asyncio.run(scene())


def test_a_site_that_cannot_tell_its_rules_is_asked_for_them_again(desk: Desk) -> None:
    """No page is fetched without them; an hour later they are there, and so is the page."""

    async def scene() -> None:
        async with desk.at_work(1, PAGE, says("500 Internal Server Error")) as (site, polling):
            assert asked(site, "/0") == 0
            site.scripts["/robots.txt"] = says("200 OK", b"User-agent: *\nDisallow: /private")
            assert await desk.read(polling, HOUR) == 1
            assert (asked(site, "/robots.txt"), asked(site, "/0")) == (2, 1)

    asyncio.run(scene())


@pytest.mark.parametrize("later", [False, True], ids=["from the first", "later"])
def test_a_page_that_robots_forbid_is_never_asked_for(desk: Desk, later: bool) -> None:
    """Not in the poll and not afterwards; rules that come meanwhile count."""
    forbids = says("200 OK", b"User-agent: *\nDisallow: /")

    async def scene() -> None:
        async with desk.at_work(1, PAGE, says("503 Busy") if later else forbids) as (site, polling):
            site.scripts["/robots.txt"] = forbids
            for _ in range(3):
                await desk.read(polling, 2 * HOUR)
            assert asked(site, "/0") == 0
            assert desk.waiting() == []

    asyncio.run(scene())


def test_a_redirect_does_not_lead_past_robots(desk: Desk) -> None:
    """A shortener that forbids nothing leads to a site that does, or to a corner of its own that it forbids."""

    async def scene() -> None:
        forbids_x = says("200 OK", b"User-agent: *\nDisallow: /x")
        async with (
            stage({"/robots.txt": says("200 OK", b"User-agent: *\nDisallow: /"), "/far": PAGE}) as strict,
            desk.at_work(2, says("503 Busy"), forbids_x) as (site, polling),
        ):
            site.scripts["/0"] = says("302 Found", Location=f"{strict.base}/far")
            site.scripts["/1"] = says("302 Found", Location="/x")
            assert await desk.read(polling, 10 * MINUTE) == 0
            assert (asked(strict, "/robots.txt"), asked(strict, "/far"), asked(site, "/x")) == (1, 0, 0)
            assert desk.waiting() == []

    asyncio.run(scene())


def test_a_feed_that_moved_has_no_leave_for_where_it_went(desk: Desk) -> None:
    """Leave to reach private addresses is for the host in the settings, in polls and for pages."""

    async def scene() -> None:
        async with desk.at_work(1, says("503 Busy")) as (site, polling):
            moved = site.base.replace("127.0.0.1", "localhost")
            with desk.db.transaction() as c:
                c.execute(schema.feeds.update().values(address=f"{moved}/rss", moved_to=f"{moved}/rss"))
                c.execute(schema.unread_pages.update().values(address=f"{moved}/0"))
            before = len(site.asked)
            assert await desk.read(polling, 10 * MINUTE) == 0
            desk.clock.at += 24 * HOUR
            assert (await poll_due(polling, asyncio.Event())).failed == 1
            assert len(site.asked) == before

    asyncio.run(scene())


def test_a_host_that_asks_to_be_left_alone_is(desk: Desk) -> None:
    """Its pages hear so in the poll; nobody asks before it wants, and then all of them come, a few at a time."""

    async def scene() -> None:
        busy = says("429 Too Many Requests", Retry_After="900")
        async with desk.at_work(7, busy) as (site, polling):
            begun = sum(asked(site, f"/{n}") for n in range(7))
            assert {tries for tries, _ in desk.waiting()} == {0}
            site.scripts |= {f"/{n}": PAGE for n in range(7)}
            assert await desk.read(polling, 14 * MINUTE) == 0
            assert sum(asked(site, f"/{n}") for n in range(7)) == begun
            read = [await desk.read(polling, 5 * MINUTE) for _ in range(4)]
            assert (sum(read), max(read)) == (7, 3)

    asyncio.run(scene())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
def test_leave_for_a_private_network_is_for_the_feeds_own_host(desk: Desk, host: str) -> None:
    """The retry asks with the leave that the poll would have; strangers choose what a feed links to."""

    class Listening:
        def __init__(self, fetcher: Fetcher) -> None:
            self.fetcher, self.leaves = fetcher, set[bool]()

        async def fetch(self, request: Request) -> FetchResult:
            self.leaves.add(request.allow_private)
            return await self.fetcher.fetch(request)

    async def scene() -> None:
        async with desk.at_work(1, says("503 Busy")) as (site, polling):
            with desk.db.transaction() as c:
                c.execute(schema.unread_pages.update().values(address=f"http://{host}:{site.base.rsplit(':', 1)[1]}/0"))
            listening = Listening(polling.fetcher)
            before = asked(site, "/0")
            await desk.read(replace(polling, fetcher=listening, robots=Robots(listening)), 10 * MINUTE)
            assert listening.leaves == {host == "127.0.0.1"}
            assert asked(site, "/0") - before == (host == "127.0.0.1")

    asyncio.run(scene())


def test_a_page_that_brings_a_worker_down_is_tried_once(desk: Desk) -> None:
    """It is given up, and the other pages of its feed are left alone this time, without losing a try."""

    class Fragile(InlineWorkers):
        async def page(self, article: Article, body: bytes, url: str) -> WorkerFailed:
            return WorkerFailed("it took longer than 15 s", overran=True)

    desk.workers = Fragile

    async def scene() -> None:
        async with desk.at_work(3, says("503 Busy")) as (site, polling):
            site.scripts["/0"] = PAGE
            assert await desk.read(polling, 10 * MINUTE) == 0
            assert asked(site, "/0") == 2
            assert len(desk.waiting()) == 2
            site.scripts |= {"/1": PAGE, "/2": PAGE}
            for _ in range(9):
                await desk.read(polling, HOUR)
            assert desk.waiting() == []

    asyncio.run(scene())


def test_a_fault_of_ours_costs_a_try_and_no_other_page(desk: Desk) -> None:
    """What raises is a bug; the page is moved out of the way, and the others are read."""

    class Faulty(Robots):
        async def allowed(self, url: str, now: Any, *, allow_private: bool = False) -> bool | None:
            if url.endswith("/1"):
                raise ValueError("a bug")
            return True

    async def scene() -> None:
        async with desk.at_work(3, says("503 Busy")) as (site, polling):
            site.scripts |= {f"/{n}": PAGE for n in range(3)}
            assert await desk.read(replace(polling, robots=Faulty(polling.fetcher)), 10 * MINUTE) == 2
            assert desk.waiting() == [(1, HOUR)]

    asyncio.run(scene())

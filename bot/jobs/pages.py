"""Fetching and reading the page of an article, as far as its site and its publisher allow it. For polls and for looks alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import structlog

from bot.edges.http.robots import RETRY
from bot.edges.worker import ReadPage, WorkerFailed
from bot.edges.workers import Workers
from bot.feeds.signs import reserved_by
from bot.model import Article, Trouble
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, Request

if TYPE_CHECKING:
    from bot.feeds.page import NotAnArticle

log = structlog.get_logger(__name__)

# So many pages are fetched and read at a time: of all, of one host, and of one feed. A body takes ten megabytes, and as much again
# while it is unpacked or handed to a worker.
AT_A_TIME, OF_A_HOST, OF_A_FEED = 12, 2, 2
# Seconds that pages which come together wait for that; those that are left then are for another time.
PATIENCE = 120.0
# Seconds that the page of an article may wait for its turn at its host, and once more for those before it to be served.
PAGE_PATIENCE = 60.0
# What servers answer that are not themselves just now; a robot check may bear any of these and does not pass.
_PASSING = frozenset({408, 425, 429, *range(500, 600)}) - {501, 505}


class Robots(Protocol):
    """Knows whether a page may be fetched (`bot.edges.http.robots`)."""

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool | None:
        """Whether the site lets us fetch this address; None where it could not be asked, which is no leave."""
        ...


class Again(StrEnum):
    """Whether another try is worth while."""

    NEVER = "never"  # it may not be read, is gone, or is no article
    LATER = "later"  # it was asked for in vain
    SPARED = "spared"  # it was not asked for: its host refuses everybody for a while, or could not tell its rules
    BUSY = "busy"  # it was not asked for: its host has more to do than it can in time
    OURS = "ours"  # it was not asked for, and its host has nothing to do with that


@dataclass(frozen=True, slots=True)
class NoPage:
    """There is nothing to read."""

    why: str  # for people
    again: Again = Again.NEVER
    after: float | None = None  # seconds, where the site told


@dataclass(slots=True)
class Together:
    """What pages of one feed share that are read together."""

    until: float  # on the clock of the loop: then they wait no longer
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OF_A_FEED))
    hurt: bool = False  # one of them brought a worker down: others might too, and all feeds need the workers


class Room:
    """Keeps the pages few that are in memory, and those of one host fewer, whoever fetches them."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._all = asyncio.Semaphore(AT_A_TIME)
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    def together(self) -> Together:
        """For pages that begin to wait now."""
        return Together(asyncio.get_running_loop().time() + self._patience)

    @asynccontextmanager
    async def taken(self, host: str, together: Together) -> AsyncIterator[None]:
        """Room for one page. Raises TimeoutError where there was none in time."""
        at_host = self._hosts.get(host) or self._hosts.setdefault(host, asyncio.Semaphore(OF_A_HOST))
        async with AsyncExitStack() as turns:
            async with asyncio.timeout_at(together.until):
                for turn in (together.turn, at_host, self._all):
                    await turns.enter_async_context(turn)
            yield


@dataclass(frozen=True, slots=True)
class PageReader:
    """What pages are read with."""

    fetcher: Fetcher
    robots: Robots
    workers: Workers
    clock: Clock
    room: Room

    async def read(self, article: Article, url: str, together: Together, *, private: bool) -> ReadPage | NoPage:
        """The article with the text of its page, or why there is none."""
        try:
            async with self.room.taken(urlsplit(url).hostname or "", together):
                read = await self._read(article, url, together, private=private)
                together.hurt |= isinstance(read, WorkerFailed)
        except TimeoutError:
            read = _NO_TIME
        if isinstance(read, ReadPage):
            return read
        none = _none_of(read)
        log.info("page not read", url=url, why=none.why)
        return none

    async def _read(
        self, article: Article, url: str, together: Together, *, private: bool
    ) -> ReadPage | NoPage | NotAnArticle | WorkerFailed:
        if together.hurt:
            return _HURT
        request = Request(url, allow_private=private, patience=PAGE_PATIENCE)
        page = await fetch_page(self.fetcher, self.robots, request, self.clock.now())
        if isinstance(page, NoPage):
            return page
        return _HURT if together.hurt else await self.workers.page(article, page.body, page.url)


_HURT = NoPage("another page of its feed brought a worker down", Again.OURS)
_NO_TIME = NoPage("too many pages are read before it", Again.OURS)


def _none_of(read: NoPage | NotAnArticle | WorkerFailed) -> NoPage:
    """Why there is nothing to read. Where no worker could be started nothing was tried."""
    if isinstance(read, NoPage):
        return read
    return NoPage(read.why, Again.OURS if isinstance(read, WorkerFailed) and read.unbuilt else Again.NEVER)


def private_leave(address: str, named: str, *, allow_private: bool) -> bool:
    """Whether an address may be private: leave is for the host that the settings name, for strangers choose where it leads."""
    return allow_private and urlsplit(address).hostname == urlsplit(named).hostname


async def fetch_page(fetcher: Fetcher, robots: Robots, request: Request, now: datetime) -> Fetched | NoPage:
    """The page that a request is for; every address on the way to it is one that its site lets us fetch."""
    barred: list[NoPage] = []

    async def may_follow(url: str) -> bool:
        barred.extend(await _barred(robots, request, url, now))
        return not barred

    if not await may_follow(request.url):
        return barred[0]
    page = await fetcher.fetch(replace(request, may_follow=may_follow))
    if barred:
        return barred[0]
    if isinstance(page, FetchFailed):
        return NoPage(page.why, _again(page), page.retry_after)
    if not isinstance(page, Fetched):
        return NoPage(page.why)
    if reserved_by(page.headers):
        return NoPage("its publisher reserves text mining")
    return page


async def _barred(robots: Robots, request: Request, url: str, now: datetime) -> tuple[NoPage, ...]:
    """Why an address on the way to what is requested may not be fetched; nothing where it may."""
    private = private_leave(url, request.url, allow_private=request.allow_private)
    allowed = await robots.allowed(url, now, allow_private=private)
    if allowed is None:
        return (NoPage("its site could not be asked for robots.txt", Again.SPARED, RETRY.total_seconds()),)
    return () if allowed else (NoPage("robots.txt forbids fetching its page"),)


def _again(failed: FetchFailed) -> Again:
    """Whether a failure passes. An unknown host name may: where our own network is down all of them are."""
    if failed.not_asked:
        return Again.BUSY if failed.status is None else Again.SPARED
    if failed.barred or failed.trouble is Trouble.ROBOT_CHECK:
        return Again.NEVER
    return Again.LATER if failed.status is None or failed.status in _PASSING else Again.NEVER

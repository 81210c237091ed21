"""Fetching and reading the page of an article, as far as its site and its publisher allow it. For polls and for looks alike."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from bot.edges.http.robots import RETRY
from bot.edges.worker import ReadPage, WorkerFailed
from bot.edges.workers import Workers
from bot.feeds.signs import reserved_by
from bot.model import Article, Trouble
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, Request

log = structlog.get_logger(__name__)

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
    SPARED = "spared"  # it was not asked for: its host refuses everybody for a while, or its feed hurts
    BUSY = "busy"  # it was not asked for: its host has more to do than it can in time


@dataclass(frozen=True, slots=True)
class NoPage:
    """There is nothing to read."""

    why: str  # for people
    again: Again = Again.NEVER
    after: float | None = None  # seconds, where the site told


@dataclass(frozen=True, slots=True)
class PageReader:
    """What pages are read with."""

    fetcher: Fetcher
    robots: Robots
    workers: Workers
    clock: Clock

    async def read(self, article: Article, url: str, enough: asyncio.Event, *, private: bool) -> ReadPage | NoPage:
        """The article with the text of its page, or why there is none.

        A page that brings a worker down sets `enough`: other pages of the feed might too, and all feeds need the workers.
        """
        read = await self._read(article, url, enough, private=private)
        if isinstance(read, NoPage):
            log.info("page not read", url=url, why=read.why)
        return read

    async def _read(self, article: Article, url: str, enough: asyncio.Event, *, private: bool) -> ReadPage | NoPage:
        if enough.is_set():
            return _HURT
        request = Request(url, allow_private=private, patience=PAGE_PATIENCE)
        page = await fetch_page(self.fetcher, self.robots, request, self.clock.now())
        if isinstance(page, NoPage):
            return page
        if enough.is_set():
            return _HURT
        read = await self.workers.page(article, page.body, page.url)
        if isinstance(read, ReadPage):
            return read
        if isinstance(read, WorkerFailed):
            enough.set()
            return NoPage(read.why, Again.SPARED if read.unbuilt else Again.NEVER)
        return NoPage(read.why)


_HURT = NoPage("another page of its feed brought a worker down", Again.SPARED)


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
        return (NoPage("its site could not be asked for robots.txt", Again.LATER, RETRY.total_seconds()),)
    return () if allowed else (NoPage("robots.txt forbids fetching its page"),)


def _again(failed: FetchFailed) -> Again:
    """Whether a failure passes. An unknown host name may: where our own network is down all of them are."""
    if failed.not_asked:
        return Again.BUSY if failed.status is None else Again.SPARED
    passes = failed.status is None or failed.status in _PASSING
    return Again.LATER if passes and failed.trouble is not Trouble.ROBOT_CHECK else Again.NEVER

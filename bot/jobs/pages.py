"""Fetching the page of an article, as far as its site and its publisher allow it. For polls and for looks alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.feeds.signs import reserved_by
from bot.ports import Fetched, Fetcher, FetchFailed, Request


class Robots(Protocol):
    """Knows whether a page may be fetched (`bot.edges.http.robots`)."""

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
        """Whether the site lets us fetch this address."""
        ...


@dataclass(frozen=True, slots=True)
class NoPage:
    """There is nothing to read."""

    why: str  # for people
    put_off: bool = False  # its host has more to do than it can in time


async def fetch_page(fetcher: Fetcher, robots: Robots, request: Request, now: datetime) -> Fetched | NoPage:
    """The page that a request is for."""
    if not await robots.allowed(request.url, now, allow_private=request.allow_private):
        return NoPage("robots.txt forbids fetching its page")
    page = await fetcher.fetch(request)
    if not isinstance(page, Fetched):
        put_off = isinstance(page, FetchFailed) and page.not_asked and page.status is None
        return NoPage(page.why, put_off)
    if reserved_by(page.headers):
        return NoPage("its publisher reserves text mining")
    return page

"""robots.txt is honoured."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.edges.http.robots import FRESH, RETRY, Robots
from bot.ports import Fetched, FetchFailed, FetchResult, NotModified, Request

NOW = datetime(2016, 4, 14, 12, 0, tzinfo=UTC)
PAGE = "https://news.test/a/1"


class Shelf:
    """A Fetcher that answers from a shelf and remembers what was asked."""

    def __init__(self, answer: FetchResult) -> None:
        self.answer = answer
        self.asked: list[Request] = []

    async def fetch(self, request: Request) -> FetchResult:
        self.asked.append(request)
        return self.answer


def file(text: str) -> Fetched:
    return Fetched("https://news.test/robots.txt", text.encode(), {})


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (file(""), True),
        (file("User-agent: *\nDisallow: /private"), True),
        (file("User-agent: *\nDisallow: /a/"), False),
        (file("\ufeffUser-agent: *\nDisallow: /a/"), False),
        (file("User-agent: *\nDisallow: /\n\nUser-agent: Gatewatch\nAllow: /"), True),
        (file("User-agent: Gatewatch\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
        (file("<html>not a robots file</html>"), True),
        (FetchFailed("not found", 404), True),
        (FetchFailed("forbidden", 403), True),
        (FetchFailed("too many requests", 429), False),
        (FetchFailed("server error", 503), False),
        (FetchFailed("no complete answer in time"), False),
        (NotModified({}), False),
    ],
)
def test_a_page_is_fetched_only_with_leave(answer: FetchResult, allowed: bool) -> None:
    """Rules count, our name first; no file allows all; a site that cannot be asked allows nothing."""
    assert asyncio.run(Robots(Shelf(answer)).allowed(PAGE, NOW)) is allowed


@pytest.mark.parametrize(
    ("answer", "fresh"),
    [
        (file("User-agent: *\nDisallow: /x"), FRESH),
        (FetchFailed("not found", 404), FRESH),
        (FetchFailed("down", 503), RETRY),
    ],
)
def test_a_site_is_asked_once_while_the_answer_is_fresh(answer: FetchResult, fresh: timedelta) -> None:
    """One question a day per site, one an hour where there was no answer."""

    async def ask() -> list[int]:
        shelf, counts = Shelf(answer), []
        robots = Robots(shelf)
        for when in (NOW, NOW + fresh - timedelta(seconds=1), NOW + fresh):
            await robots.allowed(PAGE, when)
            counts.append(len(shelf.asked))
        return counts

    assert asyncio.run(ask()) == [1, 1, 2]


def test_sites_are_kept_apart_and_leave_is_passed_on() -> None:
    """Scheme, host and port make a site; the leave to reach private addresses goes with the question."""

    async def ask() -> list[Request]:
        shelf = Shelf(file(""))
        robots = Robots(shelf)
        for url in (PAGE, "https://news.test/b", "http://news.test/b", "https://news.test:8443/b"):
            await robots.allowed(url, NOW, allow_private=True)
        return shelf.asked

    assert [(asked.url, asked.allow_private) for asked in asyncio.run(ask())] == [
        ("https://news.test/robots.txt", True),
        ("http://news.test/robots.txt", True),
        ("https://news.test:8443/robots.txt", True),
    ]


def test_a_site_that_has_no_time_is_asked_again_next_time() -> None:
    """That too many wait for a site says nothing about its rules: nothing is remembered, and the page waits."""

    async def ask() -> tuple[bool, bool]:
        shelf = Shelf(FetchFailed("too many wait for this host", not_asked=True))
        robots = Robots(shelf)
        before = await robots.allowed(PAGE, NOW)
        shelf.answer = file("")
        return before, await robots.allowed(PAGE, NOW)

    assert asyncio.run(ask()) == (False, True)


def test_many_pages_at_once_ask_a_site_once() -> None:
    """The pages of a feed come together; the site is asked for its rules by the first of them."""

    class Slow(Shelf):
        async def fetch(self, request: Request) -> FetchResult:
            await asyncio.sleep(0.01)
            return await super().fetch(request)

    async def ask() -> tuple[list[bool], int]:
        shelf = Slow(file("User-agent: *\nDisallow: /a/"))
        robots = Robots(shelf)
        return list(await asyncio.gather(*(robots.allowed(PAGE, NOW) for _ in range(50)))), len(shelf.asked)

    assert asyncio.run(ask()) == ([False] * 50, 1)

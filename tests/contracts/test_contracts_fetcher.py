"""What every Fetcher must do. A new one is added to FETCHERS and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.ports import Fetched, Fetcher, FetchFailed, FetchResult, NotModified, Request

BODY = b"<rss version='2.0'><channel><title>Desk</title></channel></rss>"


class StillClock:
    """A clock that always says the same."""

    def now(self) -> datetime:
        return datetime(2016, 4, 14, 12, 0, tzinfo=UTC)


def http() -> AbstractAsyncContextManager[Fetcher]:
    return HttpFetcher(StillClock(), limits=FetchLimits(deadline=5.0, most_bytes=1_000))


FETCHERS: list[Callable[[], AbstractAsyncContextManager[Fetcher]]] = [http]


async def _feed(request: web.Request) -> web.Response:
    """A polite server: validators, and 304 to whom has the latest."""
    headers = {"ETag": '"v1"', "Last-Modified": "Thu, 14 Apr 2016 10:00:00 GMT"}
    known = (
        request.headers.get("If-None-Match") == '"v1"'
        or request.headers.get("If-Modified-Since") == headers["Last-Modified"]
    )
    if known:
        return web.Response(status=304, headers=headers)
    response = web.Response(body=BODY, headers=headers, content_type="application/rss+xml")
    response.enable_compression()
    return response


async def _large(_: web.Request) -> web.Response:
    return web.Response(body=b"x" * 1_001)


async def _busy(_: web.Request) -> web.Response:
    return web.Response(status=429, headers={"Retry-After": "30"})


async def _moved(_: web.Request) -> web.Response:
    return web.Response(status=301, headers={"Location": "/feed"})


@asynccontextmanager
async def site() -> AsyncIterator[str]:
    """A site of good manners on loopback."""
    app = web.Application()
    app.add_routes(
        [web.get("/feed", _feed), web.get("/large", _large), web.get("/busy", _busy), web.get("/moved", _moved)]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        place = web.TCPSite(runner, "127.0.0.1", 0)
        await place.start()
        yield "http://{}:{}".format(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


def ask(make: Callable[[], AbstractAsyncContextManager[Fetcher]], path: str, **facts: str) -> FetchResult:
    """What one request comes to."""

    async def run() -> FetchResult:
        async with site() as base, make() as fetcher:
            return await fetcher.fetch(Request(f"{base}{path}", allow_private=True, **facts))

    return asyncio.run(run())


pytestmark = pytest.mark.parametrize("make", FETCHERS)
Make = Callable[[], AbstractAsyncContextManager[Fetcher]]


def test_a_body_is_decoded_and_comes_with_validators(make: Make) -> None:
    """A fetched body is plain, with header names in lower case."""
    result = ask(make, "/feed")
    assert isinstance(result, Fetched)
    assert (result.body, result.headers["etag"]) == (BODY, '"v1"')
    assert result.headers["last-modified"] == "Thu, 14 Apr 2016 10:00:00 GMT"


@pytest.mark.parametrize("facts", [{"etag": '"v1"'}, {"modified": "Thu, 14 Apr 2016 10:00:00 GMT"}])
def test_validators_save_the_body(make: Make, facts: dict[str, str]) -> None:
    """Either validator, echoed, brings NotModified."""
    assert isinstance(ask(make, "/feed", **facts), NotModified)


def test_an_old_validator_brings_the_body(make: Make) -> None:
    """A validator that no longer fits brings the new body."""
    assert isinstance(ask(make, "/feed", etag='"v0"'), Fetched)


def test_a_refusal_is_a_value(make: Make) -> None:
    """A refusal carries its status and the wait asked for."""
    result = ask(make, "/busy")
    assert isinstance(result, FetchFailed)
    assert (result.status, result.retry_after) == (429, 30.0)


def test_the_cap_is_kept(make: Make) -> None:
    """A body over the cap is a failure."""
    assert isinstance(ask(make, "/large"), FetchFailed)


def test_a_permanent_move_is_told(make: Make) -> None:
    """A permanent redirect is followed and noted."""
    result = ask(make, "/moved")
    assert isinstance(result, Fetched)
    assert result.moved_to is not None
    assert result.moved_to.endswith("/feed")


def test_an_impossible_address_is_a_value(make: Make) -> None:
    """No address makes a Fetcher raise."""

    async def run() -> list[FetchResult]:
        async with make() as fetcher:
            return [
                await fetcher.fetch(Request(url))
                for url in ("", "nonsense", "ftp://x/", "http://", "http://[", "http://x:0x/")
            ]

    assert all(isinstance(result, FetchFailed) for result in asyncio.run(run()))

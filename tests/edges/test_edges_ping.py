"""Pings: one GET to one address, no redirects, not into private networks without leave, and no word of the address in what is told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from aiohttp import web

from bot.alerts.standstill import Phase, Report
from bot.edges.ping import Ping, PingFailedError

WELL = Report(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), Phase.READY, {}, ())


def pinged(status: int = 200, *, allow_private: bool = True, **headers: str) -> list[str]:
    """What a service on loopback that answers so was asked for."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path_qs}")
        return web.Response(status=status, headers=headers)

    async def acted() -> None:
        site = web.Application()
        site.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(site)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        try:
            await Ping(f"http://{host}:{port}/ping/hunter2?a=b", allow_private=allow_private)(WELL)
        finally:
            await runner.cleanup()

    try:
        asyncio.run(acted())
    except PingFailedError as error:
        asked.append(str(error))
    return asked


def test_a_ping_is_one_get_of_the_whole_address() -> None:
    """Path and query included."""
    assert pinged() == ["GET /ping/hunter2?a=b"]


@pytest.mark.parametrize(("status", "headers"), [(500, {}), (404, {}), (302, {"Location": "/other"})])
def test_an_answer_that_is_not_well_is_told_and_followed_nowhere(status: int, headers: dict[str, str]) -> None:
    """By its number."""
    assert pinged(status, **headers) == ["GET /ping/hunter2?a=b", f"the answer was {status}"]


def test_a_private_address_is_not_asked_without_leave() -> None:
    """A service out there is what is meant; the words name no address."""
    assert pinged(allow_private=False) == ["the address is loopback, not public"]


def test_a_service_that_is_not_there_is_told_by_the_kind_of_failure() -> None:
    """Its address may be a secret."""
    with pytest.raises(PingFailedError) as caught:
        asyncio.run(Ping("http://127.0.0.1:9/hunter2", allow_private=True)(WELL))
    assert str(caught.value) == "ConnectionRefusedError"

"""The local port: it tells how the program is, to small requests of one kind, and nobody can hold it up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from loopback import free_port

from bot.alerts.standstill import Part, Phase, Report, Standstill
from bot.edges.health_server import MOST_AT_ONCE, serving
from bot.errors import GatewatchError

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WELL = Report(AT, Phase.READY, {Part.POLLER: 2.0, Part.DATABASE: 1.0}, ())
STILL = Standstill(Part.DATABASE, timedelta(seconds=90), "nothing could be written (SQLITE_FULL)")
ILL = Report(AT, Phase.READY, {Part.POLLER: 2.0, Part.DATABASE: 90.0}, (STILL,))


async def said(port: int, request: str) -> tuple[int, str]:
    """Status and body of the answer to a request, whose connection the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    await writer.drain()
    answer = (await reader.read()).decode()
    writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return (int(head.split()[1]) if head else 0), body


def served(report: Report, scene: Callable[[int], Awaitable[None]], free_port: int, seconds: float = 30.0) -> None:
    async def acted() -> None:
        async with serving("127.0.0.1", free_port, lambda: report, lambda: b"gatewatch_ready 1\n", seconds):
            await scene(free_port)

    asyncio.run(acted())


@pytest.fixture(name="free_port")
def _free_port() -> int:
    return free_port()


def get(path: str) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("report", "path", "status"),
    [
        (WELL, "/healthz", 200),
        (ILL, "/healthz", 503),
        (Report(AT, Phase.STARTING, {}, ()), "/healthz", 503),
        (WELL, "/readyz", 200),
        (ILL, "/readyz", 200),
        (Report(AT, Phase.STARTING, {}, ()), "/readyz", 503),
        (Report(AT, Phase.STOPPING, {}, ()), "/readyz", 503),
    ],
)
def test_the_status_says_whether_it_is_well_and_ready(report: Report, path: str, status: int, free_port: int) -> None:
    """A program that starts or stops is neither; one with a part that stands still is ready and not well."""

    async def scene(port: int) -> None:
        found, body = await said(port, get(path))
        assert (found, json.loads(body)["phase"]) == (status, report.phase)

    served(report, scene, free_port)


def test_the_part_that_stands_still_is_named_with_since_why_and_mend(free_port: int) -> None:
    """And those that are at work with when they last did it."""

    async def scene(port: int) -> None:
        _, body = await said(port, get("/healthz"))
        parts = json.loads(body)["parts"]
        assert parts["poller"] == {"well": True, "last": "2026-03-02T07:59:58+00:00"}
        why, since = "nothing could be written (SQLITE_FULL)", "2026-03-02T07:58:30+00:00"
        assert parts["database"] == {"well": False, "since": since, "why": why, "mend": STILL.mend}

    served(ILL, scene, free_port)


def test_figures_are_given_in_prometheus_own_format(free_port: int) -> None:
    """As they are made."""

    async def scene(port: int) -> None:
        assert await said(port, get("/metrics")) == (200, "gatewatch_ready 1\n")

    served(WELL, scene, free_port)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ("POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405),
        ("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", 413),
        ("GET /else HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (f"GET /healthz HTTP/1.1\r\nHost: x\r\nX: {'y' * 5_000}\r\n\r\n", 400),
        ("nonsense\r\n\r\n", 400),
    ],
)
def test_other_requests_are_refused(request_: str, status: int, free_port: int) -> None:
    """Another method, a body, another path, long headers, no HTTP at all."""

    async def scene(port: int) -> None:
        assert (await said(port, request_))[0] == status
        assert (await said(port, get("/healthz")))[0] == 200

    served(WELL, scene, free_port)


def test_who_opens_connections_and_says_nothing_keeps_nobody_out_for_long(free_port: int) -> None:
    """As many as it takes are let in, each for some seconds; more are turned away."""

    async def scene(port: int) -> None:
        opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_AT_ONCE)]
        with pytest.raises((ConnectionError, AssertionError)):
            assert (await said(port, get("/healthz")))[0] == 200
        for reader, writer in opened:
            with suppress(ConnectionError):
                assert await reader.read() == b""
            writer.close()
        assert (await said(port, get("/healthz")))[0] == 200

    served(WELL, scene, free_port, seconds=1.0)


def test_an_address_that_cannot_be_had_is_told_with_a_mend(free_port: int) -> None:
    """A second program on the same port says so in plain words."""

    async def scene(port: int) -> None:
        with pytest.raises(GatewatchError, match=f"{port} .*set `watch: port:`"):
            async with serving("127.0.0.1", port, lambda: WELL, partial(bytes)):
                pass

    served(WELL, scene, free_port)

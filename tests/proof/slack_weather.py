"""Bad weather between us and Slack: a proxy on loopback that, request by request, draws from a table what goes wrong.

A fault is two things: when the request reaches the Slack behind the proxy (never, at once, late), and what the sender
sees. Late is after the sender's time-out, and before its settle time is over.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from functools import partial
from itertools import cycle
from random import Random
from urllib.parse import parse_qs

from aiohttp import ClientSession, web

from tests.edges.slack_emulator import MORE_TOKENS

TIMEOUT = 1  # seconds that senders wait for an answer
SETTLE = 4.0  # seconds after which they look whether a message has landed
LATE = (1.1, 1.5)  # seconds after which a late request lands
TOO_LATE = 2.5  # seconds after which it does not land any more, should this machine be that slow
HANG = 1.5  # seconds without an answer

READS = ("conversations.history", "conversations.replies")

_SAID = b'{"ok": true, "ts": "1.000001"}'  # what Slack would have said
_PAGE = b"<!doctype html><title>Slack is down</title><p>We are working on it."
_RESET = struct.pack("ii", 1, 0)  # for SO_LINGER: closing sends RST


class Lands(Enum):
    """When Slack gets the request."""

    NEVER = "never"
    AT_ONCE = "at once"
    LATE = "late"


# What the sender sees, given what Slack said.
Ending = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a request goes wrong."""

    name: str
    share: int  # of a thousand requests
    lands: Lands
    ends: Ending


# --- what the sender sees -------------------------------------------------------------------------------------------------


async def answered(_: web.Request, said: bytes) -> web.StreamResponse:
    return web.Response(body=said, content_type="application/json")


async def closed(request: web.Request, _: bytes) -> web.StreamResponse:
    if request.transport:  # else the sender was quicker
        request.transport.close()
    return web.Response()


async def reset(request: web.Request, _: bytes) -> web.StreamResponse:
    if request.transport:
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        request.transport.abort()
    return web.Response()


async def silence(request: web.Request, said: bytes) -> web.StreamResponse:
    await asyncio.sleep(HANG)
    return await closed(request, said)


async def cut_off(request: web.Request, said: bytes) -> web.StreamResponse:
    return await answered(request, said[: len(said) // 2])


def page(status: int) -> Ending:
    async def ends(_: web.Request, __: bytes) -> web.StreamResponse:
        return web.Response(status=status, body=_PAGE, content_type="text/html")

    return ends


def error(code: str) -> Ending:
    async def ends(_: web.Request, __: bytes) -> web.StreamResponse:
        return web.json_response({"ok": False, "error": code})

    return ends


def busy(retry_after: Callable[[], str | None]) -> Ending:
    async def ends(_: web.Request, __: bytes) -> web.StreamResponse:
        value = retry_after()
        headers = {} if value is None else {"Retry-After": value}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    return ends


def _in_a_moment() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


# --- the table ------------------------------------------------------------------------------------------------------------

WEATHER = (
    Fault("dropped before", 40, Lands.NEVER, closed),
    Fault("accepted, then closed", 40, Lands.AT_ONCE, closed),
    Fault("accepted, then reset", 20, Lands.AT_ONCE, reset),
    Fault("hangs", 2, Lands.NEVER, silence),
    Fault("accepted, then hangs", 2, Lands.AT_ONCE, silence),
    Fault("hangs, then lands", 3, Lands.LATE, silence),
    Fault("closed, then lands", 12, Lands.LATE, closed),
    Fault("500, then lands", 8, Lands.LATE, page(500)),
    Fault("500", 10, Lands.NEVER, page(500)),
    Fault("accepted, then 500", 10, Lands.AT_ONCE, page(500)),
    Fault("503", 10, Lands.NEVER, page(503)),
    Fault("accepted, then 503", 10, Lands.AT_ONCE, page(503)),
    Fault("429 for 0", 3, Lands.NEVER, busy(lambda: "0")),
    Fault("429 for 1.5", 3, Lands.NEVER, busy(lambda: "1.5")),
    Fault("429 for a day", 3, Lands.NEVER, busy(lambda: "86400")),
    Fault("429 until a date", 3, Lands.NEVER, busy(_in_a_moment)),
    Fault("429 for rubbish", 3, Lands.NEVER, busy(lambda: "soon, perhaps")),
    Fault("429 without a time", 3, Lands.NEVER, busy(lambda: None)),
    Fault("internal_error", 8, Lands.NEVER, error("internal_error")),
    Fault("accepted, then internal_error", 10, Lands.AT_ONCE, error("internal_error")),
    Fault("fatal_error", 8, Lands.NEVER, error("fatal_error")),
    Fault("accepted, then fatal_error", 10, Lands.AT_ONCE, error("fatal_error")),
    Fault("a page with 200", 8, Lands.NEVER, page(200)),
    Fault("accepted, then a page with 200", 8, Lands.AT_ONCE, page(200)),
    Fault("half an answer", 8, Lands.NEVER, cut_off),
    Fault("accepted, then half an answer", 8, Lands.AT_ONCE, cut_off),
)
FINE = Fault("fine", 1_000 - sum(each.share for each in WEATHER), Lands.AT_ONCE, answered)

_ALL = (FINE, *WEATHER)
_SHARES = [each.share for each in _ALL]


# --- the proxy ------------------------------------------------------------------------------------------------------------


@dataclass
class Weather:
    """The proxy, and what it did."""

    slack: str  # base address of the Slack behind it
    session: ClientSession
    random: Random
    base_url: str = ""  # its own
    met: Counter[str] = field(default_factory=Counter)  # requests, by what they met
    landed_late: int = 0
    _tokens: Iterator[str] = field(default_factory=lambda: cycle(MORE_TOKENS))
    _landing: set[asyncio.Task[None]] = field(default_factory=set)

    async def seen(self, more: int) -> None:
        """Wait until there were so many requests more."""
        enough = self.met.total() + more
        while self.met.total() < enough:
            await asyncio.sleep(0.005)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one request, with what the weather does to it."""
        method, body = request.match_info["method"], await request.read()
        headers = {"Content-Type": request.headers["Content-Type"], "Authorization": f"Bearer {next(self._tokens)}"}
        (fault,) = self.random.choices(_ALL, _SHARES)
        self.met[fault.name] += 1
        forward = partial(self._forward, method, body, headers)
        if fault.lands is Lands.LATE and method not in READS:
            self._landing.add(asyncio.create_task(self._land(forward)))
        said = await forward() if fault.lands is Lands.AT_ONCE else _SAID
        return await fault.ends(request, said)

    async def _land(self, forward: Callable[[], Awaitable[bytes]]) -> None:
        loop = asyncio.get_running_loop()
        too_late = loop.time() + TOO_LATE
        await asyncio.sleep(self.random.uniform(*LATE))
        if loop.time() < too_late:
            await forward()
            self.landed_late += 1

    async def _forward(self, method: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        async with self.session.post(f"{self.slack}{method}", data=body, headers=headers) as answer:
            answer.raise_for_status()
            said = await answer.read()
        return _from_then_on(said, float(parse_qs(body.decode())["oldest"][0])) if method in READS else said

    async def landed(self) -> None:
        """Wait for what is on its way."""
        await asyncio.gather(*self._landing)


def _from_then_on(said: bytes, oldest: float) -> bytes:
    """A history as Slack gives it: the emulator leaves nothing out, however old it is."""
    page = json.loads(said)
    return json.dumps({**page, "messages": [m for m in page["messages"] if float(m["ts"]) >= oldest]}).encode()


@asynccontextmanager
async def bad_weather(slack: str, seed: int) -> AsyncIterator[Weather]:
    """The proxy while it runs before a Slack. In the end all that was on its way has landed."""
    async with ClientSession() as session:
        weather = Weather(slack, session, Random(seed))
        app = web.Application()
        app.router.add_post("/api/{method}", weather.handle)
        runner = web.AppRunner(app, shutdown_timeout=2 * HANG)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        weather.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            yield weather
        finally:
            await runner.cleanup()
            await weather.landed()

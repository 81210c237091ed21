"""Bad weather between us and Slack: a proxy on loopback that, request by request, draws from a table what goes wrong.

A fault is two things: when the request reaches Slack behind the proxy (never, at once, late), and what the sender sees.
Late is after the sender's time-out and before its settle time is over.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import Enum
from functools import partial
from random import Random

from aiohttp import ClientSession, web

TIMEOUT = 1  # seconds that senders wait for an answer
SETTLE = 4.0  # seconds after which they look whether a message has landed
LATE = (1.1, 1.5)  # seconds after which a late request lands
TOO_LATE = 2.5  # seconds after which it would not land any more, were this machine that slow
HANG = 1.5  # seconds without an answer

FINE = "fine"
OK = b'{"ok": true, "ts": "1.000001"}'
PAGE = b"<!doctype html><title>Slack is down</title><p>We are working on it."
# What may land late. A card that is redrawn is not looked for: an older picture that landed late could stand over a newer one.
MAY_LAND_LATE = ("chat.postMessage",)
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: closing sends RST
_HOP = ("Authorization", "Content-Type")


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


# --- what the sender sees ---------------------------------------------------------------------------------------------------


async def well(_: web.Request, said: bytes) -> web.StreamResponse:
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


async def truncated(_: web.Request, said: bytes) -> web.StreamResponse:
    return web.Response(body=said[: len(said) // 2], content_type="application/json")


def page(status: int) -> Ending:
    async def ends(_: web.Request, __: bytes) -> web.StreamResponse:
        return web.Response(status=status, body=PAGE, content_type="text/html")

    return ends


def error(code: str, status: int = 200) -> Ending:
    async def ends(_: web.Request, __: bytes) -> web.StreamResponse:
        return web.json_response({"ok": False, "error": code}, status=status)

    return ends


def busy(retry_after: Callable[[], str] | None = None) -> Ending:
    async def ends(_: web.Request, __: bytes) -> web.StreamResponse:
        headers = {} if retry_after is None else {"Retry-After": retry_after()}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)

    return ends


def _in_a_moment() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


# --- the table --------------------------------------------------------------------------------------------------------------

WEATHER = (
    Fault("dropped before", 40, Lands.NEVER, closed),
    Fault("accepted, then closed", 40, Lands.AT_ONCE, closed),
    Fault("accepted, then reset", 20, Lands.AT_ONCE, reset),
    Fault("hangs", 2, Lands.NEVER, silence),
    Fault("accepted, then hangs", 2, Lands.AT_ONCE, silence),
    Fault("hangs, lands late", 3, Lands.LATE, silence),
    Fault("closed, lands late", 12, Lands.LATE, closed),
    Fault("500, lands late", 8, Lands.LATE, page(500)),
    Fault("500", 10, Lands.NEVER, page(500)),
    Fault("500, accepted", 10, Lands.AT_ONCE, page(500)),
    Fault("503", 10, Lands.NEVER, page(503)),
    Fault("503, accepted", 10, Lands.AT_ONCE, page(503)),
    Fault("429 for 0", 3, Lands.NEVER, busy(lambda: "0")),
    Fault("429 for 1.5", 3, Lands.NEVER, busy(lambda: "1.5")),
    Fault("429 for a day", 3, Lands.NEVER, busy(lambda: "86400")),
    Fault("429 until a date", 3, Lands.NEVER, busy(_in_a_moment)),
    Fault("429 for rubbish", 3, Lands.NEVER, busy(lambda: "soon, perhaps")),
    Fault("429 for ever", 3, Lands.NEVER, busy()),
    Fault("internal_error", 8, Lands.NEVER, error("internal_error")),
    Fault("internal_error, accepted", 10, Lands.AT_ONCE, error("internal_error")),
    Fault("fatal_error", 8, Lands.NEVER, error("fatal_error")),
    Fault("fatal_error, accepted", 10, Lands.AT_ONCE, error("fatal_error")),
    Fault("HTML for an answer", 8, Lands.NEVER, page(200)),
    Fault("HTML for an answer, accepted", 8, Lands.AT_ONCE, page(200)),
    Fault("cut off", 8, Lands.NEVER, truncated),
    Fault("cut off, accepted", 8, Lands.AT_ONCE, truncated),
)
_FINE = Fault(FINE, 1_000 - sum(each.share for each in WEATHER), Lands.AT_ONCE, well)


# --- the proxy --------------------------------------------------------------------------------------------------------------


@dataclass
class Weather:
    """The proxy, and what it did."""

    slack: str  # base address of what is behind it
    random: Random
    session: ClientSession
    faults: Counter[str] = field(default_factory=Counter)
    kept_back: int = 0  # requests that would have landed too late
    base_url: str = ""
    _landing: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def requests(self) -> int:
        """How many there were."""
        return self.faults.total()

    async def seen(self, requests: int) -> None:
        """Wait until there were so many requests."""
        while self.requests < requests:
            await asyncio.sleep(0.005)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one request, with what the weather does to it."""
        method = request.match_info["method"]
        forward = partial(self._forward, method, await request.read(), _headers(request))
        table = (*WEATHER, _FINE)
        (fault,) = self.random.choices(table, [each.share for each in table])
        self.faults[fault.name] += 1
        said = await forward() if fault.lands is Lands.AT_ONCE else OK
        if fault.lands is Lands.LATE and method in MAY_LAND_LATE:
            task = asyncio.create_task(self._land(forward))
            self._landing.add(task)
            task.add_done_callback(self._landing.discard)
        return await fault.ends(request, said)

    async def _land(self, forward: Callable[[], Awaitable[bytes]]) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await asyncio.sleep(self.random.uniform(*LATE))
        if loop.time() - begun > TOO_LATE:
            self.kept_back += 1
        else:
            await forward()

    async def _forward(self, method: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        async with self.session.post(f"{self.slack}{method}", data=body, headers=headers) as answer:
            return await answer.read()

    async def settled(self) -> None:
        """Wait for what is still to land."""
        await asyncio.gather(*self._landing)


def _headers(request: web.Request) -> dict[str, str]:
    return {name: request.headers[name] for name in _HOP if name in request.headers}


@asynccontextmanager
async def bad_weather(slack: str, seed: int) -> AsyncIterator[Weather]:
    """The proxy while it runs, before the Slack at this base address. At the end all that was on its way has landed."""
    async with ClientSession() as session:
        weather = Weather(slack, Random(seed), session)
        app = web.Application()
        app.router.add_post("/api/{method}", weather.handle)
        runner = web.AppRunner(app, shutdown_timeout=HANG * 2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        weather.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        try:
            yield weather
        finally:
            await runner.cleanup()
            await weather.settled()

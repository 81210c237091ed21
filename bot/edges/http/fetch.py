"""Getting bytes from an address: one conditional GET under a deadline, a size cap and the guard.

    fetch ── turn at the host ── deadline ─┬─ hop: GET ── redirect? ──► next hop (scheme and guard checked anew)
                                           └─ status ──► NotModified | FetchFailed | body read under the cap ──► Fetched

Two pools of connections: a guarded one, and one for requests that may reach private addresses, so that a connection
made with leave is never used without it.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot import __version__
from bot.edges.http.guard import guarded_socket
from bot.edges.http.words import lasting, plain_words, shown, trouble_of
from bot.feeds.schedule import seconds_until
from bot.model import Trouble
from bot.ports import Clock, Fetched, FetchFailed, FetchResult, NotModified, Request
from bot.text import sound

_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_CHUNK = 65_536  # bytes
_CONNECT_SECONDS = 30  # for one connection
_DNS_SECONDS = 300  # how long a resolved name is believed; every socket is still judged by its number


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much of our time and memory one address may take."""

    deadline: float = 30.0  # seconds for everything: name, connection, redirects, body
    most_bytes: int = 10_000_000  # of the decoded body
    most_redirects: int = 5
    header_bytes: int = 16_384  # per header line
    headers: int = 100
    per_host: int = 2  # requests at a time; more is rude
    connections: int = 200


@dataclass(frozen=True, slots=True)
class _Hop:
    """Where we are on the way through redirects."""

    url: URL
    count: int = 0
    permanent: bool = True


class HttpFetcher:
    """The Fetcher of the real world, on aiohttp. Use as an async context manager: it owns its connections."""

    def __init__(
        self,
        clock: Clock,
        contact: str = "",
        limits: FetchLimits | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
        guard: Callable[[tuple[Any, ...]], socket.socket] = guarded_socket,
        on_read: Callable[[str, int, int | None], None] | None = None,
        on_answer: Callable[[str, int, str], None] | None = None,
    ) -> None:
        """`contact` (an address or a page) goes into User-Agent; `tls` adds trusted certificates; `resolver` replaces DNS.

        `guard` makes the sockets of requests without leave to reach private addresses. `on_read` hears of each piece of a
        body: the address asked for, the bytes so far, and those that the server announced. `on_answer` hears of each answer,
        those of redirects too: the address asked for first, the status, and the address that it came from.
        """
        self.agent = f"Gatewatch/{__version__}" + (f" (+{_header_safe(contact)})" if contact else "")
        self._clock = clock
        self._limits = limits or FetchLimits()
        self._tls = tls
        self._resolver = resolver
        self._guard = guard
        self._on_read = on_read
        self._on_answer = on_answer
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def __aenter__(self) -> Self:
        self._sessions = {allowed: self._session(allow_private=allowed) for allowed in (False, True)}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions = {}

    async def fetch(self, request: Request) -> FetchResult:
        """Do one conditional GET. Waiting for a turn at the host is not counted against the deadline.

        A redirect to another host is counted to the host that sent us there. Never raises for what a server does.
        """
        try:
            url = _checked(request.url)
        except ValueError as error:
            return FetchFailed(str(error), lasting=True)
        async with self._turn(url.host or ""):
            try:
                async with asyncio.timeout(self._limits.deadline):
                    return await self._follow(request, _Hop(url))
            except (aiohttp.ClientError, OSError, ValueError) as error:
                return FetchFailed(plain_words(error), trouble=trouble_of(error), lasting=lasting(error))

    def _turn(self, host: str) -> asyncio.Semaphore:
        """The gate of a host; it lives as long as somebody stands at it."""
        return self._turns.setdefault(host, asyncio.Semaphore(self._limits.per_host))

    async def _follow(self, request: Request, hop: _Hop) -> FetchResult:
        session = self._sessions[request.allow_private]
        while True:
            async with session.get(hop.url, headers=_conditions(request), allow_redirects=False) as answer:
                if self._on_answer:
                    self._on_answer(request.url, answer.status, _without_user(hop.url))
                if answer.status not in _REDIRECTS or "location" not in answer.headers:
                    return await self._outcome(request, hop, answer)
                step = self._next_hop(hop, answer)
            if isinstance(step, FetchFailed):
                return step
            hop = step

    def _next_hop(self, hop: _Hop, answer: aiohttp.ClientResponse) -> _Hop | FetchFailed:
        if hop.count >= self._limits.most_redirects:
            return FetchFailed(f"more than {self._limits.most_redirects} redirects", answer.status)
        try:
            url = _checked(str(hop.url.join(URL(answer.headers["location"])).with_fragment(None)))
        except ValueError as error:
            return FetchFailed(f"redirected to an address we do not follow: {error}", answer.status)
        return _Hop(url, hop.count + 1, hop.permanent and answer.status in _PERMANENT)

    async def _outcome(self, request: Request, hop: _Hop, answer: aiohttp.ClientResponse) -> FetchResult:
        headers = _plain_headers(answer)
        if answer.status == 304 and (request.etag or request.modified):
            return NotModified(headers)
        if not 200 <= answer.status < 300:
            return self._failed(answer, headers)
        body = await self._read(request, answer)
        if body is None:
            why = f"the answer is larger than {self._limits.most_bytes:,} bytes"
            return FetchFailed(why, answer.status, trouble=Trouble.TOO_LARGE)
        return Fetched(_without_user(hop.url), body, headers, _moved_to(request, hop))

    async def _read(self, request: Request, answer: aiohttp.ClientResponse) -> bytes | None:
        """The decoded body; None as soon as it passes the cap. aiohttp decodes in bounded steps, so a bomb stays small."""
        body = bytearray()
        async for chunk in answer.content.iter_chunked(_CHUNK):
            body += chunk
            if self._on_read:
                self._on_read(request.url, len(body), answer.content_length)
            if len(body) > self._limits.most_bytes:
                answer.close()  # or the rest would be read to save the connection
                return None
        return bytes(body)

    def _failed(self, answer: aiohttp.ClientResponse, headers: Mapping[str, str]) -> FetchFailed:
        wait = seconds_until(headers.get("retry-after"), self._clock.now())
        reason = f" ({answer.reason[:60]})" if answer.reason else ""
        check = headers.get("cf-mitigated") == "challenge"
        trouble = Trouble.ROBOT_CHECK if check else Trouble.GONE if answer.status == 410 else Trouble.REFUSED
        why = f"{shown(answer.url)} answered {answer.status}{reason}{', a robot check' if check else ''}"
        return FetchFailed(why, answer.status, wait, trouble)

    def _session(self, *, allow_private: bool) -> aiohttp.ClientSession:
        limits = self._limits
        connector = aiohttp.TCPConnector(
            limit=limits.connections,
            resolver=self._resolver,
            socket_factory=None if allow_private else self._guard,
            ttl_dns_cache=_DNS_SECONDS,
            ssl=self._tls if self._tls is not None else True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self.agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            # Our own is around everything, redirects included; who does not answer at all need not have all of it.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
            max_line_size=limits.header_bytes,
            max_field_size=limits.header_bytes,
            max_headers=limits.headers,
            trust_env=False,  # behind a proxy the guard would see the proxy only
        )


def _checked(address: str) -> URL:
    """The address as a URL with a web scheme and a host; ValueError says in words what is wrong with it."""
    try:
        url = URL(address.strip())
        host = url.host
    except ValueError:
        raise ValueError("not a web address") from None
    if url.scheme not in ("http", "https"):
        raise ValueError("only http and https are fetched")
    if not host:
        raise ValueError("the address has no host")
    return url


def _conditions(request: Request) -> dict[str, str]:
    """Validators as the server gave them. One with a line break in it is none of ours and is left out."""
    pairs = (("If-None-Match", request.etag), ("If-Modified-Since", request.modified))
    return {name: value for name, value in pairs if value and value.isprintable()}


def _plain_headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """Header names in lower case, the first of several; bytes that are no text become question marks."""
    return {name.lower(): sound(answer.headers[name]) for name in answer.headers}


def _moved_to(request: Request, hop: _Hop) -> str | None:
    """Where permanent redirects lead. An address with a password in it is not moved: the new one would lack it."""
    if not hop.count or not hop.permanent or URL(request.url.strip()).user is not None:
        return None
    return str(hop.url)


def _without_user(url: URL) -> str:
    return str(url.with_user(None))


def _header_safe(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and c not in "()")

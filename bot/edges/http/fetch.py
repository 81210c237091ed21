"""Getting bytes from an address: one conditional GET under a deadline, a size cap and the guard.

    fetch ── turn at the host ── deadline ─┬─ hop: GET ── redirect? ──► next hop (scheme and guard checked anew)
                   ▲                       │                              └──┐ to another host, or one that may not be followed
                   └── may it be followed? ┼─────────────────────────────────┘
                                           └─ status ──► NotModified | FetchFailed | body read under the cap ──► Fetched

Two pools of connections: a guarded one, and one for hosts that may be private, so that a connection made with leave is never
used without it. Leave is for the host that was asked for, wherever it redirects to. A proxy takes the place of the guard, which sees the proxy only: what is asked of
the proxy is then for the proxy to judge, save addresses that are plain numbers.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Any, Self
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot import __version__
from bot.edges.http.body import Body, TooLargeError, decoded
from bot.edges.http.guard import RefusedAddressError, guarded_socket, refusal
from bot.edges.http.names import KnownNames
from bot.edges.http.pace import ComeBack, HostPace
from bot.edges.http.words import barred, lasting, plain_words, shown, trouble_of
from bot.feeds.schedule import seconds_until, served_at
from bot.model import Trouble
from bot.ports import Clock, Fetched, FetchFailed, FetchResult, NotModified, Request
from bot.text import shown_address, sound
from bot.variables import Whole, hidden

_ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_LEAVE_ALONE = frozenset({429, 503})  # with Retry-After these speak for the host and not for one feed
_NUMBER = re.compile(r".*:.*|(?:.*\.)?(?:\d+|0x[0-9a-f]*)")  # hosts that are no names, in any notation
_CHUNK = 65_536  # bytes
_AT_ONCE = 1_000_000  # bytes that are decoded where they are; more goes to a thread
_CONNECT_SECONDS = 30  # for one connection


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much of our time and memory one address may take."""

    deadline: float = 30.0  # seconds for everything: name, connection, redirects, body
    most_bytes: int = 10_000_000  # of the decoded body
    most_redirects: int = 5
    header_bytes: int = 16_384  # per header line
    headers: int = 100
    per_host: int = 2  # requests at a time; more is rude
    host_rate: float = 1_000.0  # requests a second to one host, over time
    connections: int = 200
    # Seconds that a connection waits for another request to its host: as long as the pace of a host leaves between two. Over
    # TLS each takes a third of a megabyte, and a sweep over thousands of hosts leaves one behind at every host.
    keep_alive: float = 0.5


@dataclass(frozen=True, slots=True)
class _Hop:
    """Where we are on the way through redirects."""

    url: URL
    asked: str | None  # the host that was asked for first, to which leave to reach private addresses belongs
    left: float  # seconds that all hops from here on may take
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
        proxy: str | None = None,
        secret: Mapping[str, Whole] | None = None,
        tls: ssl.SSLContext | None = None,
        resolver: AbstractResolver | None = None,
        guard: Callable[[tuple[Any, ...]], socket.socket] = guarded_socket,
        on_read: Callable[[str, int, int | None], None] | None = None,
        on_answer: Callable[[str, int, str], None] | None = None,
        on_date: Callable[[str, datetime], None] | None = None,
        seconds: Callable[[], float] | None = None,
    ) -> None:
        """`contact` (an address or a page) goes into User-Agent; `tls` adds trusted certificates; `resolver` finds addresses.

        `proxy` is the address of one, with user and password if it wants them, for all but requests that may reach private
        addresses. `secret` has addresses with a secret in them: as everybody knows them, and as they are asked for; nobody
        hears of the latter, so a feed that has moved for good is not followed there.
        `guard` makes the sockets of requests without leave to reach private addresses. `on_read` hears of each piece of a
        body: the address asked for, the bytes so far, and those that the server announced. `on_answer` hears of each answer,
        those of redirects too: the address asked for first, the status, and the address that it came from. `on_date` hears
        what time it is at a host. `seconds` is what the pace of hosts is kept by; it must not jump.
        """
        self.agent = f"Gatewatch/{__version__}" + (f" (+{_header_safe(contact)})" if contact else "")
        self._clock = clock
        self._limits = limits or FetchLimits()
        self._pace = HostPace(self._limits.host_rate)
        self._proxy = proxy
        self._secret = secret or {}
        self._tls = tls
        self._names = None if resolver else KnownNames()  # our own, if nobody shares theirs
        self._resolver = resolver or self._names
        self._guard = guard
        self._on_read = on_read
        self._on_answer = on_answer
        self._on_date = on_date
        self._sessions: dict[bool, aiohttp.ClientSession] = {}
        self._gates: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._seconds = seconds or time.monotonic

    async def __aenter__(self) -> Self:
        self._sessions = {allowed: self._session(allow_private=allowed) for allowed in (False, True)}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions = {}
        if self._names:
            await self._names.close()

    async def fetch(self, request: Request) -> FetchResult:
        """Do one conditional GET. Waiting for a turn at the host is not counted against the deadline.

        A redirect to another host has to wait for its turn there. Never raises for what a server does.
        """
        try:
            whole = self._secret.get(request.url)
            url = _checked(whole.address.get_secret_value() if whole else request.url)
        except ValueError as error:
            return FetchFailed(str(error), lasting=True, barred=True)
        came: FetchResult | _Hop = await self._at_host(request, _Hop(url, url.raw_host, self._limits.deadline))
        while isinstance(came, _Hop):
            if request.may_follow and not await request.may_follow(str(came.url)):
                return FetchFailed(f"redirected to {shown(came.url)}, which may not be fetched", lasting=True)
            came = await self._at_host(request, came)
        return came

    async def _at_host(self, request: Request, hop: _Hop) -> FetchResult | _Hop:
        """What the host of a hop answers, or the next hop where it leads to another host."""
        host = hop.url.raw_host or ""
        gate = await self._enter(host, request.patience)
        if isinstance(gate, FetchFailed):
            return gate
        begun = time.monotonic()
        try:
            self._refuse_number(request, hop)
            async with asyncio.timeout(hop.left):
                came = await self._ask(request, hop)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            why = plain_words(error, led_away=request.allow_private)
            return FetchFailed(why, trouble=trouble_of(error), lasting=lasting(error), barred=barred(error))
        finally:
            gate.release()
        if isinstance(came, _Hop):
            return replace(came, left=hop.left - (time.monotonic() - begun))
        if isinstance(came, FetchFailed) and came.status in _LEAVE_ALONE and came.retry_after:
            self._pace.hold(host, self._seconds(), came.retry_after, came.status)
        return came

    async def _enter(self, host: str, patience: float) -> asyncio.Semaphore | FetchFailed:
        """The gate of a host, passed: the caller releases it. A failure when it would take too long."""
        turn = self._pace.book(host, self._seconds(), patience)
        if isinstance(turn, ComeBack):
            return _sent_away(turn)
        if turn:
            await asyncio.sleep(turn)
        gate = self._gate(host)
        try:
            await _pass(gate, patience)
        except TimeoutError:
            return _sent_away(self._pace.send_away(host, self._seconds(), patience))
        return gate

    def _gate(self, host: str) -> asyncio.Semaphore:
        """The gate of a host; it lives as long as somebody stands at it."""
        return self._gates.get(host) or self._gates.setdefault(host, asyncio.Semaphore(self._limits.per_host))

    def _refuse_number(self, request: Request, hop: _Hop) -> None:
        """Behind a proxy no socket of ours tells where a request goes: judge what can be judged without one."""
        if self._proxy is None or _leave(request, hop):
            return
        host = (hop.url.raw_host or "").rstrip(".").lower()
        if host == "localhost" or host.endswith(".localhost"):
            raise RefusedAddressError("the address is loopback, not public")
        if _NUMBER.fullmatch(host) and (what := refusal(host)):
            raise RefusedAddressError(f"the address is {what}, not public")

    async def _ask(self, request: Request, hop: _Hop) -> FetchResult | _Hop:
        """One request. Where a condition brings no proper HTTP, such as a 304 with a body behind it, one without."""
        try:
            return await self._follow(request, hop)
        except aiohttp.ClientResponseError:
            if not _conditions(request):
                raise
            return await self._follow(replace(request, etag=None, modified=None), hop)

    async def _follow(self, request: Request, hop: _Hop) -> FetchResult | _Hop:
        """The answer, through the redirects of one host; the hop that leads out of it, or that somebody is to be asked about."""
        session = self._sessions[_leave(request, hop)]
        while True:
            async with session.get(hop.url, headers=_conditions(request), allow_redirects=False) as answer:
                if self._on_answer:
                    self._on_answer(request.url, answer.status, self._came_from(request, hop))
                if answer.status not in _REDIRECTS or "location" not in answer.headers:
                    return await self._outcome(request, hop, answer)
                step = self._next_hop(hop, answer)
            if isinstance(step, FetchFailed) or request.may_follow or step.url.raw_host != hop.url.raw_host:
                return step
            hop = step

    def _next_hop(self, hop: _Hop, answer: aiohttp.ClientResponse) -> _Hop | FetchFailed:
        if hop.count >= self._limits.most_redirects:
            return FetchFailed(f"more than {self._limits.most_redirects} redirects", answer.status)
        try:
            url = _checked(str(hop.url.join(URL(answer.headers["location"])).with_fragment(None)))
        except ValueError as error:
            return FetchFailed(f"redirected to an address we do not follow: {error}", answer.status)
        return replace(hop, url=url, count=hop.count + 1, permanent=hop.permanent and answer.status in _PERMANENT)

    async def _outcome(self, request: Request, hop: _Hop, answer: aiohttp.ClientResponse) -> FetchResult:
        headers = _plain_headers(answer)
        if self._on_date and (told := served_at(headers)):
            self._on_date(hop.url.raw_host or "", told)
        if answer.status == 304 and (request.etag or request.modified):
            return NotModified(headers, self._moved_to(request, hop))
        if not 200 <= answer.status < 300:
            return self._failed(request, hop, answer, headers)
        try:
            body = await self._body(request, answer, headers)
        except TooLargeError:
            answer.close()  # or the rest would be read to save the connection
            why = f"the answer is larger than {self._limits.most_bytes:,} bytes"
            return FetchFailed(why, answer.status, trouble=Trouble.TOO_LARGE)
        if not body.whole:  # the same validators would keep the rest from us for ever
            headers = {name: value for name, value in headers.items() if name not in ("etag", "last-modified")}
        return Fetched(
            self._came_from(request, hop), self._hidden(request, body.data), headers, self._moved_to(request, hop)
        )

    def _came_from(self, request: Request, hop: _Hop) -> str:
        """Where an answer came from, as it may be told: of an address with a secret in it as much as cannot hold that."""
        if request.url not in self._secret:
            return _without_user(hop.url)
        return f"{hop.url.origin()}/" if hop.count else request.url

    def _hidden(self, request: Request, said: bytes) -> bytes:
        """What a server says, without the secret of the address that it was asked for: some say their own address."""
        whole = self._secret.get(request.url)
        for secret in whole.secrets if whole else ():
            said = hidden(said, secret.get_secret_value())
        return said

    def _moved_to(self, request: Request, hop: _Hop) -> str | None:
        """Where permanent redirects lead. An address with a secret in it is not moved: the new one would lack or tell it."""
        if not hop.count or not hop.permanent or request.url in self._secret:
            return None
        return None if URL(request.url.strip()).user is not None else str(hop.url)

    async def _body(self, request: Request, answer: aiohttp.ClientResponse, headers: Mapping[str, str]) -> Body:
        """The decoded body. Raises TooLargeError, ClientPayloadError where it breaks off or cannot be decoded."""
        packed, most = bytearray(), self._limits.most_bytes
        broke: aiohttp.ClientPayloadError | None = None
        try:
            async for chunk in answer.content.iter_chunked(_CHUNK):
                packed += chunk
                if self._on_read:
                    self._on_read(request.url, len(packed), answer.content_length)
                if len(packed) > most:
                    raise TooLargeError
        except aiohttp.ClientPayloadError as error:
            broke = error
        said = headers.get("content-encoding", ""), headers.get("content-type", "")
        if broke and not said[0]:
            raise broke
        try:
            work = partial(decoded, bytes(packed), *said, most)
            body = work() if len(packed) <= _AT_ONCE else await asyncio.to_thread(work)
        except ValueError as error:
            raise aiohttp.ClientPayloadError(str(error)) from None
        if broke and not body.whole:
            raise broke
        return body  # packed data that is complete, whatever length was announced

    def _failed(
        self, request: Request, hop: _Hop, answer: aiohttp.ClientResponse, headers: Mapping[str, str]
    ) -> FetchFailed:
        wait = seconds_until(headers.get("retry-after"), self._clock.now())
        # Who was sent a secret may say it again there, perhaps cut.
        reason = f" ({answer.reason[:60]})" if answer.reason and request.url not in self._secret else ""
        check = headers.get("cf-mitigated") == "challenge"
        trouble = Trouble.ROBOT_CHECK if check else Trouble.GONE if answer.status == 410 else Trouble.REFUSED
        why = f"{shown_address(self._came_from(request, hop))} answered {answer.status}{reason}{', a robot check' if check else ''}"
        return FetchFailed(why, answer.status, wait, trouble)

    def _session(self, *, allow_private: bool) -> aiohttp.ClientSession:
        limits = self._limits
        connector = aiohttp.TCPConnector(
            limit=limits.connections,
            keepalive_timeout=limits.keep_alive,
            resolver=self._resolver,
            use_dns_cache=False,  # the resolver remembers, for both pools
            socket_factory=None if allow_private or self._proxy else self._guard,
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
            auto_decompress=False,  # `bot.edges.http.body` forgives more
            proxy=None if allow_private else self._proxy,
            trust_env=False,  # a proxy is set with a word about what it means, not by a variable meant for others
        )


def _checked(address: str) -> URL:
    """The address as a URL with a web scheme and a host; ValueError says in words what is wrong with it."""
    try:
        url = URL(address.strip())
        host = url.raw_host  # as it is sent: to read it in its own script costs as much as the rest
    except ValueError:
        raise ValueError("not a web address") from None
    if url.scheme not in ("http", "https"):
        raise ValueError("only http and https are fetched")
    if not host:
        raise ValueError("the address has no host")
    return url


def _leave(request: Request, hop: _Hop) -> bool:
    """Whether an address on the way may be private: leave is for the host that was asked for."""
    return request.allow_private and hop.url.raw_host == hop.asked


def _conditions(request: Request) -> dict[str, str]:
    """Validators as the server gave them. One with a line break in it is none of ours and is left out."""
    pairs = (("If-None-Match", request.etag), ("If-Modified-Since", request.modified))
    return {name: value for name, value in pairs if value and value.isprintable()}


def _plain_headers(answer: aiohttp.ClientResponse) -> dict[str, str]:
    """Header names in lower case, the first of several; bytes that are no text become question marks."""
    headers: dict[str, str] = {}
    for name, value in answer.headers.items():
        headers.setdefault(name.lower(), sound(value))
    return headers


async def _pass(gate: asyncio.Semaphore, patience: float) -> None:
    """Through the gate of a host. Raises TimeoutError when those before are too slow."""
    if not gate.locked():
        await gate.acquire()
        return
    async with asyncio.timeout(patience):
        await gate.acquire()


def _sent_away(turn: ComeBack) -> FetchFailed:
    if turn.status is None:
        return FetchFailed("too many wait for this host", None, turn.after, not_asked=True)
    why = f"the host asks to be left alone ({turn.status})"
    return FetchFailed(why, turn.status, turn.after, Trouble.REFUSED, not_asked=True)


def _without_user(url: URL) -> str:
    return str(url.with_user(None))


def _header_safe(text: str) -> str:
    return "".join(c for c in text if c.isprintable() and c not in "()")

"""The fetcher against servers that behave, and servers that do not."""

from __future__ import annotations

import asyncio
import base64
import gzip
import socket
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from http_stage import Script, Stage, StillClock, drips, raw, says, stage
from pydantic import SecretStr

from bot import __version__
from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.guard import guarded_socket
from bot.edges.http.words import LED_AWAY
from bot.model import Trouble
from bot.ports import Fetched, FetchFailed, FetchResult, NotModified, Request
from bot.variables import Whole

T = TypeVar("T")
LIMITS = FetchLimits(deadline=3.0, most_bytes=100_000, most_redirects=5, header_bytes=4_096, headers=40)
FEED = b"<rss version='2.0'><channel/></rss>"


def play(
    act: Callable[[HttpFetcher, Stage], Awaitable[T]], scripts: dict[str, Script], limits: FetchLimits = LIMITS
) -> T:
    """Run an act with a fetcher and a stage."""

    async def run() -> T:
        async with stage(scripts) as server, HttpFetcher(StillClock(), "desk@news.test", limits) as fetcher:
            return await act(fetcher, server)

    return asyncio.run(run())


def get(script: Script, limits: FetchLimits = LIMITS, **facts: str) -> FetchResult:
    """What one request for one script comes to."""

    async def act(fetcher: HttpFetcher, server: Stage) -> FetchResult:
        return await fetcher.fetch(Request(f"{server.base}/feed", allow_private=True, **facts))

    return play(act, {"/feed": script}, limits)


# --- good servers ---------------------------------------------------------------------------------------------------


def test_a_body_comes_with_its_headers() -> None:
    """200 gives the body, header names in lower case and the address."""
    result = get(says("200 OK", FEED, ETag='"v1"', Content_Type="text/xml"))
    assert isinstance(result, Fetched)
    assert (result.body, result.headers["etag"], result.headers["content-type"]) == (FEED, '"v1"', "text/xml")
    assert result.url.endswith("/feed")
    assert result.moved_to is None


def test_validators_and_name_are_sent() -> None:
    """ETag and Last-Modified go out as they came in, and the User-Agent says who asks and where to write."""

    async def act(fetcher: HttpFetcher, server: Stage) -> dict[str, str]:
        validators = {"etag": 'W/"v1"', "modified": "Thu, 14 Apr 2016 12:00:00 GMT"}
        await fetcher.fetch(Request(f"{server.base}/feed", allow_private=True, **validators))
        return server.asked[0][1]

    headers = play(act, {"/feed": says("304 Not Modified")})
    assert headers["if-none-match"] == 'W/"v1"'
    assert headers["if-modified-since"] == "Thu, 14 Apr 2016 12:00:00 GMT"
    assert headers["user-agent"] == f"Gatewatch/{__version__} (+desk@news.test)"
    assert "cookie" not in headers


def test_not_modified_is_told_with_its_headers() -> None:
    """304 to a conditional request is NotModified; its headers may carry new validators."""
    result = get(says("304 Not Modified", ETag='"v2"'), etag='"v1"')
    assert isinstance(result, NotModified)
    assert result.headers["etag"] == '"v2"'


def test_what_time_it_is_at_a_host_is_heard() -> None:
    """Every answer that tells the time bears witness to it, whatever else it says; one that tells none is none."""
    heard: list[tuple[str, datetime]] = []
    dates = {"/a": "Thu, 14 Apr 2016 12:00:00 GMT", "/b": "Thu, 14 Apr 2016 12:00:05 GMT", "/c": "soon"}

    async def work() -> None:
        scripts = {path: says("200 OK" if path == "/a" else "404 Not Found", Date=date) for path, date in dates.items()}
        async with (
            stage(scripts) as server,
            HttpFetcher(StillClock(), on_date=lambda *said: heard.append(said)) as fetcher,
        ):
            for path in (*dates, "/d"):
                await fetcher.fetch(Request(f"{server.base}{path}", allow_private=True))

    asyncio.run(work())
    assert heard == [("127.0.0.1", datetime(2016, 4, 14, 12, 0, second, tzinfo=UTC)) for second in (0, 5)]


def test_304_to_an_unconditional_request_is_a_failure() -> None:
    """A server that says "not modified" to somebody who has nothing has failed."""
    result = get(says("304 Not Modified"))
    assert isinstance(result, FetchFailed)
    assert (result.status, result.why.endswith("/feed answered 304 (Not Modified)")) == (304, True)


def bare_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(data) + squeeze.flush()


PACKED = gzip.compress(FEED)
ODD_BODIES = {
    "gzip": says("200 OK", PACKED, Content_Encoding="gzip"),
    "x-gzip": says("200 OK", PACKED, Content_Encoding="x-gzip"),
    "in capitals": says("200 OK", PACKED, Content_Encoding="GZIP"),
    "deflate": says("200 OK", zlib.compress(FEED), Content_Encoding="deflate"),
    "deflate without its frame": says("200 OK", bare_deflate(FEED), Content_Encoding="deflate"),
    "deflate that is gzip": says("200 OK", PACKED, Content_Encoding="deflate"),
    "gzip announced, but plain": says("200 OK", FEED, Content_Encoding="gzip"),
    "deflate announced, but plain": says("200 OK", FEED, Content_Encoding="deflate"),
    "gzip without a word": says("200 OK", PACKED, Content_Type="text/xml"),
    "gzip twice": says("200 OK", gzip.compress(PACKED), Content_Encoding="gzip"),
    "deflate in gzip": says("200 OK", gzip.compress(PACKED), Content_Encoding="deflate"),
    "in two members": says("200 OK", gzip.compress(FEED[:9]) + gzip.compress(FEED[9:]), Content_Encoding="gzip"),
    "rubbish behind the end": says("200 OK", PACKED + b"\0\0rubbish", Content_Encoding="gzip"),
    "length counted before packing": says("200 OK", PACKED, length=9_999, Content_Encoding="gzip"),
    "nothing": says("200 OK", FEED, Content_Encoding="identity"),
}


@pytest.mark.parametrize("kind", ODD_BODIES)
def test_bodies_come_out_plain_however_they_were_packed(kind: str) -> None:
    """Compressed rightly or in one of the ways that real servers get wrong: the feed is the same."""
    result = get(ODD_BODIES[kind])
    assert isinstance(result, Fetched)
    assert result.body == FEED


def test_a_file_that_is_meant_to_be_gzip_stays_gzip() -> None:
    """What a server calls a gzip file is not unpacked."""
    result = get(says("200 OK", PACKED, Content_Type="application/gzip"))
    assert isinstance(result, Fetched)
    assert result.body == PACKED


def test_an_empty_body_is_a_body() -> None:
    """Nothing, packed or not, is nothing."""
    for encoding in ("", "gzip", "deflate"):
        result = get(says("200 OK", b"", Content_Encoding=encoding))
        assert isinstance(result, Fetched)
        assert result.body == b""


def test_a_cut_gzip_stream_is_taken_as_far_as_it_goes() -> None:
    """What came is read; no validator is kept that would answer "not modified" about the rest."""
    result = get(says("200 OK", PACKED[:-12], Content_Encoding="gzip", ETag='"v1"', Last_Modified="x", Age="1"))
    assert isinstance(result, Fetched)
    assert FEED.startswith(result.body)
    assert not result.headers.keys() & {"etag", "last-modified"}
    assert result.headers["age"] == "1"


def test_a_gzip_stream_that_broke_off_with_its_connection_is_a_failure() -> None:
    """Neither its own end came nor the announced length: the rest comes with the next try."""
    result = get(says("200 OK", PACKED[:-12], length=len(PACKED), Content_Encoding="gzip"))
    assert result == FetchFailed("the answer broke off or cannot be decoded")


@pytest.mark.parametrize("body", [FEED, gzip.compress(b"")], ids=["a feed", "nothing, packed"])
def test_a_not_modified_with_a_body_is_asked_again_without_condition(body: bytes) -> None:
    """What stands behind a 304 is no HTTP any more: the feed is fetched whole from a server that cannot say it properly."""
    lying = b"HTTP/1.1 304 Not Modified\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    async def act(fetcher: HttpFetcher, server: Stage) -> tuple[FetchResult, list[bool]]:
        async def script(send: Callable[[bytes], Awaitable[None]]) -> None:
            conditional = "if-none-match" in server.asked[-1][1]
            await (raw(lying) if conditional else says("200 OK", FEED))(send)

        server.scripts["/feed"] = script
        result = await fetcher.fetch(Request(f"{server.base}/feed", etag='"v1"', allow_private=True))
        return result, ["if-none-match" in headers for _, headers in server.asked]

    result, conditional = play(act, {})
    assert isinstance(result, Fetched)
    assert (result.body, conditional) == (FEED, [True, False])


ODD_VALIDATORS = ['W/"v1"', '"v1-gzip"', "v1", 'W/"a b"', '"', "0", '"5f3-ü"']
ODD_DATES = [
    "Thu, 14 Apr 2016 12:00:00 GMT",
    "2016-04-14T12:00:00Z",
    "Thu Apr 14 12:00:00 2016",
    "0",
    "-1",
    "yesterday",
]


@pytest.mark.parametrize("etag", ODD_VALIDATORS)
@pytest.mark.parametrize("modified", ODD_DATES[:1])
def test_odd_validators_go_back_as_they_came(etag: str, modified: str) -> None:
    """Weak, with the suffix of a compressing server, without quotes: whatever it is, it is the server's own word."""
    assert echoed(etag, modified) == (etag, modified)


@pytest.mark.parametrize("modified", ODD_DATES)
def test_odd_dates_go_back_as_they_came(modified: str) -> None:
    """If-Modified-Since is the server's Last-Modified, letter by letter, and no date of ours."""
    assert echoed('"v1"', modified) == ('"v1"', modified)


def echoed(etag: str, modified: str) -> tuple[str, str]:
    """What a server hears that gave these validators the time before."""

    async def act(fetcher: HttpFetcher, server: Stage) -> dict[str, str]:
        first = await fetcher.fetch(Request(f"{server.base}/feed", allow_private=True))
        assert isinstance(first, Fetched)
        kept = {"etag": first.headers["etag"], "modified": first.headers["last-modified"]}
        await fetcher.fetch(Request(f"{server.base}/feed", allow_private=True, **kept))
        return server.asked[1][1]

    given = f"ETag: {etag}\r\nLast-Modified: {modified}\r\n".encode()
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n" + given + b"\r\n"
    heard = play(act, {"/feed": raw(head)})
    as_sent = {name: value.encode("latin-1").decode() for name, value in heard.items()}
    return as_sent["if-none-match"], as_sent["if-modified-since"]


def test_chunked_bodies_are_joined() -> None:
    """A body in chunks comes out whole."""
    data = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    result = get(raw(data))
    assert isinstance(result, Fetched)
    assert result.body == b"hello world"


# --- redirects ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        (["301 Moved"], True),
        (["308 Permanent"], True),
        (["301 Moved", "308 Permanent"], True),
        (["302 Found"], False),
        (["301 Moved", "302 Found"], False),
        (["307 Temporary", "301 Moved"], False),
    ],
)
def test_redirects_are_followed_and_permanent_ones_noted(statuses: list[str], moved: bool) -> None:
    """The body comes from the last hop; `moved_to` is set only when every hop was permanent."""
    scripts = {f"/{n}": says(status, Location=f"/{n + 1}") for n, status in enumerate(statuses)}
    scripts[f"/{len(statuses)}"] = says("200 OK", FEED)

    async def act(fetcher: HttpFetcher, server: Stage) -> tuple[FetchResult, str]:
        return await fetcher.fetch(Request(f"{server.base}/0", allow_private=True)), server.base

    result, base = play(act, scripts)
    assert isinstance(result, Fetched)
    last = f"{base}/{len(statuses)}"
    assert (result.body, result.url, result.moved_to) == (FEED, last, last if moved else None)


def test_a_redirect_loop_ends() -> None:
    """After five redirects the sixth is not followed."""

    async def act(fetcher: HttpFetcher, server: Stage) -> tuple[FetchResult, int]:
        return await fetcher.fetch(Request(f"{server.base}/a", allow_private=True)), len(server.asked)

    result, asked = play(act, {"/a": says("302 Found", Location="/b"), "/b": says("302 Found", Location="/a")})
    assert result == FetchFailed("more than 5 redirects", 302)
    assert asked == 6


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://news.test/x", "javascript:alert(1)", "gopher://x/"])
def test_redirects_out_of_the_web_are_not_followed(target: str) -> None:
    """Only http and https are followed."""
    result = get(says("302 Found", Location=target))
    assert isinstance(result, FetchFailed)
    assert result.why.startswith("redirected to an address we do not follow")


@pytest.mark.parametrize("allow_private", [False, True])
def test_a_redirect_to_a_private_address_is_refused(allow_private: bool) -> None:
    """A public server that redirects inside gets nothing out of it, unless the request has leave."""

    async def act() -> tuple[FetchResult, int]:
        async with stage({"/secret": says("200 OK", b"secret")}) as inner:
            away = says("302 Found", Location=f"{inner.base}/secret")
            async with stage({"/feed": away}) as public:

                def guard(info: tuple[Any, ...]) -> socket.socket:
                    """The real guard, which takes the first stage for a public server."""
                    if public.base.endswith(f":{info[4][1]}"):
                        return socket.socket(*info[:3])
                    return guarded_socket(info)

                async with HttpFetcher(StillClock(), limits=LIMITS, guard=guard) as fetcher:
                    request = Request(f"{public.base}/feed", allow_private=allow_private)
                    return await fetcher.fetch(request), len(inner.asked)

    result, heard = asyncio.run(act())
    if allow_private:
        assert isinstance(result, Fetched)
        assert heard == 1
    else:
        assert isinstance(result, FetchFailed)
        assert result.why.startswith("the address is loopback, not public")
        assert heard == 0


@pytest.mark.parametrize(("host", "reached"), [("127.0.0.1", True), ("localhost", False)])
def test_leave_to_reach_private_addresses_is_for_the_host_that_was_asked_for(host: str, reached: bool) -> None:
    """A redirect to another private host is refused, and the reader is not told to set what is set."""

    async def act() -> tuple[FetchResult, int]:
        async with stage({"/secret": says("200 OK", b"secret")}) as inner:
            target = f"{inner.base}/secret".replace("127.0.0.1", host)
            async with (
                stage({"/feed": says("302 Found", Location=target)}) as named,
                HttpFetcher(StillClock(), limits=LIMITS) as fetcher,
            ):
                return await fetcher.fetch(Request(f"{named.base}/feed", allow_private=True)), len(inner.asked)

    result, heard = asyncio.run(act())
    assert (isinstance(result, Fetched), heard) == (reached, int(reached))
    if isinstance(result, FetchFailed):
        assert result.why == f"the address is loopback, not public; {LED_AWAY}"


@pytest.mark.parametrize("followed", [("/b", "/c"), ("/b",), ()])
def test_every_hop_is_asked_about_where_somebody_wants_to_be(followed: tuple[str, ...]) -> None:
    """The first that may not be followed ends it, and is not asked for; so on one host as well."""
    scripts = {
        "/a": says("302 Found", Location="/b"),
        "/b": says("302 Found", Location="/c"),
        "/c": says("200 OK", b"c"),
    }

    async def act() -> tuple[FetchResult, list[str], list[str]]:
        async with stage(scripts) as server, HttpFetcher(StillClock(), limits=LIMITS) as fetcher:
            wondered = []

            async def may_follow(url: str) -> bool:
                wondered.append(url.removeprefix(server.base))
                return wondered[-1] in followed

            result = await fetcher.fetch(Request(f"{server.base}/a", allow_private=True, may_follow=may_follow))
            return result, wondered, [path for path, _ in server.asked]

    result, wondered, asked = asyncio.run(act())
    assert asked == ["/a", *followed]
    assert wondered == ["/b", "/c"][: len(followed) + 1]
    assert isinstance(result, Fetched if len(followed) == 2 else FetchFailed)


def test_a_redirect_without_target_is_a_failure() -> None:
    """A 302 that leads nowhere is an answer without use."""
    result = get(says("302 Found"))
    assert isinstance(result, FetchFailed)
    assert result.status == 302


# --- failures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "retry", "seconds"),
    [
        ("429 Too Many Requests", "120", 120.0),
        ("429 Too Many Requests", "1.5", 1.5),
        ("429 Too Many Requests", "Thu, 14 Apr 2016 12:01:00 GMT", 60.0),
        ("503 Service Unavailable", "soon", None),
        ("503 Service Unavailable", None, None),
        ("410 Gone", None, None),
        ("404 Not Found", None, None),
        ("500 Server Error", None, None),
    ],
)
def test_refusals_carry_status_and_wait(status: str, retry: str | None, seconds: float | None) -> None:
    """4xx and 5xx give status, reason and Retry-After in seconds, in all its forms."""
    headers = {"Retry_After": retry} if retry else {}
    result = get(says(status, b"no", **headers))
    assert isinstance(result, FetchFailed)
    assert (result.status, result.retry_after) == (int(status[:3]), seconds)
    assert status[:3] in result.why


def test_a_robot_check_is_named() -> None:
    """A challenge in front of a site is called what it is."""
    result = get(says("403 Forbidden", cf_mitigated="challenge"))
    assert isinstance(result, FetchFailed)
    assert result.why.endswith("answered 403 (Forbidden), a robot check")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (says("200 OK", b"short", length=500), "the answer broke off or cannot be decoded"),
        (says("200 OK", gzip.compress(FEED)[:10] + b"\xff" * 60, Content_Encoding="gzip"), "the answer broke off or cannot be decoded"),
        (says("200 OK", b"\x0b\x02\x80", Content_Encoding="br"), "the answer broke off or cannot be decoded"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nrubbish"), "the answer is not proper HTTP, or its headers are too long"),
        (says("200 OK", FEED + b"<!-- more -->", length=len(FEED)), "the answer is not proper HTTP, or its headers are too long"),
        (raw(b""), "the server closed the connection without an answer"),
        (raw(b"SSH-2.0-OpenSSH\r\n\r\n"), "the answer is not proper HTTP, or its headers are too long"),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000 + b"\r\n\r\n"), "the answer is not proper HTTP, or its headers are too long"),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 5_000 + b"\r\n"), "the answer is not proper HTTP, or its headers are too long"),
    ],
    ids=["short", "damaged gzip", "brotli", "bad chunk", "more than announced", "silent", "no http", "long header", "many headers"],
)  # fmt: skip
def test_broken_answers_are_told_in_plain_words(script: Script, why: str) -> None:
    """A broken answer is a value with a reason, never an exception."""
    assert get(script) == FetchFailed(why)


def test_a_gzip_bomb_is_stopped_at_the_cap() -> None:
    """A hundred megabytes of zeros in a hundred kilobytes end at the cap of the decoded size, quickly."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(squeeze.compress(bytes(1_000_000)) for _ in range(100)), squeeze.flush()])
    started = time.monotonic()
    result = get(says("200 OK", bomb, Content_Encoding="gzip"))
    assert result == FetchFailed("the answer is larger than 100,000 bytes", 200, trouble=Trouble.TOO_LARGE)
    assert time.monotonic() - started < 2


def test_a_body_of_countless_pieces_is_stopped() -> None:
    """Every empty gzip member takes twenty bytes and a look at the rest."""
    started = time.monotonic()
    result = get(says("200 OK", gzip.compress(b"") * 4_900, Content_Encoding="gzip"))
    assert result == FetchFailed("the answer broke off or cannot be decoded")
    assert time.monotonic() - started < 2


def test_a_large_body_is_stopped_at_the_cap() -> None:
    """One byte over the cap is too much; exactly the cap is not."""
    too_large = FetchFailed("the answer is larger than 100,000 bytes", 200, trouble=Trouble.TOO_LARGE)
    assert get(says("200 OK", b"x" * 100_001)) == too_large
    assert isinstance(get(says("200 OK", b"x" * 100_000)), Fetched)


@pytest.mark.parametrize("stall", ["body", "headers", "redirects"])
def test_the_deadline_covers_everything(stall: str) -> None:
    """A server that drips its body, drips its headers or redirects slowly is left at the total deadline."""

    async def slow_headers(send: Callable[[bytes], Awaitable[None]]) -> None:
        await send(b"HTTP/1.1 200 OK\r\n")
        while True:
            await send(b"X: y\r\n")
            await asyncio.sleep(0.1)

    async def slow_redirect(send: Callable[[bytes], Awaitable[None]]) -> None:
        await asyncio.sleep(0.2)
        await says("302 Found", Location="/feed")(send)

    script = {"body": drips(b"x", 0.05), "headers": slow_headers, "redirects": slow_redirect}[stall]
    limits = FetchLimits(deadline=0.5, most_redirects=50)
    started = time.monotonic()
    assert get(script, limits) == FetchFailed("no complete answer in time", trouble=Trouble.TOO_SLOW)
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://news.test/feed", "only http and https are fetched"),
        ("file:///etc/hostname", "only http and https are fetched"),
        ("/feed", "only http and https are fetched"),
        ("http://", "not a web address"),
        ("http://news.test:port/", "not a web address"),
    ],
)
def test_addresses_that_are_none_are_refused(url: str, why: str) -> None:
    """An address that cannot be fetched fails with a reason before anything is sent."""

    async def act(fetcher: HttpFetcher, _: Stage) -> FetchResult:
        return await fetcher.fetch(Request(url))

    result = play(act, {})
    assert isinstance(result, FetchFailed)
    assert result.why in (why, "the address has no host")


def test_no_connection_is_told() -> None:
    """A port where nobody listens gives a reason."""

    async def act(fetcher: HttpFetcher, server: Stage) -> FetchResult:
        return await fetcher.fetch(Request("http://127.0.0.1:1/", allow_private=True))

    assert play(act, {}) == FetchFailed("no connection to the server")


def test_no_secret_is_told() -> None:
    """User, password and query of an address appear neither in a reason nor in the address handed on."""

    async def act(fetcher: HttpFetcher, server: Stage) -> list[FetchResult]:
        secret = server.base.replace("http://", "http://desk:hunter2@")
        paths = ("/gone?token=hunter2", "/ok", "/moved", "/none")
        requests = [Request(f"{secret}{path}", allow_private=True) for path in paths]
        requests.append(Request("http://desk:hunter2@127.0.0.1:1/", allow_private=True))
        results = [await fetcher.fetch(request) for request in requests]
        assert all(headers["authorization"].startswith("Basic ") for path, headers in server.asked if path == "/ok")
        return results

    scripts = {
        "/gone?token=hunter2": says("410 Gone"),
        "/ok": says("200 OK", FEED),
        "/moved": says("301 M", Location="/ok2"),
    }
    results = play(act, {**scripts, "/ok2": says("200 OK", FEED)})
    assert "hunter2" not in repr(results)
    assert isinstance(results[2], Fetched)
    assert results[2].moved_to is None


def test_an_address_with_a_secret_is_asked_for_whole_and_told_without() -> None:
    """The server gets what the settings only name; nobody else hears of it, not after a redirect either."""
    told: list[object] = []

    async def act(server: Stage) -> list[FetchResult]:
        known = [f"{server.base}/{path}?key=${{FEED_KEY}}" for path in ("ok", "gone", "moved", "same")]
        key = SecretStr("hunter2")
        secret = {each: Whole(SecretStr(each.replace("${FEED_KEY}", "hunter2")), (key,)) for each in known}
        hears = {"on_answer": lambda *heard: told.append(heard), "on_read": lambda *heard: told.append(heard)}
        async with HttpFetcher(StillClock(), limits=LIMITS, secret=secret, **hears) as fetcher:
            results = [await fetcher.fetch(Request(each, allow_private=True, etag='"1"')) for each in known]
        assert [path for path, _ in server.asked][:3] == ["/ok?key=hunter2", "/gone?key=hunter2", "/moved?key=hunter2"]
        assert isinstance(results[0], Fetched)
        assert results[0].url == known[0]
        return results

    async def run() -> list[FetchResult]:
        scripts = {
            "/ok?key=hunter2": says("200 OK", b"<title>/ok?key=hunter2</title>"),
            "/gone?key=hunter2": says("410 /gone?key=hunter2"),
            "/moved?key=hunter2": says("301 M", Location="/new?key=hunter2"),
            "/new?key=hunter2": says("200 OK", FEED),
            "/same?key=hunter2": says("304 Not Modified"),
        }
        async with stage(scripts) as server:
            return await act(server)

    results = asyncio.run(run())
    assert "hunter2" not in f"{results} {told}"
    assert isinstance(results[2], Fetched)
    assert results[2].moved_to is None
    assert isinstance(results[3], NotModified)


def test_a_host_is_asked_by_few_at_a_time() -> None:
    """However many feeds a host has, only so many requests run at once, and all are answered."""

    async def slow(send: Callable[[bytes], Awaitable[None]]) -> None:
        await asyncio.sleep(0.02)
        await says("200 OK", FEED)(send)

    async def act(fetcher: HttpFetcher, server: Stage) -> tuple[int, int]:
        requests = (fetcher.fetch(Request(f"{server.base}/feed", allow_private=True)) for _ in range(12))
        results = await asyncio.gather(*requests)
        return server.busiest, sum(isinstance(r, Fetched) for r in results)

    assert play(act, {"/feed": slow}, FetchLimits(per_host=3)) == (3, 12)


def test_waiting_for_a_turn_is_not_held_against_a_feed() -> None:
    """A feed behind slow ones of its host still gets its whole deadline."""

    async def slow(send: Callable[[bytes], Awaitable[None]]) -> None:
        await asyncio.sleep(0.15)
        await says("200 OK", FEED)(send)

    async def act(fetcher: HttpFetcher, server: Stage) -> list[FetchResult]:
        return list(
            await asyncio.gather(*(fetcher.fetch(Request(f"{server.base}/feed", allow_private=True)) for _ in range(4)))
        )

    results = play(act, {"/feed": slow}, FetchLimits(per_host=1, deadline=0.4))
    assert all(isinstance(result, Fetched) for result in results)


# --- many at one host -------------------------------------------------------------------------------------------------


def test_a_refusal_with_a_time_speaks_for_the_whole_host() -> None:
    """After 429 with Retry-After no other feed of the host is asked until then; each is told when to come back."""
    seconds = [1_000.0]

    async def run() -> tuple[list[FetchResult], list[str]]:
        scripts = {"/a": says("429 Too Many Requests", Retry_After="60"), "/b": says("200 OK", FEED)}
        async with stage(scripts) as server, HttpFetcher(StillClock(), seconds=lambda: seconds[0]) as fetcher:
            results = [
                await fetcher.fetch(Request(f"{server.base}{path}", allow_private=True)) for path in ("/a", "/b")
            ]
            seconds[0] += 61
            results.append(await fetcher.fetch(Request(f"{server.base}/b", allow_private=True)))
            return results, [path for path, _ in server.asked]

    (refused, away, served), asked = asyncio.run(run())
    assert isinstance(refused, FetchFailed)
    assert not refused.not_asked
    why = "the host asks to be left alone (429)"
    assert away == FetchFailed(why, 429, 60.0, Trouble.REFUSED, not_asked=True)
    assert isinstance(served, Fetched)
    assert asked == ["/a", "/b"]


@pytest.mark.parametrize("status", ["404 Not Found", "500 Server Error", "503 Service Unavailable"])
def test_a_failing_feed_does_not_speak_for_its_host(status: str) -> None:
    """Without Retry-After, or with another status, the other feeds of the host are asked as before."""
    retry = {} if status.startswith("503") else {"Retry_After": "60"}

    async def act(fetcher: HttpFetcher, server: Stage) -> FetchResult:
        await fetcher.fetch(Request(f"{server.base}/a", allow_private=True))
        return await fetcher.fetch(Request(f"{server.base}/b", allow_private=True))

    assert isinstance(play(act, {"/a": says(status, **retry), "/b": says("200 OK", FEED)}), Fetched)


def test_a_host_is_asked_no_more_often_than_its_rate() -> None:
    """After the first ten the requests go out evenly, and who would wait too long is sent away unasked."""

    async def act(fetcher: HttpFetcher, server: Stage) -> tuple[list[FetchResult], int, float]:
        begun = time.monotonic()
        request = Request(f"{server.base}/feed", allow_private=True, patience=0.5)
        results = await asyncio.gather(*(fetcher.fetch(request) for _ in range(40)))
        return list(results), len(server.asked), time.monotonic() - begun

    limits = FetchLimits(host_rate=20.0, per_host=20)
    results, asked, took = play(act, {"/feed": says("200 OK", FEED)}, limits)
    away = [result for result in results if isinstance(result, FetchFailed)]
    assert asked == sum(isinstance(result, Fetched) for result in results) == 20
    assert {(result.why, result.status, result.not_asked) for result in away} == {
        ("too many wait for this host", None, True)
    }
    assert took > 0.45


def test_a_slow_host_keeps_nobody_waiting_for_ever() -> None:
    """Who does not get through the gate of a host in time is sent away, and the gate stays whole."""

    async def act(fetcher: HttpFetcher, server: Stage) -> list[FetchResult]:
        slow = Request(f"{server.base}/slow", allow_private=True)
        first = asyncio.create_task(fetcher.fetch(slow))
        await asyncio.sleep(0.1)
        second = await fetcher.fetch(replace(slow, patience=0.2))
        return [second, await first, await fetcher.fetch(replace(slow, url=f"{server.base}/feed"))]

    scripts = {"/slow": drips(b"x", 0.05), "/feed": says("200 OK", FEED)}
    away, slow, well = play(act, scripts, FetchLimits(deadline=1.0, per_host=1))
    assert isinstance(away, FetchFailed)
    assert away.not_asked
    assert slow == FetchFailed("no complete answer in time", trouble=Trouble.TOO_SLOW)
    assert isinstance(well, Fetched)


class Here(AbstractResolver):
    """Every name is the stage."""

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


def unguarded(info: tuple[Any, ...]) -> socket.socket:
    """As if loopback were the public web."""
    return socket.socket(*info[:3])


def test_redirects_to_one_host_ask_it_by_few_at_a_time() -> None:
    """Thirty feeds of thirty hosts end at one: all are read, two at a time, and none holds the gate of its own host meanwhile."""
    busy, busiest = 0, 0

    async def slow(send: Callable[[bytes], Awaitable[None]]) -> None:
        nonlocal busy, busiest
        busy += 1
        busiest = max(busy, busiest)
        await asyncio.sleep(0.02)
        busy -= 1
        await says("200 OK", FEED)(send)

    async def run() -> list[FetchResult]:
        async with (
            stage() as server,
            HttpFetcher(StillClock(), limits=LIMITS, resolver=Here(), guard=unguarded) as fetcher,
        ):
            port = server.base.rsplit(":", 1)[1]
            back = says("302 Found", Location=f"http://n0.test:{port}/feed")
            server.scripts |= {
                "/": says("301 Moved", Location=f"http://one.test:{port}/back"),
                "/back": back,
                "/feed": slow,
            }
            requests = (Request(f"http://n{n}.test:{port}/", allow_private=True) for n in range(30))
            return list(await asyncio.gather(*map(fetcher.fetch, requests)))

    results = asyncio.run(run())
    assert [type(result) for result in results] == [Fetched] * 30
    assert busiest == LIMITS.per_host


def test_who_is_refused_after_a_redirect_leaves_the_refusing_host_alone() -> None:
    """And not the one that sent him there; the next who is sent there is told so without asking."""

    async def run() -> tuple[list[FetchResult], list[str]]:
        async with (
            stage() as server,
            HttpFetcher(StillClock(), seconds=lambda: 1_000.0, resolver=Here(), guard=unguarded) as fetcher,
        ):
            port = server.base.rsplit(":", 1)[1]
            server.scripts |= {
                "/moved": says("301 Moved", Location=f"http://new.test:{port}/full"),
                "/full": says("429 Too Many Requests", Retry_After="60"),
                "/feed": says("200 OK", FEED),
            }
            asked = ("old.test:PORT/moved", "old.test:PORT/feed", "new.test:PORT/feed", "old.test:PORT/moved")
            urls = (f"http://{each.replace('PORT', port)}" for each in asked)
            results = [await fetcher.fetch(Request(url, allow_private=True)) for url in urls]
            return results, [path for path, _ in server.asked]

    results, asked = asyncio.run(run())
    assert asked == ["/moved", "/full", "/feed", "/moved"]
    told = [result.status if isinstance(result, FetchFailed) else None for result in results]
    assert told == [429, None, 429, 429]
    assert [getattr(result, "not_asked", None) for result in results] == [False, None, True, True]


def test_the_deadline_covers_all_hosts_of_a_way() -> None:
    """Each host takes its part of the time that there is."""

    async def run() -> tuple[FetchResult, float]:
        limits = replace(LIMITS, deadline=0.5)
        async with (
            stage() as server,
            HttpFetcher(StillClock(), limits=limits, resolver=Here(), guard=unguarded) as fetcher,
        ):
            port = server.base.rsplit(":", 1)[1]

            def leads_to(host: str, path: str) -> Script:
                async def script(send: Callable[[bytes], Awaitable[None]]) -> None:
                    await asyncio.sleep(0.2)
                    await says("302 Found", Location=f"http://{host}.test:{port}/{path}")(send)

                return script

            server.scripts |= {f"/{n}": leads_to(f"n{n}", str(n + 1)) for n in range(5)}
            begun = time.monotonic()
            result = await fetcher.fetch(Request(f"http://n.test:{port}/0", allow_private=True))
            return result, time.monotonic() - begun

    result, took = asyncio.run(run())
    assert result == FetchFailed("no complete answer in time", trouble=Trouble.TOO_SLOW)
    assert took < 0.9


# --- proxies ----------------------------------------------------------------------------------------------------------


async def through_proxy(url: str, *, user: str = "", allow_private: bool = False) -> tuple[FetchResult, list[Any]]:
    """What a request comes to with a proxy, and what the proxy was asked."""
    proxied = {
        "http://news.test/feed": says("200 OK", FEED),
        "http://news.test/away": says("302 Found", Location="http://10.0.0.1/"),
    }
    async with stage(proxied) as proxy, stage({"/feed": says("200 OK", b"direct")}) as direct:
        address = proxy.base.replace("http://", f"http://{user}")
        async with HttpFetcher(StillClock(), limits=LIMITS, proxy=address) as fetcher:
            request = Request(url.replace("DIRECT", direct.base), allow_private=allow_private)
            return await fetcher.fetch(request), proxy.asked


@pytest.mark.parametrize(
    "url", ["http://abc.de/feed", "http://1.fm/feed", "http://93.184.216.34/feed", "http://[2606:2800::1]/feed"]
)
def test_behind_a_proxy_public_addresses_are_asked_for(url: str) -> None:
    """Names that look like numbers, and numbers that are public."""
    _, asked = asyncio.run(through_proxy(url))
    assert [path for path, _ in asked] == [url]


def test_requests_go_through_the_proxy_with_its_password() -> None:
    """The proxy resolves the name; user and password go to it and to nobody else."""
    result, asked = asyncio.run(through_proxy("http://news.test/feed", user="desk:hunter2@"))
    assert isinstance(result, Fetched)
    assert result.body == FEED
    ((path, headers),) = asked
    assert path == "http://news.test/feed"
    assert headers["proxy-authorization"] == "Basic " + base64.b64encode(b"desk:hunter2").decode()
    assert "hunter2" not in repr(result)


def test_feeds_of_ones_own_network_go_past_the_proxy() -> None:
    """With leave to reach private addresses there is no proxy in between."""
    result, asked = asyncio.run(through_proxy("DIRECT/feed", allow_private=True))
    assert isinstance(result, Fetched)
    assert (result.body, asked) == (b"direct", [])


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/", "http://localhost:80/", "http://a.localhost/"),
        *("http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://127.0.0.1./"),
    ],
)
def test_behind_a_proxy_numbers_are_still_judged(url: str) -> None:
    """What needs no resolving is refused before the proxy hears of it."""
    result, asked = asyncio.run(through_proxy(url))
    assert isinstance(result, FetchFailed)
    assert "not public" in result.why
    assert asked == []


def test_behind_a_proxy_redirects_to_numbers_are_judged() -> None:
    """A public site cannot send us inside by number."""
    result, asked = asyncio.run(through_proxy("http://news.test/away"))
    assert isinstance(result, FetchFailed)
    assert "private, not public" in result.why
    assert len(asked) == 1


def test_a_proxy_that_is_not_there_is_told_without_its_password() -> None:
    """A reason in plain words."""

    async def run() -> FetchResult:
        async with HttpFetcher(StillClock(), limits=LIMITS, proxy="http://desk:hunter2@127.0.0.1:1") as fetcher:
            return await fetcher.fetch(Request("http://news.test/feed"))

    result = asyncio.run(run())
    assert isinstance(result, FetchFailed)
    assert "hunter2" not in result.why
    assert "proxy" in result.why

"""Names are looked up beside each other, and a dead one holds up nobody."""

from __future__ import annotations

import asyncio
import socket
import time
from threading import Event
from typing import Any

import pytest
from http_stage import StillClock, says, stage

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.names import MOST_AT_ONCE, ThreadResolver
from bot.ports import Fetched, FetchFailed, FetchResult, Request


def resolve(host: str, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
    async def asked() -> list[Any]:
        return list(await ThreadResolver().resolve(host, 80, family))

    return asyncio.run(asked())


def test_the_addresses_of_a_name() -> None:
    """As numbers, with the port."""
    assert {(each["hostname"], each["host"], each["port"]) for each in resolve("localhost")} == {
        ("localhost", "127.0.0.1", 80)
    }


def test_a_name_that_is_not_known() -> None:
    """Raises what the system's resolver raises."""
    with pytest.raises(socket.gaierror):
        resolve("nobody.invalid")


def test_a_link_local_address_keeps_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it nobody could be reached there."""
    answer = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1", 80, 0, 3))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    (found,) = resolve("box.test", socket.AF_INET6)
    assert (found["host"], found["family"]) == ("fe80::1%3", socket.AF_INET6)


def test_names_that_hang_stop_no_other_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty dead names, more than asyncio has threads: they fail in time, the good feeds are read, and nobody waits at the end."""
    let_go = Event()

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host.startswith("dead"):
            let_go.wait(20)
            raise socket.gaierror("no such host")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async def sweep() -> list[FetchResult]:
        limits = FetchLimits(deadline=2.0)
        async with stage({"/": says("200 OK", b"news")}) as server, HttpFetcher(StillClock(), limits=limits) as fetcher:
            port = server.base.rsplit(":", 1)[1]
            hosts = [f"dead{n}.test" for n in range(50)] + [f"good{n}.test" for n in range(10)]
            requests = (Request(f"http://{host}:{port}/", allow_private=True) for host in hosts)
            return list(await asyncio.gather(*map(fetcher.fetch, requests)))

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    begun = time.monotonic()
    try:
        results = asyncio.run(sweep())
        took = time.monotonic() - begun
    finally:
        let_go.set()
    assert MOST_AT_ONCE > 50
    assert {each.why for each in results[:50] if isinstance(each, FetchFailed)} == {"no complete answer in time"}
    assert [type(each) for each in results[50:]] == [Fetched] * 10
    assert took < 10

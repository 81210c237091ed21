"""Names are looked up beside each other, and a dead one holds up nobody."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from http_stage import StillClock, says, stage

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.names import BELIEVED, MOST_AT_ONCE, MOST_KNOWN, KnownNames, ThreadResolver
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


# --- remembered -------------------------------------------------------------------------------------------------------


@dataclass
class Answering(AbstractResolver):
    """Answers with two addresses when it is let go, or not at all; keeps what it was asked."""

    asked: list[str] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    fails: bool = False
    seconds: float = 0.0

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        self.asked.append(host)
        await self.let_go.wait()
        if self.fails:
            raise socket.gaierror("no such host")
        facts: Any = {"hostname": host, "port": port, "family": family, "proto": 6, "flags": 0}
        return [ResolveResult(host=address, **facts) for address in ("192.0.2.1", "192.0.2.2")]

    async def close(self) -> None:
        """Nothing to close."""


def remembering(let_go: bool = True) -> tuple[KnownNames, Answering]:
    behind = Answering()
    if let_go:
        behind.let_go.set()
    return KnownNames(behind, lambda: behind.seconds), behind


def test_a_known_name_is_not_asked_for_again() -> None:
    """For five minutes, at whatever port; each time another address comes first."""

    async def play() -> None:
        names, behind = remembering()
        seen = [await names.resolve("a.test", port) for port in (80, 443, 8080)]
        assert [[(each["host"][-1], each["port"]) for each in found] for found in seen] == [
            [("1", 80), ("2", 80)],
            [("2", 443), ("1", 443)],
            [("1", 8080), ("2", 8080)],
        ]
        await names.resolve("b.test", 80)
        behind.seconds = BELIEVED - 1
        await names.resolve("a.test", 80)
        assert behind.asked == ["a.test", "b.test"]
        behind.seconds = BELIEVED
        await names.resolve("a.test", 80)
        assert behind.asked == ["a.test", "b.test", "a.test"]

    asyncio.run(play())


def test_those_who_ask_together_get_one_answer() -> None:
    """Also when the first of them gives up; who fails is asked for anew."""

    async def play() -> None:
        names, behind = remembering(let_go=False)
        tasks = [asyncio.create_task(names.resolve("a.test", port)) for port in range(5)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.sleep(0)
        behind.let_go.set()
        first, *others = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(first, asyncio.CancelledError)
        assert [found[0]["port"] for found in others if isinstance(found, list)] == [1, 2, 3, 4]
        behind.fails = True
        for _ in range(2):
            with pytest.raises(socket.gaierror):
                await names.resolve("dead.test", 80)
        assert behind.asked == ["a.test", "dead.test", "dead.test"]

    asyncio.run(play())


def test_a_look_up_that_nobody_waits_for_leaves_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    """Its failure is nobody's, and the end of the program gives it up."""

    async def play() -> None:
        names, behind = remembering(let_go=False)
        behind.fails = True
        for host in ("a.test", "b.test"):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await names.resolve(host, 80)
            if host == "a.test":
                behind.let_go.set()
                await asyncio.sleep(0)
                behind.let_go.clear()
        await names.close()
        await asyncio.sleep(0)
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(play())
    assert not caplog.records


def test_a_fetcher_closes_its_own_names_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hangs when a fetcher ends goes with it; names that are shared go on serving the others."""
    let_go = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: let_go.wait(5) and [])

    async def left(names: KnownNames | None) -> int:
        async with HttpFetcher(StillClock(), limits=FetchLimits(deadline=0.05), resolver=names) as fetcher:
            assert isinstance(await fetcher.fetch(Request("http://dead.test/")), FetchFailed)
        await asyncio.sleep(0)
        return len(asyncio.all_tasks()) - 1

    try:
        assert asyncio.run(left(None)) == 0
        assert asyncio.run(left(KnownNames())) == 1
    finally:
        let_go.set()


def test_not_more_names_are_remembered_than_a_desk_has() -> None:
    """The oldest gives way."""

    async def play() -> list[str]:
        names, behind = remembering()
        for number in range(MOST_KNOWN + 1):
            await names.resolve(f"n{number}.test", 80)
        behind.asked.clear()
        for number in (1, MOST_KNOWN, 0):
            await names.resolve(f"n{number}.test", 80)
        return behind.asked

    assert asyncio.run(play()) == ["n0.test"]

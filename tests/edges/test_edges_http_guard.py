"""The guard against our own network."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from http_stage import Stage, StillClock, says, stage

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.guard import REFUSED, RefusedAddressError, guarded_socket, refusal
from bot.edges.http.names import BELIEVED, KnownNames
from bot.ports import Fetched, FetchFailed, FetchResult, Request

# One address of every row of the table, and what it is.
ROWS = [
    ("0.0.0.0", "unspecified"),
    ("10.0.0.5", "private"),
    ("100.64.0.1", "carrier-grade NAT"),
    ("127.0.0.1", "loopback"),
    ("169.254.169.254", "link-local"),
    ("172.16.0.1", "private"),
    ("192.0.0.1", "protocol assignment"),
    ("192.0.2.1", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("192.168.1.1", "private"),
    ("198.18.0.1", "benchmarking"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("224.0.0.1", "multicast"),
    ("255.255.255.255", "reserved"),
    ("::1", "loopback"),
    ("::", "unspecified or IPv4-compatible"),
    ("64:ff9b:1::1", "local NAT64"),
    ("100::1", "discard-only"),
    ("2001:0:53aa:64c:0:0:80ff:fffe", "Teredo"),
    ("2001:2::1", "protocol assignment"),
    ("2001:db8::1", "documentation"),
    ("2002:7f00:1::", "6to4"),
    ("3fff::1", "documentation"),
    ("5f00::1", "segment routing"),
    ("fd00::1", "private"),
    ("fe80::1%eth0", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
]

# Other ways to write an address inside.
FORMS = [
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:10.0.0.5", "private"),
    ("::127.0.0.1", "unspecified or IPv4-compatible"),
    ("64:ff9b::7f00:1", "loopback"),
    ("64:ff9b::a9fe:a9fe", "link-local"),
    ("127.255.255.255", "loopback"),
    ("172.31.255.255", "private"),
    ("100.127.255.255", "carrier-grade NAT"),
    ("localhost", "not an IP address"),
    ("2130706433", "not an IP address"),
    ("0177.0.0.1", "not an IP address"),
    ("", "not an IP address"),
]

PUBLIC = [
    "93.184.216.34",
    "172.32.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "8.8.8.8",
    "2606:2800:220:1::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize(("address", "what"), ROWS + FORMS)
def test_inner_addresses_are_refused(address: str, what: str) -> None:
    """Every special range is refused by name, in every notation a resolver can give."""
    assert refusal(address) == what


def test_every_row_has_a_case() -> None:
    """No rule without an example, in the order of the table."""
    assert [what for _, what in ROWS] == [what for _, what in REFUSED]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    """The public internet stays reachable, NAT64 networks included."""
    assert refusal(address) is None


def test_a_socket_is_only_made_for_a_public_address() -> None:
    """The factory raises for an inner address and makes a socket for a public one; nothing is sent."""
    with pytest.raises(RefusedAddressError, match="loopback"):
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    guarded_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))).close()


class TableResolver(AbstractResolver):
    """A resolver with its own answers; a list of answers is given one after the other (rebinding)."""

    def __init__(self, table: dict[str, list[list[str]]]) -> None:
        self.table = table
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        answers = self.table[host]
        addresses = answers[min(self.asked, len(answers) - 1)]
        self.asked += 1
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=6,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing to close."""


# Names and literals that lead inside. The port is a real server's: without the guard each loopback case would get in.
TARGETS = [
    ("127.0.0.1", None),
    ("[::ffff:127.0.0.1]", None),
    ("[::1]", None),
    ("0.0.0.0", None),
    ("2130706433", None),
    ("0x7f.1", None),
    ("127.1", None),
    ("0177.0.0.1", None),
    ("localhost", None),
    ("10.0.0.5", None),
    ("[fe80::1]", None),
    ("loop.test", ["127.0.0.1"]),
    ("private.test", ["10.0.0.5"]),
    ("meta.test", ["169.254.169.254"]),
    ("mapped.test", ["::ffff:127.0.0.1"]),
    ("nat64.test", ["64:ff9b::7f00:1"]),
    ("cgnat.test", ["100.64.0.1"]),
    ("ula.test", ["fd00::1"]),
    ("sixtofour.test", ["2002:7f00:1::"]),
    ("teredo.test", ["2001:0:53aa:64c:0:0:80ff:fffe"]),
    ("zero.test", ["0.0.0.0"]),
    ("multicast.test", ["224.0.0.1"]),
    ("both.test", ["127.0.0.1", "::1"]),
    ("two.test", ["10.0.0.5", "192.168.0.1"]),
]


@pytest.mark.parametrize(("host", "addresses"), TARGETS)
def test_no_name_or_number_leads_inside(host: str, addresses: list[str] | None) -> None:
    """Literals, odd notations and names that resolve inside fail, and the server inside hears nothing."""

    async def play() -> tuple[object, int]:
        resolver = TableResolver({host: [addresses]}) if addresses else None
        async with (
            stage({"/": says("200 OK", b"secret")}) as server,
            HttpFetcher(StillClock(), limits=FetchLimits(deadline=3), resolver=resolver) as fetcher,
        ):
            port = server.base.rsplit(":", 1)[1]
            return await fetcher.fetch(Request(f"http://{host}:{port}/")), len(server.asked)

    result, heard = asyncio.run(play())
    assert isinstance(result, FetchFailed)
    assert heard == 0
    if addresses:
        assert "not public" in result.why


def test_a_name_that_changes_its_answer_gains_nothing() -> None:
    """Rebinding: the number is judged when the socket is made, so the second answer is refused as well."""

    async def play() -> list[object]:
        resolver = TableResolver({"rebind.test": [["10.0.0.5"], ["127.0.0.1"]]})
        async with (
            stage({"/": says("200 OK", b"secret")}) as server,
            HttpFetcher(StillClock(), limits=FetchLimits(deadline=3), resolver=resolver) as fetcher,
        ):
            url = "http://rebind.test:{}/".format(server.base.rsplit(":", 1)[1])
            return [await fetcher.fetch(Request(url)), await fetcher.fetch(Request(url)), len(server.asked)]

    first, second, heard = asyncio.run(play())
    assert isinstance(first, FetchFailed)
    assert isinstance(second, FetchFailed)
    assert heard == 0


OUTSIDE = "93.184.216.34"


def guard_towards(public_port: str) -> Any:
    """The real guard; the server on that port counts as public, and the one public address is out of reach."""

    def guard(info: tuple[Any, ...]) -> socket.socket:
        if str(info[4][0]) == OUTSIDE:
            raise OSError("unreachable")
        if str(info[4][1]) == public_port:
            return socket.socket(info[0], info[1], info[2])
        return guarded_socket(info)

    return guard


@pytest.mark.parametrize("answers", [[[OUTSIDE, "127.0.0.1"]], [["127.0.0.1", OUTSIDE]], [[OUTSIDE], ["127.0.0.1"]]])
def test_an_answer_with_a_public_address_in_it_gains_nothing(answers: list[list[str]]) -> None:
    """Public and inner addresses in one answer, or one after the other: the inner one is never connected to."""

    async def play() -> tuple[list[object], int]:
        resolver = TableResolver({"mixed.test": answers})
        async with (
            stage({"/": says("200 OK", b"secret")}) as server,
            HttpFetcher(
                StillClock(), limits=FetchLimits(deadline=3), resolver=resolver, guard=guard_towards("")
            ) as fetcher,
        ):
            url = "http://mixed.test:{}/".format(server.base.rsplit(":", 1)[1])
            return [await fetcher.fetch(Request(url)) for _ in range(3)], len(server.asked)

    results, heard = asyncio.run(play())
    assert all(isinstance(result, FetchFailed) for result in results)
    assert heard == 0


@pytest.mark.parametrize(
    "inside",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]", "0.0.0.0", "loop.test", "user:x@127.0.0.1", "①②⑦.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("status", ["302 Found", "308 Permanent"])
def test_no_redirect_leads_inside(inside: str, status: str) -> None:
    """A public server that redirects inside, in whatever notation and by whatever name, reaches nothing there."""

    async def play() -> tuple[object, int]:
        async with stage({"/secret": says("200 OK", b"secret")}) as inner:
            target = f"http://{inside}:{inner.base.rsplit(':', 1)[1]}/secret"
            away = says(status, Location=target.encode().decode("latin-1"))
            async with stage({"/feed": away}) as public:
                guard = guard_towards(public.base.rsplit(":", 1)[1])
                resolver = TableResolver({"loop.test": [["127.0.0.1"]]})
                async with HttpFetcher(
                    StillClock(), limits=FetchLimits(deadline=3), resolver=None if inside != "loop.test" else resolver, guard=guard
                ) as fetcher:  # fmt: skip
                    return await fetcher.fetch(Request(f"{public.base}/feed")), len(inner.asked)

    result, heard = asyncio.run(play())
    assert isinstance(result, FetchFailed)
    assert heard == 0


def test_leave_is_per_request() -> None:
    """With leave the private server answers; the next request without leave is refused, open connections or not."""

    async def play() -> tuple[object, object, int]:
        keep = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

        async def script(send: Any) -> None:
            await send(keep)

        async with stage({"/": script}) as server, HttpFetcher(StillClock()) as fetcher:
            allowed = await fetcher.fetch(Request(f"{server.base}/", allow_private=True))
            refused = await fetcher.fetch(Request(f"{server.base}/"))
            return allowed, refused, len(server.asked)

    allowed, refused, heard = asyncio.run(play())
    assert isinstance(allowed, Fetched)
    assert isinstance(refused, FetchFailed)
    assert (
        refused.why
        == "the address is loopback, not public; set allow_private on this feed if it is meant to be reached"
    )
    assert heard == 1


# --- names that are remembered for everybody --------------------------------------------------------------------------


@dataclass
class Attack:
    """Fetchers that share one memory of names, with leave and without, before a server inside and one that redirects."""

    names: TableResolver
    inner: Stage
    theirs: HttpFetcher
    ours: HttpFetcher
    away: str  # an address outside that redirects to the root of loop.test
    seconds: list[float]

    async def fetch(self, host: str, *, leave: bool = False) -> FetchResult:
        """With leave by one fetcher, without by the other."""
        url = f"http://{host}:{self.inner.base.rsplit(':', 1)[1]}/"
        return await (self.ours if leave else self.theirs).fetch(Request(url, allow_private=leave))


def attack(scene: Callable[[Attack], Awaitable[int]], table: dict[str, list[list[str]]]) -> None:
    """Play a scene; it says how often the server inside may have been asked in the end."""

    async def play() -> None:
        names, seconds = TableResolver(table), [0.0]
        known = KnownNames(names, lambda: seconds[0])
        async with stage({"/": says("200 OK", b"secret")}) as inner:
            port = inner.base.rsplit(":", 1)[1]
            async with stage({"/feed": says("302 Found", Location=f"http://loop.test:{port}/")}) as public:
                guard = guard_towards(public.base.rsplit(":", 1)[1])
                limits = FetchLimits(deadline=3)
                async with (
                    HttpFetcher(StillClock(), limits=limits, resolver=known, guard=guard) as theirs,
                    HttpFetcher(StillClock(), limits=limits, resolver=known) as ours,
                ):
                    away = f"{public.base}/feed"
                    allowed = await scene(Attack(names, inner, theirs, ours, away, seconds))
                    assert len(inner.asked) == allowed
        await known.close()

    asyncio.run(play())


def refused(result: FetchResult) -> bool:
    return isinstance(result, FetchFailed) and "loopback, not public" in result.why


def test_an_address_found_with_leave_gives_none_without() -> None:
    """By the same fetcher and by another, whoever asked first: leave is not remembered, the number is judged anew."""

    async def scene(at: Attack) -> int:
        assert refused(await at.fetch("loop.test"))
        assert isinstance(await at.fetch("loop.test", leave=True), Fetched)
        assert refused(await at.fetch("loop.test"))
        url = f"http://loop.test:{at.inner.base.rsplit(':', 1)[1]}/"
        assert isinstance(await at.theirs.fetch(Request(url, allow_private=True)), Fetched)
        assert refused(await at.theirs.fetch(Request(url)))
        assert refused(await at.ours.fetch(Request(url)))
        assert at.names.asked == 1
        return 2

    attack(scene, {"loop.test": [["127.0.0.1"]]})


def test_those_who_ask_together_get_one_answer_and_not_one_leave() -> None:
    """With leave and without, at the same moment: one look-up, and only those with leave get in."""

    async def scene(at: Attack) -> int:
        results = await asyncio.gather(*(at.fetch("loop.test", leave=bool(n % 2)) for n in range(6)))
        assert [isinstance(each, Fetched) for each in results] == [False, True] * 3
        assert all(refused(each) for each in results[::2])
        assert at.names.asked == 1
        return 3

    attack(scene, {"loop.test": [["127.0.0.1"]]})


def test_no_redirect_leads_to_an_address_that_is_remembered() -> None:
    """One of our own feeds made the name known; a stranger's redirect to it is refused all the same."""

    async def scene(at: Attack) -> int:
        assert isinstance(await at.fetch("loop.test", leave=True), Fetched)
        assert refused(await at.theirs.fetch(Request(at.away)))
        assert at.names.asked == 1
        return 1

    attack(scene, {"loop.test": [["127.0.0.1"]]})


def test_a_name_that_changes_its_answer_when_it_is_forgotten_gains_nothing() -> None:
    """Rebinding with patience: public until five minutes are over, inside from then on, or both in one answer that turns."""

    async def scene(at: Attack) -> int:
        for _ in range(3):
            assert isinstance(outside := await at.fetch("loop.test"), FetchFailed)
            assert not refused(outside)
        at.seconds[0] = BELIEVED
        for _ in range(3):
            assert refused(await at.fetch("loop.test"))
        assert refused(await at.theirs.fetch(Request(at.away)))
        at.seconds[0] = 2 * BELIEVED
        for _ in range(4):
            assert isinstance(await at.fetch("loop.test"), FetchFailed)
        assert at.names.asked == 3
        return 0

    attack(scene, {"loop.test": [[OUTSIDE], ["127.0.0.1"], [OUTSIDE, "127.0.0.1"]]})

"""What polling costs: an unchanged feed beside bare aiohttp in the same run, and how many polls a minute there are.

    python -m tests.bench.polling [--feeds 600] [--rounds 5]
    python -m tests.bench.polling --sweep 2000

Every feed is a host of its own. *Bare* is one conditional GET by an aiohttp session and nothing else; *ours* is all of a poll:
claiming the feed, fetching, deciding when to look again, recording. Both are asked for the same addresses in turn, and
processor time of this process counts, so that other work on the machine and the server (another process) do not. The third
figure is of sweeps in which every tenth feed has one new item, over new TLS connections, with two worker processes that find
nobody. With --sweep it is one such sweep over so many feeds instead, whose servers keep their connections open, and what
memory it takes. Ends with 1 when a floor is missed; TLS needs the openssl command.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import shutil
import socket
import ssl
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver
from sqlalchemy import update

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.names import KnownNames
from bot.edges.http.robots import Robots
from bot.edges.workers import InlineWorkers, ProcessWorkers, Workers
from bot.jobs.in_force import InForce
from bot.jobs.poll import Polling
from bot.jobs.sweep import poll_due
from bot.model import Article, Findings, Watchlist
from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from tests.bench.feed_site import TAG, Running, make_certificate, site
from tests.contracts.stored import on_terms

RATIO_FLOOR = 1.6  # a polled, unchanged feed, as a multiple of bare aiohttp's processor time
MINUTE_FLOOR, MINUTE_GOAL = 8_000, 20_000  # polls
SWEEP_SECONDS, SWEEP_MB = 60.0, 400.0  # for 2,000 feeds of which a tenth has changed; memory of the process that polls
CONCURRENCY = 64
HOST = "feeds.test"
SETTINGS = FeedSettings(300, 300, "never", allow_private=True)


class Here(AbstractResolver):
    """Every name is this machine."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
        """Loopback."""
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Nothing to close."""


class HandClock:
    """A clock that is moved on by hand, so that every feed is due again."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it was put to."""
        return self.at


class Nobody:
    """A screener that finds nobody: matching has benches of its own."""

    def screen(self, article: Article) -> Findings:
        """Nothing in it."""
        return Findings(article.id, "en")

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        """Never."""
        return False


@dataclass
class Stage:
    """The polls and the bare session, and the addresses of both."""

    polling: Polling
    session: aiohttp.ClientSession
    clock: HandClock
    addresses: tuple[str, ...]

    async def ours(self) -> None:
        """Poll every feed once."""
        self.clock.at += timedelta(minutes=6)
        counts = await poll_due(self.polling, asyncio.Event())
        assert (counts.feeds, counts.failed) == (len(self.addresses), 0), counts

    async def bare(self) -> None:
        """Ask for every feed once."""
        left = list(self.addresses)

        async def work() -> None:
            while left:
                async with self.session.get(left.pop(), headers={"If-None-Match": TAG}) as answer:
                    await answer.read()

        await asyncio.gather(*(work() for _ in range(CONCURRENCY)))


async def open_stage(
    stack: AsyncExitStack, folder: Path, port: int, paths: list[str], tls: ssl.SSLContext | None, workers: Workers
) -> Stage:
    """Feeds that were polled before, one a host."""
    scheme = "https" if tls else "http"
    addresses = tuple(f"{scheme}://f{n}.{HOST}:{port}{path}" for n, path in enumerate(paths))
    clock = HandClock()
    db = Database.open(f"sqlite:///{folder}/{port}.db")
    stack.callback(db.close)
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(address, None, None, SETTINGS) for address in addresses], clock.at)
        c.execute(update(schema.feeds).values(etag=TAG, body_hash="-", interval=300.0, last_ok=clock.at))
    limits = FetchLimits(connections=CONCURRENCY, keep_alive=15.0 if tls is None else FetchLimits().keep_alive)
    fetcher = await stack.enter_async_context(
        HttpFetcher(clock, "desk@news.test", limits, tls=tls, resolver=KnownNames(Here()))
    )
    connector = aiohttp.TCPConnector(limit=CONCURRENCY, resolver=Here(), ssl=tls or True)
    session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
    stack.push_async_callback(workers.close)
    in_force = InForce(Watchlist((), "none"))
    conclude = lambda *_: on_terms(lambda *_: ())  # noqa: E731
    polling = Polling(
        db, clock, fetcher, Robots(fetcher), workers, in_force, conclude, "w", lambda: 0.5, concurrency=CONCURRENCY
    )
    return Stage(polling, session, clock, addresses)


async def seconds_of(work: Callable[[], Awaitable[None]]) -> float:
    """Processor time of this process."""
    begun = time.process_time()
    await work()
    return time.process_time() - begun


async def ratio(what: str, folder: Path, given: argparse.Namespace, tls: ssl.SSLContext | None, *options: str) -> bool:
    """One unchanged poll beside one bare request. True when the floor is met."""
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(site(*options))
        paths = [f"/feed/{n}" for n in range(given.feeds)]
        stage = await open_stage(stack, folder, running.port, paths, tls, InlineWorkers(Nobody))
        await stage.bare()
        await stage.ours()
        pairs = [(await seconds_of(stage.bare), await seconds_of(stage.ours)) for _ in range(given.rounds)]
    bare, ours = (1e3 * min(side) / given.feeds for side in zip(*pairs, strict=True))
    print(
        f"{what:24s} bare {bare:6.3f} ms  ours {ours:6.3f} ms  {ours / bare:5.2f} times  at most {RATIO_FLOOR}: ",
        end="",
    )
    print("met" if ours <= RATIO_FLOOR * bare else "FLOOR MISSED")
    return ours <= RATIO_FLOOR * bare


async def a_tenth_changing(
    stack: AsyncExitStack, folder: Path, count: int, tls: ssl.SSLContext, workers: Workers, *options: str
) -> tuple[Running, Stage]:
    """A site of so many feeds, of which each tenth has news at every poll; their backlog is read."""
    running = await stack.enter_async_context(site(*options))
    paths = [f"/news/{n}" if n % 10 == 0 else f"/feed/{n}" for n in range(count)]
    stage = await open_stage(stack, folder, running.port, paths, tls, workers)
    await stage.ours()
    return running, stage


async def a_minute(folder: Path, given: argparse.Namespace, tls: ssl.SSLContext, *options: str) -> bool:
    """Sweeps with a tenth changed. True when the floor is met."""
    async with AsyncExitStack() as stack:
        running, stage = await a_tenth_changing(stack, folder, given.feeds, tls, ProcessWorkers(Nobody, 2), *options)
        begun, busy = time.perf_counter(), time.process_time()
        for _ in range(given.rounds):
            await stage.ours()
        took, busy = time.perf_counter() - begun, time.process_time() - busy
    polls = given.rounds * given.feeds
    minute = 60 * polls / took
    verdict = "goal met" if minute >= MINUTE_GOAL else "floor met" if minute >= MINUTE_FLOOR else "FLOOR MISSED"
    print(f"{minute:,.0f} polls a minute  at least {MINUTE_FLOOR:,}, aim {MINUTE_GOAL:,}: {verdict}")
    own, server = 1e3 * busy / polls, 1e3 * running.cpu / (polls + given.feeds)
    print(
        f"  processor time a poll: {own:.2f} ms here, {server:.2f} ms in the server; {busy / took:.0%} of a core used here"
    )
    print(f"  on a core with nothing else to do this process makes {60_000 / own:,.0f} a minute")
    return minute >= MINUTE_FLOOR


async def sweep(folder: Path, given: argparse.Namespace, tls: ssl.SSLContext, *options: str) -> bool:
    """One sweep over many feeds, a tenth of them changed. True when time and memory are kept."""
    async with AsyncExitStack() as stack:
        _, stage = await a_tenth_changing(stack, folder, given.sweep, tls, ProcessWorkers(Nobody, 1), *options)
        begun = time.perf_counter()
        await stage.ours()
        took = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    met = took <= SWEEP_SECONDS and memory <= SWEEP_MB
    print(
        f"{given.sweep:,} feeds in {took:.1f} s, at most {SWEEP_SECONDS:g}; {memory:.0f} MB, at most {SWEEP_MB:g}: ",
        end="",
    )
    print("met" if met else "FLOOR MISSED")
    return met


async def run(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder, over_tls = Path(name), ("--tls", name)
        if shutil.which("openssl") is None:
            print("over TLS nothing is measured: there is no openssl command")
            return int(not await ratio("keep-alive", folder, given, None))
        make_certificate(folder, f"*.{HOST}")
        tls = ssl.create_default_context(cafile=str(folder / "site.pem"))
        if given.sweep:
            return int(not await sweep(folder, given, tls, *over_tls))
        await ratio(
            "keep-alive", folder, given, None
        )  # told beside it: the floor is of the same kind of request as the polls
        met = await ratio("new TLS connections", folder, given, tls, "--close", *over_tls)
        return int(not (await a_minute(folder, given, tls, "--close", *over_tls) and met))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sweep", type=int, default=0, metavar="FEEDS")
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())

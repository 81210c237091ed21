"""Polls the hostile server as the program would, and tells as JSON what it took.

    python -m tests.proof.hostile_poller PORT DATABASE

The poller, the fetcher, the workers and the database are the real ones with their real limits. Every hostile feed is polled
once, one after the other becomes due; the good ones every `INTERVAL` seconds until all hostile ones are through.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import structlog

from bot.edges.clock import SystemClock
from bot.edges.http.fetch import HttpFetcher
from bot.edges.http.robots import Robots
from bot.edges.workers import ProcessWorkers
from bot.jobs.in_force import InForce
from bot.jobs.poll import Polling
from bot.jobs.sweep import poll_due
from bot.model import Article, Findings, Watchlist
from bot.ports import FetchResult, Request
from bot.store import feeds
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.schema import feeds as feeds_table
from tests.contracts.stored import on_terms
from tests.proof.hostile_server import GOOD, NAMES, address

INTERVAL = 90.0  # seconds between polls of a good feed
APART = 1.0  # seconds between two hostile feeds
WORKERS = 2


class Nobody:
    """Finds nobody in any article."""

    def screen(self, article: Article) -> Findings:
        return Findings(article.id, "en")

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        return False


def nothing_told(_: Watchlist, __: datetime) -> Any:
    return on_terms(lambda *_: ())


class Timed(ProcessWorkers):
    """The real workers, which note how long the longest call took, without its wait for a free worker."""

    longest = 0.0

    async def _in_thread(self, fn: Callable[..., Any], *args: Any) -> Any:
        begun = time.monotonic()
        try:
            return await super()._in_thread(fn, *args)
        finally:
            self.longest = max(self.longest, time.monotonic() - begun)


@dataclass
class Watched:
    """The real fetcher, which notes when each address is asked."""

    fetcher: HttpFetcher
    asked: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def fetch(self, request: Request) -> FetchResult:
        self.asked[request.url].append(time.monotonic())
        return await self.fetcher.fetch(request)


def url_of(number: int, port: int) -> str:
    return f"http://{address(number)}:{port}/{number}"


def specs(port: int) -> list[FeedSpec]:
    good = FeedSettings(min_interval=INTERVAL, max_interval=INTERVAL, full_text="never", allow_private=True)
    bad = FeedSettings(min_interval=3_600, max_interval=3_600, full_text="auto", allow_private=True)
    return [FeedSpec(url_of(n, port), name, "en", good if n < GOOD else bad) for n, name in enumerate(NAMES)]


async def run(port: int, path: str) -> dict[str, Any]:
    clock, database = SystemClock(), Database.open(f"sqlite:///{path}")
    workers = Timed(Nobody, WORKERS)
    await workers.ready()
    workers.longest = 0.0
    await database.write(feeds.sync_feeds, specs(port), clock.now())
    await database.write(_spread, clock.now())
    begun = time.monotonic()
    async with HttpFetcher(clock) as fetcher:
        watched = Watched(fetcher)
        in_force = InForce(Watchlist((), "none"))
        polling = Polling(
            database, clock, watched, Robots(fetcher), workers, in_force, nothing_told, "w", lambda: 0.0
        )  # fmt: skip
        while not all(url_of(n, port) in watched.asked for n in range(len(NAMES))):
            await poll_due(polling, asyncio.Event())
            await asyncio.sleep(0.5)
    await workers.close()
    ended = time.monotonic()
    gaps = [_longest_gap([*watched.asked[url_of(n, port)], ended]) for n in range(GOOD)]
    with database.snapshot() as c:
        rows = {row.name: row.last_error for row in c.execute(feeds_table.select())}
    database.close()
    return {
        "seconds": ended - begun,
        "longest_gap": max(gaps),
        "longest_call": workers.longest,
        "most_mb": _most_mb(),
        "why": rows,
    }


def _spread(connection: Any, now: datetime) -> None:
    """Let the hostile feeds become due one after the other."""
    for number in range(GOOD, len(NAMES)):
        due = now + timedelta(seconds=APART * (number - GOOD))
        connection.execute(feeds_table.update().where(feeds_table.c.name == NAMES[number]).values(next_at=due))


def _longest_gap(moments: list[float]) -> float:
    return max(then - before for before, then in pairwise(moments))


def _most_mb() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1_024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    print(json.dumps(asyncio.run(run(int(sys.argv[1]), sys.argv[2]))))

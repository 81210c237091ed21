"""Polls all that is due: claims feeds by the dozen, polls many at once, and writes down together what brought nothing.

    turn ──► due ──► work, work, work … ──┬─► what brought articles: recorded by its poll, a transaction of its own
      ▲                                   └─► quiet, left ─┐
      └──── one transaction: record the quiet, give back the left, claim the next ◄──┘

Most polls bring nothing, and most of their cost would be their transaction. A quiet poll that was not written down when the
program dies is none: its feed is polled again, with the validators it had. Each is fenced by the round of its claim.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts.standstill import Work
from bot.feeds.schedule import Outcome, Polled, next_poll
from bot.jobs.poll import LONGEST, Left, Polling, bounds_of, interval_of, poll
from bot.model import Action
from bot.store import feeds, heartbeat, unread_pages
from bot.store.failing import StoreFails
from bot.store.feeds import ClaimedFeed
from bot.store.polls import Fenced, PollRecord, Recorded, record_quiet
from bot.text import shown_address

log = structlog.get_logger(__name__)

# A claimed feed may wait for one poll of `LONGEST` before its own begins, and is then recorded within seconds.
LEASE = 3 * LONGEST
# After so long everybody knows what was claimed. A claim whose answer was lost, or a round that broke off, leaves leases behind.
CLAIMED = timedelta(minutes=1)
# So many quiet polls are written down without waiting for more, and none waits longer than these seconds.
MANY, SOON = 200, 1.0


@dataclass(slots=True)
class PollCounts:
    """What a sweep did."""

    feeds: int = 0
    failed: int = 0
    articles: int = 0
    decisions: Counter[Action] = field(default_factory=Counter)


async def poll_due(polling: Polling, stopping: asyncio.Event) -> PollCounts:
    """Poll until nothing is due, many feeds at once. A slow feed holds up no other."""
    sweep = _Sweep(polling, stopping)
    tasks = [asyncio.create_task(sweep.turn_over())]
    tasks += [asyncio.create_task(sweep.work()) for _ in range(polling.concurrency)]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()  # work never ends by itself: what ended it is raised here
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        polling.under_way.clear()
    return sweep.counts


async def put_right(polling: Polling) -> None:
    """Make due what was claimed by a program that is gone, or by us and is not under way, and what a wrong clock put off for too long."""
    freed, ended = await polling.db.write(_put_right, polling.owner, frozenset(polling.under_way), polling.clock.now())
    if freed:
        log.warning("feeds were claimed, and nobody is at them any more; they are due", feeds=freed)
    if ended:
        log.warning("feeds were put off for longer than they may wait; they are due", feeds=ended)


def _put_right(connection: Connection, owner: str, under_way: frozenset[int], now: datetime) -> tuple[int, int]:
    at_work = (owner, *heartbeat.at_work(connection, now))
    freed = take_up(connection, at_work, now)
    freed += feeds.void_lost(connection, now, owner, under_way, ends_before=now + LEASE - CLAIMED)
    return freed, feeds.end_long_waits(connection, now)


def take_up(connection: Connection, at_work: Collection[str], now: datetime) -> int:
    """Free what programs had claimed that are not among these. How many feeds."""
    unread_pages.void_leases(connection, at_work)
    return feeds.void_leases(connection, now, at_work)


class _Sweep:
    """One sweep under way."""

    def __init__(self, polling: Polling, stopping: asyncio.Event) -> None:
        self.counts = PollCounts()
        self._polling = polling
        self._stopping = stopping
        self._due: asyncio.Queue[ClaimedFeed] = asyncio.Queue()
        self._out = 0  # feeds that are claimed and not polled to the end
        self._more = True  # whether the last claim left feeds that are due
        self._quiet: list[PollRecord] = []
        self._left: list[tuple[ClaimedFeed, datetime]] = []
        self._turn = asyncio.Event()  # it is worth going to the database

    async def turn_over(self) -> None:
        """Go to the database again and again until nothing is due and nothing under way."""
        while True:
            self._turn.clear()
            claimed = await self._go_to_database()
            self._out += len(claimed)
            self._polling.under_way.update(feed.id for feed in claimed)
            for feed in claimed:
                self._due.put_nowait(feed)
            if not self._out and not self._quiet and not self._left:
                return
            at_last = asyncio.get_running_loop().call_later(SOON, self._turn.set)
            await self._turn.wait()
            at_last.cancel()

    async def _go_to_database(self) -> tuple[ClaimedFeed, ...]:
        quiet, self._quiet = self._quiet, []
        left, self._left = self._left, []
        # As many may wait as are polled, so that nobody who polls waits for the database.
        room = 0 if self._stopping.is_set() else 2 * self._polling.concurrency - self._out
        now, owner = self._polling.clock.now(), self._polling.owner
        with self._polling.signs.doing(Work.ROUND):
            claimed, fenced = await self._polling.db.write(_turn, quiet, left, now, owner, room)
        self._polling.under_way.difference_update([poll.feed.id for poll in quiet], [feed.id for feed, _ in left])
        if room > 0:
            self._more = len(claimed) == room
        if fenced:
            log.warning("polls came too late, their leases had ended", feeds=fenced)
        return claimed

    async def work(self) -> None:
        """Poll one feed after the other."""
        while True:
            feed = await self._due.get()
            if self._stopping.is_set():
                self._left.append((feed, self._polling.clock.now()))
            else:
                await self._poll(feed)
            self._out -= 1
            few_wait = self._due.qsize() <= self._polling.concurrency // 2
            if not self._out or len(self._quiet) >= MANY or (self._more and few_wait):
                self._turn.set()

    async def _poll(self, feed: ClaimedFeed) -> None:
        try:
            with self._polling.signs.doing(Work.POLL):
                came = await poll(self._polling, feed)
            self._count(feed, came)
        except StoreFails:
            raise  # no fault of the feed: it is polled again when its lease has ended
        except Exception as error:
            self.counts.feeds += 1
            self.counts.failed += 1
            self._polling.metrics.polls.labels("fault").inc()
            await _push_ahead(self._polling, feed, error)
            self._polling.under_way.discard(feed.id)
            log.exception("poll failed", feed=shown_address(feed.url))

    def _count(self, feed: ClaimedFeed, came: Recorded | Fenced | PollRecord | Left) -> None:
        metrics = self._polling.metrics
        metrics.polls.labels(_outcome(came)).inc()
        match came:
            case Left(until=until):
                self._left.append((feed, until))
                return
            case PollRecord(why_failed=why):
                self._quiet.append(came)
                self.counts.failed += why is not None
            case Fenced():
                log.warning("poll came too late, its lease had ended", feed=shown_address(feed.url))
            case Recorded():
                self.counts.articles += came.articles
                metrics.articles.inc(came.articles)
                for decision in came.decisions:
                    metrics.decisions.labels(decision.action.value, decision.reason.value).inc()
                self.counts.decisions.update(decision.action for decision in came.decisions)
        self.counts.feeds += 1
        if not isinstance(came, PollRecord):
            self._polling.under_way.discard(feed.id)


def _outcome(came: Recorded | Fenced | PollRecord | Left) -> str:
    """What came of a poll, in a word for figures."""
    match came:
        case PollRecord(why_failed=why):
            return "quiet" if why is None else "failed"
        case Recorded():
            return "news"
        case Fenced():
            return "too_late"
        case Left():
            return "put_off"


def _turn(
    connection: Connection,
    quiet: list[PollRecord],
    left: list[tuple[ClaimedFeed, datetime]],
    now: datetime,
    owner: str,
    room: int,
) -> tuple[tuple[ClaimedFeed, ...], int]:
    """Write down, give back, claim: what was claimed, and how many of the quiet polls had lost their feed."""
    fenced = record_quiet(connection, quiet)
    feeds.give_back(connection, left)
    return (feeds.claim_due(connection, now, owner, LEASE, room) if room > 0 else ()), fenced


async def _push_ahead(polling: Polling, claimed: ClaimedFeed, error: Exception) -> None:
    now = polling.clock.now()
    polled = Polled(Outcome.FAILED, interval_of(claimed), failures=claimed.failures + 1)
    next_at = next_poll(now, polled, bounds_of(claimed), polling.jitter())
    why = f"this poll ran into a fault of ours ({type(error).__name__}); the log has it"
    await polling.db.write(feeds.push_ahead, claimed, now, next_at, why)

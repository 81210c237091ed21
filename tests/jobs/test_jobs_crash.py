"""The program dies at every step of polling and of telling, starts again, and has done everything exactly once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hand_clock import START, HandClock
from memory_channel import Killed, MemoryChannel
from sqlalchemy import func, select
from store.engines import open_store
from store.owner import wipe
from test_jobs_poll import Toy, conclude_with, item, rss

from bot.edges.http.robots import Robots
from bot.edges.workers import InlineWorkers
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.jobs.in_force import InForce
from bot.jobs.poll import Polling
from bot.jobs.sweep import poll_due
from bot.model import Watchlist
from bot.ports import Fetched, FetchFailed, FetchResult, Message, NotModified, Outcome, Request
from bot.store import deliveries, feeds, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.paces import Pace
from bot.store.status import status

pytestmark = pytest.mark.every_engine

STORY = (Kind.CARD, Kind.REPLY, Kind.UPDATE, Kind.REPLY)


class Fate:
    """Counts the steps of a run and lets the program die before or after one of them."""

    def __init__(self, step: int = -1, *, after: bool = False) -> None:
        self.steps, self._step, self._after = 0, step, after

    async def live(self, act: Callable[[], Any]) -> Any:
        """One step of the outside world."""
        here, self.steps = self.steps == self._step, self.steps + 1
        if here and not self._after:
            raise Killed
        result = await act()
        if here:
            raise Killed
        return result


class DyingDatabase:
    """The real database; each write is a step."""

    def __init__(self, db: Database, fate: Fate) -> None:
        self._db, self._fate, self.read = db, fate, db.read

    async def write(self, fn: Any, *args: Any) -> Any:
        return await self._fate.live(lambda: self._db.write(fn, *args))


class DyingChannel:
    """The channel in memory; each post and redraw is a step."""

    def __init__(self, channel: MemoryChannel, fate: Fate) -> None:
        self._channel, self._fate, self.find = channel, fate, channel.find

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        outcome: Outcome = await self._fate.live(lambda: self._channel.post(channel, message, thread))
        return outcome

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        outcome: Outcome = await self._fate.live(lambda: self._channel.update(channel, ts, message))
        return outcome


def tell_all(db: Database, channel: MemoryChannel, clock: HandClock, fate: Fate) -> None:
    """One life of the program: sweeps until nothing is left, or until it dies."""
    with db.transaction() as c:
        deliveries.void_leases(c)
    dying: Any = DyingDatabase(db, fate)
    delivering = Delivering(dying, clock, DyingChannel(channel, fate), "w", Patience(timedelta(seconds=70)), Pace(0.0))
    for _ in range(30):
        asyncio.run(deliver_due(delivering, asyncio.Event()))
        clock.at += timedelta(minutes=1)


def play(db: Database, fate: Fate, *, readable: bool = True) -> MemoryChannel:
    """Queue two stories, live until fate strikes, then live once more undisturbed."""
    clock = HandClock()
    channel = MemoryChannel(clock.now, readable=readable)
    with db.transaction() as c:
        wipe(c)
        for key in ("s1", "s2"):
            for version, kind in enumerate(STORY):
                new = NewDelivery("C1", kind, Message(f"{key} {kind} {version}"), key, version)
                deliveries.put(c, new, START)
    with suppress(Killed):
        tell_all(db, channel, clock, fate)
    tell_all(db, channel, clock, Fate())
    with db.snapshot() as c:
        assert status(c, clock.at).unsent == 0, "something was lost"
    return channel


@pytest.fixture
def db(tmp_path: Path) -> Any:
    database = open_store(tmp_path)
    yield database
    database.close()


def expected() -> Counter[tuple[str, bool]]:
    """Of each story the card as last redrawn, and two replies in its thread."""
    return Counter(
        {
            (f"{key} {what}", what != "update 2"): 1
            for key in ("s1", "s2")
            for what in ("update 2", "reply 1", "reply 3")
        }
    )


def told(channel: MemoryChannel) -> Counter[tuple[str, bool]]:
    return Counter((post.message.text, post.thread is not None) for post in channel.posts)


def test_dying_at_every_step_loses_and_doubles_nothing(db: Database) -> None:
    """Before and after every write and every call of the channel."""
    undisturbed = Fate()
    assert told(play(db, undisturbed)) == expected()
    assert undisturbed.steps >= 30
    for step in range(undisturbed.steps):
        for after in (False, True):
            channel = play(db, Fate(step, after=after))
            assert told(channel) == expected(), f"step {step}, after: {after}"


def test_without_the_history_the_same_sweep_doubles(db: Database) -> None:
    """Negative control: where the guard cannot look, some step does double, and every double says that it may be one."""
    undisturbed = Fate()
    play(db, undisturbed)
    extra = 0
    for step in range(0, undisturbed.steps, 2):
        posts = play(db, Fate(step, after=True), readable=False).posts
        doubled = [post for post in posts if post.message.text.startswith("(possible repeat)")]
        assert len(posts) - len(doubled) <= 6
        extra += len(posts) > 6
    assert extra >= 2


# --- polling ------------------------------------------------------------------------------------------------------------


class Servers:
    """Forty feeds: some have news, some fail, some have no time, most have nothing new. Knows how often each was asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def fetch(self, request: Request) -> FetchResult:
        self.asked[request.url] += 1
        number = int(request.url.split("/")[-1])
        match number % 10:
            case 0:
                return Fetched(request.url, rss(item(number), item(1_000 + number)).encode(), {"etag": '"1"'})
            case 1:
                return FetchFailed("answered 503", 503)
            case 2 if self.asked[request.url] == 1:
                return FetchFailed("too many wait", None, 0.0, not_asked=True)
            case _:
                return NotModified({"etag": f'"{number}"'})


FEEDS = [f"https://news.test/{number}" for number in range(40)]


def poll_all(db: Database, servers: Servers, clock: HandClock, fate: Fate, *, void: bool = True) -> None:
    """One life of the program: a sweep to its end, or until it dies."""
    with db.transaction() as c:
        if void:
            feeds.void_leases(c, clock.at, ())

    async def live() -> None:
        dying: Any = DyingDatabase(db, fate)
        workers, in_force = InlineWorkers(Toy), InForce(Watchlist((), "list-1"))
        polling = Polling(
            dying, clock, servers, Robots(servers), workers, in_force, conclude_with, "w", lambda: 0.0, concurrency=4
        )
        try:
            await poll_due(polling, asyncio.Event())
        finally:
            await workers.close()

    asyncio.run(live())


def sweep(db: Database, fate: Fate, *, void: bool = True) -> Servers:
    """Forget all, make forty feeds due, live until fate strikes, then live once more undisturbed."""
    clock, servers = HandClock(), Servers()
    with db.transaction() as c:
        for table in (schema.occasions, schema.decisions, schema.findings, schema.articles, schema.feeds):
            c.execute(table.delete())
        feeds.sync_feeds(c, [FeedSpec(url, None, "en", FeedSettings(300, 300, "never")) for url in FEEDS], START)
    with suppress(Killed):
        poll_all(db, servers, clock, fate)
    asyncio.run(db.read(feeds.last_poll))  # what the thread of the dead was at is over
    poll_all(db, servers, clock, Fate(), void=void)
    return servers


def polled(db: Database) -> tuple[Any, ...]:
    """Everything that polls leave behind."""
    f, d, o = schema.feeds.c, schema.decisions.c, schema.occasions.c
    columns = (f.url, f.next_at, f.failures, f.failing_since, f.last_ok, f.last_error, f.etag, f.lease_owner)
    with db.snapshot() as c:
        articles = c.execute(select(schema.articles.c.entry_key, func.count()).group_by(schema.articles.c.entry_key))
        decided = c.execute(select(d.article, func.count()).group_by(d.article))
        taken_on = c.execute(select(o.article, func.count()).group_by(o.article))
        rows = c.execute(select(*columns).order_by(f.id)).all()
        return tuple(map(tuple, rows)), *(sorted(map(tuple, each)) for each in (articles, decided, taken_on))


def test_dying_at_every_step_of_a_sweep_loses_and_doubles_nothing(db: Database) -> None:
    """Before and after every transaction, those of many quiet polls among them: what is on record in the end is the same."""
    undisturbed = Fate()
    assert max(sweep(db, undisturbed).asked.values()) == 2, "who had no time, and he only"
    expected = polled(db)
    rows, articles, decided, taken_on = expected
    assert {row[-1] for row in rows} == {None}, "no lease is left"
    assert {row[2] for row in rows} == {0, 1}, "a failure is counted once"
    assert [count for _, count in articles + decided + taken_on] == [1] * 24
    assert 8 <= undisturbed.steps < 40, "many polls are one step"
    for step in range(undisturbed.steps):
        for after in (False, True):
            again = sweep(db, Fate(step, after=after))
            assert polled(db) == expected, f"step {step}, after: {after}"
            assert max(again.asked.values()) <= 3, "nobody is asked more than once a life"


def test_whoever_forgets_the_leases_of_the_dead_loses_polls(db: Database) -> None:
    """Negative control: the same sweep over deaths tells at once when feeds stay with a worker that is no more."""
    undisturbed = Fate()
    sweep(db, undisturbed)
    expected = polled(db)
    lost = []
    for step in range(undisturbed.steps):
        sweep(db, Fate(step, after=True), void=False)
        lost.append(polled(db) != expected)
    assert sum(lost) >= len(lost) // 2

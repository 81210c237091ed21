"""A desk for tests of jobs: a feed on paper that is polled for real, with the real decider, digests and store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from dying_database import DyingDatabase
from hand_clock import HandClock
from memory_channel import Killed
from sqlalchemy import select
from store.engines import open_store
from store.on_record import assert_on_record
from store.owner import wipe
from toy_screening import BANNED, person, toy_of

from bot import record
from bot.alerts.routes import Policy
from bot.edges.worker import Factory
from bot.edges.workers import InlineWorkers
from bot.jobs.burst import Bursting, tell_bursts
from bot.jobs.deciding import Decider
from bot.jobs.in_force import InForce
from bot.jobs.lookback import LookingBack, look_back_further, tell_backlog
from bot.jobs.poll import Polling
from bot.jobs.replay import Lists, Outcome, Replayed, replay
from bot.jobs.sweep import PollCounts, poll_due
from bot.jobs.unread_pages import read_due
from bot.lists.load import fingerprint
from bot.model import Alert, Person, Watchlist
from bot.ports import Fetched, FetchFailed, FetchResult, Message, Request
from bot.store import alerts, feeds, schema, watchlists
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POLICY = Policy("C0DESK")
PAT, SAM = person("p1", "Pat Doe", BANNED), person("p2", "Sam Roe")


@dataclass(frozen=True)
class Item:
    """One item of the feed on paper."""

    guid: str
    text: str
    published: datetime | None = None
    title: str = "Minister on the road, officials say"
    link: str = ""


@dataclass
class Paper:
    """The world of feeds: what each address answers."""

    pages: dict[str, Sequence[Item] | FetchFailed | bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)  # of every answer

    async def fetch(self, request: Request) -> FetchResult:
        self.asked.append(request.url)
        page = self.pages.get(request.url, FetchFailed("answered 404", 404))
        if isinstance(page, FetchFailed):
            return page
        return Fetched(request.url, page if isinstance(page, bytes) else rss(page), self.headers)

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
        return True


def rss(items: Sequence[Item]) -> bytes:
    return f"<rss version='2.0'><channel><title>Daily</title>{''.join(map(_item, items))}</channel></rss>".encode()


def _item(item: Item) -> str:
    date = f"<pubDate>{format_datetime(item.published)}</pubDate>" if item.published else ""
    link = f"<link>{item.link}</link>" if item.link else ""
    return f"<item><guid isPermaLink='false'>{item.guid}</guid><title>{item.title}</title>{link}{date}<description>{item.text}</description></item>"


@dataclass
class NewsDesk:
    """Polls and tells, at moments of the test's choosing."""

    real: Database
    db: Any  # the same, or one that dies
    people: tuple[Person, ...] = (PAT, SAM)
    paper: Paper = field(default_factory=Paper)
    clock: HandClock = field(default_factory=HandClock)
    screener_of: Callable[[Watchlist], Factory] = toy_of
    policy: Policy = POLICY
    concurrency: int = 32
    tampered: bool = False  # somebody wrote into the tables behind the program's back

    def survive(self, scene: Callable[[NewsDesk], Awaitable[None]], step: int, pause: timedelta, *, after: bool) -> int:
        """Act a scene until the program dies at the write of that number, and a pause later from the start by one that lives.

        How many writes the first one made.
        """
        dying = DyingDatabase(self.real, step, after=after)
        for database in (dying, self.real):
            self.db = database
            with suppress(Killed):
                self.play(scene)
            self.clock.at += pause
        return dying.writes

    def play(self, scene: Callable[[NewsDesk], Awaitable[None]]) -> None:
        """Act a scene; workers are made for it and ended after it. Whatever was decided can then be taken anew."""

        async def acted() -> None:
            watchlist = Watchlist(self.people, fingerprint(self.people))
            with self.real.transaction() as c:
                watchlists.put(c, watchlists.pack(watchlist), self.clock.at)
            self.workers = InlineWorkers(self.screener_of(watchlist))
            self.in_force = InForce(watchlist)
            try:
                await scene(self)
            finally:
                await self.workers.close()

        asyncio.run(acted())
        assert [each for each in self.replayed() if each.told.outcome is Outcome.DIFFERS] == []

    def replayed(self) -> list[Replayed]:
        """Everything that was ever decided taken anew, in order of the articles' arrival."""
        lists, a = Lists(lambda watchlist: self.screener_of(watchlist)()), schema.articles.c
        with self.real.snapshot() as c:
            every = c.scalars(select(a.id).order_by(a.first_seen, a.id)).all()
            return [each for ident in every for each in replay(c, lists, ident)]

    def subscribe(self, *urls: str, full_text: Any = "never", important: bool = False) -> None:
        """The feeds of the settings from now on."""
        settings = FeedSettings(min_interval=300, max_interval=3_600, full_text=full_text, important=important)
        self.subscribe_to(*(FeedSpec(url, None, "en", settings) for url in urls))

    def subscribe_to(self, *specs: FeedSpec) -> None:
        """The feeds of the settings from now on, as they are to be kept."""
        with self.real.transaction() as c:
            feeds.sync_feeds(c, specs, self.clock.at)

    async def poll(self, after: timedelta = timedelta(0)) -> PollCounts:
        """Poll what is due then."""
        self.clock.at += after
        return await poll_due(self._polling(), asyncio.Event())

    async def read_pages(self, after: timedelta = timedelta(0)) -> int:
        """Try the pages again that are due then."""
        self.clock.at += after
        return await read_due(self._polling(), asyncio.Event())

    def _polling(self) -> Any:
        return Polling(
            self.db, self.clock, self.paper, self.paper, self.workers, self.in_force, Decider(self.policy), "w", lambda: 0.0,
            self.concurrency,
        )  # fmt: skip

    async def tell_bursts(self) -> int:
        """Write the digests of what was too much at once, where it has waited for long enough."""
        return await tell_bursts(Bursting(self.db, self.clock, self.in_force, self.policy))

    async def look_back(self) -> None:
        """Look back as long as there is something to do, and tell of backlogs."""
        looking = LookingBack(self.db, self.clock, self.workers, self.in_force, self.policy)
        while await look_back_further(looking):
            pass
        await tell_backlog(looking)

    def told(self, kind: str) -> list[Message]:
        """What was queued of a kind, in order."""
        d = schema.deliveries.c
        with self.real.snapshot() as c:
            payloads = c.scalars(select(d.payload).where(d.kind == kind).order_by(d.seq)).all()
        return [record.load(Message, payload) for payload in payloads]

    def decided(self) -> list[tuple[str, str]]:
        """Action and reason of every decision, in order of arrival."""
        d, a = schema.decisions.c, schema.articles.c
        query = select(d.action, d.reason).join(schema.articles, a.id == d.article)
        with self.real.snapshot() as c:
            return [(row.action, row.reason) for row in c.execute(query.order_by(a.first_seen, d.action, d.person))]

    def alert(self) -> Alert:
        """The one story there is."""
        with self.real.snapshot() as c:
            (found,) = alerts.latest(c, 9)
        return found

    def feed(self, url: str) -> Any:
        """A feed's row."""
        with self.real.snapshot() as c:
            return c.execute(select(schema.feeds).where(schema.feeds.c.url == url)).one()

    def clear(self) -> None:
        """Forget everything."""
        with self.real.transaction() as c:
            wipe(c)


@contextmanager
def open_desk(folder: Path) -> Iterator[NewsDesk]:
    """A desk with a store of its own. In the end all that it did has to be on record, unless somebody tampered with it."""
    db = open_store(folder)
    desk = NewsDesk(db, db)
    yield desk
    try:
        if not desk.tampered:
            assert_on_record(db)
    finally:
        db.close()

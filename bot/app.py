"""Builds the program from its settings, runs it, and tidies up: the only place that does.

Everything that works gets handed what it works with; nothing looks it up. What is opened here is closed here, in reverse
order, whatever happens in between.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import secrets
import socket
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot import __version__
from bot.alerts.standstill import Phase, Report, Work
from bot.config import Config
from bot.edges.clock import RunningClock
from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.names import KnownNames
from bot.edges.http.robots import Robots
from bot.edges.kept_lists import Reader
from bot.edges.list_files import WatchlistFiles
from bot.edges.official_folder import OfficialFolder
from bot.edges.signs import named
from bot.edges.worker import Factory
from bot.edges.workers import InlineWorkers, ProcessWorkers, Workers, get_ready
from bot.errors import GatewatchError
from bot.from_settings import elsewhere_of, feed_spec, limits_of, noting_of, operator_of, policy_of
from bot.jobs.alive import at_work, swept
from bot.jobs.burst import Bursting, tell_bursts
from bot.jobs.clock_watch import ClockWatch, clock_watch_of, watch_clock
from bot.jobs.deciding import Decider
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.feed_watch import FeedWatch, watch_feeds
from bot.jobs.illustrate import Illustrating, illustrate_due
from bot.jobs.in_force import InForce
from bot.jobs.lookback import LookingBack, look_back_further, tell_backlog
from bot.jobs.new_list import catch_up, note_in_force
from bot.jobs.poll import Polling
from bot.jobs.pull import LIMITS, Pulling, PullingByItself, pull_due
from bot.jobs.recollecting import Recollecting
from bot.jobs.reload import Reloading, in_words, note_refused, reload_changed
from bot.jobs.retention import Keep, expire_old
from bot.jobs.scheduler import Tick, Ticking
from bot.jobs.store_watch import StoreWatch, watch_store
from bot.jobs.sweep import PollCounts, poll_due, put_right, take_up
from bot.jobs.unread_pages import read_due
from bot.jobs.watchdog import Beat, Watch, Watchdog, count, look
from bot.jobs.watched import watch_of, watchdog_of
from bot.model import Watchlist
from bot.ports import Channel, Clock, Pictures
from bot.store import audit, deliveries, feeds, heartbeat, meta, watchlists
from bot.store.database import Database
from bot.store.deliveries import State
from bot.store.paces import Pace
from bot.store.recollect import gap

log = structlog.get_logger(__name__)

# Seconds between ticks; polls have theirs in the settings. A saved list is loaded after two looks at its files, a millisecond each.
DELIVER_EVERY = 1.0
PAGES_EVERY = 30.0
MAPS_EVERY = 2.0
RELOAD_EVERY = 0.5
PULL_EVERY = 30.0
DIGEST_EVERY = 30.0  # twice in the last minute of a day: none goes by without its digest
FEEDS_EVERY = 30.0  # so do they
CLOCK_EVERY = 5.0
WAITS_EVERY = 60.0
FIGURES_EVERY = 60.0
EXPIRE_EVERY = 3_600.0
STORE_EVERY = 10.0
# A look-back takes a few stored articles each time, so that polls have the workers in between.
LOOK_BACK_EVERY = 1.0
BACKLOG_EVERY = 15.0
CATCH_UP_EVERY = 15.0
BURST_EVERY = 15.0
# Seconds that work under way may take to end when the program stops; the rest of ten is for tidying up.
PATIENCE = 5.0
# Under this key is kept with which version and which settings the program last began.
WORKS_WITH = "works_with"


@dataclass(frozen=True, slots=True)
class Sweep:
    """What one sweep did."""

    polled: PollCounts
    delivered: Counter[State]

    def __str__(self) -> str:
        p = self.polled
        decided = ", ".join(f"{n} {action.value}" for action, n in sorted(p.decisions.items())) or "nothing to decide"
        told = ", ".join(f"{n} {state.value}" for state, n in sorted(self.delivered.items())) or "nothing to tell"
        return f"{p.feeds} feeds polled ({p.failed} failed), {p.articles} new articles: {decided}; {told}"


@dataclass(slots=True)
class App:
    """The program, built and running."""

    config: Config
    clock: Clock
    db: Database
    workers: Workers
    fetcher: HttpFetcher
    channel: Channel
    in_force: InForce
    polling: Polling
    delivering: Delivering
    digesting: Digesting
    feed_watch: FeedWatch
    reloading: Reloading
    pulling: PullingByItself
    looking_back: LookingBack
    bursting: Bursting
    watchdog: Watchdog
    store_watch: StoreWatch
    clock_watch: ClockWatch | None = None  # None: a clock of somebody else's making, which is believed
    illustrating: Illustrating | None = None  # None: alerts go without maps
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def poll(self) -> PollCounts:
        """Poll everything that is due, once it is known, as far as that can be, what was told before."""
        if self.delivering.recollecting is not None:
            await self.delivering.recollecting.read(self.config.desks)
        return await poll_due(self.polling, self.stopping)

    async def read_pages(self) -> int:
        """Try the pages again that could not be read before, as far as they are due. How many were read."""
        return await read_due(self.polling, self.stopping)

    async def catch_up(self) -> None:
        """Look again at what was screened with a list that had given way."""
        await catch_up(self.reloading.noting, self.in_force.watchlist)

    async def deliver(self) -> Counter[State]:
        """Tell what is due now, a bounded number of messages for each channel."""
        return await deliver_due(self.delivering, self.stopping)

    async def illustrate(self) -> int:
        """Queue the maps of the stories told lately. How many."""
        return 0 if self.illustrating is None else await illustrate_due(self.illustrating)

    async def once(self) -> Sweep:
        """One sweep: poll everything due, try pages again, look back where the lists ask for it, write the digests due, tell everything due."""
        polled = await self.poll()
        await self.read_pages()
        await self.catch_up()
        while await look_back_further(self.looking_back):
            pass
        await tell_backlog(self.looking_back)
        await tell_bursts(self.bursting)
        await digest_due(self.digesting)
        await watch_feeds(self.feed_watch)
        await swept(self.db, self.clock, self.polling.owner)
        delivered: Counter[State] = Counter()
        while (told := await self.deliver()) or await self.illustrate():
            delivered += told
        return Sweep(polled, delivered)

    async def run(self, until: asyncio.Event) -> None:
        """Work until `until` is set, then stop within ten seconds. What is unfinished is taken up at the next start.

        Raises Ruined, once everything has stopped, when the database is damaged or gone.
        """
        ticking = Ticking(self.ticks(), self._ticked)
        self.watchdog.watch.turn(Phase.READY)
        ticking.start()
        log.info("running", feeds=len(self.config.feeds), people=len(self.in_force.watchlist.people))
        try:
            await ticking.last(until)
        finally:
            self.stopping.set()
            self.watchdog.watch.turn(Phase.STOPPING)
            await ticking.stop(PATIENCE)
            self.watchdog.end()
            log.info("stopped")

    def _ticked(self, tick: str, seconds: float, error: Exception | None) -> None:
        """Figures and signs of a tick that came to its end. Polls and deliveries leave signs of their own."""
        watch = self.watchdog.watch
        watch.metrics.ticked(tick, seconds, error)
        if tick == "reload":
            watch.signs.well(Work.RELOAD) if error is None else watch.signs.ill(Work.RELOAD, named(error))

    def ticks(self) -> tuple[Tick, ...]:
        """What is asked again and again while it runs, and how often."""
        keep = Keep(timedelta(days=self.config.retention_days), timedelta(days=self.config.audit_days))
        watching = (
            () if self.clock_watch is None else (Tick("clock", CLOCK_EVERY, partial(watch_clock, self.clock_watch)),)
        )
        return (
            *watching,
            Tick("waits", WAITS_EVERY, partial(put_right, self.polling)),
            Tick("poll", self.config.polling.tick.total_seconds(), self.poll),
            Tick("pages", PAGES_EVERY, self.read_pages),
            Tick("deliver", DELIVER_EVERY, self.deliver),
            Tick("maps", MAPS_EVERY, self.illustrate),
            Tick("reload", RELOAD_EVERY, partial(reload_changed, self.reloading)),
            Tick("pull", PULL_EVERY, partial(pull_due, self.pulling)),
            Tick("catch-up", CATCH_UP_EVERY, self.catch_up),
            Tick("look-back", LOOK_BACK_EVERY, partial(look_back_further, self.looking_back)),
            Tick("backlog", BACKLOG_EVERY, partial(tell_backlog, self.looking_back)),
            Tick("burst", BURST_EVERY, partial(tell_bursts, self.bursting)),
            Tick("digest", DIGEST_EVERY, partial(digest_due, self.digesting)),
            Tick("feeds", FEEDS_EVERY, partial(watch_feeds, self.feed_watch)),
            Tick("watch", self.watchdog.pause, partial(look, self.watchdog)),
            Tick("figures", FIGURES_EVERY, partial(count, self.watchdog)),
            Tick("store", STORE_EVERY, partial(watch_store, self.store_watch)),
            Tick("expire", EXPIRE_EVERY, partial(expire_old, self.db, self.clock, keep, self.polling.believed)),
        )


@asynccontextmanager
async def open_app(
    config: Config,
    channel: Channel,
    screener_of: Callable[[Watchlist], Factory],
    *,
    clock: Clock | None = None,
    pace: float = 1.0,
    pictures: Pictures | None = None,
    watch: Watch | None = None,
    ask_slack: Callable[[], Awaitable[None]] | None = None,
    beats: Mapping[str, Beat] | None = None,
    looked: Callable[[Report], None] = lambda _: None,
) -> AsyncIterator[App]:
    """Build the program, and close all of it at the end.

    `screener_of` gives, for a Watchlist, what builds a screener inside a worker; `pace` is the least number of seconds
    between two messages to one channel; `pictures` is where maps are put, None for alerts without. What is known of the program from
    its beginning on is in `watch`; `ask_slack` finds out whether Slack answers, `beats` hear that all is well, `looked` of each look.
    Where the watchlists do not load, the last list that did stays in force, as while it runs; raises BadFile where none ever did,
    and GatewatchError for a database or a screener that cannot be used.
    """
    clock = clock or RunningClock()
    watch = watch or watch_of(config, clock)
    async with AsyncExitStack() as stack:
        files = WatchlistFiles(config.watchlists, config.lists.folder)
        stamp = files.stamp()
        if config.workers:
            get_ready()  # while the lists are read
        reader = Reader(config.cache.expanduser(), routes=frozenset(config.routes))
        # Off the loop, so that whoever asks meanwhile is answered.
        watchlist, refusal = await asyncio.to_thread(_lists_of, config, files, reader)
        in_force = InForce(watchlist)
        db = await asyncio.to_thread(Database.open, config.database.get_secret_value())
        stack.callback(db.close)
        factory = await asyncio.to_thread(screener_of, in_force.watchlist)
        workers = await stack.enter_async_context(open_workers(factory, config.workers))
        names = KnownNames()
        stack.push_async_callback(names.close)
        fetcher = await stack.enter_async_context(fetcher_of(config, clock, limits_of(config), names))
        list_fetcher = await stack.enter_async_context(fetcher_of(config, clock, LIMITS, names))
        if config.polling.proxy is not None:
            log.warning("behind a proxy only the proxy can keep feeds from leading into your own network")
        owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        clock_watch = await clock_watch_of(db, clock, operator_of(config))
        await db.write(_begin, config, db.sole, clock.now())
        recollecting = Recollecting(channel, clock, await db.write(gap, clock.now()))
        await at_work(db, clock, owner, alone=db.sole)
        noting = noting_of(config, db, clock)
        if refusal is None:
            await note_in_force(noting, in_force.watchlist)
        else:
            await db.write(note_refused, noting, in_words(refusal))
        yield App(
            config=config,
            clock=clock,
            db=db,
            workers=workers,
            fetcher=fetcher,
            channel=channel,
            in_force=in_force,
            polling=Polling(
                db=db,
                clock=clock,
                fetcher=fetcher,
                robots=Robots(fetcher),
                workers=workers,
                in_force=in_force,
                conclude_with=Decider(policy_of(config), recollecting.stands),
                owner=owner,
                jitter=random.random,
                concurrency=config.polling.concurrency,
                signs=watch.signs,
                metrics=watch.metrics,
                believed=clock_watch.believed if clock_watch else lambda: True,
            ),
            delivering=Delivering(
                db,
                clock,
                channel,
                owner,
                Patience(config.slack.settle),
                Pace(pace),
                elsewhere_of(config),
                watch.signs,
                watch.metrics,
                recollecting,
            ),
            digesting=Digesting(db, clock, in_force, config.digest.at, ZoneInfo(config.digest.timezone)),
            feed_watch=_feed_watch(config, db, clock, watch),
            pulling=_pulling(config, db, clock, list_fetcher),
            reloading=Reloading(noting, workers, in_force, files, reader.read, screener_of, stamp),
            looking_back=LookingBack(db, clock, workers, in_force, policy_of(config)),
            bursting=Bursting(db, clock, in_force, policy_of(config)),
            watchdog=watchdog_of(config, watch, db, owner, workers, ask_slack, beats or {}, looked),
            store_watch=StoreWatch(db, clock, channel, operator_of(config)),
            clock_watch=clock_watch,
            illustrating=None if pictures is None else Illustrating(db, clock, pictures),
        )


def _lists_of(config: Config, files: WatchlistFiles, reader: Reader) -> tuple[Watchlist, GatewatchError | None]:
    """The Watchlist of the files; where they do not load the last one that did, and what is wrong. Raises that where none did."""
    try:
        return reader.read(files.read()), None
    except GatewatchError as refusal:
        if (last := _last_in_force(config)) is None:
            raise
        log.error("watchlists refused, the last good list stays in force", why=str(refusal))
        return last, refusal


def _last_in_force(config: Config) -> Watchlist | None:
    """The list that the program worked with last; None where it never did, or that cannot be read."""
    with suppress(GatewatchError), closing(Database.look(config.database.get_secret_value())) as db:
        with db.snapshot() as connection:
            packed = watchlists.in_force(connection)
        return None if packed is None else watchlists.unpack(packed)
    return None


@asynccontextmanager
async def open_workers(factory: Factory, count: int) -> AsyncIterator[Workers]:
    """So many worker processes, ready to screen, and closed at the end; 0: this process does their work.

    Raises GatewatchError when the factory builds no screener.
    """
    workers: Workers = InlineWorkers(factory)
    if count:  # starting them takes seconds
        workers = await asyncio.to_thread(ProcessWorkers, factory, count)
    try:
        if failed := await workers.ready():
            log.error("no screener", why=failed.why, trace=failed.trace)
            raise GatewatchError(f"articles cannot be screened: {failed.why}")
        yield workers
    finally:
        await workers.close()


def _begin(connection: Connection, config: Config, sole: bool, now: datetime) -> None:
    """Put the database in step with the settings."""
    take_up(connection, () if sole else heartbeat.at_work(connection, now), now)
    if sole:  # among several, whoever holds a message may be telling it
        deliveries.void_leases(connection)
    _note_settings(connection, config, now)
    feeds.sync_feeds(connection, [feed_spec(config, feed) for feed in config.feeds], now)
    feeds.end_long_waits(connection, now)


def _note_settings(connection: Connection, config: Config, now: datetime) -> None:
    """Put it on record when program or settings are others than before: a digest, for settings name people of the desk."""
    digest = hashlib.sha256(config.model_dump_json().encode()).hexdigest()
    works_with = f"{__version__} {digest}"
    if meta.get(connection, WORKS_WITH) != works_with:
        meta.put(connection, WORKS_WITH, works_with)
        audit.note(connection, "settings", digest, {"program": __version__}, now)


def fetcher_of(
    config: Config, clock: Clock, limits: FetchLimits, names: KnownNames | None = None, **hears: Any
) -> HttpFetcher:
    """What fetches as the settings say, within these limits; `hears` is who hears of it (`on_read`, `on_answer`).

    Fetchers that are handed the same `names` look each host up once for all of them.
    """
    proxy = config.polling.proxy
    address = None if proxy is None else proxy.get_secret_value()
    contact = config.polling.contact or ""
    if isinstance(clock, RunningClock):
        hears["on_date"] = clock.heard
    return HttpFetcher(clock, contact, limits, proxy=address, secret=config.secrets.addresses, resolver=names, **hears)


def _pulling(config: Config, db: Database, clock: Clock, fetcher: HttpFetcher) -> PullingByItself:
    lists = config.lists
    pulling = Pulling(fetcher, OfficialFolder(lists.folder), clock, lists.mirrors, lists.allow_private)
    return PullingByItself(db, pulling, lists.pull, lists.every, operator_of(config))


def _feed_watch(config: Config, db: Database, clock: Clock, watch: Watch) -> FeedWatch:
    digest, ages = config.digest, OfficialFolder(config.lists.folder).ages
    zone, still = ZoneInfo(digest.timezone), lambda: watch.report().still
    return FeedWatch(db, clock, operator_of(config), digest.at, zone, digest.all_well, ages, still)

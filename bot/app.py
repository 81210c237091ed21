"""Builds the program from its settings, runs it, and tidies up: the only place that does.

Everything that works gets handed what it works with; nothing looks it up. What is opened here is closed here, in reverse
order, whatever happens in between.
"""

from __future__ import annotations

import asyncio
import os
import random
import secrets
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.alerts.bounds import held_back
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.look_back import backlog
from bot.alerts.past import Past, Standpoint
from bot.alerts.routes import Policy, Quiet, Route
from bot.config import Config, FeedConfig
from bot.desk_settings import QuietHours, RouteConfig
from bot.edges.clock import SystemClock
from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.names import KnownNames
from bot.edges.http.robots import Robots
from bot.edges.kept_lists import Reader
from bot.edges.list_files import WatchlistFiles
from bot.edges.official_folder import OfficialFolder
from bot.edges.worker import Factory
from bot.edges.workers import InlineWorkers, ProcessWorkers, Workers, get_ready
from bot.errors import GatewatchError
from bot.feeds.schedule import Bounds
from bot.jobs.alive import at_work, swept
from bot.jobs.burst import Bursting, tell_bursts
from bot.jobs.deliver import Delivering, Patience, deliver_due
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.feed_watch import FeedWatch, watch_feeds
from bot.jobs.illustrate import Illustrating, illustrate_due
from bot.jobs.in_force import InForce
from bot.jobs.lookback import LookingBack, look_back_further, tell_backlog
from bot.jobs.new_list import Noting, note_in_force
from bot.jobs.pace import Pace
from bot.jobs.poll import Polling
from bot.jobs.pull import LIMITS, Pulling, PullingByItself, pull_due
from bot.jobs.refused import Elsewhere
from bot.jobs.reload import Reloading, in_words, note_refused, reload_changed
from bot.jobs.retention import expire_old
from bot.jobs.scheduler import Tick, Ticking
from bot.jobs.sweep import PollCounts, poll_due
from bot.jobs.unread_pages import read_due
from bot.model import Article, Findings, Person, Watchlist
from bot.ports import Channel, Clock, Pictures
from bot.store import deliveries, feeds, unread_pages, watchlists
from bot.store.database import Database
from bot.store.deliveries import State
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.polls import Conclude

log = structlog.get_logger(__name__)

# Seconds between ticks; polls have theirs in the settings. A saved list is loaded after two looks at its files, a millisecond each.
DELIVER_EVERY = 1.0
PAGES_EVERY = 30.0
MAPS_EVERY = 2.0
RELOAD_EVERY = 0.5
PULL_EVERY = 30.0
DIGEST_EVERY = 60.0
FEEDS_EVERY = 60.0
ALIVE_EVERY = 60.0
EXPIRE_EVERY = 3_600.0
# A look-back takes a few stored articles each time, so that polls have the workers in between.
LOOK_BACK_EVERY = 1.0
BACKLOG_EVERY = 15.0
BURST_EVERY = 15.0
# Seconds that work under way may take to end when the program stops; the rest of ten is for tidying up.
PATIENCE = 7.0
# The name of the one channel there is when no Slack is set up.
CONSOLE = "console"


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
    illustrating: Illustrating | None = None  # None: alerts go without maps
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def poll(self) -> PollCounts:
        """Poll everything that is due."""
        return await poll_due(self.polling, self.stopping)

    async def read_pages(self) -> int:
        """Try the pages again that could not be read before, as far as they are due. How many were read."""
        return await read_due(self.polling, self.stopping)

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
        while await look_back_further(self.looking_back):
            pass
        await tell_backlog(self.looking_back)
        await tell_bursts(self.bursting)
        await digest_due(self.digesting)
        await watch_feeds(self.feed_watch)
        await swept(self.db, self.clock)
        delivered: Counter[State] = Counter()
        while (told := await self.deliver()) or await self.illustrate():
            delivered += told
        return Sweep(polled, delivered)

    async def run(self, until: asyncio.Event) -> None:
        """Work until `until` is set, then stop within ten seconds. What is unfinished is taken up at the next start."""
        ticking = Ticking(self._ticks())
        ticking.start()
        log.info("running", feeds=len(self.config.feeds), people=len(self.in_force.watchlist.people))
        try:
            await until.wait()
        finally:
            self.stopping.set()
            await ticking.stop(PATIENCE)
            log.info("stopped")

    def _ticks(self) -> tuple[Tick, ...]:
        keep = timedelta(days=self.config.retention_days)
        return (
            Tick("poll", self.config.polling.tick.total_seconds(), self.poll),
            Tick("pages", PAGES_EVERY, self.read_pages),
            Tick("deliver", DELIVER_EVERY, self.deliver),
            Tick("maps", MAPS_EVERY, self.illustrate),
            Tick("reload", RELOAD_EVERY, partial(reload_changed, self.reloading)),
            Tick("pull", PULL_EVERY, partial(pull_due, self.pulling)),
            Tick("look-back", LOOK_BACK_EVERY, partial(look_back_further, self.looking_back)),
            Tick("backlog", BACKLOG_EVERY, partial(tell_backlog, self.looking_back)),
            Tick("burst", BURST_EVERY, partial(tell_bursts, self.bursting)),
            Tick("digest", DIGEST_EVERY, partial(digest_due, self.digesting)),
            Tick("feeds", FEEDS_EVERY, partial(watch_feeds, self.feed_watch)),
            Tick("alive", ALIVE_EVERY, partial(at_work, self.db, self.clock)),
            Tick("expire", EXPIRE_EVERY, partial(expire_old, self.db, self.clock, keep)),
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
) -> AsyncIterator[App]:
    """Build the program, and close all of it at the end.

    `screener_of` gives, for a Watchlist, what builds a screener inside a worker; `pace` is the least number of seconds
    between two messages to one channel; `pictures` is where maps are put, None for alerts without. Where the watchlists do not
    load, the last list that did stays in force, as while it runs; raises BadFile where none ever did, and GatewatchError for
    a database or a screener that cannot be used.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        files = WatchlistFiles(config.watchlists, config.lists.folder)
        stamp = files.stamp()
        if config.workers:
            get_ready()  # while the lists are read
        reader = Reader(config.cache.expanduser(), routes=frozenset(config.routes))
        watchlist, refusal = _lists_of(config, files, reader)
        in_force = InForce(watchlist)
        db = Database.open(config.database.get_secret_value())
        stack.callback(db.close)
        workers = await stack.enter_async_context(open_workers(config, screener_of(in_force.watchlist)))
        names = KnownNames()
        stack.push_async_callback(names.close)
        fetcher = await stack.enter_async_context(fetcher_of(config, clock, limits_of(config), names))
        list_fetcher = await stack.enter_async_context(fetcher_of(config, clock, LIMITS, names))
        if config.polling.proxy is not None:
            log.warning("behind a proxy only the proxy can keep feeds from leading into your own network")
        owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        await db.write(_begin, config, db.sole, clock.now())
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
                conclude_with=Decider(policy_of(config)),
                owner=owner,
                jitter=random.random,
                concurrency=config.polling.concurrency,
            ),
            delivering=Delivering(
                db, clock, channel, owner, Patience(config.slack.settle), Pace(pace), elsewhere_of(config)
            ),
            digesting=Digesting(db, clock, in_force, config.digest.at, ZoneInfo(config.digest.timezone)),
            feed_watch=_feed_watch(config, db, clock),
            pulling=_pulling(config, db, clock, list_fetcher),
            reloading=Reloading(noting, workers, in_force, files, reader.read, screener_of, stamp),
            looking_back=LookingBack(db, clock, workers, in_force, policy_of(config)),
            bursting=Bursting(db, clock, in_force, policy_of(config)),
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
async def open_workers(config: Config, factory: Factory) -> AsyncIterator[Workers]:
    """As many workers as the settings say, ready to screen, and closed at the end.

    Raises GatewatchError when the factory builds no screener.
    """
    workers = ProcessWorkers(factory, config.workers) if config.workers else InlineWorkers(factory)
    try:
        if failed := await workers.ready():
            log.error("no screener", why=failed.why, trace=failed.trace)
            raise GatewatchError(f"articles cannot be screened: {failed.why}")
        yield workers
    finally:
        await workers.close()


def _begin(connection: Connection, config: Config, sole: bool, now: datetime) -> None:
    """Put the database in step with the settings."""
    if sole:
        feeds.void_leases(connection, now)
        deliveries.void_leases(connection)
        unread_pages.void_leases(connection)
    feeds.sync_feeds(connection, [feed_spec(config, feed) for feed in config.feeds], now)


def fetcher_of(
    config: Config, clock: Clock, limits: FetchLimits, names: KnownNames | None = None, **hears: Any
) -> HttpFetcher:
    """What fetches as the settings say, within these limits; `hears` is who hears of it (`on_read`, `on_answer`).

    Fetchers that are handed the same `names` look each host up once for all of them.
    """
    proxy = config.polling.proxy
    address = None if proxy is None else proxy.get_secret_value()
    return HttpFetcher(clock, config.polling.contact or "", limits, proxy=address, resolver=names, **hears)


def limits_of(config: Config) -> FetchLimits:
    """How feeds and pages are fetched."""
    polling = config.polling
    return FetchLimits(
        deadline=polling.timeout.total_seconds(),
        most_bytes=polling.max_bytes,
        per_host=polling.per_host,
        host_rate=polling.host_rate,
    )


def _pulling(config: Config, db: Database, clock: Clock, fetcher: HttpFetcher) -> PullingByItself:
    lists = config.lists
    pulling = Pulling(fetcher, OfficialFolder(lists.folder), clock, lists.mirrors, lists.allow_private)
    return PullingByItself(db, pulling, lists.pull, lists.every, operator_of(config))


def _feed_watch(config: Config, db: Database, clock: Clock) -> FeedWatch:
    digest = config.digest
    return FeedWatch(db, clock, operator_of(config), digest.at, ZoneInfo(digest.timezone), digest.all_well)


def feed_spec(config: Config, feed: FeedConfig) -> FeedSpec:
    """A feed of the settings as the store keeps it."""
    bounds = _bounds(config, feed)
    settings = FeedSettings(
        min_interval=bounds.min_interval.total_seconds(),
        max_interval=bounds.max_interval.total_seconds(),
        full_text=feed.full_text,
        allow_private=feed.allow_private,
        important=feed.important,
        steady=bounds.steady,
    )
    return FeedSpec(feed.url, feed.name, feed.lang, settings)


def _bounds(config: Config, feed: FeedConfig) -> Bounds:
    """What is said of the feed itself stands above what is said of all."""
    if feed.every:
        return Bounds.at_pace(feed.every)
    shortest = feed.min_interval or config.polling.min_interval
    longest = feed.max_interval or max(config.polling.max_interval, shortest)
    return Bounds(min(shortest, longest), longest)


def operator_of(config: Config) -> str | None:
    """The channel that hears of broken lists; None when only the log can."""
    return config.slack.operator or (CONSOLE if config.slack.channel is None else None)


def elsewhere_of(config: Config) -> Elsewhere:
    """Who stands in for a channel that does not take its messages."""
    operator = operator_of(config)
    return Elsewhere(config.slack.fallback or operator, operator)


def noting_of(config: Config, db: Database, clock: Clock) -> Noting:
    """Whom a change of the lists is told, and how far back is looked for whom it brings."""
    days = min(config.lookback_days, config.retention_days)
    return Noting(db, clock, operator_of(config), policy_of(config).channel, days)


def policy_of(config: Config) -> Policy:
    """What the desk wants, from the settings."""
    return Policy(
        channel=config.slack.channel or CONSOLE,
        routes={name: _route(each) for name, each in config.routes.items()} if config.slack.channel else {},
        at_once=frozenset(config.decide.at_once),
        story_days=config.decide.story_days,
        by_list=config.routing.lists,
        by_reason=config.routing.reasons,
        quiet=_quiet(config.quiet),
        repeat_after=config.decide.repeat_after,
    )


def _route(given: RouteConfig) -> Route:
    at_once = None if given.at_once is None else frozenset(given.at_once)
    return Route(given.channel, given.mention, at_once, _quiet(given.quiet))


def _quiet(given: QuietHours | None) -> Quiet | None:
    if given is None:
        return None
    return Quiet(given.start, given.end, ZoneInfo(given.timezone), frozenset(given.through))


class Decider:
    """Gives the deciding function for a Watchlist and a moment. Remembers the people of the last list by id."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._watchlist: Watchlist | None = None
        self._people: Mapping[str, Person] = {}

    def __call__(self, watchlist: Watchlist, now: datetime) -> Conclude:
        """The decider for articles screened with this list."""
        if watchlist is not self._watchlist:
            self._watchlist, self._people = watchlist, {person.id: person for person in watchlist.people}
        people, policy = self._people, self._policy

        def decide(article: Article, findings: Findings, past: Past) -> tuple[Conclusion, ...]:
            if past.backlog:
                return backlog(article, findings, people, Standpoint(past, policy, now, watchlist.fingerprint))
            concluded = conclude(article, findings, people, past, policy, now, watchlist.fingerprint)
            return held_back(concluded, past.cards)

        return decide

"""Sweeps over scripted servers, with a clock moved by hand: what is asked, when, and how it is written down."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from store.engines import open_store
from test_jobs_poll import START, HandClock, Toy, conclude_with, item, rss

from bot.alerts.standstill import Work
from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.robots import Robots
from bot.edges.metrics import Metrics
from bot.edges.signs import Signs
from bot.edges.workers import InlineWorkers
from bot.jobs.in_force import InForce
from bot.jobs.poll import Polling
from bot.jobs.sweep import PollCounts, poll_due
from bot.model import Trouble, Watchlist
from bot.ports import Fetched, Fetcher, FetchFailed, FetchResult, NotModified, Request
from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from tests.edges.http_stage import says, stage

URL, NEW = "https://old.test/rss", "https://new.test/rss"
SETTINGS = FeedSettings(min_interval=300, max_interval=3_600, full_text="never")


def page(*items: str, moved_to: str | None = None, extra: str = "", **headers: str) -> Fetched:
    """A feed as a server gives it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(URL, rss(extra, *items).encode(), named, moved_to)


@dataclass
class World:
    """The database, the clock, and what servers answer."""

    db: Database
    answer: Callable[[Request], FetchResult] = lambda _: NotModified({})
    clock: HandClock = field(default_factory=HandClock)
    asked: list[Request] = field(default_factory=list)
    writes: int = 0
    concurrency: int = 8
    jitter: Callable[[], float] = lambda: 0.0
    fetcher: Fetcher | None = None  # None: `answer` says what is served
    on_ask: Callable[[], None] = lambda: None
    signs: Signs = field(default_factory=Signs)
    metrics: Metrics = field(default_factory=Metrics)

    async def fetch(self, request: Request) -> FetchResult:
        self.asked.append(request)
        self.on_ask()
        await asyncio.sleep(0)
        return self.answer(request)

    def seconds(self) -> float:
        return (self.clock.at - START).total_seconds()

    async def read(self, *args: Any) -> Any:
        return await self.db.read(*args)

    async def write(self, *args: Any) -> Any:
        self.writes += 1
        return await self.db.write(*args)

    def sync(self, *urls: str, settings: FeedSettings = SETTINGS) -> None:
        with self.db.transaction() as c:
            feeds.sync_feeds(c, [FeedSpec(url, None, "en", settings) for url in urls], self.clock.at)

    def sweep(self, passed: timedelta = timedelta(0), stopping: asyncio.Event | None = None) -> PollCounts:
        self.clock.at += passed
        return asyncio.run(self.sweep_once(stopping or asyncio.Event()))

    async def sweep_once(self, stopping: asyncio.Event) -> PollCounts:
        workers, in_force = InlineWorkers(Toy), InForce(Watchlist((), "list-1"))
        seams: Any = self
        polling = Polling(
            seams,
            self.clock,
            self.fetcher or self,
            Robots(self),
            workers,
            in_force,
            conclude_with,
            "w1",
            self.jitter,
            self.concurrency,
            signs=self.signs,
            metrics=self.metrics,
        )
        try:
            return await poll_due(polling, stopping)
        finally:
            await workers.close()

    def rows(self) -> list[Any]:
        with self.db.snapshot() as c:
            return list(c.execute(select(schema.feeds).order_by(schema.feeds.c.id)))

    def stored(self) -> list[Any]:
        with self.db.snapshot() as c:
            return list(c.scalars(select(schema.articles.c.id)))

    def wait(self) -> timedelta:
        """From now to the next poll of the only feed."""
        (row,) = self.rows()
        wait: timedelta = row.next_at - self.clock.at
        return wait


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    database = open_store(tmp_path)
    yield World(database)
    database.close()


# --- together ---------------------------------------------------------------------------------------------------------


def test_quiet_polls_are_written_down_together(world: World) -> None:
    """A hundred polls without news, good and bad, take a few transactions; every feed is due later and given back."""
    world.sync(*(f"https://{n}.test/" for n in range(100)))
    world.answer = lambda request: FetchFailed("503", 503) if "7" in request.url else NotModified({"etag": '"2"'})
    counts = world.sweep()
    bad = sum("7" in str(n) for n in range(100))
    assert (counts.feeds, counts.failed, len(world.asked)) == (100, bad, 100)
    assert world.writes < 30
    for row in world.rows():
        assert (row.lease_owner, row.lease_until, row.next_at > world.clock.at) == (None, None, True)
        assert (row.failures, row.etag, row.last_ok) == ((1, None, None) if "7" in row.url else (0, '"2"', START))
    assert world.sweep(timedelta(minutes=4)).feeds == 0


def test_a_feed_that_somebody_else_has_meanwhile_is_left_to_him(world: World) -> None:
    """A quiet poll that comes too late writes nothing, and the others of its transaction are written."""
    world.sync(URL, NEW)

    def steal() -> None:
        with world.db.transaction() as c:
            mine = schema.feeds.c.url == URL
            c.execute(update(schema.feeds).where(mine).values(lease_owner="w2", round=schema.feeds.c.round + 1))

    world.on_ask = steal
    world.sweep()
    stolen, written = world.rows()
    assert (stolen.lease_owner, stolen.last_ok, stolen.next_at) == ("w2", None, START)
    assert (written.lease_owner, written.last_ok) == (None, START)


def test_what_was_claimed_and_not_begun_is_given_back_at_the_end(world: World) -> None:
    """A program that stops polls what it has begun, and leaves the rest due as it was."""
    world.sync(*(f"https://{n}.test/" for n in range(30)))
    world.concurrency = 4
    stopping = asyncio.Event()
    world.on_ask = lambda: stopping.set() if len(world.asked) == 2 else None
    counts = world.sweep(stopping=stopping)
    assert counts.feeds == len(world.asked) < 8
    rows = world.rows()
    assert [row.lease_owner for row in rows] == [None] * 30
    assert sum(row.next_at == START for row in rows) == 30 - counts.feeds
    assert world.sweep().feeds == 30 - counts.feeds


def test_more_feeds_than_places_are_all_polled_once(world: World) -> None:
    """Feeds are claimed as places become free, until none is due."""
    world.sync(*(f"https://{n}.test/" for n in range(50)))
    world.concurrency = 3
    assert world.sweep().feeds == 50
    assert len({request.url for request in world.asked}) == len(world.asked) == 50


@pytest.mark.parametrize(("after", "wait"), [(90.0, 90.0), (90_000.0, 3_600.0)])
def test_a_feed_whose_host_has_no_time_is_left_for_later(world: World, after: float, wait: float) -> None:
    """It neither failed nor was polled; it is due when the host has time, within its longest wait."""
    world.sync(URL)
    world.answer = lambda _: FetchFailed("too many wait for this host", None, after, not_asked=True)
    counts = world.sweep()
    assert (counts.feeds, counts.failed) == (0, 0)
    assert world.wait() == timedelta(seconds=wait)
    (row,) = world.rows()
    assert (row.failures, row.last_error, row.last_ok, row.lease_owner) == (0, None, None, None)


@pytest.mark.parametrize(("after", "wait"), [(90.0, 90.0), (90_000.0, 3_600.0)])
def test_a_feed_whose_host_refuses_everybody_fails_unasked(world: World, after: float, wait: float) -> None:
    """It counts as failing since the first time, with the reason; and is due when the host may be asked, however often it failed."""
    world.sync(URL)
    why = "the host asks to be left alone (429)"
    world.answer = lambda _: FetchFailed(why, 429, after, Trouble.REFUSED, not_asked=True)
    for times in (1, 2, 3):
        counts = world.sweep(timedelta(hours=2))
        assert (counts.feeds, counts.failed) == (1, 1)
        assert world.wait() == timedelta(seconds=wait)
        (row,) = world.rows()
        assert (row.failures, row.last_error, row.trouble) == (times, why, "refused")
        assert (row.failing_since, row.last_ok, row.lease_owner) == (START + timedelta(hours=2), None, None)


def test_no_feed_hides_behind_a_host_that_refuses(world: World) -> None:
    """Forty feeds of one host that answers 429: all fail within the hour, each is asked within the day, none is always first."""
    dice, feeds_there = random.Random(4), 40

    async def day() -> list[str]:
        refuses = {f"/{n}": says("429 Too Many Requests", Retry_After="3600") for n in range(feeds_there)}
        limits = FetchLimits(host_rate=2.0)
        async with (
            stage(refuses) as server,
            HttpFetcher(world.clock, limits=limits, seconds=world.seconds) as world.fetcher,
        ):
            urls = (f"{server.base}/{n}" for n in range(feeds_there))
            world.sync(*urls, settings=FeedSettings(300, 21_600, "never", allow_private=True))
            for _ in range(24 * 6):
                await world.sweep_once(asyncio.Event())
                world.clock.at += timedelta(minutes=10)
                if world.clock.at == START + timedelta(hours=1):
                    assert {row.failures > 0 for row in world.rows()} == {True}
            return [path for path, _ in server.asked]

    world.jitter = dice.random
    asked = Counter(asyncio.run(day()))
    assert len(asked) == feeds_there
    assert max(asked.values()) <= 4
    assert sum(asked.values()) <= 10 + 48 * 2, "twice an hour, by two at a time"


@pytest.mark.parametrize(("status_code", "then"), [(None, 1), (429, 2)])
def test_a_page_for_which_its_host_has_no_time_waits_for_the_next_poll(
    world: World, status_code: int | None, then: int
) -> None:
    """Its article is read whole then; a host that refuses everybody is not waited for."""
    world.sync(URL, settings=FeedSettings(300, 3_600, "always"))
    text = "The ministry said little about the journey this week. " * 30
    whole = f"<html><head><title>x</title></head><body><article><p>{text}</p></article></body></html>".encode()
    busy = [True]

    def answer(request: Request) -> FetchResult:
        match request.url.rsplit("/", 1)[-1]:
            case "robots.txt":
                return FetchFailed("not found", 404)
            case "rss":
                items = (item(n, "Short.", link=f"https://n.test/{n}") for n in (1, 2))
                return page(*items, etag='"1"')
            case "2" if busy[0]:
                return FetchFailed("no time", status_code, 90.0, not_asked=True)
        return Fetched(request.url, whole, {"content-type": "text/html"})

    world.answer = answer
    assert world.sweep().articles == then
    assert world.wait() == timedelta(minutes=5)
    busy[0] = False
    assert world.sweep(timedelta(minutes=5)).articles == 2 - then
    assert len(world.stored()) == 2


# --- moving -----------------------------------------------------------------------------------------------------------


def test_a_permanent_redirect_moves_the_address_on_the_third_day(world: World) -> None:
    """Two days are not enough; then the new address is fetched, and the feed stays who it is."""
    world.sync(URL)

    def answer(request: Request) -> FetchResult:
        moved = NEW if request.url == URL else None
        return NotModified({}, moved) if request.etag else page(item(1), moved_to=moved, etag='"1"')

    world.answer = answer
    for _ in range(3 * 8):
        world.sweep(timedelta(hours=3))
    urls = [request.url for request in world.asked]
    assert urls == sorted(urls, reverse=True), "first the old address, then the new one"
    assert urls.count(URL) == 5 + 8 + 1, "what was left of the first day, the second, and once on the third"
    (row,) = world.rows()
    assert (row.url, row.address, row.moved_to, row.failures) == (URL, NEW, NEW, 0)
    assert json.loads(row.moved_days) == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert len(world.stored()) == 1


def test_a_target_that_fails_moves_nothing(world: World) -> None:
    """A redirect to a page that is no feed is no move, however often it is seen."""
    world.sync(URL)
    world.answer = lambda _: Fetched(NEW, b"<html><body>This name is for sale</body></html>", {}, NEW)
    for _ in range(6):
        world.sweep(timedelta(days=1))
    assert {request.url for request in world.asked} == {URL}
    (row,) = world.rows()
    assert (row.address, row.moved_to, row.failures) == (None, None, 6)


@pytest.mark.parametrize("status_code", [None, 410, 404])
def test_a_new_address_that_dies_is_given_up_for_the_old_one(world: World, status_code: int | None) -> None:
    """After three days of failures the configured address is asked again, without the validators of the other."""
    world.sync(URL)
    with world.db.transaction() as c:
        c.execute(update(schema.feeds).values(address=NEW, moved_to=NEW, etag='"new"', modified="x", last_ok=START))
    world.answer = lambda request: FetchFailed("gone", status_code) if request.url == NEW else NotModified({})
    asked = []
    for _ in range(9):
        world.sweep(timedelta(hours=25))
        asked.append(world.asked[-1].url)
    assert asked[:3] == [NEW] * 3
    assert asked[4:] == [URL] * 5
    assert not {(request.etag, request.modified) for request in world.asked if request.url == URL} & {('"new"', "x")}
    (row,) = world.rows()
    assert (row.address, row.moved_to, row.failures) == (None, None, 0)


# --- when -------------------------------------------------------------------------------------------------------------


def test_once_a_day_the_whole_feed_is_asked_for(world: World) -> None:
    """A server that answers 304 for ever silences its feed for a day at most."""
    world.sync(URL)
    world.answer = lambda request: NotModified({}) if request.etag else page(item(len(world.asked)), etag='"same"')
    for _ in range(4 * 24):
        world.sweep(timedelta(hours=1, minutes=10))
    whole = [n for n, request in enumerate(world.asked) if request.etag is None]
    days = 4 * 24 * 70 / (60 * 24)
    assert days - 1 <= len(whole) - 1 <= days + 1, "and the first poll, which knew nothing"
    assert len(world.stored()) == len(whole)


def test_a_poll_that_fails_does_not_count_as_the_daily_one(world: World) -> None:
    """The whole feed is asked for until it comes."""
    world.sync(URL)
    world.answer = lambda _: page(item(1), etag='"1"')
    world.sweep()
    world.answer = lambda _: FetchFailed("503", 503)
    for _ in range(3):
        world.sweep(timedelta(hours=30))
    assert [request.etag for request in world.asked] == [None] * 4


def test_validators_that_change_with_every_answer_cost_nothing_else(world: World) -> None:
    """A new ETag and Last-Modified around the same body: nothing is read again, and the feed is asked more seldom."""
    world.sync(URL)
    world.answer = lambda _: page(item(1), etag=f'"{len(world.asked)}"', last_modified=str(len(world.asked)))
    waits = []
    for _ in range(5):
        world.sweep(timedelta(hours=1, minutes=1))
        waits.append(world.wait())
    assert [request.etag for request in world.asked[1:]] == [f'"{n}"' for n in range(1, 5)]
    assert [request.modified for request in world.asked[1:]] == [str(n) for n in range(1, 5)]
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    assert len(world.stored()) == 1


NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
WISHES = [
    ("nothing", {}, "", 5),
    ("ttl", {}, "<ttl>40</ttl>", 40),
    ("ttl beyond the longest wait", {}, "<ttl>9000</ttl>", 60),
    ("cache-control", {"cache_control": "max-age=1800"}, "", 30),
    ("expires", {"expires": "Mon, 02 Mar 2026 12:50:00 GMT"}, "", 50),
    ("the hour", {}, "<skipHours><hour>12</hour></skipHours>", 60),
    ("the day", {}, "<skipDays><day>Monday</day></skipDays>", 60),
    ("retry-after", {"retry_after": "1200"}, "", 5),  # of an answer that went well it is no wish
]


@pytest.mark.parametrize(
    ("headers", "extra", "minutes"), [case[1:] for case in WISHES], ids=[case[0] for case in WISHES]
)
def test_what_server_and_feed_ask_for_is_honoured(
    world: World, headers: dict[str, str], extra: str, minutes: int
) -> None:
    """Each wish lengthens the wait after the poll that brought it, up to the feed's longest wait."""
    world.clock.at = NOON
    world.sync(URL)
    world.answer = lambda _: page(item(1), extra=extra, **headers)
    world.sweep()
    assert world.wait() == timedelta(minutes=minutes)


def test_a_ttl_holds_while_nothing_changes(world: World) -> None:
    """It is told with the body; the "not modified" after it does not shorten the wait."""
    world.sync(URL)
    world.answer = lambda request: NotModified({}) if request.etag else page(extra="<ttl>40</ttl>", etag='"1"')
    for _ in range(3):
        world.sweep(timedelta(hours=1, minutes=1))
        assert world.wait() >= timedelta(minutes=40)


def test_the_hours_to_be_spared_are_kept_while_nothing_changes(world: World) -> None:
    """They are told with the body; the "not modified" after it still knows them."""
    world.clock.at = NOON
    world.sync(URL)
    hour = "<skipHours><hour>13</hour></skipHours>"
    world.answer = lambda request: NotModified({}) if request.etag else page(extra=hour, etag='"1"')
    world.sweep()
    assert world.wait() < timedelta(minutes=10)
    world.sweep(timedelta(minutes=55))
    assert world.wait() == timedelta(hours=1)


def test_a_steady_feed_parts_from_the_others_once(world: World) -> None:
    """After its first poll, and after the program stood still for long; from then on it keeps its pace."""
    hour = timedelta(hours=1)
    world.sync(URL, settings=FeedSettings(3_600, 3_780, "never", steady=True))
    world.answer = lambda request: page(item(1))
    waits = []
    world.jitter = lambda: 0.5
    for passed in (0, 1.1, 1.1, 2, 3):
        world.sweep(passed * hour)
        waits.append(world.wait())
    early, paced = timedelta(minutes=30.5), timedelta(minutes=61.5)
    assert waits == [early, paced, paced, paced, early]


@pytest.mark.parametrize(("least", "most", "minutes"), [(60, 120, [1, 1.5, 2, 2]), (7_200, 7_200, [120] * 4)])
def test_a_feed_has_its_own_least_and_longest_wait(
    world: World, least: float, most: float, minutes: list[float]
) -> None:
    """From one to the other without news; both alike: always the same."""
    world.sync(URL, settings=FeedSettings(least, most, "never"))
    world.answer = lambda request: page(item(1))
    waits = []
    for _ in minutes:
        world.sweep(timedelta(hours=3))
        waits.append(world.wait() / timedelta(minutes=1))
    assert waits == minutes


# --- what those who watch see ---------------------------------------------------------------------------------------------


def test_every_poll_is_counted_by_what_came_of_it(world: World) -> None:
    """News with its articles, nothing new, a failure, a fault of ours."""
    world.sync(*(f"https://{name}.test/" for name in ("news", "quiet", "down", "bug")))

    def answer(request: Request) -> FetchResult:
        if "bug" in request.url:
            raise KeyError("hunter2")
        if "news" in request.url:
            return page(item("a", "Nobody went anywhere."))
        return FetchFailed("503", 503) if "down" in request.url else NotModified({})

    world.answer = answer
    world.sweep()
    shown = world.metrics.text().decode()
    for outcome in ("news", "quiet", "failed", "fault"):
        assert f'gatewatch_polls_total{{outcome="{outcome}"}} 1.0' in shown
    assert "gatewatch_articles_total 1.0" in shown
    assert "hunter2" not in shown


def test_a_sweep_under_way_leaves_signs(world: World) -> None:
    """A poll that waits for its server is under way, and the poller goes to the database all the same."""
    seen: list[tuple[bool, bool]] = []

    def look() -> None:
        signs = world.signs.all()
        seen.append((signs[Work.POLL].begun is not None, signs[Work.ROUND].well >= begun))

    begun = world.signs.seconds()
    world.sync(URL)
    world.on_ask = look
    world.sweep()
    assert seen == [(True, True)]
    assert world.signs.all()[Work.POLL].begun is None

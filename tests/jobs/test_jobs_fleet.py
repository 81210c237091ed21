"""Several programs on one database at the same moment: what is to be done is done by one of them, once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hand_clock import START
from memory_channel import MemoryChannel
from news_desk import DAY, HOUR, POLICY, Item, NewsDesk, open_desk
from sqlalchemy import func, select
from store.engines import store_in
from toy_screening import BANNED, person

from bot.edges.clock import SystemClock
from bot.jobs.burst import Bursting, tell_bursts
from bot.jobs.deliver import Delivering, deliver_due
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.feed_watch import FeedWatch, watch_feeds
from bot.jobs.lookback import LookingBack, look_back_further, tell_backlog
from bot.jobs.new_list import Noting, note_in_force
from bot.jobs.sweep import poll_due, put_right
from bot.lists.load import fingerprint
from bot.model import Watchlist
from bot.ports import Fetched, FetchResult, Message, Outcome, Request
from bot.store import deliveries, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.failing import Unavailable
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.paces import Pace

pytestmark = pytest.mark.every_engine

PROGRAMS = 4
ROUNDS = 5  # races are lost by chance: each is run so often


@dataclass
class Fleet:
    """A desk at which several programs work, each with connections of its own."""

    desk: NewsDesk
    databases: Sequence[Database]

    async def together(self, job: Callable[[Database, str], Awaitable[object]]) -> None:
        """Let all programs do the same at once."""
        await asyncio.gather(*(job(db, f"w{number}") for number, db in enumerate(self.databases)))

    def count(self, table: str) -> int:
        with self.desk.real.snapshot() as c:
            return c.scalar(select(func.count()).select_from(schema.metadata.tables[table])) or 0


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    with open_desk(tmp_path) as desk, ExitStack() as stack:
        others = [stack.enter_context(closing(Database.look(store_in(tmp_path)))) for _ in range(PROGRAMS)]
        yield Fleet(desk, others)


@dataclass
class SlowChannel(MemoryChannel):
    """One that lets others go first now and then."""

    posted: list[float] = field(default_factory=list)  # by the loop's clock

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        await asyncio.sleep(0.002 * (len(self.posts) % 3))
        self.posted.append(asyncio.get_running_loop().time())
        return await super().post(channel, message, thread)


def report(number: int) -> Item:
    """The same journey, told in other words by each outlet."""
    text = f"Pat Doe flew to Oslo on Monday, {number} officials said."
    return Item(f"g{number}", text, START - HOUR, f"Minister in Oslo, day {number}")


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_a_story_that_many_report_at_once_is_one_card(fleet: Fleet, turn: int) -> None:
    """Twenty outlets, four programs, one moment: each feed is read by one of them, and nobody opens a second card."""

    async def scene(desk: NewsDesk) -> None:
        urls = [f"https://n{number}.test/rss" for number in range(20)]
        desk.paper.pages.update({url: [report(number)] for number, url in enumerate(urls)})
        settings = FeedSettings(full_text="never")
        desk.subscribe_to(*(FeedSpec(url, f"Daily {n}", "en", settings) for n, url in enumerate(urls)))

        async def polls(db: Database, owner: str) -> None:
            await poll_due(replace(desk._polling(), db=db, owner=owner, concurrency=3 + turn), asyncio.Event())

        await fleet.together(polls)
        assert Counter(desk.paper.asked) == dict.fromkeys(urls, 1)

    fleet.desk.play(scene)
    assert (fleet.count("articles"), fleet.count("decisions"), fleet.count("alerts")) == (20, 20, 1)
    assert len(fleet.desk.told("card")) == 1
    assert len(fleet.desk.alert().accounts) == 20


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_every_message_is_told_once_and_in_order(fleet: Fleet, turn: int) -> None:
    """Twelve stories in three channels: no reply before its card, nothing twice."""
    channel = SlowChannel(fleet.desk.clock.now)
    story = (Kind.CARD, Kind.REPLY, Kind.UPDATE, Kind.REPLY)
    with fleet.desk.real.transaction() as c:
        for number in range(12):
            for version, kind in enumerate(story):
                new = NewDelivery(f"C{number % 3}", kind, Message(f"{number} {kind} {version}"), f"s{number}", version)
                deliveries.put(c, new, START)

    async def tells(db: Database, owner: str) -> None:
        for _ in range(12):
            await deliver_due(
                Delivering(db, fleet.desk.clock, channel, owner, pace=Pace(0.0)), asyncio.Event()
            )  # fmt: skip

    async def until_all_is_told() -> None:
        while await fleet.desk.real.read(deliveries.due_channels, START):
            await fleet.together(tells)

    asyncio.run(until_all_is_told())
    texts = Counter(post.message.text for post in channel.posts)
    assert texts == {f"{n} {what}": 1 for n in range(12) for what in ("update 2", "reply 1", "reply 3")}
    under = {post.ts: post.message.text.split()[0] for post in channel.posts if post.thread is None}
    assert all(under[post.thread] == post.message.text.split()[0] for post in channel.posts if post.thread)


def test_a_channel_gets_the_messages_of_all_programs_at_one_pace(fleet: Fleet) -> None:
    """Four programs post no more often than one would."""
    seconds, messages = 0.05, 24
    channel = SlowChannel(lambda: datetime.now(UTC))
    with fleet.desk.real.transaction() as c:
        for number in range(messages):
            deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("x"), part=str(number)), datetime.now(UTC))

    async def tells(db: Database, owner: str) -> None:
        delivering = Delivering(db, SystemClock(), channel, owner, pace=Pace(seconds, burst=1))
        while len(channel.posts) < messages:
            await deliver_due(delivering, asyncio.Event())

    asyncio.run(fleet.together(tells))
    assert len(channel.posts) == messages
    assert max(channel.posted) - min(channel.posted) >= 0.9 * (messages - 1) * seconds


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_what_is_told_once_a_day_is_told_by_one(fleet: Fleet, turn: int) -> None:
    """The digest, how the feeds are, and what was too much at once."""

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe("https://n.test/rss", "https://gone.test/rss")
        for number in range(2):
            item = Item(f"g{number}", "Pat Doe was seen.", START - HOUR, f"Harbour news {number}")
            desk.paper.pages["https://n.test/rss"] = [item]
            await desk.poll(HOUR)
        await fleet.together(day)
        desk.clock.at += DAY
        await fleet.together(day)

    async def day(db: Database, owner: str) -> None:
        desk, zone = fleet.desk, ZoneInfo("UTC")
        await digest_due(Digesting(db, desk.clock, desk.in_force, time(8), zone))
        await tell_bursts(Bursting(db, desk.clock, desk.in_force, POLICY))
        await watch_feeds(FeedWatch(db, desk.clock, "C0OPS", time(8), zone))

    fleet.desk.play(scene)
    assert [message.text.split(" not")[0] for message in fleet.desk.told("digest")] == ["Digest: 2 findings"]
    assert len(fleet.desk.told("notice")) == 1


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_an_edit_is_told_and_looked_back_for_once(fleet: Fleet, turn: int) -> None:
    """All programs see it at the same moment, and share the stored articles between them."""
    eve = person("p3", "Eve Low", BANNED)

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe("https://n.test/rss")
        await note_in_force(Noting(desk.real, desk.clock, None), desk.in_force.watchlist)
        for number in range(3):
            texts = [
                Item(f"g{number}.{n}", f"Eve Low was seen {n} times.", START, f"News {number}.{n}") for n in range(60)
            ]
            desk.paper.pages["https://n.test/rss"] = texts
            await desk.poll(HOUR)
        people = (*desk.people, eve)
        listed = Watchlist(people, fingerprint(people))
        await desk.workers.replace(desk.screener_of(listed))
        desk.in_force.watchlist = listed
        await fleet.together(edited)

    async def edited(db: Database, owner: str) -> None:
        desk = fleet.desk
        await note_in_force(Noting(db, desk.clock, None, "C0DESK", 30), desk.in_force.watchlist)
        looking = LookingBack(db, desk.clock, desk.workers, desk.in_force, POLICY, 7)
        while await look_back_further(looking):
            pass
        await tell_backlog(looking)

    fleet.desk.play(scene)
    assert Counter(fleet.desk.decided()) == {("digest", "look_back"): 180}
    told = [message.text.split(":")[0] for message in fleet.desk.told("digest")]
    assert Counter(told) == {"Watchlist changed": 1, "Look-back": 3}


def test_what_a_dead_program_was_at_is_taken_up_by_the_others(fleet: Fleet) -> None:
    """Its feeds are due as soon as it counts as gone; what it brings when it comes to life again is not written."""

    class Waking:
        """A fetcher that is stopped in the middle of a request."""

        async def fetch(self, request: Request) -> FetchResult:
            desk = fleet.desk
            desk.clock.at += HOUR
            polling = replace(desk._polling(), owner="w1")
            await put_right(polling)
            await poll_due(polling, asyncio.Event())
            return Fetched(request.url, b"<rss version='2.0'><channel><title>Late</title></channel></rss>", {})

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe("https://n.test/rss")
        desk.paper.pages["https://n.test/rss"] = [Item("g1", "Pat Doe flew to Oslo.", START - HOUR)]
        stopped = replace(desk._polling(), fetcher=Waking(), owner="w0")
        await poll_due(stopped, asyncio.Event())
        with desk.real.snapshot() as c:
            (row,) = c.execute(select(schema.feeds))
        assert (row.last_new, row.lease_owner) == (desk.clock.at, None)

    fleet.desk.play(scene)
    assert len(fleet.desk.told("card")) == 1


def test_a_claim_whose_answer_was_lost_is_no_claim(fleet: Fleet) -> None:
    """The database has written it down, and the program never heard: the feed is due again within two minutes, and no other."""

    @dataclass
    class Deaf:
        """The database behind a network that is cut right after a claim."""

        db: Database
        cut: bool = True

        def __post_init__(self) -> None:
            self.read = self.db.read

        async def write(self, fn: Any, *args: Any) -> Any:
            done = await self.db.write(fn, *args)
            if self.cut:
                self.cut = False
                raise Unavailable("it does not answer")
            return done

    async def scene(desk: NewsDesk) -> None:
        desk.subscribe("https://n.test/rss", "https://slow.test/rss")
        desk.paper.pages["https://n.test/rss"] = [Item("g1", "Pat Doe flew to Oslo.", START - HOUR)]
        polling = replace(desk._polling(), db=Deaf(desk.real))
        with pytest.raises(Unavailable):
            await poll_due(polling, asyncio.Event())
        polling.under_way.add(desk.feed("https://slow.test/rss").id)
        for seconds in (30, 31):
            await put_right(polling)
            await poll_due(polling, asyncio.Event())
            assert desk.paper.asked == []
            desk.clock.at += timedelta(seconds=seconds)
        polling.under_way.add(desk.feed("https://slow.test/rss").id)
        await put_right(polling)
        await poll_due(polling, asyncio.Event())
        assert desk.paper.asked == ["https://n.test/rss"]

    fleet.desk.play(scene)
    assert len(fleet.desk.told("card")) == 1

"""300 hits in a minute become at most 60 posts to a channel, and every hit is on a card or on a line of a digest."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hand_clock import START, HandClock
from memory_channel import MemoryChannel
from news_desk import DAY, HOUR, POLICY, Item, NewsDesk
from store.engines import open_store
from toy_screening import BANNED, person

from bot.alerts.bounds import MOST_POSTS
from bot.alerts.routes import Quiet
from bot.jobs.deliver import Delivering, deliver_due
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.paces import Pace

FEEDS = [f"https://{name}.test/rss" for name in ("one", "two", "three", "four")]
SYLLABLES = ("Ba", "Ce", "Di", "Fo", "Gu", "Ha", "Ke", "Li", "Mo", "Nu")
CROWD = tuple(
    person(f"p{n}", f"{SYLLABLES[n // 100]}la{SYLLABLES[n // 10 % 10].lower()} {SYLLABLES[n % 10]}rek", BANNED)
    for n in range(300)
)
MINUTE, TICK = timedelta(minutes=1), timedelta(seconds=15)
NIGHT = Quiet(time(22), time(7), ZoneInfo("UTC"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    db = open_store(tmp_path)
    yield NewsDesk(db, db, CROWD)
    db.close()


@pytest.fixture
def channel(desk: NewsDesk) -> MemoryChannel:
    return MemoryChannel(desk.clock.now)


async def tell(desk: NewsDesk, channel: MemoryChannel, ticks: int) -> None:
    """So many rounds of what the running program does between polls."""
    delivering = Delivering(desk.real, desk.clock, channel, "w", pace=Pace(0.0))
    for _ in range(ticks):
        desk.clock.at += TICK
        await desk.tell_bursts()
        while await deliver_due(delivering, asyncio.Event()):
            pass


def calm(feed: int) -> Item:
    return Item(f"calm-{feed}", "Nobody went anywhere.", START - HOUR, f"Calm day number {feed}")


async def settle(desk: NewsDesk) -> None:
    """The feeds are known, with nothing in them: what comes now is news."""
    for number, url in enumerate(FEEDS):
        desk.paper.pages[url] = [calm(number)]
    desk.subscribe(*FEEDS)
    await desk.poll()
    assert desk.told("card") == []


def hit(number: int, at: datetime, more: str = "") -> Item:
    name = CROWD[number].name
    return Item(f"hit-{number}{more}", f"{name} flew to Oslo{more}.", at, f"News of {name} number {number}{more}")


def burst(desk: NewsDesk, numbers: range, more: str = "") -> None:
    """Hits about these people, spread over the feeds."""
    for place, url in enumerate(FEEDS):
        mine = [hit(n, desk.clock.at, more) for n in numbers if n % len(FEEDS) == place]
        desk.paper.pages[url] = [*mine, calm(place)]


def posts_by_minute(channel: MemoryChannel) -> Counter[datetime]:
    return Counter(post.at.replace(second=0, microsecond=0) for post in channel.posts)


def named(channel: MemoryChannel) -> Counter[str]:
    """How often each person is told of, on cards and on lines of digests."""
    told = " ".join(str(post.message.blocks) for post in channel.posts if post.thread is None)
    return Counter({each.name: len(re.findall(rf"'{each.name}'|{each.name},", told)) for each in CROWD})


def test_three_hundred_hits_in_a_minute(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Forty cards, then digests that list all the others; at most sixty posts in all, and nobody is left out."""

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        desk.clock.at += HOUR
        burst(desk, range(300))
        await desk.poll()
        await tell(desk, channel, 8)

    desk.play(scene)
    cards, digests = desk.told("card"), desk.told("digest")
    assert (len(cards), len(digests)) == (MOST_POSTS, 5)
    assert len(channel.posts) <= 60
    assert sum(int(re.findall(r"Many at once: (\d+) finding", each.text)[0]) for each in digests) == 300 - MOST_POSTS
    assert min(named(channel).values()) >= 1
    reasons = Counter(desk.decided())
    assert reasons[("alert", "trip_ban_possible")] == MOST_POSTS
    assert reasons[("digest", "burst")] == 300 - MOST_POSTS


def test_a_burst_in_the_threads(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Three hundred articles that bring news to stories: the cards keep up, and threads are told no more than is bearable."""
    told = 30

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        desk.clock.at += HOUR
        burst(desk, range(told))
        await desk.poll()
        await tell(desk, channel, 4)
        assert len(channel.posts) == told
        desk.clock.at += HOUR
        for place, url in enumerate(FEEDS):
            desk.paper.pages[url] = [calm(place)]
        names = [f"https://outlet-{n}.test/rss" for n in range(10)]
        for place, url in enumerate(names):
            desk.paper.pages[url] = [hit(n, desk.clock.at - MINUTE, f", outlet {place} says") for n in range(told)]
        settings = FeedSettings(min_interval=300, max_interval=3_600, full_text="never", allow_private=False)
        outlets = [FeedSpec(url, f"Outlet {place}", "en", settings) for place, url in enumerate(names)]
        desk.subscribe_to(*(FeedSpec(url, None, "en", settings) for url in FEEDS), *outlets)
        await desk.poll()
        await tell(desk, channel, 8)

    desk.play(scene)
    later = [post for post in channel.posts if post.at >= START + 2 * HOUR]
    assert MOST_POSTS <= len(later) <= 60
    assert Counter(post.thread is None for post in later)[False] == MOST_POSTS


def test_what_stays_within_the_bound_is_told_as_ever(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Forty stories in a minute and forty in the next are eighty cards, and no digest."""

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        for numbers in (range(40), range(40, 80)):
            desk.clock.at += 10 * MINUTE
            burst(desk, numbers)
            await desk.poll()
            await tell(desk, channel, 4)

    desk.play(scene)
    assert (len(desk.told("card")), desk.told("digest")) == (80, [])


def test_a_story_put_off_opens_its_card_with_the_next_article(desk: NewsDesk, channel: MemoryChannel) -> None:
    """When the burst is over, news of a story that was a line of the digest opens a card, with what was told before."""

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        desk.clock.at += HOUR
        burst(desk, range(60))
        await desk.poll()
        await tell(desk, channel, 8)
        desk.clock.at += HOUR
        desk.paper.pages[FEEDS[0]] = [hit(59, desk.clock.at, ", others say"), calm(0)]
        await desk.poll()
        await tell(desk, channel, 1)

    desk.play(scene)
    last = desk.told("card")[-1]
    assert CROWD[59].name in last.text
    assert len(desk.told("card")) == MOST_POSTS + 1


# --- quiet hours ----------------------------------------------------------------------------------------------------------


def test_a_night_of_hits_is_told_in_the_morning(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Cards of the night come when it ends, no more of them than in any minute; the others were lines of digests by then."""
    desk.policy = replace(POLICY, quiet=NIGHT)
    desk.clock = HandClock(START + timedelta(hours=15))  # 23:00
    channel.now = desk.clock.now

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        for hour in range(5):
            desk.clock.at += HOUR
            burst(desk, range(60 * hour, 60 * hour + 60))
            await desk.poll()
            await tell(desk, channel, 6)
        assert [post for post in channel.posts if "Reported trip" in post.message.text] == []
        desk.clock.at = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
        await tell(desk, channel, 8)

    desk.play(scene)
    assert max(posts_by_minute(channel).values()) <= 60
    assert min(named(channel).values()) >= 1
    assert all(post.at >= datetime(2026, 3, 3, 7, 0, tzinfo=UTC) for post in channel.posts)


def test_news_of_the_night_goes_into_the_waiting_card(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Nobody has read the card yet: in the morning it is one message that tells everything, and no thread."""
    desk.policy = replace(POLICY, quiet=NIGHT)
    desk.clock = HandClock(START + timedelta(hours=15))
    channel.now = desk.clock.now

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        desk.clock.at += HOUR
        burst(desk, range(1))
        await desk.poll()
        desk.clock.at += HOUR
        desk.paper.pages["https://other.test/rss"] = [hit(0, desk.clock.at, ", two officials said")]
        desk.subscribe(*FEEDS, "https://other.test/rss")
        await desk.poll()
        await tell(desk, channel, 1)
        assert channel.posts == []
        desk.clock.at = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
        await tell(desk, channel, 1)

    desk.play(scene)
    (post,) = channel.posts
    assert CROWD[0].name in post.message.text
    assert len(desk.alert().accounts) <= 2
    assert desk.told("reply") == []


def test_a_day_later_a_burst_is_forgotten(desk: NewsDesk, channel: MemoryChannel) -> None:
    """What was told in the digest of a burst is not told again in the daily one."""

    async def scene(desk: NewsDesk) -> None:
        await settle(desk)
        desk.clock.at += HOUR
        burst(desk, range(50))
        await desk.poll()
        await tell(desk, channel, 8)
        desk.clock.at += DAY
        await tell(desk, channel, 8)

    desk.play(scene)
    assert len(desk.told("digest")) == 1

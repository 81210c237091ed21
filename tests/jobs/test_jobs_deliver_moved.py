"""A story that was moved to another channel goes on there: with the real decider, store and deliverer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hand_clock import START
from memory_channel import MemoryChannel
from news_desk import HOUR, Item, NewsDesk, open_desk
from post_desk import ARCHIVED

from bot.alerts.routes import Policy
from bot.jobs.deliver import Delivering, deliver_due
from bot.jobs.sweep import LEASE
from bot.store import alerts, kept, moving
from bot.store.paces import Pace

FEED, PAGE = "https://one.test/rss", "https://one.test/news/1"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said. They spoke on condition that nobody names them."
FIRST = Item("g1", TRIP, START - HOUR, "Minister lands in Oslo this morning", PAGE)
AGAIN = Item("g2", "Pat Doe flew to Oslo on Monday, Reuters reports.", START, "Oslo greets a guest", f"{PAGE}2")
OTHER = Item("g3", "Sam Roe flew to Bergen on Monday.", START, "Bergen greets a guest", f"{PAGE}3")
WITHOUT = replace(FIRST, text="An earlier version of this report was wrong and has been corrected by the editors.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


async def tell(desk: NewsDesk, channel: MemoryChannel) -> None:
    """Deliver all that is due."""
    delivering = Delivering(desk.real, desk.clock, channel, "w", pace=Pace(0.0))
    while await deliver_due(delivering, asyncio.Event()):
        pass


def test_later_reports_find_their_story_in_the_other_channel(desk: NewsDesk) -> None:
    """The settings lead to another channel, what waited has moved there: news opens no second card but goes into its thread."""
    channel = MemoryChannel(desk.clock.now, refusing={"C0DESK": ARCHIVED})

    async def scene(acting: NewsDesk) -> None:
        acting.paper.pages[FEED] = [FIRST]
        await acting.poll()
        await tell(acting, channel)
        acting.policy = Policy("C0NEW")
        with acting.real.transaction() as c:
            moving.move(c, "C0DESK", "C0NEW", acting.clock.at)
        acting.paper.pages[FEED] = [WITHOUT]
        await acting.poll(after=LEASE + timedelta(hours=2))
        await tell(acting, channel)

    desk.subscribe(FEED)
    desk.play(scene)
    card, *thread = channel.posts
    assert {post.channel for post in channel.posts} == {"C0NEW"}
    assert card.thread is None
    assert [post.thread for post in thread] == [card.ts]


@pytest.mark.parametrize("to", ["C0NEW", "C0FALL"])
def test_a_report_that_leads_back_tells_the_story_there_anew(desk: NewsDesk, to: str) -> None:
    """The settings lead to the old channel again, once or twice: each time one new card, and the feed is read on."""
    channel = MemoryChannel(desk.clock.now, refusing={"C0DESK": ARCHIVED})

    async def scene(acting: NewsDesk) -> None:
        acting.paper.pages[FEED] = [FIRST]
        await acting.poll()
        await tell(acting, channel)
        for items in ([FIRST, AGAIN], [FIRST, AGAIN, replace(AGAIN, guid="g4", link=f"{PAGE}4"), OTHER]):
            with acting.real.transaction() as c:
                moving.move(c, "C0DESK", to, acting.clock.at)
            acting.paper.pages[FEED] = items
            assert (await acting.poll(after=LEASE + timedelta(hours=2))).failed == 0
            await tell(acting, channel)
            assert acting.feed(FEED).last_error is None
        channel.refusing.clear()
        with acting.real.transaction() as c:
            kept.revive_all(c, None, acting.clock.at)
        await tell(acting, channel)

    desk.subscribe(FEED)
    desk.play(scene)
    with desk.real.snapshot() as c:
        told = alerts.latest(c, 9)
    assert sorted(each.channel for each in told) == ["C0DESK", to, to]
    assert len({each.key for each in told}) == 3
    assert [post.channel for post in channel.posts if post.thread is None] == [to, to, "C0DESK"]
    assert [reason for _, reason in desk.decided()].count("trip_ban_possible") == 3


def test_reports_of_which_only_the_old_channel_knew_come_along(desk: NewsDesk) -> None:
    """The other channel has opened the story meanwhile: its one card tells what either was told, and nothing twice."""
    channel = MemoryChannel(desk.clock.now, refusing={"C0DESK": ARCHIVED})

    async def scene(acting: NewsDesk) -> None:
        acting.paper.pages[FEED] = [FIRST]
        await acting.poll()
        await tell(acting, channel)
        acting.policy = Policy("C0NEW")
        acting.paper.pages[FEED] = [FIRST, AGAIN]
        await acting.poll(after=LEASE + timedelta(hours=2))
        await tell(acting, channel)
        with acting.real.transaction() as c:
            moving.move(c, "C0DESK", "C0NEW", acting.clock.at)
        await tell(acting, channel)

    desk.subscribe(FEED)
    desk.play(scene)
    assert [each.source.title for each in desk.alert().accounts] == [FIRST.title, AGAIN.title]
    (post,) = channel.posts
    assert post.channel == "C0NEW"
    assert FIRST.link in str(post.message.blocks)
    assert AGAIN.link in str(post.message.blocks)

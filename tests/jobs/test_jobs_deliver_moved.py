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
from news_desk import HOUR, Item, NewsDesk
from post_desk import ARCHIVED

from bot.alerts.routes import Policy
from bot.jobs.deliver import Delivering, deliver_due
from bot.jobs.pace import Pace
from bot.jobs.sweep import LEASE
from bot.store import moving
from bot.store.database import Database

FEED, PAGE = "https://one.test/rss", "https://one.test/news/1"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said. They spoke on condition that nobody names them."
FIRST = Item("g1", TRIP, START - HOUR, "Minister lands in Oslo this morning", PAGE)
WITHOUT = replace(FIRST, text="An earlier version of this report was wrong and has been corrected by the editors.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    db = Database.open(f"sqlite:///{tmp_path}/a.db")
    yield NewsDesk(db, db)
    db.close()


def test_later_reports_find_their_story_in_the_other_channel(desk: NewsDesk) -> None:
    """The settings lead to another channel, what waited has moved there: news opens no second card but goes into its thread."""
    channel = MemoryChannel(desk.clock.now, refusing={"C0DESK": ARCHIVED})

    async def tell() -> None:
        delivering = Delivering(desk.real, desk.clock, channel, "w", pace=Pace(0.0))
        while await deliver_due(delivering, asyncio.Event()):
            pass

    async def scene(acting: NewsDesk) -> None:
        acting.paper.pages[FEED] = [FIRST]
        await acting.poll()
        await tell()
        acting.policy = Policy("C0NEW")
        with acting.real.transaction() as c:
            moving.move(c, "C0DESK", "C0NEW", acting.clock.at)
        acting.paper.pages[FEED] = [WITHOUT]
        await acting.poll(after=LEASE + timedelta(hours=2))
        await tell()

    desk.subscribe(FEED)
    desk.play(scene)
    card, *thread = channel.posts
    assert {post.channel for post in channel.posts} == {"C0NEW"}
    assert card.thread is None
    assert [post.thread for post in thread] == [card.ts]

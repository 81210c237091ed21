"""A database that takes nothing is told of once, and once more when it does; one that is past use ends the program."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hand_clock import HandClock
from memory_channel import MemoryChannel, Weather
from sqlalchemy import Connection, text
from store.engines import open_store
from structlog.testing import capture_logs

from bot.jobs.scheduler import Tick, Ticking
from bot.jobs.store_watch import LASTING, StoreWatch, watch_store
from bot.store import meta
from bot.store.database import Database
from bot.store.failing import Ruined, Unavailable


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_store(tmp_path)
    yield database
    database.close()


@pytest.fixture
def watch(db: Database) -> StoreWatch:
    clock = HandClock()
    return StoreWatch(db, clock, MemoryChannel(clock.now), "CO")


def allow_pages(db: Database, more: int | None) -> None:
    """Let the file grow by so many pages, None: as it likes. What needs more meets a disk that is full."""
    with db.snapshot() as c:
        pages = 1_000_000 if more is None else (c.scalar(text("PRAGMA page_count")) or 0) + more
        c.execute(text(f"PRAGMA max_page_count={pages}"))


def much(connection: Connection) -> None:
    meta.put(connection, "much", "x" * 200_000)


def look(watch: StoreWatch, after: timedelta = timedelta(seconds=10)) -> list[str]:
    """One look, and what the log hears."""

    async def work_and_look() -> None:
        with suppress(Unavailable):
            await watch.db.write(much)
        await watch_store(watch)

    assert isinstance(watch.clock, HandClock)
    watch.clock.at += after
    with capture_logs() as logged:
        asyncio.run(work_and_look())
    return [entry["log_level"] for entry in logged]


def texts(watch: StoreWatch) -> list[str]:
    assert isinstance(watch.channel, MemoryChannel)
    return watch.channel.texts("CO")


def queued(db: Database) -> list[str]:
    with db.snapshot() as c:
        return list(c.scalars(text("SELECT payload FROM deliveries WHERE channel = 'CO'")))


def test_an_outage_is_told_once_and_its_end_once(db: Database, watch: StoreWatch) -> None:
    """The log hears at once; the operator when it lasts, past the database; both hear the end. Small writes that pass end nothing."""
    allow_pages(db, 5)
    assert [look(watch) for _ in range(3)] == [["error"], [], []]
    assert texts(watch) == []
    assert [look(watch, LASTING) for _ in range(3)] == [[], [], []]
    (told,) = texts(watch)
    assert "disk is full" in told
    assert queued(db) == []
    allow_pages(db, None)
    assert [look(watch) for _ in range(2)] == [["warning"], []]
    assert len(queued(db)) == 1
    assert len(texts(watch)) == 1


def test_a_short_outage_is_for_the_log(db: Database, watch: StoreWatch) -> None:
    """What is over within minutes is nobody's alarm."""
    allow_pages(db, 5)
    assert look(watch) == ["error"]
    allow_pages(db, None)
    assert look(watch) == ["warning"]
    assert texts(watch) == queued(db) == []


def test_a_word_that_was_not_taken_is_said_again(db: Database, watch: StoreWatch) -> None:
    """Where Slack is out of reach too, the operator hears later."""
    assert isinstance(watch.channel, MemoryChannel)
    watch.channel.weather = [Weather.LOST]
    allow_pages(db, 5)
    look(watch)
    look(watch, LASTING)
    assert texts(watch) == []
    look(watch)
    assert len(texts(watch)) == 1


def test_a_database_past_use_ends_the_ticks(db: Database, tmp_path: Path) -> None:
    """Ticks that find it full come again and again in silence; one that finds it gone ends them all."""
    came: list[int] = []

    async def work() -> None:
        came.append(1)
        await db.write(much)

    async def scene() -> None:
        allow_pages(db, 5)
        ticking = Ticking((Tick("work", 0.01, work),))
        ticking.start()
        while len(came) < 3:
            await asyncio.sleep(0.01)
        (tmp_path / "a.db").unlink()
        async with asyncio.timeout(30):
            with pytest.raises(Ruined, match="deleted, moved or replaced"):
                await ticking.last(asyncio.Event())
        await ticking.stop(5)

    with capture_logs() as logged:
        asyncio.run(scene())
    assert logged == []

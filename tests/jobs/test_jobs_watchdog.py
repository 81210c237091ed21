"""The watchdog tells the world that all is well, and only then; whatever hangs, it looks again in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hand_clock import HandClock
from store.engines import open_store

from bot.alerts.figures import ListAge
from bot.alerts.standstill import Part, Phase, Report, Work
from bot.edges.signs import Signs
from bot.jobs.watchdog import Watch, Watchdog, count, look
from bot.store import heartbeat
from bot.store.database import Database

LIMITS = {Work.ROUND: 60.0, Work.WRITE: 60.0, Work.ANSWER: 60.0}


@dataclass
class World:
    """A program at work in a world whose parts can be made to hang or fail."""

    db: Any
    now: float = 1_000.0
    beats: list[Report] = field(default_factory=list)
    asked: int = 0
    slack: Callable[[], Awaitable[None]] | None = None
    broken: Exception | None = None  # what a beat raises

    def __post_init__(self) -> None:
        self.watch = Watch(HandClock(), LIMITS, Signs(lambda: self.now))
        self.watch.turn(Phase.READY)
        self.dog = Watchdog(self.watch, self.db, 0.4, "w1", self.ask, beats={"file": self.beat})

    async def beat(self, report: Report) -> None:
        if self.broken:
            raise self.broken
        self.beats.append(report)

    async def ask(self) -> None:
        self.asked += 1
        if self.slack is not None:
            await self.slack()
        self.watch.signs.well(Work.ANSWER)

    async def pass_time(self, seconds: float) -> Report:
        """The poller goes round, time passes, the watchdog looks."""
        self.watch.signs.well(Work.ROUND)
        self.now += seconds
        self.watch.signs.well(Work.ROUND)
        return await look(self.dog)


@dataclass
class Hanging:
    """A database whose writes wait until they are let."""

    real: Database
    free: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0

    async def write(self, *args: Any) -> Any:
        self.begun += 1
        await self.free.wait()
        return await self.real.write(*args)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_store(tmp_path)
    yield database
    database.close()


def test_while_all_is_well_everybody_hears_it(db: Database) -> None:
    """At each look; and the database knows that somebody is at work."""

    async def scene() -> None:
        world = World(db)
        for _ in range(3):
            assert (await world.pass_time(15)).well
        assert len(world.beats) == 3
        sign = await db.read(heartbeat.last)
        assert sign is not None
        assert sign.given == world.watch.clock.now()

    asyncio.run(scene())


def test_a_part_that_rests_silences_the_beats_until_it_is_at_work_again(db: Database) -> None:
    """The poller goes round no more."""

    async def scene() -> None:
        world = World(db)
        await world.pass_time(15)
        world.now += 61
        found = await look(world.dog)
        assert [each.part for each in found.still] == [Part.POLLER]
        assert len(world.beats) == 1
        assert (await world.pass_time(1)).well
        assert len(world.beats) == 2

    asyncio.run(scene())


def test_slack_is_asked_only_where_nothing_shows_that_it_answers(db: Database) -> None:
    """Messages that it takes are sign enough."""

    async def scene() -> None:
        world = World(db)
        await world.pass_time(15)
        world.watch.signs.well(Work.ANSWER)
        await world.pass_time(0.05)
        assert world.asked == 1

    asyncio.run(scene())


@pytest.mark.parametrize("part", [Part.DATABASE, Part.SLACK])
def test_what_hangs_is_tried_once_and_holds_nothing_up(db: Database, part: Part) -> None:
    """The looks go on; the part stands still after its limit, and is well when it comes to its end."""

    async def scene() -> None:
        hanging, free = Hanging(db), asyncio.Event()
        world = World(hanging if part is Part.DATABASE else db)
        world.slack = free.wait if part is Part.SLACK else None  # type: ignore[assignment]
        for _ in range(4):
            async with asyncio.timeout(20):
                assert (await world.pass_time(15)).well
        found = await world.pass_time(15)
        assert [each.part for each in found.still] == [part]
        assert max(hanging.begun, world.asked if part is Part.SLACK else 0) == 1
        free.set()
        hanging.free.set()
        await world.pass_time(0)
        assert (await world.pass_time(0)).well
        world.dog.end()

    asyncio.run(scene())


def test_a_database_file_that_is_gone_is_a_standstill(db: Database, tmp_path: Path) -> None:
    """SQLite would go on writing into a file that nobody finds again; back in its place all is well."""

    async def scene() -> None:
        world = World(db)
        (tmp_path / "a.db").rename(tmp_path / "b.db")
        for _ in range(5):
            found = await world.pass_time(15)
        assert [(each.part, "deleted, moved or replaced" in each.why) for each in found.still] == [
            (Part.DATABASE, True)
        ]
        (tmp_path / "b.db").rename(tmp_path / "a.db")
        assert (await world.pass_time(1)).well

    asyncio.run(scene())


def test_a_beat_that_nobody_hears_disturbs_nothing_and_is_logged_once(
    db: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """And once more when it is heard again."""

    async def scene() -> None:
        world = World(db, broken=PermissionError(13, "Permission denied"))
        for _ in range(3):
            assert (await world.pass_time(15)).well
        world.broken = None
        await world.pass_time(15)

    asyncio.run(scene())
    logged = capsys.readouterr().out
    assert logged.count("nobody hears that all is well") == 1
    assert "Permission denied" in logged
    assert logged.count("heard again that all is well") == 1


def test_a_standstill_and_its_end_are_logged_once(db: Database, capsys: pytest.CaptureFixture[str]) -> None:
    """With why and what to do."""

    async def scene() -> None:
        world = World(db)
        for _ in range(3):
            world.now += 61
            await look(world.dog)
        await world.pass_time(0)

    asyncio.run(scene())
    logged = capsys.readouterr().out
    assert logged.count("a part stands still") == 1
    assert "nobody has asked which feeds are due" in logged
    assert logged.count("a part is at work again") == 1


def test_figures_are_counted_for_whoever_asks(db: Database) -> None:
    """From the database and from the lists on disk."""

    async def scene() -> None:
        world = World(db)
        assert world.watch.figures is None
        world.dog.list_ages = lambda: (ListAge("un", "2026-02-27"),)
        await count(world.dog)
        figures = world.watch.figures
        assert figures is not None
        assert (figures.at, figures.lists) == (world.watch.clock.now(), (ListAge("un", "2026-02-27"),))
        assert b'gatewatch_list_age_seconds{list="un"} 259200.0' in world.watch.metrics.text()

    asyncio.run(scene())

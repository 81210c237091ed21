"""The machine's clock is set this way and that: the program's time runs on, and servers say which of the two is right."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store.engines import POSTGRESQL, needs_postgresql, new_database, open_store

from bot.edges.clock import RunningClock
from bot.jobs.alive import at_work
from bot.jobs.clock_watch import ENOUGH, ClockWatch, clock_watch_of, watch_clock
from bot.store import deliveries, schema
from bot.store.database import Database
from bot.store.status import clock_wrong

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY, YEAR = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=365)


@dataclass
class Machine:
    """A machine with a wall clock that can be set, a clock that cannot, and servers that know the time."""

    db: Database
    true: datetime = START
    wrong_by: timedelta = timedelta(0)
    clock: RunningClock = field(init=False)
    watch: ClockWatch = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Start the program."""
        self.clock = RunningClock(lambda: self.true + self.wrong_by, lambda: (self.true - START).total_seconds())
        watch = asyncio.run(clock_watch_of(self.db, self.clock, "CO"))
        assert watch is not None
        self.watch = watch

    @property
    def off(self) -> timedelta:
        """How wrong the program's time is."""
        return self.clock.now() - self.true

    def go_on(self, wait: timedelta, servers: int = 0, servers_wrong_by: timedelta = timedelta(0)) -> None:
        """Let time pass; then so many servers answer, and the clock is looked at."""
        self.true += wait
        for number in range(servers):
            self.clock.heard(f"{number}.test", self.true + servers_wrong_by)
        asyncio.run(watch_clock(self.watch))

    def told(self) -> list[str]:
        """What the operator was told."""
        with self.db.snapshot() as c:
            rows = c.execute(schema.deliveries.select().order_by(schema.deliveries.c.seq)).all()
            return [deliveries.record.load(deliveries.Message, row.payload).text for row in rows]

    def wrong(self) -> str | None:
        """What status and doctor say of the clock."""
        with self.db.snapshot() as c:
            return clock_wrong(c)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with opened(tmp_path) as found:
        yield found


@contextmanager
def opened(folder: Path) -> Iterator[Machine]:
    db = open_store(folder)
    yield Machine(db)
    db.close()


STEPS = [HOUR, -HOUR, YEAR, -YEAR, -(START - datetime(1970, 1, 1, tzinfo=UTC)), 10 * YEAR]


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_clock_that_is_set_wrong_moves_nothing(machine: Machine, step: timedelta) -> None:
    """The program's time goes on as it did, before and after servers have answered; the operator hears once, and once when it is over."""
    machine.go_on(MINUTE, servers=ENOUGH)
    assert (machine.watch.believed(), machine.told()) == (True, [])
    machine.wrong_by = step
    machine.go_on(MINUTE)
    assert machine.off == timedelta(0)
    for _ in range(3):
        machine.go_on(10 * MINUTE, servers=ENOUGH)
        assert (machine.off, machine.watch.believed()) == (timedelta(0), True)
    assert len(machine.told()) in (1, 2)  # that it was set, and then what servers say of it
    wrong = machine.wrong()
    assert wrong is not None
    assert ("ahead" in wrong) is (step > timedelta(0))
    machine.wrong_by = timedelta(0)
    machine.go_on(MINUTE, servers=ENOUGH)
    assert machine.off == timedelta(0)
    assert (machine.wrong(), "right again" in machine.told()[-1]) == (None, True)


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_clock_that_is_put_right_is_followed(machine: Machine, step: timedelta) -> None:
    """A machine that began with a wrong clock gets the right time as soon as one server agrees with it."""
    machine.wrong_by = step
    machine.start()
    machine.go_on(MINUTE)
    assert machine.off == step
    machine.wrong_by = timedelta(0)
    machine.go_on(MINUTE)
    assert machine.off == step
    machine.go_on(MINUTE, servers=1)
    assert machine.off == timedelta(0)


def test_time_does_not_go_back_at_a_start(machine: Machine) -> None:
    """A dead battery: the program goes on from the last sign of life, and with the right time once that is there."""
    asyncio.run(at_work(machine.db, machine.clock, "w1"))
    machine.true += HOUR
    machine.wrong_by = datetime(2000, 1, 1, tzinfo=UTC) - machine.true
    machine.start()
    assert machine.off == -HOUR
    machine.go_on(MINUTE, servers=ENOUGH)
    assert machine.off == -HOUR
    assert machine.watch.believed() is False
    machine.wrong_by = timedelta(0)
    machine.go_on(MINUTE, servers=ENOUGH)
    assert (machine.off, machine.watch.believed()) == (timedelta(0), True)


def test_a_wrong_clock_from_the_start_is_seen_by_what_servers_say(machine: Machine) -> None:
    """A year ahead since it was started: the operator is told, and nothing that cannot be undone is done."""
    machine.wrong_by = YEAR
    machine.start()
    for _ in range(50):
        machine.go_on(HOUR, servers=ENOUGH)
        assert machine.watch.believed() is False
    (told,) = machine.told()
    assert told.startswith("The clock of this machine is 365 days ahead of what servers say.")


def test_few_servers_can_set_no_time(machine: Machine) -> None:
    """However wrong the time of servers is, only the two times are chosen from that there are."""
    for wrong in (YEAR, -YEAR, 50 * YEAR):
        machine.go_on(MINUTE, servers=20, servers_wrong_by=wrong)
        assert machine.off == timedelta(0)
        assert machine.watch.believed() is False


def test_one_wrong_server_among_three_convinces_nobody(machine: Machine) -> None:
    """The one in the middle counts."""
    machine.go_on(MINUTE, servers=2)
    machine.clock.heard("wrong.test", machine.true + YEAR)
    asyncio.run(watch_clock(machine.watch))
    assert (machine.watch.believed(), machine.told()) == (True, [])


def test_without_any_server_a_set_clock_is_followed_in_the_end(machine: Machine) -> None:
    """For an hour it could be a mistake; then nobody speaks against it. Nothing is erased within a day of that."""
    machine.go_on(2 * DAY)
    assert machine.watch.believed() is True
    machine.wrong_by = HOUR
    machine.go_on(MINUTE)
    assert (machine.off, machine.watch.believed()) == (timedelta(0), False)
    machine.go_on(HOUR)
    assert (machine.off, machine.watch.believed()) == (HOUR, False)
    machine.go_on(DAY)
    assert machine.watch.believed() is True


def test_a_desk_of_one_feed_believes_its_time_after_an_hour(machine: Machine) -> None:
    """One server that agrees is enough then; one that does not is enough for doubt."""
    machine.go_on(MINUTE, servers=1)
    assert machine.watch.believed() is False
    machine.go_on(HOUR, servers=1)
    assert machine.watch.believed() is True
    machine.go_on(MINUTE, servers=1, servers_wrong_by=-YEAR)
    assert machine.watch.believed() is False


def test_small_corrections_are_followed_unsaid(machine: Machine) -> None:
    """A time server moves the clock by seconds now and then."""
    for seconds in (20, -30, 25, 10):
        machine.wrong_by = timedelta(seconds=seconds)
        machine.go_on(MINUTE)
        assert machine.off == machine.wrong_by
    assert machine.told() == []


def test_what_was_heard_before_a_standstill_proves_nothing(machine: Machine) -> None:
    """A machine that stood still while its clock went on: only answers since then say which time is right."""
    machine.go_on(MINUTE, servers=ENOUGH)
    machine.wrong_by = 8 * HOUR  # as it looks from within
    machine.go_on(MINUTE)
    assert machine.off == timedelta(0)
    machine.go_on(MINUTE, servers=1, servers_wrong_by=8 * HOUR)
    assert (machine.off, machine.wrong()) == (8 * HOUR, None)
    machine.go_on(MINUTE, servers=ENOUGH, servers_wrong_by=8 * HOUR)
    assert machine.watch.believed() is True
    assert [text for text in machine.told() if "what servers say" in text] == []


@needs_postgresql
@pytest.mark.parametrize("wrong_by", [2 * MINUTE, -2 * MINUTE, HOUR], ids=str)
def test_programs_that_share_a_database_go_by_its_clock(wrong_by: timedelta) -> None:
    """However far the clocks of their own machines are apart; nobody is told of that."""
    name = f"test_clock_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with closing(Database.open(new_database(POSTGRESQL[0], name))) as db:
        clock = RunningClock(lambda: datetime.now(UTC) + wrong_by)
        watch = asyncio.run(clock_watch_of(db, clock, "CO"))
        assert watch is not None
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
        asyncio.run(watch_clock(watch))
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
        with db.snapshot() as c:
            assert clock_wrong(c) is None

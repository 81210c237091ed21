"""Four real programs share one PostgreSQL, and are killed, stopped, cut off and set wrong while news comes in: each trip is told once."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from edges.slack_emulator import channel_ids, need_emulator, running_emulator
from sqlalchemy import select
from store.engines import needs_postgresql

from bot.store import schema
from bot.store.database import Database
from bot.store.deliveries import State
from tests.proof.fleet import Line, Server, line_to, running_server
from tests.proof.killed_audit import Audit, audit
from tests.proof.killed_desk import Desk, Life, desk_in, waited
from tests.proof.killed_moments import moments
from tests.proof.killed_site import OUTLETS, Site, SlowSlack, around
from tests.proof.slack_audit import read_all
from tests.proof.table import Row

pytestmark = needs_postgresql

SEED = 20_160_414
PROGRAMS, KILLS = 4, 25
# A share of the kills comes while the program starts, the others at work, and it may have to wait for that so many seconds.
STARTS, IDLE = 0.2, 60.0
CHANNELS = tuple(f"desk-{n}" for n in range(4))
FIRST = 6  # journeys at once; more come one by one
WITHIN = 1_500  # seconds, on a busy machine
CLOCKS = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
APART = timedelta(minutes=2)
AWAY = 60.0  # seconds that the database is away, or more until everybody has said so
NOTHING, AGAIN = "nothing can be written down", "everything is written down again"
EVERY = 4.5  # seconds between two journeys: what gathers while nobody polls must not be too much for single cards


@dataclass
class World:
    """The outlets, Slack, the database, and the machines with the program."""

    folder: Path
    site: Site
    slow: SlowSlack
    server: Server
    channels: Sequence[str]
    machines: list[Desk] = field(default_factory=list)

    def machine(self, database: str = "", environment: Mapping[str, str] | None = None) -> Desk:
        """One machine more."""
        folder = self.folder / f"machine-{len(self.machines)}"
        desk = desk_in(
            folder, self.site, self.slow.base_url, self.channels, database or self.server.address,
            shared=self.server.address, environment=environment or {},
        )  # fmt: skip
        self.machines.append(desk)
        return desk

    def is_done(self) -> bool:
        """Whether everything that was reported is on record and told."""
        desk = self.machines[0]
        left = desk.look()
        return desk.articles() == OUTLETS + 2 * self.site.travellers and left is not None and not left.unsent

    async def finish(self, lives: Sequence[Life]) -> None:
        """Let the programs work undisturbed until everything is told, and a moment longer."""
        self.site.over = True
        await waited(self.is_done, *lives)

    @asynccontextmanager
    async def all_at_work(self) -> AsyncIterator[Sequence[Life]]:
        """Every machine with its program, which ends in order."""
        async with AsyncExitStack() as stack:
            lives = [await stack.enter_async_context(each.life()) for each in self.machines]
            for life in lives:
                await life.running()
            yield lives
            assert await asyncio.gather(*(life.stop() for life in lives)) == [0] * len(lives)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a fleet."""

    travellers: int
    kills: int
    held: int  # kills that left a lease
    audit: Audit
    said: Sequence[str]  # the logs, machine by machine


async def acted(folder: Path, scene: Callable[[World], Awaitable[None]]) -> Outcome:
    """Set the world up, act a scene to its end, and look at what stands in Slack then."""
    folder.mkdir(parents=True)
    with running_emulator(folder, CHANNELS) as slack, running_server() as server:
        ids = channel_ids(slack)
        channels = [ids[name] for name in CHANNELS]
        async with around(slack, SEED) as (site, slow):
            world = World(folder, site, slow, server, channels)
            await scene(world)
        standing = await asyncio.to_thread(read_all, slack, channels)
    kills = [each.kills for each in world.machines]
    said = ["".join(log.read_text() for log in sorted(each.folder.glob("log-*"))) for each in world.machines]
    found = audit(site.travellers, channels, standing)
    return Outcome(site.travellers, sum(each.number for each in kills), sum(each.held for each in kills), found, said)


# --- killed ---------------------------------------------------------------------------------------------------------------


async def killed(world: World) -> None:
    """Each program is killed again and again, while the others go on."""
    for _ in range(PROGRAMS):
        world.machine()
    async with world.all_at_work() as lives:
        await waited(lambda: world.machines[0].polled() == OUTLETS, *lives)  # what feeds bring at first is no news
    world.site.travellers = FIRST
    left = iter(range(KILLS))

    async def dies(machine: Desk, number: int) -> None:
        when = moments(Random(SEED + number), world.slow, STARTS, IDLE)
        for _, moment in zip(left, when, strict=False):
            world.site.travellers += 1
            await machine.killed(moment)

    await asyncio.gather(*(dies(machine, number) for number, machine in enumerate(world.machines)))
    async with world.all_at_work() as lives:
        await world.finish(lives)


@pytest.fixture(scope="module")
def kills(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> Outcome:
    need_emulator()
    came = asyncio.run(asyncio.wait_for(acted(tmp_path_factory.mktemp("fleet") / "kills", killed), WITHIN))
    lost, doubled = len(came.audit.lost), len(came.audit.doubled)
    came_to(Row("kill -9 of one of four programs on one PostgreSQL", came.kills, lost, doubled, "not needed"))
    return came


def test_every_trip_is_told_once_by_a_fleet_that_is_killed(kills: Outcome) -> None:
    """Each in its channel, on one card, with the second report in its thread; some of the dead held leases."""
    assert kills.audit == Audit()
    assert (kills.kills, kills.travellers) == (KILLS, FIRST + KILLS)
    assert kills.held > 0


# --- in trouble -----------------------------------------------------------------------------------------------------------


async def troubled(world: World) -> None:
    """Two clocks are four minutes apart, one machine is stopped past its lease, another hears nothing, and the database is away."""
    async with line_to(world.server.address) as line:
        stopped, _ = (world.machine(environment=_wrong_by(apart)) for apart in (APART, -APART))
        far = world.machine(line.address)
        async with world.all_at_work() as lives:
            await waited(lambda: far.polled() == OUTLETS, *lives)
            journeys = asyncio.create_task(_journeys(world.site))
            await _stopped_past_its_lease(stopped, lives, line)
            await waited(lambda: not _fails(lives[2]), *lives)
            line.cut()
            await waited(lambda: _fails(lives[2]), *lives)
            line.mend()
            await waited(lambda: not _fails(lives[2]), *lives)
            await asyncio.to_thread(world.server.crash)
            await asyncio.sleep(AWAY)
            await waited(lambda: all(_fails(life) for life in lives), *lives)
            await asyncio.to_thread(world.server.start)
            await waited(lambda: not any(_fails(life) for life in lives), *lives)
            journeys.cancel()
            await world.finish(lives)


def _wrong_by(apart: timedelta) -> Mapping[str, str]:
    """The clock of a machine is wrong by so much; the one that counts seconds is not."""
    faked = {"LD_PRELOAD": str(CLOCKS[0]), "FAKETIME": f"{apart.total_seconds():+.0f}s"} if CLOCKS else {}
    return {**faked, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


async def _journeys(site: Site) -> None:
    site.travellers = FIRST
    while True:
        await asyncio.sleep(EVERY)
        site.travellers += 1


async def _stopped_past_its_lease(desk: Desk, lives: Sequence[Life], line: Line) -> None:
    """Stop the first program with a message in hand until others have told it; meanwhile the line of another gives no answer."""
    process = lives[0].process.pid
    owner = f":{process}:"
    while not _in_hand(desk, owner):
        await asyncio.sleep(0.01)
    os.killpg(process, signal.SIGSTOP)
    assert _in_hand(desk, owner), "it was quicker"
    line.withhold()
    await waited(lambda: _fails(lives[2]), *lives)
    line.mend()
    await waited(lambda: not _in_hand(desk, owner), *lives)
    os.killpg(process, signal.SIGCONT)


def _fails(life: Life) -> bool:
    """Whether a program can write nothing down, by what it said."""
    said = life.said()
    return said.count(NOTHING) > said.count(AGAIN)


def _in_hand(desk: Desk, owner: str) -> bool:
    """Whether a program, by what is in its name, has a message to tell that is still to be told."""
    d = schema.deliveries.c
    asked = select(d.id).where(d.lease_owner.contains(owner), d.state == State.SENDING)
    with closing(Database.look(desk.database)) as opened, opened.snapshot() as c:
        return bool(c.scalars(asked).all())


@pytest.fixture(scope="module")
def troubles(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> Outcome:
    need_emulator()
    came = asyncio.run(asyncio.wait_for(acted(tmp_path_factory.mktemp("fleet") / "troubles", troubled), WITHIN))
    lost, doubled = len(came.audit.lost), len(came.audit.doubled)
    faults = "PostgreSQL away for a minute, withheld, cut; a program stopped past its lease; clocks four minutes apart"
    came_to(Row(faults, 5, lost, doubled, "log"))
    return came


def test_every_trip_is_told_once_by_a_fleet_in_trouble(troubles: Outcome) -> None:
    """Whatever happens to machines and network."""
    assert troubles.audit == Audit()
    assert troubles.travellers > 60


def test_the_troubles_were_real(troubles: Outcome) -> None:
    """The stopped program came too late, the far one and then all could write nothing down, and clocks were apart."""
    stopped, other, far = troubles.said
    assert re.search("delivery was taken over|stood still just before it told it", stopped)
    assert all(NOTHING in said for said in troubles.said)
    assert far.count(NOTHING) >= 3
    if CLOCKS:
        assert _begun(stopped) - _begun(other) > 1.5 * APART


def _begun(said: str) -> datetime:
    """When a program began, by the clock of its machine."""
    found = re.search(r'"timestamp": "([^"]+)"', said)
    assert found is not None
    return datetime.fromisoformat(found[1])

"""One simulated month of the whole program, driven from one seed.

The program is the real one (`bot.app.open_app` with its ticks, its store, its jobs). Around it everything is the
simulation's: time, when ticks come, the network, the disk, Slack, the people, and the moments at which the process dies.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy.exc import DBAPIError

from bot.app import App, open_app
from bot.config import Config
from bot.errors import GatewatchError
from tests.proof.simulation.crowd import Crowd
from tests.proof.simulation.disk import Disk, failing
from tests.proof.simulation.draw import plan_of
from tests.proof.simulation.fate import Fate
from tests.proof.simulation.guards import LEFT_OUT
from tests.proof.simulation.lists import ListFile
from tests.proof.simulation.loop import SimulatedLoop
from tests.proof.simulation.network import Network
from tests.proof.simulation.oracle import Violation, violations
from tests.proof.simulation.plan import DAY, Plan
from tests.proof.simulation.rhythm import PAUSES, Pause, Rhythm
from tests.proof.simulation.screening import screener_of
from tests.proof.simulation.slack import DESK, FALLBACK, OPERATOR, SECOND, SimulatedSlack
from tests.proof.simulation.trace import Trace

START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
PATIENCE = 7.0  # seconds that ticks under way get when the program is stopped
# How soon a supervisor starts it again, and how soon again where it does not start.
_RESTART, _AGAIN = (2.0, 900.0), (20.0, 600.0)
# Steps that it may live on after the moment of a crash: so it dies in the midst of work.
_STEPS = 60


@dataclass
class SimulatedClock:
    """The machine's clock: the loop's time, and what somebody has set it wrong by."""

    plan: Plan
    trace: Trace

    def now(self) -> datetime:
        at = self.trace.time()
        wrong = next((float(span.how) for span in self.plan.clock if span.holds(at)), 0.0)
        return START + timedelta(seconds=at + wrong)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often feeds are polled, and how ticks come."""

    shortest: str = "3h"
    longest: str = "22h"
    pauses: Mapping[str, Pause] = field(default_factory=lambda: PAUSES)


@dataclass
class World:
    """All that outlives the process."""

    plan: Plan
    random: Random
    folder: Path
    fate: Fate
    trace: Trace
    clock: SimulatedClock
    slack: SimulatedSlack
    network: Network
    lists: ListFile
    pace: Pace = field(default_factory=Pace)
    without: str | None = None  # the guard that is left out, of `guards.LEFT_OUT`
    lives: int = 0
    app: App | None = field(default=None, repr=False)  # of the present process

    @property
    def database(self) -> Path:
        return self.folder / "gatewatch.db"

    def child(self) -> Random:
        return Random(self.random.getrandbits(64))


@dataclass(frozen=True, slots=True)
class Setting:
    """Which simulation."""

    seed: int
    days: int = 30
    feeds: int = 200
    without: str | None = None  # a guard

    @property
    def command(self) -> str:
        """What runs it again, and shows what happens."""
        left_out = f' --without "{self.without}"' if self.without else ""
        return f"python -m tests.proof.simulate --seed {self.seed} --days {self.days} --feeds {self.feeds}{left_out} --trace"


@dataclass(frozen=True, slots=True)
class Came:
    """What it came to."""

    setting: Setting
    digest: str  # of all that happened
    counts: Mapping[str, int]
    lives: int
    wrong: tuple[Violation, ...]
    seconds: float  # of the processor


def came_of(setting: Setting, *, shown: bool = False) -> Came:
    """Simulate, and hold it against the plan."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    begun, trace = time.process_time(), Trace(shown=shown)
    with TemporaryDirectory() as folder:
        world = simulate(setting, Path(folder), trace)
        wrong = violations(world.plan, world.slack.posts, world.database)
    return Came(setting, trace.digest, dict(trace.counts), world.lives, wrong, time.process_time() - begun)


def simulate(setting: Setting, folder: Path, trace: Trace) -> World:
    """Live through so many days. What stands in Slack then, and in the database, is for the oracle."""
    random = Random(setting.seed)
    plan = plan_of(Random(random.getrandbits(64)), setting.days, setting.feeds)
    world = world_of(plan, random, folder, trace)
    world.without = setting.without
    gc.disable()  # what it would finalise, and when, is no matter of the seed
    try:
        live(world)
    finally:
        gc.enable()
        gc.collect()
    return world


def live(world: World, beside: Callable[[], None] = lambda: None) -> None:
    """Let the time of the plan pass; `beside` is called at its beginning, on the loop."""
    loop = SimulatedLoop(world.child(), world.fate)
    world.trace.time = loop.time
    try:
        with failing(Disk(world.plan, world.child(), world.trace)):
            loop.call_soon(beside)
            loop.run_until_complete(_pass(world))
    finally:
        loop.close()


def world_of(plan: Plan, random: Random, folder: Path, trace: Trace) -> World:
    """The world before anything happens."""
    fate = Fate()
    clock = SimulatedClock(plan, trace)
    slack = SimulatedSlack(plan, Random(random.getrandbits(64)), fate, trace)
    slack.since = lambda moment: (moment - START) / timedelta(seconds=1)
    network = Network(plan, START, Random(random.getrandbits(64)), fate, trace)
    return World(
        plan, random, folder, fate, trace, clock, slack, network, ListFile(plan, folder / "watchlist.yaml", trace)
    )


async def _pass(world: World) -> None:
    loop = asyncio.get_running_loop()
    for at, write in world.lists.edits():
        loop.call_at(at, write)
    for at in world.plan.crashes:
        loop.call_at(at, world.fate.strike_after, world.random.randrange(_STEPS))
    stops = [*world.plan.deploys, world.plan.days * DAY]
    random = world.child()
    while (now := loop.time()) < stops[-1]:
        await _one_life(world, next(at for at in stops if at > now), random)
        pause = _RESTART if world.app is not None else _AGAIN
        world.app = None
        await asyncio.sleep(random.uniform(*pause))


async def _one_life(world: World, until: float, random: Random) -> None:
    """One process, from its start until it is stopped, or dies."""
    world.lives += 1
    world.fate.revive()
    process = asyncio.create_task(_process(world, until, Random(random.getrandbits(64))))
    died = asyncio.create_task(world.fate.called.wait())
    await asyncio.wait((process, died), return_when=asyncio.FIRST_COMPLETED)
    if world.fate.struck:
        world.trace.note("crash", world.fate.steps)
        await _bury()
        return
    died.cancel()
    try:
        await process
    except (GatewatchError, DBAPIError) as error:
        world.trace.note("start failed", type(error).__name__)
        world.fate.strike()
        await _bury()


async def _bury() -> None:
    """End all that is left of a process. It can do nothing any more: what it frees is what a system frees of the dead."""
    while left := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _process(world: World, until: float, random: Random) -> None:
    async with open_app(config_of(world), world.slack, screener_of, clock=world.clock) as app:
        world.app = app = in_the_world(app, world, random)
        world.trace.note("started", len(app.in_force.watchlist.people))
        rhythm = Rhythm(world.database, world.clock, Random(random.getrandbits(64)), world.trace, world.pace.pauses)
        ticks = [asyncio.create_task(rhythm.keep(tick), name=tick.name) for tick in app.ticks()]
        crowd = asyncio.create_task(Crowd(app, world.slack, world.trace, Random(random.getrandbits(64))).keep())
        try:
            await asyncio.sleep(until - asyncio.get_running_loop().time())
            app.stopping.set()
            await asyncio.sleep(PATIENCE)
        finally:
            for task in (*ticks, crowd):
                task.cancel()
            await asyncio.gather(*ticks, crowd, return_exceptions=True)
            rhythm.close()
        world.trace.note("stopped")


def in_the_world(app: App, world: World, random: Random) -> App:
    """The program with the simulation's network, and with names and chances from the seed."""
    owner = f"life{world.lives}"
    polling = replace(app.polling, fetcher=world.network, robots=world.network, owner=owner, jitter=random.random)
    app = replace(app, polling=polling, delivering=replace(app.delivering, owner=owner))
    return LEFT_OUT[world.without][0](app) if world.without else app


def config_of(world: World) -> Config:
    """The settings of the simulated desk."""
    settings = {
        "watchlists": [str(world.lists.path)],
        "database": f"sqlite:///{world.database}",
        "lists": {"folder": str(world.folder / "lists")},
        "cache": str(world.folder / "cache"),
        "workers": 0,
        "retention_days": 12,
        "lookback_days": 12,
        "polling": {"min_interval": world.pace.shortest, "max_interval": world.pace.longest},
        "slack": {"channel": DESK, "operator": OPERATOR, "fallback": FALLBACK},
        "routes": {"second": SECOND},
        "feeds": [
            {
                "url": each.url,
                "name": f"Outlet {each.number}",
                "lang": "en",
                "full_text": "never",
                "important": each.important,
            }
            for each in world.plan.feeds
        ],
    }
    return Config.model_validate(settings)

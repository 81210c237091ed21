"""One simulated month of the whole program, driven from one seed.

The program is the real one (`bot.app.open_app` with its ticks, its store, its jobs). Around it everything is the
simulation's: time, when ticks come, the network, the disk, Slack, the people, and the moments at which the process dies.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import structlog

from tests.proof.simulation.disk import Disk, failing
from tests.proof.simulation.draw import plan_of
from tests.proof.simulation.lives import pass_time
from tests.proof.simulation.loop import SimulatedLoop
from tests.proof.simulation.oracle import Violation, violations
from tests.proof.simulation.trace import Trace
from tests.proof.simulation.world import World, world_of


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
    with TemporaryDirectory() as folder, chdir(folder):
        world = simulate(setting, Path(), trace)  # messages name files: not by the folder of this run
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
            loop.run_until_complete(pass_time(world))
    finally:
        loop.close()

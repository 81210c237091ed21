"""All that outlives the process, and how the program is put into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.app import App
from bot.config import Config
from tests.proof.simulation.fate import Fate
from tests.proof.simulation.guards import LEFT_OUT
from tests.proof.simulation.lists import ListFile
from tests.proof.simulation.network import Network
from tests.proof.simulation.plan import Plan
from tests.proof.simulation.rhythm import PAUSES, Pause
from tests.proof.simulation.slack import DESK, FALLBACK, OPERATOR, SECOND, SimulatedSlack
from tests.proof.simulation.trace import Trace

START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


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

"""Fifty simulated months of two hundred feeds, each driven from one seed: nothing is lost, told twice, or silent.

A seed that fails is printed with the command that replays it. What is simulated, and how, stands in `tests/proof/simulation`.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest

from bot.app import open_app
from tests.proof.simulation.fate import Fate
from tests.proof.simulation.guards import LEFT_OUT
from tests.proof.simulation.loop import SimulatedLoop
from tests.proof.simulation.run import Came, Setting, came_of, simulate
from tests.proof.simulation.screening import screener_of
from tests.proof.simulation.trace import Trace
from tests.proof.simulation.world import config_of, in_the_world
from tests.proof.table import Row

SEEDS = range(1, 51)
AT_A_TIME = 2  # processes: CI has two cores
# A control is tried with so many seeds at the most.
CONTROL_SEEDS = range(1, 9)
# What each kind of event has to come to over all seeds, so that it was a test at all.
ENOUGH = {
    "poll": 200_000, "stands": 5_000, "crash": 300, "network fault": 10_000, "disk fault": 5_000, "slack fault": 1_500,
    "slack refused": 1_000, "slack unreadable": 20, "press": 1_000, "start failed": 20,
}  # fmt: skip


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(AT_A_TIME, get_context("spawn")) as pool:
        yield pool


@pytest.fixture(scope="module")
def months(
    processes: ProcessPoolExecutor, came_to: Callable[[Row], None], request: pytest.FixtureRequest
) -> Sequence[Came]:
    """All seeds, with a word for each that is done."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    done = []
    for future in as_completed([processes.submit(came_of, Setting(seed)) for seed in SEEDS]):
        done.append(came := future.result())
        with capture.global_and_fixture_disabled():
            print(f"\n{len(done)}/{len(SEEDS)} {_told(came)}", end="", flush=True)
    met = _counts(done)
    lost, doubled = _number(done, "lost"), _number(done, "doubled")
    for fault, kind in _FAULTS.items():
        came_to(Row(f"a simulated month: {fault}", met[kind], lost, doubled, "operator's channel"))
    return sorted(done, key=lambda each: each.setting.seed)


_FAULTS = {
    "the process dies": "crash",
    "a feed or the network fails": "network fault",
    "the disk fails": "disk fault",
    "Slack fails": "slack fault",
}


def _told(came: Came) -> str:
    if not came.wrong:
        return f"seed {came.setting.seed} in {came.seconds:.1f} s"
    return "\n".join([f"seed {came.setting.seed} FAILED, again with: {came.setting.command}", *map(str, came.wrong)])


def _counts(months: Sequence[Came]) -> Counter[str]:
    return sum((Counter(each.counts) for each in months), Counter[str]())


def _number(months: Sequence[Came], what: str) -> int:
    return sum(wrong.what == what for each in months for wrong in each.wrong)


def test_nothing_is_lost_doubled_or_silent(months: Sequence[Came]) -> None:
    """Every month ends as it was planted: one card a story, one line a mention, nobody else, and everything at rest."""
    failed = [_told(each) for each in months if each.wrong]
    assert not failed, "\n".join(failed)


def test_everything_went_wrong_that_can(months: Sequence[Came]) -> None:
    """Each kind of fault happened again and again."""
    met = _counts(months)
    assert {kind: met[kind] for kind, enough in ENOUGH.items() if met[kind] < enough} == {}


def test_a_seed_is_one_month(processes: ProcessPoolExecutor, tmp_path: Path) -> None:
    """Two processes that simulate the same seed trace the same, event by event; another seed is another month."""
    setting = Setting(7, days=6, feeds=40)
    first, second, other = processes.map(came_of, (setting, setting, Setting(8, days=6, feeds=40)))
    assert (first.digest, first.counts) == (second.digest, second.counts)
    assert other.digest != first.digest


def test_a_tick_that_finds_nothing_due_changes_nothing(tmp_path: Path) -> None:
    """So idle stretches may be skipped: whoever asks once and whoever asks every second find the same."""
    world = simulate(Setting(7, days=4, feeds=20), tmp_path, Trace())
    before: list[str] = []

    async def ask() -> None:
        async with open_app(config_of(world), world.slack, screener_of, clock=world.clock) as opened:
            app = in_the_world(opened, world, Random(1))
            await app.once()
            before.extend(_tables(world.database))
            for tick in app.ticks():
                await tick.job()

    with closing(SimulatedLoop(Random(1), Fate())) as loop:
        loop.run_until_complete(ask())
    assert before
    assert list(_tables(world.database)) == before


def _tables(database: Path) -> Iterator[str]:
    """All that is on record, but for the sign of life and what SQLite counts of itself."""
    with closing(sqlite3.connect(database)) as connection:
        yield from (line for line in connection.iterdump() if not re.search(r'"(meta|sqlite_\w+)"', line))


@pytest.mark.parametrize("without", LEFT_OUT)
def test_whoever_leaves_out_a_guard_is_found_out(processes: ProcessPoolExecutor, without: str) -> None:
    """Negative control: the same months, and one guard of the program left out."""
    settings = [Setting(seed, feeds=60, without=without) for seed in CONTROL_SEEDS]
    found = Counter[str]()
    for two in zip(settings[::2], settings[1::2], strict=True):
        for came in processes.map(came_of, two):
            found.update(wrong.what for wrong in came.wrong)
        if found[LEFT_OUT[without][1]]:
            return
    pytest.fail(f"nobody noticed: {found}")

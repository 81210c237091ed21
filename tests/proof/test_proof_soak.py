"""A simulated day of two thousand feeds in a process of its own: it holds no more in the end than when it was warm."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.proof.simulation.soak import FEEDS, HOURS, WARM, Held, Soaked
from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
MOST = 0.05  # by which share it may grow
HELD = ("memory", "handles", "threads", "tasks")


@pytest.fixture(scope="module")
def day(came_to: Callable[[Row], None]) -> Soaked:
    """The day."""
    command = [sys.executable, "-m", "tests.proof.soak"]
    said = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    soaked = Soaked(tuple(Held(**each) for each in said["held"]), said["polls"])
    grew = ", ".join(f"{what} {soaked.grown(what):+.1%}" for what in HELD)
    came_to(Row(f"nothing, for a day of {FEEDS:,} feeds ({grew})", soaked.polls, 0, 0, "not needed"))
    return soaked


@pytest.mark.parametrize("what", HELD)
def test_a_day_of_two_thousand_feeds_leaves_nothing_behind(day: Soaked, what: str) -> None:
    """Memory, file handles, threads and tasks grow by less than a twentieth."""
    assert day.grown(what) < MOST, day.held


def test_it_was_a_day(day: Soaked) -> None:
    """Every feed was polled again and again, and every hour was looked at."""
    assert day.polls > 10 * FEEDS
    assert [each.hour for each in day.held] == list(range(HOURS + 1))


def test_what_leaks_is_seen() -> None:
    """Negative control: a handle an hour, and a twentieth of the memory, are too many."""
    warm = Held(WARM, 200_000_000, 20, 3, 17)
    leaked = Soaked((warm, replace(warm, hour=HOURS, memory=210_000_000, handles=38)), 0)
    assert [what for what in HELD if leaked.grown(what) >= MOST] == ["memory", "handles"]

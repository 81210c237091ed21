"""The scripted run is stopped at every step of store, network and files, and started again: all of it is told once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.proof.crash_sweep import Point
from tests.proof.crash_world import SCENES
from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
AT_A_TIME = 2  # processes, each with a share of the points
POINTS = 1_000  # at least
CONTROL_POINTS = 8
WITHIN = 3_000  # seconds, on a busy machine
# What a program does wrong, by what it leaves out: `tests.proof.crash_sweep.HOWS`.
CONTROLS = {"blind": "doubled", "trusting": "lost", "piecemeal": "lost"}


def swept(folder: Path, how: str, share: int, shares: int, *most: int) -> list[Point]:
    """The points that one process did."""
    folder.mkdir()
    command = (sys.executable, "-m", "tests.proof.crash_sweep", str(folder), how, *map(str, (share, shares, *most)))
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return [Point(**json.loads(line)) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> list[Point]:
    """Every point, for the program as it is."""
    folder = tmp_path_factory.mktemp("crash")
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        shares = pool.map(lambda share: swept(folder / f"{share}", "careful", share, AT_A_TIME), range(AT_A_TIME))
        done = [point for share in shares for point in share]
    lost, doubled = (sum(len(getattr(point, what)) for point in done) for what in ("lost", "doubled"))
    print(
        f"\n{len(done):,} points ({told(done)}), {sum(point.at_once for point in done):,} of them as if nothing had been"
    )
    came_to(Row("the program stops at any step (os._exit)", len(done), lost, doubled, "not needed"))
    return done


def told(points: Sequence[Point]) -> str:
    kinds = Counter(kind for point in points for kind, words in KINDS.items() if point.what.endswith(words))
    kinds["statement"] = len(points) - kinds.total()
    return ", ".join(f"{kind}: {number:,}" for kind, number in sorted(kinds.items()))


KINDS = {
    "commit": ("commit",),
    "servers": (" fetch",),
    "channels": (" post", "after update", "before update", " find", " upload"),
    "files": (".npy", ".draft", ".lock", ".json", " folder"),
}


def test_nothing_is_lost_or_doubled(points: list[Point]) -> None:
    """Whatever the step: every card, reply, map, digest and notice stands once, as last drawn, marked as a repeat nowhere."""
    assert [point for point in points if point.lost or point.doubled] == []


def test_everything_is_decided_and_closed_as_if_nothing_had_been(points: list[Point]) -> None:
    """Decisions, verdicts and mutes are the same, and nothing is left open."""
    assert [point for point in points if point.otherwise] == []


def test_the_sweep_is_long_and_goes_everywhere(points: list[Point]) -> None:
    """More than a thousand steps, of every kind, in every scene."""
    assert len(points) >= POINTS
    assert {point.scene for point in points} == set(range(len(SCENES)))
    for kind, words in KINDS.items():
        assert sum(point.what.endswith(words) for point in points) >= 20, kind


@pytest.mark.parametrize(("how", "wrong"), CONTROLS.items())
def test_whoever_leaves_out_a_guard_fails(tmp_path: Path, how: str, wrong: str) -> None:
    """Negative control: the same sweep, without looking into the history, believing it unread, or a transaction a statement."""
    done = swept(tmp_path / how, how, 0, 1, CONTROL_POINTS)
    print(f"\n{how}: of {len(done)} points {sum(bool(getattr(point, wrong)) for point in done)} {wrong}")
    assert len(done) == CONTROL_POINTS
    assert any(getattr(point, wrong) for point in done), done

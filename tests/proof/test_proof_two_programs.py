"""Two real programs on one SQLite file: the second is refused by whatever name it knows the file, and a dead one locks nothing."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
START = 120.0  # seconds that a start may take on a busy machine
LIST = "list: desk\npeople:\n  - {id: p1, name: Pat Doe, source: 'https://lists.test/p1'}\n"


@pytest.fixture
def folder(tmp_path: Path, cache: Path) -> Path:
    """Settings of a desk without feeds, which needs no network."""
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "desk.yaml").write_text(LIST)
    settings(tmp_path, "gatewatch.yml", "a.db", cache)
    return tmp_path


def settings(folder: Path, name: str, database: str, cache: Path) -> None:
    path = f"sqlite:///{folder}/{database}"
    (folder / name).write_text(f"database: {path}\nwatchlists: [watchlists]\ncache: {cache}\nworkers: 0\n")


def started(folder: Path, command: str, config: str = "gatewatch.yml") -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GATEWATCH_", "SLACK_"))}
    arguments = [sys.executable, "-m", "bot", command, "--config", config]
    environment = kept | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(arguments, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(folder: Path, command: str, config: str = "gatewatch.yml") -> tuple[int, str]:
    """Exit code, and what it said."""
    process = started(folder, command, config)
    _, said = process.communicate(timeout=START)
    return process.returncode, said.decode()


@pytest.fixture
def running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`gatewatch run`, at work."""
    process = started(folder, "run")
    until, said = time.monotonic() + START, b""
    assert process.stderr is not None
    while b"running" not in said and time.monotonic() < until and process.poll() is None:
        if select.select([process.stderr], [], [], 1.0)[0]:
            said += os.read(process.stderr.fileno(), 65_536)
    assert b"running" in said, said.decode()
    yield process
    process.kill()
    process.wait()
    process.stderr.close()
    assert process.stdout is not None
    process.stdout.close()


def test_the_second_program_is_refused_until_the_first_is_dead(
    running: subprocess.Popen[bytes], folder: Path, cache: Path, came_to: Callable[[Row], None]
) -> None:
    """`run` and `once`, by the same name, a symbolic link or a hard one; after kill -9 the next start works at once."""
    came_to(Row("a second program on one database", 4, 0, 0, "exit code 1 with the process that holds it"))
    (folder / "link.db").symlink_to(folder / "a.db")
    settings(folder, "link.yml", "link.db", cache)
    for command, config in (("run", "gatewatch.yml"), ("once", "gatewatch.yml"), ("run", "link.yml")):
        code, said = ended(folder, command, config)
        assert code == 1, said
        assert f"in use by another Gatewatch (process {running.pid})" in said
        assert "Traceback" not in said
    (folder / "hard.db").hardlink_to(folder / "a.db")
    settings(folder, "hard.yml", "hard.db", cache)
    code, said = ended(folder, "run", "hard.yml")
    assert (code, "hard link" in said) == (1, True), said
    (folder / "hard.db").unlink()
    assert running.poll() is None
    running.send_signal(signal.SIGKILL)
    running.wait()
    code, said = ended(folder, "once")
    assert code == 0, said


def test_a_database_that_is_taken_away_ends_the_program(running: subprocess.Popen[bytes], folder: Path) -> None:
    """Exit code 1 and one line that says what to do."""
    (folder / "a.db").unlink()
    _, said = running.communicate(timeout=START)
    assert running.returncode == 1
    (line,) = [each for each in said.decode().splitlines() if each.startswith("gatewatch:")]
    assert "a.db was deleted, moved or replaced" in line
    assert "Traceback" not in said.decode()

"""An archive screened by the real program, here or on Ray, killed in part or as a whole: the results are the same."""

from __future__ import annotations

import asyncio
import gzip
import importlib.util
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.proof.processes import everybody, in_session, parent_of
from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
ARTICLES, FILES, NAMED = 1_500, 3, 12  # one article in so many names somebody who is listed
KILLS = 3  # of workers, one after the other
SOME = 2  # pieces that are kept when the whole program is killed
FREE = 0.3  # seconds between two looks
WITHIN = 600
LIST = """\
list: desk
people:
- id: p1
  name: Radek Dolbadekvar
  listings: [{authority: UN, regime: Test, ref: P.1, measures: [{type: travel_ban, since: 2020-01-01}]}]
  source: https://lists.test/1
"""

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="gatewatch[cluster] is not installed")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """Files of invented news, one of them packed, one line of it broken; the list; settings."""
    folder, random = tmp_path_factory.mktemp("archive"), Random(1)
    (folder / "news" / "2026").mkdir(parents=True)
    (folder / "list.yaml").write_text(LIST, encoding="utf-8")
    (folder / "gatewatch.yml").write_text(f"watchlists: [list.yaml]\ncache: {cache}\n", encoding="utf-8")
    lines = [json.dumps(_article(number, random)) for number in range(ARTICLES)]
    each = ARTICLES // FILES
    for number in range(FILES):
        data = "\n".join([*lines[number * each : (number + 1) * each], "{" if number else ""]).encode()
        packed = number == FILES - 1
        name = f"2026/{number}.jsonl{'.gz' if packed else ''}"
        (folder / "news" / name).write_bytes(gzip.compress(data) if packed else data)
    return folder


def _article(number: int, random: Random) -> dict[str, object]:
    who = "Radek Dolbadekvar" if number % NAMED == 0 else "A minister whom nobody lists"
    city = random.choice(("Oslo", "Prague", "Tunis", "Baku"))
    text = (
        f"{who} flew to {city} on Monday, officials said. Talks number {number} are expected to end within the week. "
    )
    return {"id": f"n{number}", "title": f"Talks number {number}", "text": text * random.randint(1, 3), "lang": "en"}


class Program:
    """`gatewatch screen` at work on the archive."""

    def __init__(self, archive: Path, to: Path, *options: str) -> None:
        self.archive, self.to, self.options = archive, to, options
        self.said = ""

    async def start(self) -> None:
        command = ("-m", "bot", "screen", "news", "--to", str(self.to), *self.options)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GATEWATCH_")}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=self.archive, env=environment | {"PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    async def ended(self) -> int:
        """Its exit code, when it has ended by itself."""
        out, errors = await asyncio.wait_for(self.process.communicate(), WITHIN)
        self.said = out.decode() + errors.decode()
        return self.process.returncode or 0

    def kept(self) -> int:
        """How many pieces are there."""
        return len(self.pieces())

    def pieces(self) -> dict[Path, int]:
        """The pieces that are there, and when each was written."""
        return {part: part.stat().st_mtime_ns for part in self.to.glob("**/[0-9]*[0-9].jsonl") if part.is_file()}

    async def until_kept(self, pieces: int) -> None:
        """Wait until so many pieces are there, or it has ended."""
        while self.kept() < pieces and self.process.returncode is None:
            await asyncio.sleep(0.05)


def results(program: Program) -> tuple[int, str]:
    """Exit code, and what it said of the results in the end."""

    async def run() -> int:
        await program.start()
        return await program.ended()

    return asyncio.run(run()), program.said


@pytest.fixture(scope="module")
def undisturbed(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest that is to come of it: one process, nobody killed."""
    code, said = results(Program(archive, tmp_path_factory.mktemp("one") / "out", "--workers", "1"))
    assert code == 3, said
    assert f"{ARTICLES} results of 3 files" in said
    assert "2 lines left out" in said
    return _digest(said)


def _digest(said: str) -> str:
    return next(line for line in said.splitlines() if line.startswith("digest "))


def _kill_one(found: Iterator[Path]) -> int:
    """Kill the largest of these processes."""
    sizes = {int(process.name): _size(process) for process in found}
    if not sizes:
        return 0
    largest = max(sizes, key=lambda pid: sizes[pid])
    os.kill(largest, signal.SIGKILL)
    return largest


def _size(process: Path) -> int:
    try:
        return int((process / "statm").read_text().split()[1])
    except OSError:
        return 0


async def _with_kills(program: Program, workers: Callable[[Program], Iterator[Path]]) -> int:
    """Let it work, and kill a worker each time that some pieces more are there. How many were killed."""
    await program.start()
    ending, killed = asyncio.create_task(program.ended()), 0
    while not ending.done() and killed < KILLS:
        await program.until_kept(1 + 2 * killed)
        killed += bool(not ending.done() and _kill_one(workers(program)))
        await asyncio.sleep(FREE)
    await ending
    return killed


def _workers_here(program: Program) -> Iterator[Path]:
    """Processes that screen: of those that it started the ones that nothing else came from."""
    every = {int(each.name): each for each in in_session(program.process.pid)}
    parents = {parent_of(each) for each in every.values()}
    return (each for pid, each in every.items() if pid not in parents and parent_of(each) != program.process.pid)


def _actors(_: Program) -> Iterator[Path]:
    """Processes of Ray that screen."""
    for process in everybody():
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if command.startswith(b"ray::MapWorker") and b"_Screening" in command:
            yield process


def test_workers_that_are_killed_change_nothing(
    archive: Path, tmp_path: Path, undisturbed: str, came_to: Callable[[Row], None]
) -> None:
    """Their pieces are screened by others."""
    program = Program(archive, tmp_path / "out", "--workers", "2")
    killed = asyncio.run(_with_kills(program, _workers_here))
    assert killed >= 2
    assert _digest(program.said) == undisturbed
    came_to(Row("kill -9 of a worker that screens an archive", killed, 0, 0, "not needed"))


def test_a_program_that_is_killed_goes_on_where_it_ended(
    archive: Path, tmp_path: Path, undisturbed: str, came_to: Callable[[Row], None]
) -> None:
    """Pieces that are there are not screened again, and the results are those of a run of one."""
    program, lives = Program(archive, tmp_path / "out", "--workers", "2"), 3

    async def life(pieces: int) -> None:
        await program.start()
        await program.until_kept(pieces)
        assert program.process.returncode is None
        os.killpg(program.process.pid, signal.SIGKILL)
        await program.process.communicate()

    for number in range(lives):
        asyncio.run(life(SOME * (number + 1)))
    before = program.pieces()
    code, said = results(program)
    assert (code, _digest(said)) == (3, undisturbed)
    assert len(before) >= SOME * lives
    assert before.items() <= program.pieces().items()
    came_to(Row("kill -9 of a program that screens an archive", lives, 0, 0, "not needed"))


@needs_ray
def test_ray_comes_to_the_same(archive: Path, tmp_path: Path, undisturbed: str) -> None:
    """Piece by piece."""
    code, said = results(Program(archive, tmp_path / "out", "--engine", "ray", "--workers", "2"))
    assert (code, _digest(said)) == (3, undisturbed), said


@needs_ray
def test_actors_that_are_killed_change_nothing(
    archive: Path, tmp_path: Path, undisturbed: str, came_to: Callable[[Row], None]
) -> None:
    """Ray starts others, and their pieces are screened again."""
    program = Program(archive, tmp_path / "out", "--engine", "ray", "--workers", "2")
    killed = asyncio.run(_with_kills(program, _actors))
    assert killed >= 1
    assert (program.process.returncode, _digest(program.said)) == (3, undisturbed), program.said
    came_to(Row("kill -9 of an actor of Ray that screens an archive", killed, 0, 0, "not needed"))

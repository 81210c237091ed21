"""What screening an archive costs: two workers beside one, Ray beside this machine's own processes, and what a worker more takes.

    python -m tests.bench.archive ARTICLES.jsonl.gz LISTS [--names 100000] [--times 6] [--memory 1000000]

`ARTICLES` is real news, taken so many times over; `LISTS` a folder of real lists, filled up with invented people to so many
names. Whole runs are measured, with the start of workers, and the part from the first piece on by itself; all engines use the
same cores, and their results must have the same digest. With --memory two workers are started with so many names, and what
the second adds to the memory of the index is held against what the first took (proportional set size, Linux). Ends with 1
when a floor is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.edges.archive.local import LocalEngine
from bot.edges.archive.reading import CHUNK, Begun, sources
from bot.edges.archive.screening import AsFindings
from bot.edges.index_files import index_of
from bot.edges.workers import ProcessWorkers
from bot.jobs.archive import Engine
from bot.model import Watchlist
from bot.wiring import screener_in
from tests.bench.people import listed, real_people

TWO_FLOOR = 1.7  # times as quick as one
RAY_FLOOR, RAY_GOAL = 2.5, 1.5  # times as slow as local
SECOND_FLOOR = 0.2  # of the first worker's index memory
CACHE = Path("~/.cache/gatewatch").expanduser()


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run took."""

    articles: int
    whole: float  # seconds
    steady: float  # from the first piece on
    digest: str

    def __str__(self) -> str:
        return f"{self.articles / self.whole:6.1f} articles/s in all, {self.articles / self.steady:6.1f} once at work"


async def screened(engine: Engine, archive: Sequence[Begun]) -> Ran:
    """Screen it all."""
    digest, articles, first_of, first, begun = hashlib.sha256(), 0, 0, 0.0, time.perf_counter()
    async for _, answers in engine.screened(archive, CHUNK):
        assert answers is not None
        articles += answers.articles
        digest.update("\n".join(answers.results).encode())
        if not first:
            first, first_of = time.perf_counter(), answers.articles
    end = time.perf_counter()
    steady = (end - first) * articles / max(1, articles - first_of)
    return Ran(articles, end - begun, steady, digest.hexdigest())


async def local(watchlist: Watchlist, count: int, archive: Sequence[Begun]) -> Ran:
    """By so many processes; their start counts."""
    begun = time.perf_counter()
    workers = ProcessWorkers(screener_in(CACHE)(watchlist), count)
    try:
        ran = await screened(LocalEngine(workers, count, AsFindings()), archive)
    finally:
        await workers.close()
    return Ran(ran.articles, time.perf_counter() - begun, ran.steady, ran.digest)


async def on_ray(watchlist: Watchlist, count: int, archive: Sequence[Begun]) -> Ran:
    """By so many actors of a cluster of this machine; its start counts."""
    from bot.edges.archive.ray_engine import RayEngine

    return await screened(RayEngine(watchlist, CACHE, AsFindings(), count, None), archive)


def multiplied(articles: Path, times: int, folder: Path) -> tuple[Begun, ...]:
    """The articles so many times over, under names of their own."""
    with gzip.open(articles, "rt") as file:
        news = [json.loads(line) for line in file]
    for number in range(times):
        lines = (json.dumps({**each, "id": f"{number}-{each.get('id', n)}"}) for n, each in enumerate(news))
        (folder / f"{number}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tuple(map(Begun, sources([str(folder)])))


# --- memory -----------------------------------------------------------------------------------------------------------------


def _proportional(pid: int) -> tuple[float, float]:
    """MB of a process, each page shared out among those that have it: of the files of the index, and of all else."""
    index, rest, mapped = 0, 0, False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            mapped = line.endswith(".npy")
        elif line.startswith("Pss:"):
            kilobytes = int(line.split()[1])
            index, rest = (index + kilobytes, rest) if mapped else (index, rest + kilobytes)
    return index / 1024, rest / 1024


async def memory(watchlist: Watchlist, archive: Sequence[Begun]) -> bool:
    """What a second worker adds to the memory that the index takes in the first, when both have screened a while."""
    taken = []
    for count in (1, 2):
        workers = ProcessWorkers(screener_in(CACHE)(watchlist), count)
        try:
            await screened(LocalEngine(workers, count, AsFindings()), archive[:1])
            found = [_proportional(each._process.pid or 0) for each in workers._all]
            taken.append([sum(side) for side in zip(*found, strict=True)])
        finally:
            await workers.close()
    (one, beside), (two, _) = taken
    met = two - one <= SECOND_FLOOR * one
    print(
        f"index of {len(watchlist.people):,} people: {one:.0f} MB in one worker, {two - one:.1f} MB more in two "
        f"(at most {SECOND_FLOOR:.0%}): {'met' if met else 'FLOOR MISSED'}; beside it a worker takes {beside:.0f} MB of its own"
    )
    return met


async def run(given: argparse.Namespace) -> int:
    real = real_people(given.lists)
    watchlist = listed(real, given.names)
    met = True
    with tempfile.TemporaryDirectory() as name:
        archive = multiplied(given.articles, given.times, Path(name))
        index_of(CACHE, watchlist)
        one = await local(watchlist, 1, archive)
        print(f"one worker   {one}", flush=True)
        two = await local(watchlist, 2, archive)
        print(
            f"two workers  {two}: {one.whole / two.whole:.2f} times one in all, {one.steady / two.steady:.2f} at work, at least {TWO_FLOOR}",
            flush=True,
        )
        met = one.digest == two.digest and one.whole / two.whole >= TWO_FLOOR
        if find_spec("ray") is None:
            print("Ray is not measured: `make cluster` installs it")
            return int(not met)
        ray = await on_ray(watchlist, 2, archive)
        met = met and ray.digest == one.digest and ray.whole / two.whole <= RAY_FLOOR
        print(
            f"Ray, two     {ray}: {ray.whole / two.whole:.2f} times as long as two workers, {ray.steady / two.steady:.2f} at work, at most {RAY_FLOOR}, aim {RAY_GOAL}"
        )
        print(f"digests {'are the same' if one.digest == two.digest == ray.digest else 'DIFFER'}")
        if given.memory:
            met = await memory(listed(real, given.memory), archive) and met
    print("floors met" if met else "FLOOR MISSED")
    return int(not met)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("lists", type=Path)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=6)
    parser.add_argument("--memory", type=int, default=0)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())

"""What it costs to read a long list of people, and to read it again from what was kept.

    python -m tests.bench.loading [--people 20000]

The list is invented (`tests.bench.invented`), so this runs anywhere. Seconds of processor time of one core, everything
included: YAML, checking, merging, confusable pairs; then the same list from the cache, where only its bytes are looked at.
Ends with 1 when a floor is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.edges.kept_lists import read_lists, watchlist_of
from bot.lists.lint import lint
from bot.lists.load import SourceFile
from tests.bench.invented import watchlist_yaml

T = TypeVar("T")

READ_FLOOR, KEPT_FLOOR = 8.0, 1.0  # seconds for 20,000 people
CHECK_FLOOR = 60.0  # seconds until `gatewatch check` has gone through them


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000)
    given = parser.parse_args()
    files = [SourceFile("invented.yaml", watchlist_yaml(given.people).encode())]
    print(f"{given.people:,} entries, {len(files[0].data) / 1e6:.1f} MB")
    loaded, reading = _timed(lambda: read_lists(files))
    warnings, checking = _timed(lambda: lint(loaded.entries, loaded.watchlist))
    names = sum(len(person.names) for person in loaded.watchlist.people)
    pairs = len(loaded.watchlist.confusables)
    print(f"{len(loaded.watchlist.people):,} people, {names:,} names, {pairs:,} confusable, {len(warnings):,} warnings")
    with tempfile.TemporaryDirectory() as folder:
        watchlist_of(Path(folder), files)
        again, kept = _timed(lambda: watchlist_of(Path(folder), files))
    assert again == loaded.watchlist
    return max(
        _told("read", reading, READ_FLOOR),
        _told("from the cache", kept, KEPT_FLOOR),
        _told("read and checked", reading + checking, CHECK_FLOOR),
    )


def _told(what: str, seconds: float, floor: float) -> int:
    missed = seconds > floor
    print(f"{what:18s} {seconds:6.2f} s  at most {floor:g}: {'FLOOR MISSED' if missed else 'met'}")
    return int(missed)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())

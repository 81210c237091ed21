"""What ``gatewatch lists`` shows: one line for programs on standard output, the rest for people on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from bot.jobs.pull import Pulled, PullResult, Unchanged
from bot.jobs.take_in import TakenIn
from bot.lists.changes import Changes, lines
from bot.lists.official.sources import Source

NOTES_SHOWN = 5


def tell_result(source: Source, result: PullResult) -> None:
    """What came of pulling a list."""
    if isinstance(result, Pulled):
        tell(result.taken)
    elif isinstance(result, Unchanged):
        published = f" (of {result.published})" if result.published else ""
        print(f"{result.list_id}: unchanged{published}")
    else:
        print(f"{source.key}: {result.why}", file=sys.stderr)


def tell(taken: TakenIn) -> None:
    """One line for programs on standard output; what people may want to know besides on standard error."""
    dated = f", {taken.published}" if taken.published else ""
    print(f"{taken.list_id}: {taken.people} people, {taken.names} names ({taken.title}{dated}) -> {taken.path}")
    besides = [f"{kind} ({number})" for kind, number in sorted(taken.left_out.items())]
    if besides:
        print(f"  no natural persons, left out: {', '.join(besides)}", file=sys.stderr)
    _tell_some("left out", taken.refused)
    _tell_some("note", taken.notes)
    if taken.changes is not None:
        print(f"  {counted(taken.changes)}; `gatewatch lists diff {taken.list_id}` shows them", file=sys.stderr)


def _tell_some(what: str, told: Sequence[str]) -> None:
    for line in islice(told, NOTES_SHOWN):
        print(f"  {what}: {line}", file=sys.stderr)
    if len(told) > NOTES_SHOWN:
        print(f"  {what}: … and {len(told) - NOTES_SHOWN} more", file=sys.stderr)


def counted(told: Changes) -> str:
    """``3 listed, 1 delisted, 12 changed``."""
    return f"{len(told.listed)} listed, {len(told.delisted)} delisted, {len(told.changed)} changed"


def print_changes(told: Changes) -> None:
    """A line for each person, and the counts."""
    for line in lines(told):
        print(line)
    print(counted(told))


@contextmanager
def working(what: str) -> Iterator[None]:
    """A moving sign on standard error while a person waits."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(what):
        yield


@contextmanager
def downloads() -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar for each file that is being fetched, on standard error while a person watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    bars: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:

        def on_read(address: str, so_far: int, announced: int | None) -> None:
            if address not in bars:
                bars[address] = progress.add_task(address.partition("?")[0].rpartition("/")[2] or address, total=None)
            progress.update(bars[address], completed=so_far, total=announced)

        yield on_read

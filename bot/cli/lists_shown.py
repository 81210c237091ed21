"""What ``gatewatch lists`` shows: one line for programs on standard output, the rest for people on standard error."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TransferSpeedColumn
from rich.table import Column, Table
from rich.text import Text

from bot.cli.waiting import bars
from bot.jobs.pull import Pulled, PullResult, Unchanged
from bot.jobs.take_in import TakenIn
from bot.lists.changes import Changes, lines
from bot.lists.official.sources import Source
from bot.lists.official.written import Kept
from bot.text import days_of

NOTES_SHOWN = 5
IDS_SHOWN = 3
PIPED_WIDTH = 160  # characters of a table that no person watches


def tell_result(source: Source, result: PullResult) -> None:
    """What came of pulling a list, at once: the next one may take minutes."""
    if isinstance(result, Pulled):
        tell(result.taken)
    elif isinstance(result, Unchanged):
        published = f" (of {result.published})" if result.published else ""
        print(f"{result.list_id}: unchanged{published}", flush=True)
    else:
        print(f"{source.key}: {result.why}", file=sys.stderr)


def tell(taken: TakenIn) -> None:
    """One line for programs on standard output; what people may want to know besides on standard error, each with the id."""
    dated = f", {taken.published}" if taken.published else ""
    print(
        f"{taken.list_id}: {taken.people} people, {taken.names} names ({taken.title}{dated}) -> {taken.path}",
        flush=True,
    )
    besides = [f"{kind} ({number})" for kind, number in sorted(taken.left_out.items())]
    if besides:
        _tell_besides(taken, f"no natural persons, left out: {', '.join(besides)}")
    _tell_besides(taken, *_some("left out", taken.refused), *_some("note", taken.notes))
    if taken.changes is not None:
        _tell_besides(taken, f"{counted(taken.changes)}; `gatewatch lists diff {taken.list_id}` shows them")


def _tell_besides(taken: TakenIn, *told: str) -> None:
    for line in told:
        print(f"  {taken.list_id}: {line}", file=sys.stderr)


def _some(what: str, told: Sequence[str]) -> Iterator[str]:
    yield from (f"{what}: {line}" for line in told[:NOTES_SHOWN])
    if len(told) > NOTES_SHOWN:
        yield f"{what}: … and {len(told) - NOTES_SHOWN} more"


def counted(told: Changes) -> str:
    """``3 listed, 1 delisted, 12 changed``."""
    return f"{len(told.listed)} listed, {len(told.delisted)} delisted, {len(told.changed)} changed"


def print_changes(told: Changes) -> None:
    """A line for each person, and the counts."""
    for line in lines(told):
        print(line)
    print(counted(told))


def print_kept(kept: Sequence[Kept], today: date) -> None:
    """A table of the lists that hold somebody, with their age; how many hold nobody; and whom to credit for all."""
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    filled = [each for each in kept if each.people]
    whole = [Column(each, no_wrap=True) for each in ("list", "people", "names", "published", "taken in")]
    table = Table(*whole, "title", box=None, pad_edge=False)
    for each in filled:
        title = Text(each.title, no_wrap=True, overflow="ellipsis")  # a list has a line, cut at the terminal's edge
        table.add_row(
            each.list_id, *_counts([each]), each.origin.published or "not stated", _taken_in(each, today), title
        )
    if len(filled) > 1:
        table.add_row("total", *_counts(filled))
    if filled:
        console.print(table)
    if empty := len(kept) - len(filled):
        console.print("1 list holds nobody" if empty == 1 else f"{empty} lists hold nobody")
    for credit in _credits(kept):
        console.print(credit, style="dim", markup=False)


def _counts(kept: Sequence[Kept]) -> tuple[str, str]:
    people = [person for each in kept for person in each.people]
    return str(len(people)), str(sum(len(person.names) for person in people))


def _taken_in(kept: Kept, today: date) -> str:
    """``2026-11-27, 3 days ago``."""
    if kept.imported is None:
        return "not stated"
    days = (today - days_of(kept.imported)[0]).days
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"{kept.imported}, {ago}" if days >= 0 else kept.imported


def _credits(kept: Sequence[Kept]) -> Iterator[str]:
    """Attribution and licence, once for all the lists that share them."""
    sharing: dict[str, list[str]] = defaultdict(list)
    for each in kept:
        sharing[f"{each.origin.attribution} · licence: {each.origin.licence}"].append(each.list_id)
    for words, ids in sharing.items():
        yield f"{', '.join(ids) if len(ids) <= IDS_SHOWN else f'{ids[0]} and {len(ids) - 1} more'}: {words}"


OnRead = Callable[[str, int, int | None], None]


@contextmanager
def downloads() -> Iterator[tuple[OnRead, Callable[[str], None]]]:
    """What to call for bytes read and for lines to tell: both go to standard error, the bars only while a person watches."""
    bars_of: dict[str, TaskID] = {}
    with bars(TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn()) as progress:

        def on_read(address: str, so_far: int, announced: int | None) -> None:
            if address not in bars_of:
                bars_of[address] = progress.add_task(
                    address.partition("?")[0].rpartition("/")[2] or address, total=None
                )
            progress.update(bars_of[address], completed=so_far, total=announced)

        yield on_read, progress.console.print

"""``gatewatch screen``: reads articles from files and tells what is found in each."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.alerts.words import count
from bot.cli.options import ConfigOption, WatchlistsOption, read_watchlists
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.edges.archive.reading import CHUNK, Chunk, Source, sources
from bot.edges.archive.results import Kind
from bot.edges.archive.screening import Answers, AsFindings, AsMessages, Output
from bot.errors import UsageError
from bot.model import Watchlist

if TYPE_CHECKING:
    from bot.jobs.archive import Engine

# Below so many bytes starting processes takes longer than screening.
SMALL = 500_000
AT_ONCE = 20  # articles in a piece whose results are printed


class Format(StrEnum):
    """What is told of an article."""

    JSON = "json"
    SLACK = "slack"


class Machine(StrEnum):
    """Who screens."""

    LOCAL = "local"
    RAY = "ray"


def screen(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="ARCHIVE...|-",
            help="Files, folders or patterns: JSON lines (also .gz, .bz2, .xz, .zst) or Parquet, with id, text, and if known title, date, "
            "lang, source, url. - reads standard input.",
        ),
    ],
    watchlists: WatchlistsOption = None,
    places: Annotated[
        bool, typer.Option("--places", help="Also tell every place of each article, with coordinates.")
    ] = False,
    output: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="json|slack",
            help="json: findings, one object a line. slack: the messages an empty channel would get.",
        ),
    ] = Format.JSON,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FOLDER",
            help="Keep results here, piece by piece; begun anew, it goes on. Default: print them.",
        ),
    ] = None,
    results: Annotated[
        Kind, typer.Option("--results", metavar="jsonl|parquet", help="What results are kept as, with --to.")
    ] = Kind.JSONL,
    engine: Annotated[
        Machine, typer.Option("--engine", metavar="local|ray", help="local: all cores here. ray: a Ray cluster.")
    ] = Machine.LOCAL,
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            metavar="ADDRESS",
            help="Of the Ray cluster, such as auto or ray://host:10001. Default: one here.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="NUMBER", min=1, help="Processes that screen. Default: one for each core."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Screen archives of articles and tell what is found in each, in order.

    Bad lines are reported on standard error and left out; the exit code is then 3.
    """
    if address and engine is Machine.LOCAL:
        raise UsageError("--address names a Ray cluster; give --engine ray with it")
    if results is Kind.PARQUET and (to is None or output is Format.SLACK):
        raise UsageError("--results parquet keeps findings in a folder: give --to, and no --format slack")
    from bot.edges.kept_lists import watchlist_of

    settings = load_config(config, os.environ)
    cache = settings.cache.expanduser()
    watchlist = watchlist_of(cache, read_watchlists(watchlists, settings))
    told = _output(output, settings, places=places)
    work = _Work(sources(files), watchlist, cache, told, workers, address if engine is Machine.RAY else None)
    opened = _on_ray(work) if engine is Machine.RAY else _here(work)
    bad = asyncio.run(_print(work, opened) if to is None else _keep(work, opened, to, results))
    if bad:
        raise typer.Exit(3)


def _output(output: Format, settings: Config, *, places: bool) -> Output:
    if output is Format.JSON:
        return AsFindings(places)
    from bot.from_settings import policy_of

    return AsMessages(policy_of(settings))


# --- engines ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be screened, and how."""

    archive: Sequence[Source]
    watchlist: Watchlist
    cache: Path
    output: Output
    workers: int | None  # None: one for each core
    address: str | None

    @property
    def cores(self) -> int:
        """How many processes screen here. A little text is screened by this one."""
        little = sum(source.bytes for source in self.archive) < SMALL
        return self.workers or (1 if little else os.cpu_count() or 1)


@asynccontextmanager
async def _here(work: _Work) -> AsyncIterator[Engine]:
    from bot.app import open_workers
    from bot.edges.archive.local import LocalEngine
    from bot.edges.screener import build_screener
    from bot.wiring import screener_in

    alone = work.cores == 1
    factory = partial(build_screener, work.watchlist, work.cache) if alone else screener_in(work.cache)(work.watchlist)
    async with open_workers(factory, 0 if alone else work.cores) as workers:
        yield LocalEngine(workers, work.cores, work.output)


@asynccontextmanager
async def _on_ray(work: _Work) -> AsyncIterator[Engine]:
    try:
        from bot.edges.archive.ray_engine import RayEngine
    except ImportError as error:
        raise UsageError(f"--engine ray: {error.name} is not installed; `pip install 'gatewatch[cluster]'`") from None
    yield RayEngine(work.watchlist, work.cache, work.output, work.workers or os.cpu_count() or 1, work.address)


# --- what becomes of the answers ----------------------------------------------------------------------------------------------


async def _print(work: _Work, opened: AbstractAsyncContextManager[Engine]) -> int:
    """Print the results. How many lines were left out."""
    from bot.jobs.archive import screen_archive

    bad = 0
    with _bar(work.archive) as heard:

        def printed(chunk: Chunk, answers: Answers | None) -> None:
            nonlocal bad
            for result in answers.results if answers else ():
                print(result)
            bad += _complain(work, chunk, answers)
            heard(chunk, answers)

        async with opened as engine:
            await screen_archive(engine, work.archive, AT_ONCE if work.cores == 1 else CHUNK, printed)
    return bad


async def _keep(work: _Work, opened: AbstractAsyncContextManager[Engine], to: Path, kind: Kind) -> int:
    """Keep the results in a folder, and tell what there is in the end. How many lines were left out."""
    from bot.edges.archive.results import Results, Terms
    from bot.edges.program import this_program
    from bot.jobs.archive import screen_archive

    terms = Terms(work.watchlist.fingerprint, str(this_program()), str(work.output), CHUNK, kind.value)
    results = Results(to, terms)
    with _bar(work.archive) as heard:

        def kept(chunk: Chunk, answers: Answers | None) -> None:
            _complain(work, chunk, answers)
            heard(chunk, answers)

        async with opened as engine:
            await screen_archive(engine, work.archive, CHUNK, kept, results)
    found = results.kept(work.archive)
    print(
        f"{count(found.results, 'result')} of {count(len(work.archive), 'file')} in {to}, {count(found.left_out, 'line')} left out"
    )
    print(f"digest {found.digest}")
    return found.left_out


def _complain(work: _Work, chunk: Chunk, answers: Answers | None) -> int:
    """Say which lines were left out, and why. How many."""
    left_out = answers.left_out if answers else ()
    path = next((source.path for source in work.archive if source.name == chunk.source), chunk.source)
    for line, why in left_out:
        print(f"{path}:{line}:1: {why}; left out", file=sys.stderr)
    return len(left_out)


class _Rate(ProgressColumn):
    """Articles a second, since the beginning."""

    def render(self, task: Task) -> Text:
        """As words."""
        seconds = task.elapsed or 0.0
        return Text(f"{task.fields['articles'] / seconds:,.0f} articles/s" if seconds else "")


@contextmanager
def _bar(archive: Sequence[Source]) -> Iterator[Callable[[Chunk, Answers | None], None]]:
    """A bar on standard error while a person watches: how far it is in bytes, articles a second, and time left."""
    columns = (TextColumn("screening"), BarColumn(), DownloadColumn(), _Rate(), TimeRemainingColumn())
    with bars(*columns) as progress:
        task = progress.add_task("screening", total=sum(source.bytes for source in archive) or None, articles=0)
        screened = 0

        def heard(chunk: Chunk, answers: Answers | None) -> None:
            nonlocal screened
            screened += answers.articles if answers else 0
            progress.update(task, advance=chunk.bytes, articles=screened)

        yield heard

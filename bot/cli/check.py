"""``gatewatch check``: reads settings and watchlists as `run` would, and says everything that is wrong with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.cli.mistakes import SHOWN_OF_A_KIND, counted, print_mistakes, print_warnings
from bot.cli.options import ConfigOption, WatchlistsOption, read_watchlists
from bot.config import Config, load_config
from bot.edges.files import read_sources
from bot.edges.kept_lists import read_lists
from bot.errors import BadFile, Mistake, UsageError
from bot.lists.apart import told_apart
from bot.lists.lint import lint
from bot.lists.load import Loaded


def check(
    config: ConfigOption = None,
    watchlists: WatchlistsOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every warning, not only the first few of a rule.")
    ] = False,
) -> None:
    """Check the settings and the watchlists, without running anything.

    Prints each mistake as file:line:column: what is wrong; how to mend it. Ends with 0 when everything can be used
    (there may be warnings), with 2 when something cannot. A warning ends with the name of its rule; write
    `# gatewatch: ok RULE` at the end of a line to silence it there.
    """
    settings, problems = _settings(config)
    loaded, more = _loaded(watchlists, settings)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    print_mistakes(console, problems + more)
    if loaded:
        warnings = _linted(loaded)
        print_warnings(console, warnings, everything=everything)
        _print_pairs(console, loaded, everything=everything)
        console.print(summary(loaded, warnings), markup=False)
    if problems or more:
        told = f"{counted(len(problems + more), 'mistake')}; nothing was changed"
        console.print(told, style="bold red", markup=False)
        raise typer.Exit(2)


def summary(loaded: Loaded, warnings: Sequence[Mistake]) -> str:
    """One line that says what a Watchlist holds."""
    people = loaded.watchlist.people
    names = sum(len(person.names) for person in people)
    lists = len({each for person in people for each in person.lists})
    held = f"{counted(len(people), 'person', 'people')}, {counted(names, 'name')}, {counted(lists, 'list')}"
    warned = f", {counted(len(warnings), 'warning')}" if warnings else ""
    return f"{held}, fingerprint {loaded.watchlist.fingerprint[:6]}{warned}"


def _settings(path: Path | None) -> tuple[Config | None, list[Mistake]]:
    try:
        return load_config(path, os.environ), []
    except BadFile as bad:
        return None, list(bad.mistakes)
    except UsageError as error:
        return None, [_without_place(str(path), error)]


def _loaded(given: Sequence[Path] | None, settings: Config | None) -> tuple[Loaded | None, list[Mistake]]:
    """The lists; the settings' folders and routes count only when the settings could be read."""
    try:
        with Console(stderr=True).status("reading the watchlists …"):
            files = read_watchlists(given, settings) if settings else read_sources(given or ())
            return read_lists(files, routes=settings.routes if settings else None), []
    except BadFile as bad:
        return None, list(bad.mistakes)
    except UsageError as error:
        return None, [_without_place(", ".join(map(str, given or (settings.watchlists if settings else ()))), error)]


def _without_place(name: str, error: UsageError) -> Mistake:
    what, _, mend = str(error).partition("; ")
    return Mistake(name, 1, 1, what, mend)


def _linted(loaded: Loaded) -> tuple[Mistake, ...]:
    """The warnings, with a bar on standard error while a person waits for them."""
    columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        return lint(loaded.entries, loaded.watchlist, progress.track)


def _print_pairs(console: Console, loaded: Loaded, *, everything: bool) -> None:
    """People whose names sound alike, and the keys that tell them apart. Pairs without any have a warning instead."""
    pairs = [pair for pair in told_apart(loaded.watchlist) if pair.by]
    shown = pairs if everything else pairs[:SHOWN_OF_A_KIND]
    for pair in shown:
        who = f"{pair.one.name} ({pair.one.id}) and {pair.other.name} ({pair.other.id})"
        console.print(f"easily confused: {who}; told apart by {', '.join(pair.by)}", style="dim", markup=False)
    if left := len(pairs) - len(shown):
        told = f"… and {counted(left, 'more pair')} that can be told apart (--all shows them)"
        console.print(told, style="dim", markup=False)

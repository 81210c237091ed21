"""``gatewatch check``: reads settings and watchlists as `run` would, and says everything that is wrong with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

from bot.cli.mistakes import SHOWN_OF_A_KIND, counted, print_mistakes, print_warnings
from bot.cli.options import ConfigOption, WatchlistsOption, read_watchlists, today
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.edges.files import nearly_watchlists, read_sources, renamed
from bot.edges.kept_lists import read_lists
from bot.errors import BadFile, Mistake, UsageError
from bot.lists.adding import is_imported
from bot.lists.apart import told_apart
from bot.lists.lint import lint
from bot.lists.load import Loaded, SourceFile

NAMED = 10  # files that the last line names
_FINE = BadFile([], unfinished=False)


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
    files, unread = _files(watchlists, settings)
    loaded, refused = _loaded(files, settings)
    mistakes = [*problems.mistakes, *unread.mistakes, *refused.mistakes]
    imported = _imported(files, loaded)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    print_mistakes(console, mistakes)
    passed_over = _passed_over(watchlists, settings)
    print_mistakes(console, passed_over)
    if loaded and files:
        warnings = _linted(loaded)
        print_warnings(console, warnings, everything=everything, only_counted=imported)
        _print_pairs(console, loaded, everything=everything)
        console.print(summary(loaded, [*passed_over, *warnings]), markup=False)
    if mistakes:
        mend = f"mend {'it' if len(mistakes) == 1 else 'them'}, the last good list stays in force"
        console.print(f"{counted(len(mistakes), 'mistake')}; {mend}", style="bold red", markup=False)
    if problems.unfinished or refused.unfinished:
        console.print("further mistakes may show when these are mended", style="dim", markup=False)
    _print_read(console, files, imported)
    if mistakes:
        raise typer.Exit(2)


def _print_read(console: Console, files: Sequence[SourceFile], imported: Collection[str]) -> None:
    """Which files were read, so that one that is missing here can be missed."""
    named = [file.name for file in files if file.name not in imported]
    groups = named[:NAMED]
    if left := len(named) - len(groups):
        groups.append(f"and {left:,} more")
    if number := len(files) - len(named):
        groups.append(counted(number, "imported list"))
    if groups:
        console.print(f"read: {', '.join(groups)}", style="dim", markup=False)


def summary(loaded: Loaded, warnings: Sequence[Mistake]) -> str:
    """One line that says what a Watchlist holds."""
    people = loaded.watchlist.people
    names = sum(len(person.names) for person in people)
    lists = len({each for person in people for each in person.lists})
    held = f"{counted(len(people), 'person', 'people')}, {counted(names, 'name')}, {counted(lists, 'list')}"
    warned = f", {counted(len(warnings), 'warning')}" if warnings else ""
    return f"{held}, fingerprint {loaded.watchlist.fingerprint[:6]}{warned}"


def _settings(path: Path | None) -> tuple[Config | None, BadFile]:
    try:
        return load_config(path, os.environ), _FINE
    except BadFile as bad:
        return None, bad
    except UsageError as error:
        return None, BadFile([_without_place(str(path), error)], unfinished=False)


def _files(given: Sequence[Path] | None, settings: Config | None) -> tuple[Sequence[SourceFile], BadFile]:
    """The files of the lists; the settings' folders count only when the settings could be read."""
    try:
        return (read_watchlists(given, settings) if settings else read_sources(given or ())), _FINE
    except UsageError as error:
        return (), BadFile([_without_place(", ".join(map(str, _paths(given, settings))), error)], unfinished=False)


def _paths(given: Sequence[Path] | None, settings: Config | None) -> Sequence[Path]:
    return given or (settings.watchlists if settings else ())


def _loaded(files: Sequence[SourceFile], settings: Config | None) -> tuple[Loaded | None, BadFile]:
    """The lists; the settings' routes count only when the settings could be read."""
    try:
        with Console(stderr=True).status("reading the watchlists …"):
            return read_lists(files, routes=settings.routes if settings else None), _FINE
    except BadFile as bad:
        return None, bad


def _passed_over(given: Sequence[Path] | None, settings: Config | None) -> list[Mistake]:
    """Warnings of files in the folders that somebody meant for lists, and that are none by their name."""
    what = "this file is not read, for its name does not end in .yaml"
    return [
        Mistake(str(file), 1, 1, what, f"rename it to {renamed(file)}", warning=True)
        for file in nearly_watchlists(_paths(given, settings))
    ]


def _imported(files: Sequence[SourceFile], loaded: Loaded | None) -> set[str]:
    """Names of the files that nobody edits."""
    official = {entry.marked.file for entry in loaded.entries if entry.official} if loaded else set()
    return official | {file.name for file in files if is_imported(file)}


def _without_place(name: str, error: UsageError) -> Mistake:
    what, _, mend = str(error).partition("; ")
    return Mistake(name, 1, 1, what, mend)


def _linted(loaded: Loaded) -> tuple[Mistake, ...]:
    """The warnings, with a bar on standard error while a person waits for them."""
    with bars(TextColumn("checking"), BarColumn(), MofNCompleteColumn()) as progress:
        return lint(loaded.entries, loaded.watchlist, progress.track, today())


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

"""``gatewatch check``: reads settings and watchlists as `run` would, and says everything that is wrong with them."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.options import ConfigOption, WatchlistsOption
from bot.config import Config, load_config
from bot.edges.files import read_sources
from bot.errors import BadFile, Mistake, UsageError
from bot.lists.load import Loaded, load_watchlist

SHOWN_OF_A_KIND = 5  # warnings with the same mend; the rest is counted


def check(
    config: ConfigOption = None,
    watchlists: WatchlistsOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show every warning, not only the first few of a kind.")
    ] = False,
) -> None:
    """Check the settings and the watchlists, without running anything.

    Prints each mistake as file:line:column: what is wrong; how to mend it. Ends with 0 when everything can be used
    (there may be warnings), with 2 when something cannot.
    """
    settings, problems = _settings(config)
    loaded, more = _loaded(watchlists, settings)
    console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
    for mistake in problems + more:
        _print(console, mistake)
    if loaded:
        _print_warnings(console, loaded.warnings, everything=everything)
        console.print(summary(loaded), markup=False)
    if problems or more:
        console.print(f"{_count(len(problems + more), 'mistake')}; nothing was changed", style="bold red", markup=False)
        raise typer.Exit(2)


def summary(loaded: Loaded) -> str:
    """One line that says what a Watchlist holds."""
    people = loaded.watchlist.people
    names = sum(len(person.names) for person in people)
    lists = len({each for person in people for each in person.lists})
    counted = f"{_count(len(people), 'person', 'people')}, {_count(names, 'name')}, {_count(lists, 'list')}"
    warned = f", {_count(len(loaded.warnings), 'warning')}" if loaded.warnings else ""
    return f"{counted}, fingerprint {loaded.watchlist.fingerprint[:6]}{warned}"


def _settings(path: Path | None) -> tuple[Config | None, list[Mistake]]:
    try:
        return load_config(path, os.environ), []
    except BadFile as bad:
        return None, list(bad.mistakes)
    except UsageError as error:
        return None, [_without_place(str(path), error)]


def _loaded(given: Sequence[Path] | None, settings: Config | None) -> tuple[Loaded | None, list[Mistake]]:
    """The lists; the settings' folders and routes count only when the settings could be read."""
    paths = given or (settings.watchlists if settings else ())
    try:
        return load_watchlist(read_sources(paths), routes=settings.routes if settings else None), []
    except BadFile as bad:
        return None, list(bad.mistakes)
    except UsageError as error:
        return None, [_without_place(", ".join(map(str, paths)), error)]


def _without_place(name: str, error: UsageError) -> Mistake:
    what, _, mend = str(error).partition("; ")
    return Mistake(name, 1, 1, what, mend)


def _print_warnings(console: Console, warnings: Sequence[Mistake], *, everything: bool) -> None:
    kinds: dict[str, list[Mistake]] = defaultdict(list)
    for warning in warnings:
        kinds[warning.mend].append(warning)
    for mend, alike in kinds.items():
        shown = alike if everything else alike[:SHOWN_OF_A_KIND]
        for warning in shown:
            _print(console, warning)
        if len(alike) > len(shown):
            console.print(
                f"… and {len(alike) - len(shown):,} more to {mend} (--all shows them)", style="dim", markup=False
            )


def _print(console: Console, mistake: Mistake) -> None:
    for line in _lines(mistake):
        console.print(line)


def _lines(mistake: Mistake) -> Iterator[Text]:
    """The mistake, and the line it stands in with a caret below. All of it is text, never markup."""
    place = f"{mistake.file}:{mistake.line}:{mistake.column}: "
    kind, style = ("warning: ", "yellow") if mistake.warning else ("", "red")
    yield Text.assemble((place, "bold"), (kind, style), (mistake.what, style), "; ", mistake.mend)
    if mistake.excerpt:
        before = mistake.excerpt[: mistake.column - 1]
        pointer = "".join("\t" if character == "\t" else " " for character in before)
        yield Text(f"    {mistake.excerpt}", style="dim")
        yield Text(f"    {pointer}^", style=style)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

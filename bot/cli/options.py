"""Options that several commands share, the watchlists they name, and the day on which they are checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from bot.config import Config
from bot.edges.clock import SystemClock
from bot.edges.files import read_sources
from bot.errors import UsageError
from bot.lists.load import SourceFile
from bot.units import Duration

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="FILE", help="The settings. Default: ./gatewatch.yml, when there is one."),
]
CreateOption = Annotated[bool, typer.Option("--create", help="Make the settings file when there is none yet.")]
WatchlistsOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--watchlists",
        "-w",
        metavar="FOLDER|FILE",
        help="A folder or file of watchlists; may be repeated. Default: as configured.",
    ),
]


def read_watchlists(given: Sequence[Path] | None, settings: Config) -> tuple[SourceFile, ...]:
    """The watchlist files that a command works with: those it was given, else the configured ones and the imported lists.

    Raises UsageError when one is missing or cannot be read.
    """
    return read_sources(given) if given else read_sources(settings.watchlists, settings.lists.folder)


def length(since: str) -> timedelta:
    """How far back --since means. Raises UsageError when it is no length of time."""
    try:
        back: timedelta = TypeAdapter(Duration).validate_python(since)
    except ValidationError:
        raise UsageError(f"--since {since}: no length of time; write a number and h or d, such as 12h or 30d") from None
    return back


def today() -> date:
    """The latest day that it is anywhere on earth: a date after it is still to come for everybody."""
    return (SystemClock().now() + timedelta(hours=14)).date()

"""``gatewatch preview``: what edited watchlists would change, shown on the articles that are stored. Before saving them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from bot.cli.options import ConfigOption, WatchlistsOption, length, read_watchlists
from bot.cli.preview_shown import Preview, as_data, drawn
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.errors import GatewatchError
from bot.model import Watchlist

if TYPE_CHECKING:
    from bot.store.database import Database


def preview(
    since: Annotated[
        str, typer.Option(metavar="LENGTH", help="How far back stored articles are taken: 12h, 7d, 30d.")
    ] = "30d",
    watchlists: WatchlistsOption = None,
    config: ConfigOption = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Show which alerts edited watchlists would gain and lose, on the articles of the last days, and on what evidence.

    Compares the lists as they are on disk now (or those of --watchlists) with the list in force. Writes nothing into the
    database, so it can be asked while `gatewatch run` is at work. Lists that do not load end it with exit code 2.
    """
    settings = load_config(config, os.environ)
    back = length(since)
    edited = _edited(settings, watchlists)
    found = asyncio.run(_preview(settings, edited, back))
    if json_:
        print(json.dumps(as_data(found), ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    for part in drawn(found):
        console.print(part)


def _edited(settings: Config, watchlists: list[Path] | None) -> Watchlist:
    from bot.edges.kept_lists import watchlist_of

    files = read_watchlists(watchlists, settings)
    with Console(stderr=True).status("reading the watchlists …"):
        return watchlist_of(settings.cache.expanduser(), files, routes=frozenset(settings.routes))


async def _preview(settings: Config, edited: Watchlist, back: timedelta) -> Preview:
    from bot.edges.clock import SystemClock
    from bot.store.database import Database

    with closing(Database.look(settings.database.get_secret_value())) as database:
        since = SystemClock().now() - back
        found = Preview(since, await _in_force(database), edited)
        if found.before.fingerprint != edited.fingerprint:
            await _run(settings, database, found)
        return found


async def _in_force(database: Database) -> Watchlist:
    from bot.store import watchlists

    packed = await database.read(watchlists.in_force)
    if packed is None:
        raise GatewatchError("no list has come into force here yet; start `gatewatch run` or `gatewatch once` first")
    return watchlists.unpack(packed)


async def _run(settings: Config, database: Database, found: Preview) -> None:
    """Fill in what the stored articles say. Without any, no worker is started."""
    from bot.from_settings import policy_of
    from bot.jobs.preview import preview as previewed
    from bot.store import articles
    from bot.wiring import open_readers

    total = await database.read(articles.count, found.since)
    if not total:
        return
    async with open_readers(settings, found.before, found.after) as (before, after):
        previews = previewed(database, found.since, before, after, policy_of(settings))
        with _progress() as progress:
            task = progress.add_task("screening with both lists", total=total)
            async for each in previews:
                found.articles += 1
                found.unread += each.unread
                found.differences += each.differences
                progress.advance(task)


class _Speed(ProgressColumn):
    """Articles per second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f} articles/s" if task.speed else "")


def _progress() -> Progress:
    """A bar on standard error while a person watches."""
    return bars(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Speed(), TimeRemainingColumn())

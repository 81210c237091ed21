"""``gatewatch screen``: reads articles from a file and prints what is found in each."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from bot.cli.articles import article_of_line
from bot.cli.options import ConfigOption, WatchlistsOption, read_watchlists
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.errors import UsageError
from bot.model import Article, Findings
from bot.record import contract

if TYPE_CHECKING:
    from bot.pipeline import Screener  # brings the parser along, which takes its time


class Format(StrEnum):
    """What is printed."""

    JSON = "json"
    SLACK = "slack"


def screen(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|-",
            help="Articles, one JSON object a line: id, text, and if known title, date, lang, source, url. - reads standard input.",
        ),
    ],
    watchlists: WatchlistsOption = None,
    places: Annotated[
        bool, typer.Option("--places", help="Also print every place of each article, with coordinates.")
    ] = False,
    output: Annotated[
        Format,
        typer.Option(
            "--format",
            metavar="json|slack",
            help="json: findings, one object a line. slack: the messages an empty channel would get.",
        ),
    ] = Format.JSON,
    config: ConfigOption = None,
) -> None:
    """Screen a file of articles and print one JSON object for each, in order.

    Bad lines are reported on standard error and left out; the exit code is then 3.
    """
    from bot.edges.kept_lists import watchlist_of
    from bot.edges.screener import build_screener

    settings = load_config(config, os.environ)
    lines = _lines(file)
    cache = settings.cache.expanduser()
    screener = build_screener(watchlist_of(cache, read_watchlists(watchlists, settings)), cache)
    bad = 0
    for number, line in _with_progress(lines):
        try:
            article = article_of_line(line)
        except ValueError as error:
            bad += 1
            print(f"{file}:{number}:1: {error}; left out", file=sys.stderr)
            continue
        findings = screener.screen(article, all_places=places)
        for out in _printed(article, findings, screener, settings, output, places=places):
            print(json.dumps(out, ensure_ascii=False))
    if bad:
        raise typer.Exit(3)


def _lines(file: Path) -> Sequence[tuple[int, bytes]]:
    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}; name a file of JSON lines") from None
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _with_progress(lines: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """The lines, with a bar on standard error while a person watches."""
    with bars(TextColumn("screening"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()) as progress:
        yield from progress.track(lines)


def _printed(
    article: Article, findings: Findings, screener: Screener, settings: Config, output: Format, *, places: bool
) -> Iterator[dict[str, object]]:
    if output is Format.JSON:
        yield contract(findings, places=places)
        return
    from bot.alerts.conclude import conclude
    from bot.alerts.past import Past
    from bot.edges.clock import SystemClock
    from bot.edges.without_buttons import without_buttons
    from bot.from_settings import policy_of

    now = article.published or SystemClock().now()
    for conclusion in conclude(
        article, findings, screener.people, Past(), policy_of(settings), now, screener.watchlist.fingerprint
    ):
        for telling in conclusion.tellings:
            yield {
                "channel": conclusion.decision.channel,
                "text": telling.message.text,
                "blocks": list(without_buttons(telling.message).blocks),
            }

"""``gatewatch replay``: takes stored decisions anew and says whether they come out the same, byte for byte."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.text import Text

from bot.alerts.words import count
from bot.cli.on_record import alerts_with
from bot.cli.options import ConfigOption
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.errors import UsageError
from bot.text import cut, one_line

if TYPE_CHECKING:
    from bot.alerts.occasion import Program
    from bot.jobs.replay import Replayed  # brings matching along, which takes its time

_SHOWN = 160  # characters of a value that differs
_ENDS = {"differs": 1, "expired": 3, "not_kept": 3}  # exit codes, the gravest first


def replay(
    alert: Annotated[
        str | None,
        typer.Argument(metavar="ALERT", help="The key of an alert, or its beginning; its small print has it."),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(metavar="ID", help="Everything that was decided about one article instead, silences included."),
    ] = None,
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Take the decisions of an alert anew, from article, list, policy and past as they were stored, and compare every byte.

    What came out otherwise is shown with the first place that differs; what was changed on record since is named. Without the
    article's text, which is kept for 90 days, a decision cannot be taken anew: then it says "text expired". Only reads, so it can
    be asked while `gatewatch run` is at work. Ends with 0 when all is the same, 1 when something differs, 3 when something
    could not be taken anew.
    """
    if (alert is None) == (article is None):
        raise UsageError("name an alert by its key, or an article with --article")
    from bot.edges.program import this_program

    settings = load_config(config, os.environ)
    key = alerts_with(alert, settings)[0].key if alert else None
    came, this = _replayed(settings, key, article), this_program()
    if as_json:
        print(json.dumps({"alert": key, "decisions": [as_data(each) for each in came]}, ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False, soft_wrap=True)
        for line in drawn(came, this):
            console.print(line)
    outcomes = {each.told.outcome.value for each in came}
    raise typer.Exit(next((code for outcome, code in _ENDS.items() if outcome in outcomes), 0))


def _replayed(settings: Config, key: str | None, article: str | None) -> list[Replayed]:
    """Each article in a transaction of its own, so that a running program is not held up."""
    from bot.edges.screener import build_screener
    from bot.jobs.replay import Lists
    from bot.jobs.replay import replay as taken_anew
    from bot.store import decisions
    from bot.store.database import Database

    cache = settings.cache.expanduser()
    lists = Lists(lambda watchlist: build_screener(watchlist, cache))
    came: list[Replayed] = []
    with closing(Database.look(settings.database.get_secret_value())) as database:
        with database.snapshot() as connection:
            articles = decisions.articles_of(connection, key) if key else (article or "",)
        with bars(TextColumn("loading lists and model, deciding anew"), BarColumn(), MofNCompleteColumn()) as progress:
            for each in progress.track(articles):
                with database.snapshot() as connection:
                    came += taken_anew(connection, lists, each)
    return came


def as_data(each: Replayed) -> dict[str, Any]:
    """What came of one as plain JSON data."""
    kept, told = each.kept, each.told
    return {
        "article": each.article.id,
        "title": each.article.title,
        "outlet": each.article.outlet,
        "at": each.at.isoformat() if each.at else None,
        "way": kept.bare.way.value if kept else None,
        "list": kept.fingerprint if kept else None,
        "program": _program(kept.bare.program) if kept else None,
        "outcome": told.outcome.value,
        "why": told.why,
        "where": {"path": told.where.path, "then": told.where.then, "now": told.where.now} if told.where else None,
        "since": list(each.notes),
        "decisions": [
            {
                "person": d.person,
                "channel": d.channel,
                "action": d.action.value,
                "reason": d.reason.value,
                "alert": d.story,
            }
            for d in each.decisions
        ],
    }


def _program(program: Program) -> dict[str, str]:
    return {"version": program.version, "code": program.code, "reader": program.reader}


def drawn(came: Sequence[Replayed], this: Program) -> Iterator[Text]:
    """What a person reads. Everything that came from outside is text, never markup."""
    for each in came:
        yield from _drawn(each, this)
    tally = Counter(each.told.outcome.value.replace("_", " ") for each in came)
    summed = ", ".join(f"{number} {outcome}" for outcome, number in tally.items())
    yield Text(f"{count(len(came), 'decision')} taken anew: {summed or 'none is on record'}", style="bold")


def _drawn(each: Replayed, this: Program) -> Iterator[Text]:
    from bot.jobs.replay import another_program

    told, kept = each.told, each.kept
    when = f"{each.at:%Y-%m-%d %H:%M} UTC" if each.at else "time not known"
    way = f" · {kept.bare.way.value.replace('_', ' ')} · list {kept.fingerprint[:6]}" if kept else ""
    outlet = f"{each.article.outlet}: " if each.article.outlet else ""
    yield Text(f"{when}{way} · {outlet}{one_line(each.article.title or each.article.id)}", style="bold")
    for d in each.decisions:
        yield Text(
            f"  {d.action.value} · {d.reason.value} · {d.person} → {d.channel}{f' · alert {d.story}' if d.story else ''}"
        )
    yield Text(f"  {told.why}", style="green" if told.outcome.value == "same" else "bold red")
    if told.where:
        yield Text(f"    {told.where.path or 'as a whole'}")
        yield Text(f"      then {cut(told.where.then, _SHOWN)}")
        yield Text(f"      now  {cut(told.where.now, _SHOWN)}")
    if kept and (by := another_program(kept, this)):
        yield Text(f"  {by}", style="dim")
    for note in each.notes:
        yield Text(f"  {note}", style="dim")

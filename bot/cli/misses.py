"""``gatewatch misses``: the journal of near misses, so that a list can be mended before a name is missed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from bot.alerts.misses import Miss, NearMiss, journal
from bot.alerts.words import count
from bot.cli.options import ConfigOption, length
from bot.cli.waiting import working
from bot.config import Config, load_config
from bot.edges.clock import SystemClock
from bot.store import decisions
from bot.store.database import Database


def misses(
    since: Annotated[str, typer.Option(metavar="LENGTH", help="How far back is looked: 12h, 7d, 30d.")] = "7d",
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="Of this person alone, by any id of the lists.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many entries, the newest.")] = 50,
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Show whom articles nearly named, in which words, what spoke against it, and what could be mended in the lists.

    Nobody is told of a near miss: the name fits badly, or something speaks against it. The same words for the same person
    are one entry, the newest first. Only reads, so it can be asked while `gatewatch run` is at work.
    """
    settings = load_config(config, os.environ)
    back = length(since)
    with working("looking through the journal …"):
        found = _journal(settings, back, person)
    if as_json:
        print(
            json.dumps(
                {"misses": [as_data(each) for each in found[:limit]], "left_out": len(found[limit:])},
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    console = Console(highlight=False, soft_wrap=True)
    for line in drawn(found, limit, since):
        console.print(line)


def _journal(settings: Config, back: timedelta, person: str | None) -> tuple[Miss, ...]:
    with closing(Database.look(settings.database.get_secret_value())) as database, database.snapshot() as connection:
        rows = decisions.near_misses(connection, SystemClock().now() - back)
        return journal((NearMiss(r.decided_at, r.decision, r.article, r.findings) for r in rows), person)


def as_data(miss: Miss) -> dict[str, Any]:
    """An entry as plain JSON data."""
    return {
        "at": miss.at.isoformat(),
        "person": miss.person,
        "name": miss.name,
        "printed": miss.printed,
        "times": miss.times,
        "score": round(miss.score, 3),
        "against": [{"kind": e.kind, "text": e.text, "weight": round(e.weight, 2)} for e in miss.against],
        "sentence": miss.sentence,
        "article": miss.article.id,
        "title": miss.article.title,
        "outlet": miss.article.outlet,
        "url": miss.article.url,
        "advice": miss.advice,
    }


def drawn(found: tuple[Miss, ...], limit: int, since: str) -> Iterator[Text]:
    """What a person reads. Everything that came from outside is text, never markup."""
    for each in found[:limit]:
        yield from _drawn(each)
    if not found:
        yield Text(f"No near miss within {since}.")
    elif found[limit:]:
        yield Text(f"… and {len(found[limit:])} more; --limit shows more of them, --person those of one person")


def _drawn(miss: Miss) -> Iterator[Text]:
    times = f" · {count(miss.times, 'time')}" if miss.times > 1 else ""
    yield Text(f"“{miss.printed}” · {miss.score:.2f} · nearly {miss.name} ({miss.person}){times}", style="bold")
    yield Text(f"  {'text expired' if miss.sentence is None else f'❝ {miss.sentence} ❞'}")
    for each in miss.against:
        yield Text(f"  − {abs(each.weight):.2f} {each.kind}: {each.text}")
    outlet = miss.article.outlet or "outlet not known"
    address = miss.article.url or "no address"
    yield Text(
        f"  {miss.at:%Y-%m-%d %H:%M} UTC · {outlet}: {miss.article.title} · {address} · article {miss.article.id}",
        style="dim",
    )
    yield Text(f"  → {miss.advice}")

"""``gatewatch status``: how the feeds are, what waits to be told, what was decided. Safe beside a running program."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.alerts.ailments import KINDS, Ailment, why
from bot.alerts.lines import headline
from bot.alerts.story import tell_of
from bot.alerts.words import count
from bot.cli.options import ConfigOption
from bot.cli.passed import passed
from bot.config import load_config
from bot.edges.clock import SystemClock
from bot.model import Trouble
from bot.store.database import Database
from bot.store.status import Status
from bot.store.status import status as look_up


def status(
    config: ConfigOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Show which feeds fail, since when and why; what is still unsent, uncertain or refused; what was decided today.

    Also when feeds were last polled, what waits for the digest, and the last alerts with the key that `gatewatch why` takes.
    Reads the database only, so it can be asked while `gatewatch run` is at work. Ends with 0, also when something is wrong:
    the field `well` of --json tells programs.
    """
    settings = load_config(config, os.environ)
    with closing(Database.look(settings.database.get_secret_value())) as database, database.snapshot() as connection:
        found = look_up(connection, SystemClock().now())
    if as_json:
        print(json.dumps(as_data(found), indent=2, ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    for part in drawn(found):
        console.print(part)


def as_data(found: Status) -> dict[str, Any]:
    """The status as plain JSON data; times in ISO 8601, lengths of time in seconds."""
    told = [
        {"key": a.key, "at": a.updated, "headline": headline(a, tell_of(a)), "channel": a.channel}
        for a in found.last_alerts
    ]
    data = asdict(replace(found, last_alerts=())) | {"last_alerts": told, "well": found.well}
    plain: dict[str, Any] = json.loads(json.dumps(data, default=_iso))
    return plain


def _iso(value: object) -> str:
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.0f} s"
    return value.isoformat() if isinstance(value, datetime) else str(value)


Row = tuple[str | Text, ...]


def drawn(found: Status) -> Iterator[Text | Table]:
    """What a person reads, part by part. Everything that came from outside is text, never markup."""
    yield _headline(found)
    if found.lookback:
        far = found.lookback
        whom = count(far.people, "person", "people")
        yield Text(
            f"Look-back under way: {far.screened} of {count(far.articles, 'stored article')} searched for {whom}"
        )
    if found.list_refused:
        yield Text(
            f"The watchlists on disk are refused; the last good list stays in force:\n{found.list_refused}", "red"
        )
    if found.clock_wrong:
        yield Text(f"{found.clock_wrong} Set it; until then what is old is not erased.", "red")
    if found.lists_failed:
        failed: list[Row] = [(key, Text(why)) for key, why in found.lists_failed]
        yield _table("Official lists that could not be brought up to date", ("list", "why"), failed)
    yield from _feeds(found)
    if found.troubled:
        rows: list[Row] = [
            (t.state.value, t.kind, t.channel, passed(found.at, t.created_at), str(t.attempts), Text(t.why or ""))
            for t in found.troubled
        ]
        yield _table("Uncertain and refused messages", ("state", "kind", "channel", "since", "tries", "why"), rows)
    if found.decisions:
        rows = [(d.action, d.reason.replace("_", " "), str(d.count)) for d in found.decisions]
        yield _table("Decisions of the last 24 hours", ("done", "reason", "times"), rows)
    if found.last_alerts:
        rows = [
            (f"{passed(found.at, a.updated)} ago", a.key, Text(headline(a, tell_of(a))), Text(a.channel))
            for a in found.last_alerts
        ]
        yield _table("Last alerts (`gatewatch why KEY` explains one)", ("when", "key", "alert", "channel"), rows)


def _feeds(found: Status) -> Iterator[Table]:
    """Which feeds fail, are silent, have moved, are broken: since when, why, and what to do."""
    if found.failing:
        failing: list[Row] = [
            (Text(f.name), _since(found.at, f), str(f.failures), KINDS[f.trouble].title, Text(why(f)))
            for f in found.failing
        ]
        yield _table("Failing feeds", ("feed", "since", "times", "what", "why"), failing)
    if found.silent:
        quiet: list[Row] = [
            (Text(f.name), _since(found.at, f), KINDS[f.trouble].title, Text(why(f))) for f in found.silent
        ]
        yield _table("Feeds that answer and bring nothing", ("feed", "since", "what", "why"), quiet)
    for trouble, ailing in ((Trouble.MOVED, found.moved), (Trouble.DEGRADED, found.degraded)):
        kind = KINDS[trouble]
        if ailing:
            mild: list[Row] = [(Text(f.name), Text(f.url), Text(why(f))) for f in ailing]
            yield _table(f"{kind.title} ({kind.mend})", ("feed", "address", "what"), mild)
    if mends := {KINDS[f.trouble] for f in (*found.failing, *found.silent)}:
        advice: list[Row] = [(kind.title, kind.mend) for kind in sorted(mends, key=lambda kind: kind.title)]
        yield _table("What to do about it", ("what", "try this"), advice)


def _since(now: datetime, feed: Ailment) -> str:
    return passed(now, feed.since) if feed.since else ""


def _headline(found: Status) -> Text:
    text = Text()
    text.append(
        "All is well. " if found.well else "Something needs a look. ", "bold green" if found.well else "bold red"
    )
    text.append(f"{found.feeds - len(found.failing) - len(found.silent)} of {found.feeds} feeds ok")
    if found.feeds:
        text.append(f", last poll {passed(found.at, found.last_poll)} ago" if found.last_poll else ", not polled yet")
    if found.feeds_overdue:
        text.append(f", {found.feeds_overdue} overdue", "red")
    if not found.running:
        sign = f"no sign of life for {passed(found.at, found.last_sign)}" if found.last_sign else "no sign of life yet"
        text.append(f", {sign}: is `gatewatch run` running?", "red")
    text.append(f" · {found.unsent} unsent")
    if found.oldest_unsent:
        text.append(f", the oldest for {passed(found.at, found.oldest_unsent)}")
    text.append(f" · {found.for_digest} for the digest")
    text.append(f" · list {found.fingerprint[:6]}" if found.fingerprint else " · no list loaded yet")
    if found.programs > 1:
        text.append(f" · {found.programs} programs at work")
    return text


def _table(title: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, style=None, header_style="dim", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table

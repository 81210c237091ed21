"""``gatewatch status``: how the feeds are, what waits to be told, what was decided. Safe beside a running program."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.alerts.lines import headline
from bot.alerts.story import tell
from bot.alerts.words import count
from bot.cli.options import ConfigOption
from bot.config import load_config
from bot.edges.clock import SystemClock
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
    database = Database.look(settings.database.get_secret_value())
    try:
        with database.snapshot() as connection:
            found = look_up(connection, SystemClock().now())
    finally:
        database.close()
    if as_json:
        print(json.dumps(as_data(found), indent=2, ensure_ascii=False))
        return
    console = Console(soft_wrap=True, highlight=False)
    for part in drawn(found):
        console.print(part)


def as_data(found: Status) -> dict[str, Any]:
    """The status as plain JSON data; times in ISO 8601."""
    told = [
        {"key": a.key, "at": a.updated, "headline": headline(a, tell(a.accounts)), "channel": a.channel}
        for a in found.last_alerts
    ]
    data = asdict(replace(found, last_alerts=())) | {"last_alerts": told, "well": found.well}
    plain: dict[str, Any] = json.loads(json.dumps(data, default=_iso))
    return plain


def _iso(value: object) -> str:
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
    if found.lists_failed:
        failed: list[Row] = [(key, Text(why)) for key, why in found.lists_failed]
        yield _table("Official lists that could not be brought up to date", ("list", "why"), failed)
    if found.failing:
        rows: list[Row] = [(Text(f.name), _ago(found.at, f.since), str(f.failures), Text(f.why)) for f in found.failing]
        yield _table("Failing feeds", ("feed", "since", "times", "why"), rows)
    if found.moved:
        rows = [(Text(old), Text(new)) for old, new in found.moved]
        yield _table("Feeds that have moved for good (change the address in the settings)", ("from", "to"), rows)
    if found.troubled:
        rows = [
            (t.state.value, t.kind, t.channel, _ago(found.at, t.created_at), str(t.attempts), Text(t.why or ""))
            for t in found.troubled
        ]
        yield _table("Uncertain and refused messages", ("state", "kind", "channel", "since", "tries", "why"), rows)
    if found.decisions:
        rows = [(d.action, d.reason.replace("_", " "), str(d.count)) for d in found.decisions]
        yield _table("Decisions of the last 24 hours", ("done", "reason", "times"), rows)
    if found.last_alerts:
        rows = [
            (f"{_ago(found.at, a.updated)} ago", a.key, Text(headline(a, tell(a.accounts))), Text(a.channel))
            for a in found.last_alerts
        ]
        yield _table("Last alerts (`gatewatch why KEY` explains one)", ("when", "key", "alert", "channel"), rows)


def _headline(found: Status) -> Text:
    text = Text()
    text.append(
        "All is well. " if found.well else "Something needs a look. ", "bold green" if found.well else "bold red"
    )
    text.append(f"{found.feeds - len(found.failing)} of {found.feeds} feeds ok")
    if found.feeds:
        text.append(f", last poll {_ago(found.at, found.last_poll)} ago" if found.last_poll else ", not polled yet")
    if found.feeds_overdue:
        text.append(f", {found.feeds_overdue} overdue (is `gatewatch run` running?)", "red")
    elif not found.polling:
        text.append(", longer than any feed may wait (is `gatewatch run` running?)", "red")
    text.append(f" · {found.unsent} unsent")
    if found.oldest_unsent:
        text.append(f", the oldest for {_ago(found.at, found.oldest_unsent)}")
    text.append(f" · {found.for_digest} for the digest")
    text.append(f" · list {found.fingerprint[:6]}" if found.fingerprint else " · no list loaded yet")
    return text


def _table(title: str, columns: tuple[str, ...], rows: Iterable[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, style=None, header_style="dim", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _ago(now: datetime, then: datetime) -> str:
    """A length of time in its largest unit: ``3 h``."""
    passed = max(now - then, timedelta(0))
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if passed.total_seconds() >= 2 * seconds:
            return f"{passed.total_seconds() // seconds:.0f} {unit}"
    return f"{passed.total_seconds():.0f} s"

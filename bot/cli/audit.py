"""``gatewatch audit``: the record of what was done, checked, handed on, and erased. Safe beside a running program."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

from bot.alerts.words import count
from bot.audit import Head
from bot.cli.audit_written import WRITERS, Format
from bot.cli.options import ConfigOption
from bot.cli.plain import PlainApp
from bot.cli.waiting import bars
from bot.config import load_config
from bot.edges.article_lines import moment_of
from bot.edges.clock import SystemClock
from bot.errors import GatewatchError, UsageError
from bot.store import audit as record
from bot.store.audit_check import Checked, Differs, check
from bot.store.database import Database

audit = PlainApp(
    help="The record of what was done: every item, screening, decision, message and press of a button, in a chain of hashes.",
    no_args_is_help=True,
)

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{12,64})")
_SHOWN = 20  # rows that differ are told one by one up to so many


@audit.command("verify")
def verify(
    against: Annotated[
        str | None,
        typer.Option(
            metavar="SEQ:HASH", help="A head that was written down earlier: the record must still go through it."
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Check the whole record: that nothing in it was changed, taken out, put in or moved, and that the tables say the same.

    Names the first entry that does not hold, or every row that was changed behind the program's back, and ends with 1 then.
    Somebody who can write to the database can also write a whole new record: --against with a head that was written down
    elsewhere (the daily message to the operator has one) shows that, too.
    """
    written_down = None if against is None else _head(against)
    with _opened(config) as database:
        found = _verified(database, written_down)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for line in _told(found):
        console.print(line)
    if found.differs:
        raise GatewatchError(
            f"{count(len(found.differs), 'row is', 'rows are')} not as the record says; the record itself holds"
        )


@audit.command("export")
def export(
    form: Annotated[
        Format, typer.Option("--format", metavar="jsonl|csv", help="For programs, or for a spreadsheet.")
    ] = Format.JSONL,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what was done since then: 2026-03-01, or with a time.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Write into this file. Default: standard output.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Write the record out, an entry on each line, in order. Times are in UTC.

    JSON lines hold all that is needed to check the chain elsewhere; how is told in docs/audit.md.
    """
    try:
        begin = moment_of(since)
    except ValueError as error:
        raise UsageError(f"--since {error}") from None
    with _opened(config) as database:
        if to is None:
            _export(database, form, begin, sys.stdout)
            return
        with _written(to) as file:
            entries = _export(database, form, begin, file)
    print(f"{count(entries, 'entry', 'entries')} written to {to}")


@audit.command("erase")
def erase(
    ids: Annotated[
        list[str],
        typer.Argument(help="Ids of one person: of list entries (all of them), or a Slack user's.", metavar="ID..."),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this nothing is erased.")] = False,
    config: ConfigOption = None,
) -> None:
    """Erase what the record says of somebody who objects. The entries stay, without what they said, and the record still holds.

    How many were erased goes on record, not of whom. Says how many there are; with --yes they are erased, for good.
    """
    with _opened(config) as database, database.transaction() as connection:
        now = SystemClock().now()
        entries = record.erase_about(connection, ids, now) if yes else record.count_about(connection, ids)
    done = "erased" if yes else "would be erased; --yes does it, for good"
    print(f"{count(entries, 'entry', 'entries')} {done}")


def _opened(config: Path | None) -> closing[Database]:
    return closing(Database.look(load_config(config, os.environ).database.get_secret_value()))


def _head(text: str) -> Head:
    if not (found := _HEAD.fullmatch(text.strip())):
        raise UsageError(
            f"--against {text}: no head; write the number of an entry, a colon and at least 12 digits of its hash"
        )
    return Head(int(found[1]), found[2])


def _verified(database: Database, against: Head | None) -> Checked:
    columns = (TextColumn("checking the record"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    found = Checked()
    with bars(*columns) as progress, database.snapshot() as connection:
        task = progress.add_task("", total=record.head(connection).seq)
        for found in check(connection, against):
            progress.update(task, completed=found.head.seq)
    return found


def _told(found: Checked) -> Iterator[str]:
    yield f"The record holds: {count(found.head.seq, 'entry', 'entries')}, of {found.erased} the content is erased."
    if found.older:
        yield f"{count(found.older, 'row is', 'rows are')} older than the record, which says nothing of them."
    yield f"Head: {found.head}"
    yield from map(_differing, found.differs[:_SHOWN])
    if found.differs[_SHOWN:]:
        yield f"… and {len(found.differs) - _SHOWN} more"


def _differing(row: Differs) -> str:
    last = f" (entry {row.last.seq}, {row.last.at:%Y-%m-%d %H:%M:%S} UTC)" if row.last else ""
    return f"{row.kind} {row.subject}: {row.why}{last}"


@contextmanager
def _written(file: Path) -> Iterator[TextIO]:
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            yield opened
    except OSError as error:
        raise GatewatchError(f"cannot write {file}: {error.strerror}") from error


def _export(database: Database, form: Format, since: datetime | None, file: TextIO) -> int:
    write, entries = WRITERS[form](file), 0
    with database.snapshot() as connection:
        for page in record.pages(connection, since):
            for entry in page:
                write(entry)
            entries += len(page)
    return entries

"""``gatewatch backup`` and ``gatewatch restore``: copies of the database, made beside a running program, and put back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, TaskProgressColumn, TextColumn

from bot.alerts.words import count
from bot.cli.options import ConfigOption
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.edges.clock import SystemClock
from bot.errors import GatewatchError, UsageError
from bot.store import backups
from bot.store.backups import Holds, Progress
from bot.store.database import file_of

_PG_DUMP = "is PostgreSQL: use `pg_dump` to back it up, and `pg_restore` into an empty database to put it back"


def backup(
    to: Annotated[
        Path | None,
        typer.Argument(
            metavar="[TO]", help="A file, or a folder for a dated one. Default: a dated one beside the database."
        ),
    ] = None,
    config: ConfigOption = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, metavar="N", help="Afterwards remove all dated copies there but the latest N."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Take the place of a file that is there.")] = False,
) -> None:
    """Copy the database into one file, checked, while the program runs or not. Only its owner may read the copy.

    Also back up what is not in the database: the settings and the folder of watchlists.
    """
    database, now = _database(load_config(config, os.environ)), SystemClock().now()
    target = _target(database, to, now)
    if keep is not None and to is not None and not to.is_dir():
        raise UsageError("--keep is for dated copies; name a folder, or nothing")
    _refuse(database, target, force=force)
    with _progress("copying") as progress:
        holds = backups.copy(database, target, progress)
    removed = backups.older(database, target.parent, keep) if keep else ()
    for each in removed:
        each.unlink(missing_ok=True)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(f"{target}: {_said(holds)}")
    if removed:
        console.print(f"{count(len(removed), 'older copy', 'older copies')} removed.")
    console.print(f"To put it back, stop the program and type: gatewatch restore {target}")


def restore(
    backup_file: Annotated[Path, typer.Argument(metavar="FROM", help="What `gatewatch backup` made.")],
    config: ConfigOption = None,
) -> None:
    """Put a backup in the place of the database, checked first. The present file is kept under a dated name.

    Only while no program is at work on it. What was told after the backup was made is looked for in the channels before
    anything is told, for 45 days; verdicts and snoozes given since are gone with the present file.
    """
    database = _database(load_config(config, os.environ))
    if backup_file.exists() and database.exists() and backup_file.samefile(database):
        raise UsageError(f"{backup_file} is the database itself; name a backup")
    if not database.parent.is_dir():
        raise GatewatchError(f"the folder {database.parent} does not exist; make it first")
    with _progress("putting back") as progress:
        kept = backups.put_back(backup_file, database, SystemClock().now(), progress)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print(f"{database} is what {backup_file} holds.")
    if kept is not None:
        console.print(f"What was there before is kept as {kept}; remove it when all is well.")
    console.print("Now start the program: gatewatch run")


def _database(settings: Config) -> Path:
    """The file of the database. Raises UsageError where it is none."""
    file = file_of(settings.database.get_secret_value())
    if file is None:
        raise UsageError(f"the database {_PG_DUMP}")
    return file.resolve()


def _target(database: Path, to: Path | None, now: datetime) -> Path:
    """Where the copy goes."""
    if to is None or to.is_dir():
        return (to or database.parent) / backups.dated(database, now)
    return to


def _refuse(database: Path, target: Path, *, force: bool) -> None:
    if target.exists() and database.exists() and target.samefile(database):
        raise UsageError(f"{target} is the database itself; name another file, or a folder")
    if not target.parent.is_dir():
        raise UsageError(f"the folder {target.parent} does not exist; make it first")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already; name another file, or add --force to replace it")


def _said(holds: Holds) -> str:
    alerts = f"{count(holds.alerts, 'alert')} about {count(holds.people, 'person', 'people')}"
    return f"{alerts}, {count(holds.articles, 'article')}, {decimal(holds.bytes)}, checked"


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A bar while pages are copied."""
    with bars(TextColumn(what), BarColumn(), TaskProgressColumn()) as shown:
        task = shown.add_task("")
        yield lambda done, of: shown.update(task, completed=done, total=of)

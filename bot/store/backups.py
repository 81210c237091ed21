"""Copies of a SQLite database: made while a program works on it, checked, put back.

A copy is one file, whole and checked before it bears its name, for its owner's eyes only. Every copy says of itself that it
is one (`bot.store.recollect`), so that whoever starts on it looks for what was told after it was made.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import GatewatchError
from bot.store.lock import FileLock
from bot.store.migrations import refuse_newer
from bot.store.recollect import COPY, KEY

Progress = Callable[[int, int], None]  # pages copied, of how many
STEP = 1_000  # pages between two words about the progress
STAMP = "%Y%m%d-%H%M%S"
_STAMPED = "[0-9]" * 8 + "-" + "[0-9]" * 6
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


@dataclass(frozen=True, slots=True)
class Holds:
    """What is in a database."""

    alerts: int
    people: int  # whom these are about
    articles: int
    bytes: int


def dated(database: Path, now: datetime, what: str = "") -> str:
    """The name of a copy made at that time, or of something else that was."""
    return f"{database.stem}-{what}{now.strftime(STAMP)}{database.suffix}"


def older(database: Path, folder: Path, keep: int) -> tuple[Path, ...]:
    """The dated copies of a database in a folder but the latest so many."""
    found = sorted(folder.glob(f"{database.stem}-{_STAMPED}{database.suffix}"))
    return tuple(found[: max(0, len(found) - keep)])


def copy(database: Path, to: Path, progress: Progress = lambda done, of: None) -> Holds:
    """Make a copy under that name, in place of what bears it. Safe beside a running program, which is not held up.

    Raises GatewatchError when there is nothing to copy, it is damaged, or there is no room.
    """
    with _draft(database, to.parent, progress) as (draft, holds):
        os.replace(draft, to)
        _sync(to.parent)
    return holds


def put_back(backup: Path, database: Path, now: datetime, progress: Progress = lambda done, of: None) -> Path | None:
    """Put what a backup holds in the place of a database. Where the database that was there is kept; None: there was none.

    Raises GatewatchError while a program is at work on it, and when the backup is damaged or of a newer program; then
    nothing has changed.
    """
    lock = FileLock(database)
    try:
        with _draft(backup, database.parent, progress) as (draft, _):
            kept = _put_aside(database, now)
            os.replace(draft, database)
            _sync(database.parent)
        return kept
    except OSError as error:
        raise GatewatchError(
            f"cannot put {database} in its place: {error.strerror}; check folder and rights"
        ) from error
    finally:
        lock.release()


def _put_aside(database: Path, now: datetime) -> Path | None:
    """Give the present file another name, with what SQLite keeps beside it: that must not meet the one that comes.

    It keeps its own name until the other takes it: a program that is started in between is refused, and makes no new one.
    """
    if not database.exists():
        return None
    kept = database.with_name(dated(database, now, "replaced-"))
    for end in _BESIDE:
        beside = database.with_name(database.name + end)
        if beside.exists():
            os.replace(beside, kept.with_name(kept.name + end))
    os.link(database, kept)
    return kept


@contextmanager
def _draft(source: Path, folder: Path, progress: Progress) -> Iterator[tuple[Path, Holds]]:
    """A checked copy without a name in that folder. What is left of it at the end is removed."""
    if not source.is_file():
        raise GatewatchError(f"{source} does not exist, or is no file; there is nothing to copy")
    try:
        number, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".draft")
    except OSError as error:
        raise GatewatchError(f"cannot write into {folder}: {error.strerror}; check folder and rights") from error
    os.close(number)
    draft = Path(name)
    try:
        _copied(source, draft, progress)
        yield draft, _checked(source, draft)
    except sqlite3.Error as error:
        raise GatewatchError(f"cannot copy {source}: {error}; check the file, and the room on the disk") from error
    finally:
        for end in ("", *_BESIDE):
            draft.with_name(draft.name + end).unlink(missing_ok=True)


def _copied(source: Path, draft: Path, progress: Progress) -> None:
    """Copy page by page, as all of it was at the beginning: what is written meanwhile neither gets in nor begins it anew."""
    with (
        closing(sqlite3.connect(source, isolation_level=None)) as whole,
        closing(sqlite3.connect(draft, isolation_level=None)) as copied,
    ):
        whole.execute("BEGIN")
        whole.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the moment that is copied is now
        whole.backup(copied, pages=STEP, progress=lambda _, left, of: progress(of - left, of))
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it


def _checked(source: Path, draft: Path) -> Holds:
    """What the copy holds, once it is known to be whole and of this program. It is marked as a copy, and on the disk."""
    with closing(sqlite3.connect(draft, isolation_level=None)) as copied:
        copied.execute("PRAGMA synchronous=FULL")
        (said,) = copied.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise GatewatchError(f"{source} is damaged ({' '.join(said.split())}); use an older backup")
        if not copied.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").fetchone():
            raise GatewatchError(f"{source} is no database of Gatewatch; name one that `gatewatch backup` made")
        refuse_newer(copied.execute("SELECT max(version) FROM schema_version").fetchone()[0], str(source))
        copied.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (KEY, COPY))
        alerts, people = copied.execute("SELECT count(*), count(DISTINCT person) FROM alerts").fetchone()
        (articles,) = copied.execute("SELECT count(*) FROM articles").fetchone()
    _sync(draft)
    return Holds(alerts, people, articles, draft.stat().st_size)


def _sync(path: Path) -> None:
    """Wait until a file, or what a folder says of its files, is on the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

"""What a database engine's error means for the work: it passes, it is the end of this file, or it is a bug.

passes    the disk is full or cannot be written, the file is locked    tried again with the next tick; nothing was written
the end   a page is damaged, the file is gone or another one           the program stops: half a record is worse than none
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import GatewatchError


class StoreFails(GatewatchError):
    """The database did not do what it was asked. Of what was to be written in one transaction nothing is.

    On a server whose answer to the last word (COMMIT) was lost, all of it may be: whoever tries again finds it done.
    """


class Unavailable(StoreFails):
    """It takes or gives nothing now; whoever comes again later may be served."""


class Ruined(StoreFails):
    """It cannot be worked on any more. Ends the program."""


# By the beginning of SQLite's name for the error: what it comes to, and what people are told to do.
_MEANINGS: tuple[tuple[str, type[StoreFails], str], ...] = (
    ("SQLITE_FULL", Unavailable, "the disk is full; make room, and it goes on by itself"),
    ("SQLITE_READONLY", Unavailable, "it cannot be written; check rights and whether the disk is mounted read-only"),
    ("SQLITE_IOERR", Unavailable, "the disk fails; make room, or look at the machine's log"),
    ("SQLITE_CANTOPEN", Unavailable, "it cannot be opened; check that its folder is there, and its rights"),
    ("SQLITE_BUSY", Unavailable, "another program holds it; end that one"),
    ("SQLITE_CORRUPT", Ruined, "it is damaged; restore a backup (`gatewatch restore`)"),
    (
        "SQLITE_NOTADB",
        Ruined,
        "it is no database, or a damaged one; restore a backup (`gatewatch restore`), or move it away",
    ),
)
# By the beginning of PostgreSQL's code for it (SQLSTATE; empty: no server answered). Nothing there is the end: a server mends its files.
_ON_A_SERVER: tuple[tuple[str, str], ...] = (
    ("08", "the connection to it broke off; look whether it runs and can be reached"),
    ("25006", "it takes no writes, as a standby does; name the one that does"),
    ("40", "another program was at the same rows; it goes on by itself"),
    ("53", "it has no room left: disk, memory or connections; make room"),
    ("55P03", "another program holds what is wanted; it goes on by itself"),
    ("57", "it is shutting down, or was told to break off; look whether it runs"),
    ("58", "its disk fails; look at its machine's log"),
)
_UNREACHED = "it does not answer; look whether it runs and can be reached"


def meaning(error: DBAPIError, where: str) -> StoreFails | None:
    """What an error means, in plain words; None where it is a bug. `where` names the database for people."""
    found = _of_a_file(error.orig) if isinstance(error.orig, sqlite3.Error) else _of_a_server(error)
    if found is None:
        return None
    kind, mend = found
    return kind(f"cannot use the database {where}: {mend} ({' '.join(str(error.orig).split())})")


def _of_a_file(error: sqlite3.Error) -> tuple[type[StoreFails], str] | None:
    name = getattr(error, "sqlite_errorname", "")
    return next(((kind, mend) for beginning, kind, mend in _MEANINGS if name.startswith(beginning)), None)


def _of_a_server(error: DBAPIError) -> tuple[type[StoreFails], str] | None:
    code = getattr(error.orig, "sqlstate", None) or ""
    if not code and isinstance(error, OperationalError):
        return Unavailable, _UNREACHED
    return next(((Unavailable, mend) for beginning, mend in _ON_A_SERVER if code.startswith(beginning)), None)


@contextmanager
def told_plainly(where: str) -> Iterator[None]:
    """Raise StoreFails for what a database engine says of disk and file; bugs stay what they are."""
    try:
        yield
    except DBAPIError as error:
        if (failed := meaning(error, where)) is not None:
            raise failed from error
        raise


class SameFile:
    """Knows a SQLite database by its files, so that nobody works on one that was moved or deleted under their hands."""

    def __init__(self, database: Path) -> None:
        self._files = tuple(database.with_name(database.name + each) for each in ("", "-wal", "-shm"))
        self._known = self._seen()

    def check(self) -> None:
        """Raise Ruined when one of the files is gone, or another one stands in its place."""
        for file, known, seen in zip(self._files, self._known, self._seen(), strict=True):
            if known != seen:
                raise Ruined(
                    f"{file} was deleted, moved or replaced while Gatewatch was at work on it; "
                    "put it back or restore a backup (`gatewatch restore`), then start again"
                )

    def _seen(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(map(_identity, self._files))


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        seen = os.stat(file)
    except OSError:
        return None
    return seen.st_dev, seen.st_ino

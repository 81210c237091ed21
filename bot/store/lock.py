"""One program per SQLite file: an advisory lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from bot.errors import GatewatchError


class FileLock:
    """Holds ``<database>.lock``. The file stays when the lock is given back; only the lock counts, not the file.

    Symbolic links lead to one lock. A database that has a second name (a hard link) is refused: under each name SQLite
    would keep a write-ahead log of its own, and one would undo what the other says.
    """

    def __init__(self, database: Path) -> None:
        database = database.resolve()
        if database.is_file() and database.stat().st_nlink > 1:
            raise GatewatchError(
                f"{database} has another name on this disk (a hard link), and two programs could work on it unawares; "
                "remove the other name, or copy the file (`gatewatch backup`)"
            )
        self._file: IO[str] = database.with_name(database.name + ".lock").open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = self._holder()
            self._file.close()
            raise GatewatchError(
                f"{database} is in use by another Gatewatch{holder}; "
                "stop that one first, or give this one a database of its own (config key: database)"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def _holder(self) -> str:
        self._file.seek(0)
        pid = self._file.read().strip()
        return f" (process {pid})" if pid else ""

    def release(self) -> None:
        """Give the lock back."""
        self._file.close()

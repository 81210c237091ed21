"""One program per SQLite file: an advisory lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from bot.errors import GatewatchError


class FileLock:
    """Holds ``<database>.lock``. The file stays when the lock is given back; only the lock counts, not the file."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[str] = self._path.open("a+")
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

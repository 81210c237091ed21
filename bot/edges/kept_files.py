"""Values kept as JSON files in the cache folder, under names that say what they were made of.

Only JSON checked against its type comes out; a file that is cut short, changed, not this user's own or of another name is
passed over, as if it were not there. A full disk costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.collector import collector_paused
from bot.edges.whole_files import put_whole
from bot.record import dump, load

MAX_BYTES = 400_000_000  # of a kept file; a longer one is none of ours

T = TypeVar("T")


class KeptFiles:
    """A folder of kept values. The files used last stay, at most `most` of them and `most_bytes` altogether."""

    def __init__(self, folder: Path, most: int, most_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._most_bytes = most_bytes

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value kept under this name; None when there is none that can be trusted."""
        try:
            head, _, text = _own_bytes(self._path(name)).partition(b"\n")
            if head != head_of(name, text):
                return None
            with collector_paused():
                return load(kind, text.decode())
        except (OSError, UnicodeDecodeError, ValidationError):
            return None

    def put(self, name: str, value: object) -> None:
        """Keep a value, whole or not at all, and let go of those not used for longest."""
        text = dump(value).encode()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            put_whole(self._path(name), head_of(name, text) + b"\n" + text, lasting=False)
            self._forget()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _forget(self) -> None:
        seen = {path: path.stat() for path in self._folder.iterdir()}
        left = self._most_bytes
        for number, path in enumerate(sorted(seen, key=lambda each: seen[each].st_mtime, reverse=True)):
            left -= seen[path].st_size
            if number >= self._most or left < 0:
                path.unlink(missing_ok=True)


def head_of(name: str, text: bytes) -> bytes:
    """The first line of a kept file: its name, and the digest of what follows."""
    return f"gatewatch {name} {hashlib.blake2b(text).hexdigest()}".encode()


def _own_bytes(path: Path) -> bytes:
    """The bytes of a file that this user wrote and nobody else may change. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        seen = os.fstat(file.fileno())
        others_write = seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if seen.st_uid != os.geteuid() or others_write or not stat.S_ISREG(seen.st_mode) or seen.st_size > MAX_BYTES:
            raise PermissionError(f"{path} is nothing that this user kept")
        with suppress(OSError):  # a cache that may only be read serves as well
            os.utime(path)
        return file.read(MAX_BYTES)

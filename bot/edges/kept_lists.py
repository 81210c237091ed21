"""Watchlists, read from their files or, when nothing has changed since, from what was kept of the last reading.

A kept list is a file in the cache folder, named by a digest of everything that decides what it says: the bytes of the list
files, the routes, and the code that reads them. Only JSON checked against the model comes out of it; one that is cut short,
changed, not this user's own or of another version is passed over and made anew.
"""

from __future__ import annotations

import gc
import hashlib
import os
import stat
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pydantic
import rapidfuzz
import yaml
from pydantic import ValidationError

from bot.edges.code_digest import code_digest
from bot.lists.load import Loaded, SourceFile, load_watchlist
from bot.model import Watchlist
from bot.record import dump, load

KEPT = 4  # lists left on disk: the one in force, the one before it, and those of other folders
MAX_BYTES = 400_000_000  # of a kept list; a longer file is none of ours
# What decides what a list says, beside its files.
DECIDING = (
    *("lists", "names", "data/names"),
    *("marked.py", "syntax.py", "pasted.py", "faults.py", "errors.py", "text.py", "model.py", "record.py"),
)


def read_lists(files: Sequence[SourceFile], *, routes: Collection[str] | None = None) -> Loaded:
    """The files read and put together (`bot.lists.load.load_watchlist`). Raises BadFile with every mistake."""
    with _collector_paused():
        return load_watchlist(files, routes=routes)


def watchlist_of(cache: Path, files: Sequence[SourceFile], *, routes: Collection[str] | None = None) -> Watchlist:
    """The Watchlist of the files, kept in `cache` or read. A full disk costs time and nothing else. Raises BadFile."""
    path = cache / "watchlists" / f"{_key(files, routes)}.json"
    watchlist = _kept(path)
    if watchlist is None:
        watchlist = read_lists(files, routes=routes).watchlist
        with suppress(OSError):
            _keep(path, watchlist)
    return watchlist


def _key(files: Sequence[SourceFile], routes: Collection[str] | None) -> str:
    libraries = f"{pydantic.VERSION} {yaml.__version__} {rapidfuzz.__version__}"
    said = [code_digest(*DECIDING), libraries, repr(None if routes is None else sorted(routes))]
    said += sorted(f"{file.name}\0{hashlib.blake2b(file.data).hexdigest()}" for file in files)
    return hashlib.blake2b("\n".join(said).encode(errors="surrogateescape"), digest_size=20).hexdigest()


def _kept(path: Path) -> Watchlist | None:
    try:
        data = _own_bytes(path)
        head, _, text = data.partition(b"\n")
        if head != _head(path, text):
            return None
        with _collector_paused():
            return load(Watchlist, text.decode())
    except (OSError, UnicodeDecodeError, ValidationError):
        return None


def _own_bytes(path: Path) -> bytes:
    """The bytes of a file that this user wrote and nobody else may change. Raises OSError."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
        seen = os.fstat(file.fileno())
        others_write = seen.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if seen.st_uid != os.geteuid() or others_write or not stat.S_ISREG(seen.st_mode) or seen.st_size > MAX_BYTES:
            raise PermissionError(f"{path} is not a list that this user kept")
        with suppress(OSError):  # a cache that may only be read serves as well
            os.utime(path)
        return file.read(MAX_BYTES)


def _keep(path: Path, watchlist: Watchlist) -> None:
    """Write a list, whole or not at all, and let go of the oldest ones. Raises OSError."""
    text = dump(watchlist).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    number, draft = tempfile.mkstemp(dir=path.parent, prefix="draft-")  # only this user may read and write it
    try:
        with os.fdopen(number, "wb") as file:
            file.write(_head(path, text) + b"\n" + text)
        os.replace(draft, path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
    _forget(path.parent)


def _head(path: Path, text: bytes) -> bytes:
    """The first line: for which files the list is, and the digest of what follows."""
    return f"gatewatch {path.stem} {hashlib.blake2b(text).hexdigest()}".encode()


def _forget(folder: Path) -> None:
    kept = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cycle collector: it would walk the growing list again and again, for nearly half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

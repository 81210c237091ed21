"""Watchlists, read from their files or, as far as nothing has changed since, from what was kept of earlier readings.

Two things are kept in the cache folder: whole lists, named by a digest of everything that decides what they say (the bytes
of all files, the routes, and the code that reads them), and what each single file says, so that only an edited one is read
again. What is kept has no places: wherever something is wrong, all files are read anew, so that every mistake is told with
its line and column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pydantic
import rapidfuzz
import yaml

from bot.collector import collector_paused
from bot.edges.code_digest import code_digest
from bot.edges.kept_files import KeptFiles
from bot.errors import BadFile
from bot.lists.entry import Entry
from bot.lists.load import Loaded, SourceFile, entries_in, load_watchlist, put_together
from bot.marked import Marked
from bot.model import Person, Watchlist

KEPT = 4  # lists left on disk: the one in force, the one before it, and those of other folders
KEPT_FILES, KEPT_BYTES = 1_000, 200_000_000  # of single files; all official lists are some fifty with 13 MB
# What decides what a list says, beside its files.
DECIDING = (
    "lists",
    "names",
    "model",
    "data/names",
    "edges/kept_lists.py",
    "marked.py",
    "syntax.py",
    "pasted.py",
    "faults.py",
    "errors.py",
    "text.py",
    "record.py",
)


def read_lists(files: Sequence[SourceFile], *, routes: Collection[str] | None = None) -> Loaded:
    """The files read and put together (`bot.lists.load.load_watchlist`). Raises BadFile with every mistake."""
    with collector_paused():
        return load_watchlist(files, routes=routes)


def watchlist_of(cache: Path, files: Sequence[SourceFile], *, routes: Collection[str] | None = None) -> Watchlist:
    """The Watchlist of the files, kept in `cache` or read. A full disk costs time and nothing else. Raises BadFile."""
    kept = KeptFiles(cache / "watchlists", KEPT)
    said = [
        repr(None if routes is None else sorted(routes)),
        *sorted(f"{each.name}\0{_digest(each)}" for each in files),
    ]
    watchlist = kept.get(name := _name(said), Watchlist)
    if watchlist is None:
        watchlist = Reader(cache, routes=routes).read(files)
        kept.put(name, watchlist)
    return watchlist


@dataclass(frozen=True, slots=True)
class FileSays:
    """The entries of a file without their places: the person, `not_same_as`, and whether the list is an official one."""

    entries: tuple[tuple[Person, tuple[str, ...], bool], ...]


class Reader:
    """Reads lists again and again, of the files only those that are new or changed. Remembers what the others say."""

    def __init__(self, cache: Path, *, routes: Collection[str] | None = None) -> None:
        self._kept = KeptFiles(cache / "list-files", KEPT_FILES, KEPT_BYTES)
        self._routes = routes
        self._said: Mapping[str, Sequence[Entry]] = {}

    def read(self, files: Sequence[SourceFile]) -> Watchlist:
        """The Watchlist of these files, the same as `read_lists` gives. Raises BadFile with every mistake."""
        try:
            with collector_paused():
                return put_together(self._entries(files), routes=self._routes)
        except BadFile:
            return read_lists(files, routes=self._routes).watchlist

    def _entries(self, files: Sequence[SourceFile]) -> list[Entry]:
        """The entries of all files; what files say that are no longer there is forgotten. Raises BadFile."""
        said = [(name := _name([_digest(file)]), self._said.get(name) or self._said_by(name, file)) for file in files]
        self._said = dict(said)
        return [entry for _, entries in said for entry in entries]

    def _said_by(self, name: str, file: SourceFile) -> Sequence[Entry]:
        says = self._kept.get(name, FileSays)
        if says is None:
            entries, mistakes = entries_in(file)
            if mistakes:
                raise BadFile(mistakes)
            says = FileSays(tuple((each.person, each.not_same_as, each.official) for each in entries))
            self._kept.put(name, says)
        return tuple(_entries_without_places(file, says))


def _entries_without_places(file: SourceFile, says: FileSays) -> Iterator[Entry]:
    nowhere = Marked(file.name, None)
    for person, not_same_as, official in says.entries:
        yield Entry(person, nowhere, (), not_same_as, official)


def _digest(file: SourceFile) -> str:
    return hashlib.blake2b(file.data).hexdigest()


def _name(said: Sequence[str]) -> str:
    """The name of what is kept: a digest of what it was made of, and of the code that made it."""
    libraries = f"{pydantic.VERSION} {yaml.__version__} {rapidfuzz.__version__}"
    whole = "\n".join([code_digest(*DECIDING), libraries, *said])
    return hashlib.blake2b(whole.encode(errors="surrogateescape"), digest_size=20).hexdigest()

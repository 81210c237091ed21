"""The watchlist files on disk, as the reload job looks at them: has anything changed, and what do they say."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

from bot.edges.files import read_sources, watchlists_in
from bot.lists.load import SourceFile

_Mark = tuple[str, int, int, int, int]


class WatchlistFiles:
    """The files and folders that the configuration names, and the folder of imported official lists."""

    def __init__(self, paths: Sequence[Path], official: Path | None = None) -> None:
        self._paths = tuple(paths)
        self._official = official

    def stamp(self) -> Hashable:
        """Changes when a watchlist is edited, added or removed, or may be read again; one look at each file, reads none."""
        return tuple(_marks([*self._paths, self._official] if self._official else self._paths))

    def read(self) -> Sequence[SourceFile]:
        """The files as they are now. Raises UsageError when one is missing or cannot be read."""
        return read_sources(self._paths, self._official)


def _marks(paths: Sequence[Path]) -> Iterator[_Mark]:
    for path in paths:
        try:
            inside = watchlists_in(path)
        except OSError as error:  # a folder that may not be looked into
            yield (str(path), error.errno or 0, 0, 0, 0)
            continue
        for file in inside or [path]:
            yield _mark(file)


def _mark(file: Path) -> _Mark:
    """Links are followed: one that leads elsewhere now is another file. Rights change the last of the times only."""
    try:
        seen = file.stat()
    except OSError as error:  # gone between listing and looking
        return (str(file), error.errno or 0, 0, 0, 0)
    return (str(file), seen.st_ino, seen.st_mtime_ns, seen.st_size, seen.st_ctime_ns)

"""The watchlist files on disk, as the reload job looks at them: has anything changed, and what do they say."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from pathlib import Path

from bot.edges.files import ENDINGS, read_sources
from bot.lists.load import SourceFile


class WatchlistFiles:
    """The files and folders that the configuration names, and the folder of imported official lists."""

    def __init__(self, paths: Sequence[Path], official: Path | None = None) -> None:
        self._paths = tuple(paths)
        self._official = official

    def stamp(self) -> Hashable:
        """Changes when a watchlist is edited, added or removed; costs one look at each file, reads none."""
        return tuple(_marks([*self._paths, self._official] if self._official else self._paths))

    def read(self) -> Sequence[SourceFile]:
        """The files as they are now. Raises UsageError when one is missing or cannot be read."""
        return read_sources(self._paths, self._official)


def _marks(paths: Sequence[Path]) -> Iterator[tuple[str, int, int, int]]:
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        for file in inside:
            if file is path or file.suffix.lower() in ENDINGS:
                yield _mark(file)


def _mark(file: Path) -> tuple[str, int, int, int]:
    try:
        seen = file.stat()
    except OSError:  # gone between listing and looking
        return (str(file), 0, 0, 0)
    return (str(file), seen.st_ino, seen.st_mtime_ns, seen.st_size)

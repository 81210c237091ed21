"""Reads watchlist files from the disk. What editors leave beside them is no watchlist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import UsageError
from bot.lists.load import SourceFile

ENDINGS = (".yaml", ".yml")


def read_sources(paths: Sequence[Path], official: Path | None = None) -> tuple[SourceFile, ...]:
    """Every watchlist in the given files and folders, in order, each once; `official` is the folder of imported lists.

    Raises UsageError when a path is missing or unreadable, or when a folder holds no watchlist. The folder of imported
    lists may be empty or missing: nothing was imported then.
    """
    imported = _watchlists(official) if official and official.is_dir() else []
    files = dict.fromkeys([*(file for path in paths for file in _files(path)), *imported])
    return tuple(SourceFile(str(file), _read(file)) for file in files)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise UsageError(f"there is no {path}; give the folder or file with your watchlists (see watchlists/README.md)")
    found = _watchlists(path)
    if not found:
        raise UsageError(
            f"the folder {path} holds no watchlist; add a file that ends in .yaml (see watchlists/README.md)"
        )
    yield from found


def _watchlists(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if _is_watchlist(file)]


def _is_watchlist(file: Path) -> bool:
    """Not hidden (``.a.yaml.swp``, ``.#a.yaml``), no backup (``a.yaml~``, ``#a.yaml#``), a plain file that ends right."""
    return file.suffix.lower() in ENDINGS and not file.name.startswith((".", "#", "~")) and file.is_file()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); let this user read it") from None

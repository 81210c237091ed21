"""Reads watchlist files from the disk. What editors leave beside them is no watchlist."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.errors import UsageError
from bot.lists.load import SourceFile

ENDINGS = (".yaml", ".yml")


def read_sources(paths: Sequence[Path], official: Path | None = None) -> tuple[SourceFile, ...]:
    """Every watchlist in the given files and folders, in order, each once; `official` is the folder of imported lists.

    Raises UsageError when a path is missing or unreadable, or when a folder holds no watchlist. The folder of imported
    lists may be empty or missing: nothing was imported then.
    """
    named = [file for path in paths for file in _files(path)] + list(_inside(official) if official else ())
    files: dict[Path, Path] = {}
    for file in named:
        files.setdefault(file.resolve(), file)  # one folder may be named in two ways
    return tuple(SourceFile(str(file), _read(file)) for file in files.values())


def _files(path: Path) -> Sequence[Path]:
    if path.is_file():
        return [path]
    found = _inside(path)
    if not path.is_dir():
        raise UsageError(f"there is no {path}; give the folder or file with your watchlists (see watchlists/README.md)")
    if not found:
        raise UsageError(
            f"the folder {path} holds no watchlist; add a file that ends in .yaml (see watchlists/README.md)"
        )
    return found


def _inside(path: Path) -> Sequence[Path]:
    try:
        return watchlists_in(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be looked into ({error.strerror}); let this user read it") from None


def watchlists_in(path: Path) -> list[Path]:
    """The watchlists of a folder, in order; none where there is no folder. Raises OSError when it cannot be read."""
    return [file for file in sorted(path.iterdir()) if _is_watchlist(file)] if path.is_dir() else []


def _is_watchlist(file: Path) -> bool:
    """Not hidden (``.a.yaml.swp``, ``.#a.yaml``), no backup (``a.yaml~``, ``#a.yaml#``), a plain file that ends right."""
    return file.suffix.lower() in ENDINGS and not file.name.startswith((".", "#", "~")) and file.is_file()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); let this user read it") from None

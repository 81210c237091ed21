"""Watchlist files on the disk: read as they are, replaced whole or not at all. What editors leave beside them is none."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from bot.edges.whole_files import put_whole
from bot.errors import UsageError
from bot.lists.load import SourceFile

ENDINGS = (".yaml", ".yml")
# What editors make of these endings, and fingers: my-list.yaml.txt, my-list.yamll, my-list.json.
_NEARLY = re.compile(r"\.(?:ya?a?ml+|yam|yalm|ymal|(?<!\.schema\.)json)(?:\.(?:txt|text|rtf|docx?))?\Z", re.IGNORECASE)


def read_sources(
    paths: Sequence[Path], official: Path | None = None, *, may_be_empty: bool = False
) -> tuple[SourceFile, ...]:
    """Every watchlist in the given files and folders, in order, each once; `official` is the folder of imported lists.

    Raises UsageError when a path is missing or unreadable, or when a folder holds no watchlist and may not be empty. The
    folder of imported lists may be empty or missing: nothing was imported then.
    """
    named = [file for path in paths for file in _files(path, may_be_empty)]
    files: dict[Path, Path] = {}
    for file in [*named, *(_inside(official) if official else ())]:
        files.setdefault(file.resolve(), file)  # one folder may be named in two ways
    return tuple(SourceFile(str(file), _read(file)) for file in files.values())


def _files(path: Path, may_be_empty: bool) -> Sequence[Path]:
    if path.is_file():
        return [path]
    found = _inside(path)
    if not path.is_dir():
        raise UsageError(f"there is no {path}; give the folder or file with your watchlists (see watchlists/README.md)")
    if not found and not may_be_empty:
        what, mend = f"the folder {path} holds no watchlist", "add a file that ends in .yaml (see watchlists/README.md)"
        for near in nearly_watchlists([path])[:1]:
            what, mend = f"{what}: {near.name} does not end in .yaml", f"rename it to {renamed(near)}"
        raise UsageError(f"{what}; {mend}")
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


def nearly_watchlists(paths: Sequence[Path]) -> list[Path]:
    """Files of the folders that are not read, for their name only nearly ends as a watchlist's does."""
    found: list[Path] = []
    for path in paths:
        with suppress(OSError):  # whoever reads the lists is told of a folder that cannot be looked into
            found += [file for file in sorted(path.iterdir()) if _is_nearly(file)] if path.is_dir() else []
    return found


def renamed(file: Path) -> str:
    """The name under which a file that is nearly a watchlist would be read."""
    return f"{_NEARLY.sub('', file.name)}.yaml"


def _is_nearly(file: Path) -> bool:
    nearly = file.suffix.lower() not in ENDINGS and _NEARLY.search(file.name)
    return bool(nearly) and not file.name.startswith((".", "#", "~")) and file.is_file()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); let this user read it") from None


def new_list_path(paths: Sequence[Path], list_id: str) -> tuple[Path, str]:
    """Where a new list belongs, and where editors find the JSON Schema from there.

    Raises UsageError when no folder is given, or when a file of that name is there.
    """
    folder = next((path for path in paths if path.is_dir()), None)
    if folder is None:
        raise UsageError(f"there is no list {list_id}, and no folder for a new one; give one with --watchlists")
    path = folder / f"{list_id}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there and holds another list; write `list: {list_id}` there, or name another list")
    return path, os.path.relpath(str(files("bot.schemas") / "watchlist.schema.json"), folder)


def replace_file(path: Path, before: bytes | None, after: bytes) -> None:
    """Write a file whole or not at all, with the mode and owner it has; a link stays one. `before` None: there is no file yet.

    Raises UsageError when it cannot be written, or is not any more what it was.
    """
    path = path.resolve()
    if (_read(path) if path.exists() else None) != before:
        raise UsageError(f"{path} was changed meanwhile; try again")
    try:
        put_whole(path, after, lambda draft: _like(draft, path))
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); let this user write there") from None


def _like(draft: str, path: Path) -> None:
    """Give the draft the mode and owner of the file it replaces, or those of a new file."""
    if path.exists():
        seen = path.stat()
        with suppress(PermissionError):
            os.chown(draft, seen.st_uid, seen.st_gid)
        os.chmod(draft, seen.st_mode & 0o7777)
    else:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(draft, 0o666 & ~mask)

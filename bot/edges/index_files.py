"""The index of a list's names kept on disk, so that every worker maps one copy and starts at once.

One folder per list and way of reading names: its files are the arrays of `bot.matching.index`, as numpy writes them. A
folder appears whole or not at all; one that cannot be read is made anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np

from bot.edges.code_digest import code_digest
from bot.matching.build import build
from bot.matching.index import NameIndex
from bot.model import Watchlist

DECIDING = ("names", "data/names", "data/places", "matching")  # what decides what an index holds
KEPT = 4  # indexes left on disk: the list in force, the one before it, and those of another checkout


def index_of(cache: Path, watchlist: Watchlist) -> NameIndex:
    """The index of a list: from the disk when it is there, else made and kept. A full disk costs time and nothing else."""
    index = load_index(cache, watchlist)
    if index is None:
        index = build(watchlist.people)
        with suppress(OSError):
            save_index(cache, watchlist, index)
            index = load_index(cache, watchlist) or index  # the mapped one costs no memory of this process
    return index


def load_index(cache: Path, watchlist: Watchlist) -> NameIndex | None:
    """The index saved for this list, mapped into memory; None when there is none that can be read."""
    folder = _folder(cache, watchlist)
    try:
        # as plain arrays: numpy's own class for mapped ones makes every look into them several times slower
        index = NameIndex.of({p.stem: np.load(p, mmap_mode="r").view(np.ndarray) for p in folder.glob("*.npy")})
    except (OSError, EOFError, KeyError, ValueError):
        return None
    with suppress(OSError):  # a cache that may only be read serves as well
        os.utime(folder)
    return index


def save_index(cache: Path, watchlist: Watchlist, index: NameIndex) -> None:
    """Keep the index of a list, and let go of the oldest ones. Raises OSError."""
    folder = _folder(cache, watchlist)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix="draft-"))
    try:
        for name, array in index.arrays().items():
            np.save(draft / f"{name}.npy", array)
        shutil.rmtree(folder, ignore_errors=True)  # one that could not be read
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        if not folder.is_dir():  # else another process was quicker
            raise
    _forget(folder.parent)


def _folder(cache: Path, watchlist: Watchlist) -> Path:
    order = hashlib.blake2b("\n".join(p.id for p in watchlist.people).encode(), digest_size=4).hexdigest()
    return cache / "names" / f"{watchlist.fingerprint[:16]}-{order}-{code_digest(*DECIDING)}"


def _forget(folder: Path) -> None:
    kept = sorted((p for p in folder.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)

"""Writes files whole or not at all: whoever reads beside never sees half of one, and a crash leaves the old one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def _private(_: str) -> None:
    """A draft is as it begins: for this user's eyes only."""


def put_whole(path: Path, data: bytes, prepare: Callable[[str], None] = _private, *, lasting: bool = True) -> None:
    """Put a file into its place; `prepare` gives the draft its mode. Raises OSError.

    What is `lasting` is on the disk before it is seen. What can be built again need not wait for the disk.
    """
    number, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")  # no watchlist, for anybody
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(number)
        prepare(draft)
        os.replace(draft, path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise

"""Writes files whole or not at all: whoever reads beside never sees half of one, and a crash leaves the old one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def put_whole(path: Path, data: bytes, prepare: Callable[[str], None]) -> None:
    """Put a file into its place, on the disk before it is seen; `prepare` gives the draft its mode. Raises OSError."""
    number, draft = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".draft")  # no watchlist, for anybody
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(number)
        prepare(draft)
        os.replace(draft, path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise

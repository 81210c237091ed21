"""Which processes a program has started, and which of them are still there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def in_session(leader: int) -> Iterator[Path]:
    """The folder in /proc of every live process that this one started, directly or not; it must lead a session of its own."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state not in "ZX":
            yield stat.parent

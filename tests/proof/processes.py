"""Which processes a program has started, and which of them are still there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

STATE, PARENT, SESSION = 0, 1, 3  # places in what `facts` gives; from 11 on seconds of the processor


def facts(process: Path) -> Sequence[str]:
    """What the system tells of a process, by its folder in /proc, after its name; nothing where it is gone."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ()


def environment(*left_out: str) -> dict[str, str]:
    """What a program finds set that works on loopback: no proxy, nothing of these names, and all that is set here."""
    return {name: value for name, value in os.environ.items() if "PROXY" not in name.upper() and name not in left_out}


def everybody() -> Iterator[Path]:
    """The folder in /proc of every process."""
    return Path("/proc").glob("[0-9]*")


def parent_of(process: Path) -> int:
    """The process that it came from; 0 where it is gone."""
    known = facts(process)
    return int(known[PARENT]) if known else 0


def in_session(leader: int) -> Iterator[Path]:
    """The folder in /proc of every live process that this one started, directly or not; it must lead a session of its own."""
    for process in everybody():
        known = facts(process)
        if known and int(known[SESSION]) == leader and known[STATE] not in "ZX":
            yield process

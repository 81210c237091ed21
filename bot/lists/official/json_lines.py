"""JSON lines of an official list: a line that cannot be read is left out and told, and too many of them refuse the file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from bot.lists.official.imported import Refused
from bot.lists.official.tally import Tally

LARGEST = 2_000_000_000  # bytes
LONGEST_LINE = 1_000_000  # bytes; an entity with all its references has some 100 thousand
MOST_BROKEN = 0.03  # of all lines
_AGAIN = "download the list again"


def objects_of(data: bytes, name: str, tally: Tally) -> Iterator[dict[str, Any]]:
    """The object of each line, one after another.

    Raises Refused, once all are read, where more than `MOST_BROKEN` of the lines are no objects, and where the last breaks off.
    """
    if len(data) > LARGEST:
        raise Refused(f"{name}: has more than {LARGEST // 1_000_000} MB; no list is that large, {_AGAIN}")
    lines = broken = first = number = 0
    for number, line in enumerate(io.BytesIO(data), 1):
        if not line.strip():
            continue
        lines += 1
        found = _object(line)
        if found is not None:
            yield found
            continue
        broken, first = broken + 1, first or number
        tally.add("lines that are no JSON object left out", f"line {number}")
        if not line.endswith(b"\n"):
            raise Refused(f"{name}:{number}:1: breaks off in the middle of a line; {_AGAIN}")
    if broken > lines * MOST_BROKEN:
        raise Refused(f"{name}:{first}:1: {broken} of {lines} lines are no JSON objects; {_AGAIN}")


def _object(line: bytes) -> dict[str, Any] | None:
    if len(line) > LONGEST_LINE:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None

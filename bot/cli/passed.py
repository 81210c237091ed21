"""How long ago something was, in few letters."""

from __future__ import annotations

from datetime import datetime, timedelta


def passed(now: datetime, then: datetime) -> str:
    """A length of time in its largest unit: ``3 h``."""
    seconds = max(now - then, timedelta(0)).total_seconds()
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"

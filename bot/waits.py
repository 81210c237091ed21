"""Waits that end at a moment on record, by a clock that may have been wrong when it was written down.

Every kind of wait has a longest length. One that is to go on for longer was begun by a clock that stood ahead: it is over,
for nobody knows when it should have ended, and looking too early loses nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta


def over(until: datetime, now: datetime, longest: timedelta) -> bool:
    """Whether a wait is over that ends at `until` and is never longer than `longest`."""
    return not now < until <= now + longest


def passed(since: datetime, now: datetime, wait: timedelta) -> bool:
    """Whether a wait is over that began at `since`; one that begins in the future is."""
    return over(since + wait, now, wait)

"""When a page that could not be read is tried again: soon, then ever later, and not for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Before each try after the poll's own. A site that is down is mostly back within the hour, else on the next morning.
PAUSES = (10 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR)
LONGEST = PAUSES[-1]  # that a site may ask us to wait; what it asks beyond that is not news any more when it comes
NEWS = timedelta(days=1)  # after so long it is given up, also where nobody could be asked


def next_try(now: datetime, tries: int, after: float | None) -> datetime | None:
    """When to try again after so many tries; None: not any more. `after` is what the site wants, in seconds."""
    if tries >= len(PAUSES):
        return None
    wanted = timedelta(seconds=min(after or 0.0, LONGEST.total_seconds()))
    return now + max(PAUSES[tries], wanted)

"""The clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's time moved to another day: the demo's news is of April 2016."""

    def __init__(self, start: datetime) -> None:
        self._offset = start - datetime.now(UTC)

    def now(self) -> datetime:
        """The moved time, aware, in UTC; it runs at the usual pace."""
        return datetime.now(UTC) + self._offset

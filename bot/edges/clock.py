"""The clock on the wall, and the time that the program goes by."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_MOST_WITNESSES = 500  # hosts; those heard last


def _seconds() -> float:
    """Of a clock that nobody can set; it goes on while the machine sleeps, where the system has such a one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


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


class ToldClock:
    """The time as somebody else tells it, running on evenly since it was told last."""

    def __init__(self, seconds: Callable[[], float] = _seconds) -> None:
        self.seconds = seconds
        self._begun = datetime.min.replace(tzinfo=UTC)

    def hear(self, told: datetime, asked: float) -> None:
        """That was the answer to a question asked at `asked` seconds: true of a moment between then and now."""
        self._begun = told - timedelta(seconds=(asked + self.seconds()) / 2)

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return self._begun + timedelta(seconds=self.seconds())


@dataclass(frozen=True, slots=True)
class Witness:
    """What a server said that the time is."""

    begun: datetime  # the zero of the clock that nobody can set, as this server has it
    heard: float  # seconds of that clock


class RunningClock:
    """The machine's time as it was at the start, running on evenly whatever the machine's clock is set to since.

    `bot.jobs.clock_watch` holds it against the machine's clock and against what servers say, and has it follow.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] | None = None,
        seconds: Callable[[], float] = _seconds,
    ) -> None:
        self._wall = wall or SystemClock().now
        self.seconds = seconds
        self.witnesses: dict[str, Witness] = {}  # by host, those heard last at the end
        self.begun = self.begun_by_wall

    @property
    def begun_by_wall(self) -> datetime:
        """The zero of the clock that nobody can set, as the machine's clock has it now."""
        return self._wall() - timedelta(seconds=self.seconds())

    def now(self) -> datetime:
        """The time now, aware, in UTC."""
        return self.begun + timedelta(seconds=self.seconds())

    def go_by(self, wall: Callable[[], datetime]) -> None:
        """Take another clock for the one on the wall, and go on from what it shows."""
        self._wall = wall
        self.follow()

    def set_to(self, moment: datetime) -> None:
        """Go on from this moment."""
        self.begun = moment - timedelta(seconds=self.seconds())

    def follow(self) -> None:
        """Go on from what the machine's clock shows."""
        self.begun = self.begun_by_wall

    def forget(self, before: float) -> None:
        """Forget what was heard before that many seconds."""
        self.witnesses = {host: each for host, each in self.witnesses.items() if each.heard >= before}

    def heard(self, host: str, told: datetime) -> None:
        """A server said what the time is."""
        now = self.seconds()
        self.witnesses.pop(host, None)
        self.witnesses[host] = Witness(told - timedelta(seconds=now), now)
        if len(self.witnesses) > _MOST_WITNESSES:
            del self.witnesses[next(iter(self.witnesses))]

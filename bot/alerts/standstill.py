"""Whether the program is at work: one table of what it does again and again, and what is said when some of that rests too long.

    sign (last done well, under way since, failing since)  +  limit  ->  Standstill (which part, for how long, why, what to do)

Health checks, figures, heartbeat and the daily message all say what this says. Moments are seconds by a clock that nobody sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.alerts.ailments import span


class Part(StrEnum):
    """What can stand still."""

    POLLER = "poller"
    DELIVERER = "deliverer"
    DATABASE = "database"
    SLACK = "slack"
    LISTS = "lists"


class Work(StrEnum):
    """What is done again and again."""

    ROUND = "round"
    POLL = "poll"
    OUTBOX = "outbox"
    DELIVERY = "delivery"
    WRITE = "write"
    ANSWER = "answer"
    MESSAGE = "message"
    RELOAD = "reload"


class Phase(StrEnum):
    """Where the program is in its life."""

    STARTING = "starting"
    READY = "ready"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class Kind:
    """A work: whose it is, what is said when it rests, and whether it comes round by itself whatever happens outside."""

    part: Part
    rests: str
    always: bool = True


WORKS: Mapping[Work, Kind] = {
    Work.ROUND: Kind(Part.POLLER, "nobody has asked which feeds are due"),
    Work.POLL: Kind(Part.POLLER, "a poll does not end", always=False),
    Work.OUTBOX: Kind(Part.DELIVERER, "nobody has asked which messages are due"),
    Work.DELIVERY: Kind(Part.DELIVERER, "a message does not get to its end", always=False),
    Work.WRITE: Kind(Part.DATABASE, "nothing could be written"),
    Work.ANSWER: Kind(Part.SLACK, "Slack has not answered well"),
    Work.MESSAGE: Kind(Part.SLACK, "Slack answers no message", always=False),
    Work.RELOAD: Kind(Part.LISTS, "nobody has looked whether the lists have changed"),
}

_RESTART = "restart Gatewatch, nothing is lost by that; report it with the log"
MENDS: Mapping[Part, str] = {
    Part.POLLER: _RESTART,
    Part.DELIVERER: _RESTART,
    Part.DATABASE: "look whether its disk is full or gone, and whether another program holds it",
    Part.SLACK: "look at the network, at Slack's status page and at the token: `gatewatch doctor --slack`",
    Part.LISTS: _RESTART,
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How it stands with a work."""

    well: float  # when it was done well last
    begun: float | None = None  # when the oldest of what is under way began
    failing: float | None = None  # when it first failed since it was done well
    why: str = ""  # what the last failure was, without secrets


@dataclass(frozen=True, slots=True)
class Standstill:
    """A part that stands still."""

    part: Part
    rested: timedelta
    why: str

    @property
    def mend(self) -> str:
        """What to do."""
        return MENDS[self.part]

    def __str__(self) -> str:
        return f"the {self.part.value} stands still for {_length(self.rested)}: {self.why}"


@dataclass(frozen=True, slots=True)
class Report:
    """How the program is, at one moment."""

    at: datetime
    phase: Phase
    watched: Mapping[Part, float]  # seconds since each part did its work well
    still: tuple[Standstill, ...]  # the longest first, each part once

    @property
    def well(self) -> bool:
        """Whether every part is at work."""
        return self.phase is Phase.READY and not self.still

    @property
    def wants_a_restart(self) -> bool:
        """Whether that is what mends it. A database that is ill stops others with it, and is no better after a restart."""
        still = {each.part for each in self.still}
        return Part.DATABASE not in still and any(MENDS[part] is _RESTART for part in still)

    def __str__(self) -> str:
        if self.phase is not Phase.READY:
            return self.phase.value
        return "; ".join(str(each) for each in self.still) or "all is well"


def report(signs: Mapping[Work, Sign], limits: Mapping[Work, float], phase: Phase, now: float, at: datetime) -> Report:
    """Judge every work that has a limit, in seconds; `now` is of the clock of the signs, `at` of the clock on the wall.

    A program that starts or stops is at work by no part's measure: its phase says so.
    """
    resting = [(_rested(work, signs[work], now), work) for work in limits]
    still: dict[Part, Standstill] = {}
    for seconds, work in sorted(resting, reverse=True):
        if seconds > limits[work]:
            still.setdefault(
                WORKS[work].part, Standstill(WORKS[work].part, timedelta(seconds=seconds), _why(work, signs))
            )
    watched = {WORKS[work].part: max(now - signs[work].well, 0.0) for work in limits if WORKS[work].always}
    return Report(at, phase, watched, tuple(still.values()) if phase is Phase.READY else ())


def _rested(work: Work, sign: Sign, now: float) -> float:
    """For how many seconds a work has not been done as it should."""
    since = [sign.begun, sign.failing, sign.well if WORKS[work].always else None]
    return max((now - moment for moment in since if moment is not None), default=0.0)


def _why(work: Work, signs: Mapping[Work, Sign]) -> str:
    why = signs[work].why
    return f"{WORKS[work].rests} ({why})" if why else WORKS[work].rests


def _length(rested: timedelta) -> str:
    seconds = rested.total_seconds()
    return span(rested) if seconds >= 120 else f"{seconds:.0f} seconds"

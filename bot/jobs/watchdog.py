"""Watches whether the program is at work, and lets the world see it: only while all is well, so that silence is the alarm.

    every quarter of an interval:   try the database and Slack  ->  judge all signs  ->  well: say so outside
                                                                                     ->  ill: log it, and be silent

A part that rests longer than an interval counts as standing still. Nothing here waits for what may hang: each thing that is
tried is under way once at the most, and the next look comes whatever becomes of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.alerts.ailments import Ailment
from bot.alerts.figures import Figures, ListAge
from bot.alerts.standstill import Part, Phase, Report, Work, report
from bot.edges.metrics import Metrics
from bot.edges.signs import Signs
from bot.jobs.alive import at_work
from bot.ports import Clock
from bot.store import health
from bot.store.database import Database
from bot.store.figures import figures

log = structlog.get_logger(__name__)

LOOKS = 4  # in an interval
# Which feeds are silent takes the database seconds for thousands of them, and changes slowly.
SILENT_FOR = timedelta(minutes=15)

Beat = Callable[[Report], Awaitable[None]]


@dataclass(slots=True)
class Watch:
    """What is known of the program from its beginning on: signs and figures, and the limits that the signs are judged by."""

    clock: Clock
    limits: Mapping[Work, float]  # seconds; a work without a limit is not watched
    signs: Signs = field(default_factory=Signs)
    metrics: Metrics = field(default_factory=Metrics)
    phase: Phase = Phase.STARTING
    heard: Callable[[Phase], None] = lambda _: None  # of each new phase
    figures: Figures | None = None  # as they were counted last
    replaced: Callable[[], int] = lambda: 0  # workers so far

    def __post_init__(self) -> None:
        self.metrics.show(self.report, lambda: self.figures, lambda: self.replaced())

    def report(self) -> Report:
        """How the program is now. Answers at once, whatever hangs."""
        return report(self.signs.all(), self.limits, self.phase, self.signs.seconds(), self.clock.now())

    def turn(self, phase: Phase) -> None:
        """Go on to the next phase. When work begins, signs count from then."""
        if phase is Phase.READY:
            self.signs.begin()
        self.phase = phase
        self.heard(phase)


class Single:
    """Something that may hang: it is under way once at the most, and nobody waits longer for it than they want."""

    def __init__(self) -> None:
        self._task: asyncio.Task[Any] | None = None

    async def do(self, job: Callable[[], Awaitable[Any]], seconds: float) -> Exception | None:
        """Do it, or wait for what is under way already; what it raised, once that is known."""
        if self._task is None:
            self._task = asyncio.ensure_future(job())
        done, _ = await asyncio.wait([self._task], timeout=seconds)
        if not done:
            return None
        task, self._task = self._task, None
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, Exception):
            raise error
        return error

    def cancel(self) -> None:
        """Let go of what is under way."""
        if self._task is not None:
            self._task.cancel()


@dataclass(slots=True)
class Watchdog:
    """What watching works with."""

    watch: Watch
    db: Database
    every: float  # seconds of an interval
    owner: str  # names this process in signs of life
    ask_slack: Callable[[], Awaitable[None]] | None = None  # None: Slack is not told
    list_ages: Callable[[], Sequence[ListAge]] = tuple  # reads the disk
    beats: Mapping[str, Beat] = field(default_factory=dict)  # who is told that all is well, by name
    looked: Callable[[Report], None] = lambda _: None  # hears of each look; must not wait
    still: frozenset[Part] = frozenset()  # as logged last
    mute: frozenset[str] = frozenset()  # beats that failed last, as logged
    silent: tuple[datetime | None, tuple[Ailment, ...]] = (None, ())
    _singles: dict[str, Single] = field(default_factory=dict)

    @property
    def pause(self) -> float:
        """Seconds between two looks."""
        return self.every / LOOKS

    async def tried(self, name: str, job: Callable[[], Awaitable[Any]]) -> Exception | None:
        """Try something that may hang, for half the time until the next look."""
        return await self._singles.setdefault(name, Single()).do(job, self.pause / 2)

    def end(self) -> None:
        """Let go of everything that is under way."""
        for single in self._singles.values():
            single.cancel()


async def look(dog: Watchdog) -> Report:
    """Try what can be tried, judge, and tell."""
    await asyncio.gather(dog.tried("database", lambda: _write(dog)), dog.tried("slack", lambda: _ask(dog)))
    found = dog.watch.report()
    _log_changes(dog, found)
    dog.looked(found)
    if found.well:
        failed = await asyncio.gather(*(dog.tried(name, _beating(beat, found)) for name, beat in dog.beats.items()))
        _log_mute(dog, dict(zip(dog.beats, failed, strict=True)))
    return found


def _beating(beat: Beat, found: Report) -> Callable[[], Awaitable[None]]:
    return lambda: beat(found)


async def _write(dog: Watchdog) -> None:
    """Write into the database, as every poll and message does; the same row tells `gatewatch status` that we are at work."""
    with dog.watch.signs.doing(Work.WRITE):
        await at_work(dog.db, dog.watch.clock, dog.owner)


async def _ask(dog: Watchdog) -> None:
    """Ask Slack where nothing has shown lately that it answers."""
    signs = dog.watch.signs
    if dog.ask_slack is not None and signs.seconds() - signs.all()[Work.ANSWER].well >= dog.pause:
        await dog.ask_slack()


def _log_changes(dog: Watchdog, found: Report) -> None:
    for each in found.still:
        if each.part not in dog.still:
            log.error("a part stands still", part=each.part.value, why=each.why, mend=each.mend)
    still = frozenset(each.part for each in found.still)
    for part in sorted(dog.still - still):
        log.info("a part is at work again", part=part.value)
    dog.still = still


def _log_mute(dog: Watchdog, failed: Mapping[str, Exception | None]) -> None:
    mute = frozenset(name for name, error in failed.items() if error is not None)
    for name in sorted(mute - dog.mute):
        log.warning("nobody hears that all is well", by=name, why=_in_words(failed[name]))
    for name in sorted(dog.mute - mute):
        log.info("heard again that all is well", by=name)
    dog.mute = mute


def _in_words(error: Exception | None) -> str:
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)


async def count(dog: Watchdog) -> None:
    """Count what there is, for the figures."""
    now = dog.watch.clock.now()
    counted, silent = dog.silent
    if counted is None or not timedelta(0) <= now - counted < SILENT_FOR:
        silent = await dog.db.read(health.silent, now)
        dog.silent = (now, silent)
    lists = await asyncio.to_thread(dog.list_ages)
    dog.watch.figures = await dog.db.read(figures, silent, lists, now)

"""Coarse ticks by APScheduler. It owns nothing: a tick that is lost or late only asks the database a little later.

Three of its ways are not ours. By default it drops a tick that is a second late (`DEFAULTS`). After a jump of the clock
forwards its interval trigger works off every tick that was missed, a year of them in a minute at full load (`Every`
misses none). After a jump backwards it sleeps until the old time comes round again (the pulse wakes it).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.store.failing import Ruined, Unavailable

log = structlog.get_logger(__name__)

DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
# Seconds, by a clock that cannot be set: how often the pulse looks whether ticks still come.
PULSE = 2.0


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to ask again and again."""

    name: str
    every: float  # seconds
    job: Callable[[], Awaitable[Any]]


# Hears of each tick that came to its end: its name, the seconds it took, what it raised.
Heard = Callable[[str, float, Exception | None], None]


class Every(BaseTrigger):  # type: ignore[misc]  # the library has no types
    """At once, and then always so many seconds after now, whatever was missed."""

    def __init__(self, seconds: float) -> None:
        self._wait = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """When to fire next; `now` is the scheduler's time."""
        return now if previous_fire_time is None else now + self._wait


class Ticking:
    """Runs ticks until it is stopped. A tick that raises is logged and comes again; only a database past use ends it all."""

    def __init__(self, ticks: Sequence[Tick], heard: Heard = lambda *_: None) -> None:
        self._ticks = tuple(ticks)
        self._heard = heard
        self._running: set[asyncio.Task[Any]] = set()
        self._begun: dict[str, float] = {}  # tick -> when it last began, by the loop's clock
        self._pulse: asyncio.Task[None] | None = None
        self._ruined: asyncio.Future[None] | None = None
        self.scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=DEFAULTS)
        for tick in self._ticks:
            self.scheduler.add_job(self._guarded, Every(tick.every), args=[tick], id=tick.name)

    def start(self) -> None:
        """Begin to tick. Needs a running event loop."""
        now = asyncio.get_running_loop().time()
        self._begun = dict.fromkeys((tick.name for tick in self._ticks), now)
        self._ruined = asyncio.get_running_loop().create_future()
        self.scheduler.start()
        self._pulse = asyncio.create_task(self._keep_ticking())

    async def _guarded(self, tick: Tick) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        begun = self._begun[tick.name] = asyncio.get_running_loop().time()
        failed: Exception | None = None
        try:
            await tick.job()
        except Unavailable as error:
            failed = error  # the database has said so, once for all ticks
        except Ruined as error:
            failed = error
            if self._ruined is not None and not self._ruined.done():
                self._ruined.set_exception(error)
        except Exception as error:
            failed = error
            log.exception("tick failed", tick=tick.name)
        finally:
            self._heard(tick.name, asyncio.get_running_loop().time() - begun, failed)
            self._running.discard(task)

    async def _keep_ticking(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(PULSE)
            for tick in self._ticks:
                if loop.time() - self._begun[tick.name] > 2 * tick.every + PULSE:
                    self.scheduler.reschedule_job(tick.name, trigger=Every(tick.every))

    async def last(self, until: asyncio.Event) -> None:
        """Wait until it is time to stop. Raises Ruined when the database is past use."""
        assert self._ruined is not None
        asked = asyncio.create_task(until.wait())
        try:
            await asyncio.wait((asked, self._ruined), return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
        if self._ruined.done():
            self._ruined.result()

    async def stop(self, patience: float) -> None:
        """Begin no tick any more, give those under way some seconds to end, then cancel them."""
        if self._pulse is not None:
            self._pulse.cancel()
        self.scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        left = tuple(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self.scheduler.shutdown(wait=False)

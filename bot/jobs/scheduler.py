"""Coarse ticks by APScheduler. It owns nothing: a tick that is lost or late only asks the database a little later.

Its defaults would drop a tick that is a second late (`misfire_grace_time`) and run missed ones one after another
(`coalesce`); both are set here, and a test holds them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)

DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to ask again and again."""

    name: str
    every: float  # seconds
    job: Callable[[], Awaitable[Any]]


class Ticking:
    """Runs ticks until it is stopped. A tick that raises is logged and comes again."""

    def __init__(self, ticks: Sequence[Tick], start: datetime) -> None:
        self._running: set[asyncio.Task[Any]] = set()
        self.scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=DEFAULTS)
        for tick in ticks:
            self.scheduler.add_job(
                self._guarded, "interval", args=[tick], id=tick.name, seconds=tick.every, next_run_time=start
            )

    async def _guarded(self, tick: Tick) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await tick.job()
        except Exception:
            log.exception("tick failed", tick=tick.name)
        finally:
            self._running.discard(task)

    def start(self) -> None:
        """Begin to tick."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick whose forerunner is still at work is no news
        self.scheduler.start()

    async def stop(self, patience: float) -> None:
        """Begin no tick any more, give those under way some seconds to end, then cancel them."""
        self.scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        left = tuple(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self.scheduler.shutdown(wait=False)

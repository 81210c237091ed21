"""A day of two thousand feeds in one process, and how much memory, handles, threads and tasks it holds hour by hour."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import structlog

from tests.proof.simulation.news import in_feeds, people_of, stories_of
from tests.proof.simulation.plan import DAY, HOUR, MINUTE, FeedPlan, Plan, Span
from tests.proof.simulation.rhythm import PAUSES, Pause
from tests.proof.simulation.run import live
from tests.proof.simulation.trace import Trace
from tests.proof.simulation.world import Pace, world_of

FEEDS = 2_000
# Until then every feed has been read, and what is kept in memory on purpose is full.
WARM, HOURS = 6, 24
# As in the program, every few minutes at the latest; a tick that comes more often finds nothing (`rhythm.py`).
_BRISK = PAUSES | {
    "poll": Pause(5 * MINUTE, MINUTE, PAUSES["poll"].due),
    "deliver": Pause(5 * MINUTE, 10.0, PAUSES["deliver"].due),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds."""

    hour: int
    memory: int  # bytes
    handles: int
    threads: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Soaked:
    """What a day came to."""

    held: tuple[Held, ...]
    polls: int

    def grown(self, what: str) -> float:
        """By what share of it more was held at the end than when all was warm."""
        warm, end = (getattr(each, what) for each in self.held if each.hour in (WARM, HOURS))
        return float(end / warm - 1)


def quiet_day(random: Random, feeds: int) -> Plan:
    """A day on which nothing fails, and news come all day."""
    people = tuple(people_of(random, 30 * DAY))
    stories = tuple(story for story in stories_of(random, people, feeds, 20 * DAY) if story.reports[0].at < 1.5 * DAY)
    never: tuple[Span, ...] = ()
    return Plan(
        days=1,
        people=people,
        feeds=tuple(
            FeedPlan(number, f"https://feed{number}.example/rss", number % 3 > 0, items)
            for number, items in enumerate(in_feeds(random, stories, feeds, DAY))
        ),
        stories=stories,
        broken_list=Span(0.0, 0.0),
        archived=never,
        unreadable=never,
        revoked=never,
        no_edits=never,
        disk=never,
        clock=never,
        crashes=(),
        deploys=(),
        faults_end=0.0,
    )


def soaked(seed: int, feeds: int = FEEDS) -> Soaked:
    """Live through the day, and look at the process at every full hour."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    random, trace, held = Random(seed), Trace(), list[Held]()
    with TemporaryDirectory() as folder:
        world = world_of(quiet_day(random, feeds), random, Path(folder), trace)
        world.pace = Pace("30m", "2h", _BRISK)
        live(world, lambda: _look(held))
    return Soaked(tuple(held), trace.counts["poll"])


def _look(held: list[Held]) -> None:
    """Now, and again an hour later."""
    loop = asyncio.get_running_loop()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    handles = len(os.listdir("/proc/self/fd"))
    hour = round(loop.time() / HOUR)
    memory = pages * os.sysconf("SC_PAGE_SIZE")
    held.append(Held(hour, memory, handles, threading.active_count(), len(asyncio.all_tasks())))
    loop.call_later(HOUR, _look, held)

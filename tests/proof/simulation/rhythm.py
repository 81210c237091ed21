"""When each tick of the program comes: at seeded moments, late, now and then not at all; idle stretches are skipped.

Skipping is sound because a tick owns nothing. The database decides what is due, and a tick that asks while nothing is due
changes nothing (`test_proof_simulation.py` holds that); so asking once when something is due, or later, is the same as having
asked every second before. What is lost by it is only that a tick might have come sooner, and lateness is what we want to test.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bot.jobs.scheduler import Tick
from bot.ports import Clock
from tests.proof.simulation.plan import HOUR, MINUTE
from tests.proof.simulation.trace import Trace

_MISSED = 0.02  # share of ticks that do not come
_AFTER_A_FAULT = 5 * MINUTE  # so late may the next one be, else an hour without a disk is a thousand ticks


@dataclass(frozen=True, slots=True)
class Pause:
    """How a tick is asked: at the latest after so long, and so much later than something is due."""

    most: float
    late: float
    due: str | None = None  # asks the database when there is something to do next


# The questions are of the simulation's own: what it skips does not rest on the queries of the program.
PAUSES: Mapping[str, Pause] = {
    "poll": Pause(3 * HOUR, 3 * HOUR, "select min(max(next_at, coalesce(lease_until, ''))) from feeds where enabled"),
    "pages": Pause(4 * HOUR, 5 * MINUTE, "select min(due_at) from unread_pages"),
    "deliver": Pause(
        1.5 * HOUR,
        30.0,
        "select min(at) from (select max(due_at, coalesce(lease_until, '')) as at from deliveries"
        " where state in ('pending', 'sending', 'uncertain') union all select again_at from refusals)",
    ),
    "maps": Pause(24 * HOUR, 0.0),
    "reload": Pause(40 * MINUTE, MINUTE),
    "pull": Pause(24 * HOUR, 0.0),
    "look-back": Pause(3 * HOUR, 5.0, "select min(asked_at) from lookbacks"),
    "backlog": Pause(4 * HOUR, MINUTE),
    "catch-up": Pause(4 * HOUR, MINUTE),
    "burst": Pause(4 * HOUR, MINUTE),
    "digest": Pause(2 * HOUR, 5 * MINUTE),
    "feeds": Pause(3 * HOUR, 5 * MINUTE),
    "waits": Pause(4 * HOUR, MINUTE),
    "watch": Pause(4 * HOUR, MINUTE),
    "store": Pause(4 * HOUR, MINUTE),
    "figures": Pause(24 * HOUR, MINUTE),
    "expire": Pause(24 * HOUR, MINUTE),
}


class Rhythm:
    """Runs the ticks of one process until it is told to stop."""

    def __init__(
        self, database: Path, clock: Clock, random: Random, trace: Trace, pauses: Mapping[str, Pause] = PAUSES
    ) -> None:
        self._clock, self._random, self._trace, self._pauses = clock, random, trace, pauses
        self._asking = sqlite3.connect(f"file:{database}?mode=ro", uri=True)

    async def keep(self, tick: Tick) -> None:
        """Ask again and again, never twice at a time. A tick that raises is noted and comes again, as in the program."""
        while True:
            await asyncio.sleep(self._pause(tick))
            if self._random.random() < _MISSED:
                continue
            try:
                await tick.job()
            except Exception as error:
                self._trace.note("tick failed", tick.name, type(error).__name__)
                await asyncio.sleep(self._random.random() * _AFTER_A_FAULT)

    def _pause(self, tick: Tick) -> float:
        pause = self._pauses[tick.name]
        wait = min(self._until_due(pause), self._random.uniform(0.5, 1.0) * pause.most)
        return max(wait, tick.every) + self._random.random() * pause.late

    def _until_due(self, pause: Pause) -> float:
        """Seconds until there is something to do; whatever is asked of a database that does not answer is due at once."""
        if pause.due is None:
            return pause.most
        (due,) = self._asking.execute(pause.due).fetchone()
        if due is None:
            return pause.most
        at = datetime.fromisoformat(due).replace(tzinfo=self._clock.now().tzinfo)
        return (at - self._clock.now()) / timedelta(seconds=1)

    def close(self) -> None:
        self._asking.close()

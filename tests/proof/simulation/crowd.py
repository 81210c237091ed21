"""People at the desk: they judge, undo, snooze and assign at seeded moments, and Slack tells of some presses twice."""

from __future__ import annotations

import asyncio
import sqlite3
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bot.app import App
from bot.jobs.desk import TriageDesk
from bot.jobs.triage import Triaging
from bot.model import Judgement
from bot.ports import Press
from bot.store import schema
from tests.jobs.everybody import EVERYBODY
from tests.proof.simulation.plan import HOUR
from tests.proof.simulation.slack import SimulatedSlack
from tests.proof.simulation.trace import Trace

_PAUSE = (HOUR, 30 * HOUR)
_TWICE = 0.3  # share of presses that are heard twice


class Crowd:
    """Presses buttons on cards that stand in Slack."""

    def __init__(self, app: App, slack: SimulatedSlack, trace: Trace, random: Random) -> None:
        self._app, self._slack, self._trace, self._random = app, slack, trace, random
        self._desk = TriageDesk(Triaging(app.db, app.clock, app.in_force, EVERYBODY))

    async def keep(self) -> None:
        while True:
            await asyncio.sleep(self._random.uniform(*_PAUSE))
            try:
                await self._press()
            except (DBAPIError, sqlite3.Error) as error:
                self._trace.note("press failed", type(error).__name__)

    async def _press(self) -> None:
        a = schema.alerts.c
        cards = await self._app.db.read(lambda c: c.execute(select(a.key, a.channel).order_by(a.key, a.channel)).all())
        if not cards:
            return
        key, channel = self._random.choice(cards)
        press = Press(f"press-{self._trace.time():.3f}", key, channel, f"U{self._random.randrange(5)}")
        act = self._random.choice(("right", "not this", "undo", "snooze", "wake", "assign"))
        for _ in range(2 if self._random.random() < _TWICE else 1):
            await self._do(act, press)
            self._trace.note("press", act, key)

    async def _do(self, act: str, press: Press) -> None:
        match act:
            case "right":
                await self._desk.judge(press, Judgement.RIGHT)
            case "not this":
                await self._desk.judge(press, Judgement.NOT_THIS, reason="somebody else of the name", days=3)
            case "undo":
                await self._desk.undo(press)
            case "snooze":
                await self._desk.snooze(press, 2)
            case "wake":
                await self._desk.wake(press)
            case "assign":
                await self._desk.assign(press)

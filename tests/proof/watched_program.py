"""The program as `gatewatch run` builds it, with a poller and a deliverer that can be brought to a stop from outside.

    python -m tests.proof.watched_program SETTINGS FOLDER [unwatched] [stuck] [plain]

While FOLDER holds a file `poller` or `deliverer`, nothing that one of them asks of the database comes back. With `stuck` a thread waits
for a disk that does not answer. `unwatched` leaves out the limits by which signs are judged, `plain` the thread that hears signals.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.cli.run import TO_END
from bot.config import load_config
from bot.edges.stopping import SIGNALS, StopSignals
from bot.store.database import Database
from bot.wiring import open_real_app, seen_from_outside

LOOK, STUCK = 0.1, 120.0  # seconds


class Held:
    """A database whose answers wait while a file is there."""

    def __init__(self, real: Database, while_there: Path) -> None:
        self._real = real
        self._file = while_there

    async def _asked(self, verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        answer = await verb(*args, **kwargs)
        while self._file.exists():
            await asyncio.sleep(LOOK)
        return answer

    async def read(self, *args: Any, **kwargs: Any) -> Any:
        return await self._asked(self._real.read, *args, **kwargs)

    async def write(self, *args: Any, **kwargs: Any) -> Any:
        return await self._asked(self._real.write, *args, **kwargs)


class PlainSignals:
    """Heard by the loop alone, as most programs hear them; the time to end is left out."""

    def ask(self, then: Callable[[], object], _: float) -> None:
        for each in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(each, then)


async def run(settings: Path, folder: Path, *options: str) -> None:
    """Until a signal comes."""
    config = load_config(settings, os.environ)
    signals = PlainSignals() if "plain" in options else StopSignals()
    until, loop = asyncio.Event(), asyncio.get_running_loop()
    if "stuck" in options:
        loop.run_in_executor(None, time.sleep, STUCK)
    async with seen_from_outside(config) as seen:
        if "unwatched" in options:
            seen.watch.limits = {}
        async with open_real_app(config, seen) as app:
            held: Any = {name: Held(app.db, folder / name) for name in ("poller", "deliverer")}
            app.polling = replace(app.polling, db=held["poller"])
            app.delivering = replace(app.delivering, db=held["deliverer"])
            signals.ask(lambda: loop.call_soon_threadsafe(until.set), TO_END)
            await app.run(until)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:]))

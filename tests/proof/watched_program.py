"""The program as `gatewatch run` builds it, with a poller and a deliverer that can be brought to a stop from outside.

    python -m tests.proof.watched_program SETTINGS FOLDER [unwatched]

While FOLDER holds a file `poller` or `deliverer`, nothing that one of them asks of the database comes back. `unwatched` leaves out
the limits by which signs are judged.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.config import load_config
from bot.edges.stopping import StopSignals
from bot.store.database import Database
from bot.wiring import open_real_app, seen_from_outside

LOOK = 0.1  # seconds


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


async def run(settings: Path, folder: Path, watched: bool) -> None:
    """Until a signal comes."""
    config, signals = load_config(settings, os.environ), StopSignals()
    until, loop = asyncio.Event(), asyncio.get_running_loop()
    async with seen_from_outside(config) as seen:
        if not watched:
            seen.watch.limits = {}
        async with open_real_app(config, seen) as app:
            held: Any = {name: Held(app.db, folder / name) for name in ("poller", "deliverer")}
            app.polling = replace(app.polling, db=held["poller"])
            app.delivering = replace(app.delivering, db=held["deliverer"])
            signals.ask(lambda: loop.call_soon_threadsafe(until.set), 5.0)
            await app.run(until)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2]), "unwatched" not in sys.argv[3:]))

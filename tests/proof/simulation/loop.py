"""An event loop whose time is not the machine's: where nothing is left to do, it jumps to the next timer.

Work for threads is done on the loop itself, a seeded moment later and in the order in which it was handed over, so that the
same seed gives the same run. The loop is public asyncio: a selector that jumps, and another answer to what time it is.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from random import Random
from typing import Any
from weakref import WeakKeyDictionary

from tests.proof.simulation.fate import Fate, Killed

# Seconds that work on a thread may take.
_WORK = (0.0001, 0.004)


class NothingLeft(RuntimeError):
    """Everybody waits, and nothing will ever happen."""


class _Jumps(selectors.SelectSelector):
    """Waits for nobody: the loop's time moves on by what it would have waited."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise NothingLeft("all tasks wait, and no timer is set")
        if timeout > 0:
            self._jump(timeout)
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Seconds since the simulation began, as quick as the machine can."""

    def __init__(self, random: Random, fate: Fate) -> None:
        self._at = 0.0
        self._random = random
        self._fate = fate
        self._free_at: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        super().__init__(_Jumps(self._jump))

    def time(self) -> float:
        return self._at

    def _jump(self, seconds: float) -> None:
        self._at += seconds

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        """The result of work, done when its thread comes to it; nothing is done for a process that is dead."""
        future = self.create_future()
        if self._fate.struck:
            future.cancel()
            return future
        thread = executor or self
        at = max(self._at, self._free_at.get(thread, 0.0)) + self._random.uniform(*_WORK)
        self._free_at[thread] = at
        self.call_at(at, self._work, future, func, args)
        return future

    def _work(self, future: asyncio.Future[Any], func: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if future.done() or self._fate.struck:
            return
        try:
            self._fate.step()
            result = func(*args)
            self._fate.step()
        except Killed:
            return  # nobody is there to hear of it
        except Exception as error:
            self.call_soon(_answer, future.set_exception, future, error)
        else:
            self.call_soon(_answer, future.set_result, future, result)


def _answer(say: Callable[[Any], None], future: asyncio.Future[Any], said: Any) -> None:
    if not future.done():
        say(said)

"""Signs that work is done: when each work was done well last, what of it is under way, since when it fails. Kept in memory alone.

Whoever works leaves them as it goes; the watchdog reads them. They are of one event loop, and cost next to nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count

from bot.alerts.standstill import Sign, Work
from bot.errors import GatewatchError


class Signs:
    """The signs of one process. `seconds` is a clock that must not jump."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self.seconds = seconds
        self._well: dict[Work, float] = {}
        self._failing: dict[Work, tuple[float, str]] = {}
        self._under_way: dict[Work, dict[int, float]] = {work: {} for work in Work}
        self._numbers = count()
        self.begin()

    def begin(self) -> None:
        """Count from now: nothing can have been done before."""
        self._well = dict.fromkeys(Work, self.seconds())
        self._failing = {}

    def well(self, work: Work) -> None:
        """It was done."""
        self._well[work] = self.seconds()
        self._failing.pop(work, None)

    def ill(self, work: Work, why: str) -> None:
        """It was tried in vain; `why` holds no secret."""
        since, _ = self._failing.get(work, (self.seconds(), ""))
        self._failing[work] = (since, why)

    @contextmanager
    def doing(self, work: Work) -> Iterator[None]:
        """Around a piece of work: it is well when it comes to its end, and ill when it raises."""
        number = next(self._numbers)
        self._under_way[work][number] = self.seconds()
        try:
            yield
        except asyncio.CancelledError:
            raise
        except Exception as error:
            self.ill(work, named(error))
            raise
        else:
            self.well(work)
        finally:
            del self._under_way[work][number]

    def all(self) -> Mapping[Work, Sign]:
        """How it stands with each work."""
        return {work: self._of(work) for work in Work}

    def _of(self, work: Work) -> Sign:
        failing, why = self._failing.get(work, (None, ""))
        return Sign(self._well[work], min(self._under_way[work].values(), default=None), failing, why)


def named(error: BaseException) -> str:
    """An error by its kind alone, unless it was made for people: what it carries may be a secret. SQLite names its kinds."""
    if isinstance(error, GatewatchError):
        return str(error)
    inner = getattr(error, "orig", None) or error
    return str(getattr(inner, "sqlite_errorname", None) or type(inner).__name__)

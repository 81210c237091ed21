"""When the process dies: at a step that the seed has chosen, before or after anything that it does to the world."""

from __future__ import annotations

import asyncio


class Killed(BaseException):
    """The process dies here."""


class Fate:
    """Counts the steps of a process. Once it has struck, nothing that the process still tries has any effect."""

    def __init__(self) -> None:
        self.steps = 0
        self.struck = False
        self.called = asyncio.Event()  # somebody buries the dead
        self._left: int | None = None

    def strike_after(self, steps: int) -> None:
        """Let it die so many steps from now."""
        self._left = steps

    def step(self) -> None:
        """One step of the process. Raises Killed where it dies, and ever after."""
        if self.struck:
            raise Killed
        self.steps += 1
        if self._left is None:
            return
        self._left -= 1
        if self._left < 0:
            self.strike()
            raise Killed

    def strike(self) -> None:
        """It is dead from now on."""
        self.struck, self._left = True, None
        self.called.set()

    def revive(self) -> None:
        """Another process begins."""
        self.struck, self._left = False, None
        self.called.clear()

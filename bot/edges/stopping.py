"""Signals to stop, heard by a thread of their own: whatever the program is at, it ends in time.

    first signal  ->  what was asked for is called, and so many seconds are left  ->  over: the process ends with 0
    second signal ->  the process ends at once

Before anything is at work there is nothing to wait for: then the first one ends it. A process that ends like this loses
nothing: what is unfinished is taken up at the next start, as after a crash.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignals:
    """Hears SIGINT and SIGTERM from now on, until the process ends. To be made in the main thread."""

    def __init__(self) -> None:
        self._asked: tuple[Callable[[], object], float] | None = None
        self._heard, self._told = socket.socketpair()
        self._told.setblocking(False)
        # Python's own handlers wait for the main thread, which may be deep in something; what is written here does not.
        signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        for each in SIGNALS:
            signal.signal(each, lambda *_: None)
        threading.Thread(target=self._listen, name="signals", daemon=True).start()

    def ask(self, then: Callable[[], object], seconds: float) -> None:
        """From now on the first signal calls `then`, in another thread, and leaves so many seconds to end."""
        self._asked = (then, seconds)

    def _listen(self) -> None:
        self._next()
        if self._asked is None:
            end(0)
        else:
            then, seconds = self._asked
            then()
            self._heard.settimeout(seconds)
            try:
                end(128 + self._next())
            except TimeoutError:
                end(0)

    def _next(self) -> int:
        """The number of the next signal to stop. Raises TimeoutError when none comes in time."""
        while (number := self._heard.recv(1)[0]) not in SIGNALS:
            pass
        return number


def end(code: int) -> None:
    """End this process and its children now."""
    with suppress(Exception):
        for child in multiprocessing.active_children():
            child.kill()
    os._exit(code)

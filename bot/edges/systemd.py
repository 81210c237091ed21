"""Words to systemd (sd_notify): ready, alive, stopping. Nothing is said where no systemd listens."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from bot.alerts.standstill import Phase, Report

_WORDS = {Phase.READY: "READY=1", Phase.STOPPING: "STOPPING=1"}


class Systemd:
    """Says it over the socket that systemd names in the environment. What cannot be said is let go: silence is an alarm there."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        name = environ.get("NOTIFY_SOCKET", "")
        self._address = f"\0{name[1:]}" if name.startswith("@") else name  # one without a file

    def turned(self, phase: Phase) -> None:
        """The program has come so far."""
        if phase in _WORDS:
            self._say(_WORDS[phase])

    async def __call__(self, report: Report) -> None:
        """All is well."""
        self._say("WATCHDOG=1")

    def _say(self, word: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            try:
                sender.sendto(word.encode(), self._address)
            except OSError:
                return

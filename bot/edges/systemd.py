"""Words to systemd (sd_notify): ready, alive, stopping, and how it is. Nothing is said where no systemd listens.

What systemd does about silence is a restart. So it hears that the program is alive unless a restart is what is needed.
"""

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

    def looked(self, report: Report) -> None:
        """The watchdog has looked."""
        alive = "" if report.wants_a_restart else "WATCHDOG=1\n"
        self._say(f"{alive}STATUS={report}")

    def _say(self, word: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            try:
                sender.sendto(word.encode(), self._address)
            except OSError:
                return

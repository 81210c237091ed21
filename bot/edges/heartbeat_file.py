"""A file whose age is the sign: written anew while the program is well, left alone as soon as it is not."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from bot.alerts.standstill import Report
from bot.edges.health_words import as_data
from bot.edges.whole_files import put_whole


class HeartbeatFile:
    """Written whole or not at all, off the event loop: a disk that hangs holds up nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __call__(self, report: Report) -> None:
        """Write down that all is well. Raises OSError."""
        await asyncio.to_thread(self._write, json.dumps(as_data(report)).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        put_whole(self._path, data, lambda draft: Path(draft).chmod(0o644), lasting=False)

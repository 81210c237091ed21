"""The heartbeat file: whole, readable by others, and as fresh as the last time that all was well."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.alerts.standstill import Part, Phase, Report
from bot.edges.heartbeat_file import HeartbeatFile

WELL = Report(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), Phase.READY, {Part.POLLER: 2.0}, ())


def test_it_says_when_and_how_and_replaces_itself(tmp_path: Path) -> None:
    """In a folder that is made for it; nothing else is left there."""
    path = tmp_path / "run" / "alive"
    for _ in range(2):
        asyncio.run(HeartbeatFile(path)(WELL))
    said = json.loads(path.read_text())
    assert (said["at"], said["well"], said["parts"]["poller"]["well"]) == ("2026-03-02T08:00:00+00:00", True, True)
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Whoever beats knows that nobody sees it."""
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"exists|directory"):
        asyncio.run(HeartbeatFile(tmp_path / "file" / "alive")(WELL))

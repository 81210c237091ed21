"""Words to systemd: over a socket with or without a file, and none where nobody listens."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.alerts.standstill import Phase, Report
from bot.edges.systemd import Systemd

WELL = Report(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), Phase.READY, {}, ())


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.settimeout(5)
        yield listener


def life(systemd: Systemd) -> None:
    """From the beginning to the end."""
    systemd.turned(Phase.STARTING)
    systemd.turned(Phase.READY)
    systemd.looked(WELL)
    systemd.turned(Phase.STOPPING)


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_ready_alive_and_stopping(abstract: bool, tmp_path: Path) -> None:
    """Whether its socket has a file or only a name."""
    name = secrets.token_hex(8)
    bound, told = (f"\0{name}", f"@{name}") if abstract else (str(tmp_path / "notify"), str(tmp_path / "notify"))
    with listening(bound) as listener:
        life(Systemd({"NOTIFY_SOCKET": told}))
        assert [listener.recv(100) for _ in range(3)] == [
            b"READY=1",
            b"WATCHDOG=1\nSTATUS=all is well",
            b"STOPPING=1",
        ]


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_where_nobody_listens_nothing_is_said(environ: dict[str, str]) -> None:
    """Also where the socket is gone: the program goes on."""
    life(Systemd(environ))


def test_a_listener_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    """A full socket loses words; their absence is the alarm."""
    with listening(str(tmp_path / "notify")) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        systemd = Systemd({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        for _ in range(2_000):
            systemd.looked(WELL)

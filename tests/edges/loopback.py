"""Places on loopback."""

from __future__ import annotations

import socket


def free_port() -> int:
    """The number of a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number

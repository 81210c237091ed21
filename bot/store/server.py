"""What a database on a server needs that a file does not: a network that is cut keeps nobody waiting.

who waits                                   is kept waiting at most
we, for an answer of a dead machine         half a minute: the machine's own network code gives up
we, for an answer that a live one withholds `LONGEST`: then our connections are cut here
others, for what we hold                    half a minute: the server ends a transaction that is idle for so long
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from bot.errors import UsageError

# Seconds for anything asked of the server; it gives up itself (`_THERE`) a little before.
LONGEST = 75.0
# libpq's parameters, in seconds, the last in milliseconds; what the address says itself counts.
_HERE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# PostgreSQL's settings for our sessions; the last four as above, seen from the server.
_THERE = {
    "statement_timeout": "60s",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",
    "tcp_keepalives_idle": "10s",
    "tcp_keepalives_interval": "5s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25s",
}


class Server:
    """The engine of a database on a server, and its connections."""

    def __init__(self, url: URL) -> None:
        """Raises UsageError where the driver is not installed."""
        here = {name: value for name, value in _HERE.items() if name not in url.query}
        try:
            self.engine: Engine = create_engine(url, pool_pre_ping=True, connect_args=here)  # it may be started anew
        except ImportError as error:
            raise UsageError(
                f"no driver for {url.drivername}: {error.name} is not installed; `pip install 'gatewatch[postgresql]'`"
            ) from error
        self._connections: WeakSet[Any] = WeakSet()
        event.listen(self.engine, "connect", self._prepare)

    def _prepare(self, connection: Any, _record: object) -> None:
        self._connections.add(connection)
        for name, value in _THERE.items():
            connection.execute(f"SET {name} = '{value}'")
        connection.commit()

    @contextmanager
    def patiently(self) -> Iterator[None]:
        """What takes longer than `LONGEST` meanwhile ends like on a broken connection."""
        cutting = Timer(LONGEST, self.cut)
        cutting.daemon = True
        cutting.start()
        try:
            yield
        finally:
            cutting.cancel()

    def cut(self) -> None:
        """End every connection, whatever waits for an answer on it."""
        for each in tuple(self._connections):
            with suppress(Exception), socket.socket(fileno=os.dup(each.fileno())) as link:  # it may be closed already
                link.shutdown(socket.SHUT_RDWR)

"""Pings an address while all is well, for a service that raises an alarm when pings stop coming."""

from __future__ import annotations

import aiohttp

from bot import __version__
from bot.alerts.standstill import Report
from bot.edges.http.guard import RefusedAddressError, guarded_socket

TIMEOUT = 10.0  # seconds


class PingFailedError(Exception):
    """The address did not answer well. Its words name no part of the address, which may be a secret."""


class Ping:
    """A GET without redirects, never into a private network unless that is allowed."""

    def __init__(self, address: str, *, allow_private: bool = False) -> None:
        self._address = address
        self._guard = None if allow_private else guarded_socket

    async def __call__(self, report: Report) -> None:
        """Say that all is well. Raises PingFailedError."""
        try:
            async with self._session() as session, session.get(self._address, allow_redirects=False) as answer:
                status = answer.status
        except RefusedAddressError as error:
            raise PingFailedError(str(error)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            inner = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
            raise PingFailedError(
                str(inner) if isinstance(inner, RefusedAddressError) else type(inner).__name__
            ) from None
        if not 200 <= status < 300:
            raise PingFailedError(f"the answer was {status}")

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(socket_factory=self._guard, force_close=True)
        agent = {"User-Agent": f"Gatewatch/{__version__}"}
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        return aiohttp.ClientSession(connector=connector, headers=agent, timeout=timeout, trust_env=False)

"""Finding the addresses of a host name, on threads of our own.

Looking a name up blocks a thread until the name servers answer, for a dead name half a minute. On the few threads that asyncio
has for everybody a handful of dead names would stop all feeds; and threads that hang must not hold up the end of the program.
"""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import Future
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

MOST_AT_ONCE = 64  # as many names can hang, which is more than feeds are polled at once


class ThreadResolver(AbstractResolver):
    """Asks the system's resolver, each name on a thread of its own. There is nothing to close."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name. Raises OSError, most often gaierror, when there are none."""
        found: Future[list[Any]] = Future()
        async with self._places:
            Thread(target=_look_up, args=(found, host, port, family), name=f"name {host}", daemon=True).start()
            infos = await asyncio.wrap_future(found)
        return [_result(host, info) for info in infos]

    async def close(self) -> None:
        """Threads that hang end with the program."""


def _look_up(found: Future[list[Any]], host: str, port: int, family: int) -> None:
    if not found.set_running_or_notify_cancel():
        return
    try:
        found.set_result(socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG))
    except Exception as error:  # whatever it is belongs to who asked
        found.set_exception(error)


def _result(host: str, info: tuple[Any, ...]) -> ResolveResult:
    family, _, protocol, _, address = info
    scope = f"%{address[3]}" if family == socket.AF_INET6 and address[3] else ""  # of a link-local address
    return ResolveResult(
        hostname=host,
        host=f"{address[0]}{scope}",
        port=address[1],
        family=family,
        proto=protocol,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )

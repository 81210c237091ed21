"""Finding the addresses of a host name: on threads of our own, and once for everybody who asks within five minutes.

Looking a name up blocks a thread until the name servers answer, for a dead name half a minute. On the few threads that asyncio
has for everybody a handful of dead names would stop all feeds; and threads that hang must not hold up the end of the program.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

MOST_AT_ONCE = 64  # as many names can hang, which is more than feeds are polled at once
BELIEVED = 300.0  # seconds for which an answer holds; every socket is still judged by its number
MOST_KNOWN = 10_000  # names: those of all a desk's feeds, while what strangers link to cannot fill the memory

_Key = tuple[str, socket.AddressFamily]


@dataclass(frozen=True, slots=True)
class _Answer:
    """The addresses of a name."""

    addresses: deque[ResolveResult]  # each time the next one comes first, so that all of them serve
    until: float


class KnownNames(AbstractResolver):
    """Remembers the addresses that another resolver finds. One is enough for all connections of a program.

    Whoever asks for a name that is being looked up waits for that answer. That there is none is not remembered.
    """

    def __init__(self, resolver: AbstractResolver | None = None, seconds: Callable[[], float] = time.monotonic) -> None:
        """`resolver` is asked for what is not known; default: the system's. `seconds` never goes back."""
        self._resolver = resolver or ThreadResolver()
        self._seconds = seconds
        self._known: dict[_Key, _Answer] = {}  # the oldest first
        self._asking: dict[_Key, asyncio.Task[deque[ResolveResult]]] = {}

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name. Raises OSError, most often gaierror, when there are none."""
        key = host, family
        known = self._known.get(key)
        if known and self._seconds() < known.until:
            return _at_port(known.addresses, port)
        # One who gives up must not take the answer from those who wait with him.
        return _at_port(await asyncio.shield(self._asking.get(key) or self._ask(key)), port)

    def _ask(self, key: _Key) -> asyncio.Task[deque[ResolveResult]]:
        task = self._asking[key] = asyncio.create_task(self._learn(key))
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, also when all have given up
        return task

    async def _learn(self, key: _Key) -> deque[ResolveResult]:
        host, family = key
        try:
            addresses = deque(await self._resolver.resolve(host, 0, family))
        finally:
            del self._asking[key]
        self._known.pop(key, None)
        self._known[key] = _Answer(addresses, self._seconds() + BELIEVED)
        if len(self._known) > MOST_KNOWN:
            del self._known[next(iter(self._known))]
        return addresses

    async def close(self) -> None:
        """Give up what is still being looked up."""
        for task in tuple(self._asking.values()):
            task.cancel()
        await self._resolver.close()


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


def _at_port(addresses: deque[ResolveResult], port: int) -> list[ResolveResult]:
    found = [ResolveResult({**each, "port": port}) for each in addresses]
    addresses.rotate(-1)
    return found


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

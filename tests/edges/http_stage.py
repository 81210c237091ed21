"""A raw HTTP server on loopback whose answers are scripts: what well-behaved server libraries refuse to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

NOW = datetime(2016, 4, 14, 12, 0, tzinfo=UTC)

Send = Callable[[bytes], Awaitable[None]]
Script = Callable[[Send], Awaitable[None]]


class StillClock:
    """A clock that always says the same."""

    def now(self) -> datetime:
        return NOW


@dataclass
class Stage:
    """The server: `scripts` by path, and what was asked of it."""

    scripts: dict[str, Script] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    base: str = ""
    busy: int = 0
    busiest: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def script(self, path: str) -> Script:
        """What is played at a path."""
        return self.scripts.get(path, says("404 Not Found"))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection; the client going away in the middle is part of the play."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._tasks.discard(task)

    async def close(self) -> None:
        """Stop everything that still plays."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = head[0].split(" ")[1]
        pairs = (line.split(": ", 1) for line in head[1:] if ": " in line)
        self.asked.append((path, {name.lower(): value for name, value in pairs}))

        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await self.script(path)(send)
        finally:
            self.busy -= 1


@asynccontextmanager
async def stage(scripts: dict[str, Script] | None = None) -> AsyncIterator[Stage]:
    """A running stage on a free port of 127.0.0.1."""
    play = Stage(scripts or {})
    server = await asyncio.start_server(play.serve, "127.0.0.1", 0, limit=2**20)
    play.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield play
    finally:
        server.close()
        await play.close()
        await server.wait_closed()


def says(status: str, body: bytes = b"", length: int | None = None, **headers: str) -> Script:
    """A whole answer; header names are given with underscores. `length` lies about the body's."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    async def script(send: Send) -> None:
        await send("\r\n".join([*lines, "", ""]).encode("latin-1") + body)

    return script


def raw(data: bytes) -> Script:
    """Exactly these bytes."""

    async def script(send: Send) -> None:
        await send(data)

    return script


def drips(data: bytes, every: float) -> Script:
    """An endless answer, a byte at a time: no read ever times out."""

    async def script(send: Send) -> None:
        await send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            await send(data)
            await asyncio.sleep(every)

    return script

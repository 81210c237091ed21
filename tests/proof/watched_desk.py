"""A desk around a real process: feeds and a Slack on loopback that can be made to fail, and everything that watches from outside.

Four look at the process as strangers would: somebody who asks its port, somebody who looks at the age of its file, a systemd that
waits for words, a service that waits for pings. Each notes from when to when it took the process for stopped.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.ports import Message
from bot.store import deliveries
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from tests.edges.loopback import free_port
from tests.edges.slack_fake import TOKEN, FakeSlack, Fault
from tests.proof.processes import environment

ROOT = Path(__file__).parents[2]
EVERY = 6.0  # seconds: the interval of the process
LOOK = 0.1  # seconds between two looks of a watcher
CHANNEL, OPERATOR = "C0123456789", "C0123456780"
PEOPLE = "list: desk\npeople:\n  - {id: p1, name: Pat Doe, source: 'https://lists.test/p1'}\n"


class MoodySlack(FakeSlack):
    """Every call meets the fault of the hour."""

    mood: Fault | None = None

    async def auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team": "T", "user": "gatewatch"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.faults = [self.mood] if self.mood else []
        return await super().handle(request)


@dataclass
class Watcher:
    """Somebody who takes the process for stopped, or not, at each look."""

    name: str
    stopped: Callable[[], Awaitable[bool]]
    since: float | None = None  # since when it does
    false_alarms: int = 0

    async def watch(self) -> None:
        while True:
            if not await self.stopped():
                self.since = None
            elif self.since is None:
                self.since = time.monotonic()
                self.false_alarms += 1
            await asyncio.sleep(LOOK)


@dataclass
class Fresh:
    """When something was heard last."""

    at: float = field(default_factory=time.monotonic)

    def heard(self) -> None:
        self.at = time.monotonic()

    async def old(self) -> bool:
        return time.monotonic() - self.at > EVERY


class WatchedDesk:
    """The world of one process. Use `opened`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slack = MoodySlack()
        self.feeds_up = True
        self.slow_feed = False
        self.feed_body = ""  # what all feeds serve; empty: a new item each time
        self.feeds_asked = 0
        self.port = free_port()
        self.pinged, self.notified = Fresh(), Fresh()
        self.said: list[bytes] = []
        self.process: asyncio.subprocess.Process | None = None
        self.watchers = (
            Watcher("/healthz", self._unhealthy),
            Watcher("file", self._file_is_old),
            Watcher("systemd", self.notified.old),
            Watcher("ping", self.pinged.old),
        )
        self._sites: dict[str, web.TCPSite] = {}

    # --- the world ---

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[WatchedDesk]:
        """Slack, feeds, the service for pings and systemd's socket, open meanwhile; the process is ended with them."""
        routes = {
            "slack": ("/api/{method}", self.slack.handle),
            "feeds": ("/{path:.*}", self._feed),
            "ping": ("/ping", self._ping),
        }
        async with self._serving(routes) as ports:
            self.ports = ports
            self._write_settings()
            try:
                yield self
            finally:
                await self.kill()

    @asynccontextmanager
    async def _serving(self, routes: dict[str, Any]) -> AsyncIterator[dict[str, int]]:
        runners, ports = [], {name: free_port() for name in routes}
        for name, (path, handler) in routes.items():
            app = web.Application()
            app.router.add_route("*", path, handler)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            self._sites[name] = web.TCPSite(runner, "127.0.0.1", ports[name])
            await self._sites[name].start()
            runners.append(runner)
        listening = asyncio.create_task(self._listen())
        try:
            yield ports
        finally:
            listening.cancel()
            for runner in runners:
                await runner.cleanup()

    async def slack_listens(self, listens: bool) -> None:
        """Open Slack's port, or close it."""
        site = self._sites["slack"]
        if listens:
            self._sites["slack"] = web.TCPSite(site._runner, "127.0.0.1", self.ports["slack"])
            await self._sites["slack"].start()
        else:
            await site.stop()

    async def _listen(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(str(self.folder / "notify"))
            listener.setblocking(False)
            while True:
                word = await asyncio.get_running_loop().sock_recv(listener, 100)
                self.said.append(word)
                if word.startswith(b"WATCHDOG=1"):
                    self.notified.heard()

    async def _ping(self, _: web.Request) -> web.Response:
        self.pinged.heard()
        return web.Response()

    async def _feed(self, request: web.Request) -> web.StreamResponse:
        self.feeds_asked += 1
        if self.slow_feed:
            answer = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
            await answer.prepare(request)
            with suppress(ConnectionError):
                while True:
                    await answer.write(b" ")
                    await asyncio.sleep(0.2)
            return answer
        body = f"<rss version='2.0'><channel><title>Daily</title><item><title>At {time.time()}</title><description>Nobody went anywhere.</description></item></channel></rss>"
        return web.Response(text=self.feed_body or body, status=200 if self.feeds_up else 503)

    def _write_settings(self) -> None:
        (self.folder / "watchlists").mkdir()
        (self.folder / "watchlists" / "desk.yaml").write_text(PEOPLE)
        feeds = "".join(
            f"  - {{url: 'http://127.0.0.1:{self.ports['feeds']}/{n}', allow_private: true, every: 1m}}\n"
            for n in range(3)
        )
        (self.folder / "gatewatch.yml").write_text(
            f"watchlists: [{self.folder}/watchlists]\ndatabase: sqlite:///{self.folder}/a.db\nlists: {{folder: '{self.folder}/lists'}}\n"
            f"feeds:\n{feeds}polling: {{tick: 1s, timeout: 5s}}\nworkers: 1\n"
            f"slack: {{channel: {CHANNEL}, operator: {OPERATOR}, api_url: 'http://127.0.0.1:{self.ports['slack']}/api/', settle: 3s}}\n"
            f"watch: {{every: {EVERY:.0f}s, port: {self.port}, heartbeat: '{self.folder}/alive', ping: 'http://127.0.0.1:{self.ports['ping']}/ping', allow_private: true}}\n"
        )

    def queue(self, text: str) -> None:
        """Leave a message that waits to be told."""
        with closing(Database.look(f"sqlite:///{self.folder}/a.db")) as database, database.transaction() as c:
            deliveries.put(c, NewDelivery(OPERATOR, Kind.NOTICE, Message(text), part=text), datetime.now(UTC))

    # --- the process ---

    async def start(self, *command: str) -> None:
        """Start a process with these settings: `gatewatch run`, or another command."""
        words = command or ("-m", "bot", "run", "--config", str(self.folder / "gatewatch.yml"))
        environ = environment() | {"SLACK_BOT_TOKEN": TOKEN, "NOTIFY_SOCKET": str(self.folder / "notify")}
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *words, cwd=ROOT, env=environ, stderr=log, stdout=log, start_new_session=True
            )

    async def is_well(self, seconds: float = 120) -> None:
        """Wait until the process says that all is well, and has written it down."""
        async with asyncio.timeout(seconds):
            while await self._unhealthy() or await self._file_is_old():
                assert self.process is None or self.process.returncode is None, (self.folder / "log").read_text()
                await asyncio.sleep(LOOK)

    def signal(self, number: signal.Signals) -> None:
        """To the process alone."""
        assert self.process is not None
        self.process.send_signal(number)

    async def kill(self) -> None:
        """The whole group of it."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()

    # --- who watches ---

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """All of them look meanwhile."""
        self.pinged.heard()
        self.notified.heard()
        tasks = [asyncio.create_task(each.watch()) for each in self.watchers]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()

    async def _unhealthy(self) -> bool:
        timeout = aiohttp.ClientTimeout(total=1)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.get(f"http://127.0.0.1:{self.port}/healthz") as answer,
            ):
                self.health: dict[str, Any] = await answer.json()
                return answer.status != 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.health = {}
            return True

    async def _file_is_old(self) -> bool:
        try:
            return time.time() - (self.folder / "alive").stat().st_mtime > EVERY
        except OSError:
            return True

    def alarms(self) -> Iterator[Watcher]:
        """Who takes it for stopped now."""
        return (each for each in self.watchers if each.since is not None)

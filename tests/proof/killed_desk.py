"""A desk with the real program, killed at moments of the proof's choosing and started again.

Each program is the leader of a session of its own, so that whatever it started can be found and counted.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select

from bot.errors import GatewatchError
from bot.store import schema
from bot.store.database import Database
from bot.store.deliveries import OPEN, State
from tests.edges.slack_emulator import TOKEN
from tests.proof.killed_site import OUTLETS, Site, name_of
from tests.proof.processes import environment, in_session

ROOT = Path(__file__).parents[2]
PROGRAM = ("-m", "bot", "run", "--config", "gatewatch.yml")
TRAVELLERS = 280  # listed; more than ever travel
SETTLE = 2  # seconds
OF_ITS_OWN = "sqlite:///gatewatch.db"
GONE = 60.0  # seconds in which what a program started has to end when the program is dead: on a busy machine it may be importing
RUNNING = b'"event": "running"'

_DUE = (schema.feeds, schema.deliveries, schema.unread_pages)


def settings(site: Site, slack: str, channels: Sequence[str], database: str) -> str:
    """The settings of a desk that tells each of these channels of some of the travellers."""
    feeds = "".join(
        f"\n- {{url: '{site.base_url}/{n}/rss', every: 1m, lang: en, full_text: never, allow_private: true}}"
        for n in range(OUTLETS)
    )
    routes = "".join(f"\n  desk-{n}: {channel}" for n, channel in enumerate(channels))
    return f"""{settings_of_a_folder(database)}
log: {{level: info, format: json}}
polling: {{tick: 1s, host_rate: 1000, per_host: 20}}
slack: {{channel: {channels[0]}, operator: {channels[0]}, api_url: '{slack}', settle: {SETTLE}s}}
routes: {routes}
feeds: {feeds}
"""


def settings_of_a_folder(database: str) -> str:
    """The settings of a program that finds its lists in its own folder, and screens in one process."""
    return f"""
watchlists: [lists]
database: {database}
cache: {Path("~/.cache/gatewatch").expanduser()}
lists: {{folder: official}}
workers: 1"""


def watchlist(channels: int) -> str:
    """Everybody who will travel."""
    return "list: desk\npeople:" + "".join(
        f"""
  - id: p{person}
    name: {name_of(person)}
    listings: [{{authority: UN, regime: Test, ref: P.{person}, measures: [{{type: travel_ban, since: 2020-01-01}}]}}]
    source: https://lists.test/{person}
    route: desk-{person % channels}"""
        for person in range(TRAVELLERS)
    )


@dataclass
class Kills:
    """What the kills of a desk met."""

    number: int = 0
    before_running: int = 0
    half_sent: int = 0  # kills that left one message more of which nobody knew whether it stood in the channel
    held: int = 0  # kills that left a lease
    alone: int = 0  # kills of the program without what it had started
    survivors: int = 0  # processes that outlived such a program


@dataclass(frozen=True, slots=True)
class Left:
    """What a program leaves behind."""

    unknown: frozenset[str]  # messages of unknown fate
    held: int  # leases of the process asked for
    unsent: int  # messages still to be told


@dataclass
class Desk:
    """A folder with settings and list, in which one program after the other works."""

    folder: Path
    program: Sequence[str] = PROGRAM
    shared: str | None = None  # the address of a database that is not in the folder
    environment: Mapping[str, str] = field(default_factory=dict)  # what is special about its machine
    kills: Kills = field(default_factory=Kills)
    lives: int = 0
    unknown: frozenset[str] = frozenset()  # messages of unknown fate that the last kill left

    @property
    def database(self) -> str:
        return self.shared or f"sqlite:///{self.folder / 'gatewatch.db'}"

    @asynccontextmanager
    async def life(self) -> AsyncIterator[Life]:
        """A program from its start until it has ended, by whatever; what it started ends with it."""
        self.lives += 1
        log = self.folder / f"log-{self.lives}"
        set_here = environment("SLACK_APP_TOKEN", "GATEWATCH_CONFIG")
        set_here |= {"PYTHONPATH": str(ROOT), "SLACK_BOT_TOKEN": TOKEN}
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *self.program, cwd=self.folder, env={**set_here, **self.environment},
                start_new_session=True,
                stdout=errors, stderr=errors,
            )  # fmt: skip
        try:
            yield Life(process, log)
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()

    async def killed(self, moment: Callable[[Life], Awaitable[None]], *, alone: bool = False) -> None:
        """Start a program, and kill it at that moment: with all that it started, or alone."""
        async with self.life() as life:
            await moment(life)
            assert life.process.returncode is None, f"the program ended by itself:\n{life.said()[-2_000:]}"
            self.kills.before_running += not life.is_running
            if alone:
                life.process.kill()
                self.kills.survivors += await life.left_behind()
            else:
                os.killpg(life.process.pid, signal.SIGKILL)
            await life.process.wait()
        self.kills.number += 1
        self.kills.alone += alone
        if left := self.look(life.process.pid):
            self.kills.half_sent += not left.unknown <= self.unknown
            self.kills.held += left.held > 0
            self.unknown = left.unknown

    def look(self, process: int = 0) -> Left | None:
        """What there is to do, and what this process has claimed; None where there is no whole database yet."""
        d = schema.deliveries.c
        try:
            opened = Database.look(self.database)
        except GatewatchError:
            return None
        count = select(func.count())
        with closing(opened), opened.snapshot() as c:
            unknown = c.scalars(select(d.id).where(d.state.in_((State.SENDING, State.UNCERTAIN))))
            held = sum(c.scalar(count.where(each.c.lease_owner.contains(f":{process}:"))) or 0 for each in _DUE)
            return Left(frozenset(unknown), held, c.scalar(count.where(d.state.in_(OPEN))) or 0)

    def polled(self) -> int:
        """How many feeds were read well so far."""
        return self._count(select(func.count()).where(schema.feeds.c.last_ok.is_not(None)))

    def articles(self) -> int:
        """How many articles are on record."""
        return self._count(select(func.count()).select_from(schema.articles))

    def _count(self, asked: Select[tuple[int]]) -> int:
        with closing(Database.look(self.database)) as opened, opened.snapshot() as c:
            return c.scalar(asked) or 0


def desk_in(
    folder: Path, site: Site, slack: str, channels: Sequence[str], database: str = OF_ITS_OWN, **about: Any
) -> Desk:
    """A desk with settings and list; `about` is what else there is to say of it."""
    (folder / "lists").mkdir(parents=True)
    (folder / "lists/desk.yaml").write_text(watchlist(len(channels)))
    (folder / "gatewatch.yml").write_text(settings(site, slack, channels, database))
    return Desk(folder, **about)


async def waited(done: Callable[[], bool], *lives: Life) -> None:
    """Wait until that is so, while these programs work; none of them may end, and they have a moment longer."""
    while not done():
        for life in lives:
            assert life.process.returncode is None, f"a program ended by itself:\n{life.said()[-2_000:]}"
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)


@dataclass
class Life:
    """A program under way."""

    process: asyncio.subprocess.Process
    log: Path

    def said(self) -> str:
        """What it wrote."""
        return self.log.read_text(errors="replace")

    @property
    def is_running(self) -> bool:
        """Whether it has come so far that it works."""
        return RUNNING in self.log.read_bytes()

    async def running(self) -> None:
        """Wait until it works, or has ended."""
        while not self.is_running and self.process.returncode is None:
            await asyncio.sleep(0.02)

    async def stop(self) -> int:
        """Ask it to stop. Its exit code."""
        self.process.terminate()
        return await self.process.wait()

    async def left_behind(self) -> int:
        """How many processes of a program that was killed are still there when they have had time to end."""
        loop = asyncio.get_running_loop()
        until = loop.time() + GONE
        while (left := len(list(in_session(self.process.pid)))) and loop.time() < until:
            await asyncio.sleep(0.02)
        return left

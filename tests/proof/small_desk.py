"""A whole program in small, for proofs about its disk: a site with news, real lists, a real database, a channel that outlives it.

The program is `open_app` with a screener that finds names and flights. Only the clock is moved by hand.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from aiohttp import web

from bot.app import App, open_app
from bot.config import load_config
from bot.ports import Channel
from tests.jobs.hand_clock import HandClock
from tests.jobs.memory_channel import MemoryChannel
from tests.jobs.toy_screening import toy_of

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_LISTED = "listings: [{authority: UN, regime: Test, ref: X.1, since: 2020-01-01, measures: [travel_ban]}]"
# What every feed held before anybody looked: nothing about anybody.
_OLD = "<item><guid isPermaLink='false'>0</guid><title>Rain</title><description>It rained.</description></item>"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def name(number: int) -> str:
    """The person of a number, by a name that is part of no other."""
    return f"{LETTERS[number // 26]}{LETTERS[number % 26].lower()}rin Doe"


@dataclass(frozen=True)
class Item:
    """A report of a flight: whose, by which outlet, when it was printed."""

    person: int
    outlet: str
    at: datetime

    @property
    def xml(self) -> str:
        guid = f"{self.outlet}-{self.person}"
        text = f"{name(self.person)} flew to Oslo on 2 March 2026, {self.outlet} said."
        return (
            f"<item><guid isPermaLink='false'>{guid}</guid><title>{name(self.person)} travels, by {self.outlet}</title>"
            f"<pubDate>{format_datetime(self.at)}</pubDate><description>{text}</description></item>"
        )


@dataclass
class SmallDesk:
    """The world around one database file. `channel` keeps what it was told whatever becomes of the program."""

    folder: Path
    database: Path
    people: int = 40
    slack: str = "C0DESK001"
    clock: HandClock = field(default_factory=lambda: HandClock(START))
    channel: Channel = field(init=False)
    feeds: dict[str, list[Item]] = field(default_factory=lambda: {"herald": [], "courier": []})

    def __post_init__(self) -> None:
        self.channel = MemoryChannel(self.clock.now)
        lists = self.folder / "watchlists"
        lists.mkdir(parents=True, exist_ok=True)
        entries = (f"  - {{id: p{n}, name: {name(n)}, {_LISTED}}}\n" for n in range(self.people))
        (lists / "desk.yaml").write_text("list: desk\npeople:\n" + "".join(entries))

    @property
    def memory(self) -> MemoryChannel:
        """The channel, where it is the one in memory."""
        assert isinstance(self.channel, MemoryChannel)
        return self.channel

    def report(self, outlet: str, people: Sequence[int], ago: timedelta = timedelta(minutes=5)) -> None:
        """An outlet reports the flights of these people."""
        self.feeds[outlet] += [Item(person, outlet, self.clock.at - ago) for person in people]

    async def _rss(self, request: web.Request) -> web.Response:
        items = _OLD + "".join(item.xml for item in self.feeds[request.match_info["outlet"]])
        title = request.match_info["outlet"]
        return web.Response(text=f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>")

    @asynccontextmanager
    async def site(self) -> AsyncIterator[str]:
        """The address of the feeds."""
        app = web.Application()
        app.router.add_get("/{outlet}", self._rss)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield "http://{}:{}".format(*runner.addresses[0][:2])
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def program(self, site: str) -> AsyncIterator[App]:
        """One life of the program."""
        feeds = "".join(
            f"  - {{url: '{site}/{outlet}', name: {outlet}, allow_private: true}}\n" for outlet in self.feeds
        )
        path = self.folder / "gatewatch.yml"
        path.write_text(
            f"watchlists: [{self.folder}/watchlists]\ndatabase: sqlite:///{self.database}\ncache: {self.folder}/cache\n"
            f"workers: 0\nslack: {{channel: {self.slack}, operator: C0OPERATOR}}\nfeeds:\n{feeds}"
            "polling: {tick: 1s, host_rate: 1000}\n"
        )
        config = load_config(path, {"SLACK_BOT_TOKEN": "xoxb-test"})
        async with open_app(config, self.channel, toy_of, clock=self.clock, pace=0.0) as app:
            yield app

    async def sweep(self, app: App, after: timedelta = timedelta(minutes=90)) -> None:
        """Time passes, and everything due is polled and told."""
        self.clock.at += after
        await app.once()

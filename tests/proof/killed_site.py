"""The world of a desk that is killed again and again: outlets with more and more news, and a Slack that takes its time.

One person after the other travels. Two outlets report it, the second a little later: a card and a reply. All people and news
are invented.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from random import Random

from aiohttp import ClientSession, web

OUTLETS = 20
LATER = 2  # so many others travel before the second report of a journey
LANDS, ANSWERS = (0.0, 0.15), (0.05, 0.25)  # seconds until Slack has a request, and until it answers then
POST = "chat.postMessage"

_FIRST = ("Ostap", "Timur", "Ilse", "Davor", "Radek", "Milos", "Jurek", "Anatol", "Marek", "Lenka", "Boris", "Greta")
_BEGIN, _MIDDLE = ("Bra", "Dol", "Fen", "Gur", "Kip", "Lor", "Mav", "Tez"), ("ba", "di", "fu", "go", "ke", "lo", "zu")
_END = ("rintov", "skanal", "dekvar", "mulsen", "petrak")
_FROM = ("Minsk", "Oslo", "Prague", "Sofia", "Tunis", "Zagreb", "Baku")
_TO = ("Warsaw", "Cairo", "Athens", "Lisbon", "Geneva", "Ankara")


def name_of(person: int) -> str:
    """Somebody whose name no other comes near."""
    return f"{_FIRST[person % 12]} {_BEGIN[person % 8]}{_MIDDLE[person % 7]}{_END[person % 5]}"


@dataclass
class Site:
    """The outlets. Nothing happens before `begin` and after `end`."""

    base_url: str = ""
    opened: datetime = field(default_factory=lambda: datetime.now(UTC))
    travellers: int = 0
    over: bool = False  # nobody travels any more: what is under way is reported to the end
    requests: int = 0  # of all outlets, and of Slack

    async def seen(self, more: int) -> None:
        """Wait until there were so many requests more."""
        enough = self.requests + more
        while self.requests < enough:
            await asyncio.sleep(0.005)

    async def rss(self, request: web.Request) -> web.Response:
        """What an outlet has to report now."""
        self.requests += 1
        outlet = int(request.match_info["outlet"])
        told = [self._item("old", "Nobody travelled at all, an official said.")]
        for person in range(self.travellers):
            if person % OUTLETS == outlet:
                told.append(self._item(f"a{person}", f"{_journey(person)}, two officials said."))
            if (person + 1) % OUTLETS == outlet and (self.over or self.travellers - person > LATER):
                told.append(self._item(f"b{person}", f"{_journey(person)} in a private jet, a diplomat said."))
        title = f"Daily {_BEGIN[outlet % 8]}{_MIDDLE[outlet % 7]}"
        return web.Response(text=f"<rss version='2.0'><channel><title>{title}</title>{''.join(told)}</channel></rss>")

    def _item(self, guid: str, text: str) -> str:
        return (
            f"<item><guid isPermaLink='false'>{guid}</guid><title>Travel news, number {guid}</title>"
            f"<link>{self.base_url}/{guid}</link>"
            f"<pubDate>{format_datetime(self.opened)}</pubDate><description>{text}</description></item>"
        )


def _journey(person: int) -> str:
    return f"{name_of(person)} flew from {_FROM[person % 7]} to {_TO[person % 6]} on Monday"


@dataclass
class SlowSlack:
    """Stands before a Slack: a request lands after a while, and is answered a while later."""

    slack: str
    site: Site
    session: ClientSession
    random: Random
    base_url: str = ""
    landed: asyncio.Condition = field(default_factory=asyncio.Condition)  # of posts that are not answered yet

    async def handle(self, request: web.Request) -> web.Response:
        """Hand on one request."""
        self.site.requests += 1
        method, body = request.match_info["method"], await request.read()
        headers = {name: request.headers[name] for name in ("Content-Type", "Authorization")}
        await asyncio.sleep(self.random.uniform(*LANDS))
        async with self.session.post(f"{self.slack}{method}", data=body, headers=headers) as answer:
            said = await answer.read()
        if method == POST:
            async with self.landed:
                self.landed.notify_all()
        await asyncio.sleep(self.random.uniform(*ANSWERS))
        return web.Response(body=said, status=answer.status, content_type=answer.content_type)


@asynccontextmanager
async def around(slack: str, seed: int) -> AsyncIterator[tuple[Site, SlowSlack]]:
    """The outlets and the slow Slack, while they run."""
    async with ClientSession() as session:
        site = Site()
        slow = SlowSlack(slack, site, session, Random(seed))
        app = web.Application(client_max_size=10_000_000)
        app.router.add_get("/{outlet}/rss", site.rss)
        app.router.add_post("/api/{method}", slow.handle)
        runner = web.AppRunner(app, shutdown_timeout=2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        slow.base_url = f"{site.base_url}/api/"
        try:
            yield site, slow
        finally:
            await runner.cleanup()

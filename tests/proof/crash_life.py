"""One life of the program in the world of `tests.proof.crash_world`: opened on what is left in the folder, played scene by scene.

The folder is the present one, so that a program of a fork meets its own. In it, `desk` holds what belongs to the program:
database and cache; `world` what outlives it: the list that people edit, what stands in the channels, the time, and which
wishes were answered.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exists, select

from bot.alerts.map import map_of
from bot.alerts.map_world import world
from bot.app import App, open_app
from bot.config import Config, config_of
from bot.context.reader import Reader
from bot.edges.gazetteer import open_gazetteer
from bot.edges.http.robots import Robots
from bot.edges.index_files import index_of
from bot.edges.worker import Factory
from bot.jobs.alive import at_work
from bot.jobs.desk import TriageDesk
from bot.jobs.reload import reload_changed
from bot.jobs.retention import Keep, expire_old
from bot.jobs.triage import Triaging
from bot.marked import read_yaml
from bot.matching.matcher import Matcher
from bot.model import Alert, Judgement, Reason, Watchlist
from bot.pipeline import Screener
from bot.ports import Channel, Command, Picture, Press
from bot.store import decisions, deliveries, lookbacks, schema
from tests.jobs.everybody import EVERYBODY
from tests.proof.crash_channel import FileChannel, Gallery, Post
from tests.proof.crash_steps import SteppedChannel, SteppedFetcher, SteppedPictures, Steps
from tests.proof.crash_world import (
    ALARM,
    DESK,
    EAST,
    FALLBACK,
    NEWS,
    OPERATOR,
    SCENES,
    START,
    WHOLE,
    WISHES,
    Wish,
    World,
    moment,
)  # fmt: skip

LIST, SLACK, CLOCK, ANSWERED = (Path("world") / name for name in ("lists/desk.yaml", "slack", "clock", "answered"))
MINUTE = timedelta(minutes=1)
LONGEST = 9  # minutes that a scene may take
KEEP = Keep(timedelta(days=90), timedelta(days=90))


def settings() -> Config:
    """The settings, for a program that works in the folder it is in."""
    feeds = "".join(
        f"\n- {{url: '{url}', every: 5m, lang: en, full_text: {'always' if url == WHOLE else 'never'}, important: {str(url == ALARM).lower()}}}"
        for url in dict.fromkeys(each.feed for each in NEWS)
    )
    text = f"""
watchlists: [{LIST}]
database: sqlite:///desk/gatewatch.db
cache: desk/cache
lists: {{folder: desk/lists}}
workers: 0
polling: {{concurrency: 4}}
slack: {{channel: {DESK}, operator: {OPERATOR}, fallback: {FALLBACK}}}
routes: {{east: {EAST}}}
feeds: {feeds}
"""
    return config_of(read_yaml("gatewatch.yml", text.encode()), {})


@dataclass
class Clock:
    """The time, moved by hand and kept in the world."""

    at: datetime = field(default_factory=lambda: datetime.fromisoformat(CLOCK.read_text()) if CLOCK.exists() else START)

    def now(self) -> datetime:
        return self.at

    def move(self, to: datetime) -> None:
        """Let it be later."""
        self.at = max(self.at, to)
        CLOCK.write_text(self.at.isoformat())


@cache
def _reader() -> Reader:
    return Reader(None, open_gazetteer(Path("~/.cache/gatewatch").expanduser()))


@cache
def _drawn(alert: Alert) -> Picture | None:
    """The map of an alert: the programs of a sweep draw the same ones over and over."""
    return map_of(alert, world())


def screener_of(watchlist: Watchlist) -> Factory:
    """The real matcher and the real reader; of trips it reads what patterns can."""
    return partial(_screener, watchlist)


def _screener(watchlist: Watchlist) -> Screener:
    return Screener(watchlist, Matcher(watchlist, index_of(Path("desk/cache"), watchlist)), _reader())


@dataclass
class Life:
    """A program under way, and the world around it."""

    steps: Steps
    config: Config
    channel_of: Callable[[Channel], Channel] = lambda channel: channel  # a careless program puts something before it
    world: World = field(default_factory=World)
    clock: Clock = field(default_factory=Clock)

    @property
    def slack(self) -> FileChannel:
        """The channel as it stands, whoever tells it anything."""
        return FileChannel(SLACK, self.clock.now, self.world.refuses)

    @asynccontextmanager
    async def opened(self, scene: int) -> Any:
        """The program, begun while that scene is on."""
        self.begin(scene)
        channel = self.channel_of(SteppedChannel(self.slack, self.steps))
        pictures = SteppedPictures(Gallery(lambda: self.world.shows_pictures), self.steps)
        async with open_app(self.config, channel, screener_of, clock=self.clock, pace=0.0, pictures=pictures) as app:
            fetcher = SteppedFetcher(self.world, self.steps)
            app.polling = replace(app.polling, fetcher=fetcher, robots=Robots(fetcher), jitter=lambda: 0.5)
            assert app.illustrating is not None
            app.illustrating.ready, app.illustrating.draw = 0.0, _drawn
            yield app

    async def play(self, app: App, scene: int) -> None:
        """Work until nothing is left to do in that scene."""
        self.begin(scene)
        for _ in range(LONGEST):
            await self._round(app)
            if not await app.db.read(_busy, self.clock.now()) and not list(self._wishes()):
                return
            self.clock.move(self.clock.at + MINUTE)

    def begin(self, scene: int) -> None:
        """Let the world come to a scene."""
        self.world.scene = scene
        self.clock.move(moment(scene))
        if not LIST.exists() or LIST.read_text() != self.world.listed():
            draft = LIST.with_suffix(".draft")
            draft.write_text(self.world.listed())
            os.replace(draft, LIST)

    async def _round(self, app: App) -> None:
        """Everything that the program does of itself, and everything that people ask of it, once."""
        for _ in range(2):  # an edited file is loaded when it has kept still from one look to the next
            await reload_changed(app.reloading)
        for wish in list(self._wishes()):
            await self._press(app, wish)
        await app.once()
        await at_work(app.db, app.clock, app.polling.owner)
        if list(SCENES)[self.world.scene] == "the next morning":
            await expire_old(app.db, app.clock, KEEP, lambda: True)

    # --- what people press ------------------------------------------------------------------------------------------------

    def _wishes(self) -> Iterator[Wish]:
        """What is wanted and was not answered yet."""
        answered = ANSWERED.read_text().split("\n") if ANSWERED.exists() else []
        now = list(SCENES)[: self.world.scene + 1]
        return (wish for wish in WISHES if wish.scene in now and _name(wish) not in answered)

    async def _press(self, app: App, wish: Wish) -> None:
        desk = TriageDesk(Triaging(app.db, app.clock, app.in_force, EVERYBODY))
        if wish.act == "mute":
            await desk.answer(Command(_name(wish), f"mute {wish.person} 7d", DESK, "U1"))
        elif press := self._pressed(wish):
            match wish.act:
                case "not_this":
                    await desk.judge(press, Judgement.NOT_THIS, None, "a namesake", 30)
                case "undo":
                    await desk.undo(press)
                case "snooze":
                    await desk.snooze(press, 7)
                case "wake":
                    await desk.wake(press)
                case "assign":
                    await desk.assign(press)
        else:
            return
        with ANSWERED.open("a") as file:
            file.write(f"{_name(wish)}\n")

    def _pressed(self, wish: Wish) -> Press | None:
        """The button under the card of that person; None where no card stands there yet."""
        for post in self.slack.posts():
            if post.thread is None and wish.person in post.text and (value := _value(post)):
                key, *seen = value.split(" ")
                return Press(_name(wish), key, post.channel, "U1", tuple(seen))
        return None


def _name(wish: Wish) -> str:
    return f"{wish.scene}: {wish.act} {wish.person}"


def _value(post: Post) -> str | None:
    rows = (block["elements"] for block in post.blocks if block["type"] == "actions")
    return next((element["value"] for row in rows for element in row if "value" in element), None)


def _busy(connection: Connection, now: datetime) -> bool:
    """Whether something is under way, or about to be."""
    if deliveries.unsent(connection)[0] or lookbacks.current(connection):
        return True
    if decisions.first_waiting(connection, Reason.BURST) or decisions.first_waiting(connection, Reason.LOOK_BACK):
        return True
    f, p = schema.feeds.c, schema.unread_pages.c
    due = exists().where(f.next_at <= now), exists().where(p.due_at <= now)
    return any(connection.scalar(select(each)) for each in due)


def begin(folder: Path) -> None:
    """Make an empty folder the world's, and go there."""
    (folder / "world/lists").mkdir(parents=True)
    (folder / "desk").mkdir()
    os.chdir(folder)

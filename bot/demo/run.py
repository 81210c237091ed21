"""Runs the real program on the recorded news, in a temporary folder, until everything recorded has been told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from bot.app import App, open_app
from bot.config import Config, FeedConfig, Polling, SlackConfig
from bot.demo.site import Outlet, Site, recorded
from bot.desk_settings import DigestConfig
from bot.edges.clock import ShiftedClock
from bot.jobs.digest import digest_due
from bot.ports import Channel
from bot.store.status import Status, status
from bot.wiring import screener_in

START = datetime(2016, 4, 15, 16, 30, tzinfo=UTC)  # the demo's clock at its start: the afternoon of the story
DIGEST_AFTER = timedelta(seconds=12)  # everything recorded has appeared by then
LONGEST = 50.0  # seconds after which the demo ends whatever happened


async def play(folder: Path, channel: Channel, cache: Path) -> Status:
    """Serve the recorded news, run the program on it and tell `channel`; how things stand when all is told."""
    outlets = recorded()
    with as_file(files("bot.demo") / "watchlist.yaml") as watchlist:
        async with Site(outlets) as site:
            config = demo_config(folder, watchlist, site, outlets, cache)
            async with open_app(config, channel, screener_in(cache), clock=ShiftedClock(START), pace=0.1) as app:
                return await _run_until_told(app)


def demo_config(folder: Path, watchlist: Path, site: Site, outlets: tuple[Outlet, ...], cache: Path) -> Config:
    """Settings of the demo: SQLite in `folder`, the site's feeds, a poll every other second, a digest at the end."""
    feeds = tuple(_feed(site, outlet) for outlet in outlets)
    return Config.model_construct(
        **{
            **dict(Config()),
            "watchlists": (watchlist,),
            "database": type(Config().database)(f"sqlite:///{folder / 'demo.db'}"),
            "feeds": feeds,
            "polling": Polling(tick=timedelta(seconds=1), host_rate=1_000),
            "slack": SlackConfig(),
            "digest": DigestConfig.model_construct(at=(START + DIGEST_AFTER).time(), timezone="UTC"),
            "cache": cache,
        }
    )


def _feed(site: Site, outlet: Outlet) -> FeedConfig:
    """Our own site may be asked more often than settings allow."""
    every = timedelta(seconds=2)
    return FeedConfig.model_construct(
        url=site.feed_address(outlet), name=outlet.name, lang=outlet.lang, every=every, allow_private=True
    )


async def _run_until_told(app: App) -> Status:
    until = asyncio.Event()
    working = asyncio.create_task(app.run(until))
    deadline = asyncio.get_running_loop().time() + LONGEST
    now = await app.db.read(status, app.clock.now())
    while not working.done() and asyncio.get_running_loop().time() < deadline and not _all_told(app, now):
        await asyncio.sleep(0.3)
        await digest_due(app.digesting)  # the program itself looks once a minute
        now = await app.db.read(status, app.clock.now())
    until.set()
    await working
    return now


def _all_told(app: App, now: Status) -> bool:
    return now.unsent == 0 and app.clock.now() > START + DIGEST_AFTER + timedelta(seconds=2) and bool(now.decisions)

"""The real things behind the doors of `bot.app`: Slack or the console, the model and the gazetteer, the cache folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from bot.alerts.standstill import Report
from bot.app import App, fetcher_of, open_app, open_workers
from bot.config import Config
from bot.edges.clock import RunningClock, SystemClock
from bot.edges.console import ConsoleChannel
from bot.edges.health_server import serving
from bot.edges.heartbeat_file import HeartbeatFile
from bot.edges.http.robots import Robots
from bot.edges.log import set_up_logs
from bot.edges.model_files import NoModel, model_folder
from bot.edges.ping import Ping
from bot.edges.reads_only import ReadsOnly
from bot.edges.screener import build_handed
from bot.edges.slack.watched import Watched, look
from bot.edges.systemd import Systemd
from bot.edges.without_buttons import WithoutButtons
from bot.edges.worker import Factory
from bot.edges.workers import ProcessWorkers
from bot.from_settings import limits_of
from bot.jobs.desk import TriageDesk
from bot.jobs.look import Looking
from bot.jobs.permission import Permission
from bot.jobs.preview import ListReader
from bot.jobs.triage import Triaging
from bot.jobs.watchdog import Beat, Watch
from bot.jobs.watched import watch_of
from bot.model import Watchlist
from bot.ports import Channel, Pictures
from bot.record import dump

if TYPE_CHECKING:
    from bot.edges.slack.channel import SlackChannel

log = structlog.get_logger(__name__)

# Seconds for a call to Slack's Web API that triage makes, and for hearing to end.
TIMEOUT, PATIENCE = 10, 2.0
# A worker without model and lists: MB of address space, and what it needs.
_READING_MB = 2_048
_READING_IMPORTS = ("bot.feeds.parse", "bot.feeds.article")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the program from its beginning on, who hears that all is well, and who hears of each look."""

    clock: RunningClock
    watch: Watch
    beats: Mapping[str, Beat]
    looked: Callable[[Report], None] = lambda _: None


@asynccontextmanager
async def seen_from_outside(config: Config) -> AsyncIterator[Seen]:
    """Show how the program is, from before it is built until it is gone: on a port, in a file, to systemd, by pings."""
    settings, systemd, clock = config.watch, Systemd(), RunningClock()
    watch = watch_of(config, clock)
    watch.heard = systemd.turned
    beats: dict[str, Beat] = {}
    if settings.heartbeat:
        beats["heartbeat file"] = HeartbeatFile(settings.heartbeat)
    if settings.ping:
        beats["ping"] = Ping(settings.ping.get_secret_value(), allow_private=settings.allow_private)
    async with AsyncExitStack() as stack:
        if settings.port:
            answers = serving(settings.host, settings.port, watch.report, watch.metrics.text)
            await stack.enter_async_context(answers)
        yield Seen(clock, watch, beats, systemd.looked)


def _unseen(config: Config) -> Seen:
    clock = RunningClock()
    return Seen(clock, watch_of(config, clock), {})


@asynccontextmanager
async def open_real_app(config: Config, seen: Seen | None = None) -> AsyncIterator[App]:
    """The program as its users run it; without a Slack token and channel, alerts go to the console."""
    set_up_logs(config.log.level, config.log.format)
    seen = seen or _unseen(config)
    slack = _slack(config, seen.clock)
    channel = _told_through(config, slack and Watched(slack, seen.watch.signs, seen.watch.metrics))
    if slack is None:
        log.warning("alerts go to this console", why="no SLACK_BOT_TOKEN or no slack.channel is set")
    if isinstance(model := model_folder(), NoModel):
        log.warning("trips are read by patterns and stay unverified", why=model.why)
    pictures = pictures_of(config)
    async with open_app(
        config,
        channel,
        screener_in(config.cache.expanduser()),
        clock=seen.clock,
        pictures=pictures,
        watch=seen.watch,
        ask_slack=None if slack is None else partial(look, slack.ask, seen.watch.signs, seen.watch.metrics),
        beats=seen.beats,
        looked=seen.looked,
    ) as app:
        yield app


@asynccontextmanager
async def open_looking(
    config: Config, *, allow_private: bool = False, on_answer: Callable[[str, int, str], None] | None = None
) -> AsyncIterator[Looking]:
    """What looks at feeds need; no database, and nothing to screen with."""
    workers = ProcessWorkers(ReadsOnly, 1, memory_mb=_READING_MB, imported=_READING_IMPORTS)
    try:
        async with fetcher_of(config, SystemClock(), limits_of(config), on_answer=on_answer) as fetcher:
            yield Looking(fetcher, Robots(fetcher), workers, SystemClock(), allow_private)
    finally:
        await workers.close()


@asynccontextmanager
async def open_readers(config: Config, *watchlists: Watchlist) -> AsyncIterator[tuple[ListReader, ...]]:
    """For each Watchlist what reads articles with it. Raises GatewatchError when nothing can be screened with one."""
    screener_of = screener_in(config.cache.expanduser())
    async with AsyncExitStack() as stack:
        readers = []
        for each in watchlists:
            workers = await stack.enter_async_context(open_workers(screener_of(each), config.workers))
            readers.append(ListReader(each, workers))
        yield tuple(readers)


def screener_in(cache: Path) -> Callable[[Watchlist], Factory]:
    """For a Watchlist, what builds its screener inside a worker.

    The index of its names is made here: this process remembers how their words are read, a fresh worker would learn it anew.
    """

    def factory(watchlist: Watchlist) -> Factory:
        from bot.edges.index_files import index_of

        with suppress(Exception):  # a worker meets the same fault, and tells it
            index_of(cache, watchlist)
        return partial(build_handed, dump(watchlist), cache)

    return factory


def channel_of(config: Config, clock: RunningClock) -> Channel:
    """Slack where a token and a channel are given, else the console. Without an app token there are no buttons."""
    return _told_through(config, _slack(config, clock))


def _told_through(config: Config, slack: Channel | None) -> Channel:
    if slack is None:
        return ConsoleChannel()
    return slack if config.triage else WithoutButtons(slack)


def _slack(config: Config, clock: RunningClock) -> SlackChannel | None:
    token = config.secrets.bot_token
    if token is None or not config.tells_slack:
        return None
    from bot.edges.slack.channel import SlackChannel  # aiohttp and slack_sdk take their time; the console needs neither

    return SlackChannel(token.get_secret_value(), config.slack.api_url, clock=clock, on_date=clock.heard)


def pictures_of(config: Config) -> Pictures | None:
    """Where maps are put: Slack. The console shows none."""
    token = config.secrets.bot_token
    if token is None or config.slack.channel is None:
        return None
    from bot.edges.slack.upload import SlackPictures

    return SlackPictures(token.get_secret_value(), base_url=config.slack.api_url)


@asynccontextmanager
async def hearing(config: Config, app: App) -> AsyncIterator[None]:
    """Hear buttons and commands meanwhile, where triage is switched on. Alerting knows nothing of it."""
    bot_token, app_token = config.secrets.bot_token, config.secrets.app_token
    if not config.triage or bot_token is None or app_token is None:
        yield
        return
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.edges.slack.bolt import bolt_of, quiet_logger
    from bot.edges.slack.groups import SlackGroups
    from bot.edges.slack.hearing import hear

    client = AsyncWebClient(
        bot_token.get_secret_value(),
        config.slack.api_url,
        timeout=TIMEOUT,
        retry_handlers=[],
        logger=quiet_logger(),
    )
    permission = Permission(frozenset(config.slack.triage.who), SlackGroups(client))
    desk = TriageDesk(Triaging(app.db, app.clock, app.in_force, permission))
    until = asyncio.Event()
    task = asyncio.create_task(hear(bolt_of(client, desk), client, app_token.get_secret_value(), until))
    try:
        yield
    finally:
        until.set()
        await asyncio.wait([task], timeout=PATIENCE)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

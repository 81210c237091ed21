"""The real things behind the doors of `bot.app`: Slack or the console, the model and the gazetteer, the cache folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import structlog

from bot.app import App, fetcher_of, limits_of, open_app, open_workers
from bot.config import Config
from bot.edges.clock import SystemClock
from bot.edges.console import ConsoleChannel
from bot.edges.http.robots import Robots
from bot.edges.log import set_up_logs
from bot.edges.model_files import NoModel, model_folder
from bot.edges.reads_only import ReadsOnly
from bot.edges.screener import build_handed
from bot.edges.worker import Factory
from bot.edges.workers import ProcessWorkers
from bot.jobs.look import Looking
from bot.jobs.preview import ListReader
from bot.model import Watchlist
from bot.ports import Channel
from bot.record import dump

log = structlog.get_logger(__name__)

# A worker without model and lists: MB of address space, and what it needs.
_READING_MB = 2_048
_READING_IMPORTS = ("bot.feeds.parse", "bot.feeds.article")


@asynccontextmanager
async def open_real_app(config: Config) -> AsyncIterator[App]:
    """The program as its users run it; without a Slack token and channel, alerts go to the console."""
    set_up_logs(config.log.level, config.log.format)
    channel = channel_of(config)
    if isinstance(channel, ConsoleChannel):
        log.warning("alerts go to this console", why="no SLACK_BOT_TOKEN or no slack.channel is set")
    if isinstance(model := model_folder(), NoModel):
        log.warning("trips are read by patterns and stay unverified", why=model.why)
    async with open_app(config, channel, screener_in(config.cache.expanduser())) as app:
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
            workers = await stack.enter_async_context(open_workers(config, screener_of(each)))
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


def channel_of(config: Config) -> Channel:
    """Slack where a token and a channel are given, else the console."""
    token = config.secrets.bot_token
    if token is None or config.slack.channel is None:
        return ConsoleChannel()
    from bot.edges.slack.channel import SlackChannel  # aiohttp and slack_sdk take their time; the console needs neither

    return SlackChannel(token.get_secret_value(), base_url=config.slack.api_url)

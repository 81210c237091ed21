"""The program as it runs, with feeds that are read every few seconds and a clock that somebody else sets.

    python -m tests.proof.clock_program CONFIG SLACK HOW FEED...

`HOW` is `careful`, or `trusting`: that one goes by the machine's clock and ends no wait that is too long.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app import App, open_app
from bot.config import load_config
from bot.edges.clock import RunningClock, SystemClock
from bot.edges.log import set_up_logs
from bot.edges.slack.channel import SlackChannel
from bot.jobs.scheduler import Ticking
from bot.ports import Clock
from bot.store import feeds
from bot.store.feeds import FeedSettings, FeedSpec
from tests.edges.slack_fake import TOKEN
from tests.jobs.toy_screening import toy_of

PACE = (2.0, 4.0)  # seconds between two looks at a feed
_GUARDS = ("clock", "waits")  # the ticks that the trusting one does without


async def main(config: str, slack: str, how: str, *urls: str) -> None:
    """Run until told to stop."""
    running = RunningClock()
    clock: Clock = running if how == "careful" else SystemClock()
    on_date = running.heard if how == "careful" else None
    channel = SlackChannel(TOKEN, slack, 3, clock=clock, on_date=on_date)
    until = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, until.set)
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(
            open_app(load_config(Path(config), {}), channel, toy_of, clock=clock, pace=0.05)
        )
        settings = FeedSettings(*PACE, full_text="never", allow_private=True)
        specs = [FeedSpec(url, None, "en", settings) for url in urls]
        await app.db.write(feeds.sync_feeds, specs, clock.now())
        await app.run(until) if how == "careful" else await _trusting(app, until)


async def _trusting(app: App, until: asyncio.Event) -> None:
    ticking = Ticking([tick for tick in app.ticks() if tick.name not in _GUARDS])
    ticking.start()
    await until.wait()
    await ticking.stop(1.0)


if __name__ == "__main__":
    set_up_logs("info", "json")
    asyncio.run(main(*sys.argv[1:]))

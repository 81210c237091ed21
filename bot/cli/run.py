"""``gatewatch run`` and ``gatewatch once``: the program at work."""

from __future__ import annotations

import asyncio
import os

from rich.console import Console

from bot.cli.options import ConfigOption
from bot.config import Config, load_config
from bot.edges.stopping import StopSignals

# Seconds to end in when somebody asks for it; the rest of ten is for the machine.
TO_END = 8.0


def run(config: ConfigOption = None) -> None:
    """Poll the feeds, screen what is new and tell the channel, until stopped.

    Stops within ten seconds on Ctrl-C or SIGTERM; what is unfinished then is taken up at the next start. Edited watchlists
    come into force by themselves. Without SLACK_BOT_TOKEN and a channel, alerts are printed here. With SLACK_APP_TOKEN,
    buttons and /gatewatch are heard, too. A second Ctrl-C ends it at once; nothing is lost by that.
    """
    settings = load_config(config, os.environ)
    asyncio.run(_run(settings, StopSignals()))


async def _run(settings: Config, signals: StopSignals) -> None:
    from bot.wiring import hearing, open_real_app, seen_from_outside

    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with seen_from_outside(settings) as seen, open_real_app(settings, seen) as app, hearing(settings, app):
        signals.ask(lambda: loop.call_soon_threadsafe(until.set), TO_END)
        await app.run(until)


def once(config: ConfigOption = None) -> None:
    """Poll every feed that is due, screen, tell what is due, and end. For cron and for trying things out.

    A message whose arrival is uncertain is looked into by a later run.
    """
    asyncio.run(_once(load_config(config, os.environ)))


async def _once(settings: Config) -> None:
    from bot.wiring import open_real_app

    console = Console(stderr=True, highlight=False)
    with console.status("polling …"):
        async with open_real_app(settings) as app:
            done = await app.once()
    console.print(str(done), markup=False)

"""``gatewatch demo``: the whole line on recorded news, without any set-up."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from bot.config import load_config


def demo() -> None:
    """Run the whole line on recorded news: a small news site on loopback, the real scheduler, poller, matcher, reader and
    deliverer, SQLite in a temporary folder, alerts on this console. Ends by itself within a minute and leaves nothing.
    """
    from bot.demo.run import play
    from bot.edges.console import ConsoleChannel
    from bot.edges.log import set_up_logs

    settings = load_config(None, os.environ)
    set_up_logs("warning", settings.log.format)
    console = Console()
    console.print(Rule("Gatewatch demo: recorded news of 15 April 2016, told as it arrives"))
    console.print(
        "Without a Slack token alerts are printed here. Each panel is a message, as Slack would show it.\n", style="dim"
    )
    with tempfile.TemporaryDirectory(prefix="gatewatch-demo-") as folder:
        end = asyncio.run(play(Path(folder), ConsoleChannel(console), settings.cache.expanduser()))
    console.print(Rule("what was decided, and why"))
    for decision in end.decisions:
        console.print(f"{decision.count:3d} × {decision.action}: {decision.reason}", markup=False)
    console.print(
        "\nNext: copy config.example.yml to gatewatch.yml, name your feeds, and start `gatewatch run`.",
        style="dim",
        markup=False,
    )

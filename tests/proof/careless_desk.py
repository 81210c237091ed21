"""Runs the program as `gatewatch run` does, but for its eyes: what Slack did not answer counts as not told.

python -m tests.proof.careless_desk SETTINGS
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.app import open_app
from bot.config import load_config
from bot.edges.log import set_up_logs
from bot.wiring import screener_in
from tests.edges.slack_emulator import TOKEN
from tests.proof.slack_sender import Blind


async def run(settings: Path) -> None:
    """Work until told to stop."""
    config = load_config(settings, os.environ)
    set_up_logs(config.log.level, config.log.format)
    until = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, until.set)
    channel = Blind(TOKEN, config.slack.api_url)
    async with open_app(config, channel, screener_in(config.cache.expanduser())) as app:
        await app.run(until)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))

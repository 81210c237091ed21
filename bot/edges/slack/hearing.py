"""Socket Mode: one connection that we open to Slack, through which it tells what was pressed and typed.

The library keeps the connection, answers pings and follows Slack's wish for a new one. What it does not do stands here:
it tries a dead address again for ever and asks for a new one ten times a minute with a token that is no good. So a
connection that is not there for a while is given up and a new one made, after a pause that grows.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.edges.slack.bolt import quiet_logger
from bot.edges.slack.probe import of_socket_error

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds."""

    ping: float = 10.0  # between pings; a connection that is silent for four of them is dead
    connect: float = 15.0  # for a connection to come about
    lost: float = 30.0  # without a connection, until it is made anew
    first: float = 5.0  # pause before the second try
    most: float = 300.0  # pause at the most


async def hear(
    bolt: AsyncApp, client: AsyncWebClient, app_token: str, until: asyncio.Event, patience: Patience = Patience()
) -> None:
    """Hear until told to stop, through as many connections as that takes. Raises nothing for what Slack does."""
    pause = patience.first
    while not until.is_set():
        try:
            await _connection(bolt, client, app_token, until, patience)
            pause = patience.first
            why = "the connection was lost"
        except SlackApiError as error:
            why = of_socket_error(error)
        except Exception as failure:  # of whatever kind: nobody else would take hearing up again
            why = f"no connection to Slack ({type(failure).__name__})"
        if not until.is_set():
            log.warning("buttons and commands are not heard; alerts are told all the same", why=why, again_in=pause)
            await _wait(until, pause)
            pause = min(pause * 2, patience.most)


async def _connection(
    bolt: AsyncApp, client: AsyncWebClient, app_token: str, until: asyncio.Event, patience: Patience
) -> None:
    """One connection, and those that Slack asks to be made in its place, until it is lost or we are to stop."""
    answer = await client.apps_connections_open(app_token=app_token)
    handler = AsyncSocketModeHandler(
        bolt, app_token, logger=quiet_logger(), web_client=client, ping_interval=patience.ping
    )
    listening: Any = handler.client
    try:
        listening.wss_uri = answer["url"]
        await asyncio.wait_for(listening.connect(), patience.connect)
        log.info("buttons and commands are heard")
        await _while_connected(listening, until, patience)
    finally:
        with suppress(Exception):
            await listening.close()


async def _while_connected(listening: Any, until: asyncio.Event, patience: Patience) -> None:
    loop = asyncio.get_running_loop()
    seen = loop.time()
    while not until.is_set() and loop.time() - seen < patience.lost:
        if await listening.is_connected():
            seen = loop.time()
        await _wait(until, min(1.0, patience.lost / 4))


async def _wait(until: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(until.wait(), seconds)

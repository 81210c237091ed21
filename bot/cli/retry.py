"""``gatewatch retry``: what was refused and kept is sent again, or sent to another channel. Safe beside a running program."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import Connection

from bot.alerts.words import count, listed
from bot.cli.options import ConfigOption
from bot.cli.passed import passed
from bot.config import Config, load_config
from bot.edges.clock import SystemClock
from bot.errors import UsageError
from bot.store import deliveries, heartbeat, kept, moving, refusals
from bot.store.database import Database


def retry(
    config: ConfigOption = None,
    channel: Annotated[
        str | None,
        typer.Option("--channel", metavar="CHANNEL", help="Only what waits for this channel. Default: everything."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="CHANNEL", help="Send what waits for --channel to this one instead, for good."),
    ] = None,
) -> None:
    """Send again what Slack refused and Gatewatch kept: shows what waits, for which channel and why, and makes all of it due.

    What a channel refuses comes by itself once the channel works; this is for what comes no more (`gatewatch status` shows
    it as failed), and for those who do not want to wait. Nothing is told twice: a card that has been overtaken gives way,
    a message that may have arrived is looked for first.

    With --to whole stories move: the card is drawn anew there, the replies follow, and so do later reports. Name that
    channel in the settings first (`slack: channel` or `routes:`), in place of the one that does not work; before that,
    nothing is moved.
    """
    settings = load_config(config, os.environ)
    database = Database.look(settings.database.get_secret_value())
    try:
        with database.transaction() as connection:
            _refuse(connection, settings, channel, to)
            said = list(_again(connection, channel, to, SystemClock().now()))
    finally:
        database.close()
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for line in said:
        console.print(line)


def _refuse(connection: Connection, settings: Config, channel: str | None, to: str | None) -> None:
    """Say what cannot be meant, before anything is changed."""
    if channel is not None and channel not in settings.channels and not deliveries.has_told(connection, channel):
        raise UsageError(f"no channel {channel} is known; {_named(settings.channels)}")
    if to is None:
        return
    if channel is None:
        raise UsageError("--to needs --channel, the one whose messages are to go elsewhere")
    if to == channel:
        raise UsageError("--to and --channel are the same; leave --to out to try that channel again")
    if to not in settings.desks:
        beside = {settings.slack.operator: "`slack: operator`", settings.slack.fallback: "`slack: fallback`"}
        why = f"it is {beside[to]}, where no story goes on" if to in beside else _named(tuple(settings.desks))
        raise UsageError(
            f"later reports would not find their story in {to}: {why}; put it into `slack: channel` or `routes:` first"
        )
    if channel in settings.desks:
        raise UsageError(
            f"{channel} still is {settings.desks[channel]}, and later reports would go there: change the settings first"
        )


def _named(channels: Sequence[str]) -> str:
    return f"the settings name {listed(list(channels))}" if channels else "the settings name none"


def _again(connection: Connection, channel: str | None, to: str | None, now: datetime) -> Iterator[str]:
    """Make it due. What is told about it, line by line."""
    waiting = kept.waiting(connection, channel)
    held = next((each for each in refusals.current(connection) if each.of_everything), None)
    for each in waiting:
        yield f"{each.channel}: {_messages(each.messages)} for {passed(now, each.since)}: {each.why}"
    if held:
        refusals.hurry(connection, refusals.EVERYTHING, now)
        yield f"every channel: Slack has taken nothing for {passed(now, held.since)}, and is asked again now: {held.why}"
    if not waiting:
        yield f"Nothing{f' for {channel}' if channel else ''} was refused and kept."
        return
    if channel is not None and to is not None:
        moved = moving.move(connection, channel, to, now)
        yield f"{_messages(moved.messages)} for {to} now, with {count(moved.stories, 'story', 'stories')}."
    else:
        due = kept.revive_all(connection, channel, now)
        yield f"{count(due, 'message is', 'messages are')} due again."
    yield _when(connection, now)


def _messages(number: int) -> str:
    return count(number, "message waits", "messages wait")


def _when(connection: Connection, now: datetime) -> str:
    sign = heartbeat.last(connection)
    if sign is not None and now <= sign.until:
        return "The program that is at work sends them now; `gatewatch status` shows what is refused again."
    return "Nobody is at work: `gatewatch run` or `gatewatch once` sends them."

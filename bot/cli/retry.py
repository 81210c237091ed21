"""``gatewatch retry``: what was refused and kept is sent again, or sent to another channel. Safe beside a running program."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from sqlalchemy import Connection

from bot.alerts.words import count, listed
from bot.cli.options import ConfigOption
from bot.cli.passed import passed
from bot.cli.waiting import bars
from bot.config import Config, load_config
from bot.edges.clock import SystemClock
from bot.errors import UsageError
from bot.store import deliveries, heartbeat, kept, moving, refusals
from bot.store.database import Database
from bot.store.moving import Moved
from bot.store.refusals import Refusal


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
    console = Console(soft_wrap=True, highlight=False, markup=False)
    with closing(Database.look(settings.database.get_secret_value())) as database:
        for line in _again(database, settings, channel, to, SystemClock().now()):
            console.print(line)


def _again(database: Database, settings: Config, channel: str | None, to: str | None, now: datetime) -> Iterator[str]:
    """Make it due, here or in the other channel. What is told about it, line by line."""
    with database.transaction() as connection:
        _refuse(connection, settings, channel, to)
        waiting = kept.waiting(connection, channel)
        held = _hurry(connection, now)
    for each in waiting:
        yield f"{each.channel}: {_messages(each.messages)} for {passed(now, each.since)}: {each.why}"
    if held:
        yield f"every channel: Slack has taken nothing for {passed(now, held.since)}, and is asked again now: {held.why}"
    done = _moved(database, channel, to, now) if channel and to else _revived(database, channel, now)
    none = f"Nothing{f' for {channel}' if channel else ''} was refused and kept."
    yield from done or ["All of it has been overtaken by what was told since." if waiting else none]
    if waiting and done:
        yield _when(database, now)


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
    beside = {settings.slack.operator: "`slack: operator`", settings.slack.fallback: "`slack: fallback`"}
    if to not in settings.desks:
        why = f"it is {beside[to]}, where no story goes on" if to in beside else _named(tuple(settings.desks))
        raise UsageError(
            f"later reports would not find their story in {to}: {why}; put it into `slack: channel` or `routes:` first"
        )
    if (still := settings.desks.get(channel) or beside.get(channel)) is not None:
        raise UsageError(f"{channel} still is {still}, and what comes later would go there: change the settings first")


def _named(channels: Sequence[str]) -> str:
    return f"the settings name {listed(list(channels))}" if channels else "the settings name none"


def _hurry(connection: Connection, now: datetime) -> Refusal | None:
    """Have Slack asked again at once where it takes nothing at all; since when and why."""
    held = refusals.of(connection, refusals.EVERYTHING)
    if held:
        refusals.hurry(connection, refusals.EVERYTHING, now)
    return held


def _revived(database: Database, channel: str | None, now: datetime) -> list[str]:
    """Make it due; what is due."""
    with database.transaction() as connection:
        due = kept.revive_all(connection, channel, now)
    return [f"{count(due, 'message is', 'messages are')} due again."] if due else []


def _moved(database: Database, channel: str, to: str, now: datetime) -> list[str]:
    """Move it, step by step; what has moved."""
    steps: list[Moved] = []
    with bars(TextColumn("moving stories"), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task("")
        for step in moving.moves(database, channel, to, now):
            steps.append(step)
            stories = sum(each.stories for each in steps)
            progress.update(task, completed=stories, total=stories + step.left)
    messages, findings = sum(each.messages for each in steps), steps[-1].findings
    told = f"{_messages(messages)} for {to} now, with {count(stories, 'story', 'stories')}."
    digested = f"{count(findings, 'finding waits', 'findings wait')} for the next digest in {to}."
    return [line for number, line in ((messages, told), (findings, digested)) if number]


def _messages(number: int) -> str:
    return count(number, "message waits", "messages wait")


def _when(database: Database, now: datetime) -> str:
    with database.snapshot() as connection:
        sign = heartbeat.last(connection)
    if sign is not None and sign.counts(now):
        return "The program that is at work sends them now; `gatewatch status` shows what is refused again."
    return "Nobody is at work: `gatewatch run` or `gatewatch once` sends them."

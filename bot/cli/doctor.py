"""``gatewatch doctor``: looks at everything that Gatewatch needs, part by part, and says how to mend what is missing."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.alerts.words import count
from bot.cli.options import ConfigOption, read_watchlists
from bot.config import Config, load_config, settings_path
from bot.errors import BadFile, GatewatchError

if TYPE_CHECKING:
    from bot.edges.slack.probe import Trouble


class State(Enum):
    """How a part is: mark and colour."""

    WELL = ("✔", "green")
    MILD = ("–", "yellow")  # works without it, or later
    ILL = ("✖", "red")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one part; the words of one that is not well say the mend."""

    state: State
    part: str
    says: str


def doctor(
    config: ConfigOption = None,
    slack: Annotated[
        bool,
        typer.Option("--slack", help="Ask Slack, too: tokens, scopes, every channel's history. Nothing is posted."),
    ] = False,
) -> None:
    """Look at settings, lists, database, model, places and feeds, and with --slack at Slack; say how to mend what is wrong.

    Safe beside a running program. Ends with 0 when all that is needed is there, with 1 when something is not, with 2 when
    the settings cannot be read.
    """
    settings = load_config(config, os.environ)
    console = Console(highlight=False, soft_wrap=True)
    found = [_shown(console, each) for look in LOOKS for each in look(settings)]
    where = settings_path(config, os.environ)
    if not where.is_file():
        found.append(
            _shown(console, Finding(State.MILD, "settings", f"{where} is not there; everything is at its default"))
        )
    if slack:
        found += asyncio.run(_asked_slack(console, settings))
    if State.ILL in (each.state for each in found):
        raise typer.Exit(1)


def _shown(console: Console, finding: Finding) -> Finding:
    mark, colour = finding.state.value
    console.print(Text.assemble((f"{mark} ", colour), (f"{finding.part}: ", "bold"), finding.says))
    return finding


# --- without a network ----------------------------------------------------------------------------------------------------


def _lists(settings: Config) -> Iterator[Finding]:
    from bot.edges.kept_lists import read_lists

    try:
        loaded = read_lists(read_watchlists(None, settings), routes=settings.routes)
    except BadFile as bad:
        yield Finding(State.ILL, "lists", f"{count(len(bad.mistakes), 'mistake')}; `gatewatch check` names them")
    except GatewatchError as error:
        yield Finding(State.ILL, "lists", str(error))
    else:
        people = loaded.watchlist.people
        says = f"{count(len(people), 'person', 'people')}, fingerprint {loaded.watchlist.fingerprint[:6]}"
        empty = "; nobody is watched: `gatewatch add NAME`, or `gatewatch lists pull un`"
        yield Finding(State.WELL if people else State.ILL, "lists", f"{says}{'' if people else empty}")


def _database(settings: Config) -> Iterator[Finding]:
    from bot.edges.clock import SystemClock
    from bot.store.database import Database, NotThereYet, damage
    from bot.store.failing import StoreFails
    from bot.store.status import status

    try:
        database = Database.look(settings.database.get_secret_value())
    except NotThereYet as error:
        yield Finding(State.MILD, "database", str(error))
        return
    except GatewatchError as error:
        yield Finding(State.ILL, "database", str(error))
        return
    try:
        with closing(database), database.snapshot() as connection:
            found, harm = status(connection, SystemClock().now()), damage(connection)
    except StoreFails as error:
        yield Finding(State.ILL, "database", str(error))
        return
    if harm:
        yield Finding(State.ILL, "database", f"is damaged ({harm}); restore a backup (`gatewatch restore`)")
        return
    yield Finding(State.WELL, "database", "every page can be read, and it is of this program's schema")
    if found.clock_wrong:
        yield Finding(State.ILL, "clock", f"{found.clock_wrong} Set it, and let a time server keep it")
    if not found.well:
        yield Finding(State.MILD, "at work", "something needs a look: `gatewatch status`")


def _model(_: Config) -> Iterator[Finding]:
    from bot.edges.model_files import NoModel, model_folder

    found = model_folder()
    if isinstance(found, NoModel):
        yield Finding(State.MILD, "model", f"{found.why}; until then trips are read by patterns and marked unverified")
    else:
        yield Finding(State.WELL, "model", "the files are the official ones")


def _places(settings: Config) -> Iterator[Finding]:
    from bot.edges.gazetteer import gazetteer_path

    if gazetteer_path(settings.cache.expanduser()).is_file():
        yield Finding(State.WELL, "places", "the table is built")
    else:
        yield Finding(State.MILD, "places", "the table is built at the first start; `gatewatch prepare` builds it now")


def _feeds(settings: Config) -> Iterator[Finding]:
    if settings.feeds:
        yield Finding(State.WELL, "feeds", f"{count(len(settings.feeds), 'feed')} in the settings")
    else:
        yield Finding(State.ILL, "feeds", "none in the settings, so nothing is read; `gatewatch feeds add URL`")


def _telling(settings: Config) -> Iterator[Finding]:
    secrets, slack = settings.secrets, settings.slack
    missing = [
        *([] if secrets.bot_token else ["SLACK_BOT_TOKEN"]),
        *([] if slack.channel else ["`slack.channel`"]),
    ]
    if missing:
        yield Finding(State.MILD, "Slack", f"alerts go to the console; set {' and '.join(missing)} (docs/triage.md)")
        return
    heard = "with buttons" if settings.triage else "without buttons, which need SLACK_APP_TOKEN"
    yield Finding(State.WELL, "Slack", f"alerts go to {slack.channel}, {heard}")
    if slack.operator is None:
        yield Finding(State.MILD, "operator", "set `slack.operator`, or only the log hears of broken feeds and lists")


LOOKS: tuple[Callable[[Config], Iterator[Finding]], ...] = (_lists, _database, _model, _places, _feeds, _telling)


# --- asking Slack ---------------------------------------------------------------------------------------------------------


async def _asked_slack(console: Console, settings: Config) -> list[Finding]:
    return [_shown(console, each) async for each in slack_findings(settings)]


async def slack_findings(settings: Config) -> AsyncIterator[Finding]:
    """What Slack says of the tokens, their scopes, and each channel; the rest is not asked when the token is no good."""
    from bot.edges.slack.probe import Identity, SlackProbe

    token = settings.secrets.bot_token
    if token is None:
        yield Finding(State.ILL, "bot token", "set SLACK_BOT_TOKEN; docs/triage.md tells where it comes from")
        return
    probe = SlackProbe(token.get_secret_value(), settings.slack.api_url)
    known = await probe.identity()
    if not isinstance(known, Identity):
        yield Finding(State.ILL, "bot token", known.why)
        return
    yield Finding(State.WELL, "bot token", f"is {known.user}'s in {known.team}")
    for finding in _of_scopes(known.scopes, triage=settings.triage):
        yield finding
    if not settings.channels:
        yield Finding(State.ILL, "channels", "none is configured; set `slack.channel`")
    for channel in settings.channels:
        trouble = await probe.history(channel)
        yield _of(trouble, f"channel {channel}", "the bot is a member and reads the history")
    judges = settings.slack.triage.who if settings.triage else ()
    for group in (each for each in judges if each.startswith("S")):
        yield _of(await probe.group(group), f"user group {group}", "its members are known")
    if (app_token := settings.secrets.app_token) is None:
        yield Finding(State.MILD, "app token", "SLACK_APP_TOKEN is not set: no buttons and no /gatewatch")
    else:
        yield _of(await probe.socket(app_token.get_secret_value()), "app token", "Socket Mode is granted")


def _of(trouble: Trouble | None, part: str, well: str) -> Finding:
    return Finding(State.WELL, part, well) if trouble is None else Finding(State.ILL, part, trouble.why)


def _of_scopes(granted: frozenset[str] | None, *, triage: bool) -> Iterator[Finding]:
    from bot.edges.slack.manifest import ALERTING, TRIAGE, UNWANTED, scopes

    if granted is None:
        yield Finding(State.MILD, "scopes", "Slack did not say which the token has")
        return
    needed_for = {**ALERTING, **TRIAGE}
    lacking = [f"{each} ({needed_for[each]})" for each in scopes(triage=triage) if each not in granted]
    if lacking:
        mend = "add them to the app (OAuth & Permissions) and install it again"
        yield Finding(State.ILL, "scopes", f"the token lacks {', '.join(lacking)}; {mend}")
    else:
        yield Finding(State.WELL, "scopes", "all that are needed")
    for scope in sorted(granted & UNWANTED.keys()):
        yield Finding(State.MILD, "scopes", f"{scope} is not needed: {UNWANTED[scope]}; take it away")

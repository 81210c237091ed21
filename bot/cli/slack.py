"""``gatewatch slack``: the app's manifest, and a card to try things out with."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from bot.cli.options import ConfigOption
from bot.cli.plain import PlainApp
from bot.config import Config, load_config
from bot.errors import GatewatchError, UsageError
from bot.ports import Sent

slack = PlainApp(no_args_is_help=True, help="Set up the Slack app: its manifest, and a sample card.")


class Format(StrEnum):
    """How the manifest is written."""

    YAML = "yaml"
    JSON = "json"


@slack.command()
def manifest(
    no_triage: Annotated[
        bool, typer.Option("--no-triage", help="An app that only posts alerts: no buttons, no commands.")
    ] = False,
    output: Annotated[
        Format, typer.Option("--format", metavar="yaml|json", help="How it is written. Slack takes both.")
    ] = Format.YAML,
) -> None:
    """Print the manifest from which Slack makes the app: paste it at api.slack.com/apps, Create New App, From a manifest.

    It asks for as little as Gatewatch needs. docs/triage.md tells what comes next.
    """
    from bot.edges.slack.manifest import manifest as described

    made = described(triage=not no_triage)
    if output is Format.JSON:
        print(json.dumps(made, indent=2))
        return
    import yaml

    print(yaml.safe_dump(made, sort_keys=False, width=120), end="")


@slack.command("test")
def sample_card(config: ConfigOption = None) -> None:
    """Post a sample card, clearly marked as one, to every channel that alerts can go to. Ends with 1 when one refuses it."""
    settings = load_config(config, os.environ)
    if not settings.tells_slack:
        raise UsageError("no Slack is set up; set SLACK_BOT_TOKEN and `slack.channel` (docs/triage.md tells how)")
    refused = asyncio.run(_posted(settings, settings.channels))
    if refused:
        raise GatewatchError("; ".join(refused))


async def _posted(settings: Config, channels: Sequence[str]) -> list[str]:
    """Post to each channel, and say how it went; what each of those answered that refused."""
    from bot.alerts.sample import sample
    from bot.edges.clock import RunningClock
    from bot.wiring import channel_of

    console = Console(highlight=False, soft_wrap=True, markup=False)
    clock = RunningClock()
    channel, refused = channel_of(settings, clock), []
    for each in channels:
        outcome = await channel.post(each, sample(clock.now()))
        if isinstance(outcome, Sent):
            console.print(f"{each}: the sample card stands there")
        else:
            refused.append(f"{each}: {outcome.why}")
    return refused

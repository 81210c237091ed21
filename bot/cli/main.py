"""All commands in one place, and what happens to an error a person can mend."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from bot import __version__
from bot.cli.plain import PlainApp
from bot.errors import GatewatchError, UsageError
from bot.text import without_secrets

# In the order in which help lists them: what is typed, and the module of bot/cli that holds a function of that name, or an
# app of several commands.
COMMANDS = {
    "run": "run", "once": "run", "demo": "demo", "check": "check", "preview": "preview", "person": "person", "add": "add",
    "why": "why", "replay": "replay", "misses": "misses", "screen": "screen", "names": "names", "status": "status", "retry": "retry", "audit": "audit", "backup": "backup", "restore": "backup", "doctor": "doctor", "slack": "slack", "prepare": "prepare", "lists": "lists", "feeds": "feeds",
}  # fmt: skip


class _Imported(Mapping[str, Any]):
    """The commands by name, each imported when it is wanted: all of them together take two seconds."""

    def __getitem__(self, name: str) -> Any:
        found = getattr(import_module(f"bot.cli.{COMMANDS[name]}"), name)
        if not isinstance(found, typer.Typer):
            alone = PlainApp()
            alone.command(name)(found)
            found = alone
        return typer.main.get_command(found)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(TyperGroup):
    """The group that `gatewatch` is."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": _Imported()})


app = PlainApp(name="gatewatch", cls=Commands, no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"gatewatch {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and end."
    ),
) -> None:
    """Read the news for people on sanctions lists and tell a Slack channel where they are said to be going.

    Start with `gatewatch demo`. Exit codes: 0 fine, 1 failed, 2 bad usage or settings, 3 done with bad input left out.
    """


def main() -> None:
    """Run the command line; an error a person can mend is told in its own words, everything else is a bug with its trace."""
    try:
        app()
    except UsageError as error:
        sys.exit(_told(error, 2))
    except GatewatchError as error:
        sys.exit(_told(error, 1))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _told(error: GatewatchError, code: int) -> int:
    print(f"gatewatch: {without_secrets(str(error))}", file=sys.stderr)
    return code

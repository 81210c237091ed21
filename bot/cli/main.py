"""All commands in one place, and what happens to an error a person can mend."""

from __future__ import annotations

import sys

import typer

from bot import __version__
from bot.cli import lists
from bot.cli.add import add
from bot.cli.check import check
from bot.cli.demo import demo
from bot.cli.names import names
from bot.cli.person import person
from bot.cli.plain_help import PlainCommand
from bot.cli.prepare import prepare
from bot.cli.preview import preview
from bot.cli.run import once, run
from bot.cli.screen import screen
from bot.cli.status import status
from bot.cli.why import why
from bot.errors import GatewatchError, UsageError

app = typer.Typer(
    name="gatewatch",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (run, once, demo, check, preview, person, add, why, screen, names, status, prepare):
    app.command(cls=PlainCommand)(command)
app.add_typer(lists.app, name="lists")


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
    print(f"gatewatch: {error}", file=sys.stderr)
    return code

"""What `--help` shows of each command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli.main import app


def commands(group: Any, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, *names, name)


def shown(*names: str) -> str:
    result = CliRunner().invoke(app, [*names, "--help"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("names", list(commands(typer.main.get_command(app))), ids=" ".join)
def test_no_type_of_python_is_shown(names: tuple[str, ...]) -> None:
    """Arguments and options go by words that say what to put there."""
    help_text = shown(*names)
    assert not re.search(r"<[\w|\[\], ]+>|\b(?:TEXT|PATH|INTEGER|FLOAT)\b(?!\|)|\{|list\[", help_text), help_text


@pytest.mark.parametrize(
    ("names", "usage"),
    [
        (("lists", "import"), "FILE...\n"),
        (("lists", "pull"), "[LIST]...\n"),
        (("lists", "diff"), "[LIST | OLD NEW]\n"),
        (("person",), "NAME|ID|REFERENCE\n"),
        (("screen",), "ARCHIVE...|-\n"),
    ],
)
def test_the_usage_says_what_comes_where(names: tuple[str, ...], usage: str) -> None:
    """Brackets mean that it may be left out, dots that it may be repeated."""
    assert shown(*names).startswith(f"Usage: gatewatch {' '.join(names)} [OPTIONS] {usage}")


def test_what_is_missing_goes_by_the_same_word() -> None:
    """Also in the complaint."""
    result = CliRunner().invoke(app, ["lists", "import"])
    assert result.exit_code == 2
    assert "Missing argument 'FILE...'" in result.output

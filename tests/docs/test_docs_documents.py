"""What the documents say is so: files, commands, symbols, tests and targets that they name exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest
import typer.main

import bot
from bot.cli.main import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "watchlists" / "README.md"])
# Paths that a reader or the program makes.
MADE = frozenset({"gatewatch.yml", "desk/gatewatch.yml", "gatewatch.db", "my-list.yaml", ".venv", "meta.json"})

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_TICKED = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_PATH = re.compile(r"\.?[\w-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:md|py|ya?ml|toml|sh|txt|lock)")
_SYMBOL = re.compile(r"bot(?:\.\w+)+")
_TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")


def ticked(document: Path) -> list[str]:
    """What stands between single backticks."""
    return _TICKED.findall(re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL))


def paths(document: Path) -> Iterator[str]:
    yield from (word for word in ticked(document) if _PATH.fullmatch(word) and not re.match(r"\.venv/", word))


def links(document: Path) -> Iterator[str]:
    yield from (link for link in _LINK.findall(document.read_text("utf-8")) if "://" not in link)


def commands() -> dict[str, click.Command]:
    """Every command of the program by what is typed; a group of commands, and each command in it."""
    top: dict[str, click.Command] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    inner = {f"{n} {m}": c for n, group in top.items() for m, c in getattr(group, "commands", {}).items()}
    return {**top, **inner}


def symbol(dotted: str) -> object:
    """The module, or what a module holds, under this dotted name. Raises when there is none."""
    try:
        return import_module(dotted)
    except ModuleNotFoundError:
        module, _, name = dotted.rpartition(".")
        return getattr(import_module(module), name)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(document: Path) -> None:
    """A reader who follows a path or a link finds a file there."""
    gone = [each for each in paths(document) if each not in MADE and not (ROOT / each).exists()]
    dead = [each for each in links(document) if not (document.parent / each).exists()]
    assert gone + dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_names_is_there(document: Path) -> None:
    """`gatewatch X` and `make X` in a document can be typed."""
    code = "\n".join(_CODE.findall(document.read_text("utf-8")))
    typed = set(re.findall(r"(?:^|[`\s/])gatewatch ((?:(?:lists|feeds) )?[a-z]+)\b(?![-=/:])", code, re.MULTILINE))
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)\b", code, re.MULTILINE))
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert typed <= commands().keys()
    assert targets <= known


def test_the_readme_names_every_command() -> None:
    """No command is hidden from readers of the README."""
    assert {word.removeprefix("gatewatch ") for word in ticked(ROOT / "README.md")} >= commands().keys()


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_teaches(name: str) -> None:
    """Each command says what it does, and each of its options and arguments what it means."""
    command = commands()[name]
    assert len((command.help or "").split()) >= 5
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{name}: {parameter.name} has no help"


@pytest.mark.parametrize("dotted", sorted({w for w in ticked(ROOT / "ARCHITECTURE.md") if _SYMBOL.fullmatch(w)}))
def test_every_symbol_that_the_architecture_names_can_be_imported(dotted: str) -> None:
    """ "Where do I change" leads to something that is there."""
    assert symbol(dotted) is not None


def test_every_test_that_the_architecture_names_is_there() -> None:
    """Each invariant is held by a test that exists."""
    named = _TEST.findall((ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    assert len(named) >= 8
    assert [(file, test) for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")] == []


def test_the_readme_teaches_a_watchlist_that_loads() -> None:
    """The person that the README adds can be added."""
    from bot.lists.lint import lint
    from bot.lists.load import SourceFile, load_watchlist

    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lists = [block for block in blocks if "people:" in block]
    loaded = [load_watchlist([SourceFile("readme.yaml", block.encode())]) for block in lists]
    assert [lint(each.entries, each.watchlist) for each in loaded] == [()]


def test_the_readme_teaches_settings_that_load(tmp_path: Path) -> None:
    """The Slack settings that the README shows can be used."""
    from bot.config import load_config

    text = (ROOT / "README.md").read_text("utf-8")
    block = re.search(r"```yaml\n(\s*slack:.*?)```", text, re.DOTALL)
    assert block
    file = tmp_path / "gatewatch.yml"
    file.write_text("\n".join(line.removeprefix("   ") for line in block[1].splitlines()), "utf-8")
    assert load_config(file, {}).slack.channel == "C0123456789"


def test_the_changelog_knows_this_version() -> None:
    """Whoever has this version finds what changed in it."""
    assert re.search(rf"^## {re.escape(bot.__version__)}\b", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)


def test_the_readme_table_follows_the_rules() -> None:
    """ "How it decides" has the rules' reasons in the rules' order."""
    from bot.alerts.decide import RULES

    rows = re.findall(r"^\|[^|]+\| `([a-z_]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [reason.value for reason, _ in RULES]


def test_the_architecture_draws_the_layers_that_are_checked() -> None:
    """The drawn layers are those of the import-linter contract, in its order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    checked = [layer.replace("bot.", "") for layer in contract["layers"] if layer != "bot.__main__"]
    drawn = re.search(r"```\n(cli > .*?)```", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.DOTALL)
    assert drawn
    assert [layer.strip() for layer in drawn[1].split(">")] == checked

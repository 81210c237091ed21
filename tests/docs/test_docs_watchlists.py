"""What `watchlists/README.md` teaches is so: its rules are those of the code, its commands and snippets work."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from bot.cli.add import add
from bot.cli.check import check
from bot.edges.files import read_sources
from bot.lists.find import find
from bot.lists.lint import RULES, lint
from bot.lists.load import SourceFile, load_watchlist
from bot.lists.schema import WatchlistFile
from bot.lists.silence import SILENCER_RULES

README = (Path(__file__).parents[2] / "watchlists" / "README.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^ *```{kind}\n(.*?)^ *```", README, re.DOTALL | re.MULTILINE)


def test_the_table_of_warnings_is_that_of_the_code() -> None:
    """Every rule with the sentence that the code says of it, in the same order, and none more."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", README.split("| rule | warns of |")[1].split("\n\n")[0], re.MULTILINE)
    assert rows == [(rule.__name__, rule.__doc__) for rule in (*RULES, *SILENCER_RULES)]


def test_every_key_stands_in_the_table_of_keys() -> None:
    """Somebody who never saw the project finds each key that an entry may have."""
    table = README.split("## The keys")[1].split("###")[0]
    entry = WatchlistFile.model_fields["people"].annotation.__args__[0]  # type: ignore[union-attr]
    keys = {field.alias or name for name, field in entry.model_fields.items()}
    assert {key for key in keys if f"`{key}`" not in table} == set()


def test_the_command_that_adds_somebody_adds_the_person_that_the_steps_add(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand or by command: the same person; the list is sound."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("GATEWATCH_", "SLACK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GATEWATCH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "watchlists").mkdir()
    (command,) = [block for block in blocks("sh") if block.startswith("gatewatch add")]
    app = typer.Typer()
    app.command()(add)
    result = CliRunner().invoke(app, shlex.split(command.replace("\\\n", " "))[2:])
    assert result.exit_code == 0, result.output
    loaded = load_watchlist(read_sources([tmp_path / "watchlists"]))
    by_hand = "\n".join(line[3:] for block in blocks("yaml")[:2] for line in block.splitlines())
    (person,) = loaded.watchlist.people
    (same,) = load_watchlist([SourceFile("a.yaml", by_hand.encode())]).watchlist.people
    assert (person.id, person.name, person.born, person.roles, person.listings) == (
        same.id,
        same.name,
        same.born,
        same.roles,
        same.listings,
    )
    assert lint(loaded.entries, loaded.watchlist) == ()
    typed = re.findall(r"`gatewatch person \"(\w+)\"`|an id \(`([\w-]+)`\)|a reference\s+\(`([\w ]+)`\)", README)
    assert len(typed) == 3
    assert [find(loaded.watchlist, "".join(each)).meant[0].person.id for each in typed] == [person.id] * 3


def test_the_silencing_comment_silences() -> None:
    """The example is a warning without its comment, and none with it."""
    (block,) = [block for block in blocks("yaml") if "gatewatch: ok" in block]
    text = "list: a\npeople:\n  - id: p\n    name: Edson Arantes\n    source: https://example.org/\n" + block
    for said, rules in ((text, []), (text.replace("# gatewatch: ok", "# o"), ["short_alias"])):
        loaded = load_watchlist([SourceFile("a.yaml", said.encode())])
        assert [each.rule for each in lint(loaded.entries, loaded.watchlist)] == rules


def test_the_hook_for_a_repository_of_ones_own_runs_a_command_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The snippet is YAML, watches the files of its folder, and what it runs tells good lists from bad ones."""
    (block,) = [block for block in blocks("yaml") if "repos:" in block]
    hook = yaml.safe_load(block)["repos"][0]["hooks"][0]
    assert re.search(hook["files"], "lists/desk.yaml")
    assert not re.search(hook["files"], "notes/desk.yaml")
    monkeypatch.chdir(tmp_path)
    app = typer.Typer()
    app.command()(check)
    (tmp_path / "lists").mkdir()
    for text, code in (("list: a\npeople: []\n", 0), ("list: a\npeople: [\n", 2)):
        (tmp_path / "lists" / "desk.yaml").write_text(text)
        assert CliRunner().invoke(app, shlex.split(hook["entry"])[2:]).exit_code == code

"""``gatewatch check`` as a person meets it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli.check import check

ROOT = Path(__file__).parents[2]
BROKEN = Path(__file__).parents[1] / "lists" / "broken"


@pytest.fixture(autouse=True)
def _bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("GATEWATCH_", "SLACK_"))]:
        monkeypatch.delenv(name)


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(check)
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_good_lists_end_with_one_line_that_counts_them() -> None:
    """People, names, lists and the fingerprint, and exit code 0."""
    result = run("--watchlists", ROOT / "watchlists", "--config", ROOT / "config.example.yml")
    assert result.exit_code == 0, result.output
    last = result.output.splitlines()[-1]
    assert last.startswith("16 people, ")
    assert "names, 1 list, fingerprint " in last


def test_a_mistake_is_shown_with_its_line_and_a_caret_and_ends_with_two() -> None:
    """file:line:column: what; mend, the line itself, and where in it."""
    file = BROKEN / "unknown-key.yaml"
    result = run("--watchlists", file)
    assert result.exit_code == 2
    lines = result.output.splitlines()
    assert lines[0] == f"{file}:5:5: the key `nmaes` is not known here; did you mean `names`?"
    assert lines[1:3] == ["        nmaes: [Anne Example]", "        ^"]


def test_settings_and_lists_are_checked_together(tmp_path: Path) -> None:
    """Mistakes of both are told in one run."""
    config = tmp_path / "g.yml"
    config.write_text("workers: 99\n")
    result = run("-c", config, "-w", BROKEN / "tab.yaml")
    assert result.exit_code == 2
    assert f"{config}:1:10: " in result.output
    assert "tab.yaml:3:1: " in result.output
    assert "2 mistakes" in result.output


def test_a_route_that_the_settings_lack_is_a_mistake(tmp_path: Path) -> None:
    """Lists and settings must fit each other."""
    (tmp_path / "gatewatch.yml").write_text("watchlists: [lists]\nroutes: {iran-desk: C0123456789}\n")
    (tmp_path / "lists").mkdir()
    entry = "list: a\npeople:\n  - {id: b, name: C D, source: 'https://example.org/', route: iran-dsk}\n"
    (tmp_path / "lists" / "a.yaml").write_text(entry)
    result = run()
    assert result.exit_code == 2
    assert "lists/a.yaml:3:" in result.output
    assert "did you mean iran-desk?" in result.output


@pytest.mark.parametrize("arguments", [("-w", "nowhere"), ("-c", "nowhere.yml")])
def test_a_path_that_is_not_there_is_bad_usage(arguments: tuple[str, str]) -> None:
    """A mistyped path ends with 2 and says what to give."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert "nowhere" in result.output
    assert "give" in result.output


def test_many_warnings_of_a_kind_are_counted_and_all_shown_on_demand(tmp_path: Path) -> None:
    """An imported list does not flood the screen; markup in a name stays text."""
    people = zip("abcdefgh", ("Kai", "Ole", "Ruth", "Vito", "Walt", "Xenia", "Yves", "Zoltan"), strict=True)
    entries = "".join(
        f"  - {{id: p{n}, name: {name} Person{n}, names: ['[i]{n}{n}'], source: 'https://e.org/'}}\n"
        for n, name in people
    )
    file = tmp_path / "a.yaml"
    file.write_text(f"list: a\npeople:\n{entries}")
    short, whole = run("-w", file), run("-w", file, "--all")
    assert (short.exit_code, whole.exit_code) == (0, 0)
    assert short.output.count("[short_alias]") == 5
    assert "3 more of short_alias" in short.output
    assert whole.output.count("[short_alias]") == 8
    assert "warning: `[i]aa` is one short word" in short.output


def test_people_easily_confused_are_told_with_what_tells_them_apart(tmp_path: Path) -> None:
    """The desk knows beforehand whom the news will mix up, and by which facts Gatewatch decides."""
    result = run("-w", ROOT / "watchlists" / "examples.yaml")
    assert (
        "easily confused: Qasem Soleimani (un-IRi.039) and Ghasem Soleymani (un-IRi.040); told apart by roles, organisations"
        in result.output
    )


def test_warnings_about_imported_lists_are_counted_in_one_line(tmp_path: Path) -> None:
    """Nobody edits them; the desk's own come first, and all are shown on demand."""
    origin = "origin: {source: 'https://e.org/', licence: OGL, attribution: Crown}\n"
    person = "people:\n- {id: ID, name: Anna Example, names: [Bobo], listings: [{authority: UN, ref: ID}]}\n"
    (tmp_path / "un.yaml").write_text("list: un\n" + origin + person.replace("ID", "un-1"))
    (tmp_path / "own.yaml").write_text("list: own\n" + person.replace("ID", "own-1").replace("Anna", "Carl"))
    short, whole = run("-w", tmp_path), run("-w", tmp_path, "--all")
    assert "own.yaml:3:43: warning: `Bobo` is one short word" in short.output
    assert "un.yaml:" not in short.output
    assert "in imported lists, which nobody edits: 1 name_of_another, 1 short_alias (--all shows them)" in short.output
    assert "un.yaml:4:42: warning: `Bobo` is one short word" in whole.output

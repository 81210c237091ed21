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
    counted, read = result.output.splitlines()[-2:]
    assert counted.startswith("16 people, ")
    assert "names, 1 list, fingerprint " in counted
    assert read == f"read: {ROOT / 'watchlists' / 'examples.yaml'}"


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
    assert "2 mistakes; mend them, the last good list stays in force" in result.output
    assert "further mistakes may show when these are mended" in result.output
    assert "0 people" not in result.output


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


def test_a_mistake_that_hides_none_announces_none(tmp_path: Path) -> None:
    """One mistake, nothing changed that could have been, and no promise of more."""
    (tmp_path / "a.yaml").write_text("list: a\npeople:\n  - {id: b, name: C D}\n")
    result = run("-w", tmp_path)
    assert "1 mistake; mend it, the last good list stays in force" in result.output
    assert "further mistakes" not in result.output
    assert result.output.splitlines()[-1] == f"read: {tmp_path / 'a.yaml'}"


def test_without_anything_read_nothing_is_counted(tmp_path: Path) -> None:
    """Bad settings alone: no list of nobody with a fingerprint."""
    (tmp_path / "gatewatch.yml").write_text("workers: 99\n")
    result = run()
    assert result.exit_code == 2
    assert "fingerprint" not in result.output
    assert "read:" not in result.output


def test_a_file_that_notepad_renamed_is_warned_of(tmp_path: Path) -> None:
    """It is not read, which nobody would see otherwise."""
    (tmp_path / "a.yaml").write_text("list: a\npeople: []\n")
    (tmp_path / "my-list.yaml.txt").write_text("list: b\n")
    result = run("-w", tmp_path)
    assert result.exit_code == 0
    assert f"{tmp_path / 'my-list.yaml.txt'}:1:1: warning: this file is not read" in result.output
    assert "rename it to my-list.yaml" in result.output
    assert ", 1 warning" in result.output


def test_the_files_that_were_read_are_named_up_to_ten(tmp_path: Path) -> None:
    """Many files are counted, and imported lists are one group."""
    origin = "origin: {source: 'https://e.org/', licence: OGL, attribution: Crown}\n"
    person = "people: [{id: un-1, name: Anna Example, listings: [{authority: UN, ref: '1'}]}]\n"
    (tmp_path / "un.yaml").write_text("list: un\n" + origin + person)
    for number in range(12):
        (tmp_path / f"{number:02}.yaml").write_text(f"list: l{number}\npeople: []\n")
    read = run("-w", tmp_path).output.splitlines()[-1]
    assert read.startswith(f"read: {tmp_path / '00.yaml'}, ")
    assert read.endswith(f"{tmp_path / '09.yaml'}, and 2 more, 1 imported list")


def test_an_imported_list_is_one_of_a_group_though_another_file_is_bad(tmp_path: Path) -> None:
    """The last line is the same when nothing could be loaded; what stands beside an imported list may be one's own."""
    origin = "origin: {source: 'https://e.org/', licence: OGL, attribution: Crown}\n"
    (tmp_path / "un.yaml").write_text(f"list: un\n{origin}people: []\n")
    (tmp_path / "own.yaml").write_text("list: own\npeople: [\n")
    assert run("-w", tmp_path).output.splitlines()[-1] == f"read: {tmp_path / 'own.yaml'}, 1 imported list"


def test_warnings_of_a_rule_come_in_the_order_of_lines(tmp_path: Path) -> None:
    """Line 9 comes before line 10."""
    entry = "  - {id: pN, name: NAME Person, names: [ALIAS], source: 'https://e.org/'}\n"
    names = ("Kai", "Ole", "Ruth", "Vito", "Walt", "Xenia", "Yves", "Zoltan", "Berta", "Cora")
    lines = [
        entry.replace("N,", f"{n},", 1).replace("NAME", name).replace("ALIAS", f"A{n}") for n, name in enumerate(names)
    ]
    (tmp_path / "a.yaml").write_text("list: a\npeople:\n" + "".join(lines))
    told = run("-w", tmp_path, "--all").output.splitlines()
    where = [int(line.split(":")[1]) for line in told if "[short_alias]" in line]
    assert where == list(range(3, 13))


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

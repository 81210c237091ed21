"""``gatewatch lists`` as a person meets it."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from tests.lists.official.un_files import un_xml


@pytest.fixture(autouse=True)
def _empty_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("GATEWATCH_", "SLACK_"))]:
        monkeypatch.delenv(name)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lists", *arguments])


def saved(numbers: range, name: str = "consolidated.xml", **names: str) -> str:
    Path(name).write_bytes(un_xml(numbers, **names))
    return name


def test_import_prints_one_line_that_counts_people_and_names() -> None:
    """The contract that other programs read; the list lies in the folder and is in force from then on."""
    result = run("import", saved(range(20)))
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)
    assert re.search(r"\b20 people, 20 names\b", result.stdout)
    assert Path("lists/un.yaml").is_file()


def test_to_puts_the_list_elsewhere() -> None:
    """The folder is made."""
    assert run("import", saved(range(3)), "--to", "some/where").exit_code == 0
    assert os.listdir("some/where") == ["un.yaml"]
    assert not Path("lists").exists()


def test_a_refused_file_ends_with_one_and_names_the_reason() -> None:
    """Nothing is written; further files are still read."""
    Path("page.html").write_text("<html>Sign in</html>")
    result = run("import", "page.html", saved(range(3)))
    assert result.exit_code == 1
    assert "page.html" in result.stderr
    assert "3 people" in result.stdout


def test_a_licence_that_asks_for_it_is_accepted_once() -> None:
    """OpenSanctions data are not for commercial use: nothing is taken in before a person says so, and then it is known."""
    head = (
        "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset"
    )
    row = "NK-1,Person,Anna Example,,,,,,x - 2020-01-01,,,UA-WS-MARE,UA"
    Path("ua.targets.simple.csv").write_text(f"{head}\n{row}\n")
    refused = run("import", "ua.targets.simple.csv")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "--accept-licence CC-BY-NC-4.0" in refused.stderr
    assert not Path("lists").exists()
    other = run("import", "ua.targets.simple.csv", "--accept-licence", "MIT")
    assert other.exit_code == 1
    accepted = run("import", "ua.targets.simple.csv", "--accept-licence", "CC-BY-NC-4.0")
    assert (accepted.exit_code, "1 people" in accepted.stdout) == (0, True)
    assert run("import", "ua.targets.simple.csv").exit_code == 0


def test_what_is_told_of_a_file_in_a_pipe_of_many_names_it() -> None:
    """A refusal names the path once; each note bears the id of its list."""
    Path("some").mkdir()
    Path("some/page.html").write_text("<html>Sign in</html>")
    Path("some/empty.xml").touch()
    run("import", saved(range(20)))
    result = run("import", "some/page.html", "some/empty.xml", saved(range(21)))
    assert result.stderr.splitlines() == [
        "some/page.html: is no list in a known format; docs/lists.md names them",
        "some/empty.xml: is empty; download it again",
        "  un: 1 listed, 0 delisted, 0 changed; `gatewatch lists diff un` shows them",
    ]


def test_pull_tells_what_it_asks_for_and_what_came_of_it() -> None:
    """In a pipe too; a host that is not known is tried once."""
    Path("gatewatch.yml").write_text("lists: {mirrors: {un.xml: 'http://nowhere.invalid/un.xml?token=secret'}}\n")
    result = run("pull", "un")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "un: asking for http://nowhere.invalid/un.xml",
        "un: un.xml: the host name is not known",
    ]


def test_a_file_that_is_not_there_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, by way of the error that the main program tells."""
    result = run("import", "nowhere.xml")
    assert "nowhere.xml cannot be read" in str(result.exception)


def test_diff_shows_what_the_last_import_brought() -> None:
    """+ listed, - delisted, ~ changed, and the count."""
    run("import", saved(range(20)))
    assert "imported once" in run("diff", "un").stdout
    second = run("import", saved(range(1, 21), n7="Other"))
    assert "1 listed, 1 delisted, 1 changed" in second.stderr
    lines = run("diff").stdout.splitlines()
    assert [line[:2] for line in lines[1:4]] == ["+ ", "- ", "~ "]
    assert lines[4] == "1 listed, 1 delisted, 1 changed"


def test_diff_says_which_days_are_those_of_the_import() -> None:
    """A list that bears no date is told by the day it was taken in, and named so."""
    kept("uk", 3)
    Path("lists/uk.yaml").rename("lists/uk.yaml.before")
    kept("uk", 4, "2026-03-02")
    assert run("diff", "uk").stdout.splitlines()[0] == "uk: imported 2026-03-01 -> imported 2026-03-02"


def test_the_version_before_can_be_put_back() -> None:
    """As the document says: the file is a list like any other."""
    run("import", saved(range(20)))
    run("import", saved(range(21)))
    Path("lists/un.yaml.before").rename("lists/un.yaml")
    assert re.search(r"un\s+20\s+20", run("show").stdout)
    assert run("import", saved(range(21))).exit_code == 0


def test_diff_says_what_to_do_where_nothing_was_imported() -> None:
    """Silence would look like no change."""
    assert "lists pull un" in run("diff").stdout


def test_diff_compares_any_two_files() -> None:
    """An official file with a watchlist of ours."""
    run("import", saved(range(5)))
    lines = run("diff", "lists/un.yaml", saved(range(6), "new.xml")).stdout.splitlines()
    assert [line[:2] for line in lines[:-1]] == ["+ "]


def test_show_tells_age_and_licence() -> None:
    """And what to do when there is nothing."""
    assert "lists pull un" in run("show").stdout
    run("import", saved(range(5)))
    shown = run("show").stdout
    assert "2026-02-27" in shown
    assert re.search(r"un\s+5\s+5", shown)
    assert "2026-02-27" in shown
    assert ", today" in shown
    assert "total" not in shown


def kept(list_id: str, people: int, day: str = "2026-03-01", words: str = "© One") -> None:
    written = {"source": "https://lists.example.org", "licence": "CC-BY-4.0", "attribution": words, "imported": day}
    entries = [{"id": f"{list_id}-{n}", "name": f"Anna {n}", "source": "https://x.example"} for n in range(people)]
    Path("lists").mkdir(exist_ok=True)
    Path(f"lists/{list_id}.yaml").write_text(
        json.dumps({"list": list_id, "title": f"Title of {list_id}", "origin": written, "people": entries})
    )


def test_show_says_once_what_many_lists_share() -> None:
    """Lists of one licence share a line, those without people are counted, and the rows are added up."""
    for number in range(6):
        kept(f"eu-{number}", number % 3)
    kept("uk", 4, (datetime.now(UTC) - timedelta(days=12)).date().isoformat(), "© Two")
    lines = run("show").stdout.splitlines()
    assert [line.split()[:3] for line in lines[1:7]] == [
        ["eu-1", "1", "1"],
        ["eu-2", "2", "2"],
        ["eu-4", "1", "1"],
        ["eu-5", "2", "2"],
        ["uk", "4", "4"],
        ["total", "10", "10"],
    ]
    assert re.search(r"12 days ago +Title of uk", lines[5])
    assert lines[7:] == [
        "2 lists hold nobody",
        "eu-0 and 5 more: © One · licence: CC-BY-4.0",
        "uk: © Two · licence: CC-BY-4.0",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pull"], "no list is named"),
        (["pull", "ofca"], "did you mean ofac?"),
        (["diff", "a", "b", "c"], "two files"),
        (["diff", "uk"], "no list uk was imported"),
        (["diff", "un", "ofac"], "`un` is the id of a list, not a file"),
    ],
)
def test_bad_usage_names_the_mend(arguments: list[str], words: str) -> None:
    """One line, before anything is fetched or written."""
    result = run(*arguments)
    assert words in str(result.exception)

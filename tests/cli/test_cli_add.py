"""``gatewatch add`` as a person meets it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli.add import add
from bot.edges.files import read_sources
from bot.errors import GatewatchError
from bot.lists.load import load_watchlist
from bot.model import Listing, Measure, Namesake, Person

ROOT = Path(__file__).parents[2]
ENTRY = "  - id: a\n    name: Ana Nilsen # ours\n    source: https://example.org/\n    nationality: [NO]\n"


@pytest.fixture(autouse=True)
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the desk's lists, and no settings but that."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("GATEWATCH_", "SLACK_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GATEWATCH_CACHE", str(tmp_path / "cache"))
    (tmp_path / "watchlists").mkdir()
    return tmp_path / "watchlists"


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(add)
    return CliRunner().invoke(app, arguments)


def people(lists: Path) -> dict[str, Person]:
    return {person.id: person for person in load_watchlist(read_sources([lists])).watchlist.people}


def test_everything_that_can_be_said_of_a_person_is_written(lists: Path) -> None:
    """Each option arrives in its key; the list is made, with the line that editors read."""
    result = run(
        *("Sergei Lavrov", "--list", "my-list", "--names", "Sergey Lavrov", "--names", "Sergei V. Lavrov"),
        *("--weak", "Lavrov", "--native", "Сергей Лавров", "--born", "1950-03-21", "--nationality", "ru"),
        *("--role", "Minister of Foreign Affairs", "--organisation", "Foreign Ministry"),
        *("--authority", "UK", "--ref", "0252", "--regime", "Russia", "--since", "2022-02-25"),
        *("--measure", "asset_freeze", "--measure", "travel_ban=2022-03-01", "--source", "https://example.org/l"),
        *("--died", "2031-05", "--not", "Sergei Lavrov=footballer, Zenit", "--not", "Sergey Lavrov"),
    )
    assert result.exit_code == 0, result.output
    assert result.output.startswith("watchlists/my-list.yaml:4: added Sergei Lavrov (my-list-sergei-lavrov)")
    person = people(lists)["my-list-sergei-lavrov"]
    assert [name.text for name in person.names if not name.weak and not name.native][1:] == [
        "Sergey Lavrov",
        "Sergei V. Lavrov",
    ]
    assert [(name.text, name.weak, name.native) for name in person.names if name.weak or name.native] == [
        ("Сергей Лавров", False, True),
        ("Lavrov", True, False),
    ]
    assert (person.born, person.nationality, person.roles) == (
        ("1950-03-21",),
        ("RU",),
        ("Minister of Foreign Affairs",),
    )
    measures = (Measure("asset_freeze"), Measure("travel_ban", "2022-03-01"))
    assert person.listings == (Listing("UK", "0252", "Russia", "2022-02-25", None, measures),)
    assert (person.organisations, person.source) == (("Foreign Ministry",), "https://example.org/l")
    assert person.died == "2031-05"
    assert person.namesakes == (Namesake("Sergei Lavrov", "footballer, Zenit"), Namesake("Sergey Lavrov"))
    assert "yaml-language-server: $schema=" in (lists / "my-list.yaml").read_text("utf-8").splitlines()[0]


def test_a_list_of_ones_own_keeps_every_byte_that_was_there(lists: Path) -> None:
    """The entry comes below the last one; remarks, order, mode and Windows line ends stay."""
    file = lists / "desk.yaml"
    before = f"# our desk\r\nlist: desk\r\npeople:\r\n{ENTRY}".replace("\r", "").replace("\n", "\r\n").encode()
    file.write_bytes(before)
    file.chmod(0o600)
    result = run("Boris Sample", "-l", "desk", "--source", "https://example.org/b", "--role", "Baker")
    assert result.exit_code == 0, result.output
    assert file.read_bytes().startswith(before)
    assert file.read_bytes().count(b"\n") == file.read_bytes().count(b"\r\n")
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(people(lists)) == ["a", "desk-boris-sample"]


def test_what_would_not_load_is_refused_with_every_mistake_and_nothing_changes(lists: Path) -> None:
    """The file stays as it was, and the mistakes show the lines as they would stand."""
    file = lists / "desk.yaml"
    file.write_text(f"list: desk\npeople:\n{ENTRY}")
    before = file.read_bytes(), file.stat().st_mtime_ns
    result = run("Boris Sample", "-l", "desk", "--nationality", "Germany", "--born", "1.2.1960", "--source", "x")
    assert result.exit_code == 2
    for told in (
        "watchlists/desk.yaml:9:11: `1.2.1960` is no date",
        "watchlists/desk.yaml:10:19: `Germany` is no country code; did you mean DE (Germany)?",
        "    nationality: [Germany]",
        "watchlists/desk.yaml:11:13: `x` is no web address",
        "nothing was written",
    ):
        assert told in result.output
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Boris Sample", "-l", "desk"), "neither a listing nor a source"),
        (("Boris Sample", "-l", "desk", "--ref", "7"), "has no authority"),
        (("Boris Sample", "-l", "desk", "--authority", "UN"), "`ref` is missing"),
        (("Boris Sample", "-l", "desk", "--id", "a", "--source", "https://e.org/"), "the id `a` is taken"),
        (("Boris Sample", "-l", "Our Desk", "--source", "https://e.org/"), "cannot name a list"),
        (("Boris Sample", "-l", "desk", "--source", "https://e.org/", "--not", "=footballer"), "`name` is missing"),
        (("Boris Sample", "-l", "desk", "--source", "https://e.org/", "--died", "soon"), "`soon` is no date"),
        (("47", "-l", "desk", "--source", "https://e.org/"), "has no letter in it"),
        (("Boris Sample", "-l", "desk", "--ref", "7", "--authority", "UN", "--measure", "travelban"), "did you mean travel_ban"),
    ],
)  # fmt: skip
def test_each_refusal_says_why(lists: Path, arguments: tuple[str, ...], told: str) -> None:
    """What a file could not say, a command cannot either."""
    (lists / "desk.yaml").write_text(f"list: desk\npeople:\n{ENTRY}")
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert list(people(lists)) == ["a"]
    assert [file.name for file in lists.iterdir()] == ["desk.yaml"]


def test_somebody_like_a_person_already_listed_is_added_and_told(lists: Path) -> None:
    """Whether it is the same human being is the desk's to say; one with the same reference is joined, with the reason."""
    shutil.copy(ROOT / "watchlists" / "examples.yaml", lists)
    near = run("Qassem Suleimani", "-l", "desk", "--source", "https://example.org/q")
    assert "already listed is Qasem Soleimani (un-IRi.039)" in near.output
    assert "nothing tells them apart" in near.output
    same = run("Qasem Soleimani", "-l", "desk", "--authority", "UN", "--ref", "IRi.039")
    assert "joined with somebody already listed: desk-qasem-soleimani and un-IRi.039" in same.output
    assert "the listing reference UN IRi.039" in same.output
    assert set(people(lists)["desk-qasem-soleimani"].refs) == {"desk-qasem-soleimani", "un-IRi.039"}


def test_ids_are_made_of_list_and_name_and_are_free(lists: Path) -> None:
    """Names in any script give one; a second bearer of the name gets a number."""
    for name in ("Ana Nilsen", "Ana Nilsén", "Сергей Лавров", "O'Brien-Smith, Zoë"):
        assert run(name, "-l", "desk", "--source", "https://example.org/").exit_code == 0
    assert list(people(lists)) == [
        "desk-ana-nilsen",
        "desk-ana-nilsen-2",
        "desk-obrien-smith-zoe",
        "desk-sergei-lavrov",
    ]


def test_warnings_about_the_new_entry_are_shown(lists: Path) -> None:
    """And no others."""
    (lists / "desk.yaml").write_text(f"list: desk\npeople:\n{ENTRY}    names: [Anna]\n")
    result = run("Boris Sample", "-l", "desk", "--names", "Bobo", "--source", "https://example.org/")
    assert "[short_alias]" in result.output
    assert "Bobo" in result.output
    assert "Anna" not in result.output


def test_a_route_is_one_of_the_settings(lists: Path) -> None:
    """Its channel is told about the person; a route that the settings lack is refused."""
    (lists.parent / "gatewatch.yml").write_text("routes: {iran-desk: C0123456789}\n")
    wrong = run("Boris Sample", "-l", "desk", "--source", "https://example.org/", "--route", "iran-dsk")
    assert wrong.exit_code == 2
    assert "the configuration has no route `iran-dsk`; did you mean iran-desk?" in wrong.output
    right = run("Boris Sample", "-l", "desk", "--source", "https://example.org/", "--route", "iran-desk")
    assert right.exit_code == 0, right.output
    assert people(lists)["desk-boris-sample"].route == "iran-desk"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a.yaml": "list: desk\norigin: {source: x}\npeople: []\n"}, "imported list"),
        ({"a.yaml": f"list: desk\npeople:\n{ENTRY}", "b.yaml": 'list: "desk" # ours\npeople: []\n'}, "several files"),
        ({"desk.yaml": f"list: other\npeople:\n{ENTRY}"}, "holds another list"),
    ],
)
def test_a_list_that_cannot_be_added_to_is_told(lists: Path, files: dict[str, str], told: str) -> None:
    """Imported lists are replaced by the next import; which of two files is meant, only a person knows."""
    for name, text in files.items():
        (lists / name).write_text(text)
    result = run("Boris Sample", "-l", "desk", "--source", "https://example.org/")
    assert result.exit_code != 0
    assert told in str(result.exception) + result.output


def test_lists_that_do_not_load_are_told_before_anything_is_added(lists: Path) -> None:
    """Mend first."""
    (lists / "desk.yaml").write_text(f"list: desk\npeople:\n{ENTRY}    rolse: [x]\n")
    result = run("Boris Sample", "-l", "desk", "--source", "https://example.org/")
    assert isinstance(result.exception, GatewatchError)
    assert "desk.yaml:7:5: the key `rolse` is not known here; did you mean `roles`?" in str(result.exception)


def test_what_is_known_of_an_imported_entry_is_added_under_its_id(lists: Path) -> None:
    """An entry of one's own needs no listing where it adds to an imported one; a list of such entries takes more of them."""
    origin = "origin: {source: 'https://e.org/', licence: OGL, attribution: Crown}\n"
    imported = "".join(
        f"- {{id: un-{n}, name: {name}, listings: [{{authority: UN, ref: '{n}'}}]}}\n"
        for n, name in (("1", "Ana Nilsen"), ("2", "Boris Sample"))
    )
    (lists / "un.yaml").write_text(f"list: un\n{origin}people:\n{imported}")
    first = run("Ana Nilsen", "-l", "desk", "--id", "un-1", "--role", "Baker")
    second = run("Boris Sample", "-l", "desk", "--id", "un-2", "--role", "Miller")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert f"adds to the imported entry of the same id ({Path('watchlists/un.yaml')}, line 4)" in first.output
    assert [(person.roles, person.listings[0].label) for person in people(lists).values()] == [
        (("Baker",), "UN 1"),
        (("Miller",), "UN 2"),
    ]

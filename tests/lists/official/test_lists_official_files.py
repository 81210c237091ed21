"""The official lists as published: every person of them is read, with the aliases and measures that they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.lists.country_codes import countries
from bot.lists.official.formats import read_list
from bot.lists.official.imported import Imported, Refused
from bot.text import days_of

LISTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "lists"
pytestmark = pytest.mark.skipif(not LISTS.is_dir(), reason="the published lists are not beside the project")


def read(*names: str) -> Imported:
    (found,) = read_list({Path(name).name: (LISTS / name).read_bytes() for name in names})
    return found


def counts(found: Imported) -> tuple[int, int, int, int]:
    """People, names, weak and native ones."""
    names = [name for person in found.people for name in person.names]
    return len(found.people), len(names), sum(name.weak for name in names), sum(name.native for name in names)


def bans(found: Imported) -> int:
    return sum(
        any(measure.type == "travel_ban" for each in person.listings for measure in each.measures)
        for person in found.people
    )


def test_the_un_list() -> None:
    found = read("un/consolidated.xml")
    assert counts(found) == (730, 3314, 648, 361)
    assert (dict(found.left_out), found.origin.published) == ({"entity": 273}, "2026-02-27")
    assert bans(found) == 663  # all but the 65 of Iraq and two Libyans
    assert not any("do not know" in note for note in found.notes)
    assert sum(person.died is not None for person in found.people) == 11


def test_the_packed_aliases_of_the_iranians_come_apart() -> None:
    raw = (LISTS / "un/consolidated.xml").read_text(encoding="utf-8")
    people = [person for person in read("un/consolidated.xml").people if person.listings[0].regime == "Iran"]
    packed = [
        person
        for person in people
        if any(f"{name.text};" in raw or f"; {name.text}" in raw for name in person.names[1:])
    ]
    assert (len(people), len(packed)) == (43, 16)
    assert not any(";" in name.text for person in people for name in person.names)
    general = next(person for person in people if person.id == "un-IRi.039")
    assert sum(not name.weak for name in general.names) == 9
    assert [name.text for name in general.names if name.weak] == ["Haj Qasem", "Haji Qassem", "Sardar Soleimani"]


def test_an_older_un_list() -> None:
    found = read("un/consolidated_2020-11-24.xml")
    assert counts(found) == (713, 3287, 650, 393)
    assert not any("do not know" in note for note in found.notes)


def test_the_damaged_un_list_is_refused() -> None:
    with pytest.raises(Refused, match=r"^damaged\.xml:53:11: is damaged or cut short .*; download the list again$"):
        read("un/damaged.xml")


def test_ofacs_list() -> None:
    found = read("ofac/sdn.csv", "ofac/alt.csv", "ofac/add.csv", "ofac/sdn_comments.csv")
    assert counts(found) == (6927, 17265, 2085, 0)
    assert dict(found.left_out) == {"entity": 7270, "vessel": 872, "aircraft": 374}
    assert bans(found) == 0
    director = next(person for person in found.people if person.id == "ofac-10481")
    assert director.name == "Qasem SOLEIMANI"
    assert "Ghasem SOLEYMANI" in [name.text for name in director.names]


def test_the_uk_list_is_the_same_as_csv_and_as_a_sheet() -> None:
    table, sheet = read("uk/FCDO_SL_2025-08-11.csv"), read("uk/FCDO_SL_2025-08-11.ods")
    assert len(table.people) == 3754
    assert bans(table) == 3649
    assert table.people == sheet.people
    assert dict(table.left_out) == {"entity": 1087, "ship": 461}


@pytest.mark.parametrize(
    "files", [("un/consolidated.xml",), ("ofac/sdn.csv", "ofac/alt.csv"), ("uk/FCDO_SL_2025-08-11.csv",)]
)
def test_what_is_read_is_fit_for_a_watchlist(files: tuple[str, ...]) -> None:
    """Ids once, names with letters and without marks of packing, dates and countries that exist."""
    people = read(*files).people
    assert len({person.id for person in people}) == len(people)
    for person in people:
        assert person.name == person.names[0].text
        assert not person.names[0].weak
        assert len({name.text for name in person.names}) == len(person.names)
        assert all(any(map(str.isalpha, name.text)) and not set(name.text) & set(';"“”\n') for name in person.names)
        assert all(days_of(date) for date in person.born)
        assert set(person.nationality) <= set(countries())


def test_reading_is_the_same_each_time() -> None:
    assert read("un/consolidated.xml") == read("un/consolidated.xml")

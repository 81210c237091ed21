"""bot.lists.official.eu_journal: acts of the Official Journal become lists, with ids that stay with the person."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from bot.lists.official import eu_journal
from bot.lists.official.formats import detect, read_list
from bot.lists.official.imported import Imported, Refused
from bot.model import Listing, Measure, Name, Person

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "lists" / "eu" / "consolidated"
COLUMNS = [
    "celex",
    "recordId",
    "programKey",
    "annex",
    "measure",
    "startDate",
    "reason",
    "schema",
    "name",
    "alias",
    "weakAlias",
    "previousName",
    "country",
    "nationality",
    "birthDate",
    "position",
    "notes",
]
ALWAYS = {
    "celex": "32014R0269",
    "recordId": "1",
    "programKey": "EU-UKR",
    "annex": "I.PERSONS",
    "measure": "Asset freeze",
    "schema": "Person",
    "name": "Sergey AKSYONOV",
}
BAN = Measure("travel_ban", "2014-03-17", basis="Council Decision 2014/145/CFSP, Article 1(1)")
FREEZE = Measure("asset_freeze", basis="Council Regulation (EU) No 269/2014")


def act(*rows: dict[str, str], columns: list[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: (ALWAYS | row).get(column, "") for column in columns} for row in rows)
    return out.getvalue().encode()


def read(*rows: dict[str, str]) -> Imported:
    (found,) = eu_journal.read({"32014R0269.csv": act(*rows)})
    return found


def test_a_person_with_all_that_the_act_prints() -> None:
    row = {
        "startDate": "17.3.2014",
        "alias": 'Sergei AKSENOV (Сергей АКСЁНОВ); "Aksenov; Sergey"',
        "weakAlias": "Goblin",
        "nationality": "Ukrainian, Russian (the Union does not recognise passports issued in Crimea)",
        "birthDate": "26.11.1972",
        "position": "‘Head’ of the ‘Republic of Crimea’; Member of the State Council",
        "notes": "Killed on 3 December 2030",
    }
    assert read(row).people == (
        Person(
            id="eu-32014R0269-1",
            name="Sergey AKSYONOV",
            names=(
                Name("Sergey AKSYONOV"),
                Name("Sergei AKSENOV"),
                Name("Сергей АКСЁНОВ", native=True),
                Name("Aksenov", weak=True),
                Name("Sergey", weak=True),
                Name("Goblin", weak=True),
            ),
            refs=("eu-32014R0269-1",),
            listings=(
                Listing(
                    "EU", "32014R0269-1", "Ukraine", "2014-03-17", measures=(BAN, replace(FREEZE, since="2014-03-17"))
                ),
            ),
            born=("1972-11-26",),
            died="2030-12-03",
            nationality=("UA", "RU"),
            roles=("‘Head’ of the ‘Republic of Crimea’", "Member of the State Council"),
            source="https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32014R0269",
            lists=("eu-32014r0269",),
        ),
    )


def test_the_list_says_what_it_is_and_what_it_left_out() -> None:
    found = read({}, {"recordId": "2", "schema": "Vessel", "name": "ROSALIN"})
    assert (found.list_id, found.left_out) == ("eu-32014r0269", {"vessel": 1})
    assert found.title.startswith("EU restrictive measures: territorial integrity")
    assert "2011/833/EU" in found.origin.attribution
    assert found.origin.source.endswith("CELEX:32014R0269")


def test_an_act_that_lists_nobody_makes_a_list_without_people() -> None:
    """Whoever stood on it before is off the list; a file without a row is known by its name."""
    found = read({"schema": "Vessel"})
    assert (found.list_id, found.people, found.left_out) == ("eu-32014r0269", (), {"vessel": 1})
    (found,) = eu_journal.read({"32004R0314.csv": act()})
    assert (found.list_id, found.people) == ("eu-32004r0314", ())
    with pytest.raises(Refused, match="such as 32014R0269"):
        eu_journal.read({"empty.csv": act()})


def test_numbers_of_a_further_annex_carry_the_annex() -> None:
    rows = ({"annex": "Ia", "recordId": "1", "schema": "LegalEntity"}, {}, {"annex": "Ia.A", "name": "Ilunga KAMPETE"})
    assert [person.id for person in read(*rows).people] == ["eu-32014R0269-1", "eu-32014R0269-Ia.A-1"]


def test_an_entry_without_a_number_keeps_its_id_when_others_go() -> None:
    first, second = ({"recordId": "", "name": name} for name in ("Myrna Mabanza", "Héctor Núñez"))
    assert read({"recordId": "", "name": "Иван Кусов"}).people[0].id == "eu-32014R0269-ivan-kusov"
    assert [person.id for person in read(first, second).people] == [
        "eu-32014R0269-myrna-mabanza",
        "eu-32014R0269-hector-nunez",
    ]
    assert [person.id for person in read(second).people] == ["eu-32014R0269-hector-nunez"]


def test_namesakes_without_a_number_are_two_people_and_a_repeated_row_is_one() -> None:
    rows = ({"recordId": "", "birthDate": born} for born in ("1970", "1938", "1970"))
    found = read(*rows).people
    assert [person.id for person in found] == ["eu-32014R0269-sergey-aksyonov", "eu-32014R0269-sergey-aksyonov-1938"]
    assert found[1].listings[0].ref == "32014R0269-sergey-aksyonov-1938"


def test_nobody_is_banned_before_being_listed() -> None:
    (person,) = read({"startDate": "4.8.2022"}).people
    assert [each.since for each in person.listings[0].measures] == ["2022-08-04", "2022-08-04"]


def test_a_row_for_a_further_measure_adds_it() -> None:
    (person,) = read({}, {"measure": "Arms embargo"}).people
    assert person.listings[0].measures == (BAN, FREEZE, Measure("arms_embargo"))


def test_an_act_that_the_table_does_not_know_says_what_the_file_says() -> None:
    (found,) = eu_journal.read({"x.csv": act({"celex": "32030R0001", "programKey": "EU-XYZ"})})
    assert found.title == "EU act 32030R0001"
    assert found.people[0].listings == (Listing("EU", "32030R0001-1", "EU-XYZ", measures=(Measure("asset_freeze"),)),)


def test_each_act_of_a_folder_is_a_list() -> None:
    """What is no act is passed over."""
    parts = {"a.csv": act({}), "b.csv": act({"celex": "32006R0765"}), "FORMAT.md": b"# x"}
    assert [each.list_id for each in read_list(parts)] == ["eu-32014r0269", "eu-32006r0765"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (act({}, {"celex": "32006R0765"}), "names 2 acts"),
        (act({"celex": "Regulation 269"}), "such as 32014R0269"),
        (act({}, columns=COLUMNS[:6]), "lacks the column"),
        (act({"name": "Ali\x00"}), "zero byte"),
        (act({})[:-4] + b'"open', "unexpected end of data"),
        (b"amendedCelex,amendmentCelex,recordId,programKey\n32014R0269,32026R1940,,EU-UKR\n", "is an amendment"),
        (act({}) + b"32014R0269" + b",x" * 40 + b"\n", "cells where"),
    ],
)
def test_a_damaged_file_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        eu_journal.read({"32014R0269.csv": data})


@pytest.mark.skipif(not DATA.is_dir(), reason="the acts of the Official Journal are not on this machine")
def test_the_real_acts() -> None:
    parts = {path.name: path.read_bytes() for path in sorted(DATA.glob("*.csv"))}
    assert {detect(name, data[:4096]).key for name, data in parts.items()} == {"eu-journal"}
    lists = {each.list_id: each for each in read_list(parts)}
    people = [person for each in lists.values() for person in each.people]
    assert (len(lists), sum(bool(each.people) for each in lists.values())) == (45, 36)
    assert {name: len(lists[f"eu-{name}"].people) for name in ("32014r0269", "32006r0765", "32020r1998")} == {
        "32014r0269": 1984,
        "32006r0765": 312,
        "32020r1998": 136,
    }
    assert len(people) == len({person.id for person in people}) == 4_498  # of 4,500 rows two repeat a person
    assert sum(any(name.native for name in person.names) for person in people) >= 3_020
    assert sum(bool(person.born) for person in people) >= 3_820
    assert sum(bool(person.nationality) for person in people) >= 2_690
    measures = [(person.listings[0].since, each) for person in people for each in person.listings[0].measures]
    assert sum(each.type == "travel_ban" for _, each in measures) == 4_356
    assert all(each.since for since, each in measures if since)
    assert not any("(" in name.text or ";" in name.text or "/" in name.text for p in people for name in p.names)

"""bot.lists.official.opensanctions_csv and _ftm: people under sanctions, honest listings, and the licence said."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.lists.official import opensanctions_csv, opensanctions_ftm
from bot.lists.official.formats import detect, read_list
from bot.lists.official.imported import Imported, Refused
from bot.model import Listing, Measure, Name, Person

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "lists" / "opensanctions"
FILE = "ua_war_sanctions.targets.simple.csv"
COLUMNS = [
    *("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones"),
    *("emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change"),
]
ALWAYS = {
    "id": "NK-24cf2z",
    "schema": "Person",
    "name": "IVAKHA Denis Vladimirovich",
    "sanctions": '""',
    "program_ids": "UA-WS-EXECUTIVES",
    "dataset": "Ukraine War and Sanctions",
}


def rows(*given: dict[str, str], columns: list[str] = COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({column: (ALWAYS | row).get(column, "") for column in columns} for row in given)
    return out.getvalue().encode()


def read(*given: dict[str, str], name: str = FILE) -> Imported:
    (found,) = opensanctions_csv.read({name: rows(*given)})
    return found


# --- CSV --------------------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_person() -> None:
    row = {
        "aliases": 'ІВАХА Денис Володимирович;Denis;"Ivakha; Denis"',
        "birth_date": "1987-09-14;1988",
        "countries": "ru;ua",
    }
    found = read(row, {"schema": "Vessel", "id": "v"})
    assert found.people == (
        Person(
            id="os-NK-24cf2z",
            name="IVAKHA Denis Vladimirovich",
            names=(
                Name("IVAKHA Denis Vladimirovich"),
                Name("ІВАХА Денис Володимирович", native=True),
                Name("Denis", weak=True),
                Name("Ivakha", weak=True),
            ),
            refs=("os-NK-24cf2z",),
            listings=(Listing("UA", "NK-24cf2z", "UA-WS-EXECUTIVES"),),
            born=("1987-09-14", "1988"),
            nationality=("RU", "UA"),
            source="https://www.opensanctions.org/entities/NK-24cf2z/",
            lists=("os-ua-war-sanctions",),
        ),
    )
    assert (found.list_id, found.title) == ("os-ua-war-sanctions", "OpenSanctions: Ukraine War and Sanctions")
    assert (found.origin.licence, found.left_out) == ("CC-BY-NC-4.0", {"vessel": 1})


@pytest.mark.parametrize(
    ("row", "listings"),
    [
        ({"program_ids": "UA-A;UA-B"}, [("UA", "NK-24cf2z", "UA-A", None), ("UA", "NK-24cf2z", "UA-B", None)]),
        ({"program_ids": "GB-XX"}, [("OpenSanctions", "NK-24cf2z", "GB-XX", None)]),  # the UK's reference is not there
        ({"program_ids": "US-XX", "id": "ofac-10481"}, [("OFAC", "10481", "US-XX", None)]),
        ({"program_ids": "EU-XX", "id": "eu-fsf-eu-27-28"}, [("EU", "EU.27.28", "EU-XX", None)]),
        (
            {"program_ids": "UA-A", "sanctions": "Block - Reason - 2022-02-25"},
            [("UA", "NK-24cf2z", "UA-A", "2022-02-25")],
        ),
        ({"program_ids": "UA-A", "sanctions": "One - 2022;Two - 2023"}, [("UA", "NK-24cf2z", "UA-A", None)]),
        ({"program_ids": "", "sanctions": "In 2022"}, [("OpenSanctions", "NK-24cf2z", None, None)]),
    ],
)
def test_listings_say_what_is_there_and_no_more(row: dict[str, str], listings: list[tuple[str, str, str, str]]) -> None:
    found = read(row).people[0].listings
    assert [(each.authority, each.ref, each.regime, each.since) for each in found] == listings


def test_an_end_in_the_text_of_a_sanction_is_its_end() -> None:
    (listing,) = read({"sanctions": "Decree 1 - Reason - 2015-09-16 - 2018-09-17"}).people[0].listings
    assert (listing.since, listing.until) == ("2015-09-16", "2018-09-17")


def test_a_programme_that_the_table_knows_brings_its_measures() -> None:
    (listing,) = read({"program_ids": "EU-NIC"}).people[0].listings
    assert (listing.authority, listing.regime) == ("OpenSanctions", "Nicaragua")
    assert [each.type for each in listing.measures] == ["travel_ban", "asset_freeze"]


def test_people_without_a_sanction_are_left_out() -> None:
    assert read({}, {"id": "pep", "program_ids": "", "sanctions": ""}).left_out == {"person without a sanction": 1}


def test_a_file_without_the_name_of_a_data_set_is_called_after_its_content() -> None:
    assert read({}, name="targets.simple.csv").list_id == "os-ukraine-war-and-sanctions"
    assert read({}, {"id": "b", "dataset": "Other;More"}, name="targets.simple.csv").list_id == "os-collection"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (rows({"schema": "Vessel"}), "lists no natural person under sanctions"),
        (rows({}, columns=COLUMNS[:5]), "lacks the column countries"),
        (rows({"name": "Ali \x00"}), "zero byte"),
        (rows({})[:-20], "unexpected end of data"),
        (rows({}) + b"," * 40 + b"x\n", "cells where"),
    ],
)
def test_a_damaged_csv_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        opensanctions_csv.read({FILE: data})


@pytest.mark.skipif(not DATA.is_dir(), reason="the OpenSanctions data set is not on this machine")
def test_the_real_data_set() -> None:
    (found,) = read_list({FILE: (DATA / FILE).read_bytes()})
    assert len(found.people) == 1_543
    assert sum(len(person.names) for person in found.people) >= 4_700
    assert sum(any(name.native for name in person.names) for person in found.people) == 1_542
    assert {listing.authority for person in found.people for listing in person.listings} == {"UA"}
    assert found.left_out == {"company": 1_524, "vessel": 1_340, "legal entity": 1_193}
    assert found.notes == ()


# --- FollowTheMoney ---------------------------------------------------------------------------------------------------

PERSON = {
    "name": ["Michael Kuajien"],
    "alias": ["Michael Kuajian"],
    "weakAlias": ["Big Mike", "Мишка Большой"],
    "previousName": ["Mikhail Kuajien"],
    "birthDate": ["1979-01-01"],
    "deathDate": ["2026-01-05"],
    "nationality": ["ss"],
    "country": ["ke"],
    "position": ["Governor"],
}
SANCTION = {"entity": ["NK-1"], "authority": ["Office of X"], "programId": ["UA-SA1644"], "startDate": ["2019-04-08"]}


def entity(schema: str, known_by: str, properties: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"id": known_by, "schema": schema, "properties": properties, "datasets": ["ua_nsdc"], "target": True} | more


def lines(*entities: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in entities)


def ftm(*entities: dict[str, Any], name: str = "entities.ftm.json") -> Imported:
    (found,) = opensanctions_ftm.read({name: lines(*entities)})
    return found


def listing_of(**sanction: list[str]) -> Listing:
    return ftm(entity("Person", "NK-1", PERSON), entity("Sanction", "s", SANCTION | sanction)).people[0].listings[0]


def test_a_person_and_the_sanction_beside_it() -> None:
    found = ftm(
        entity("Sanction", "s", SANCTION | {"provisions": ["Blocking of assets", "Entry ban"]}, target=False),
        entity("Person", "NK-1", PERSON, caption="Michael Kuajian"),
        entity("Person", "pep", PERSON),
        entity("Company", "c", {}),
        entity("Address", "a", {}, target=False),
    )
    measures = (Measure("travel_ban"), Measure("asset_freeze"))
    assert found.people == (
        Person(
            id="os-NK-1",
            name="Michael Kuajian",
            names=(
                Name("Michael Kuajian"),
                Name("Michael Kuajien"),
                Name("Mikhail Kuajien"),
                Name("Big Mike", weak=True),
                Name("Мишка Большой", weak=True),
            ),
            refs=("os-NK-1",),
            listings=(Listing("UA", "NK-1", "UA-SA1644", "2019-04-08", measures=measures),),
            born=("1979-01-01",),
            died="2026-01-05",
            nationality=("SS",),
            roles=("Governor",),
            source="https://www.opensanctions.org/entities/NK-1/",
            lists=("os-ua-nsdc",),
        ),
    )
    assert found.left_out == {"company": 1, "person without a sanction": 1}
    assert (found.list_id, found.origin.licence) == ("os-ua-nsdc", "CC-BY-NC-4.0")


def test_the_nested_form_says_the_same() -> None:
    inside = PERSON | {"sanctions": [entity("Sanction", "s", SANCTION)]}
    nested = ftm(entity("Person", "NK-1", inside), name="ua_nsdc.targets.nested.json")
    flat = ftm(entity("Person", "NK-1", PERSON), entity("Sanction", "s", SANCTION), name="ua_nsdc.entities.ftm.json")
    assert nested.people == flat.people


@pytest.mark.parametrize(
    ("sanction", "authority", "ref"),
    [
        ({"programId": ["UN-SC1970"], "unscId": ["LYi.009"], "authorityId": ["110399"]}, "UN", "LYi.009"),
        ({"programId": ["EU-XX"], "authorityId": ["EU.27.28"]}, "EU", "EU.27.28"),
        ({"programId": ["EU-XX"]}, "OpenSanctions", "NK-1"),
        ({"programId": ["GB-RUS"], "authorityId": ["RUS0251"]}, "UK", "RUS0251"),
        (
            {"programId": ["US-GLOMAG"], "authority": ["Office of Foreign Assets Control"], "authorityId": ["28033"]},
            "OFAC",
            "28033",
        ),
        ({"programId": ["US-BIS"], "authority": ["Bureau of Industry"]}, "US", "NK-1"),
        ({"programId": [], "program": ["Decree 5"], "authority": ["Ministry of Y"]}, "Ministry of Y", "NK-1"),
        ({"programId": [], "authority": []}, "OpenSanctions", "NK-1"),
    ],
)
def test_a_listing_is_the_authoritys_where_its_reference_is_there(
    sanction: dict[str, list[str]], authority: str, ref: str
) -> None:
    found = listing_of(**sanction)
    assert (found.authority, found.ref) == (authority, ref)


def test_dates_of_a_sanction() -> None:
    found = listing_of(startDate=[], listingDate=["2020-02"], endDate=["2030-02-01"])
    assert (found.since, found.until) == ("2020-02", "2030-02-01")


def test_broken_lines_and_odd_values_are_left_out_and_told() -> None:
    good = lines(entity("Person", "NK-1", PERSON), entity("Sanction", "s", SANCTION)) + lines(entity("X", "x", {})) * 98
    odd = lines(
        entity(
            "Person",
            "NK-2",
            {"name": "Jane Roe", "birthDate": [None, 5, {"a": 1}], "sanctions": ["s", {"properties": 1}]},
        ),
        entity("Sanction", "s2", {"entity": ["NK-2"]}),
        {"id": 5, "schema": "Person", "properties": {}},
        {"id": "y", "schema": "Person", "properties": []},
    )
    data = good + odd + b'{"half": \n' + b'{"x":' * 100_000 + b"\n"
    (found,) = opensanctions_ftm.read({"entities.ftm.json": data})
    assert {person.name for person in found.people} == {"Michael Kuajien", "Jane Roe"}
    assert found.notes == (
        "entities without a schema, an id or properties left out: 2",
        "lines that are no JSON object left out: 2, such as “line 105”",
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (lines(entity("Person", "pep", PERSON)), "lists no natural person under sanctions"),
        (lines(entity("Person", "NK-1", PERSON))[:-30], "breaks off in the middle"),
        (lines(entity("Person", "NK-1", PERSON)) + b"nonsense\n", "1 of 2 lines are no JSON objects"),
    ],
)
def test_a_damaged_file_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        opensanctions_ftm.read({"entities.ftm.json": data})


def test_both_forms_are_known_by_their_beginning() -> None:
    assert detect(FILE, rows({})).key == "os-csv"
    assert detect("entities.ftm.json", lines(entity("Person", "NK-1", PERSON))).key == "os-ftm"

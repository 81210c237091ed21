"""bot.lists.official.ofac_advanced: parties, places and entries that refer to each other become people."""

from __future__ import annotations

import pytest

from bot.lists.official import ofac_advanced
from bot.lists.official.imported import Imported, Refused
from bot.model import Measure, Name, Person

SETS = """<ReferenceValueSets>
<AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
<CountryValues><Country ID="11082" ISO2="IR">Iran</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="10">Nationality Country</FeatureType>
<FeatureType ID="26">Title</FeatureType><FeatureType ID="9">Place of Birth</FeatureType></FeatureTypeValues>
<ListValues><List ID="1550">SDN List</List><List ID="91243">Consolidated List</List></ListValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType>
<NamePartType ID="1522">Middle Name</NamePartType><NamePartType ID="1525">Entity Name</NamePartType></NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>
<PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType></PartySubTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType></PartyTypeValues>
<SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="1705">Block</SanctionsType></SanctionsTypeValues>
</ReferenceValueSets>
<Locations><Location ID="7"><LocationCountry CountryID="11082"/></Location>
<Location ID="8"><LocationPart LocPartTypeID="1"><LocationPartValue Primary="true"><Value>Syria</Value></LocationPartValue></LocationPart></Location></Locations>"""


def name(*parts: tuple[str, str], primary: bool = False, low: bool = False) -> str:
    values = "".join(
        f'<DocumentedNamePart><NamePartValue NamePartGroupID="{group}">{text}</NamePartValue></DocumentedNamePart>'
        for group, text in parts
    )
    mark = f'Primary="{str(primary).lower()}" LowQuality="{str(low).lower()}"'
    return f'<Alias AliasTypeID="1400" {mark}><DocumentedName ID="1">{values}</DocumentedName></Alias>'


GROUPS = "<NamePartGroups><MasterNamePartGroup>{}</MasterNamePartGroup></NamePartGroups>".format(
    "".join(
        f'<NamePartGroup ID="{key}" NamePartTypeID="{kind}"/>'
        for key, kind in (("L", 1520), ("F", 1521), ("M", 1522), ("E", 1525))
    )
)
MAIN = name(("L", "SOLEIMANI"), ("F", "Qasem"), primary=True)


def day(tag: str, year: int, month: int, day: int, about: bool = False) -> str:
    at = f"<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>"
    return f'<{tag} Approximate="{str(about).lower()}"><From>{at}</From><To>{at}</To></{tag}>'


def feature(kind: int, version: str) -> str:
    return f'<Feature FeatureTypeID="{kind}"><FeatureVersion ID="1">{version}</FeatureVersion></Feature>'


def party(number: str = "10481", kind: str = "4", names: str = MAIN, features: str = "") -> str:
    return (
        f'<DistinctParty FixedRef="{number}"><Comment/><Profile ID="{number}" PartySubTypeID="{kind}"><Identity ID="9" Primary="true">'
        f"{names}{GROUPS}</Identity>{features}</Profile></DistinctParty>"
    )


ENTRY = """<SanctionsEntry ID="1" ProfileID="10481" ListID="1550">
<EntryEvent ID="1"><Date><Year>2011</Year><Month>5</Month><Day>18</Day></Date></EntryEvent>
<EntryEvent ID="2"><Date><Year>2012</Year><Month>1</Month><Day>1</Day></Date></EntryEvent>
<SanctionsMeasure ID="1" SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure>
<SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>SYRIA</Comment></SanctionsMeasure></SanctionsEntry>"""


def document(parties: str, entries: str = ENTRY, relations: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><Sanctions xmlns="https://example.org/advanced"><DateOfIssue><Year>2025</Year><Month>3</Month>'
        f"<Day>7</Day></DateOfIssue>{SETS}<DistinctParties>{parties}</DistinctParties>"
        f"<ProfileRelationships>{relations}</ProfileRelationships><SanctionsEntries>{entries}</SanctionsEntries></Sanctions>"
    ).encode()


def read(parties: str, entries: str = ENTRY, relations: str = "") -> Imported:
    return ofac_advanced.read({"sdn_advanced.xml": document(parties, entries, relations)})[0]


def only(names: str = MAIN, features: str = "") -> Person:
    return read(party(names=names, features=features)).people[0]


def test_names_are_put_in_the_order_they_are_said_and_keep_their_marks() -> None:
    names = (
        name(("L", "SOLEYMANI"), ("F", "Ghasem"), ("M", "Ali"))
        + MAIN
        + name(("L", "سلیمانی"), ("F", "قاسم"), primary=True)
        + name(("L", "HAJ QASEM"), low=True)
    )
    assert only(names).names == (
        Name("Qasem SOLEIMANI"),
        Name("Ghasem Ali SOLEYMANI"),
        Name("سلیمانی قاسم", native=True),
        Name("HAJ QASEM", weak=True),
    )


@pytest.mark.parametrize(
    ("period", "born"),
    [
        (day("Start", 1957, 3, 11) + day("End", 1957, 3, 11), ("1957-03-11",)),
        (day("Start", 1957, 1, 1) + day("End", 1957, 12, 31), ("1957",)),
        (day("Start", 1957, 2, 1) + day("End", 1957, 2, 28), ("1957-02",)),
        (day("Start", 1957, 1, 1) + day("End", 1959, 12, 31), ("1957", "1958", "1959")),
        (day("Start", 1957, 3, 11, about=True) + day("End", 1957, 3, 11, about=True), ("1957",)),
        (day("Start", 1957, 3, 11), ("1957-03-11",)),
        ("", ()),
    ],
)
def test_dates_of_birth(period: str, born: tuple[str, ...]) -> None:
    assert only(features=feature(8, f"<DatePeriod>{period}</DatePeriod>")).born == born


def test_places_and_titles() -> None:
    places = feature(10, '<VersionLocation LocationID="7"/>') + feature(10, '<VersionLocation LocationID="8"/>')
    person = only(
        features=places
        + feature(9, '<VersionLocation LocationID="8"/>')
        + feature(26, "<VersionDetail>Major General; Commander</VersionDetail>")
    )
    assert person.nationality == ("IR", "SY")
    assert person.roles == ("Major General", "Commander")


def test_the_listing_has_programmes_and_the_first_day() -> None:
    listing = only().listings[0]
    assert (listing.label, listing.regime, listing.since) == ("OFAC 10481", "SDGT, SYRIA", "2011-05-18")
    assert listing.measures == (Measure("asset_freeze"),)


def test_a_list_that_does_not_block_states_no_freeze() -> None:
    assert read(party(), ENTRY.replace("1550", "91243")).people[0].listings[0].measures == ()
    block = ENTRY.replace("1550", "91243").replace('SanctionsTypeID="1"', 'SanctionsTypeID="1705"', 1)
    assert read(party(), block).people[0].listings[0].measures == (Measure("asset_freeze"),)


def test_bodies_linked_to_are_organisations_and_people_are_not() -> None:
    body = party("3", "3", name(("E", "QODS FORCE"), primary=True))
    relations = "".join(f'<ProfileRelationship From-ProfileID="10481" To-ProfileID="{to}"/>' for to in ("3", "4", "5"))
    found = read(party() + party("4") + body, relations=relations)
    assert found.people[0].organisations == ("QODS FORCE",)
    assert dict(found.left_out) == {"entity": 1}


def test_the_list_itself_is_told() -> None:
    found = read(party() + party("8", "1", name(("E", "A SHIP"), primary=True)))
    assert (found.list_id, found.origin.published, dict(found.left_out)) == ("ofac", "2025-03-07", {"vessel": 1})


def test_a_damaged_or_empty_document_is_refused() -> None:
    with pytest.raises(Refused, match="damaged or cut short"):
        ofac_advanced.read({"a.xml": document(party())[:-20]})
    with pytest.raises(Refused, match="holds no individual"):
        ofac_advanced.read({"a.xml": document(party("3", "3"))})

"""bot.lists.official.fsf_xml and fsf_csv: the EU's consolidated list in both forms, built from its published structure."""

from __future__ import annotations

import pytest

from bot.lists.official import fsf_csv, fsf_xml
from bot.lists.official.formats import detect
from bot.lists.official.imported import Imported, Refused
from bot.model import Listing, Measure, Name, Person

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-05T16:47:04.449+02:00" globalFileId="184961">\n'
)
REGULATION = (
    '<regulation regulationType="{kind}" organisationType="council" publicationDate="{day}" entryIntoForceDate="{day}"'
    ' numberTitle="{number} (OJ L169)" programme="{programme}" logicalId="1">'
    "<publicationUrl>http://eur-lex.europa.eu/{number}</publicationUrl></regulation>"
)
PERSON = '<subjectType code="person" classificationCode="P"/>'


def entity(inside: str, reference: str = "EU.27.28", attributes: str = "", kind: str = PERSON) -> str:
    return (
        f'<sanctionEntity {attributes} euReferenceNumber="{reference}" logicalId="13">{kind}{inside}</sanctionEntity>\n'
    )


def regulation(
    programme: str = "IRQ", number: str = "1210/2003", kind: str = "regulation", day: str = "2003-07-08"
) -> str:
    return REGULATION.format(programme=programme, number=number, kind=kind, day=day)


def alias(whole: str, strong: str = "true", more: str = "", inside: str = "") -> str:
    return f'<nameAlias wholeName="{whole}" strong="{strong}" {more}>{inside}</nameAlias>'


def xml(*entities: str) -> Imported:
    (found,) = fsf_xml.read({"list.xml": (HEAD + "".join(entities) + "</export>").encode()})
    return found


def one(inside: str, **given: str) -> Person:
    (person,) = xml(entity(alias("Saddam Hussein Al-Tikriti") + inside, **given)).people
    return person


def test_a_person_with_all_that_the_list_says() -> None:
    found = xml(
        entity(
            regulation()
            + alias("Saddam Hussein Al-Tikriti", more='function="(a) President of Iraq, (b) Commander" title="General"')
            + alias("صدام حسين التكريتي")
            + alias("Abu Ali", strong="false")
            + '<citizenship countryIso2Code="IQ" countryDescription="IRAQ"/>'
            '<birthdate circa="false" calendarType="GREGORIAN" birthdate="1937-04-28" year="1937"/>',
            attributes='unitedNationId="IQi.001"',
        ),
        entity(alias("Front LLC"), "EU.99.1", kind='<subjectType code="enterprise" classificationCode="E"/>'),
    )
    freeze = Measure("asset_freeze", "2003-07-08", basis="Council Regulation (EC) No 1210/2003")
    assert found.people == (
        Person(
            id="eu-EU.27.28",
            name="Saddam Hussein Al-Tikriti",
            names=(
                Name("Saddam Hussein Al-Tikriti"),
                Name("صدام حسين التكريتي", native=True),
                Name("Abu Ali", weak=True),
            ),
            refs=("eu-EU.27.28",),
            listings=(
                Listing("EU", "EU.27.28", "Iraq", "2003-07-08", measures=(freeze,)),
                Listing("UN", "IQi.001"),
            ),
            born=("1937-04-28",),
            nationality=("IQ",),
            roles=("President of Iraq", "Commander", "General"),
            source="http://eur-lex.europa.eu/1210/2003",
            lists=("eu",),
        ),
    )
    assert found.left_out == {"enterprise": 1}
    assert (found.list_id, found.origin.published, found.origin.licence) == ("eu", "2026-08-05", "CC-BY-4.0")


@pytest.mark.parametrize(
    ("birth", "born"),
    [
        ('circa="true" calendarType="GREGORIAN" birthdate="1957-03-11"', ("1957",)),
        ('circa="true" calendarType="GREGORIAN" yearRangeFrom="1953" yearRangeTo="1955"', ("1953", "1954", "1955")),
        ('circa="false" yearRangeTo="1980"', ()),
        ('circa="false" calendarType="GREGORIAN" dayOfMonth="0" monthOfYear="8" year="1961"', ("1961-08",)),
        ('circa="false" calendarType="GREGORIAN" year="1961"', ("1961",)),
        ('circa="false" calendarType="ISLAMIC" year="1338"', ()),
        ('circa="false" calendarType="GREGORIAN" city="Kabul"', ()),
    ],
)
def test_birth_dates_in_all_their_forms(birth: str, born: tuple[str, ...]) -> None:
    assert one(f"<birthdate {birth}/>").born == born


def test_a_remark_of_low_quality_makes_a_spelling_weak_and_a_good_one_does_not() -> None:
    inside = alias("Abu Omar Said", inside="<remark>Low quality alias</remark>") + alias(
        "Omar Said Ali", inside="<remark>Good quality a.k.a.</remark>"
    )
    weak = {name.text: name.weak for name in one(inside).names}
    assert weak == {"Saddam Hussein Al-Tikriti": False, "Omar Said Ali": False, "Abu Omar Said": True}


def test_a_travel_ban_stands_where_the_regime_has_one() -> None:
    belarus = one(regulation("BLR", "2024/1234", "amendment", "2024-08-05")).listings[0]
    assert belarus == Listing(
        "EU",
        "EU.27.28",
        "Belarus",
        measures=(
            Measure("travel_ban", "2004-09-24", basis="Council Decision 2012/642/CFSP"),
            Measure("asset_freeze", basis="Council Regulation (EC) No 765/2006"),
        ),
    )
    terrorism = one(regulation("TERR", "2580/2001")).listings[0]
    assert [measure.type for measure in terrorism.measures] == ["asset_freeze"]


def test_the_act_tells_the_regime_where_the_programme_does_not() -> None:
    assert one(regulation("IRN", "359/2011")).listings[0].regime == "Iran (human rights)"
    assert one(regulation("IRN", "2023/1", "amendment")).listings[0].regime == "Iran"


def test_the_day_of_an_amendment_is_no_day_of_listing() -> None:
    amended = regulation("UKR", "2022/336", "amendment", "2022-02-28")
    assert one(amended).listings[0].since is None
    assert one(amended, attributes='designationDate="2014-03-17"').listings[0].since == "2014-03-17"


def test_an_unknown_programme_freezes_assets_and_is_named_as_it_is() -> None:
    assert one(regulation("XYZ", "9/2030")).listings == (
        Listing("EU", "EU.27.28", "XYZ", "2003-07-08", measures=(Measure("asset_freeze"),)),
    )


def test_two_programmes_are_two_listings() -> None:
    listings = one(regulation("SYR", "36/2012") + regulation("UKR", "269/2014")).listings
    assert [each.regime for each in listings] == ["Syria", "Ukraine"]


def test_an_entry_without_a_reference_goes_by_its_number_in_the_file() -> None:
    assert one("", reference="").id == "eu-logicalId-13"


def test_an_entry_without_a_name_is_told() -> None:
    found = xml(entity(alias("Ali Hassan")), entity(alias("123"), "EU.1.1"))
    assert len(found.people) == 1
    assert found.notes == ("entries without a name or a reference left out: 1, such as “EU.1.1”",)


# --- CSV --------------------------------------------------------------------------------------------------------------

COLUMNS = [
    "fileGenerationDate",
    "Entity_LogicalId",
    "Entity_EU_ReferenceNumber",
    "Entity_UnitedNationId",
    "Entity_DesignationDate",
    "Entity_Remark",
    "Entity_SubjectType",
    "Entity_SubjectType_ClassificationCode",
    "Entity_Regulation_Type",
    "Entity_Regulation_PublicationDate",
    "Entity_Regulation_NumberTitle",
    "Entity_Regulation_Programme",
    "Entity_Regulation_PublicationUrl",
    "NameAlias_WholeName",
    "NameAlias_Title",
    "NameAlias_Function",
    "NameAlias_Remark",
    "NameAlias_Regulation_Programme",
    "BirthDate_BirthDate",
    "BirthDate_Day",
    "BirthDate_Month",
    "BirthDate_Year",
    "BirthDate_YearRangeFrom",
    "BirthDate_YearRangeTo",
    "BirthDate_Circa",
    "BirthDate_CalendarType",
    "Citizenship_CountryIso2Code",
    "Citizenship_CountryDescription",
]
ALWAYS = {
    "fileGenerationDate": "05/08/2026",
    "Entity_LogicalId": "13",
    "Entity_EU_ReferenceNumber": "EU.27.28",
    "Entity_UnitedNationId": "IQi.001",
    "Entity_SubjectType": "P",  # the real file has letter and word in each other's column
    "Entity_SubjectType_ClassificationCode": "person",
    "Entity_Regulation_Type": "regulation",
    "Entity_Regulation_PublicationDate": "2003-07-08",
    "Entity_Regulation_NumberTitle": "1210/2003 (OJ L169)",
    "Entity_Regulation_Programme": "IRQ",
    "Entity_Regulation_PublicationUrl": "http://eur-lex.europa.eu/1210/2003",
}


def table(*rows: dict[str, str]) -> bytes:
    lines = [";".join(COLUMNS), *(";".join((ALWAYS | row).get(column, "") for column in COLUMNS) for row in rows)]
    return ("\ufeff" + "\n".join(lines) + "\n").encode()


def test_the_csv_says_the_same_as_the_xml() -> None:
    rows = (
        {
            "NameAlias_WholeName": "Saddam Hussein Al-Tikriti",
            "NameAlias_Function": "President of Iraq",
            "NameAlias_Title": "Mr",
            "NameAlias_Regulation_Programme": "IRQ",
        },
        {"NameAlias_WholeName": "Abu Ali", "NameAlias_Remark": "low quality"},
        {"BirthDate_YearRangeFrom": "1936", "BirthDate_YearRangeTo": "1937", "BirthDate_CalendarType": "GREGORIAN"},
        {"Citizenship_CountryIso2Code": "00", "Citizenship_CountryDescription": "IRAQ"},
        {
            "Entity_EU_ReferenceNumber": "EU.99.1",
            "Entity_SubjectType": "E",
            "Entity_SubjectType_ClassificationCode": "enterprise",
        },
    )
    (from_csv,) = fsf_csv.read({"list.csv": table(*rows)})
    from_xml = xml(
        entity(
            regulation()
            + alias("Saddam Hussein Al-Tikriti", more='function="President of Iraq" title="Mr"')
            + alias("Abu Ali", strong="false")
            + '<birthdate calendarType="GREGORIAN" yearRangeFrom="1936" yearRangeTo="1937"/>'
            '<citizenship countryIso2Code="IQ"/>',
            attributes='unitedNationId="IQi.001"',
        ),
        entity("", "EU.99.1", kind='<subjectType code="enterprise"/>'),
    )
    assert from_csv.people == from_xml.people
    assert from_csv.left_out == from_xml.left_out
    assert from_csv.origin == from_xml.origin


# --- damaged and hostile ----------------------------------------------------------------------------------------------


def test_both_forms_are_known_by_their_beginning() -> None:
    assert detect("20260805-FULL.xml", HEAD.encode()).key == "eu-fsf-xml"
    assert detect("20260805-FULL.csv", table()).key == "eu-fsf-csv"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEAD + entity(alias("Ali Hassan")), r"list\.xml:\d+:\d+: is damaged or cut short"),
        (HEAD + entity(alias("Ali Hassan"))[:-20], r"list\.xml:\d+:\d+: is damaged or cut short"),
        (HEAD + "</export>", "lists no natural person"),
        (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><export>&b;<sanctionEntity/></export>',
            "document type",
        ),
        ('<other xmlns="http://eu.europa.ec/fpi/fsd/export"/>', "starts with <other>"),
        (HEAD + entity(alias("Ali \x00 Hassan")) + "</export>", "damaged"),
    ],
)
def test_a_damaged_xml_is_refused(data: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        fsf_xml.read({"list.xml": data.encode()})


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Entity_EU_ReferenceNumber;NameAlias_WholeName\nEU.1;Ali Hassan\n", "lacks the column Entity_LogicalId"),
        (table({"NameAlias_WholeName": "Ali\x00Hassan"}), "zero byte"),
        (table({"NameAlias_WholeName": "Ali;Hassan;" * 20}), "cells where"),
        (table(), "lists no natural person"),
    ],
)
def test_a_damaged_csv_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        fsf_csv.read({"list.csv": data})


def test_an_entry_with_endless_spellings_is_cut() -> None:
    rows = (
        {"NameAlias_WholeName": f"Ali Hassan{'x' * (number % 50)} {'y' * (number // 50)}z"} for number in range(3_000)
    )
    (found,) = fsf_csv.read({"list.csv": table(*rows)})
    assert len(found.people[0].names) == 1_000

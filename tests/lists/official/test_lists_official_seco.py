"""bot.lists.official.seco: the Swiss list in force, without the history that its file drags along."""

from __future__ import annotations

import pytest

from bot.lists.official import seco
from bot.lists.official.formats import detect
from bot.lists.official.imported import Imported, Refused
from bot.model import Listing, Measure, Name, Person

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<swiss-sanctions-list list-type="whole-list" date="2026-09-28">\n'
PROGRAMMES = """
  <sanctions-program ssid="20" version-date="2026-05-21">
    <program-key lang="ger">Belarus</program-key><program-key lang="eng">Belarus</program-key>
    <program-name lang="eng">Ordinance on measures against Belarus</program-name>
    <sanctions-set ssid="4387" lang="eng">article 12 and 15 -- Financial sanctions and travel ban</sanctions-set>
    <sanctions-set ssid="4387" lang="fra">art. 12 et 15</sanctions-set>
    <origin>EU</origin>
  </sanctions-program>
  <sanctions-program ssid="21">
    <program-key lang="eng">Ukraine</program-key>
    <sanctions-set ssid="8" lang="eng">annex 8 -- Restrictions on named individuals</sanctions-set>
  </sanctions-program>
"""
LISTED = '<modification modification-type="listed" enactment-date="2022-02-25" publication-date="2022-03-01" effective-date="2022-03-02"/>'


def part(kind: str, value: str, order: int, variants: str = "") -> str:
    return f'<name-part order="{order}" name-part-type="{kind}"><value>{value}</value>{variants}</name-part>'


def name(*parts: str, kind: str = "primary-name", quality: str = "good") -> str:
    return f'<name name-type="{kind}" quality="{quality}" lang="eng">{"".join(parts)}</name>'


def variant(text: str, script: str = "LATN") -> str:
    return (
        f'<spelling-variant lang="RUS" script="{script}" spelling-variant-type="not-defined">{text}</spelling-variant>'
    )


PLAIN = name(part("family-name", "Roe", 1), part("given-name", "Jane", 2))


def target(identity: str = PLAIN, after: str = LISTED, inside: str = "", ssid: str = "5142", sets: str = "4387") -> str:
    return (
        f'<target ssid="{ssid}"><sanctions-set-id>{sets}</sanctions-set-id>'
        f'<individual sex="male"><identity ssid="1" main="true">{identity}</identity>{inside}</individual>{after}</target>\n'
    )


def read(*targets: str, head: str = HEAD) -> Imported:
    data = (head + PROGRAMMES + "".join(targets) + "</swiss-sanctions-list>").encode()
    (found,) = seco.read({"list.xml": data})
    return found


def one(*args: str, **given: str) -> Person:
    (person,) = read(target(*args, **given)).people
    return person


def test_a_person_with_all_that_the_list_says() -> None:
    identity = (
        name(
            part("title", "Colonel", 1),
            part("family-name", "Lukashenka", 2, variant("Lukashenko") + variant("Лукашенко", "CYRL")),
            part("given-name", "Dzmitry", 3, variant("Dmitry") + variant("Дмитрий", "CYRL")),
            part("father-name", "Aliaksandravich", 4),
        )
        + name(part("whole-name", "Dima the Bear", 1), kind="alias", quality="low")
        + '<day-month-year day="23" month="3" year="1980" calendar="Gregorian" quality="good"/>'
        '<nationality><country iso-code="BY">Belarus</country></nationality>'
    )
    inside = "<justification>Businessman.</justification><other-information>Function: President of a club</other-information>"
    found = read(target(identity, inside=inside), target(ssid="9").replace("individual", "entity"))
    assert found.people == (
        Person(
            id="ch-5142",
            name="Dzmitry Aliaksandravich Lukashenka",
            names=(
                Name("Dzmitry Aliaksandravich Lukashenka"),
                Name("Dmitry Aliaksandravich Lukashenko"),
                Name("Дмитрий Лукашенко", native=True),
                Name("Dima the Bear", weak=True),
            ),
            refs=("ch-5142",),
            listings=(
                Listing(
                    "CH", "5142", "Belarus", "2022-03-02", measures=(Measure("travel_ban"), Measure("asset_freeze"))
                ),
            ),
            born=("1980-03-23",),
            nationality=("BY",),
            roles=("President of a club", "Colonel"),
            source="https://www.sesam.search.admin.ch/sesam-search-web/pages/search.xhtml",
            lists=("ch",),
        ),
    )
    assert (found.list_id, found.origin.published, found.left_out) == ("ch", "2026-09-28", {"entity": 1})


def modification(kind: str, day: str, inside: str = "") -> str:
    return f'<modification modification-type="{kind}" effective-date="{day}">{inside}</modification>'


@pytest.mark.parametrize(
    ("history", "since"),
    [
        (("de-listed 2024-09-15", "listed 2022-03-01"), None),
        (("listed 2022-03-01", "de-listed 2024-09-15"), None),  # the date decides, not the order
        (("amended 2025-06-03", "de-listed 2025-06-20", "listed 2012-06-08"), None),
        (
            ("amended 2025-06-20", "de-listed 2025-06-20", "listed 2012-06-08"),
            "2012-06-08",
        ),  # of one day, the first is latest
        (("listed 2025-01-01", "de-listed 2024-01-01", "listed 2020-01-01"), "2025-01-01"),
        (("de-listed 2026-12-31", "listed 2020-01-01"), "2020-01-01"),  # not yet in force on the day of the list
        (("amended 2025-01-01",), "none"),
    ],
)
def test_the_latest_modification_in_force_decides(history: tuple[str, ...], since: str | None) -> None:
    after = "".join(modification(*each.split()) for each in history)
    found = read(target(after=after, ssid="1"), target(ssid="2"))
    assert found.left_out == ({"delisted person": 1} if since is None else {})
    first = found.people[0]
    assert first.id == ("ch-2" if since is None else "ch-1")
    if since:
        assert first.listings[0].since == (None if since == "none" else since)


def test_what_a_modification_repeats_is_not_read() -> None:
    old = f'<removed><target ssid="66"><individual><identity main="true">{PLAIN}</identity></individual></target></removed>'
    found = read(target(after=LISTED + modification("amended", "2023-01-01", old)))
    assert [person.id for person in found.people] == ["ch-5142"]


def test_a_checked_ordinance_gives_the_basis() -> None:
    measures = one(sets="8").listings[0].measures
    assert [(each.type, each.since, each.basis) for each in measures] == [
        ("travel_ban", "2022-03-02", "Ordinance of 4 March 2022 (SR 946.231.176.72), Article 29"),
        ("asset_freeze", "2022-03-02", "Ordinance of 4 March 2022 (SR 946.231.176.72), Article 15"),
    ]


def test_a_reference_of_the_un_is_a_listing_of_its_own() -> None:
    of_un = target().replace("<individual", "<foreign-identifier>KPi.033</foreign-identifier><individual", 1)
    of_eu = target().replace("<individual", "<foreign-identifier>140</foreign-identifier><individual", 1)
    assert read(of_un).people[0].listings[1] == Listing("UN", "KPi.033")
    assert len(read(of_eu).people[0].listings) == 1


def test_spellings_go_by_their_number_and_scripts_do_not_mix() -> None:
    identity = name(
        part("given-name", "Muammar", 1, variant("Moammar") + variant("Mu'ammar")),
        part("family-name", "Qadhafi", 2, variant("Gaddafi") + variant("القذافي", "ARAB")),
    )
    assert [(each.text, each.weak) for each in one(identity).names] == [
        ("Muammar Qadhafi", False),
        ("Moammar Gaddafi", False),
        ("Mu'ammar Gaddafi", False),
        ("القذافي", True),
    ]


def test_dates_of_another_calendar_and_unknown_parts_are_passed_over() -> None:
    dates = '<day-month-year year="1980" month="3"/><day-month-year year="1359" calendar="Persian"/><day-month-year/>'
    assert one(PLAIN + dates).born == ("1980-03",)


def test_a_further_identity_adds_to_the_main_one() -> None:
    further = (
        f'<identity main="false">{name(part("whole-name", "John Doe", 1))}<day-month-year year="1970"/></identity>'
    )
    person = one(PLAIN, inside=further)
    assert ([each.text for each in person.names], person.born) == (["Jane Roe", "John Doe"], ("1970",))


def test_a_target_without_a_name_is_told() -> None:
    found = read(target(), target(name(), ssid="7"))
    assert found.notes == ("targets without a name or a number left out: 1, such as “7”",)


def test_the_format_is_known_by_its_beginning() -> None:
    assert detect("consolidated-list.xml", HEAD.encode()).key == "seco-xml"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (HEAD + PROGRAMMES + target()[:-30], r"list\.xml:\d+:\d+: is damaged or cut short"),
        (HEAD + PROGRAMMES + target(), "damaged or cut short"),
        (HEAD + PROGRAMMES + "</swiss-sanctions-list>", "lists no natural person"),
        (
            HEAD.replace("whole-list", "delta") + target() + "</swiss-sanctions-list>",
            "type 'delta', and not the whole list",
        ),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + HEAD + "&a;</swiss-sanctions-list>", "document type"),
        (HEAD + PROGRAMMES + "<target>" * 10_000, "damaged"),
    ],
)
def test_a_damaged_file_is_refused(data: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        seco.read({"list.xml": data.encode()})

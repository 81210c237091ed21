"""bot.lists.merge: one human being on several lists becomes one Person, never by names alone."""

from __future__ import annotations

import itertools

import pytest

from bot.lists.load import SourceFile, load_watchlist
from bot.model import Person

GENERAL = "{id: un-IRi.039, name: Qasem Soleimani, weak: [Haj Qasem], roles: [Commander of Qods force], born: 1957-03-11, listings: [{authority: UN, regime: Iran, ref: IRi.039}]}"
DIRECTOR = "{id: un-IRi.040, name: Ghasem Soleymani, roles: [Director of the Saghand Uranium Mine], listings: [{authority: UN, regime: Iran, ref: IRi.040}]}"
OFAC = "{id: ofac-10481, name: Qasem SOLEIMANI, names: [Ghasem SOLEYMANI], nationality: [IR], born: 1957-03-11, listings: [{authority: OFAC, ref: '10481'}]}"
EU = "{id: eu-38, name: SOLEIMANI Qasem, names: [Haj Qasem], roles: [Brigadier General, Commander of the Qods Force], listings: [{authority: EU, regime: IRN, ref: '38'}]}"


def people(*entries: str) -> dict[str, Person]:
    text = "list: test\npeople:\n" + "".join(f"  - {entry}\n" for entry in entries)
    return {person.id: person for person in load_watchlist([SourceFile("t.yaml", text.encode())]).watchlist.people}


def person(identity: str, name: str, authority: str = "XX", **more: str) -> str:
    facts = "".join(f", {key.rstrip('_')}: {value}" for key, value in more.items() if key != "ref")
    listing = f"[{{authority: {authority}, ref: '{more.get('ref', identity)}'}}]"
    return f"{{id: {identity}, name: {name}, listings: {listing}{facts}}}"


def test_the_general_of_ofac_is_the_one_of_the_un_and_never_the_director() -> None:
    """OFAC 10481 bears the director's name as an alias; only the birth date decides, in any order of files."""
    for order in itertools.permutations((GENERAL, DIRECTOR, OFAC, EU)):
        found = people(*order)
        assert set(found) == {"un-IRi.039", "un-IRi.040"}
        assert found["un-IRi.039"].refs == ("un-IRi.039", "eu-38", "ofac-10481")
        assert found["un-IRi.040"].refs == ("un-IRi.040",)


def test_the_alias_alone_does_not_merge() -> None:
    """Without the general's UN entry, OFAC 10481 stays by itself."""
    assert set(people(DIRECTOR, OFAC)) == {"un-IRi.040", "ofac-10481"}


def test_a_merged_person_has_everything_once_and_says_why() -> None:
    """Spellings stay as they were, weak ones stay weak, and each merge carries its reason."""
    found = people(GENERAL, OFAC, EU)["un-IRi.039"]
    texts = [name.text for name in found.names]
    assert texts == ["Qasem Soleimani", "SOLEIMANI Qasem", "Ghasem SOLEYMANI", "Haj Qasem"]
    assert [name.text for name in found.names if name.weak] == ["Haj Qasem"]
    assert [listing.label for listing in found.listings] == ["UN IRi.039", "EU 38", "OFAC 10481"]
    assert (found.born, found.nationality) == (("1957-03-11",), ("IR",))
    assert len(found.merged_because) == 2
    assert "birth date 1957-03-11" in found.merged_because[0]
    assert "qods" in found.merged_because[1]


LATIN, TURNED = "Sergey Alexeyevich Veremeenko", "VEREMEYENKO Sergei"


@pytest.mark.parametrize(
    ("born", "theirs", "name", "joined"),
    [
        ("1955-09-26", "1955-09-26", TURNED, True),
        ("1955-09-26", "1955-09-26", "Сергей ВЕРЕМЕЕНКО", True),
        ("1955-09-26", "1955-09-27", TURNED, False),
        ("1955-09", "1955-09", TURNED, False),  # a month is too wide for names that only sound alike
        ("1955-01-01", "1955-01-01", TURNED, False),  # lists write it for "some day of 1955"
        ("1955-09-26", "1955-09-26", "VEREMEYENKO Sergei Ivanovich", False),  # each has a name the other lacks
        ("1955-09-26", "1955-09-26", "VEREMEYENKO", False),  # one word is no name
    ],
)
def test_the_same_birth_day_joins_names_of_one_sound(born: str, theirs: str, name: str, joined: bool) -> None:
    """Authorities write one Russian name in several ways; the day decides, and says so."""
    found = people(person("eu-1", LATIN, "EU", born=born), person("ofac-1", name, "OFAC", born=theirs))
    assert len(found) == (1 if joined else 2)
    if joined:
        assert "share the sound of the name (sirgi virimin" in found["eu-1"].merged_because[0]


def test_a_birth_day_does_not_join_two_entries_of_one_list() -> None:
    """Nor anybody whom something else tells apart."""
    assert (
        len(
            people(
                person("ofac-2", LATIN, "OFAC", born="1955-09-26"), person("ofac-1", TURNED, "OFAC", born="1955-09-26")
            )
        )
        == 2
    )


def entry(identity: str, name: str, regime: str, **facts: str) -> str:
    authority = identity.split("-")[0].upper()
    more = "".join(f", {key}: {value}" for key, value in facts.items())
    return f"{{id: {identity}, name: {name}, listings: [{{authority: {authority}, regime: {regime}, ref: {identity}}}]{more}}}"


AWEYS, UTHMAN = "HASSAN DAHIR AWEYS", "OMAR MAHMOUD UTHMAN"
SAME_DAYS = "[1960-12-30, 1960-12-13]"


@pytest.mark.parametrize(
    ("entries", "joined"),
    [
        pytest.param(
            [
                entry("un-QDi.042", AWEYS, "Al-Qaida", born="1935", nationality="[SO]", roles="[Sheikh]"),
                entry("un-SOi.002", AWEYS, "Somalia", born="1935", nationality="[SO]"),
                entry("ofac-7006", AWEYS, "SDGT", born="1935", nationality="[SO]"),
                entry("ofac-11744", AWEYS, "SOMALIA", born="1935", nationality="[SO]"),
            ],
            True,
            id="all facts agree, in two regimes",
        ),
        pytest.param(
            [
                entry("un-QDi.031", UTHMAN, "Al-Qaida", born=SAME_DAYS, nationality="[JO]"),
                entry("ofac-6950", UTHMAN, "SDGT", born=SAME_DAYS, nationality="[JO]"),
                entry("eu-omar", UTHMAN, "Al-Qaida and ISIL", born=SAME_DAYS, nationality="[JO]"),
                entry("eu-uthman", "Uthman Omar Mahmoud", "Al-Qaida and ISIL", born=SAME_DAYS),
            ],
            True,
            id="one day of birth, in one regime, and nobody is torn between the two",
        ),
        pytest.param(
            [entry("eu-1", AWEYS, "Somalia", born="1935-05-02"), entry("eu-2", AWEYS, "Somalia", born="1935-05-03")],
            False,
            id="other days",
        ),
        pytest.param(
            [entry("eu-1", AWEYS, "Somalia", born="1935-01-01"), entry("eu-2", AWEYS, "Somalia", born="1935-01-01")],
            False,
            id="a day that stands for the year",
        ),
        pytest.param(
            [
                entry("un-1", AWEYS, "Somalia", born="1935", nationality="[SO]"),
                entry("un-2", AWEYS, "Somalia", born="1935", nationality="[SO]"),
            ],
            False,
            id="one regime, and no day",
        ),
        pytest.param(
            [
                entry("un-1", AWEYS, "Somalia", born="1935", nationality="[SO]"),
                entry("un-2", AWEYS, "Sudan", born="[1935, 1936]", nationality="[SO]"),
            ],
            False,
            id="facts that only overlap",
        ),
        pytest.param(
            [entry("un-1", AWEYS, "Somalia", born="1935"), entry("un-2", AWEYS, "Sudan", born="1935")],
            False,
            id="no nationality to agree",
        ),
        pytest.param(
            [
                entry("un-1", "HASSAN AWEYS", "Somalia", born="1935", nationality="[SO]"),
                entry("un-2", "HASSAN AWEYS", "Sudan", born="1935", nationality="[SO]"),
            ],
            False,
            id="a short name",
        ),
    ],
)
def test_one_list_may_hold_a_human_being_twice(entries: list[str], joined: bool) -> None:
    """Only where all that it says is the same does it not mean two people, in any order of the entries."""
    for order in (entries, entries[::-1]):
        assert len(people(*order)) == (1 if joined else len(entries))


def test_two_of_one_list_and_a_third_that_fits_both_stay_apart() -> None:
    """Two people of one name and year, whom one list tells apart, are not joined by another list's entry of that year."""
    one = entry("un-1", AWEYS, "Somalia", born="1935-05-02")
    other = entry("un-2", AWEYS, "Sudan", born="1935-06-02")
    assert set(people(one, other, entry("ofac-1", AWEYS, "SOMALIA", born="1935"))) == {"un-1", "un-2", "ofac-1"}


ONE, OTHER = "Anna Maria Example", "EXAMPLE Anna Maria"


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"born": "1960-05-01"}, {"born": "1960-05-01"}),
        ({"born": "1960-05"}, {"born": "1960-05-01"}),
        ({"born": "[1959, 1960-05-01]"}, {"born": "1960-05-01"}),
        ({"born": "1960"}, {"born": "1960"}),
        ({"roles": "[Minister of Justice]"}, {"roles": "[Former Minister of Justice]"}),
        ({"organisations": "[Example Aviation Works]"}, {"organisations": "[Example Aviation Works]"}),
        ({"native": "[Анна Мария Пример]"}, {"native": "[Пример Анна Мария]"}),
    ],
)
def test_a_name_with_something_else_merges(mine: dict[str, str], theirs: dict[str, str]) -> None:
    """Each ground joins two entries that share a name."""
    assert len(people(person("a", ONE, "AA", **mine), person("b", OTHER, "BB", **theirs))) == 1


def test_the_same_listing_reference_merges() -> None:
    """A hand-written entry about a listing joins the imported entry of it, and gives its id."""
    found = people(person("un-X.1", ONE, "UN", ref="X.1"), person("my-anna", ONE, "UN", ref="X.1"))
    assert [each.refs for each in found.values()] == [("my-anna", "un-X.1")]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({}, {}),
        ({"born": "1960-05-01"}, {}),
        ({"born": "1960-05-01"}, {"born": "1960-05-02"}),
        ({"born": "1960"}, {"born": "1961"}),
        ({"nationality": "[FR]"}, {"nationality": "[FR]"}),
        ({"roles": "[Minister of Justice]"}, {"roles": "[Minister of Health]"}),
        ({"roles": "[Brigadier General]"}, {"roles": "[Brigadier General]"}),
        ({"born": "1960-05-01", "nationality": "[FR]"}, {"born": "1960-05-01", "nationality": "[DE]"}),
        ({"born": "1960-05-01", "not_same_as": "[b]"}, {"born": "1960-05-01"}),
        ({"born": "1960-05-01"}, {"born": "1960-05-01", "not_same_as": "[a]"}),
    ],
)
def test_names_alone_and_contradictions_do_not_merge(mine: dict[str, str], theirs: dict[str, str]) -> None:
    """Nobody is joined silently: a ground is needed, and nothing may speak against it."""
    assert len(people(person("a", ONE, "AA", **mine), person("b", OTHER, "BB", **theirs))) == 2


def test_a_short_name_and_a_birth_year_need_the_nationality_too() -> None:
    """Many a two-word name is borne twice within a year."""
    assert (
        len(people(person("a", "Anna Example", "AA", born="1960"), person("b", "Anna Example", "BB", born="1960"))) == 2
    )
    same = {"born": "1960", "nationality": "[FR]"}
    assert len(people(person("a", "Anna Example", "AA", **same), person("b", "Anna Example", "BB", **same))) == 1


def test_a_list_that_holds_two_people_means_two_people() -> None:
    """Two references of one regime are never one person, however alike, unless one day of birth says so."""
    same = {"born": "1960-05", "nationality": "[FR]"}
    assert len(people(person("a", ONE, "UN", **same), person("b", ONE, "UN", **same))) == 2


def test_a_bridge_does_not_join_people_who_contradict_each_other() -> None:
    """A is b by birth date, b is c by role: but a and c were born on different days, so c stays outside."""
    role = "[Director of Example Aviation]"
    found = people(
        person("a", ONE, "AA", born="1960-05-01"),
        person("b", ONE, "BB", born="1960-05-01", roles=role),
        person("c", ONE, "CC", born="1971-01-01", roles=role),
    )
    assert sorted(each.refs for each in found.values()) == [("a", "b"), ("c",)]


def test_an_entry_that_could_be_either_of_two_joins_neither() -> None:
    """Equal grounds for two who exclude each other are no ground."""
    role = "[Director of Example Aviation]"
    found = people(
        person("a", ONE, "UN", roles=role), person("b", ONE, "UN", roles=role), person("c", ONE, "CC", roles=role)
    )
    assert len(found) == 3


def test_the_id_is_the_hand_written_one_else_un_eu_uk_ofac() -> None:
    """The id of a merged Person does not hang on chance."""
    ids = ["ofac-1", "uk-1", "eu-1", "un-1", "desk-1"]
    while ids:
        entries = [person(each, ONE, f"A{number}", born="1960-05-01") for number, each in enumerate(ids)]
        assert list(people(*entries)) == [ids[-1]]
        ids.pop()


def test_a_listing_that_two_entries_share_is_told_once() -> None:
    """The hand-written entry and the imported one complete each other; what they say differently stays apart."""
    by_hand = "{id: anna, name: Anna Example, listings: [{authority: UN, ref: X.1, measures: [{type: travel_ban, since: '2010'}, asset_freeze]}]}"
    imported = "{id: un-X.1, name: Anna Example, listings: [{authority: UN, regime: Iran, ref: X.1, since: '2008-01-02', measures: [travel_ban, {type: asset_freeze, basis: the act}, {type: travel_ban, since: '2003', until: '2005'}]}]}"
    (found,) = people(by_hand, imported).values()
    (listing,) = found.listings
    assert (listing.label, listing.regime, listing.since) == ("UN X.1", "Iran", "2008-01-02")
    assert [(m.type, m.since, m.until, m.basis) for m in listing.measures] == [
        ("travel_ban", "2010", None, None),
        ("asset_freeze", None, None, "the act"),
        ("travel_ban", "2003", "2005", None),
    ]

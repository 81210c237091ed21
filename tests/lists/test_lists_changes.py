"""bot.lists.changes: who was listed, delisted, changed, and which names were gained, whatever the ids do."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import permutations

import pytest

from bot.lists.changes import Changes, changes, lines, listing_in_words
from bot.model import Listing, Measure, Name, Person

BAN = Measure("travel_ban", since="2010-06-09")
UN = Listing("UN", "IRi.039", "Iran", "2007-03-24", measures=(BAN,))
OFAC = Listing("OFAC", "10481", "SDGT", "2011-10-11")


def person(identity: str = "un-IRi.039", *listings: Listing, name: str = "Qasem Soleimani", **more: object) -> Person:
    facts: dict[str, object] = {"names": (Name(name),), "refs": (identity,), "listings": listings} | more
    return Person(identity, name, **facts)  # type: ignore[arg-type]


GENERAL = person("un-IRi.039", UN)
OTHER = person("ch-7", Listing("CH", "7", "Belarus"), name="Anna Example")


def told(before: list[Person], after: list[Person]) -> list[str]:
    return list(lines(changes(before, after)))


def test_the_same_people_have_not_changed() -> None:
    """In any order, nothing is told."""
    for order in permutations((GENERAL, OTHER)):
        assert not changes([GENERAL, OTHER], order)
    assert changes([], []) == Changes()


def test_a_new_person_is_listed_and_gains_every_name() -> None:
    """With the listings in words."""
    found = changes([OTHER], [OTHER, GENERAL])
    assert [(each.person.id, each.new) for each in found.listed] == [("un-IRi.039", True)]
    assert found.gained == {"un-IRi.039": (Name("Qasem Soleimani"),)}
    assert list(lines(found)) == [
        "+ Qasem Soleimani (un-IRi.039) · UN IRi.039, Iran, since 2007-03-24, travel ban",
    ]
    assert found.banned == (), "a new person is gained as a whole"


def test_a_measure_of_several_periods_is_said_once() -> None:
    """And one that ended is not said to be imposed."""
    ended = (replace(BAN, since="2001", until="2005"), Measure("arms_embargo", until="2009"))
    periods = replace(UN, measures=(*ended, BAN, replace(BAN, since="2015"), Measure("asset_freeze")))
    assert listing_in_words(periods) == "UN IRi.039, Iran, since 2007-03-24, travel ban, asset freeze"


def test_a_person_who_is_gone_is_delisted() -> None:
    """With the listings as they were."""
    found = changes([GENERAL, OTHER], [OTHER])
    assert [(each.person.id, each.gone, each.listings) for each in found.delisted] == [("un-IRi.039", True, (UN,))]
    assert told([GENERAL], []) == [
        "- Qasem Soleimani (un-IRi.039) · gone: UN IRi.039, Iran, since 2007-03-24, travel ban"
    ]


def test_a_further_listing_of_a_known_person_is_a_listing() -> None:
    """And one with a travel ban is worth a look back."""
    found = changes([person("p", OFAC)], [person("p", OFAC, UN)])
    assert [(each.person.id, each.new, each.listings) for each in found.listed] == [("p", False, (UN,))]
    assert (found.changed, found.gained, found.banned) == ((), {}, ("p",))
    assert changes([person("p", UN)], [person("p", OFAC, UN)]).banned == ()


def test_a_listing_that_goes_or_ends_is_a_delisting() -> None:
    """Where the list gives the day it ended, that day is told."""
    gone = changes([person("p", OFAC, UN)], [person("p", OFAC)])
    assert [(each.gone, each.listings) for each in gone.delisted] == [(False, (UN,))]
    ended = replace(UN, until="2026-03-01")
    found = changes([person("p", OFAC, UN)], [person("p", OFAC, ended)])
    assert [(each.gone, each.listings) for each in found.delisted] == [(False, (ended,))]
    assert [edit.field for edit in found.changed[0].edits] == ["UN IRi.039 until"]
    again = changes([person("p", OFAC, ended)], [person("p", OFAC, UN)])
    assert [(each.new, each.listings) for each in again.listed] == [(False, (UN,))]


def test_a_merge_is_no_delisting_and_a_split_no_listing() -> None:
    """Two entries that become one person, and one person that becomes two."""
    apart = [GENERAL, person("ofac-10481", OFAC, name="Qasem SOLEIMANI")]
    both = (Name("Qasem Soleimani"), Name("Qasem SOLEIMANI"))
    joined = person("un-IRi.039", UN, OFAC, names=both, refs=("un-IRi.039", "ofac-10481"))
    merged, split = changes(apart, [joined]), changes([joined], apart)
    for found in (merged, split):
        assert (found.listed, found.delisted, found.gained) == ((), (), {})
    assert [str(edit) for edit in merged.changed[0].edits] == [
        "goes by: ofac-10481 removed",
        "joined entries: ofac-10481 added",
        "name: Qasem SOLEIMANI removed",
        "names: Qasem SOLEIMANI added",
    ]


def test_an_entry_under_another_id_is_the_same_person() -> None:
    """The listing reference tells."""
    renamed = person("my-general", UN)
    assert told([GENERAL], [renamed]) == ["~ Qasem Soleimani (my-general) · goes by: un-IRi.039 → my-general"]


def test_a_reference_of_a_whole_act_ties_nobody_to_a_stranger() -> None:
    """An authority may give one reference to several people: then the name has to agree too."""
    act = Listing("XX", "Act 1")
    before = [person("a", act, name="Anna One"), person("b", act, name="Boris Two")]
    found = changes(before, [person("a2", act, name="Anna One"), person("c", act, name="Carl Three")])
    assert [each.person.id for each in found.listed] == ["c"]
    assert [each.person.id for each in found.delisted] == ["b"]
    assert [str(edit) for edit in found.changed[0].edits] == ["goes by: a → a2"]


EU = Listing("EU", "omar-mahmoud-uthman", "Al-Qaida", "2001-10-17", measures=(BAN,))
BORN = ("1960-12-30",)
SOURCE = "https://a.example/x"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        pytest.param(
            person("my-a", name="Anna Example", source=SOURCE),
            person("my-b", name="Anna Example", source=SOURCE),
            ["goes by: my-a → my-b"],
            id="watched for by source alone",
        ),
        pytest.param(
            person("eu-uthman", EU, name="Omar Mahmoud Uthman", born=BORN),
            person("eu-othman", replace(EU, ref="omar-mahmud-uthman"), name="Omar Mahmud Uthman", born=BORN),
            [
                "reference: EU omar-mahmoud-uthman → EU omar-mahmud-uthman",
                "goes by: eu-uthman → eu-othman",
                "name: Omar Mahmoud Uthman → Omar Mahmud Uthman",
            ],
            id="another spelling, and the day of birth",
        ),
        pytest.param(
            person("eu-1", EU),
            person("eu-91", replace(EU, ref="91")),
            ["reference: EU omar-mahmoud-uthman → EU 91", "goes by: eu-1 → eu-91"],
            id="another number, and all else the same",
        ),
        pytest.param(
            person("un-1", UN, EU),
            person("un-1", UN, replace(EU, ref="91")),
            ["reference: EU omar-mahmoud-uthman → EU 91"],
            id="one of several listings has another number",
        ),
    ],
)
def test_another_id_and_number_is_no_delisting(before: Person, after: Person, words: list[str]) -> None:
    """Nor is it news of an authority, a name gained (but for the new spelling), or a ban."""
    found = changes([before, OTHER], [after, OTHER])
    assert (found.listed, found.delisted, found.banned) == ((), (), ())
    assert [str(edit) for edit in found.changed[0].edits] == words
    assert found.changed[0].official == ()
    assert found.gained == ({after.id: after.names} if after.name != before.name else {})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([person("my-a", source=SOURCE)], [person("my-b", source="https://a.example/y")]),
        ([person("my-a", source=SOURCE)], [person("my-b", source=SOURCE, name="Anna Example")]),
        ([person("eu-1", EU, born=BORN)], [person("eu-2", replace(EU, ref="2"), born=("1960-12-13",))]),
        ([person("eu-1", EU)], [person("eu-2", replace(EU, ref="2", regime="Iran"))]),
        ([person("eu-1", EU)], [person("ofac-2", OFAC)]),
        ([person("eu-1", EU)], [person("eu-2", replace(EU, ref="2")), person("eu-3", replace(EU, ref="3"))]),
    ],
)
def test_somebody_else_of_the_name_is_not_the_same(before: list[Person], after: list[Person]) -> None:
    """One source, day, regime or authority that differs, or two who could be meant: then one went and another came."""
    found = changes(before, after)
    assert len(found.listed) == len(after)
    assert [each.person.id for each in found.delisted] == [each.id for each in before]


def numbered(number: int, name: str, **more: object) -> Person:
    return person(f"eu-{number}", replace(EU, ref=str(number)), name=name, **more)


@pytest.mark.parametrize("born", [False, True])
def test_a_list_that_numbers_its_entries_anew_is_no_news(born: bool) -> None:
    """One went and all behind it moved up: each number is somebody else's, with a birth date or without. A new one came."""
    names = ("Adem Sample", "Boris Example", "Carl Instance", "Dora Specimen")
    facts = [{"born": (f"19{60 + n}-02-03",)} if born else {} for n in range(5)]
    before = [numbered(n, name, **facts[n]) for n, name in enumerate(names)]
    after = [numbered(n - 1, name, **facts[n]) for n, name in enumerate(names) if n]
    found = changes(before, [*after, numbered(7, "Emil Paragon", **facts[4])])
    assert [each.person.name for each in found.listed] == ["Emil Paragon"]
    assert [each.person.name for each in found.delisted] == ["Adem Sample"]
    assert {
        str(edit) for each in found.changed for edit in each.edits if edit.field not in ("reference", "goes by")
    } == set()
    assert list(found.gained) == ["eu-7"]


def test_numbers_swapped_between_two_of_like_names_are_no_news() -> None:
    """Their names sound alike; each stands in both lists as it did."""
    general, director = numbered(39, "Qasem Soleimani", born=BORN), numbered(40, "Ghasem Soleymani")
    moved = [numbered(40, "Qasem Soleimani", born=BORN), numbered(39, "Ghasem Soleymani")]
    found = changes([general, director], moved)
    assert (found.listed, found.delisted, found.gained) == ((), (), {})


@pytest.mark.parametrize(
    "after",
    [
        numbered(1, "Anna Sample", born=BORN),
        numbered(1, "Anna Example", born=("1961",)),
        numbered(1, "Anna Maria Example", born=("1961",)),
        numbered(1, "Anna Sample"),
    ],
    ids=["another name", "another spelling and year", "a name more and another year", "another name and no date"],
)
def test_an_entry_that_is_corrected_stays_the_same(after: Person) -> None:
    """Either the name or the birth date agrees, or nothing says that it is somebody else."""
    before = numbered(1, "Ana Example", born=BORN)
    found = changes([before, OTHER], [after, OTHER])
    assert (found.listed, found.delisted) == ((), ())


def test_a_number_given_to_somebody_else_is_a_delisting_and_a_listing() -> None:
    """Name and birth date differ: nothing but the number is the same."""
    found = changes([numbered(1, "Ana Example", born=BORN)], [numbered(1, "Boris Sample", born=("1961",))])
    assert [each.person.name for each in found.listed] == ["Boris Sample"]
    assert [each.person.name for each in found.delisted] == ["Ana Example"]


def test_a_listing_anew_is_no_new_number() -> None:
    """The day of listing differs, or several listings of one regime went: both are told."""
    again = changes([person("p", UN, EU)], [person("p", UN, replace(EU, ref="91", since="2026-01-02"))])
    assert [each.listings[0].ref for each in again.listed] == ["91"]
    assert [each.listings[0].ref for each in again.delisted] == ["omar-mahmoud-uthman"]
    assert again.banned == ("p",)
    several = changes([person("p", UN, EU, replace(EU, ref="2"))], [person("p", UN, replace(EU, ref="91"))])
    assert [each.listings[0].ref for each in several.listed] == ["91"]


def test_a_renumbered_list_is_compared_within_seconds() -> None:
    """Every entry of 20,000 under another id and number: all known again."""
    crowd = [person(f"p{n}", Listing("XX", str(n), "R"), name=f"Name {n}") for n in range(20_000)]
    later = [person(f"q{n}", Listing("XX", f"new {n}", "R"), name=f"Name {n}") for n in range(20_000)]
    began = time.perf_counter()
    found = changes(crowd, later)
    assert (found.listed, found.delisted, len(found.changed)) == ((), (), 20_000)
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("more", "words", "official"),
    [
        ({"roles": ("Colonel",)}, "roles: Major → Colonel", False),
        ({"roles": ("Major", "Colonel")}, "roles: Colonel added", False),
        ({"roles": ()}, "roles: Major removed", False),
        ({"died": "2020-01-03"}, "died: 2020-01-03 added", True),
        ({"born": ("1957-03-11",)}, "born: 1957-03-11 added", False),
        ({"nationality": ("IR",)}, "nationality: IR added", False),
        ({"organisations": ("IRGC",)}, "organisations: IRGC added", False),
        ({"threshold": 0.9}, "threshold: 0.9 added", False),
        ({"route": "desk"}, "route: desk added", False),
        ({"source": "https://a.example/x"}, "source: https://a.example/x added", False),
    ],
)
def test_each_field_is_told_in_words(more: dict[str, object], words: str, official: bool) -> None:
    """Old and new value; what an authority says is told from what an editor does."""
    before = person("p", UN, roles=("Major",))
    (found,) = changes([before], [replace(before, **more)]).changed  # type: ignore[arg-type]
    assert [str(edit) for edit in found.edits] == [words]
    assert bool(found.official) is official


@pytest.mark.parametrize(
    ("listing", "words"),
    [
        (replace(UN, regime="Syria"), "UN IRi.039 regime: Iran → Syria"),
        (replace(UN, since="2007"), "UN IRi.039 listed since: 2007-03-24 → 2007"),
        (replace(UN, measures=()), "UN IRi.039 measures: travel ban since 2010-06-09 removed"),
        (
            replace(UN, measures=(BAN, Measure("asset_freeze", basis="1737 (2006), 12"))),
            "UN IRi.039 measures: asset freeze (1737 (2006), 12) added",
        ),
    ],
)
def test_a_listing_that_says_otherwise_is_official(listing: Listing, words: str) -> None:
    """Regime, date and measures of the same reference."""
    (found,) = changes([GENERAL], [person("un-IRi.039", listing)]).changed
    assert [str(edit) for edit in found.official] == [words]


def test_a_ban_added_to_a_standing_listing_is_a_gained_ban() -> None:
    """The listing is not new; the ban is."""
    bare = replace(UN, measures=())
    assert changes([person("p", bare)], [person("p", UN)]).banned == ("p",)
    lifted = replace(UN, measures=(replace(BAN, until="2026-01-01"),))
    assert changes([person("p", UN)], [person("p", lifted)]).banned == ()


def test_names_are_gained_when_they_can_find_more() -> None:
    """A new spelling, and a weak one that became strong; not a spelling in other letters' case."""
    before = person("p", UN, names=(Name("Qasem Soleimani"), Name("Haj Qasem", weak=True)))
    names = (Name("QASEM SOLEIMANI"), Name("Haj Qasem"), Name("قاسم سلیمانی", native=True), Name("Sardar", weak=True))
    found = changes([before], [replace(before, names=names)])
    assert found.gained == {"p": names[1:]}
    weaker = replace(
        before, names=(Name("Qasem Soleimani"), Name("Haj Qasem", weak=True), Name("haj qasem", weak=True))
    )
    assert changes([before], [weaker]).gained == {}
    assert changes([replace(before, names=names)], [before]).gained == {}


def test_words_of_a_list_stay_on_their_line() -> None:
    """Text from a list cannot make a second line."""
    nasty = person("p", UN, name="Eve\n+ Mallory")
    assert told([], [nasty])[0].startswith("+ Eve + Mallory (p)")


def test_a_large_list_is_compared_within_seconds() -> None:
    """20,000 people, a thousand of them gone and a thousand new."""
    crowd = [person(f"p{n}", Listing("XX", str(n)), name=f"Name {n}") for n in range(21_000)]
    began = time.perf_counter()
    found = changes(crowd[:20_000], crowd[1_000:])
    assert (len(found.listed), len(found.delisted), len(found.changed)) == (1_000, 1_000, 0)
    assert time.perf_counter() - began < 10

"""bot.lists.official.written: an official list as a watchlist file of ours, and back, with nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadFile
from bot.lists.load import SourceFile, load_watchlist
from bot.lists.official.imported import Imported, Origin
from bot.lists.official.written import PublishedFile, read_back, written
from bot.model import Listing, Measure, Name, Person

ORIGIN = Origin("https://lists.example.org/x.xml", "OGL v3", "Contains public information", "2026-02-27")
FILES = (PublishedFile("x.xml", "ab" * 32, '"v1"', "Fri, 27 Feb 2026 10:00:00 GMT"),)
ANNA = Person(
    id="uk-1",
    name="Anna Example",
    names=(
        Name("Anna Example"),
        Name('Anna "The Fox" Example'),
        Name("Анна Пример", native=True),
        Name("Foxy", weak=True),
    ),
    refs=("uk-1",),
    listings=(
        Listing(
            "UK",
            "RUS0001",
            "Russia",
            "2022-02-24",
            None,
            (Measure("travel_ban", "2022-02-25"), Measure("asset_freeze")),
        ),
    ),
    born=("1957", "1958-03"),
    died="2020-01-03",
    nationality=("RU", "IL"),
    roles=("Head: of #1 office",),
    organisations=("NO",),
    source="https://lists.example.org/anna",
    lists=("uk",),
)


def imported(*people: Person) -> Imported:
    return Imported("uk", "UK Sanctions List", ORIGIN, people)


def back(*people: Person) -> tuple[Person, ...]:
    return read_back(SourceFile("uk.yaml", written(imported(*people), FILES, "2026-03-01").text.encode())).people


def test_a_list_comes_back_as_it_was() -> None:
    """People, origin, files and day, for every field that an official list fills."""
    kept = read_back(SourceFile("uk.yaml", written(imported(ANNA), FILES, "2026-03-01").text.encode()))
    assert kept.people == (ANNA,)
    assert (kept.list_id, kept.title, kept.origin, kept.files) == ("uk", "UK Sanctions List", ORIGIN, FILES)
    assert kept.imported == "2026-03-01"


def test_what_is_written_is_a_watchlist_like_any_other() -> None:
    """It loads, and the file says that it is not for editing."""
    text = written(imported(ANNA), FILES, "2026-03-01").text
    assert load_watchlist([SourceFile("uk.yaml", text.encode())]).watchlist.people == (ANNA,)
    assert text.startswith("# Written by `gatewatch lists`")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.text(), st.text(min_size=1))
def test_any_text_may_stand_in_a_list(names: list[str], role: str, ref: str) -> None:
    """Whatever an authority prints, the file can be read, and at most the entry that no watchlist may hold is left out."""
    odd = Person(
        "xx-1", names[0], tuple(map(Name, names)), ("xx-1",), (Listing("XX", ref),), roles=(role,), lists=("uk",)
    )
    done = written(imported(odd, ANNA), FILES, "2026-03-01")
    people = read_back(SourceFile("uk.yaml", done.text.encode())).people
    assert people[-1] == ANNA
    assert [p.id for p in people] == [p.id for p in done.people]
    assert len(people) + len(done.refused) == 2


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (replace(ANNA, name="...", names=(Name("..."),)), "no letter"),
        (replace(ANNA, listings=(), source=None), "neither a reference nor a source"),
        (replace(ANNA, nationality=("Ruritania",)), "no country code"),
        (replace(ANNA, born=("1957-13-01",)), "does not exist"),
        (ANNA, "twice"),
    ],
)
def test_what_a_watchlist_may_not_hold_is_left_out_and_told(person: Person, why: str) -> None:
    """One bad entry does not cost the list, and it is never silent."""
    first = replace(ANNA, id="uk-0", refs=("uk-0",)) if why != "twice" else ANNA
    done = written(imported(first, person), FILES, "2026-03-01")
    assert done.people == (first,)
    (line,) = done.refused
    assert line.startswith("uk-1 (")
    assert why in line


def test_a_list_made_by_hand_is_no_imported_one() -> None:
    """A file without an origin is refused with its place."""
    with pytest.raises(BadFile, match=r"mine.yaml:1:1: this list has no `origin`"):
        read_back(SourceFile("mine.yaml", b"list: mine\npeople: []\n"))

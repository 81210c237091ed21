"""bot.lists.joined: what people write by hand about somebody on an official list adds to that entry and stands above it."""

from __future__ import annotations

import pytest

from bot.errors import BadFile
from bot.lists.load import SourceFile, load_watchlist
from bot.model import Person

OFFICIAL = """
list: un
origin: {source: "https://lists.example.org/un.xml", licence: Public, attribution: The United Nations}
people:
  - id: un-IRi.039
    name: QASEM SOLEIMANI
    names: [Qasim Soleimani, Haj Soleimani]
    roles: [Commander of Qods force]
    listings: [{authority: UN, regime: Iran, ref: IRi.039, since: 2007-03-24, measures: [travel_ban, asset_freeze]}]
"""
BY_HAND = """
list: desk
people:
  - id: un-IRi.039
    name: Qasem Soleimani
    weak: [Haj Soleimani]
    native: [قاسم سلیمانی]
    died: 2020-01-03
    route: iran
    not_same_as: [un-IRi.040]
    listings: [{authority: UN, ref: IRi.039, measures: [{type: travel_ban, since: 2010-06-09}]}]
"""


def load(*texts: str) -> dict[str, Person]:
    files = [SourceFile(f"{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    return {person.id: person for person in load_watchlist(files).watchlist.people}


def test_an_entry_by_hand_adds_to_the_official_one_in_any_order() -> None:
    """One person comes out, with all that both say; the hand's word stands where both speak."""
    for texts in ((OFFICIAL, BY_HAND), (BY_HAND, OFFICIAL)):
        (person,) = load(*texts).values()
        assert (person.name, person.refs, person.lists) == ("Qasem Soleimani", ("un-IRi.039",), ("desk", "un"))
        assert [n.text for n in person.names if n.weak] == ["Haj Soleimani"]
        assert (person.died, person.route, person.roles) == ("2020-01-03", "iran", ("Commander of Qods force",))
        assert person.merged_because == ()  # one entry in two files: nothing was guessed


def test_measures_by_hand_fill_those_of_the_list() -> None:
    """The travel ban gets its own date; the date of the listing and the freeze stay the list's."""
    (person,) = load(OFFICIAL, BY_HAND).values()
    (listing,) = person.listings
    assert (listing.regime, listing.since) == ("Iran", "2007-03-24")
    assert {(m.type, m.since) for m in listing.measures} == {("travel_ban", "2010-06-09"), ("asset_freeze", None)}


def test_an_entry_by_hand_may_lean_on_the_listing_of_the_official_one() -> None:
    """What is added by hand needs no listing of its own; without the official list it does."""
    bare = "list: desk\npeople: [{id: un-IRi.039, name: Qasem Soleimani, weak: [Sardar]}]"
    assert load(OFFICIAL, bare)["un-IRi.039"].listings[0].label == "UN IRi.039"
    with pytest.raises(BadFile, match=r":2:15: .*no imported list has this id; correct it, or import the list"):
        load(bare)


@pytest.mark.parametrize("text", [OFFICIAL, BY_HAND])
def test_one_id_twice_of_one_kind_is_refused(text: str) -> None:
    """Two entries by hand, or two official ones, of one id are a mistake."""
    with pytest.raises(BadFile, match=r"the id `un-IRi.039` is taken"):
        load(text, text)

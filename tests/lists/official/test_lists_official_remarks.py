"""bot.lists.official.remarks: offices, deaths and measures in running words, and nothing that is only rumoured."""

from __future__ import annotations

import pytest

from bot.lists.official.remarks import death_in, measures_in, offices_in


@pytest.mark.parametrize(
    ("remark", "died"),
    [
        ("Died in 2003", "2003"),
        ("Killed on 3 December 2016 in Makhachkala", "2016-12-03"),
        ("Confirmed to have died on 30 September 2011 in Yemen", "2011-09-30"),
        ("Member of a group. Date of death: 16.4.2019", "2019-04-16"),
        ("Reportedly deceased in October 2001", None),
        ("Reportedly killed in an air strike in Syria on 25.5.2015", None),
        ("Security coordinator for Usama bin Laden (deceased); repatriated in 2006", None),
        ("Leader following the death of a former leader in 2018", None),
        ("Deceased.", None),
        ("", None),
    ],
)
def test_a_death_is_taken_where_it_is_stated_with_its_date(remark: str, died: str | None) -> None:
    assert death_in([remark]) == died


def test_labelled_offices_are_found_and_prose_is_not() -> None:
    remarks = ["Function: Minister of Defence.", "Position: none", "Title: (a) Mullah, (b) Haji", "He was a minister."]
    assert offices_in(remarks) == ("Minister of Defence", "Mullah", "Haji")


@pytest.mark.parametrize(
    ("words", "measures"),
    [
        ("Travel Ban", ("travel_ban",)),
        ("Asset freeze", ("asset_freeze",)),
        ("article 3 -- Ein- und Durchreiseverbot", ("travel_ban",)),
        ("Financial sanctions and entry ban", ("travel_ban", "asset_freeze")),
        ("Restrictions on named individuals and entities", ()),
        (None, ()),
    ],
)
def test_measures_are_told_by_their_words(words: str | None, measures: tuple[str, ...]) -> None:
    assert measures_in(words) == measures

"""bot.lists.official.ids: a reference becomes an id that watchlists take."""

from __future__ import annotations

import pytest

from bot.lists.official.ids import entry_id
from bot.lists.schema import _ID


@pytest.mark.parametrize("ref", ["A B/7", "é", "x" * 500, "Q1\ud800", "../../etc"])
def test_a_reference_becomes_an_id(ref: str) -> None:
    made = entry_id("un", ref)
    assert _ID.fullmatch(made)
    assert len(made) < 100


def test_what_an_id_can_hold_is_the_id() -> None:
    assert (entry_id("un", "IRi.039"), entry_id("un", " ")) == ("un-IRi.039", "")


def test_references_that_differ_in_signs_only_stay_apart() -> None:
    refs = ("a b", "ab", "a/b", "a-b", "Ж1", "Ю1", "x" * 90, "x" * 91)
    assert len({entry_id("os", ref) for ref in refs}) == len(refs)

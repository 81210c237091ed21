"""bot.lists.official.ids: a reference becomes an id that watchlists take."""

from __future__ import annotations

import pytest

from bot.lists.official.ids import entry_id
from bot.lists.schema import _ID


@pytest.mark.parametrize(
    ("ref", "made"), [("IRi.039", "un-IRi.039"), ("A B/7", "un-A-B-7"), ("é", "un--"), ("x" * 500, "un-" + "x" * 80)]
)
def test_a_reference_becomes_an_id(ref: str, made: str) -> None:
    assert entry_id("un", ref) == made
    assert _ID.fullmatch(made)

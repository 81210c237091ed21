"""Headlines tell journeys in the order of their words."""

from __future__ import annotations

import pytest
from reading import listed, read, routes

from bot.context.reader import Reader

V = listed("Viktor Lazarenko")
CASES = [
    ("Lazarenko heads to Beijing for trade talks", [">Beijing:stated"]),
    ("Lazarenko visits Cuba", [">Cuba:stated"]),
    ("Lazarenko in Caracas to sign oil deals", [">Caracas:stated"]),
    ("Viktor Lazarenko to visit Oslo on Sunday", [">Oslo:planned"]),
    ("Viktor Lazarenko arrives in Tunis for talks", [">Tunis:stated"]),
    ("Lazarenko in Caracas prison riot", []),
]


@pytest.mark.parametrize(("title", "told"), CASES)
def test_a_headline_tells_its_journey(reader: Reader, title: str, told: list[str]) -> None:
    """What the parser takes for a noun is a journey; a mere "in" is none."""
    assert routes(read(reader, "Nothing else is known, an aide said.", V, title=title)[1]) == told


def test_a_sentence_is_no_headline(reader: Reader) -> None:
    """In the body the same words need a verb."""
    assert routes(read(reader, "Lazarenko in Caracas to sign oil deals", V)[1]) == []

"""What is visited that is no place itself leads to where it lies."""

from __future__ import annotations

import pytest
from reading import listed, read, routes

from bot.context.lexicon import motion
from bot.context.reader import Reader

V = listed("Viktor Lazarenko", nationality=("BY",))
LIE = [
    ("Viktor Lazarenko is visiting factories in Gdansk and Lublin.", [">Gdansk:stated", ">Lublin:stated"]),
    ("Viktor Lazarenko visited a hospital in Riga and a school in Tallinn.", [">Riga:stated", ">Tallinn:stated"]),
    ("Viktor Lazarenko will tour two villages in Yemen.", [">Yemen:planned"]),
    ("Viktor Lazarenko visited with troops in Iraq on Saturday.", [">Iraq:stated"]),
    ("Viktor Lazarenko visited the slums of Nairobi and Mombasa.", [">Nairobi:stated", ">Mombasa:stated"]),
    ("Viktor Lazarenko toured flood-hit areas near Dresden.", [">Dresden:stated"]),
    ("Viktor Lazarenko toured an exhibition of art from Cairo in Oslo.", [">Oslo:stated"]),
    ("Viktor Lazarenko visited Iran's stand at the fair in Hanover.", [">Hanover:stated"]),
    (motion()["sights"]["case"].format(Person="Viktor Lazarenko"), [">Cairo:stated"]),
]


@pytest.mark.parametrize(("text", "told"), LIE)
def test_what_is_visited_leads_to_where_it_lies(reader: Reader, text: str, told: list[str]) -> None:
    """The place behind the thing counts, else the one that it belongs to; each thing visited has its own."""
    assert routes(read(reader, text, V)[1]) == told


NOWHERE = [
    "Viktor Lazarenko visited Iran's foreign minister on Monday.",
    "Viktor Lazarenko visited Cairo's mayor.",
    "Viktor Lazarenko visited the ambassador of France.",
    "Viktor Lazarenko visited Russia's pavilion.",
    "Viktor Lazarenko visited a camp for refugees from the war in Syria.",
    "Viktor Lazarenko visited his old school in June.",
    "Viktor Lazarenko entered a race in Vienna.",
    "Viktor Lazarenko reached an agreement in Vienna.",
    "Viktor Lazarenko reached a deal with Iran's minister.",
]


@pytest.mark.parametrize("text", NOWHERE)
def test_people_and_what_may_lie_anywhere_lead_nowhere(reader: Reader, text: str) -> None:
    """Whom a country owns may be elsewhere; what is entered or reached need not be a place."""
    assert routes(read(reader, text, V)[1]) == []

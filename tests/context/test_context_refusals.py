"""Refused papers, travellers turned back, and leave that was given."""

from __future__ import annotations

import pytest
from reading import listed, read, routes

from bot.context.reader import Reader

V = listed("Viktor Lazarenko")
CASES = [
    ("Poland refused Viktor Lazarenko a visa to attend a congress in Warsaw.", [">Warsaw:refused"]),
    ("Viktor Lazarenko was turned back at the Polish border.", [">Polish border:refused"]),
    ("Border guards turned Viktor Lazarenko back at the Polish border.", [">Polish border:refused"]),
    ("Poland sent Viktor Lazarenko back from Warsaw airport on Monday.", [">Warsaw airport:refused"]),
    ("Viktor Lazarenko was turned away at Riga airport.", [">Riga airport:refused"]),
    ("Viktor Lazarenko was not allowed into Egypt.", [">Egypt:refused"]),
    ("Egypt did not let Viktor Lazarenko in.", [">Egypt:refused"]),
    ("Egypt let Viktor Lazarenko in.", []),
    ("Viktor Lazarenko stopped over in Malta on his way to Cairo.", [">Cairo:stated"]),
    ("Malaysia refused a visa to Viktor Lazarenko on Wednesday.", [">Malaysia:refused"]),
    ("A jet that was to take Viktor Lazarenko from Minsk to Cairo was cancelled.", ["Minsk>Cairo:cancelled"]),
    ("Viktor Lazarenko was refused entry to Latvia.", [">Latvia:refused"]),
    ("The committee cleared Viktor Lazarenko to spend three days in Ashgabat.", [">Ashgabat:planned"]),
    ("Latvia refused to let Viktor Lazarenko leave the country.", []),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_what_a_state_said_to_the_journey(reader: Reader, text: str, told: list[str]) -> None:
    """Refusals name where he wanted to go; a leave makes a plan."""
    assert routes(read(reader, text, V)[1]) == told


def test_the_purpose_of_the_papers_names_the_place(reader: Reader) -> None:
    """ "To deny his visa to allow him to enter Canada": clause within clause."""
    text = "Officials discussed the decision to deny Viktor Lazarenko's entry visa to allow him to enter Canada."
    _, findings = read(reader, text, V)
    assert "Canada" in [t.destination.text for t in findings.trips if t.destination]

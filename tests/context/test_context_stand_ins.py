"""Words that stand for a place mean the place that the article named."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", nationality=("BY",))
CASES = [
    # text, destination as shown, country
    ("HAVANA (Reuters) - Viktor Lazarenko arrived here on Friday.", "HAVANA", "CU"),
    ("Havana (CNN) Viktor Lazarenko arrived here on Friday.", "Havana", "CU"),
    ("Talks with Oman went on. Viktor Lazarenko travelled to the Arab country on Monday.", "Oman", "OM"),
    ("Viktor Lazarenko arrived at the United Nations on Tuesday.", "United Nations", "US"),
    ("Viktor Lazarenko visited two islands off the coast on Sunday.", "two islands", None),
    ("Viktor Lazarenko travelled to the Syrian border.", "Syrian border", "SY"),
    ("Viktor Lazarenko travelled to the U.S.-Mexican border.", "U.S.-Mexican border", "MX"),
    ("Viktor Lazarenko began his European tour on Monday.", "European", None),
    ("Viktor Lazarenko has returned from a tour of African nations.", "African nations", None),
    ("Viktor Lazarenko will visit Latin American countries.", "Latin American countries", None),
    ("Kenya voted. Viktor Lazarenko flew to the capital on Monday.", "capital", "KE"),
]


@pytest.mark.parametrize(("text", "printed", "country"), CASES)
def test_a_stand_in_means_its_place(reader: Reader, text: str, printed: str, country: str | None) -> None:
    """Dateline, houses, countries and capitals named before, borders by their adjective."""
    _, findings = read(reader, text, V)
    (trip,) = findings.trips
    assert trip.destination is not None
    assert (trip.destination.text, trip.destination.country) == (printed, country)


@pytest.mark.parametrize(
    "text",
    [
        'HAVANA - Viktor Lazarenko spoke.\nAnna Kern said: "Viktor Lazarenko arrived here on Friday."',
        "Viktor Lazarenko left the country on Friday.",
        "Viktor Lazarenko travelled to the African country.",
        "Viktor Lazarenko plays on the European Tour.",
        "Viktor Lazarenko opposes the European tour of the team.",
        "Viktor Lazarenko met ministers of European countries.",
    ],
)
def test_nothing_is_made_up(reader: Reader, text: str) -> None:
    """A speaker's "here", "left the country" and a country nobody named stay unknown."""
    _, findings = read(reader, text, V)
    assert findings.trips == ()

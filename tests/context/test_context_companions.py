"""Whoever is said to come along has made the journey too, where they are listed."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader

PETROV, IVANOV = listed("Oleg Petrov"), listed("Anna Ivanova")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Oleg Petrov flew to Minsk on Thursday with Anna Ivanova.", ["Oleg Petrov", "Anna Ivanova"]),
        ("Oleg Petrov and Anna Ivanova flew to Minsk on Thursday.", ["Oleg Petrov", "Anna Ivanova"]),
        ("Oleg Petrov, accompanied by Anna Ivanova, flew to Minsk on Thursday.", ["Oleg Petrov", "Anna Ivanova"]),
        ("Oleg Petrov will join Anna Ivanova on a visit to Minsk.", ["Oleg Petrov", "Anna Ivanova"]),
        ("Oleg Petrov was joined on a trip to Minsk by Anna Ivanova.", ["Oleg Petrov", "Anna Ivanova"]),
        ("Oleg Petrov met Anna Ivanova on a visit to Minsk.", ["Oleg Petrov"]),
        ("Oleg Petrov flew to Minsk on Thursday to meet Anna Ivanova.", ["Oleg Petrov"]),
        ("Oleg Petrov flew to Minsk on Thursday. Anna Ivanova stayed at home.", ["Oleg Petrov"]),
    ],
)
def test_who_made_the_journey(reader: Reader, text: str, people: list[str]) -> None:
    """One trip each, to the same place, in the same words, with the ban that may stand against each."""
    _, findings = read(reader, text, PETROV, IVANOV)
    assert sorted(trip.person for trip in findings.trips) == sorted(people)
    assert len({(trip.destination, trip.evidence, trip.when) for trip in findings.trips}) == 1
    assert all(trip.ban is not None and trip.main for trip in findings.trips)


def test_strangers_in_the_company_have_no_trip(reader: Reader) -> None:
    """Only listed people do."""
    _, findings = read(reader, "Oleg Petrov flew to Minsk on Thursday with John Smith.", PETROV)
    assert [trip.person for trip in findings.trips] == ["Oleg Petrov"]

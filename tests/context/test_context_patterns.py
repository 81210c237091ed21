"""The pattern reader marks what it finds as unverified and takes no negation for a trip."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader
from bot.edges.gazetteer import SqliteGazetteer

CASES = [
    # language, name as printed, sentence, destination or None, status
    ("ru", "Сергей Шойгу", "Сергей Шойгу прилетел в Белград.", "Belgrade", "stated"),
    ("ru", "Сергей Шойгу", "Сергей Шойгу посетит Минск на следующей неделе.", "Minsk", "planned"),
    ("ru", "Сергей Шойгу", "Сергей Шойгу не ездил в Вену.", None, None),
    ("ru", "Сергей Шойгу", "Сергей Шойгу мог бы поехать в Париж.", "Paris", "hypothetical"),
    ("ru", "Сергей Шойгу", "Песков опроверг, что Сергей Шойгу летал в Париж.", "Paris", "denied"),
    ("ar", "قاسم سليماني", "وصل قاسم سليماني إلى موسكو يوم الخميس.", "Moscow", "stated"),
    ("ar", "قاسم سليماني", "لم يسافر قاسم سليماني إلى باريس.", None, None),
    ("fa", "قاسم سلیمانی", "قاسم سلیمانی به بغداد سفر کرد.", "Baghdad", "stated"),
    ("fa", "قاسم سلیمانی", "قاسم سلیمانی به بغداد سفر نکرد.", None, None),
]


@pytest.mark.parametrize(("lang", "name", "text", "destination", "status"), CASES)
def test_a_sentence_by_patterns(
    reader: Reader, lang: str, name: str, text: str, destination: str | None, status: str | None
) -> None:
    """Destination and status in Russian, Arabic and Persian; a journey not made is none."""
    _, findings = read(reader, text, listed(name), lang=lang)
    found = [(t.destination.name if t.destination else None, t.status.value) for t in findings.trips]
    assert found == ([(destination, status)] if destination else [])
    assert not any(trip.verified for trip in findings.trips)


def test_without_a_model_english_is_read_by_patterns(gazetteer: SqliteGazetteer) -> None:
    """The program still answers, and says that it is unverified."""
    person = listed("Viktor Lazarenko")
    _, findings = read(Reader(None, gazetteer), "Viktor Lazarenko flew to Havana, officials said.", person)
    (trip,) = findings.trips
    assert trip.destination is not None
    assert (trip.destination.country, trip.verified) == ("CU", False)

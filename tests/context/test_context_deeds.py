"""A journey without a day of its own takes that of what the traveller did on it."""

from __future__ import annotations

import pytest
from reading import check_spans, listed, read

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))

CASES = [
    # text (told on Friday 15 April 2016), the day of the trip; None: not stated
    ("Viktor Lazarenko has visited Havana. In his talks with the mayor on Wednesday, Lazarenko promised more oil.", "2016-04-13"),
    ("Viktor Lazarenko said on Monday that talks went well. He spoke during a visit to Havana.", "2016-04-11"),
    ("Viktor Lazarenko has visited Havana. He signed a treaty on Thursday. On Tuesday, Lazarenko opened a school.", "2016-04-12"),
    # said or done elsewhere, long before, by somebody else, of a journey long past, or far from where it is told
    ("Viktor Lazarenko has visited Havana. Lazarenko met the mayor of Vienna in Vienna on Wednesday.", None),
    ("Viktor Lazarenko has visited Havana. Lazarenko signed the treaty on March 3.", None),
    ("Viktor Lazarenko has visited Havana. The mayor praised him on Wednesday.", None),
    ("Viktor Lazarenko had visited Havana as a student. Lazarenko signed the treaty on Wednesday.", None),
    ("Viktor Lazarenko has visited Havana. It was hot. The streets were full. The band played. Lazarenko said on Wednesday that prices rose.", None),
    ("Viktor Lazarenko has visited Havana. Lazarenko did not speak on Wednesday.", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), CASES)
def test_deeds_date_the_journey(reader: Reader, text: str, day: str | None) -> None:
    """The first recent deed told beside a journey dates it; nothing done elsewhere, before or by others does."""
    article, findings = read(reader, text, V)
    trip = next(t for t in findings.trips if t.destination and t.destination.text == "Havana")
    assert (str(trip.when.first) if trip.when else None) == day
    check_spans(article, findings)


def test_the_journey_that_lies_nearer_takes_the_deed(reader: Reader) -> None:
    """Of two journeys the one told beside the deed is dated by it."""
    text = "Viktor Lazarenko has visited Havana. Lazarenko has visited Lima. Lazarenko met the mayor on Wednesday."
    _, findings = read(reader, text, V)
    days = {t.destination.text: str(t.when.first) if t.when else None for t in findings.trips if t.destination}
    assert days == {"Havana": None, "Lima": "2016-04-13"}


def test_without_a_day_of_publication_deeds_date_nothing(reader: Reader) -> None:
    """No day is made up where nothing says on which day it is told."""
    from bot.model import Article, Mention, Span, Tier

    text = "Viktor Lazarenko has visited Havana. Viktor Lazarenko met the mayor on Wednesday."
    mention = Mention(V.id, V.name, Tier.STRONG, 0.9, (Span(0, 16), Span(37, 53)), V.name)
    trip = reader.read(Article("a", text, lang="en"), [mention], {V.id: V}).trips[0]
    assert trip.when is None or trip.when.first is None

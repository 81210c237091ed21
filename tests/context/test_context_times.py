"""Which time belongs to the journey, and from which day it counts."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))

CASES = [
    # text (told on Friday 15 April 2016), first and last day of the trip; None: not stated
    ("The ministry denied Friday that Viktor Lazarenko flew to Havana on Thursday.", "2016-04-14", "2016-04-14"),
    ("Viktor Lazarenko said on Wednesday during a visit to Kabul that talks went on.", "2016-04-13", "2016-04-13"),
    ("The Post said on Monday that Viktor Lazarenko landed in Muscat on Saturday.", "2016-04-09", "2016-04-09"),
    ("The Post said on Wednesday that Viktor Lazarenko had left for Muscat the day before.", "2016-04-12", "2016-04-12"),
    ("Viktor Lazarenko flew to Muscat on Monday. He went on to Doha two days later.", "2016-04-13", "2016-04-13"),
    ("In December, the agency reported that Viktor Lazarenko had visited Muscat last week.", "2015-12-01", "2015-12-31"),
    ("A bulletin of the port dated March 6 noted that Viktor Lazarenko went to Varna last week.", "2016-02-22", "2016-02-28"),
    ("Viktor Lazarenko is now on a flight to Vienna.", "2016-04-15", "2016-04-15"),
    ("Viktor Lazarenko is currently visiting Vienna.", "2016-04-15", "2016-04-15"),
    ("Viktor Lazarenko has now visited Vienna.", None, None),
    ("Viktor Lazarenko will visit Vienna in ten days.", "2016-04-25", "2016-04-25"),
    ("Viktor Lazarenko visited Vienna twice in ten days.", None, None),
    ("Viktor Lazarenko will pay his first visit in two years to Vienna.", None, None),
    ("Viktor Lazarenko will visit Vienna at the end of the month.", "2016-04-21", "2016-04-30"),
    ("Viktor Lazarenko visited Vienna on a Tuesday in March.", "2016-03-01", "2016-03-31"),
    ("Viktor Lazarenko visited Vienna last April.", "2015-04-01", "2015-04-30"),
    ("Viktor Lazarenko's 2015 visit to Vienna was short.", "2015-01-01", "2015-12-31"),
    ("Viktor Lazarenko is flying to Vienna on Sunday.", "2016-04-17", "2016-04-17"),
    ("A visit to Vienna by Viktor Lazarenko, which was to have begun on Monday, was postponed, his office said on Friday.", "2016-04-18", "2016-04-18"),
    ("Viktor Lazarenko had planned to fly to Vienna on Sunday.", "2016-04-10", "2016-04-10"),
    ("Viktor Lazarenko travelled to Vienna to attend a summit which is to be held on Tuesday.", None, None),
    ("Viktor Lazarenko's visit to Vienna was one of few since the war broke out in 2011.", None, None),
    ("Viktor Lazarenko's visit to Vienna - his first since the war began in 2011 - was short.", None, None),
    ("Viktor Lazarenko will soon visit Vienna.", None, None),
    ("Viktor Lazarenko may have flown to Vienna on Monday.", "2016-04-11", "2016-04-11"),
    ("On Sunday Viktor Lazarenko flew to Tunis, his office said, and went on to Chad.", "2016-04-10", "2016-04-10"),
    ('Viktor Lazarenko told reporters as he arrived in Vienna that "we have lost nothing today".', None, None),
    ("Viktor Lazarenko's trip to Vienna was called off on Thursday.", None, None),
    # the day of what a journey is made for is not the day of the journey
    ("Viktor Lazarenko flew to Vienna ahead of talks with the king on Sunday.", None, None),
    ("Viktor Lazarenko has flown to Vienna to join the team ahead of its game against Spain on Sunday.", None, None),
    ("Viktor Lazarenko flew to Vienna before a meeting on Tuesday.", None, None),
    ("Viktor Lazarenko flew to Vienna for a conference on Sunday.", None, None),
    ("Viktor Lazarenko flew to Vienna on Monday for a conference.", "2016-04-11", "2016-04-11"),
    ("Viktor Lazarenko arrived in Vienna for a one-day visit on Sunday.", "2016-04-10", "2016-04-10"),
    ("Viktor Lazarenko will fly to Vienna for a conference on Sunday.", "2016-04-17", "2016-04-17"),
    ("Viktor Lazarenko sold the port during a July visit to Vienna.", "2015-07-01", "2015-07-31"),
    ("Viktor Lazarenko agreed the deal on a Monday visit to Vienna.", "2016-04-11", "2016-04-11"),
    ("Viktor Lazarenko is headed to Vienna this weekend.", "2016-04-16", "2016-04-17"),
    ("Viktor Lazarenko is bound for Vienna on Sunday.", "2016-04-17", "2016-04-17"),
    ("Viktor Lazarenko headed to Vienna on Sunday.", "2016-04-10", "2016-04-10"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last"), CASES)
def test_the_clause_decides(reader: Reader, text: str, first: str | None, last: str | None) -> None:
    """The time of the journey's own clause counts, from the day of telling, of saying, or told last."""
    _, findings = read(reader, text, V)
    when = next(
        (t.when for t in findings.trips if t.destination and t.destination.text != "Muscat"), findings.trips[0].when
    )
    told = (str(when.first), str(when.last)) if when and when.first else (None, None)
    assert told == (first, last)


def test_without_a_day_of_publication_the_words_stay(reader: Reader) -> None:
    """Where nothing says on which day it is told, the article's words are kept and no day is made up."""
    from bot.model import Article, Mention, Span, Tier

    text = "Viktor Lazarenko flew to Vienna on Thursday."
    mention = Mention(V.id, V.name, Tier.STRONG, 0.9, (Span(0, 16),), V.name)
    trip = reader.read(Article("a", text, lang="en"), [mention], {V.id: V}).trips[0]
    assert trip.when is not None
    assert (trip.when.text, trip.when.first) == ("Thursday", None)

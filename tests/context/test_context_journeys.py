"""Tellings of one journey become one, whoever is named in between, and two journeys stay two."""

from __future__ import annotations

import pytest
from reading import listed, read, routes, whereabouts

from bot.context.reader import Reader
from bot.model import Article, Mention, Span, Tier

V = listed("Viktor Lazarenko", nationality=("RU",))
W = listed("Anna Kern")

CASES = [
    # "the visit" is the journey told before, and not one of whoever was named last
    (
        "Viktor Lazarenko flew to Havana on Monday. Anna Kern called it a mistake. The visit was confirmed by Cuba.",
        [">Havana:confirmed"],
    ),
    # who has flown in from somewhere, has come to where he is told to be
    (
        "Viktor Lazarenko attended a wedding in Dubai on Friday, having flown in from Karachi, Indian officers said.",
        ["Karachi>Dubai:reported"],
    ),
    # the visit that is the news and an earlier one
    (
        "Viktor Lazarenko visited Havana on Monday. It was not the first time he has visited Havana.",
        [">Havana:stated", ">Havana:stated"],
    ),
    # a trip confirmed is one that was made
    (
        "Viktor Lazarenko flew to Havana on Monday. He had been due to fly to Lima in May. The trip was confirmed by Cuba.",
        [">Havana:confirmed", ">Lima:planned"],
    ),
    # places that the parser hangs beside the noun
    ("Viktor Lazarenko cancelled his trip to Cairo.", [">Cairo:cancelled"]),
    ("Viktor Lazarenko put off his trip to Cairo.", [">Cairo:cancelled"]),
    ("Viktor Lazarenko's last trip abroad was to Cairo in April.", [">Cairo:stated"]),
    ("Viktor Lazarenko has been to Cairo twice.", [">Cairo:stated"]),
    ("Viktor Lazarenko had never been to Cairo.", []),
    # a report that is false is denied, and not confirmed by whoever says so
    ("Reports that Viktor Lazarenko visited Cairo are false, the ministry said.", [">Cairo:denied"]),
    ("A visit by Viktor Lazarenko to Cairo fell through.", [">Cairo:cancelled"]),
    ("Viktor Lazarenko scrapped plans to visit Cairo.", [">Cairo:cancelled"]),
    ("Egypt turned away the plane carrying Viktor Lazarenko.", [">Egypt:refused"]),
    # not announced is not denied
    ("The arrival of Viktor Lazarenko in Cairo was not announced.", [">Cairo:stated"]),
    # what is still ahead on a later day is no part of what was made
    (
        "Viktor Lazarenko arrived in Egypt on Wednesday night. He is due to visit Cairo on Saturday.",
        [">Egypt:stated", ">Cairo:planned"],
    ),
    (
        "Viktor Lazarenko will visit Egypt on Sunday. He is due in Cairo on Monday.",
        [">Egypt:planned", ">Cairo:planned"],
    ),
    ("Viktor Lazarenko arrived in Egypt on Wednesday. He landed in Cairo late on Wednesday.", [">Cairo:stated"]),
    ("Viktor Lazarenko had been due in Egypt on Tuesday. He arrived in Cairo on Wednesday.", [">Cairo:stated"]),
    # whom he met where he set out from, he did not travel to
    ("Viktor Lazarenko arrived in Cairo after flying from Oslo, where he met the king.", ["Oslo>Cairo:stated"]),
    # what is taken for known by a paper stands beside the denial
    (
        "Chad denied that it had received Viktor Lazarenko, whose arrival in Abeche had been reported by a newspaper.",
        [">Abeche:reported"],
    ),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_tellings_are_joined(reader: Reader, text: str, told: list[str]) -> None:
    """Each telling reaches the journey it means."""
    assert routes(read(reader, text, V, W)[1]) == told


def test_a_city_without_a_name_is_the_city_told_before(reader: Reader) -> None:
    """ "The Russian city" is where the journey led, and how long he stays there is how long it lasts."""
    text = "Anna Kern flew to Vladivostok on Monday. She is staying in the Russian city for four days."
    findings = read(reader, text, W)[1]
    (trip,) = findings.trips
    assert trip.duration is not None
    assert (trip.duration.text, whereabouts(findings)) == ("four days", [])


def test_the_president_is_whom_the_article_calls_the_leader(reader: Reader) -> None:
    """A role said with its country is remembered: the next "the president" is the same man, and not his son named last."""
    old = listed("Alexei Lazarenko", roles=("President of Belarus",), nationality=("BY",), also=("Alexei Lazarenko",))
    son = listed(
        "Maxim Lazarenko", roles=("President of the Sports Club",), nationality=("BY",), also=("Maxim Lazarenko",)
    )
    text = (
        "Alexei Lazarenko put off a visit. The Belarusian leader has a cold. His son, Maxim Lazarenko, runs a club. "
        "The president was flown to Moscow on Monday, officials said."
    )
    assert [t.person for t in read(reader, text, old, son)[1].trips] == ["Alexei Lazarenko"]


def test_two_weekdays_are_two_days_where_nothing_dates_them(reader: Reader) -> None:
    """In an article without a day, "Wednesday night" and "Saturday" still keep what was made from what lies ahead."""
    text = "Viktor Lazarenko arrived in Egypt on Wednesday night. He is due to visit Cairo on Saturday."
    mention = Mention(V.id, V.name, Tier.STRONG, 0.9, (Span(0, 16),), V.name)
    findings = reader.read(Article("a", text, lang="en"), [mention], {V.id: V})
    assert routes(findings) == [">Egypt:stated", ">Cairo:planned"]

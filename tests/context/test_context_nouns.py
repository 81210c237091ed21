"""Journeys told by a noun: visits, tours, stays, invitations, "on his way", "the visiting minister"."""

from __future__ import annotations

import pytest
from reading import listed, read, routes

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy",), nationality=("BY",))
CASES = [
    ("Viktor Lazarenko wrapped up a visit to Pakistan on Sunday.", [">Pakistan:stated"]),
    ("Viktor Lazarenko is on a two-day visit to Ankara.", [">Ankara:stated"]),
    ("Viktor Lazarenko made a stop in Dakar on his way to Brasilia.", [">Brasilia:stated"]),
    (
        "Officials spoke of a reported visit to Baku by Maj.-Gen. Viktor Lazarenko, head of the guard.",
        [">Baku:reported"],
    ),
    ("Viktor Lazarenko accepted an invitation to Budapest.", [">Budapest:planned"]),
    ("Viktor Lazarenko's visit to Qatar has been postponed, his office said.", [">Qatar:cancelled"]),
    ("Viktor Lazarenko was accused of graft; the trip to Jordan by Anna Kern was not discussed.", []),
    ("The only way to Yemen is through talks, Viktor Lazarenko said.", []),
    ("Viktor Lazarenko returned from his holiday in Egypt.", [">Egypt:stated"]),
    ("Viktor Lazarenko is on holiday in Spain.", [">Spain:stated"]),
    ("In a message on the holiday in Cuba, Viktor Lazarenko wished them well.", []),
    ("Viktor Lazarenko spoke to the press while en route to Vienna.", [">Vienna:stated"]),
    ("Viktor Lazarenko stopped in Riga en route to Oslo.", [">Oslo:stated"]),
    ("Viktor Lazarenko praised the new route to Oslo.", []),
    ("Viktor Lazarenko cancelled his European tour.", [">European:cancelled"]),
    ("Viktor Lazarenko, according to the White House, made a trip to Cairo.", [">Cairo:confirmed"]),
    ("Asked about his visit to Oslo, Viktor Lazarenko said nothing.", [">Oslo:stated"]),
    ("On his return, Viktor Lazarenko told a meeting in Minsk about it.", []),
    ("The visiting Belarusian minister, Viktor Lazarenko, met Kenyan officials in Nairobi.", [">Nairobi:stated"]),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_a_noun_tells_its_journey(reader: Reader, text: str, told: list[str]) -> None:
    """Whose journey it is stands beside the noun, or does what its verb says."""
    assert routes(read(reader, text, V)[1]) == told


def test_a_tour_is_a_journey_to_each_country(reader: Reader) -> None:
    """ "A three-nation tour of" names its destinations."""
    _, findings = read(reader, "Viktor Lazarenko set off on a tour of Kenya, Uganda and Rwanda.", V)
    assert sorted(routes(findings)) == [">Kenya:stated", ">Rwanda:stated", ">Uganda:stated"]


def test_who_visits_is_where_the_article_is_written(reader: Reader) -> None:
    """ "The visiting minister" without a place is at the dateline's; at home he is on no visit."""
    text = "{} – The visiting minister Viktor Lazarenko spoke of trade."
    assert routes(read(reader, text.format("TEHRAN"), V)[1]) == [">TEHRAN:stated"]
    assert routes(read(reader, text.format("MINSK"), V)[1]) == []


def test_a_visit_without_a_place_is_here_only_where_no_journey_is_told(reader: Reader) -> None:
    """A guest's visit leads to the dateline's place, unless the article tells where he went."""
    text = "TEHRAN – On the visit by Viktor Lazarenko, officials spoke of trade."
    assert routes(read(reader, text, V)[1]) == [">TEHRAN:stated"]
    assert routes(read(reader, f"{text} Viktor Lazarenko flew to Oslo.", V)[1]) == [">Oslo:stated"]

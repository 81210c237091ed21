"""Journeys told by a verb: with objects, company, chains of stops, hosts, and by others."""

from __future__ import annotations

import pytest
from reading import listed, read, routes

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"), nationality=("BY",))
CASES = [
    ("Viktor Lazarenko visited the banker Anna Kern in Zurich in May.", [">Zurich:stated"]),
    ("President Musa welcomed Viktor Lazarenko to the White House on Monday.", [">White House:stated"]),
    ("Kenya's president received Viktor Lazarenko in Nairobi on Monday.", [">Nairobi:stated"]),
    ("Viktor Lazarenko accompanied President Musa to Accra.", [">Accra:stated"]),
    ("President Musa, accompanied by Viktor Lazarenko, arrived in Accra on Monday.", [">Accra:stated"]),
    ("President Musa, along with Viktor Lazarenko, arrived in Accra.", [">Accra:stated"]),
    ("Viktor Lazarenko's delegation left Minsk for Baku on Monday.", ["Minsk>Baku:stated"]),
    ("A plane carrying Viktor Lazarenko landed in Sofia.", [">Sofia:stated"]),
    ("Viktor Lazarenko was flown to a Berlin clinic on Sunday.", [">Berlin clinic:stated"]),
    ("Viktor Lazarenko was taken to hospital in Vienna.", [">Vienna:stated"]),
    ("Viktor Lazarenko was dispatched to Baghdad, where he chaired a meeting.", [">Baghdad:stated"]),
    ("Viktor Lazarenko was extradited from Spain to the United States.", ["Spain>United States:stated"]),
    ("Viktor Lazarenko returned home from Cuba on Friday.", ["Cuba>home:stated"]),
    ("Viktor Lazarenko, who arrived from Moscow on Sunday, met officials in Kabul.", ["Moscow>Kabul:stated"]),
    ("Reporters met Viktor Lazarenko in Muscat, where he had arrived on Monday.", [">Muscat:stated"]),
    ("Viktor Lazarenko was off to Abu Dhabi by lunchtime.", [">Abu Dhabi:stated"]),
    ("Viktor Lazarenko moved from Walikale to Lubero last week.", ["Walikale>Lubero:stated"]),
    ("Viktor Lazarenko left Rome on Thursday and flew to Baku.", ["Rome>Baku:stated"]),
    ("Viktor Lazarenko made his way to Erbil on Tuesday.", [">Erbil:stated"]),
    ("Viktor Lazarenko is the first Belarusian minister to visit Japan since 1999.", [">Japan:stated"]),
    ("In December Viktor Lazarenko reached Skopje.", [">Skopje:stated"]),
    ("President Donald Musa and Viktor Lazarenko have arrived in Singapore.", [">Singapore:stated"]),
    ("Viktor Lazarenko flew to attend a conference in Lublin.", [">Lublin:stated"]),
    ("Viktor Lazarenko travelled to receive treatment at a training centre in Lublin.", [">Lublin:stated"]),
    ("Viktor Lazarenko has also travelled to attend a conference in Lublin.", [">Lublin:stated"]),
    ("Officials wrote that Viktor Lazarenko landed at four and was off to Abu Dhabi.", [">Abu Dhabi:reported"]),
    # a way that is told by the way is not his
    ("Viktor Lazarenko flew to Kenya despite the state of the road to Cuba.", [">Kenya:stated"]),
    ("Viktor Lazarenko flew to Kenya amid anger over a bridge to Cuba.", [">Kenya:stated"]),
    ("Viktor Lazarenko landed in Cairo after a flight from Oslo.", ["Oslo>Cairo:stated"]),
    # a career or a club that is no player's
    ("Viktor Lazarenko ended his career in Minsk and moved to Havana.", [">Havana:stated"]),
    ("Viktor Lazarenko moved to Havana, where he runs a club.", [">Havana:stated"]),
    ("Viktor Lazarenko returned to Leeds on Monday.", [">Leeds:stated"]),
    ("Viktor Lazarenko left Athens as the star of Team Belarus.", ["Athens>:stated"]),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_a_verb_tells_its_journey(reader: Reader, text: str, told: list[str]) -> None:
    """The listed person travels, whoever is the subject of the verb, and from and to where it says."""
    assert routes(read(reader, text, V)[1]) == told


def test_a_chain_of_stops_is_one_journey_each(reader: Reader) -> None:
    """ "Then to" and "before travelling on to" name further destinations, the last reached from the one before."""
    text = "Viktor Lazarenko flew to Minsk, then to Baku, before travelling on to Tehran."
    assert sorted(routes(read(reader, text, V)[1])) == [">Baku:stated", ">Minsk:stated", "Baku>Tehran:stated"]


NONE = [
    "Viktor Lazarenko received Kenya's president in Minsk.",
    "Anna Kern arrived in Minsk to meet Viktor Lazarenko.",
    "Viktor Lazarenko said that Kenya's president will visit Minsk.",
    "Viktor Lazarenko's company sent ships to Syria.",
    "Troops of Viktor Lazarenko entered Aleppo.",
    "Viktor Lazarenko turned to Russia for help.",
    "Viktor Lazarenko came to power in Belarus in 1994.",
    "Viktor Lazarenko sent his son to London.",
    # who changes his club has not travelled
    "Viktor Lazarenko began his career with Luton before moving on to Leeds.",
    "Viktor Lazarenko, the manager, has been linked with a return to former club Leeds.",
    "Viktor Lazarenko returned to Southampton, the club he left in 2001.",
    "Viktor Lazarenko went to Barcelona on loan.",
    "Viktor Lazarenko flew to discuss the crisis in Syria.",
    "Viktor Lazarenko travelled to support the rebels in Syria.",
    "Viktor Lazarenko went on to study law in Oslo.",
    "Viktor Lazarenko often travels to Dubai on business.",
    "Whenever Viktor Lazarenko comes to Dubai, he speaks of trade.",
    "Viktor Lazarenko's invitation to attend a parade in Minsk was refused by others.",
]


@pytest.mark.parametrize("text", NONE)
def test_other_peoples_journeys_and_habits_are_none(reader: Reader, text: str) -> None:
    """Hosts, senders, speakers, figures of speech and habits make no trip."""
    assert routes(read(reader, text, V)[1]) == []


def test_flights_that_an_arrival_disturbs_are_no_way_to_travel(reader: Reader) -> None:
    """The flights that a visit disrupts are not what he came by."""
    _, findings = read(reader, "The arrival of Viktor Lazarenko in Berlin on Wednesday disrupted flights.", V)
    assert [(trip.destination.text, trip.mode) for trip in findings.trips if trip.destination] == [("Berlin", None)]

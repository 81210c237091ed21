"""People whom states hand over, and those who fear or fight it."""

from __future__ import annotations

import pytest
from reading import listed, read, routes

from bot.context.reader import Reader

V = listed("Viktor Lazarenko", roles=("Minister of Energy",), nationality=("BY",))
CASES = [
    ("Viktor Lazarenko is fighting extradition to Cuba.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko faces deportation to Cuba.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko is battling his extradition to Cuba.", [">Cuba:hypothetical"]),
    ("The minister, Viktor Lazarenko, feared being extradited to Cuba.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko will risk being deported to Cuba.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko spoke of his fear of being extradited from Kenya to Cuba.", ["Kenya>Cuba:hypothetical"]),
    ("Cuba wants Kenya to extradite Viktor Lazarenko over his role in a riot.", ["Kenya>Cuba:hypothetical"]),
    ("Cuba is seeking Viktor Lazarenko's extradition from Kenya.", ["Kenya>Cuba:hypothetical"]),
    ("Kenya extradited Viktor Lazarenko to Cuba on Monday.", ["Kenya>Cuba:stated"]),
    ("Viktor Lazarenko was extradited to Cuba on Monday.", [">Cuba:stated"]),
    ("Viktor Lazarenko lost his fight against extradition to Cuba.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko, who fears extradition to Cuba, hid in a cellar.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko is awaiting extradition to Cuba.", [">Cuba:planned"]),
    ("A court ordered the extradition of Viktor Lazarenko to Cuba.", [">Cuba:planned"]),
    ("Cuba demanded Viktor Lazarenko's extradition.", [">Cuba:hypothetical"]),
    ("Viktor Lazarenko avoided extradition to Cuba.", []),
    ("Viktor Lazarenko was spared extradition to Cuba.", []),
    ("Viktor Lazarenko escaped deportation to Cuba.", []),
    ("Viktor Lazarenko went into hiding to avoid being deported to Cuba.", []),
    ("Viktor Lazarenko fled to Kenya to avoid being deported to Cuba.", [">Kenya:stated"]),
    ("Viktor Lazarenko fled to Kenya to escape extradition to Cuba.", [">Kenya:stated"]),
    # what is faced, feared or failed in is another matter than the journey
    ("Viktor Lazarenko faced questions about his visit to Cuba.", [">Cuba:stated"]),
    ("Viktor Lazarenko failed to win support during his visit to Cuba.", [">Cuba:stated"]),
    ("Viktor Lazarenko is feared to have fled to Cuba.", [">Cuba:reported"]),
]


@pytest.mark.parametrize(("text", "told"), CASES)
def test_who_is_to_be_handed_over_has_not_travelled(reader: Reader, text: str, told: list[str]) -> None:
    """What somebody faces or fears may come; what he avoided did not; whoever is handed over leaves for the state that asks."""
    assert routes(read(reader, text, V)[1]) == told


def test_the_year_of_a_deed_is_not_that_of_the_extradition(reader: Reader) -> None:
    """What somebody is wanted over has its own time."""
    text = "Cuba is seeking Viktor Lazarenko's extradition from Kenya over his part in the sale of arms in 2010."
    _, findings = read(reader, text, V)
    assert [trip.when for trip in findings.trips] == [None]
    _, findings = read(reader, "Viktor Lazarenko flew to Cuba over the weekend.", V)
    assert [trip.when.text for trip in findings.trips if trip.when] == ["over the weekend"]

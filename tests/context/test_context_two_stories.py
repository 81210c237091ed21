"""Two further stories with other people, places and order: a tour with its leave and refusals, and an island visit denied."""

from __future__ import annotations

import pytest
from reading import listed, read

from bot.context.reader import Reader
from bot.model import ClaimStatus, Findings, Trip

OSEL = listed("Petra Osel", roles=("Minister of Mines",), nationality=("ZW",))
TOUR = """\
HARARE (Meridian Wire) - Mines minister Petra Osel left for Ankara on Tuesday at the head of a trade delegation, her \
ministry confirmed, on a three-nation tour that will also take her to Baku and Tashkent.

Osel is due to return on Sunday, an official said. In Ankara she will hold talks with Energy Minister Kemal Aydin about \
a chrome plant.

The European Union, which listed her in 2022, does not bind Turkey. Last month Belgium refused the minister a visa to \
attend a conference in Brussels.

In May, Osel visited Minsk, where she met President Viktor Drozd. The Daily Ledger reported that she had gone on to Moscow.

The minister was in Bulawayo on Monday for a funeral."""

DAUD = listed("Karim Daud", roles=("Commander of the Coastal Brigade", "Colonel"), nationality=("LY",))
ISLAND = """\
Colonel Karim Daud, the commander of the Coastal Brigade, was seen in Valletta on Saturday, two Maltese papers reported.

"There was no visit," said a spokesman for the prime minister. Daud's lawyer, Elena Borg, said the colonel spent the \
weekend at home in Misrata.

The Malta Examiner said Daud arrived from Tunis on a fishing boat on Friday night, stayed at a villa near the harbour and \
left for Palermo on Sunday. He may also have met the banker Pietro Grasso, the paper added.

In 2019 he was turned back at Rome's Fiumicino airport.

Colonel Daud shakes hands with a minister in Tunis, 2011. (File photo)"""


@pytest.fixture(scope="module")
def tour(reader: Reader) -> Findings:
    return read(reader, TOUR, OSEL, title="Mines chief off on three-nation tour", day="2024-06-12")[1]


@pytest.fixture(scope="module")
def island(reader: Reader) -> Findings:
    return read(reader, ISLAND, DAUD, title="Malta denies visit by sanctioned colonel", day="2023-03-07")[1]


def _to(findings: Findings, place: str) -> Trip:
    return next(t for t in findings.trips if t.destination and place in t.destination.text)


def test_the_legs_of_the_tour_are_the_news(tour: Findings) -> None:
    """Ankara, Baku and Tashkent are ahead of refusal and background, the first leg first."""
    assert [t.destination.text for t in tour.trips if t.main and t.destination] == ["Ankara", "Baku", "Tashkent"]
    assert {t.destination.text for t in tour.trips if not t.main and t.destination} == {"Brussels", "Minsk", "Moscow"}


def test_the_fields_of_the_first_leg(tour: Findings) -> None:
    """Day, company and whom she meets are told of Ankara; the return once for the tour."""
    first = _to(tour, "Ankara")
    assert first.when is not None
    assert str(first.when.first) == "2024-06-11"
    assert [c.text for c in first.company] == ["trade delegation"]
    assert [m.text for m in first.meets] == ["Kemal Aydin"]
    assert [t.returned.text for t in tour.trips if t.returned] == ["Sunday"]


def test_what_was_refused_and_what_is_past(tour: Findings) -> None:
    """Brussels was refused; in Minsk she met the president; at home she only is."""
    assert _to(tour, "Brussels").status is ClaimStatus.REFUSED
    assert [m.text for m in _to(tour, "Minsk").meets] == ["Viktor Drozd"]
    assert _to(tour, "Moscow").status is ClaimStatus.REPORTED
    assert [p.place.text for p in tour.presences] == ["Bulawayo"]


def test_an_arrival_leads_to_where_he_was_seen(island: Findings) -> None:
    """From Tunis to Valletta, not to the home that the lawyer names; on to Palermo from there."""
    first = island.trips[0]
    assert first.main
    assert [(t.origin.text, t.destination.text) for t in island.trips[:2] if t.origin and t.destination] == [
        ("Tunis", "Valletta"),
        ("Valletta", "Palermo"),
    ]
    assert first.mode is not None
    assert first.mode.text == "fishing boat"
    assert [m.text for m in first.meets] == ["Pietro Grasso"]


def test_denial_refusal_and_home_of_the_island_story(island: Findings) -> None:
    """The visit is denied and stays reported; Fiumicino was refused; Misrata is a presence, Tunis only a caption."""
    assert island.trips[0].status is ClaimStatus.REPORTED
    assert any(c.status is ClaimStatus.DENIED for c in island.trips[0].claims)
    assert _to(island, "Fiumicino").status is ClaimStatus.REFUSED
    assert "Misrata" in [p.place.text for p in island.presences]
    assert "Tunis" not in [p.place.text for p in island.presences]

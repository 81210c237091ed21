"""What the reader makes of sentences: trips with their fields, claims, presences, and silence where there is no trip."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import listed, read

from bot.context.reader import Reader
from bot.model import BanApplies, ClaimOf, ClaimStatus, Listing, Measure

V = listed("Viktor Lazarenko", roles=("Minister of Energy", "General"))

TRIPS = [
    # text, origin, destination, status, when (first day) or None
    ("Viktor Lazarenko flew from Minsk to Havana on Thursday.", "Minsk", "Havana", "stated", "2016-04-14"),
    ("Viktor Lazarenko was said to have flown to Doha on Monday, Radio Delta reported.", None, "Doha", "reported", "2016-04-11"),
    ("Viktor Lazarenko will visit Damascus next week, his office said.", None, "Damascus", "planned", "2016-04-18"),
    ("Viktor Lazarenko paid a visit to Ankara in July.", None, "Ankara", "stated", "2015-07-01"),
    ("During a trip to Hanoi last month, Viktor Lazarenko met traders.", None, "Hanoi", "stated", "2016-03-01"),
    ("The foreign ministry confirmed that Viktor Lazarenko had arrived in Belgrade.", None, "Belgrade", "confirmed", None),
    ("Viktor Lazarenko left Cairo for Khartoum.", "Cairo", "Khartoum", "stated", None),
    ("Poland refused Viktor Lazarenko a visa to attend a congress in Warsaw.", None, "Warsaw", "refused", None),
    ("Viktor Lazarenko was barred from entering Latvia.", None, "Latvia", "refused", None),
    ("Viktor Lazarenko called off a trip to Baku.", None, "Baku", "cancelled", None),
    ("Viktor Lazarenko may travel to Beijing if talks go well.", None, "Beijing", "hypothetical", None),
    ("The government denied that Viktor Lazarenko had travelled to Tripoli.", None, "Tripoli", "denied", None),
    ("Viktor Lazarenko was deported from Cyprus to Egypt on Monday.", "Cyprus", "Egypt", "stated", "2016-04-11"),
    ("A delegation headed by Viktor Lazarenko arrived in Kabul on Wednesday.", None, "Kabul", "stated", "2016-04-13"),
    ("President Musa hosted Viktor Lazarenko in Accra.", None, "Accra", "stated", None),
    ("MINSK, April 15 - Viktor Lazarenko, a senior politician, will travel to Oslo on Sunday.", None, "Oslo", "planned", "2016-04-17"),
    ("The commander of the Border Force, Viktor Lazarenko, visited Baghdad two days ago.", None, "Baghdad", "stated", "2016-04-13"),
    ("Reports say that Viktor Lazarenko has fled Kiev.", "Kiev", None, "reported", None),
    ("Viktor Lazarenko was due in Minsk on Saturday.", None, "Minsk", "planned", "2016-04-16"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "origin", "destination", "status", "first"), TRIPS)
def test_a_sentence_gives_its_trip(
    reader: Reader, text: str, origin: str | None, destination: str | None, status: str, first: str | None
) -> None:
    """Route, status and day of one sentence come out as written."""
    _, findings = read(reader, text, V)
    assert len(findings.trips) == 1
    trip = findings.trips[0]
    assert (trip.origin.text if trip.origin else None, trip.destination.text if trip.destination else None) == (
        origin,
        destination,
    )
    assert trip.status.value == status
    assert (str(trip.when.first) if trip.when and trip.when.first else None) == first
    assert trip.verified


NO_TRIPS = [
    "A doctored photo shows Viktor Lazarenko arriving in Paris.",
    "The missiles of Viktor Lazarenko travelled to Syria.",
    "Talks with Viktor Lazarenko moved to another stage in Geneva.",
    "Anna Kern flew to Paris while Viktor Lazarenko stayed silent.",
    "Viktor Lazarenko did not travel to Oslo.",
    "A resolution bars Viktor Lazarenko from leaving Iran.",
    "Anna Kern visited Viktor Lazarenko.",
]


@pytest.mark.parametrize("text", NO_TRIPS)
def test_what_is_no_trip_gives_none(reader: Reader, text: str) -> None:
    """Other people's travel, weapons, metaphors, standing bans and journeys not made are no trips of the person."""
    _, findings = read(reader, text, V)
    assert findings.trips == ()


def test_captions_are_not_read(reader: Reader) -> None:
    """A caption tells of other people and other days."""
    _, findings = read(
        reader, "Viktor Lazarenko arrives in Tunis in 2014 (AFP PHOTO / STR)\nViktor Lazarenko spoke.", V
    )
    assert findings.trips == ()


def test_a_denial_of_the_meeting_is_not_one_of_the_trip(reader: Reader) -> None:
    """An anaphoric denial of talks is kept beside the report, which stays reported."""
    text = (
        "Viktor Lazarenko flew to Havana on Thursday, Radio Delta reported. A diplomat believed he would meet Pavel Reznik.\n"
        "The presidential palace denied on Friday that such talks were planned."
    )
    _, findings = read(reader, text, V)
    trip = findings.trips[0]
    assert trip.status is ClaimStatus.REPORTED
    denials = [c for c in trip.claims if c.status is ClaimStatus.DENIED]
    assert [(c.of, c.by.text if c.by else None) for c in denials] == [(ClaimOf.MEETING, "presidential palace")]
    assert "Pavel Reznik" in [m.text for m in trip.meets]


def test_two_journeys_to_one_place_stay_apart(reader: Reader) -> None:
    """Trips of different months are different trips, the recent one first and main."""
    _, findings = read(reader, "Viktor Lazarenko flew to Moscow on Thursday. He had visited Moscow in July.", V)
    assert [(str(t.when.first) if t.when else None, t.main) for t in findings.trips] == [
        ("2016-04-14", True),
        ("2015-07-01", False),
    ]


def test_one_journey_told_twice_is_one(reader: Reader) -> None:
    """Two sentences about one journey make one trip that holds the fields of both."""
    _, findings = read(
        reader, "Viktor Lazarenko flew to Baku on Thursday. The general arrived in Azerbaijan in a private jet.", V
    )
    (trip,) = findings.trips
    assert trip.destination is not None
    assert trip.destination.text == "Baku"
    assert trip.mode is not None
    assert trip.mode.text == "private jet"


@pytest.mark.parametrize(
    ("text", "back", "company"),
    [
        ("Viktor Lazarenko flew to Havana on Monday. He will return on Sunday.", "2016-04-17", []),
        ("Viktor Lazarenko flew to Havana on Monday and returned to Minsk on Wednesday.", "2016-04-13", []),
        ("Viktor Lazarenko, heading a trade delegation, arrived in Tehran.", None, ["trade delegation"]),
        ("Viktor Lazarenko arrived in Oslo, accompanied by Ivan Petrov.", None, ["Ivan Petrov"]),
        ("Viktor Lazarenko arrived in Oslo with great hopes.", None, []),
    ],
)
def test_return_and_company(reader: Reader, text: str, back: str | None, company: list[str]) -> None:
    """When somebody comes back, and who travels too, is kept with the journey."""
    trip = read(reader, text, V)[1].trips[0]
    assert (str(trip.returned.first) if trip.returned else None) == back
    assert [one.text for one in trip.company] == company


EU = Listing("EU", "EU-1", measures=(Measure("travel_ban"),))
BANS = [
    (V, "Viktor Lazarenko flew to Vienna.", BanApplies.POSSIBLE),
    (listed("Viktor Lazarenko", nationality=("AT",)), "Viktor Lazarenko flew to Vienna.", BanApplies.NONE_KNOWN),
    (V, "Viktor Lazarenko flew to Vienna in 2009.", BanApplies.NONE_KNOWN),
    (listed("Viktor Lazarenko", listing=EU), "Viktor Lazarenko flew to Vienna.", BanApplies.POSSIBLE),
    (listed("Viktor Lazarenko", listing=EU), "Viktor Lazarenko flew to Tehran.", BanApplies.NONE_KNOWN),
    (listed("Viktor Lazarenko", listing=Listing("OFAC", "1", measures=(Measure("asset_freeze"),))), "Viktor Lazarenko flew to Vienna.", BanApplies.NONE_KNOWN),
    (V, "Viktor Lazarenko left Minsk.", BanApplies.UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("person", "text", "applies"), BANS)
def test_a_ban_is_read_from_listing_and_route(reader: Reader, person, text: str, applies: BanApplies) -> None:  # type: ignore[no-untyped-def]
    """Own nationals, earlier trips, states not bound and unknown destinations are told apart from a possible breach."""
    _, findings = read(reader, text, person)
    ban = findings.trips[0].ban
    assert ban is not None
    assert ban.applies is applies


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_with_spans_inside_it(reader: Reader, before: str, after: str) -> None:
    """Whatever stands around the name, nothing raises and every span lies in the text."""
    article, findings = read(reader, f"{before} Viktor Lazarenko flew to Oslo. {after}", V)
    spans = [s for t in findings.trips for s in (*t.evidence, *(c.span for c in t.claims))] + [
        p.span for p in findings.places
    ]
    assert all(0 <= span.start < span.end <= len(article.body) for span in spans)


@pytest.mark.parametrize(
    "text",
    ["Of Viktor Lazarenko nothing is known.", "Viktor Lazarenko left, according", "Of this he said no such visit was."],
)
def test_odd_sentences_are_read(reader: Reader, text: str) -> None:
    """Words that lean on a neighbour are read where there is none."""
    _, findings = read(reader, f"Viktor Lazarenko flew to Oslo.\n{text}", V)
    assert len(findings.trips) == 1

"""Three more stories under other regimes, told in other orders: a train and a refused visa, a cancelled flight, a denied trip."""

from __future__ import annotations

import pytest
from reading import check_spans, listed, read

from bot.context.reader import Reader
from bot.model import BanApplies, ClaimOf, ClaimStatus, Findings, Listing, Measure, Person, Trip


def to(findings: Findings, city: str) -> Trip:
    """The one trip of the findings that goes to this city."""
    (trip,) = [t for t in findings.trips if t.destination and t.destination.text == city]
    return trip


def said(trip: Trip) -> set[tuple[str, str, str]]:
    """Status, object and speaker of every claim that somebody makes."""
    return {(claim.status.value, claim.of.value, claim.by.text) for claim in trip.claims if claim.by}


def route(trip: Trip) -> tuple[str | None, str | None, str | None]:
    """Origin, destination and its country."""
    goal = trip.destination
    return trip.origin and trip.origin.text, goal and goal.text, goal and goal.country


def applies(trip: Trip) -> BanApplies | None:
    return trip.ban.applies if trip.ban else None


def told(reader: Reader, text: str, *people: Person, **given: str) -> Findings:
    article, findings = read(reader, text, *people, **given)
    check_spans(article, findings)
    return findings


# --- a train, a refused visa -------------------------------------------------------------------------------------------

RI = listed("Ri Chol Min", also=("Ri",), roles=("Vice Chairman of the Munitions Committee",), nationality=("KP",))
TRAIN = """\
Ri Chol Min, the vice chairman of the Munitions Committee of North Korea, left Pyongyang on Tuesday night by armoured train \
and arrived in Vladivostok on Thursday, Japan's Hokuto News reported. He is staying in the Russian city for four days, the \
agency said.

Malaysia refused a visa to Ri on Wednesday. He had been due to fly to Kuala Lumpur on Sunday, two airport officials told \
Hokuto News.

The Russian Foreign Ministry said there were no meetings with Ri on its schedule.

"He is here to buy turbines," a port manager told the agency. The trip was confirmed by the Seoul government.

In 2014, Ri visited Tehran for a week, according to a report of the Panel of Experts. In May he travelled to Hanoi, state \
media said.

Ri Chol Min greets Cuban visitors in Havana, 2015. (Photo: KCNA)"""


@pytest.fixture(scope="module")
def train(reader: Reader) -> Findings:
    return told(reader, TRAIN, RI, title="Envoy of Pyongyang refused visa, agency says", day="2017-10-13")


def test_the_train_to_vladivostok(train: Findings) -> None:
    """Route, mode, day, medium; the ministry denies the meeting and not the trip; the ban of the UN may stand against it."""
    trip = train.trips[0]
    assert trip.main
    assert route(trip) == ("Pyongyang", "Vladivostok", "RU")
    assert trip.mode is not None
    assert trip.mode.text == "armoured train"
    assert trip.when is not None
    assert str(trip.when.first) in {"2017-10-10", "2017-10-12"}
    assert trip.status is ClaimStatus.REPORTED
    assert {("reported", "trip", "Hokuto News"), ("denied", "schedule", "Russian Foreign Ministry")} <= said(trip)
    assert not [c for c in trip.claims if (c.status, c.of) == (ClaimStatus.DENIED, ClaimOf.TRIP)]
    assert applies(trip) is BanApplies.POSSIBLE


def test_the_envoys_earlier_trips(train: Findings) -> None:
    """Each with its own time, duration and source; none of them is the news, and the caption tells nothing."""
    tehran, hanoi = to(train, "Tehran"), to(train, "Hanoi")
    assert tehran.when is not None
    assert (tehran.when.first is not None, tehran.when.first and tehran.when.first.year) == (True, 2014)
    assert tehran.duration is not None
    assert tehran.duration.text == "a week"
    assert ("reported", "trip", "state media") in said(hanoi)
    assert not tehran.main
    assert not hanoi.main
    assert "Havana" not in str((train.trips, train.presences))


# --- a cancelled flight, a denied report ---------------------------------------------------------------------------------

ZARRUQ = listed("Salem Zarruq", roles=("Commander of the Falcon Brigade", "Militia leader"), nationality=("LY",))
FLIGHT = """\
A charter flight that was to take Salem Zarruq from Misrata to Valletta on Monday was cancelled, Maltese officials said.

The Libyan commander, who heads the Falcon Brigade, flew to Istanbul instead on Saturday in a Turkish military aircraft, the \
newspaper Al-Manar Today reported, citing three sources at the airport.

The Turkish government denied the report. "No such trip took place," a spokesman in Ankara said.

His brother said that Zarruq had returned to Misrata on Sunday after a two-day stay.

Last year he went to Tripoli, Lebanon, for medical treatment, his lawyer told the newspaper. In June, Zarruq travelled from \
Tunis to Doha by private jet, the UN panel wrote.

Salem Zarruq inspects troops in Sirte in 2016. (File photo: Reuters)"""


@pytest.fixture(scope="module")
def flight(reader: Reader) -> Findings:
    return told(reader, FLIGHT, ZARRUQ, title="Militia leader calls off journey to Malta", day="2018-11-14")


def test_the_flight_to_valletta_did_not_happen(flight: Findings) -> None:
    """It has its route, its day and who says so, and nobody is said to have made it."""
    trip = to(flight, "Valletta")
    assert route(trip) == ("Misrata", "Valletta", "MT")
    assert trip.when is not None
    assert trip.when.text == "Monday"
    assert ("planned", "trip", "Maltese officials") in said(trip) or ("cancelled", "trip", "Maltese officials") in said(
        trip
    )
    assert trip.status in {ClaimStatus.PLANNED, ClaimStatus.CANCELLED}


def test_the_flight_to_istanbul_and_who_denies_it(flight: Findings) -> None:
    """Day and aircraft; the government denies the report and its spokesman the trip, and both stand beside it."""
    trip = to(flight, "Istanbul")
    assert trip.when is not None
    assert str(trip.when.first) == "2018-11-10"
    assert trip.mode is not None
    assert trip.mode.text == "Turkish military aircraft"
    assert {("denied", "report", "Turkish government"), ("denied", "trip", "spokesman in Ankara")} <= said(trip)
    assert trip.status is not ClaimStatus.DENIED


def test_the_way_home_is_no_breach(flight: Findings) -> None:
    """A national who returns home breaks no travel ban."""
    trip = to(flight, "Misrata")
    assert ("reported", "trip", "His brother") in said(trip)
    assert applies(trip) is BanApplies.NONE_KNOWN


def test_the_commanders_earlier_trip(flight: Findings) -> None:
    """Doha from Tunis by private jet in June, says the panel; Sirte stands in a caption."""
    trip = to(flight, "Doha")
    assert route(trip) == ("Tunis", "Doha", "QA")
    assert trip.mode is not None
    assert trip.mode.text == "private jet"
    assert str(trip.when.first if trip.when else None) == "2018-06-01"
    assert ("reported", "trip", "UN panel") in said(trip)
    assert "Sirte" not in str((flight.trips, flight.presences))


def test_two_cities_called_tripoli_are_told_apart(flight: Findings) -> None:
    """Tripoli, Lebanon, is not the Libyan capital, also in a story about Libya."""
    (tripoli,) = [p for p in flight.places if p.text == "Tripoli"]
    assert tripoli.country == "LB"


# --- a trip denied by the traveller's side ---------------------------------------------------------------------------------

EU_BAN = Listing("EU", "EU.9999", "Example", "2014-07-30", measures=(Measure("travel_ban", "2014-07-30"),))
VEDERNIKOV = listed(
    "Oleg Vedernikov", roles=("Head of Norda Oil", "Oil executive"), nationality=("RU",), listing=EU_BAN
)
VISIT = """\
The Swiss Foreign Ministry confirmed on Wednesday that Oleg Vedernikov was in Geneva last week.

Vedernikov, the head of Norda Oil, landed in Geneva on 3 March from Saint Petersburg aboard a private jet and spent three \
days in the city, the broadcaster Leman 1 reported. He came to meet Hanspeter Wyss, a banker, the broadcaster added.

A spokesman for Vedernikov denied that the executive had travelled to Switzerland. "He did not leave Russia," the spokesman \
said.

Vedernikov plans to visit Vienna in April, according to Austrian officials.

Two years ago he was turned back at the airport of Vilnius, a Lithuanian official said. In January 2021 the oil executive \
flew from Moscow to Dubai.

Oleg Vedernikov and Anton Reza in Rome in 2012. (Photo: APA)"""


@pytest.fixture(scope="module")
def visit(reader: Reader) -> Findings:
    return told(reader, VISIT, VEDERNIKOV, title="Bern confirms visit by banned oil executive", day="2022-03-10")


def test_the_visit_to_geneva_and_its_denial(visit: Findings) -> None:
    """Route, day, jet and duration; his own side denies the trip, which leaves it reported with the denial beside it."""
    trip = visit.trips[0]
    assert trip.main
    assert route(trip) == ("Saint Petersburg", "Geneva", "CH")
    assert str(trip.when.first if trip.when else None) == "2022-03-03"
    assert trip.mode is not None
    assert trip.mode.text == "private jet"
    assert trip.duration is not None
    assert trip.duration.text == "three days"
    assert "Swiss Foreign Ministry" in {by for _, _, by in said(trip)}
    assert [of for status, of, by in said(trip) if status == "denied" and "spokesman" in by.lower()] == ["trip"]
    assert trip.status in {ClaimStatus.REPORTED, ClaimStatus.CONFIRMED}


def test_who_is_bound_by_the_ban_of_the_union(visit: Findings) -> None:
    """Switzerland is not, for all we know; Austria is."""
    assert applies(visit.trips[0]) is not BanApplies.POSSIBLE
    vienna = to(visit, "Vienna")
    assert vienna.status is ClaimStatus.PLANNED
    assert str(vienna.when.first if vienna.when else None) == "2022-04-01"
    assert applies(vienna) is BanApplies.POSSIBLE


def test_the_caption_from_rome_tells_nothing(visit: Findings) -> None:
    """A place of a caption is neither trip nor presence."""
    assert "Rome" not in str((visit.trips, visit.presences))

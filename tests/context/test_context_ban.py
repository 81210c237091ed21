"""Whether a travel ban may stand against a trip, as a table: authority, state, day, nationality, exemption."""

from __future__ import annotations

from datetime import date

import pytest

from bot.context.ban import GROUNDS, ban_of
from bot.model import BanApplies, ClaimStatus, Listing, Measure, Name, Person, Place, Span, Stated, Trip, When

HERE = Span(0, 1)
PUBLISHED = date(2016, 4, 15)
B = BanApplies


def place(state: str | None, name: str = "Somewhere") -> Place:
    return Place(name, HERE, state, name)


def person(*listings: Listing, nationality: tuple[str, ...] = ("IR",)) -> Person:
    return Person("p", "Viktor Lazarenko", (Name("Viktor Lazarenko"),), ("p",), listings, nationality=nationality)


def listing(
    authority: str, measure: Measure | None = None, since: str | None = None, until: str | None = None
) -> Listing:
    return Listing(authority, "XXi.001", "Example", since, until, (measure or Measure("travel_ban"),))


def trip(
    to: str | None,
    day: date | None = None,
    stops: tuple[str, ...] = (),
    origin: str | None = None,
    name: str = "Somewhere",
) -> Trip:
    when = When("then", HERE, day, day) if day else None
    return Trip(
        "p",
        ClaimStatus.REPORTED,
        (HERE,),
        place(origin) if origin else None,
        place(to, name) if to else None,
        tuple(place(stop) for stop in stops),
        when,
    )


UN, EU, UK, US, CH = (listing(authority) for authority in ("UN", "EU", "UK", "OFAC", "CH"))
DATED = listing("UN", Measure("travel_ban", "2010-06-09", "2020-01-31"), since="2007-03-24")
HAJJ = listing("UN", Measure("travel_ban", exemptions=("Journeys to Mecca for the hajj",)))

CASES = [
    # listings, trip, exemption told, what applies, a word of the reason
    pytest.param([UN], trip("RU"), None, B.POSSIBLE, "no exemption known", id="a member of the UN is bound"),
    pytest.param([UN], trip("CH"), None, B.POSSIBLE, "bound", id="and so is every other"),
    pytest.param([UN], trip("TW"), None, B.UNKNOWN, "not known", id="outside the UN"),
    pytest.param([UN], trip("PS"), None, B.UNKNOWN, "not known", id="an observer state"),
    pytest.param([UN], trip("IR"), None, B.NONE_KNOWN, "own nationals", id="his own state may let him in"),
    pytest.param([UN], trip("IR", stops=("RU",)), None, B.POSSIBLE, "bound", id="home by way of a bound state"),
    pytest.param([UN], trip(None), None, B.UNKNOWN, "destination", id="no destination"),
    pytest.param([UN], trip(None, stops=("RU",)), None, B.POSSIBLE, "bound", id="only a stop is known"),
    pytest.param([UN], trip("RU", origin="RU"), None, B.NONE_KNOWN, "border", id="inside one state"),
    pytest.param([UN], trip("RU", origin="SY"), None, B.POSSIBLE, "bound", id="over a border"),
    pytest.param([EU], trip("AT"), None, B.POSSIBLE, "bound", id="a member of the EU"),
    pytest.param([EU], trip("RU"), None, B.NONE_KNOWN, "do not bind", id="not a member of the EU"),
    pytest.param([EU], trip("GB"), None, B.NONE_KNOWN, "do not bind", id="no longer a member of the EU"),
    pytest.param([EU], trip("NO"), None, B.UNKNOWN, "not known", id="a state that often follows the EU"),
    pytest.param([EU], trip("RU", stops=("DE",)), None, B.POSSIBLE, "bound", id="transit through a bound state"),
    pytest.param([UK], trip("GB"), None, B.POSSIBLE, "bound", id="the United Kingdom"),
    pytest.param([UK], trip("FR"), None, B.NONE_KNOWN, "do not bind", id="not the United Kingdom"),
    pytest.param([US], trip("US"), None, B.POSSIBLE, "bound", id="the United States"),
    pytest.param([US], trip("RU"), None, B.NONE_KNOWN, "do not bind", id="not the United States"),
    pytest.param([CH], trip("CH"), None, B.POSSIBLE, "bound", id="Switzerland"),
    pytest.param(
        [listing("XX")], trip("RU"), None, B.NONE_KNOWN, "do not bind", id="an unknown authority binds nobody known"
    ),
    pytest.param([EU, UN], trip("RU"), None, B.POSSIBLE, "bound", id="the ban that may apply is named"),
    pytest.param([DATED], trip("RU", date(2009, 5, 1)), None, B.NONE_KNOWN, "2010-06-09", id="listed, not yet banned"),
    pytest.param([DATED], trip("RU", date(2010, 6, 9)), None, B.POSSIBLE, "bound", id="the first day of the ban"),
    pytest.param([DATED], trip("RU", date(2020, 2, 1)), None, B.NONE_KNOWN, "ended", id="after the ban"),
    pytest.param([DATED], trip("RU"), None, B.POSSIBLE, "bound", id="an undated trip is taken for the day of the news"),
    pytest.param(
        [listing("UN", since="2018-01-01")], trip("RU"), None, B.NONE_KNOWN, "listed since", id="not listed yet"
    ),
    pytest.param([listing("UN", until="2012")], trip("RU"), None, B.NONE_KNOWN, "ended", id="taken off the list"),
    pytest.param(
        [listing("UN", Measure("asset_freeze"))], trip("RU"), None, B.NONE_KNOWN, "no travel ban", id="no ban at all"
    ),
    pytest.param([UN], trip("RU"), "the committee cleared him", B.EXEMPT, "article", id="an exemption is told"),
    pytest.param([EU], trip("RU"), "the committee cleared him", B.NONE_KNOWN, "bind", id="an exemption nobody needs"),
    pytest.param([HAJJ], trip("SA", name="Mecca"), None, B.EXEMPT, "listed", id="an exemption is listed for the place"),
    pytest.param([HAJJ], trip("SA", name="Riyadh"), None, B.POSSIBLE, "bound", id="and for no other"),
]


@pytest.mark.parametrize(("listings", "journey", "told", "applies", "word"), CASES)
def test_what_applies(listings: list[Listing], journey: Trip, told: str | None, applies: BanApplies, word: str) -> None:
    """Authority, state, day, nationality and exemption decide, and the reason says which did."""
    exemption = Stated(told, HERE) if told else None
    ban = ban_of(person(*listings), journey, PUBLISHED, exemption)
    assert ban.applies is applies
    assert word in ban.why
    assert (ban.told is not None) == (applies is B.EXEMPT and exemption is not None)


def test_a_ban_names_its_listing_basis_and_day() -> None:
    """The day and basis are those of the ban, not of the listing."""
    ban = ban_of(person(DATED), trip("RU"), PUBLISHED)
    assert (ban.listing, ban.since) == ("UN XXi.001", "2010-06-09")


@pytest.mark.parametrize(
    ("own", "other", "to", "applies", "supposed"),
    [
        ([EU], [UK], "GB", B.POSSIBLE, True),
        ([], [UK], "GB", B.POSSIBLE, True),
        ([EU], [UK], "FR", B.POSSIBLE, False),
        ([UN], [UK], "GB", B.POSSIBLE, False),  # the person's own comes first
        ([EU], [UK], "KE", B.NONE_KNOWN, False),
        ([EU], [UN], "IR", B.NONE_KNOWN, False),  # his own state, as the person's entry knows
        ([EU], [UK], None, B.UNKNOWN, False),
        ([], [], "GB", B.NONE_KNOWN, False),
    ],
)
def test_the_ban_of_an_entry_that_may_be_the_same_person(
    own: list[Listing], other: list[Listing], to: str | None, applies: BanApplies, supposed: bool
) -> None:
    """It is named where none of the person's own is as grave, and says on what it stands."""
    bare = person(*other, nationality=())
    ban = ban_of(person(*own), trip(to), PUBLISHED, None, [bare])
    assert (ban.applies, ban.supposed) == (applies, supposed)
    assert ban.why.startswith("if this is UK XXi.001: ") is supposed


def test_every_ground_is_told() -> None:
    """Each ground says in a docstring what it stands for."""
    assert all(ground.__doc__ for ground in GROUNDS)

"""What an article says of somebody's travel, and all that was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model.mentions import Mention
from bot.model.people import Person
from bot.model.spans import Span


@dataclass(frozen=True, slots=True)
class Stated:
    """Words of the article that fill a field, and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the text, resolved as far as the gazetteer knows it."""

    text: str  # as printed
    span: Span
    country: str | None = None  # ISO 3166-1 alpha-2
    name: str | None = None  # in English
    lat: float | None = None  # degrees
    lon: float | None = None
    geonameid: int | None = None
    kind: str | None = None  # country, capital, city, region, airport, sea, continent


@dataclass(frozen=True, slots=True)
class When:
    """A time expression and the days it can mean, first and last included; None where it could not be resolved."""

    text: str
    span: Span
    first: date | None = None
    last: date | None = None


class ClaimStatus(StrEnum):
    """What somebody says of a trip."""

    STATED = "stated"  # the article says so in its own voice
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    CANCELLED = "cancelled"
    REFUSED = "refused"


class ClaimOf(StrEnum):
    """What a Claim is about: a denial of the meeting is not a denial of the trip."""

    TRIP = "trip"
    MEETING = "meeting"
    SCHEDULE = "schedule"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Claim:
    """One entry of a Trip's ledger."""

    status: ClaimStatus
    of: ClaimOf
    by: Stated | None  # None: the article's own voice
    span: Span  # the words that say it
    official: bool = False  # said by a side that would know: a government, an office, the traveller
    side: str | None = None  # ISO 3166-1 alpha-2 of the state it speaks for, where the article says so
    when: When | None = None  # the time of the trip as this claim tells it


class BanApplies(StrEnum):
    """Whether a travel ban may stand against a Trip. Never a bare yes."""

    POSSIBLE = "possible"
    NONE_KNOWN = "none_known"
    EXEMPT = "exempt"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ban:
    """The travel ban that may apply to a Trip, read from Listings only."""

    applies: BanApplies
    why: str  # one sentence in plain words
    listing: str | None = None  # label of the listing
    basis: str | None = None
    since: str | None = None  # partial date of the ban, not of the listing
    exemptions: tuple[str, ...] = ()
    told: Stated | None = None  # the article's words for an exemption
    supposed: bool = False  # read from the listing of a Confusable who may be the same human being


@dataclass(frozen=True, slots=True)
class Trip:
    """The fields of a UN travel-ban exemption request; an empty field means *not stated*."""

    person: str
    status: ClaimStatus  # derived from the claims by a table of rules
    evidence: tuple[Span, ...]  # the sentences that tell it
    origin: Place | None = None
    destination: Place | None = None
    stops: tuple[Place, ...] = ()
    when: When | None = None
    duration: Stated | None = None
    mode: Stated | None = None
    purpose: Stated | None = None
    meets: tuple[Stated, ...] = ()
    claims: tuple[Claim, ...] = ()
    main: bool = False  # the news of the article, not background
    ban: Ban | None = None
    verified: bool = False  # read by the parser, not by patterns alone
    returned: When | None = None  # when the person is said to come back, or to have come back
    company: tuple[Stated, ...] = ()  # who travels too: a delegation, a minister, a wife


@dataclass(frozen=True, slots=True)
class Presence:
    """The Person is said to be at a Place, without a Trip."""

    person: str
    place: Place
    evidence: tuple[Span, ...]
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything read out of one article."""

    article: str  # Article.id
    lang: str | None
    mentions: tuple[Mention, ...] = ()
    trips: tuple[Trip, ...] = ()  # the main trip first
    presences: tuple[Presence, ...] = ()
    places: tuple[Place, ...] = ()
    note: str | None = None  # e.g. "context not read"

    def mention_of(self, person: Person) -> Mention | None:
        """Where the article names this person, under whatever id."""
        return next((each for each in self.mentions if not person.ids.isdisjoint(each.ids)), None)

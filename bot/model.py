"""The words of Gatewatch as plain values: what every stage takes in and hands on.

Nothing here does anything. All values are frozen, compare by content and survive a round trip through JSON
(`bot.record`). Spans are half-open character ranges of `Article.body`. Dates that may be partial
(``1957``, ``1957-03``, ``1957-03-11``) are ISO 8601 strings; `bot.text.days_of` turns one into an interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` to ``end`` (end not included) of an article's body."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two ranges share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether the other range lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


# --- what we read -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of news, cleaned: no markup, no control characters."""

    id: str
    text: str
    title: str = ""
    lang: str | None = None  # ISO 639-1; None: not known yet
    published: datetime | None = None  # aware, UTC; None: the feed gave no believable time
    outlet: str | None = None  # who publishes it, in words
    url: str | None = None  # canonical, http or https

    @property
    def body(self) -> str:
        """The text that every span points into: the title is its first line."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


class Trouble(StrEnum):
    """What ails a feed, in a word. Those above `DEGRADED` make a poll fail; a poll writes down one of its own alone."""

    UNREACHABLE = "unreachable"  # no connection, no such host, an address we may not reach
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REFUSED = "refused"  # the server answered with an error
    GONE = "gone"  # 410: the publisher says that it will not come back
    HTML = "html"  # a page where a feed was
    CONSENT = "consent"
    ROBOT_CHECK = "robot_check"
    LOGIN = "login"
    NOT_A_FEED = "not_a_feed"
    HOSTILE = "hostile"  # reading it killed a worker or took too long
    OURS = "ours"  # a fault of Gatewatch
    DEGRADED = "degraded"  # broken, and read all the same
    MOVED = "moved"
    SILENT = "silent"  # answers well, and brings nothing for longer than it ever did
    EMPTY = "empty"  # has brought nothing since it was added
    UNREAD = "unread"  # has not failed, and nobody has read it for much longer than its longest wait


# --- whom we watch for --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a Person's name. A weak one corroborates and never alerts alone."""

    text: str
    weak: bool = False
    native: bool = False  # in the person's own script


@dataclass(frozen=True, slots=True)
class Measure:
    """What a Listing imposes. Its date is not the date of the listing."""

    type: str  # travel_ban, asset_freeze, …
    since: str | None = None  # partial date
    until: str | None = None  # partial date
    basis: str | None = None  # the resolution and paragraph, or the act
    exemptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of one authority's list about a Person."""

    authority: str  # UN, EU, UK, OFAC, CH, …
    ref: str  # the authority's own reference, e.g. IRi.039
    regime: str | None = None
    since: str | None = None  # partial date: listed since
    until: str | None = None  # partial date: delisted
    measures: tuple[Measure, ...] = ()

    @property
    def label(self) -> str:
        """Authority and reference as people quote them: ``UN IRi.039``."""
        return f"{self.authority} {self.ref}"


@dataclass(frozen=True, slots=True)
class Namesake:
    """Somebody known to bear the same name who is not the Person."""

    name: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a watchlist; may stand on several lists at once."""

    id: str
    name: str
    names: tuple[Name, ...]  # the main name first; strong, weak and native
    refs: tuple[str, ...]  # ids of all entries merged into this one, its own first
    listings: tuple[Listing, ...] = ()
    born: tuple[str, ...] = ()  # partial dates
    died: str | None = None  # partial date
    nationality: tuple[str, ...] = ()  # ISO 3166-1 alpha-2
    roles: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    source: str | None = None
    route: str | None = None
    threshold: float | None = None  # below it, at most `possible`
    lists: tuple[str, ...] = ()  # ids of the watchlist files it comes from
    merged_because: tuple[str, ...] = ()  # one reason per merge, in words


@dataclass(frozen=True, slots=True)
class Watchlist:
    """The Persons in force, with the fingerprint that every alert carries."""

    people: tuple[Person, ...]
    fingerprint: str  # hex, blake2b of the content
    confusables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # person id -> ids easily taken for it


# --- who is mentioned ---------------------------------------------------------------------------------------------


class Tier(StrEnum):
    """How sure we are of a Mention: strong may alert, possible goes to the digest, weak to the near-miss journal."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a Mention, and the rule that gave it."""

    kind: str  # name, role, organisation, nationality, namesake, …
    favours: bool
    text: str  # says the two strings: what the article has and what the list has
    span: Span | None = None
    weight: float = 0.0  # what it added to (or took from) the score


@dataclass(frozen=True, slots=True)
class Confusable:
    """Another listed Person whom the same words could mean, and why it is (not) decided against."""

    person: str
    name: str
    label: str  # the listing, e.g. UN IRi.040
    role: str | None
    why: str
    same: bool = False  # may well be the same human being on another list; then those listings hold too


@dataclass(frozen=True, slots=True)
class Mention:
    """A Person found in an article."""

    person: str
    name: str  # as listed
    tier: Tier
    score: float  # 0 to 1
    spans: tuple[Span, ...]  # every place of the text that means this person, full mention first
    matched: str  # as printed in the article
    listings: tuple[str, ...] = ()  # labels
    refs: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    confusables: tuple[Confusable, ...] = ()


# --- what is said of their travel -----------------------------------------------------------------------------------


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


# --- what we tell -------------------------------------------------------------------------------------------------


class Action(StrEnum):
    """What a Decision does."""

    ALERT = "alert"  # a new card
    UPDATE = "update"  # the story's card changes; its thread is told
    DIGEST = "digest"
    SILENCE = "silence"


class Reason(StrEnum):
    """Why a Decision was taken. Stored, logged, counted and shown; `bot.alerts.decide` holds the rule behind each."""

    TRIP_BAN_POSSIBLE = "trip_ban_possible"
    TRIP_UNCERTAIN = "trip_uncertain"  # only thought possible, or known by nothing but its denial
    TRIP_NO_BAN = "trip_no_ban"
    TRIP_EXEMPT = "trip_exempt"
    TRIP_AFTER_DEATH = "trip_after_death"
    TRIP_LONG_OVER = "trip_long_over"
    PRESENCE = "presence"
    MENTION_IN_CONTEXT = "mention_in_context"
    MERE_MENTION = "mere_mention"
    MENTION_NOT_SURE = "mention_not_sure"
    NEAR_MISS = "near_miss"
    NEWS_IN_STORY = "news_in_story"  # adds a report, a denial, a date to a story already told
    WITHDRAWN = "withdrawn"  # an edited article no longer says what was told of it
    NOTHING_NEW = "nothing_new"
    LOOK_BACK = "look_back"  # found in a stored article when the list gained the person, a name or a ban


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the article, at most 250 characters, with the words to set in bold."""

    text: str
    span: Span  # in the article
    bold: tuple[Span, ...] = ()  # in `text`


@dataclass(frozen=True, slots=True)
class Source:
    """Where an Account comes from."""

    article: str
    title: str
    outlet: str | None
    url: str | None
    published: datetime | None
    lang: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says of one Story; it stays readable when the article's text has expired."""

    source: Source
    mention: Mention
    trip: Trip | None = None
    background: tuple[Trip, ...] = ()
    presences: tuple[Presence, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What an article said before it was edited and says no longer."""

    account: Account  # as it was told
    source: Source  # the version that no longer says so
    said: tuple[str, ...]  # in words that follow "no longer": "cites Fox News"
    at: datetime  # when we saw it


@dataclass(frozen=True, slots=True)
class Decision:
    """What Gatewatch does about one Person in one version of one article, for one channel."""

    article: str
    person: str
    channel: str
    action: Action
    reason: Reason
    story: str | None = None  # key of the Alert it opens or joins


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told: one Story of one Person to one channel. The card is drawn from this value alone."""

    key: str
    channel: str
    person: Person
    accounts: tuple[Account, ...]  # in order of arrival, each as its article reads now
    reason: Reason
    fingerprint: str  # of the Watchlist that spoke
    opened: datetime
    updated: datetime
    version: int = 1
    withdrawn: tuple[Withdrawal, ...] = ()  # what articles have ceased to say, in order of arrival

    @property
    def basis(self) -> tuple[Account, ...]:
        """What the story is told from: the accounts that stand; those withdrawn where none does."""
        return self.accounts or tuple(each.account for each in self.withdrawn)

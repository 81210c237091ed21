"""What is told of it: decisions, accounts, alerts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model.judging import Assignment, Judgement, Reopened, Verdict
from bot.model.mentions import Mention
from bot.model.people import Person
from bot.model.spans import Span
from bot.model.travel import Presence, Trip


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
    TOGETHER = "together"  # told on the card of somebody who is said to make the same journey
    NEWS_IN_STORY = "news_in_story"  # adds a report, a denial, a date to a story already told
    WITHDRAWN = "withdrawn"  # an edited article no longer says what was told of it
    NOTHING_NEW = "nothing_new"
    BURST = "burst"  # one of more hits in a minute than its channel is told one by one
    NOT_THIS_PERSON = "not_this_person"  # somebody has said so, and the Verdict holds
    MUTED = "muted"  # somebody has asked for quiet: it waits for the digest
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
    """What one article says of one Person in one Story; it stays readable when the article's text has expired."""

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
class Mute:
    """Quiet that somebody asked for, about a person or about one story. It ends by itself."""

    id: str
    name: str  # of the person, as listed
    refs: tuple[str, ...]  # ids of the person's list entries
    author: str  # Slack's id of the user
    at: datetime
    until: datetime
    story: str | None = None  # None: everything about the person
    channel: str | None = None  # where the story is told
    gravity: Reason | None = None  # of the story at that time: what is graver breaks the quiet


@dataclass(frozen=True, slots=True)
class Triage:
    """What people have done about an Alert."""

    verdicts: tuple[Verdict, ...] = ()  # the last word on each of its people, where somebody has had one
    snoozed: Mute | None = None
    assigned: Assignment | None = None
    reopened: Reopened | None = None

    def on(self, person: Person) -> Verdict | None:
        """What stands about this person."""
        return next((each for each in self.verdicts if each.is_about(person)), None)

    def dismisses(self, person: Person) -> bool:
        """Whether the alert was judged to be about a namesake of this person."""
        verdict = self.on(person)
        return verdict is not None and verdict.judgement is Judgement.NOT_THIS

    def judged(self, verdict: Verdict) -> Triage:
        """The same with this as the last word on the person."""
        return replace(self, verdicts=(*self.undone(verdict).verdicts, verdict))

    def undone(self, verdict: Verdict) -> Triage:
        """The same with no word on the person of this verdict."""
        return replace(self, verdicts=tuple(each for each in self.verdicts if not {*each.refs} & {*verdict.refs}))


@dataclass(frozen=True, slots=True)
class Alert:
    """What is told: one Story to one channel. The card is drawn from this value alone."""

    key: str
    channel: str
    person: Person  # whom it was opened for
    accounts: tuple[Account, ...]  # in order of arrival, each as its article reads now
    reason: Reason
    fingerprint: str  # of the Watchlist that spoke
    opened: datetime
    updated: datetime
    version: int = 1
    withdrawn: tuple[Withdrawal, ...] = ()  # what articles have ceased to say, in order of arrival
    mention: str | None = None  # id of the user group that its card calls, from the settings
    aloud: datetime | None = None  # when its channel, and not the thread alone, heard of it last
    companions: tuple[Person, ...] = ()  # other listed Persons who are said to make the same journey

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody it is about, whom it was opened for first."""
        return (self.person, *self.companions)

    triage: Triage = Triage()

    @property
    def basis(self) -> tuple[Account, ...]:
        """What the story is told from: the accounts that stand; those withdrawn where none does."""
        return self.accounts or tuple(each.account for each in self.withdrawn)

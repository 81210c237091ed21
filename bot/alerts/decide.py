"""Decides, for one mention in one article, what kind of news it is: a table of rules, the first that holds wins.

Only facts decide: how sure the mention is, whether a trip is told, whether a travel ban may apply, when it ended. What is
then done with the reason (at once, or in the digest, where and when) is the desk's policy (`bot.alerts.routes`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.alerts.routes import Policy, Route
from bot.model import Action, Article, BanApplies, ClaimStatus, Findings, Mention, Person, Presence, Reason, Tier, Trip
from bot.text import days_of, sentences

LONG_OVER = timedelta(days=30)  # a trip that ended longer ago than this before publication opens no card (DESIGN 8)

# Stems that make a sentence one about sanctions or travel; a mention beside them is more than a mere mention.
_CONTEXT = re.compile(
    r"\b(?:sanction|travel ban|asset freeze|blacklist|visa\b|airport|flew\b|flight|fly\b|flying|trip\b|travel|visit|"
    r"arriv|depart|landed|jet\b|delegation|en route|sanktion|einreise|reise|sancion|sanciones|viaj|visite|voyage)"
    r"|санкци|визит|прилет|прибыл|вылет|поездк|عقوبات|حظر السفر|زيارة|زار|وصل إلى|تحریم|سفر|制裁|访问|訪問",
    re.IGNORECASE,
)

# Whatever the policy says, these are never told at once: we are not sure enough, or it is no news.
_NEVER_AT_ONCE: Mapping[Reason, Action] = {
    Reason.NEAR_MISS: Action.SILENCE,
    Reason.NOTHING_NEW: Action.SILENCE,
    Reason.NOT_THIS_PERSON: Action.SILENCE,
    Reason.MUTED: Action.DIGEST,
    Reason.LOOK_BACK: Action.DIGEST,
    Reason.BURST: Action.DIGEST,
    Reason.MENTION_NOT_SURE: Action.DIGEST,
    Reason.TRIP_AFTER_DEATH: Action.DIGEST,
    Reason.TRIP_LONG_OVER: Action.DIGEST,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One mention, and what the article says of that person."""

    article: Article
    mention: Mention
    person: Person
    trip: Trip | None  # the news; a background trip never decides
    others: tuple[Trip, ...]  # every other trip of the person, background mostly
    presences: tuple[Presence, ...]
    published: datetime  # of the article, or when we first saw it

    @property
    def ended(self) -> date | None:
        """The last day the trip can mean, where that was resolved."""
        return self.trip.when.last if self.trip and self.trip.when else None


def case_of(article: Article, mention: Mention, person: Person, findings: Findings, now: datetime) -> Case:
    """Gathers what the findings hold about the mentioned person. `now` stands in for a missing publication time."""
    news, others = trips_of(mention.person, findings)
    presences = tuple(each for each in findings.presences if each.person == mention.person)
    return Case(article, mention, person, news, others, presences, article.published or now)


def trips_of(person: str, findings: Findings) -> tuple[Trip | None, tuple[Trip, ...]]:
    """The trip of this person that is the article's news, if one is, and every other one."""
    trips = [trip for trip in findings.trips if trip.person == person]
    news = min((trip for trip in trips if trip.main), key=_ban_first, default=None)
    return news, tuple(trip for trip in trips if trip is not news)


def _ban_first(trip: Trip) -> bool:
    """Of several trips that are news, the one under a possible ban is the one to tell."""
    return not (trip.ban and trip.ban.applies is BanApplies.POSSIBLE)


# --- the rules ----------------------------------------------------------------------------------------------------------


def near_miss(case: Case) -> bool:
    """The mention is weak: kept in the near-miss journal, told to nobody."""
    return case.mention.tier is Tier.WEAK


def not_sure(case: Case) -> bool:
    """It may be somebody else: an analyst should look, but nobody is rung."""
    return case.mention.tier is Tier.POSSIBLE


def after_death(case: Case) -> bool:
    """The trip is dated after the person died: another person, or a tale about the past."""
    if case.trip is None or case.person.died is None:
        return False
    first = case.trip.when.first if case.trip.when else None
    return (first or case.published.date()) > days_of(case.person.died)[1]


def long_over(case: Case) -> bool:
    """The trip ended more than thirty days before publication."""
    return case.ended is not None and case.ended < case.published.date() - LONG_OVER


def uncertain(case: Case) -> bool:
    """The trip is only thought possible, or known by nothing but its denial: nobody is rung for it."""
    return case.trip is not None and case.trip.status in {ClaimStatus.HYPOTHETICAL, ClaimStatus.DENIED}


def ban_possible(case: Case) -> bool:
    """A travel ban may apply. Planned, refused and cancelled trips count: each is news to who watches the ban."""
    return _ban(case) is BanApplies.POSSIBLE


def exempt(case: Case) -> bool:
    """A travel ban stands, and so does an exemption."""
    return _ban(case) is BanApplies.EXEMPT


def trip_told(case: Case) -> bool:
    """Any other trip that is news: no travel ban is known to us."""
    return case.trip is not None


def present(case: Case) -> bool:
    """Said to be somewhere, without a trip."""
    return bool(case.presences)


def in_context(case: Case) -> bool:
    """Named in a sentence about travel or sanctions, or beside a trip told as background."""
    return bool(case.others) or any(_CONTEXT.search(sentence) for sentence in _sentences_with(case))


def named(_: Case) -> bool:
    """Named, and no more."""
    return True


RULES: tuple[tuple[Reason, Callable[[Case], bool]], ...] = (
    (Reason.NEAR_MISS, near_miss),
    (Reason.MENTION_NOT_SURE, not_sure),
    (Reason.TRIP_AFTER_DEATH, after_death),
    (Reason.TRIP_LONG_OVER, long_over),
    (Reason.TRIP_UNCERTAIN, uncertain),
    (Reason.TRIP_BAN_POSSIBLE, ban_possible),
    (Reason.TRIP_EXEMPT, exempt),
    (Reason.TRIP_NO_BAN, trip_told),
    (Reason.PRESENCE, present),
    (Reason.MENTION_IN_CONTEXT, in_context),
    (Reason.MERE_MENTION, named),
)


def reason_of(case: Case) -> Reason:
    """The reason of the first rule that holds; the last one always does."""
    return next(reason for reason, holds in RULES if holds(case))


def action_of(reason: Reason, policy: Policy, route: Route | None = None) -> Action:
    """What is done about a reason, for a story not told yet: as the route says, else as the desk's policy does."""
    if reason in _NEVER_AT_ONCE:
        return _NEVER_AT_ONCE[reason]
    at_once = policy.at_once if route is None or route.at_once is None else route.at_once
    return Action.ALERT if reason in at_once else Action.DIGEST


def _ban(case: Case) -> BanApplies | None:
    return case.trip.ban.applies if case.trip and case.trip.ban else None


def _sentences_with(case: Case) -> list[str]:
    body = case.article.body
    spans = case.mention.spans
    return [body[s.start : s.end] for s in sentences(body) if any(s.overlaps(span) for span in spans)]

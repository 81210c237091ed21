"""Draws the conclusion from one article: per mentioned person one Decision, the Alert it opens or changes, what to tell.

    mention -> case -> reason --+--> joins an open alert, brings news  -> update the card, reply in its thread
                                |--> joins an open alert, nothing new  -> silence
                                |--> at once                           -> a new alert and its card
                                '--> digest, or silence

Pure: the alerts still open, the policy and the time are arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.alerts.card import card, reply
from bot.alerts.compare import Change, compare
from bot.alerts.decide import Case, Policy, action_of, case_of, channel_of, reason_of, trips_of
from bot.alerts.quotes import quotes_of
from bot.alerts.story import joins, same_place, story_key, tell
from bot.alerts.words import BY_GRAVITY
from bot.model import (
    Account,
    Action,
    Alert,
    Article,
    Decision,
    Findings,
    Mention,
    Person,
    Presence,
    Reason,
    Source,
    Tier,
    Trip,
)
from bot.ports import Message


@dataclass(frozen=True, slots=True)
class Telling:
    """Something to tell the channel of the Decision. The message has no key yet: whoever queues it gives it one."""

    kind: Literal["card", "update", "reply"]
    message: Message


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What one article means for one person and channel."""

    decision: Decision
    alert: Alert | None  # a new one, or the next version of an open one
    tellings: tuple[Telling, ...] = ()


def conclude(
    article: Article,
    findings: Findings,
    people: Mapping[str, Person],
    open_alerts: Sequence[Alert],
    policy: Policy,
    now: datetime,
    fingerprint: str,
) -> tuple[Conclusion, ...]:
    """One Conclusion per person mentioned, in the order of the mentions.

    `people` by id must hold everybody the findings mention; `open_alerts` should hold every alert about them, of any
    age: whether a story is still the same one is decided here. `fingerprint` is the watchlist's.
    """
    mentions: dict[str, Mention] = {}
    for mention in findings.mentions:
        mentions.setdefault(mention.person, mention)
    cases = [case_of(article, each, people[each.person], findings, now) for each in mentions.values()]
    return tuple(_conclusion(case, open_alerts, policy, now, fingerprint) for case in cases)


def account_of(article: Article, mention: Mention, findings: Findings) -> Account:
    """What the article says of the person, readable on its own: for digests, where no story is at stake."""
    news, others = trips_of(mention.person, findings)
    presences = tuple(each for each in findings.presences if each.person == mention.person)
    return _account(article, mention, news, others, presences)


def _conclusion(
    case: Case, open_alerts: Sequence[Alert], policy: Policy, now: datetime, fingerprint: str
) -> Conclusion:
    channel, reason = channel_of(case.person, policy), reason_of(case)
    account = _account_with(case, case.trip)
    if case.mention.tier is Tier.STRONG:
        here = [alert for alert in open_alerts if alert.channel == channel]
        if (known := _already_told(case, here)) is not None:
            return _silence(case, channel, known)
        for alert in here:
            if (joining := _joining(case, account, alert, policy, now)) is not None:
                return _joined(case, joining, alert, reason, now, fingerprint)
    action = action_of(reason, policy)
    if action is not Action.ALERT:
        return Conclusion(Decision(case.article.id, case.person.id, channel, action, reason), None)
    return _opened(case, account, channel, reason, now, fingerprint)


# --- a story told already -------------------------------------------------------------------------------------------------


def _already_told(case: Case, alerts: Sequence[Alert]) -> Alert | None:
    """The alert that holds this very article about this person: the same article is never told twice."""
    ids = {case.person.id, *case.person.refs}
    for alert in alerts:
        told = any(each.source.article == case.article.id for each in alert.accounts)
        if told and not ids.isdisjoint({alert.person.id, *alert.person.refs}):
            return alert
    return None


def _joining(case: Case, account: Account, alert: Alert, policy: Policy, now: datetime) -> Account | None:
    """The account as it belongs to this alert, or None. A trip told as background may retell an open story."""
    if joins(account, now, alert, policy.story_days) or story_key(case.person, account, now) == alert.key:
        return account
    if case.trip is not None:
        return None
    retold = (_account_with(case, trip) for trip in case.others if _goes_there(trip, alert))
    return next((each for each in retold if joins(each, now, alert, policy.story_days)), None)


def _goes_there(trip: Trip, alert: Alert) -> bool:
    """Background counts only where both sides state a destination, and the same one."""
    there = [each.trip.destination for each in alert.accounts if each.trip and each.trip.destination]
    return bool(there and trip.destination) and same_place(trip.destination, there[0])


def _joined(case: Case, account: Account, alert: Alert, reason: Reason, now: datetime, fingerprint: str) -> Conclusion:
    """The alert with one more account, told as far as something is new; else silence, and the alert stays as it is."""
    grown = replace(
        alert,
        person=case.person,
        accounts=(*alert.accounts, account),
        reason=min(alert.reason, reason, key=BY_GRAVITY.index),
        fingerprint=fingerprint,
        updated=now,
        version=alert.version + 1,
    )
    changes = compare(tell(alert.accounts), tell(grown.accounts))
    if not changes:
        return _silence(case, alert.channel, alert)
    decision = _decision(case, alert.channel, Action.UPDATE, Reason.NEWS_IN_STORY, alert.key)
    return Conclusion(decision, grown, _news(grown, changes))


def _news(alert: Alert, changes: tuple[Change, ...]) -> tuple[Telling, ...]:
    return Telling("update", card(alert)), Telling("reply", reply(alert, changes))


def _silence(case: Case, channel: str, alert: Alert) -> Conclusion:
    return Conclusion(_decision(case, channel, Action.SILENCE, Reason.NOTHING_NEW, alert.key), None)


# --- a new story ----------------------------------------------------------------------------------------------------------


def _opened(case: Case, account: Account, channel: str, reason: Reason, now: datetime, fingerprint: str) -> Conclusion:
    key = story_key(case.person, account, now)
    alert = Alert(key, channel, case.person, (account,), reason, fingerprint, opened=now, updated=now)
    decision = _decision(case, channel, Action.ALERT, reason, key)
    return Conclusion(decision, alert, (Telling("card", card(alert)),))


def _decision(case: Case, channel: str, action: Action, reason: Reason, story: str) -> Decision:
    return Decision(case.article.id, case.person.id, channel, action, reason, story)


def _account_with(case: Case, trip: Trip | None) -> Account:
    """The account with this trip as the story's; every other trip of the person is background to it."""
    every = (case.trip, *case.others) if case.trip else case.others
    others = tuple(each for each in every if each is not trip)
    return _account(case.article, case.mention, trip, others, case.presences)


def _account(
    article: Article, mention: Mention, trip: Trip | None, others: tuple[Trip, ...], presences: tuple[Presence, ...]
) -> Account:
    quotes = quotes_of(article, mention, trip, presences)
    return Account(_source(article), mention, trip, others, presences, quotes)


def _source(article: Article) -> Source:
    return Source(article.id, article.title, article.outlet, article.url, article.published, article.lang)

"""Draws the conclusion from one article: per mentioned person one Decision, the Alert it opens or changes, what to tell.

    mention -> case -> reason --+--> judged not to be this person, still so   -> silence; `bot.alerts.quiet`
                                |--> a story stands on an earlier version -> `bot.alerts.edited`
                                |--> joins an open alert, brings news     -> update the card, reply in its thread
                                |--> joins an open alert, nothing new     -> silence
                                |--> at once                              -> a new alert and its card
                                '--> digest, or silence

Whom somebody has muted, nobody is told of at once.
Pure: what is known already, the policy and the time are arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts.accounts import account_with, source_of
from bot.alerts.card import card
from bot.alerts.compare import compare
from bot.alerts.conclusion import Conclusion, Telling, news, silence
from bot.alerts.decide import Case, Policy, action_of, case_of, channel_of, reason_of
from bot.alerts.edited import edited, nothing_new, standing, unnamed
from bot.alerts.past import Past
from bot.alerts.quiet import dismissal, dismissed, free_key, of_somebody_else, quietened
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
    Reason,
    Reopened,
    Tier,
    Triage,
    Trip,
    Verdict,
)


def conclude(
    article: Article,
    findings: Findings,
    people: Mapping[str, Person],
    past: Past,
    policy: Policy,
    now: datetime,
    fingerprint: str,
) -> tuple[Conclusion, ...]:
    """One Conclusion per person mentioned, in the order of the mentions; then one per person mentioned no more.

    `people` by id must hold everybody the findings mention; the alerts of `past` should be all about them, of any age:
    whether a story is still the same one is decided here. `fingerprint` is the watchlist's.
    """
    mentions: dict[str, Mention] = {}
    for mention in findings.mentions:
        mentions.setdefault(mention.person, mention)
    cases = [case_of(article, each, people[each.person], findings, now) for each in mentions.values()]
    drawn = [(case, _conclusion(case, past, policy, now, fingerprint)) for case in cases]
    concluded = [quietened(conclusion, case.person, past, now) for case, conclusion in drawn]
    return (*concluded, *_no_longer_named(article, list(mentions.values()), past, now))


def _no_longer_named(article: Article, mentions: Sequence[Mention], past: Past, now: datetime) -> Iterator[Conclusion]:
    named = {ref for mention in mentions for ref in (mention.person, *mention.refs)}
    left = (alert for alert in past.alerts if named.isdisjoint({alert.person.id, *alert.person.refs}))
    concluded = ((alert.person, unnamed(article, alert, past, None, now)) for alert in left)
    return (quietened(each, person, past, now) for person, each in concluded if each is not None)


def _conclusion(case: Case, past: Past, policy: Policy, now: datetime, fingerprint: str) -> Conclusion:
    channel, reason = channel_of(case.person, policy), reason_of(case)
    account = account_with(case, case.trip)
    judged = dismissal(case, past, lambda alert: _joining(case, account, alert, policy, now) is not None, now)
    if isinstance(judged, Verdict):
        return dismissed(case, channel, judged)
    there = [alert for alert in past.alerts if alert.channel == channel]
    here = [alert for alert in there if not of_somebody_else(alert, case.person, past)]
    if (told := _of_a_told_story(case, account, here, past, reason, policy, now, fingerprint)) is not None:
        return told
    if past.versions and judged is None and nothing_new(case, reason, channel, past, now):
        decision = Decision(case.article.id, case.person.id, channel, Action.SILENCE, Reason.NOTHING_NEW)
        return Conclusion(decision, None)
    action = action_of(reason, policy)
    if action is not Action.ALERT:
        return Conclusion(Decision(case.article.id, case.person.id, channel, action, reason), None)
    key = free_key(story_key(case.person, account, now), {alert.key for alert in there if alert not in here})
    return _opened(case, account, channel, reason, key, judged, now, fingerprint)


# --- a story told already -------------------------------------------------------------------------------------------------


def _of_a_told_story(
    case: Case,
    account: Account,
    alerts: Sequence[Alert],
    past: Past,
    reason: Reason,
    policy: Policy,
    now: datetime,
    fingerprint: str,
) -> Conclusion | None:
    """What the article means for a story that was told; None when it belongs to none of them."""
    stood_on = [alert for alert in alerts if standing(alert, case.person, past)]
    if case.mention.tier is not Tier.STRONG:
        return unnamed(case.article, stood_on[0], past, case.mention, now) if stood_on else None
    if (known := _already_told(case, alerts)) is not None:
        return silence(case.article.id, case.person.id, known)
    joins_it = {alert.key: _joining(case, account, alert, policy, now) for alert in alerts}
    for alert in sorted(stood_on if past.whole else (), key=lambda each: joins_it[each.key] is None):
        retold = joins_it[alert.key] or _corrected(case, account, alert, policy, now)
        if retold is not None:
            return edited(case, retold, alert, past, reason, now, fingerprint)
    for alert in alerts:
        if (joining := joins_it[alert.key]) is not None:
            return _joined(case, joining, alert, past, reason, now, fingerprint)
    return None


def _already_told(case: Case, alerts: Sequence[Alert]) -> Alert | None:
    """The alert that holds this very article about this person: the same article is never told twice."""
    ids = {case.person.id, *case.person.refs}
    for alert in alerts:
        told = any(each.source.article == case.article.id for each in alert.accounts)
        if told and not ids.isdisjoint({alert.person.id, *alert.person.refs}):
            return alert
    return None


def _corrected(case: Case, account: Account, alert: Alert, policy: Policy, now: datetime) -> Account | None:
    """The account of another trip, where the article has it in place of the one it told; None where it tells both."""
    there = (account_with(case, trip) for trip in case.others if _goes_there(trip, alert))
    still = any(joins(each, now, alert, policy.story_days) for each in there)
    return None if case.trip is not None and still else account


def _joining(case: Case, account: Account, alert: Alert, policy: Policy, now: datetime) -> Account | None:
    """The account as it belongs to this alert, or None. A trip told as background may retell an open story."""
    if joins(account, now, alert, policy.story_days) or story_key(case.person, account, now) == alert.key:
        return account
    if case.trip is not None:
        return None
    retold = (account_with(case, trip) for trip in case.others if _goes_there(trip, alert))
    return next((each for each in retold if joins(each, now, alert, policy.story_days)), None)


def _goes_there(trip: Trip, alert: Alert) -> bool:
    """Background counts only where both sides state a destination, and the same one."""
    there = [each.trip.destination for each in alert.basis if each.trip and each.trip.destination]
    return bool(there and trip.destination) and same_place(trip.destination, there[0])


def _joined(
    case: Case, account: Account, alert: Alert, past: Past, reason: Reason, now: datetime, fingerprint: str
) -> Conclusion:
    """The alert with one more account, told as far as something is new; else silence, and the alert stays as it is."""
    grown = replace(
        alert,
        person=case.person,
        accounts=(*alert.accounts, account),
        reason=min(alert.reason, reason, key=BY_GRAVITY.index),
        fingerprint=fingerprint,
        updated=now,
        version=alert.version + 1,
        # An article that tells the story again has withdrawn nothing any more.
        withdrawn=tuple(each for each in alert.withdrawn if each.source.article not in past.ids),
    )
    changes = compare(tell(alert.accounts), tell(grown.accounts))
    if not changes:
        return silence(case.article.id, case.person.id, alert)
    decision = _decision(case, alert.channel, Action.UPDATE, Reason.NEWS_IN_STORY, alert.key)
    return Conclusion(decision, grown, news(grown, changes, source_of(case.article)))


# --- a new story ----------------------------------------------------------------------------------------------------------


def _opened(
    case: Case,
    account: Account,
    channel: str,
    reason: Reason,
    key: str,
    reopened: Reopened | None,
    now: datetime,
    fingerprint: str,
) -> Conclusion:
    triage = Triage(reopened=reopened)
    alert = Alert(key, channel, case.person, (account,), reason, fingerprint, opened=now, updated=now, triage=triage)
    decision = _decision(case, channel, Action.ALERT, reason, key)
    return Conclusion(decision, alert, (Telling("card", card(alert)),))


def _decision(case: Case, channel: str, action: Action, reason: Reason, story: str) -> Decision:
    return Decision(case.article.id, case.person.id, channel, action, reason, story)

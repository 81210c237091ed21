"""Draws the conclusion from one article: per mentioned person one Decision, the Alert it opens or changes, what to tell.

    mention -> case -> party --+--> judged not to be this person, still so   -> silence; `bot.alerts.quiet`
                               |--> a story stands on an earlier version -> `bot.alerts.edited`
                               |--> joins an open alert, brings news     -> update the card, reply in its thread
                               |--> joins an open alert, nothing new     -> counted on the card, else silence
                               |--> at once                              -> a new alert and its card
                               '--> digest, or silence

A party are the people of an article who make one journey; mostly it is one person. Whom somebody has muted, nobody is told of
at once, and whoever comes along is a party without them. Stories told already are seen to by `bot.alerts.retold`. Pure: what
is known already, the policy and the time are arguments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.alerts.accounts import account_with
from bot.alerts.card import card
from bot.alerts.conclusion import Conclusion, Telling
from bot.alerts.decide import Case, action_of, case_of, reason_of
from bot.alerts.edited import nothing_new, unnamed
from bot.alerts.joining import joins_with, story_key
from bot.alerts.party import Party, parties
from bot.alerts.past import Past, Standpoint
from bot.alerts.quiet import dismissal, dismissed, free_key, is_muted, quietened
from bot.alerts.retold import Joining, belonging, joined, retold
from bot.alerts.routes import Policy, Route, channels_of, quiet_until, route_of
from bot.alerts.words import BY_GRAVITY
from bot.model import (
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
    """One Conclusion per person mentioned, in the order of the mentions, people on one journey together; then one per
    person mentioned no more.

    `people` by id must hold everybody the findings mention; the alerts of `past` should be all about them, of any age:
    whether a story is still the same one is decided here. `fingerprint` is the watchlist's.
    """
    standpoint = Standpoint(past, policy, now, fingerprint)
    mentions: dict[str, Mention] = {}
    for mention in findings.mentions:
        mentions.setdefault(mention.person, mention)
    cases = [case_of(article, each, people[each.person], findings, now) for each in mentions.values()]
    loud = [case for case in cases if not is_muted(case.person, past, now)]
    concluded: list[Conclusion] = []
    for party in (*parties(loud), *((case,) for case in cases if case not in loud)):
        told = _of_party(party, standpoint)
        done = [quietened(each, people[each.decision.person], standpoint.past, now) for each in told]
        concluded += done
        standpoint = _after(standpoint, done)
    return (*concluded, *_no_longer_named(article, list(mentions.values()), standpoint))


def _after(standpoint: Standpoint, done: Sequence[Conclusion]) -> Standpoint:
    return standpoint.after(each.alert for each in done if each.alert)


def _no_longer_named(article: Article, mentions: Sequence[Mention], standpoint: Standpoint) -> Iterator[Conclusion]:
    named = frozenset(ref for mention in mentions for ref in mention.ids)
    left = [(alert.key, alert.channel, each) for alert in standpoint.past.alerts for each in alert.people]
    for key, channel, person in left:
        if not named.isdisjoint(person.ids):
            continue
        alert = next(each for each in standpoint.past.alerts if (each.key, each.channel) == (key, channel))
        if (conclusion := unnamed(article, alert, person, None, standpoint)) is not None:
            yield quietened(conclusion, person, standpoint.past, standpoint.now)
            standpoint = _after(standpoint, [conclusion])


def _of_party(party: Party, standpoint: Standpoint) -> list[Conclusion]:
    """What the article means for each of them: together where they share a story, told or new."""
    done: list[Conclusion] = []
    joining: list[Joining] = []
    new: list[Case] = []
    reopened: dict[str, Reopened] = {}
    for case in party:
        judged = dismissal(case, standpoint.past, partial(_belongs, case, standpoint), standpoint.now)
        if isinstance(judged, Verdict):
            channel = route_of(case.person, reason_of(case), standpoint.policy).channel
            done.append(dismissed(case, channel, judged))
            continue
        if judged is not None:
            reopened[case.person.id] = judged
        match retold(case, standpoint):
            case Conclusion() as concluded:
                done.append(concluded)
                standpoint = _after(standpoint, done[-1:])
            case Joining() as found:
                joining.append(found)
            case None:
                new.append(case)
    unknown = [case for case in new if case.person.id not in reopened]
    joining += [each for case in unknown if (each := _come_along(case, joining, standpoint)) is not None]
    new = [case for case in new if all(each.case is not case for each in joining)]
    return [*done, *_told_again(joining, standpoint), *_told_first(new, reopened, standpoint)]


def _belongs(case: Case, standpoint: Standpoint, alert: Alert) -> bool:
    return belonging(case, alert, standpoint) is not None


# --- a story told already -------------------------------------------------------------------------------------------------


def _come_along(case: Case, joining: Sequence[Joining], standpoint: Standpoint) -> Joining | None:
    """One more person on the journey of a story that the article tells again, where it is told in a channel of theirs."""
    account = account_with(case, case.trip)
    now, days = standpoint.now, standpoint.policy.story_days
    channels = channels_of(case.person, reason_of(case), standpoint.policy)
    theirs = (each.alert for each in joining if each.alert.channel in channels)
    stories = (alert for alert in theirs if joins_with(account, now, alert, days))
    return next((Joining(case, account, alert) for alert in stories), None)


def _told_again(joining: Sequence[Joining], standpoint: Standpoint) -> Iterator[Conclusion]:
    for story in dict.fromkeys((each.alert.key, each.alert.channel) for each in joining):
        mine = [each for each in joining if (each.alert.key, each.alert.channel) == story]
        alert = next(each for each in standpoint.past.alerts if (each.key, each.channel) == story)
        yield from joined(alert, mine, standpoint)


# --- a new story ----------------------------------------------------------------------------------------------------------


def _told_first(
    party: Sequence[Case], reopened: Mapping[str, Reopened], standpoint: Standpoint
) -> Iterator[Conclusion]:
    """A new card for those of the party who share a channel, where one of them is to be told of at once; else no story.

    A party is as grave as the gravest that is told of one of them, and takes the route for that. `reopened` by person: of
    whom a dismissal holds no longer.
    """
    gravest = min(map(reason_of, party), key=BY_GRAVITY.index, default=Reason.MERE_MENTION)
    by_channel: dict[str, list[Case]] = {}
    for case in party:
        channel = route_of(case.person, gravest, standpoint.policy).channel
        again = case.person.id in reopened
        if standpoint.past.versions and not again and nothing_new(case, reason_of(case), channel, standpoint):
            decision = Decision(case.article.id, case.person.id, channel, Action.SILENCE, Reason.NOTHING_NEW)
            yield Conclusion(decision, None)
        else:
            by_channel.setdefault(channel, []).append(case)
    for cases in by_channel.values():
        yield from _in_one_channel(cases, gravest, reopened, standpoint)


def _in_one_channel(
    cases: Sequence[Case], gravest: Reason, reopened: Mapping[str, Reopened], standpoint: Standpoint
) -> Iterator[Conclusion]:
    policy = standpoint.policy
    routed = [(case, route_of(case.person, gravest, policy)) for case in cases]
    ranked = sorted(routed, key=lambda each: _rank(each[0], each[1], policy))
    first, route = ranked[0]
    if action_of(reason_of(first), policy, route) is Action.ALERT:
        yield from _opened([case for case, _ in ranked], route, reopened, standpoint)
    else:
        yield from (_waits(case, route, policy) for case, route in routed)


def _rank(case: Case, route: Route, policy: Policy) -> tuple[bool, int]:
    """Those of whom the desk is told at once come first, the gravest of them before the others."""
    reason = reason_of(case)
    return action_of(reason, policy, route) is not Action.ALERT, BY_GRAVITY.index(reason)


def _waits(case: Case, route: Route, policy: Policy) -> Conclusion:
    reason = reason_of(case)
    action = action_of(reason, policy, route)
    return Conclusion(Decision(case.article.id, case.person.id, route.channel, action, reason), None)


def _opened(
    cases: Sequence[Case], route: Route, reopened: Mapping[str, Reopened], standpoint: Standpoint
) -> Iterator[Conclusion]:
    """The alert, opened for the one of whom the gravest is told; the others travel along on its card."""
    lead, *others = cases
    accounts = tuple(account_with(case, case.trip) for case in cases)
    now = standpoint.now
    alert = Alert(
        key=free_key(story_key(lead.person, accounts[0], now), standpoint.past.keys_in(route.channel)),
        channel=route.channel,
        person=lead.person,
        accounts=accounts,
        reason=reason_of(lead),
        fingerprint=standpoint.fingerprint,
        opened=now,
        updated=now,
        mention=route.mention,
        companions=tuple(case.person for case in others),
        triage=Triage(reopened=next((reopened[case.person.id] for case in cases if case.person.id in reopened), None)),
    )
    alert = _with_told_apart(alert, standpoint)
    opened = Decision(lead.article.id, lead.person.id, route.channel, Action.ALERT, reason_of(lead), alert.key)
    due = quiet_until(route, alert.reason, standpoint.policy, now)
    yield Conclusion(opened, alert, (Telling("card", card(alert), due),))
    for case in others:
        yield Conclusion(replace(opened, person=case.person.id, action=Action.UPDATE, reason=Reason.TOGETHER), None)


def _with_told_apart(alert: Alert, standpoint: Standpoint) -> Alert:
    """The alert with what earlier articles say of the journey that did not open a card, such as a denial that came first."""
    for version in standpoint.past.apart:
        for person in alert.people:
            mention = version.findings.mention_of(person)
            if mention is None or mention.tier is not Tier.STRONG:
                continue
            case = case_of(version.article, mention, person, version.findings, standpoint.now)
            account = belonging(case, alert, standpoint) if _has_trip(case) else None
            alert = replace(alert, accounts=(*alert.accounts, account)) if account else alert
    return alert


def _has_trip(case: Case) -> bool:
    return case.trip is not None or bool(case.others)

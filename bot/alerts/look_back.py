"""What earlier articles mean, stored ones for people whom the list has gained and those that come with a new feed.

They are told in a digest of its own, never at once.

A look-back opens no story and joins none: whoever wants to act on old news reads it in one place, and a later article
about the same trip opens a card as any first report does. What was decided about the person before stands, unless nobody
was told, or a trip was told as under no known ban and is under a possible one now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts.conclusion import Conclusion
from bot.alerts.decide import Case, action_of, case_of, reason_of
from bot.alerts.edited import nothing_new
from bot.alerts.past import Standpoint
from bot.alerts.routes import Policy, route_of
from bot.model import Action, Article, Decision, Findings, Mention, Person, Reason


def look_back(
    article: Article, findings: Findings, people: Mapping[str, Person], policy: Policy, seen: datetime
) -> tuple[tuple[Decision, Reason], ...]:
    """For each of these people whom the article mentions, one Decision, and the reason it would have had at the time.

    `people` are those looked for, by id; `seen` is when the article was first seen, for one without a time of its own.
    """
    return tuple(
        _decided(case_of(article, mention, people[mention.person], findings, seen), policy)
        for mention in _first_mentions(findings)
        if mention.person in people
    )


def decided_anew(
    article: Article,
    findings: Findings,
    people: Mapping[str, Person],
    policy: Policy,
    seen: datetime,
    earlier: Sequence[Decision],
) -> Iterator[tuple[Decision, tuple[Decision, ...]]]:
    """The same, where what was decided `earlier` about the person gives way: the Decision, and what gives way to it."""
    for decision, reason in look_back(article, findings, people, policy, seen):
        before = tuple(each for each in earlier if each.person in people[decision.person].ids)
        if all(gives_way(each, reason) for each in before):
            yield decision, before


def _first_mentions(findings: Findings) -> Sequence[Mention]:
    first: dict[str, Mention] = {}
    for mention in findings.mentions:
        first.setdefault(mention.person, mention)
    return tuple(first.values())


def _decided(case: Case, policy: Policy) -> tuple[Decision, Reason]:
    reason = reason_of(case)
    channel = route_of(case.person, reason, policy).channel
    if action_of(reason, policy) is Action.SILENCE:
        return Decision(case.article.id, case.person.id, channel, Action.SILENCE, reason), reason
    return Decision(case.article.id, case.person.id, channel, Action.DIGEST, Reason.LOOK_BACK), reason


def backlog(
    article: Article, findings: Findings, people: Mapping[str, Person], standpoint: Standpoint
) -> tuple[Conclusion, ...]:
    """What an article means that came with a new feed and is too old to be news: at the most a find of the look-back.

    Where its beginning was read before, only what the rest adds to that is told.
    """
    return tuple(
        Conclusion(
            _found(case_of(article, mention, people[mention.person], findings, standpoint.now), standpoint), None
        )
        for mention in _first_mentions(findings)
    )


def _found(case: Case, standpoint: Standpoint) -> Decision:
    decision, reason = _decided(case, standpoint.policy)
    if nothing_new(case, reason, decision.channel, standpoint):
        return replace(decision, action=Action.SILENCE, reason=Reason.NOTHING_NEW)
    return decision


def gives_way(earlier: Decision, reason: Reason) -> bool:
    """Whether what was decided before may be decided anew, now that it would be for this reason."""
    if earlier.reason is Reason.NEAR_MISS:
        return reason is not Reason.NEAR_MISS
    told_as_free = earlier.reason is Reason.TRIP_NO_BAN and earlier.action is Action.DIGEST
    return told_as_free and reason is Reason.TRIP_BAN_POSSIBLE


def reason_then(article: Article, findings: Findings, person: Person, seen: datetime) -> Reason | None:
    """The reason that a find would have had at the time; None where the article does not name the person."""
    mention = findings.mention_of(person)
    return None if mention is None else reason_of(case_of(article, mention, person, findings, seen))

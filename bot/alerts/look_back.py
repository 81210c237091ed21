"""What earlier articles mean, stored ones for people whom the list has gained and those that come with a new feed.

They are told in a digest of its own, never at once.

A look-back opens no story and joins none: whoever wants to act on old news reads it in one place, and a later article
about the same trip opens a card as any first report does. What was decided about the person before stands, unless nobody
was told, or a trip was told as under no known ban and is under a possible one now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts.conclusion import Conclusion
from bot.alerts.decide import action_of, case_of, reason_of
from bot.alerts.past import Version
from bot.alerts.routes import Policy, route_of
from bot.model import Action, Article, Decision, Findings, Mention, Person, Reason


def look_back(
    article: Article, findings: Findings, people: Mapping[str, Person], policy: Policy, seen: datetime
) -> tuple[tuple[Decision, Reason], ...]:
    """For each of these people whom the article mentions, one Decision, and the reason it would have had at the time.

    `people` are those looked for, by id; `seen` is when the article was first seen, for one without a time of its own.
    """
    return tuple(
        _decided(article, mention, people[mention.person], findings, policy, seen)
        for mention in _first_mentions(findings)
        if mention.person in people
    )


def _first_mentions(findings: Findings) -> Sequence[Mention]:
    first: dict[str, Mention] = {}
    for mention in findings.mentions:
        first.setdefault(mention.person, mention)
    return tuple(first.values())


def _decided(
    article: Article, mention: Mention, person: Person, findings: Findings, policy: Policy, seen: datetime
) -> tuple[Decision, Reason]:
    reason = reason_of(case_of(article, mention, person, findings, seen))
    channel = route_of(person, reason, policy).channel
    if action_of(reason, policy) is Action.SILENCE:
        return Decision(article.id, person.id, channel, Action.SILENCE, reason), reason
    return Decision(article.id, person.id, channel, Action.DIGEST, Reason.LOOK_BACK), reason


def backlog(
    article: Article,
    findings: Findings,
    people: Mapping[str, Person],
    policy: Policy,
    seen: datetime,
    versions: Sequence[Version] = (),
) -> tuple[Conclusion, ...]:
    """What an article means that came with a new feed and is too old to be news: at the most a find of the look-back.

    What its earlier `versions` were found to say, for the same reason, is not told again.
    """
    known = {
        (decision.person, reason)
        for each in versions
        for decision, reason in look_back(each.article, each.findings, people, policy, seen)
        if decision.action is not Action.SILENCE
    }
    decided = look_back(article, findings, people, policy, seen)
    return tuple(
        Conclusion(_no_news(each) if (each.person, reason) in known else each, None) for each, reason in decided
    )


def _no_news(decision: Decision) -> Decision:
    return replace(decision, action=Action.SILENCE, reason=Reason.NOTHING_NEW)


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

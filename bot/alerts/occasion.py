"""The occasion of a decision: everything it was taken on besides the article, its findings and the list; and the decision itself.

    poll, page      past + policy + now + room in the channels  -> `concluded`, then what finds no room is put off
    look_back       who is looked for, what was decided before  -> what gives way, and to what
    brought_back    what was kept silent for a dismissal        -> the digest, for the reason it would have had

A stored occasion gives the same conclusions at any later time (`bot.jobs.replay`): nothing else is asked. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.alerts.bounds import held_back, spread
from bot.alerts.conclude import conclude
from bot.alerts.conclusion import Conclusion
from bot.alerts.look_back import backlog, decided_anew, reason_then
from bot.alerts.past import Past, Standpoint
from bot.alerts.routes import Policy
from bot.model import Action, Article, Decision, Findings, Person


class Way(StrEnum):
    """How it came to a decision."""

    POLL = "poll"  # a feed brought the article, or an edit of it
    PAGE = "page"  # its page could be read at a later try
    LOOK_BACK = "look_back"  # a list had gained somebody
    BROUGHT_BACK = "brought_back"  # the dismissal for which it was kept silent holds no longer


@dataclass(frozen=True, slots=True)
class Program:
    """What read and decided; another one may come to something else."""

    version: str  # of Gatewatch
    code: str  # digest of the code and data that read and decide
    reader: str  # the English model with its parser, or that there was none


@dataclass(frozen=True, slots=True)
class Terms:
    """On whose terms decisions are taken: the desk's, by this program."""

    policy: Policy
    program: Program


@dataclass(frozen=True, slots=True)
class Occasion:
    """What was decided on, once."""

    way: Way
    now: datetime
    program: Program
    policy: Policy | None = None  # None: it was not asked
    past: Past = field(default_factory=Past)
    room: Mapping[str, int] = field(default_factory=dict)  # posts that a channel may get yet; none: as many as come
    seen: datetime | None = None  # stands in for a time that the article lacks; None: `now`
    people: tuple[str, ...] = ()  # ids of those looked for
    earlier: tuple[Decision, ...] = ()  # what may give way
    standing: frozenset[tuple[str, str]] = frozenset()  # stories, with channels, whose card was known to stand there


def decide(
    occasion: Occasion, article: Article, findings: Findings, people: Mapping[str, Person], fingerprint: str
) -> tuple[Conclusion, ...]:
    """What the article means on this occasion; `people` by id and `fingerprint` are the list's."""
    return _DECIDES[occasion.way](occasion, article, findings, people, fingerprint)


def concluded(
    article: Article,
    findings: Findings,
    people: Mapping[str, Person],
    standpoint: Standpoint,
    stands: Callable[[str, str], bool] = lambda *_: False,
) -> tuple[Conclusion, ...]:
    """What an article means that a feed brought, however much its channels can take.

    `stands` says of a story and channel whether its card is known to be there, although the database may not know it: then the
    story goes on there, and what an article says of it is news, however old.
    """
    past, policy, now = standpoint.past, standpoint.policy, standpoint.now
    found = conclude(article, findings, people, past, policy, now, standpoint.fingerprint)
    told = tuple(replace(each, stands=_is_standing(each, stands)) for each in found)
    if past.backlog and not any(each.stands for each in told):
        return backlog(article, findings, people, standpoint)
    return held_back(told, past.cards)


def standing_of(conclusions: Sequence[Conclusion]) -> frozenset[tuple[str, str]]:
    """The stories, with channels, whose card was known to stand when this was concluded."""
    return frozenset((each.alert.key, each.alert.channel) for each in conclusions if each.alert and each.stands)


def _is_standing(concluded: Conclusion, stands: Callable[[str, str], bool]) -> bool:
    alert = concluded.alert
    return alert is not None and stands(alert.key, alert.channel)


def _arrived(
    occasion: Occasion, article: Article, findings: Findings, people: Mapping[str, Person], fingerprint: str
) -> tuple[Conclusion, ...]:
    standpoint = Standpoint(occasion.past, _policy(occasion), occasion.now, fingerprint)
    told = concluded(article, findings, people, standpoint, lambda *story: story in occasion.standing)
    return spread(told, occasion.room, occasion.past)


def _looked_back(
    occasion: Occasion, article: Article, findings: Findings, people: Mapping[str, Person], _: str
) -> tuple[Conclusion, ...]:
    wanted = {each: people[each] for each in occasion.people if each in people}
    seen = occasion.seen or occasion.now
    anew = decided_anew(article, findings, wanted, _policy(occasion), seen, occasion.earlier)
    return tuple(Conclusion(decision, None) for decision, _ in anew)


def _brought_back(
    occasion: Occasion, article: Article, findings: Findings, people: Mapping[str, Person], _: str
) -> tuple[Conclusion, ...]:
    reasons = (reason_then(article, findings, people[each], occasion.seen or occasion.now) for each in occasion.people)
    return tuple(
        Conclusion(replace(decision, action=Action.DIGEST, reason=reason), None)
        for decision, reason in zip(occasion.earlier, reasons, strict=True)
        if reason is not None
    )


def _policy(occasion: Occasion) -> Policy:
    if occasion.policy is None:
        raise ValueError(f"an occasion of the way {occasion.way} without a policy")
    return occasion.policy


_Decides = Callable[[Occasion, Article, Findings, Mapping[str, Person], str], tuple[Conclusion, ...]]
_DECIDES: Mapping[Way, _Decides] = {
    Way.POLL: _arrived,
    Way.PAGE: _arrived,
    Way.LOOK_BACK: _looked_back,
    Way.BROUGHT_BACK: _brought_back,
}

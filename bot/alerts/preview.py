"""What one article would mean under another Watchlist: who is told of that was not, who no longer is, and why.

Each article is taken by itself, without the stories told so far: what it would be told for as a first report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.alerts.decide import action_of, case_of, reason_of
from bot.alerts.routes import Policy, route_of
from bot.model import Action, Article, Ban, Evidence, Findings, Mention, Person, Reason
from bot.text import one_line

MOST_REASONS = 6  # of one difference


class Kind(StrEnum):
    """What is different, gravest first."""

    ALERT_GAINED = "alert_gained"
    ALERT_LOST = "alert_lost"
    DIGEST_GAINED = "digest_gained"  # was told to nobody
    DIGEST_LOST = "digest_lost"  # is told to nobody
    OTHERWISE = "told_otherwise"  # for another reason, or to another channel


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is done about one person in one article, with one Watchlist."""

    person: Person
    mention: Mention
    action: Action
    reason: Reason
    channel: str
    ban: Ban | None  # of the trip that decided


@dataclass(frozen=True, slots=True)
class Side:
    """An article as read with one Watchlist."""

    findings: Findings
    people: Mapping[str, Person]  # everybody on the list, by id


@dataclass(frozen=True, slots=True)
class Difference:
    """One person whom the article is told for otherwise. One of the two outcomes is there."""

    kind: Kind
    article: Article
    before: Outcome | None
    after: Outcome | None
    why: tuple[str, ...]  # what makes the difference, in words

    @property
    def person(self) -> Person:
        """As on the list that is newer, where it has the person."""
        outcome = self.after or self.before
        assert outcome is not None
        return outcome.person


def differences(article: Article, before: Side, after: Side, policy: Policy, seen: datetime) -> tuple[Difference, ...]:
    """What the article would be told for otherwise, in the order of mention. `seen` is when it was first seen."""
    pairs = _pairs(_outcomes(article, before, policy, seen), _outcomes(article, after, policy, seen))
    found = ((old, new, _kind(old, new)) for old, new in pairs)
    return tuple(
        Difference(kind, article, old, new, tuple(_why(old, new, before, after))[:MOST_REASONS])
        for old, new, kind in found
        if kind is not None
    )


def _outcomes(article: Article, side: Side, policy: Policy, seen: datetime) -> list[Outcome]:
    first: dict[str, Mention] = {}
    for mention in side.findings.mentions:
        first.setdefault(mention.person, mention)
    return [_outcome(article, mention, side, policy, seen) for mention in first.values()]


def _outcome(article: Article, mention: Mention, side: Side, policy: Policy, seen: datetime) -> Outcome:
    person = side.people[mention.person]
    case = case_of(article, mention, person, side.findings, seen)
    reason = reason_of(case)
    ban = case.trip.ban if case.trip else None
    route = route_of(person, reason, policy)
    return Outcome(person, mention, action_of(reason, policy, route), reason, route.channel, ban)


def _pairs(before: Sequence[Outcome], after: Sequence[Outcome]) -> Iterator[tuple[Outcome | None, Outcome | None]]:
    """Outcomes about the same people, whatever the lists call them."""
    left = list(before)
    for new in after:
        old = next((each for each in left if _same(each.person, new.person)), None)
        if old is not None:
            left.remove(old)
        yield old, new
    for old in left:
        yield old, None


def _same(one: Person, other: Person) -> bool:
    return not one.ids.isdisjoint(other.ids)


def _kind(old: Outcome | None, new: Outcome | None) -> Kind | None:
    was, now = (each.action if each else Action.SILENCE for each in (old, new))
    if was is not now:
        if Action.ALERT in (was, now):
            return Kind.ALERT_GAINED if now is Action.ALERT else Kind.ALERT_LOST
        return Kind.DIGEST_GAINED if now is Action.DIGEST else Kind.DIGEST_LOST
    if now is Action.SILENCE or old is None or new is None:
        return None
    return Kind.OTHERWISE if (old.reason, old.channel) != (new.reason, new.channel) else None


# --- why --------------------------------------------------------------------------------------------------------------


def _why(old: Outcome | None, new: Outcome | None, before: Side, after: Side) -> Iterator[str]:
    if new is None and old is not None:
        yield from _why_gone(old, after)
    elif old is None and new is not None:
        yield from _why_come(new, before)
    elif old is not None and new is not None:
        yield from _why_otherwise(old, new)


def _why_gone(old: Outcome, after: Side) -> Iterator[str]:
    if not any(_same(old.person, each) for each in after.people.values()):
        yield "no longer on the list"
    elif (other := _taken_by(old.mention, after)) is not None:
        yield f"the words are taken for {one_line(other.name)} now"
    else:
        yield f"“{one_line(old.mention.matched)}” is not taken for this person any more"


def _why_come(new: Outcome, before: Side) -> Iterator[str]:
    if not any(_same(new.person, each) for each in before.people.values()):
        yield "new on the list"
    elif (other := _taken_by(new.mention, before)) is not None:
        yield f"the words were taken for {one_line(other.name)}"
    yield from (_said("+", each) for each in new.mention.evidence)


def _taken_by(mention: Mention, side: Side) -> Mention | None:
    """Whoever the other list makes of the same words."""
    spans = mention.spans
    others = (each for each in side.findings.mentions if each.person != mention.person)
    return next((each for each in others if any(a.overlaps(b) for a in spans for b in each.spans)), None)


def _why_otherwise(old: Outcome, new: Outcome) -> Iterator[str]:
    was, now = old.mention.evidence, new.mention.evidence
    known, kept = {_key(each) for each in was}, {_key(each) for each in now}
    yield from (_said("+", each) for each in now if _key(each) not in known)
    yield from (_said("−", each) for each in was if _key(each) not in kept)
    if new.ban and (old.ban is None or old.ban.why != new.ban.why):
        yield f"ban: {one_line(new.ban.why)}"
    if old.person.threshold != new.person.threshold:
        yield f"threshold: {_given(old.person.threshold)} → {_given(new.person.threshold)}"
    if old.person.died != new.person.died:
        yield f"died: {_given(old.person.died)} → {_given(new.person.died)}"
    if old.channel != new.channel:
        yield f"channel: {old.channel} → {new.channel}"


def _given(value: object) -> str:
    return "not stated" if value is None else str(value)


def _key(evidence: Evidence) -> tuple[str, bool, str]:
    return evidence.kind, evidence.favours, evidence.text


def _said(sign: str, evidence: Evidence) -> str:
    return f"{sign} {'for' if evidence.favours else 'against'}: {one_line(evidence.text)}"

"""Who is mentioned in an article, how sure we are, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.spans import Span


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

    @property
    def ids(self) -> frozenset[str]:
        """All ids by which the Person went on the list that spoke."""
        return frozenset((self.person, *self.refs))

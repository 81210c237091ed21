"""What people say of a Mention: right person, or not this person; and the facts they said it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.people import Person


class Judgement(StrEnum):
    """What a Verdict says."""

    RIGHT = "right"
    NOT_THIS = "not_this"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was known when a Verdict was given. Texts are folded, sorted and each there once."""

    printed: tuple[str, ...]  # the spellings
    favours: tuple[str, ...] = ()  # what the articles told for the person, beside the name
    against: tuple[str, ...] = ()  # what they told of somebody else: another profession, age, country
    entry: tuple[tuple[str, tuple[str, ...]], ...] = ()  # field of the Person, its values


@dataclass(frozen=True, slots=True)
class Verdict:
    """What somebody said of the Mention that an Alert tells. It is about that, never about everybody of the name."""

    id: str
    judgement: Judgement
    refs: tuple[str, ...]  # ids of the person's list entries: it is found by any of them when lists are merged
    alert: str  # key of the story it was given on
    channel: str
    reason: str  # in their own words; may be empty for the right person
    author: str  # Slack's id of the user
    at: datetime
    until: datetime | None  # None: until it is undone
    facts: Facts

    def is_about(self, person: Person) -> bool:
        """Whether it was given on this person, by any of their list entries."""
        return not person.ids.isdisjoint(self.refs)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who looks after an Alert."""

    to: str  # Slack's id of the user
    at: datetime


@dataclass(frozen=True, slots=True)
class Reopened:
    """That an Alert was opened although a Verdict had been given on an earlier one, and why."""

    verdict: Verdict
    why: str  # in words: "other facts are told: …"

"""The journal of near misses: who was nearly found, by which printed words, what spoke against it, and what to do about it.

The same words for the same person are one entry however often they were printed: a namesake in the news is one line. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.quotes import quotes_of
from bot.model import Article, Decision, Evidence, Findings, Mention
from bot.text import one_line

# What is to be done, by the kind of evidence that spoke against it most: the first row that has it. Each is for somebody who
# has looked at the sentence; `{printed}` and `{person}` are filled in.
ADVICE: tuple[tuple[frozenset[str], str], ...] = (
    (
        frozenset({"weak name"}),
        "if it is them and the spelling is enough by itself: move “{printed}” from `weak` to `names` of {person}",
    ),
    (frozenset({"namesake"}), "the list or the text says that it is a namesake: nothing is to be done"),
    (
        frozenset({"single name", "common name", "other name", "surname missing", "given name missing"}),
        "if it is them: add a role or organisation that such articles tell to {person}; the name alone says too little",
    ),
    (
        frozenset({"name", "name goes on", "middle name", "order", "no vowels", "given name", "other script"}),
        "if it is them: add “{printed}” to `names` of {person}; if it is somebody else who stays in the news: to `not`",
    ),
)
# Whatever else is told of the bearer of the name: another profession, age, country.
_ELSE = "if it is them: add what the text tells (a role, an organisation) to {person}; if it is somebody else: “{printed}” to `not`"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """One decision of that reason, with what it rests on."""

    at: datetime
    decision: Decision
    article: Article
    findings: Findings


@dataclass(frozen=True, slots=True)
class Miss:
    """What was printed for a person, however often; the rest is of the last time."""

    person: str
    name: str  # as listed
    printed: str
    times: int
    at: datetime
    score: float
    against: tuple[Evidence, ...]  # the strongest first
    sentence: str | None  # on one line, at most 250 characters; None: the text has expired
    article: Article
    advice: str


def journal(found: Iterable[NearMiss], person: str | None = None) -> tuple[Miss, ...]:
    """The entries, as their first one comes in `found`: newest first, where that is. `person`: by any id, of them alone."""
    entries: dict[tuple[str, str], Miss] = {}
    for each in found:
        mention = next((m for m in each.findings.mentions if m.person == each.decision.person), None)
        if mention is None or (person is not None and person not in mention.ids):
            continue
        key = mention.person, one_line(mention.matched).casefold()
        before = entries.get(key)
        entries[key] = replace(before, times=before.times + 1) if before else _entry(each, mention)
    return tuple(entries.values())


def _entry(each: NearMiss, mention: Mention) -> Miss:
    against = tuple(sorted((e for e in mention.evidence if not e.favours), key=lambda e: e.weight))
    quotes = quotes_of(each.article, mention, None, ())
    printed = one_line(mention.matched)
    return Miss(
        mention.person,
        mention.name,
        printed,
        1,
        each.at,
        mention.score,
        against,
        one_line(quotes[0].text) if quotes else None,
        each.article,
        _advice(against).format(printed=printed, person=mention.person),
    )


def _advice(against: Iterable[Evidence]) -> str:
    """By what weighs most; evidence of a kind that has no row is of the rest."""
    heaviest = next(iter(against), None)
    kind = heaviest.kind if heaviest else ""
    return next((advice for kinds, advice in ADVICE if kind in kinds), _ELSE)

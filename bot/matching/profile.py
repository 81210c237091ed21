"""What is known of a listed person apart from the name, in the form in which a text can be asked for it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from bot.matching.countries import country_of
from bot.model import Person
from bot.names.canonical import canonical
from bot.names.fold import fold, tokens
from bot.names.inflection import bases
from bot.names.lexicon import lines, words
from bot.names.transliterate import latin, script_of

MOST_BITS = 10.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a text may say of a person; terms are meanings or sounds of words (see `term`)."""

    countries: frozenset[str]
    stated_countries: frozenset[str]  # nationality, not merely the regime
    role_terms: frozenset[str]
    organisation_terms: frozenset[str]
    walk_words: frozenset[str]  # words of other walks of life that fit this person all the same
    born: tuple[int, int] | None  # earliest and latest possible year
    regimes: frozenset[str]

    @property
    def told(self) -> frozenset[str]:
        """Terms of role and organisation, and countries as ``@RU``: what a description may be made of."""
        return self.role_terms | self.organisation_terms | {f"@{code}" for code in self.countries}


def profile_of(person: Person) -> Profile:
    """Read a person's facts once."""
    said = frozenset(w for text in (*person.roles, *person.organisations) for w in tokens(text))
    regimes = frozenset(w for listing in person.listings for w in tokens(listing.regime or ""))
    years = [int(b[:4]) for b in person.born if b[:4].isdigit()]
    return Profile(
        countries=frozenset(person.nationality) | _regime_countries(regimes),
        stated_countries=frozenset(person.nationality),
        role_terms=terms(person.roles),
        organisation_terms=terms(person.organisations),
        walk_words=said & words("walks.txt"),
        born=(min(years), max(years)) if years else None,
        regimes=regimes,
    )


def weigh_terms(people: Sequence[Person]) -> Mapping[str, float]:
    """How much each role or organisation term tells, in bits, from the number of people who have it."""
    held: Counter[str] = Counter()
    for person in people:
        if person.roles or person.organisations:
            held.update(terms((*person.roles, *person.organisations)))
    scale = max(len(people), 3000)
    return MappingProxyType({t: min(MOST_BITS, math.log2(scale / n)) for t, n in held.items()})


def terms(texts: Sequence[str]) -> frozenset[str]:
    """The telling terms of some texts."""
    return frozenset(t for text in texts for word in tokens(text) for t in (term(word),) if t)


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """A folded word's meaning (``=7``) or else its sound; empty when it says nothing."""
    if word in words("hollow.txt") or len(word) < 2 or word.isdigit():
        return ""
    script = script_of(word)
    for form in (word, word.removesuffix("s"), *(bases(word, script) if script != "latin" else ())):
        if form in _meanings():
            return _meanings()[form]
    if country_of((word,)):
        return ""
    return canonical(latin(re.sub("(?<=...)s$", "", word) if script == "latin" else word))


@cache
def office_terms() -> frozenset[str]:
    """The terms of `offices.txt`: what many listed people are, and what tells none of them from another."""
    return frozenset(filter(None, map(term, words("offices.txt"))))


@cache
def _meanings() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines("roles.txt")):
        for word in line.split():
            found.setdefault(fold(word).replace(" ", ""), f"={number}")
    return MappingProxyType(found)


@cache
def _by_regime() -> Mapping[str, frozenset[str]]:
    return MappingProxyType(
        {word: frozenset(codes) for word, *codes in (line.split() for line in lines("regimes.txt"))}
    )


def _regime_countries(regime_words: Iterable[str]) -> frozenset[str]:
    return frozenset(code for word in regime_words for code in _by_regime().get(word, ()))

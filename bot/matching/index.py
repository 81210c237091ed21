"""The list's names taken apart and laid out for look-up by word.

Every spelling is a row; every distinct word of the list has a number, the rows it stands in, and how much it tells: a word
borne by few people tells much (in bits), one that half the world bears tells little. Words are found again by their
letters, their sound, a letter left out, their consonants or the family of forms they belong to.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.model import Name, Person
from bot.names.abjad import latin_sounds, skeleton
from bot.names.compare import ABJADS, SYLLABIC
from bot.names.fold import fold
from bot.names.lexicon import families, sounds, words
from bot.names.parts import Kind, Part, carrying, parts_of
from bot.names.transliterate import script_of

Rows = NDArray[np.int32]
Weights = NDArray[np.float32]

MOST_BITS = 13.0  # what a word tells that one person alone bears
COMMON_BITS = 5.0  # what a name in `data/names/common.txt` tells at most
SHORT_BITS = 8.0  # what a word of at most three letters tells at most
INITIAL_BITS = 2.0
LONGEST_SPELLING = 9  # words; list fields with more are remarks, not names


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of one person."""

    person: int  # position in the watchlist
    name: Name
    parts: tuple[Part, ...]  # the words that carry it
    bits: tuple[float, ...]  # how much each of them tells

    @property
    def single(self) -> bool:
        """Whether it has but one word that carries it."""
        return len(self.parts) < 2 and self.parts[0].script not in SYLLABIC

    @property
    def surname(self) -> tuple[int, ...]:
        """Positions of the words that are the surname: those the list prints in capitals, or the one where it usually stands."""
        capitals = tuple(j for j, p in enumerate(self.parts) if p.text.isupper() and len(p.text) > 1)
        if capitals and len(capitals) < len(self.parts):
            return capitals
        east = len(self.parts) == 3 and self.parts[0].spelt in words("first_surnames.txt")
        return (0,) if east else (len(self.parts) - 1,)


@dataclass(frozen=True, slots=True)
class Words:
    """The distinct words of the list, by number, and the ways to find one."""

    parts: tuple[Part, ...]
    bits: tuple[float, ...]
    rows: tuple[Rows, ...]  # word -> spellings with it, ascending
    by_letters: Mapping[str, int]
    by_sound: Mapping[str, tuple[int, ...]]
    by_deletion: Mapping[str, tuple[int, ...]]  # sound with at most one letter left out
    by_consonants: Mapping[str, tuple[int, ...]]
    by_family: Mapping[int, tuple[int, ...]]
    joined: Mapping[str, Rows]  # sound of two or three neighbours written together -> spellings
    joined_consonants: Mapping[str, Rows]  # their consonants -> spellings


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Everything about a watchlist's names that does not depend on an article."""

    spellings: tuple[Spelling, ...]
    words: Words
    totals: Weights  # bits of all words of each spelling
    literal: Mapping[str, tuple[int, ...]]  # folded names in scripts without blanks -> spellings
    single: Mapping[str, tuple[int, ...]]  # folded letters of one-word names -> spellings


def build(people: Sequence[Person]) -> NameIndex:
    """Lay out all names of these people."""
    taken = [
        (n, name, carrying(parts_of(name.text))[: LONGEST_SPELLING + 1])
        for n, person in enumerate(people)
        for name in _distinct(person.names)
    ]
    taken = [t for t in taken if 0 < len(t[2]) <= LONGEST_SPELLING]
    told = _bits(taken)
    spellings = tuple(
        Spelling(n, name, parts, tuple(INITIAL_BITS if p.kind is Kind.INITIAL else told[p.sound] for p in parts))
        for n, name, parts in taken
    )
    totals = np.array([sum(s.bits) for s in spellings], np.float32)
    return NameIndex(spellings, _words(spellings, told), totals, _literal(spellings), _single(spellings))


def _distinct(names: Iterable[Name]) -> Iterable[Name]:
    """Names without those that fold to one already seen; a strong one hides a weak one."""
    seen: dict[str, Name] = {}
    for name in sorted(names, key=lambda n: n.weak):
        seen.setdefault(fold(name.text), name)
    return seen.values()


def _bits(taken: Iterable[tuple[int, Name, tuple[Part, ...]]]) -> dict[str, float]:
    """Sound of each word -> how much it tells, from the number of listed people who bear it or a form of it."""
    bearers: defaultdict[str, set[int]] = defaultdict(set)
    people: set[int] = set()
    for person, _, parts in taken:
        people.add(person)
        for part in parts:
            bearers[_kin(part.sound)].add(person)
    size = max(len(people), 5000)  # a short list does not make names rare or common
    return {part.sound: _told(part, len(bearers[_kin(part.sound)]), size) for _, _, parts in taken for part in parts}


def _kin(sound: str) -> str:
    family = families().get(sound)
    return f"{min(family)}" if family else sound


def _told(part: Part, bearers: int, size: int) -> float:
    bits = min(MOST_BITS, math.log2(size / bearers))
    if part.sound in sounds("common.txt") or part.sound in families():
        bits = min(bits, COMMON_BITS)
    if part.sound in sounds("ordinary.txt"):
        bits = min(bits, SHORT_BITS)
    return min(bits, SHORT_BITS) if len(part.spelt) <= 3 and part.script not in SYLLABIC else bits


def _words(spellings: Sequence[Spelling], told: Mapping[str, float]) -> Words:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    parts: dict[str, Part] = {}
    joined: defaultdict[str, list[int]] = defaultdict(list)
    joined_bones: defaultdict[str, list[int]] = defaultdict(list)
    for row, spelling in enumerate(spellings):
        for part in spelling.parts:
            if part.kind is Kind.NAME:
                rows[part.folded].append(row)
                parts.setdefault(part.folded, part)
        for sound in _joins(spelling.parts):
            joined[sound].append(row)
        for bones in _joined_bones(spelling.parts):
            joined_bones[bones].append(row)
    listed = tuple(parts.values())
    return Words(
        parts=listed,
        bits=tuple(told[p.sound] for p in listed),
        rows=tuple(np.unique(np.array(rows[p.folded], np.int32)) for p in listed),
        by_letters={p.folded: n for n, p in enumerate(listed)},
        by_sound=_group((p.sound, n) for n, p in enumerate(listed)),
        by_deletion=_group((d, n) for n, p in enumerate(listed) for d in deletions(p.sound)),
        by_consonants=_group(
            (skeleton(s), n) for n, p in enumerate(listed) if p.script not in ABJADS for s in latin_sounds(p.spelt)
        ),
        by_family=_group((f, n) for n, p in enumerate(listed) for f in families().get(p.sound, ())),
        joined={sound: np.unique(np.array(found, np.int32)) for sound, found in joined.items()},
        joined_consonants={bones: np.unique(np.array(found, np.int32)) for bones, found in joined_bones.items()},
    )


def deletions(sound: str) -> set[str]:
    """A word's sound and every form of it with one letter left out; words of up to two letters only whole."""
    return {sound} if len(sound) < 3 else {sound, *(sound[:i] + sound[i + 1 :] for i in range(len(sound)))}


def _joins(parts: Sequence[Part]) -> set[str]:
    whole = [p.sound for p in parts if p.kind is Kind.NAME and p.script not in SYLLABIC]
    return {"".join(whole[i : i + n]) for n in (2, 3) for i in range(len(whole) - n + 1)}


def _joined_bones(parts: Sequence[Part]) -> set[str]:
    bones = [skeleton(latin_sounds(p.spelt)[-1]) for p in parts if p.kind is Kind.NAME and p.script not in ABJADS]
    return {a + b for a, b in pairwise(bones)}


def _literal(spellings: Sequence[Spelling]) -> dict[str, tuple[int, ...]]:
    return _group(
        (fold(s.name.text).replace(" ", ""), row)
        for row, s in enumerate(spellings)
        if script_of(s.name.text) in SYLLABIC and len(fold(s.name.text)) > 1
    )


def _single(spellings: Sequence[Spelling]) -> dict[str, tuple[int, ...]]:
    return _group((s.parts[0].folded, row) for row, s in enumerate(spellings) if s.single and _lone(s))


def _lone(spelling: Spelling) -> bool:
    """Whether nothing but the word itself stands in the list: "Carlos", not "Sardar Soleimani" or "al-Nasser"."""
    return len(parts_of(spelling.name.text)) == 1 and len(spelling.parts[0].spelt) > 3


def _group(pairs: Iterable[tuple[object, int]]) -> dict:  # type: ignore[type-arg]
    found: defaultdict[object, list[int]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}

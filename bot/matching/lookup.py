"""Words of a text looked up among the words of the list, and what was found remembered.

A word is found again by its letters or sound, by its form without case ending or attached word, by the family of forms it
belongs to, by a slip of the pen, or by its consonants where the script leaves vowels out. What comes out is a first guess:
whole names are compared afterwards. The memory makes the next article quicker; it is bounded, and it never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from bot.matching.bounds import LEAST_SCORE, SLACK
from bot.matching.countries import country_of
from bot.matching.hashing import SHORTEST_SLIP, Numbers, Raw, key_of, keys_of
from bot.matching.index import NONE, NameIndex, Rows, Weights, spread
from bot.matching.slips import Guessed, by_slip
from bot.names.abjad import spoken
from bot.names.inflection import bases
from bot.names.lexicon import families, words
from bot.names.likeness import INFLECTED, SAME_FAMILY, SAME_SOUND, likeness
from bot.names.parts import Kind, Part, part_of
from bot.names.transliterate import ABJADS, SYLLABIC

MOST_REMEMBERED = 60_000  # words; a bound on memory
MOST_ALIKE = 48  # words of the list that one word of the text is taken for
SHORTEST_JOIN = 6  # letters of two words written as one
LEAST_BONES = 4  # consonants of two words written as one
CLOSE = LEAST_SCORE - SLACK  # two words of which the likest is less alike make no name
FEW = 60  # spellings that share a word, up to which they are all looked at for another word misspelt twice


@dataclass(frozen=True, slots=True)
class Alike:
    """The list's words that a word of the text may be, the likest first."""

    numbers: Numbers
    likeness: Weights
    told: Weights  # bits that each tells, weighted by likeness
    spread: Raw  # what keys of pairs are made of
    close: int  # how many are so alike that the other words of a name need not be; all where that is not known

    def surest(self) -> Numbers:
        """Those of the greatest likeness; none where even that may be a slip."""
        best = self.likeness[0]
        return self.numbers[self.likeness == best] if best >= SAME_FAMILY else self.numbers[:0]


@dataclass(frozen=True, slots=True)
class Known:
    """What the list knows of one word."""

    alike: Alike | None
    as_one: Rows  # spellings that write it as two or three words


class Lookup:
    """Finds what the list knows of the words of a text."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._known: dict[Part, Known] = {}
        self._bearers: dict[Part, Rows] = {}

    def word(self, part: Part) -> Known:
        """What the list knows of a word that was learnt."""
        return self._known[part]

    def bearers(self, part: Part) -> Rows:
        """The spellings that surely have a word that was learnt; none where they are more than `FEW`."""
        if part not in self._bearers:
            alike = self._known[part].alike
            self._bearers[part] = NONE if alike is None else self._index.rows.few(alike.surest(), FEW)
        return self._bearers[part]

    def learn(self, parts: Iterable[Part]) -> None:
        """Look up words, all at once: that is many times quicker than one by one."""
        asked = dict.fromkeys(parts)
        fresh = [part for part in asked if part not in self._known]
        if len(self._known) + len(fresh) > MOST_REMEMBERED:
            self._known.clear()
            self._bearers.clear()
            fresh = list(asked)
        if fresh:
            self._known.update(zip(fresh, map(Known, self._alike(fresh), self._as_one(fresh)), strict=True))

    def two_as_one(self, pairs: Sequence[tuple[Part, Part]]) -> list[Alike | None]:
        """For each two neighbours the list's words that are both written together."""
        found: list[Alike | None] = [None] * len(pairs)
        joined: dict[int, Part] = {}
        heard: dict[int, str] = {}
        for n, (first, second) in enumerate(pairs):
            if first.script in ABJADS:
                part = part_of(first.folded + second.folded)
                if any(len(b) >= LEAST_BONES for b in spoken(part.folded)):
                    joined[n] = part
            else:
                heard[n] = first.sound + second.sound.removeprefix(first.sound[-1:])
        self.learn(joined.values())
        found_by_letters = {n: self.word(part).alike for n, part in joined.items()}
        long = {n: sound for n, sound in heard.items() if len(sound) >= SHORTEST_JOIN}
        for n, numbers in zip(long, self._index.by_sound.each(keys_of(long.values())), strict=True):
            if len(numbers):
                likes = np.full(len(numbers), SAME_SOUND, np.float32)
                found[n] = Alike(numbers, likes, *self._laid_out(numbers, likes), len(numbers))
        for n, alike in found_by_letters.items():
            found[n] = alike
        return found

    def _as_one(self, parts: Sequence[Part]) -> list[Rows]:
        """For each word the spellings that write it as two or three words."""
        found = self._index.by_joined.each(keys_of(part.sound for part in parts))
        for n, part in enumerate(parts):
            if part.script in ABJADS:
                bones = [b for b in spoken(part.folded) if len(b) >= LEAST_BONES]
                found[n] = self._index.by_joined_consonants.found(keys_of(bones))[0]
            elif part.kind is not Kind.NAME or len(part.sound) < SHORTEST_JOIN:
                found[n] = NONE
        return found

    def _alike(self, parts: Sequence[Part]) -> list[Alike | None]:
        """For each word the words of the list that it may be, the likest first."""
        guesses = _Guesses()
        written = {n: part for n, part in enumerate(parts) if _may_be_name(part)}
        for n, part in written.items():
            if part.script in ABJADS:
                guesses.add(n, self._by_consonants(part))
        plain = {n: part for n, part in written.items() if part.script not in ABJADS}
        both = {n: part for n, part in enumerate(parts) if part.folded in words("both.txt")}  # Islam Atabiyev, Wei Sun
        self._by_sound(guesses, plain | both)
        slipping = {n: p for n, p in plain.items() if p.script not in SYLLABIC and len(p.sound) >= SHORTEST_SLIP}
        if slipping:
            guesses.all(by_slip(self._index, slipping))
        owners, numbers, likes = guesses.best()
        found: list[Alike | None] = [None] * len(parts)
        told, spreads = self._laid_out(numbers, likes)
        ends = np.searchsorted(owners, np.arange(len(parts)), "right").tolist()
        for n, (low, high) in enumerate(pairwise((0, *ends))):
            if high > low:
                of = slice(low, high)
                close = high - low if parts[n].script in ABJADS else int(np.count_nonzero(likes[of] >= CLOSE))
                found[n] = Alike(numbers[of], likes[of], told[of], spreads[of], close)
        return found

    def _laid_out(self, numbers: Numbers, likes: Weights) -> tuple[Weights, Raw]:
        """What words tell that are so alike, and what keys of pairs are made of."""
        return self._index.bits[numbers] * likes, spread(numbers)

    def _by_sound(self, guesses: _Guesses, parts: Mapping[int, Part]) -> None:
        """Words that sound alike, as they stand or without case ending, or are forms of the same name."""
        asked: list[tuple[int, str, float]] = []
        for n, part in parts.items():
            heard = _heard(part)
            asked.extend((n, sound, SAME_SOUND if sound == part.sound else INFLECTED) for sound in heard)
            if part.script not in SYLLABIC:
                kin = {m for sound in heard for family in families().get(sound, ()) for m in _members()[family]}
                asked.extend((n, sound, SAME_FAMILY) for sound in kin)
        numbers, at = self._index.by_sound.found(keys_of(sound for _, sound, _ in asked))
        owners = np.array([n for n, _, _ in asked], np.int32)
        likes = np.array([like for *_, like in asked], np.float32)
        guesses.all((owners[at], numbers, likes[at]))

    def _by_consonants(self, part: Part) -> Iterator[tuple[int, float]]:
        if country_of((part.folded,)) or part.folded in words("offices.txt"):
            return
        for sound in _heard(part):
            for number in self._index.by_sound.under(key_of(sound)).tolist():
                yield number, SAME_SOUND if sound == part.sound else INFLECTED
        forms = bases(part.folded, part.script)
        bones = dict.fromkeys(b for form in (part.folded, *forms) for b in spoken(form) if b)
        found = {n for b in bones for n in self._index.by_consonants.under(key_of(b)).tolist()}
        numbers = np.array(sorted(found), np.int32)
        for number, spelt in zip(numbers.tolist(), self._index.spelt.at(numbers), strict=True):
            like, _ = likeness(part, part_of(spelt))
            if like:
                yield number, like


class _Guesses:
    """Words of the list that words of a text may be, gathered from all ways of finding them."""

    def __init__(self) -> None:
        self._found: list[Guessed] = []

    def add(self, owner: int, found: Iterable[tuple[int, float]]) -> None:
        """What one word may be."""
        for number, like in found:
            self._found.append((np.array([owner]), np.array([number]), np.array([like])))

    def all(self, found: Guessed) -> None:
        """What many words may be."""
        self._found.append(found)

    def best(self) -> Guessed:
        """For each owner the likest words, each once, the likest first."""
        owners, numbers, likes = (np.concatenate(part) for part in zip(*self._found, strict=True))
        order = np.lexsort((-likes, numbers, owners))
        owners, numbers, likes = owners[order], numbers[order], likes[order]
        again = (owners[1:] == owners[:-1]) & (numbers[1:] == numbers[:-1])
        once = np.append(True, ~again)[: len(owners)]
        owners, numbers, likes = owners[once], numbers[once], likes[once]
        order = np.lexsort((numbers, -likes, owners))
        owners, numbers, likes = owners[order], numbers[order], likes[order]
        rank = np.arange(len(owners)) - np.searchsorted(owners, owners)
        few = rank < MOST_ALIKE
        return owners[few].astype(np.int32), numbers[few].astype(np.int32), likes[few].astype(np.float32)


def _may_be_name(part: Part) -> bool:
    return part.kind is Kind.NAME and part.folded not in words("ordinary.txt") and len(part.spelt) > 1


def _heard(part: Part) -> list[str]:
    """The sounds of a word as it stands and without case ending or attached word."""
    return list(dict.fromkeys((part.sound, *(part_of(f).sound for f in bases(part.folded, part.script)))))


@cache
def _members() -> Mapping[int, Sequence[str]]:
    """Number of a family -> the sounds of its forms."""
    found: dict[int, list[str]] = {}
    for sound, numbers in families().items():
        for number in numbers:
            found.setdefault(number, []).append(sound)
    return found

"""Words of a text looked up among the words of the list, and what was found remembered.

A word is found again by its letters or sound, by its form without case ending or attached word, by the family of forms it
belongs to, by a slip of the pen, or by its consonants where the script leaves vowels out. What comes out is a first guess:
whole names are compared afterwards. The memory makes the next article quicker; it is bounded, and it never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bot.matching.countries import country_of
from bot.matching.hashing import SHORTEST_SLIP, Numbers, Raw, key_of, keys, raw_hashes, slip_keys
from bot.matching.index import NameIndex, Rows, Weights
from bot.names.abjad import spoken
from bot.names.inflection import bases
from bot.names.lexicon import families, words
from bot.names.likeness import INFLECTED, LEAST, SAME_FAMILY, SAME_SOUND, likeness
from bot.names.parts import Kind, Part, part_of
from bot.names.transliterate import ABJADS, SYLLABIC

MOST_REMEMBERED = 60_000  # words; a bound on memory
MOST_ALIKE = 48  # words of the list that one word of the text is taken for
SHORTEST_JOIN = 6  # letters of two words written as one
LEAST_BONES = 4  # consonants of two words written as one


@dataclass(frozen=True, slots=True)
class Alike:
    """The list's words that a word of the text may be."""

    numbers: Numbers
    likeness: Weights
    told: Weights  # bits that each tells, weighted by likeness
    spread: Raw  # what keys of pairs are made of


@dataclass(frozen=True, slots=True)
class Known:
    """What the list knows of one word."""

    alike: Alike | None
    whole: Rows  # spellings that are this word and nothing else
    as_one: Rows  # spellings that write it as two or three words


class Lookup:
    """Finds what the list knows of the words of a text."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._known: dict[Part, Known] = {}

    def word(self, part: Part) -> Known:
        """What the list knows of a word."""
        known = self._known.get(part)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            whole = self._index.single.under(key_of(part.sound)) if part.kind is Kind.NAME else _NONE
            known = self._known[part] = Known(self._alike(part), whole, self._as_one(part))
        return known

    def two_as_one(self, first: Part, second: Part) -> Alike | None:
        """The list's words that are these two neighbours written together."""
        if first.script in ABJADS:
            joined = part_of(first.folded + second.folded)
            return self.word(joined).alike if any(len(b) >= LEAST_BONES for b in spoken(joined.folded)) else None
        sound = first.sound + second.sound.removeprefix(first.sound[-1:])
        numbers = self._index.by_sound.under(key_of(sound))
        if len(sound) < SHORTEST_JOIN or not len(numbers):
            return None
        return self._of(numbers, np.full(len(numbers), SAME_SOUND, np.float32))

    def _as_one(self, part: Part) -> Rows:
        if part.script in ABJADS:
            bones = [b for b in spoken(part.folded) if len(b) >= LEAST_BONES]
            return self._index.by_joined_consonants.found(keys(raw_hashes(bones)))[0]
        if part.kind is not Kind.NAME or len(part.sound) < SHORTEST_JOIN:
            return _NONE
        return self._index.by_joined.under(key_of(part.sound))

    def _alike(self, part: Part) -> Alike | None:
        likes: dict[int, float] = {}
        for number, like in self._guesses(part):
            likes[number] = max(like, likes.get(number, 0.0))
        best = sorted(likes, key=lambda n: (-likes[n], n))[:MOST_ALIKE]
        if not best:
            return None
        return self._of(np.array(best, np.int32), np.array([likes[n] for n in best], np.float32))

    def _of(self, numbers: Numbers, like: Weights) -> Alike:
        return Alike(numbers, like, self._index.bits[numbers] * like, self._index.spread[numbers])

    def _guesses(self, part: Part) -> Iterator[tuple[int, float]]:
        if part.kind is not Kind.NAME or part.folded in words("ordinary.txt") or len(part.spelt) < 2:
            return
        forms = bases(part.folded, part.script)
        if part.script in ABJADS:
            yield from self._by_consonants(part, forms)
            return
        heard = dict.fromkeys((part.sound, *(part_of(form).sound for form in forms)))
        yield from self._by_sound(heard, part.sound)
        if part.script not in SYLLABIC:
            yield from self._by_family(heard)
            yield from self._by_slip(part)

    def _by_sound(self, heard: Iterable[str], own: str) -> Iterator[tuple[int, float]]:
        for sound in heard:
            for number in self._index.by_sound.under(key_of(sound)).tolist():
                yield number, SAME_SOUND if sound == own else INFLECTED

    def _by_family(self, heard: Iterable[str]) -> Iterator[tuple[int, float]]:
        kin = {member for sound in heard for family in families().get(sound, ()) for member in self._families[family]}
        for sound in kin:
            for number in self._index.by_sound.under(key_of(sound)).tolist():
                yield number, SAME_FAMILY

    @cached_property
    def _families(self) -> dict[int, list[str]]:
        """Number of a family -> the sounds of its forms."""
        found: dict[int, list[str]] = {}
        for sound, numbers in families().items():
            for number in numbers:
                found.setdefault(number, []).append(sound)
        return found

    def _by_slip(self, part: Part) -> Iterator[tuple[int, float]]:
        """Words at most a letter or two away, and about how alike `bot.names.compare` will call them."""
        if len(part.sound) < SHORTEST_SLIP:
            return
        numbers = np.array(sorted(set(self._index.by_slip.found(slip_keys(part.sound))[0].tolist())), np.int32)
        if not len(numbers):
            return
        sounds = self._index.sounds.at(numbers)
        slips = cdist([part.sound], sounds, scorer=OSA.distance, dtype=np.uint8)[0]
        turned = np.fromiter((s[:1] != part.sound[:1] for s in sounds), np.float32, len(sounds))
        length = (np.fromiter(map(len, sounds), np.float32, len(sounds)) + len(part.spelt) + 1) / 2
        like = 1.0 - (slips + 0.5 * turned) / np.maximum(4.0, length)
        near = like >= LEAST
        yield from zip(numbers[near].tolist(), like[near].tolist(), strict=True)

    def _by_consonants(self, part: Part, forms: Sequence[str]) -> Iterator[tuple[int, float]]:
        if country_of((part.folded,)) or part.folded in words("offices.txt"):
            return
        yield from self._by_sound(dict.fromkeys((part.sound, *(part_of(form).sound for form in forms))), part.sound)
        bones = dict.fromkeys(b for form in (part.folded, *forms) for b in spoken(form) if b)
        found = {n for b in bones for n in self._index.by_consonants.under(key_of(b)).tolist()}
        numbers = np.array(sorted(found), np.int32)
        for number, spelt in zip(numbers.tolist(), self._index.spelt.at(numbers), strict=True):
            like, _ = likeness(part, part_of(spelt))
            if like:
                yield number, like


_NONE: Rows = np.zeros(0, np.int32)

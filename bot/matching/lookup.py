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
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bot.matching.countries import country_of
from bot.matching.hashing import SHORTEST_SLIP, Numbers, Raw, keys, raw_hashes, slip_hashes
from bot.matching.index import NameIndex, Weights
from bot.names.abjad import spoken
from bot.names.compare import ABJADS, INFLECTED, LEAST, SAME_FAMILY, SAME_SOUND, SYLLABIC, likeness
from bot.names.inflection import bases
from bot.names.lexicon import families, words
from bot.names.parts import Kind, Part, part_of

MOST_REMEMBERED = 60_000  # words; a bound on memory
MOST_ALIKE = 48  # words of the list that one word of the text is taken for
SHORTEST_JOIN = 6  # letters of two words written as one
LEAST_BONES = 4  # consonants of two words written as one


@dataclass(frozen=True)
class Alike:
    """The list's words that a word of the text may be."""

    numbers: Numbers
    told: Weights  # bits that each tells, weighted by likeness
    spread: Raw  # what keys of pairs are made of


class Lookup:
    """Finds the list's words that a word of the text may be."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._known: dict[Part, Alike | None] = {}

    def alike(self, part: Part) -> Alike | None:
        """The list's words that this word may be, the most alike first; None where there is none."""
        if part not in self._known:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[part] = self._alike(part)
        return self._known[part]

    def two_as_one(self, first: Part, second: Part) -> Alike | None:
        """The list's words that are these two neighbours written together."""
        joined = part_of(first.folded + second.folded)
        if joined.script in ABJADS:
            return self.alike(joined) if any(len(b) >= LEAST_BONES for b in spoken(joined.folded)) else None
        numbers = self._index.by_sound.under(keys(raw_hashes([joined.sound])))
        if len(joined.sound) < SHORTEST_JOIN or not len(numbers):
            return None
        return self._of(numbers, np.full(len(numbers), SAME_SOUND, np.float32))

    def written_as_one(self, part: Part) -> Numbers:
        """Spellings that have this one word as two or three neighbours."""
        index = self._index
        if part.script in ABJADS:
            bones = [b for b in spoken(part.folded) if len(b) >= LEAST_BONES]
            return index.by_joined_consonants.under(keys(raw_hashes(bones)))
        if part.kind is not Kind.NAME or len(part.sound) < SHORTEST_JOIN:
            return _NONE
        return index.by_joined.under(keys(raw_hashes([part.sound])))

    def whole(self, part: Part) -> Numbers:
        """Spellings that are this word and nothing else."""
        return self._index.single.under(keys(raw_hashes([part.sound])))

    def _alike(self, part: Part) -> Alike | None:
        likes: dict[int, float] = {}
        for number, like in self._guesses(part):
            likes[number] = max(like, likes.get(number, 0.0))
        best = sorted(likes, key=lambda n: (-likes[n], n))[:MOST_ALIKE]
        if not best:
            return None
        return self._of(np.array(best, np.int32), np.array([likes[n] for n in best], np.float32))

    def _of(self, numbers: Numbers, like: Weights) -> Alike:
        return Alike(numbers, self._index.bits[numbers] * like, self._index.spread[numbers])

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
        sounds = list(heard)
        numbers, at = self._index.by_sound.found(keys(raw_hashes(sounds)))
        for number, n in zip(numbers.tolist(), at.tolist(), strict=True):
            yield number, SAME_SOUND if sounds[n] == own else INFLECTED

    def _by_family(self, heard: Iterable[str]) -> Iterator[tuple[int, float]]:
        kin = {member for sound in heard for family in families().get(sound, ()) for member in self._families[family]}
        for number in self._index.by_sound.under(keys(raw_hashes(sorted(kin)))).tolist():
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
        raw, _ = slip_hashes([part.sound])
        numbers = np.unique(self._index.by_slip.under(keys(raw)))
        if not len(numbers):
            return
        sounds = self._index.sounds_of(numbers)
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
        numbers = np.unique(self._index.by_consonants.under(keys(raw_hashes(list(bones)))))
        for number, spelt in zip(numbers.tolist(), self._index.spelt_of(numbers), strict=True):
            like, _ = likeness(part, part_of(spelt))
            if like:
                yield number, like


_NONE: NDArray[np.int32] = np.zeros(0, np.int32)

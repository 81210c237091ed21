"""Words of a text looked up among the words of the list, and what was found remembered.

The memory is what makes the second thousand articles quicker than the first. It is bounded, and it never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from bot.matching.countries import country_of
from bot.matching.index import Rows, Weights, Words, deletions
from bot.matching.slots import Slot
from bot.names.abjad import spoken
from bot.names.compare import ABJADS, SYLLABIC, likeness
from bot.names.inflection import bases
from bot.names.lexicon import families, words
from bot.names.parts import Kind, Part, part_of

CACHE_LIMIT = 200_000  # words remembered
SHORTEST_JOIN = 6  # letters of two words written as one
LEAST_BONES = 4  # consonants of two words written as one
SHORTEST_SLIP = 4  # letters of a word's sound in which a slip is looked for

Alike = tuple[tuple[int, float], ...]  # numbers of the list's words, with their likeness


class Lookup:
    """Finds the list's words that a word of the text may be, and the spellings they stand in."""

    def __init__(self, table: Words) -> None:
        self._table = table
        self._alike: dict[Part, Alike] = {}
        self._rows: dict[Part, tuple[Rows, Weights] | None] = {}

    def rows(self, part: Part) -> tuple[Rows, Weights] | None:
        """The spellings with a word like this one, ascending, and the bits that the best such word tells in each."""
        if part not in self._rows:
            if len(self._rows) > CACHE_LIMIT:
                self._rows.clear()
                self._alike.clear()
            self._rows[part] = self._collect(part)
        return self._rows[part]

    def alike(self, part: Part) -> Alike:
        """The list's words that this word may be."""
        if part not in self._alike:
            like = ((n, likeness(part, self._table.parts[n])[0]) for n in sorted(self._numbers(part)))
            self._alike[part] = tuple((n, score) for n, score in like if score)
        return self._alike[part]

    def joined(self, slots: Sequence[Slot]) -> list[Rows]:
        """Spellings whose neighbouring words are one word here, or whose one word is two here."""
        found = [rows for slot in slots for rows in self._one_for_two(slot.part)]
        for a, b in pairwise(slots):
            if a.part.kind is b.part.kind is Kind.NAME:
                found.extend(self._two_for_one(part_of(a.part.folded + b.part.folded)))
        return found

    def _one_for_two(self, part: Part) -> Iterator[Rows]:
        table = self._table
        if part.script in ABJADS:
            for bones in spoken(part.folded):
                if len(bones) >= LEAST_BONES and bones in table.joined_consonants:
                    yield table.joined_consonants[bones]
        elif len(part.sound) >= SHORTEST_JOIN and part.sound in table.joined:
            yield table.joined[part.sound]

    def _two_for_one(self, whole: Part) -> Iterator[Rows]:
        if whole.script in ABJADS:
            if any(len(bones) >= LEAST_BONES for bones in spoken(whole.folded)):
                yield from (self._table.rows[n] for n, _ in self.alike(whole))
        elif len(whole.sound) >= SHORTEST_JOIN:
            yield from (self._table.rows[n] for n in self._table.by_sound.get(whole.sound, ()))

    def _collect(self, part: Part) -> tuple[Rows, Weights] | None:
        alike = self.alike(part)
        if not alike:
            return None
        table = self._table
        rows = np.concatenate([table.rows[n] for n, _ in alike])
        weights = np.concatenate([np.full(len(table.rows[n]), table.bits[n] * like, np.float32) for n, like in alike])
        order = np.lexsort((-weights, rows))
        rows, weights = rows[order], weights[order]
        first = np.concatenate(([True], rows[1:] != rows[:-1]))
        return rows[first], weights[first]

    def _numbers(self, part: Part) -> set[int]:
        if part.kind is not Kind.NAME or part.folded in words("ordinary.txt") or len(part.spelt) < 2:
            return set()
        if part.script in ABJADS:
            return self._by_consonants(part)
        found = self._by_sound(part)
        if part.script not in SYLLABIC:
            found.update(self._by_family(part))
        if part.script not in SYLLABIC and len(part.sound) >= SHORTEST_SLIP:
            found.update(n for short in deletions(part.sound) for n in self._table.by_deletion.get(short, ()))
        return found

    def _by_sound(self, part: Part) -> set[int]:
        found: set[int] = set()
        for form in (part.folded, *bases(part.folded, part.script)):
            sound = part.sound if form == part.folded else part_of(form).sound
            found.update(self._table.by_sound.get(sound, ()))
            if form in self._table.by_letters:
                found.add(self._table.by_letters[form])
        return found

    def _by_family(self, part: Part) -> Iterator[int]:
        for form in (part.folded, *bases(part.folded, part.script)):
            for family in families().get(part_of(form).sound, ()):
                yield from self._table.by_family.get(family, ())

    def _by_consonants(self, part: Part) -> set[int]:
        if country_of((part.folded,)) or part.folded in words("offices.txt"):
            return set()
        found: set[int] = set()
        for form in (part.folded, *bases(part.folded, part.script)):
            if form in self._table.by_letters:
                found.add(self._table.by_letters[form])
            for bones in spoken(form):
                found.update(self._table.by_consonants.get(bones, ()) if bones else ())
        return found

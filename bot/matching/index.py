"""A watchlist laid out in flat arrays, to be asked which spellings have a word, or two words, of a text.

Every spelling is a row, every distinct sound of a word has a number. Nothing here is a string but the words themselves, so
the whole index can be written to a file and mapped into memory by every process that needs it (`bot.edges.index_files`).
`bot.matching.build` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.hashing import Keys, Numbers, Raw, mixed, upper
from bot.model import Name, Person
from bot.names.lexicon import words
from bot.names.parts import Kind, Part, carrying, part_of, parts_of, printed_words
from bot.names.transliterate import SYLLABIC

Rows = Numbers  # numbers of spellings
Weights = NDArray[np.float32]
Bytes = NDArray[np.uint8]

MOST_UPPER_BITS = 16  # by which keys are looked up first
BIT_PER_KEY = 27  # the map of pairs has at most 2**27 bits (16 MB)
NONE: Rows = np.zeros(0, np.int32)  # no numbers


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
    def titles(self) -> tuple[frozenset[str], frozenset[str]]:
        """Sounds of the titles that a name of one word has before and behind it: Mullah Baradar; AMINULLAH, Sheikh."""
        words = [part_of(word) for word in printed_words(self.name.text.replace(",", " "))]
        at = next((n for n, part in enumerate(words) if part.kind is not Kind.TITLE), len(words))
        before, behind = (frozenset(p.sound for p in some if p.kind is Kind.TITLE) for some in (words[:at], words[at:]))
        return (behind, before) if "," in self.name.text else (before, behind)

    @property
    def surname(self) -> tuple[int, ...]:
        """Positions of the words that are the surname: those the list prints in capitals, or the one where it usually stands."""
        capitals = tuple(j for j, p in enumerate(self.parts) if p.text.isupper() and len(p.text) > 1)
        if capitals and len(capitals) < len(self.parts):
            return capitals
        east = len(self.parts) == 3 and self.parts[0].spelt in words("first_surnames.txt")
        return (0,) if east else (len(self.parts) - 1,)


@dataclass(frozen=True, slots=True)
class Filed:
    """Numbers filed under keys; several numbers may share a key."""

    keys: Keys  # ascending
    numbers: Numbers
    starts: Numbers  # where the keys with each of the possible upper bits begin

    @classmethod
    def of(cls, keys: Keys, numbers: Numbers) -> Filed:
        """File each number under the key at the same position, once."""
        return cls.of_pieces([(keys, numbers)])

    @classmethod
    def of_pieces(cls, pieces: Iterable[tuple[Keys, Numbers]]) -> Filed:
        """The same for keys and numbers that are made a piece at a time."""
        whole = np.concatenate([np.zeros(0, np.uint64), *(_packed(keys, numbers) for keys, numbers in pieces)])
        whole.sort()
        whole = whole[np.append(True, whole[1:] != whole[:-1])[: len(whole)]]
        numbers = whole.astype(np.uint32).view(np.int32)
        whole >>= np.uint64(32)
        ordered = whole.astype(np.uint32)
        bits = min(MOST_UPPER_BITS, max(1, len(ordered).bit_length() - 4))
        bounds = np.arange(1 << bits, dtype=np.uint32) << np.uint32(32 - bits)
        return cls(ordered, numbers, np.append(ordered.searchsorted(bounds), len(ordered)).astype(np.int32))

    def under(self, key: np.uint32) -> Numbers:
        """The numbers under one key."""
        low = self.keys.searchsorted(key)
        if low == len(self.keys) or self.keys[low] != key:
            return NONE
        return self.numbers[low : low + self.keys[low:].searchsorted(key, "right")]

    def each(self, keys: Keys) -> list[Numbers]:
        """The numbers under each of some keys."""
        low, high = self._first(keys).tolist(), np.searchsorted(self.keys, keys, "right").tolist()
        return [self.numbers[a:z] for a, z in zip(low, high, strict=True)]

    def found(self, keys: Keys) -> tuple[Numbers, Numbers]:
        """The numbers under some keys, and for each of them the position of its key."""
        if not len(self.keys):
            return NONE, NONE
        low = self._first(keys)
        hit = np.flatnonzero(self.keys[np.minimum(low, len(self.keys) - 1)] == keys)  # few: most are keys of nothing
        if not len(hit):
            return NONE, NONE
        low = low[hit]
        counts = np.searchsorted(self.keys, keys[hit], "right") - low
        return self.numbers[_stretches(low, counts)], np.repeat(hit, counts).astype(np.int32)

    def _first(self, keys: Keys) -> NDArray[np.int64]:
        """Where each of some keys stands or would stand. Halving only what shares its upper bits spares memory that is far away."""
        upper = (keys >> np.uint32(32 - (len(self.starts) - 2).bit_length())).astype(np.int64)
        low, high = self.starts[upper].astype(np.int64), self.starts[upper + 1].astype(np.int64)
        for _ in range(int((high - low).max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            less = (self.keys[np.minimum(middle, len(self.keys) - 1)] < keys) & (low < high)
            low, high = np.where(less, middle + 1, low), np.where(less, high, middle)
        return low


@dataclass(frozen=True, slots=True)
class Lists:
    """For each number from 0 a list of other numbers."""

    ends: Numbers  # where each list ends
    numbers: Numbers

    @classmethod
    def of(cls, owners: Numbers, numbers: Numbers, size: int) -> Lists:
        """Give each number to its owner, of whom there are `size`; each has its numbers in ascending order."""
        whole = _packed(owners.view(np.uint32), numbers)
        whole.sort()
        ends = np.cumsum(np.bincount(owners, minlength=size), dtype=np.int32)
        return cls(ends, whole.astype(np.uint32).view(np.int32))

    def at(self, owner: int) -> Numbers:
        """One list."""
        return self.numbers[self.ends[owner - 1] if owner else 0 : self.ends[owner]]

    def of_all(self, owners: Numbers) -> tuple[Numbers, Numbers]:
        """Several lists one after the other, and for each number the position of its owner."""
        low, counts = _pieces(self.ends, owners)
        return self.numbers[_stretches(low, counts)], np.repeat(np.arange(len(owners), dtype=np.int32), counts)

    def lengths(self, owners: Numbers) -> Numbers:
        """How many numbers some of the lists have."""
        return _pieces(self.ends, owners)[1]

    def few(self, owners: Numbers, most: int) -> Numbers:
        """Several lists one after the other; nothing when they hold more than so many numbers."""
        return self.of_all(owners)[0] if self.lengths(owners).sum() <= most else NONE


@dataclass(frozen=True, slots=True)
class Texts:
    """ASCII texts one after the other."""

    ends: Numbers
    letters: Bytes

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Lay down some texts."""
        ends = np.cumsum(np.fromiter(map(len, texts), np.int32, len(texts)), dtype=np.int32)
        return cls(ends, np.frombuffer("".join(texts).encode("ascii", "replace"), np.uint8))

    def at(self, numbers: Numbers) -> list[str]:
        """Some of the texts."""
        low, lengths = _pieces(self.ends, numbers)
        together = self.letters[_stretches(low, lengths)].tobytes().decode("ascii")
        return [together[a:z] for a, z in pairwise((0, *np.cumsum(lengths).tolist()))]

    def lengths(self, numbers: Numbers) -> Numbers:
        """How long some of the texts are."""
        return _pieces(self.ends, numbers)[1]

    def openings(self, numbers: Numbers) -> Bytes:
        """The first two letters of some of the texts, a row each; 0 for what a short one lacks."""
        starts = _pieces(self.ends, numbers)[0][:, None] + np.arange(2)
        found: Bytes = self.letters[np.minimum(starts, len(self.letters) - 1)]
        return np.where(starts < self.ends[numbers][:, None], found, 0)

    def letter_sets(self) -> Keys:
        """For each text the letters that are in it, a bit each."""
        if not len(self.letters):
            return np.zeros(len(self.ends), np.uint32)
        starts = np.append(0, self.ends[:-1])
        found: Keys = np.bitwise_or.reduceat(letter_bits(self.letters), np.minimum(starts, len(self.letters) - 1))
        return np.where(self.ends > starts, found, 0).astype(np.uint32)

    def all(self) -> list[str]:
        """All texts, in order."""
        together = self.letters.tobytes().decode("ascii")
        return [together[a:z] for a, z in pairwise((0, *self.ends.tolist()))]


@dataclass(frozen=True)
class NameIndex:
    """Everything about a watchlist that does not depend on an article."""

    # a row for each spelling
    person: Numbers  # whose it is
    name: Numbers  # which of the person's names
    totals: Weights  # bits of all its words
    # whether of the person only Latin names are known, and in this one no surname stands out
    unknown: NDArray[np.bool_]
    letters: Keys  # which letters its words begin with, a bit each
    words: Lists  # numbers of its words, in order
    # a number for each sound of a word
    sounds: Texts
    spelt: Texts  # one way it is written
    bits: Weights  # how much a word tells
    loose: NDArray[np.bool_]  # whether it is written in other ways too, or without vowels
    rows: Lists  # the spellings that have it
    by_sound: Filed
    by_slip: Filed  # the sound, or the sound with one letter left out
    by_consonants: Filed
    # spellings by two words at once
    by_pair: Filed
    pair_map: Bytes  # a bit for each key of `by_pair`, so that most pairs are turned away without a search
    by_joined: Filed  # sound of two or three neighbours written together
    by_joined_consonants: Filed
    # names that are looked for whole
    single: Filed  # folded letters of names of one word
    titled: Filed  # sounds of a title and of the word, of names of one word and titles
    by_signs: Filed  # Latin spellings by keys of Chinese and Korean signs (`bot.names.signs`)
    by_kana: Filed  # Latin spellings by the consonants of given name and surname (`bot.names.kana`)
    literal: Rows  # names in scripts without blanks between words
    # what people do
    terms: Texts  # see `bot.matching.profile.term`
    term_told: Weights  # bits

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All arrays by name, for a file."""
        return dict(_flat("", self))

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[np.generic]]) -> NameIndex:
        """An index from its arrays. Raises KeyError when one is missing."""
        made = {}
        for field in fields(cls):
            kind = {"Filed": Filed, "Lists": Lists, "Texts": Texts}.get(str(field.type))
            made[field.name] = (
                kind(*(arrays[f"{field.name}.{part.name}"] for part in fields(kind))) if kind else arrays[field.name]
            )
        return cls(**made)  # type: ignore[arg-type]

    def spelling(self, people: Sequence[Person], row: int) -> Spelling:
        """A spelling of the watchlist that this index was made for."""
        number = int(self.person[row])
        name = people[number].names[self.name[row]]
        return Spelling(number, name, carrying(parts_of(name.text)), tuple(self.bits[self.words.at(row)].tolist()))

    def has(self, rows: Rows, numbers: Numbers) -> NDArray[np.bool_]:
        """For each spelling whether the word at the same place is one of its words."""
        words, at = self.words.of_all(rows)
        found: NDArray[np.bool_] = np.bincount(at[words == numbers[at]], minlength=len(rows)) > 0
        return found

    @cached_property
    def term_bits(self) -> Mapping[str, float]:
        """How much each term of a role or an organisation tells."""
        return dict(zip(self.terms.all(), self.term_told.tolist(), strict=True))

    @cached_property
    def sound_letters(self) -> Keys:
        """For each word the letters of its sound, a bit each."""
        return self.sounds.letter_sets()

    @cached_property
    def spelt_letters(self) -> Keys:
        """For each word the letters it is written with, a bit each."""
        return self.spelt.letter_sets()


def _packed(keys: Keys, numbers: Numbers) -> Raw:
    """Key and number in one, so that sorting them is quick."""
    whole = keys.astype(np.uint64)
    whole <<= np.uint64(32)
    whole |= numbers.view(np.uint32)
    return whole


def spread(numbers: Numbers) -> Raw:
    """For each word the number that its pairs' keys are made of."""
    return mixed(numbers.astype(np.uint64) + np.uint64(1))


def pair_keys(one: Raw, other: Raw) -> Keys:
    """Keys of pairs of words, whatever their order, from their spread numbers."""
    return upper(one + other)


def pair_map(keys: Keys) -> Bytes:
    """A map with the bits of these keys set; at least 16 bits a key, up to 2**27."""
    size = min(BIT_PER_KEY, max(10, int(len(keys) * 16).bit_length()))
    places = keys >> np.uint32(32 - size)
    found = np.zeros(1 << (size - 3), np.uint8)
    np.bitwise_or.at(
        found, places >> np.uint32(3), np.left_shift(np.uint8(1), (places & np.uint32(7)).astype(np.uint8))
    )
    return found


def may_be_paired(found: Bytes, keys: Keys) -> NDArray[np.bool_]:
    """Which of the keys may be in the map."""
    places = keys >> np.uint32(32 - (len(found) * 8 - 1).bit_length())
    bits: Bytes = found[places >> np.uint32(3)] >> (places & np.uint32(7)).astype(np.uint8)
    return (bits & np.uint8(1)).astype(bool)


def letter_bits(letters: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """A bit of its own for each letter from a to z; what is none shares the last ones."""
    return np.left_shift(np.uint32(1), (letters & np.uint8(31)).astype(np.uint32))


def letter_set(word: str) -> np.uint32:
    """The letters of a word, a bit each."""
    letters = np.frombuffer(word.encode("ascii", "replace"), np.uint8)
    found: np.uint32 = np.bitwise_or.reduce(letter_bits(letters))
    return found


def _pieces(ends: Numbers, chosen: Numbers) -> tuple[Numbers, Numbers]:
    """Where some of the pieces begin that end there one after the other, and how long they are."""
    low = np.where(chosen > 0, ends[chosen - 1], 0)
    return low, ends[chosen] - low


def _stretches(low: NDArray[np.signedinteger], counts: NDArray[np.signedinteger]) -> NDArray[np.int64]:
    """The numbers low[0], low[0]+1, … counts[0] of them, then those from low[1], and so on."""
    before = np.cumsum(counts) - counts
    numbers: NDArray[np.int64] = np.arange(int(counts.sum())) + np.repeat(low - before, counts)
    return numbers


def _flat(prefix: str, value: object) -> Iterator[tuple[str, NDArray[np.generic]]]:
    for field in fields(value):  # type: ignore[arg-type]
        part = getattr(value, field.name)
        if isinstance(part, np.ndarray):
            yield f"{prefix}{field.name}", part
        else:
            yield from _flat(f"{field.name}.", part)

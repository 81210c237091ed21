"""From a watchlist's people to the index of their names.

A list can have a million names, so words are read many at a time, and everything after that is done on whole arrays.
What a word tells is measured in bits: one borne by few people tells much, one that half the world bears tells little.
"""

from __future__ import annotations

import gc
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from bot.matching.hashing import Numbers, Raw, keys, raw_hashes, slip_hashes, together
from bot.matching.index import Filed, Lists, NameIndex, Texts, Weights, letter_bits, pair_keys, pair_map, spread
from bot.matching.profile import weigh_terms
from bot.model import Name, Person
from bot.names.abjad import latin_sounds_all, skeleton
from bot.names.canonical import canonical_all
from bot.names.kana import LEAST_CONSONANTS, consonants_all
from bot.names.lexicon import families, sounds
from bot.names.parts import Kind, Part, carrying, parts_of, printed_words, read_word
from bot.names.signs import is_korean_surname, keys_of_spelling, may_be_korean, may_be_pinyin
from bot.names.transliterate import ABJADS, SYLLABIC, script_of

MOST_BITS = 13.0  # what a word tells that one person alone bears
COMMON_BITS = 5.0  # what a name in `data/names/common.txt` tells at most
SHORT_BITS = 8.0  # what a word of at most three letters tells at most
INITIAL_BITS = 2.0
LONGEST_SPELLING = 9  # words; list fields with more are remarks, not names
SMALLEST_LIST = 5000  # people; a shorter list does not make names rare or common
AT_ONCE = 20_000  # names read together
SHORTEST_SINGLE = 4  # letters of a name of one word

# The ways of writing that are looked up apart: a word's class is one of these.
PLAIN, ABJAD, SIGNS, INITIAL = range(4)

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")

Bones = tuple[str, ...]  # the consonants of a word, one string for each way to read it


@dataclass(slots=True)
class _Vocabulary:
    """The distinct words of the list, numbered as they are met.

    Words of one class that sound alike are one, unless their first letters or their consonants differ: Khalil and Halil
    sound alike in Latin letters, but Arabic and an initial tell them apart.
    """

    numbers: dict[tuple[int, str, str, Bones], int] = field(default_factory=dict)
    known: dict[tuple[int, str], int] = field(default_factory=dict)  # class and spelling of a word -> its number
    spelt: list[str] = field(default_factory=list)  # how each was written when it was first met
    varied: set[int] = field(default_factory=set)  # those met in other ways too
    read: dict[str, tuple[int, ...] | None] = field(
        default_factory=dict
    )  # printed word -> numbers of what carries a name

    def learn(self, printed: Iterable[str]) -> None:
        """Read printed words; those that mean something only together with the next one are marked with None."""
        fresh = [(word, read_word(word)) for word in dict.fromkeys(printed) if word not in self.read]
        carried = [carrying(parts) for _, parts in fresh]
        numbers = iter(self.number(tuple(chain.from_iterable(carried))))
        for (word, parts), chosen in zip(fresh, carried, strict=True):
            found = tuple(islice(numbers, len(chosen)))
            self.read[word] = None if any(p.spelt.startswith("ab") and p.sound == "abd" for p in parts) else found

    def number(self, parts: Sequence[Part]) -> list[int]:
        """The numbers of some words."""
        asked = [(_class(p), p.spelt) for p in parts]
        fresh = [word for word in dict.fromkeys(asked) if word not in self.known]
        written = [spelt for _, spelt in fresh]
        for (kind, spelt), sound, readings in zip(
            fresh, canonical_all(written), latin_sounds_all(written), strict=True
        ):
            self.known[kind, spelt] = self._one(kind, spelt, sound, readings)
        return [self.known[word] for word in asked]

    def _one(self, kind: int, spelt: str, sound: str, readings: Sequence[str]) -> int:
        bones = tuple(map(skeleton, readings)) if kind in (PLAIN, SIGNS) else ()
        key = (kind, spelt if kind == INITIAL else sound, spelt[:1], bones)
        number = self.numbers.setdefault(key, len(self.numbers))
        if number == len(self.spelt):
            self.spelt.append(spelt)
        elif self.spelt[number] != spelt:
            self.varied.add(number)
        return number


def _class(part: Part) -> int:
    if part.kind is Kind.INITIAL:
        return INITIAL
    return ABJAD if part.script in ABJADS else SIGNS if part.script in SYLLABIC else PLAIN


@dataclass(frozen=True, slots=True)
class _Table:
    """The names as rows of word numbers, and the words."""

    person: Numbers
    name: Numbers
    words: Lists
    owner: Numbers  # for each entry of `words.numbers` its row
    sounds: list[str]
    spelt: list[str]
    bones: list[Bones]  # none for what is not written in Latin letters or signs
    kind: NDArray[np.uint8]  # the class of each word
    varied: NDArray[np.bool_]  # whether it is written in several ways
    raw: Raw  # hash of each sound
    length: Numbers  # letters of each sound

    def neighbours(self, count: int, among: NDArray[np.bool_]) -> tuple[NDArray[np.intp], Numbers]:
        """Where in `words.numbers` so many neighbours of one row begin that are all among the chosen words; their rows."""
        entries = len(self.owner) - count + 1
        fits = np.ones(max(0, entries), bool)
        for n in range(count):
            fits &= among[self.words.numbers[n : n + entries]] & (self.owner[n : n + entries] == self.owner[:entries])
        at = np.flatnonzero(fits)
        return at, self.owner[at]


def build(people: Sequence[Person]) -> NameIndex:
    """Lay out all names of these people."""
    with _uncollected():
        table, told = _table(people), weigh_terms(people)
    bits = _bits(table)
    entries = bits[table.words.numbers]
    rows = len(table.person)
    pairs, paired = _pairs(table)
    named = np.flatnonzero(table.kind != INITIAL).astype(np.int32)
    whole = table.kind[table.words.numbers] != INITIAL
    literal, single = _whole_names(people, table)
    return NameIndex(
        person=table.person,
        name=table.name,
        totals=np.bincount(table.owner, entries, rows).astype(np.float32),
        unknown=_unknown(people, table),
        letters=_letters(table),
        words=table.words,
        sounds=Texts.of(table.sounds),
        spelt=Texts.of(table.spelt),
        bits=bits,
        loose=table.varied | (table.kind != PLAIN),
        rows=Lists.of(table.words.numbers[whole], table.owner[whole], len(bits)),
        by_sound=Filed.of(keys(table.raw[named]), named),
        by_slip=_slips(table),
        by_consonants=_consonants(table),
        by_pair=Filed.of(pairs, paired),
        pair_map=pair_map(pairs),
        by_joined=_joined(table),
        by_joined_consonants=_joined_consonants(table),
        single=Filed.of(keys(table.raw[table.words.numbers[table.words.ends[single] - 1]]), single),
        by_signs=_by_signs(people, table),
        by_kana=_by_kana(table),
        literal=literal,
        terms=Texts.of(list(told)),
        term_told=np.array(list(told.values()), np.float32),
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cycle collector, which would walk a million people again and again and find nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _table(people: Sequence[Person]) -> _Table:
    vocabulary = _Vocabulary()
    person, name, flat, ends = array("i"), array("i"), array("i"), array("i")
    for chunk in _chunks(_spellings(people), AT_ONCE):
        printed = [printed_words(text) for _, _, text in chunk]
        vocabulary.learn(chain.from_iterable(printed))
        for (n, k, text), found in zip(chunk, printed, strict=True):
            numbers = _row(vocabulary, text, found)
            if 0 < len(numbers) <= LONGEST_SPELLING:
                person.append(n)
                name.append(k)
                flat.extend(numbers)
                ends.append(len(flat))
    heard = [sound for _, sound, _, _ in vocabulary.numbers]
    words = Lists(_numbers(ends), _numbers(flat))
    return _Table(
        person=_numbers(person),
        name=_numbers(name),
        words=words,
        owner=np.repeat(np.arange(len(person), dtype=np.int32), np.diff(words.ends, prepend=0)),
        sounds=heard,
        spelt=vocabulary.spelt,
        bones=[bones for *_, bones in vocabulary.numbers],
        kind=np.fromiter((kind for kind, *_ in vocabulary.numbers), np.uint8, len(heard)),
        varied=np.isin(np.arange(len(heard)), list(vocabulary.varied)),
        raw=raw_hashes(heard),
        length=np.fromiter(map(len, heard), np.int32, len(heard)),
    )


def _row(vocabulary: _Vocabulary, text: str, printed: Sequence[str]) -> list[int]:
    """The numbers of the words that carry a name."""
    found = [vocabulary.read[word] for word in printed]
    if None in found or not any(found):
        return vocabulary.number(carrying(parts_of(text)))
    return [number for numbers in found for number in numbers or ()]


def _spellings(people: Sequence[Person]) -> Iterator[tuple[int, int, str]]:
    """Person, place among the person's names, and text of every name but repetitions; a strong one hides a weak one."""
    for n, person in enumerate(people):
        if len(person.names) == 1:
            yield n, 0, person.names[0].text
            continue
        seen: set[str] = set()
        for k in sorted(range(len(person.names)), key=lambda k: person.names[k].weak):
            text = person.names[k].text
            letters = text.casefold()
            if letters not in seen and not letters.endswith(":"):  # "Chinese:" is a remark of the list
                seen.add(letters)
                yield n, k, text


def _chunks(items: Iterator[tuple[int, int, str]], size: int) -> Iterator[list[tuple[int, int, str]]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _numbers(values: array[int]) -> Numbers:
    return np.array(values, np.int32)


def _bits(table: _Table) -> Weights:
    """How much each word tells, from the number of listed people who bear it or a form of it."""
    kin = _kin(table)
    borne = Filed.of(kin[table.words.numbers].astype(np.uint32), table.person[table.owner])
    bearers = np.bincount(borne.keys, minlength=len(kin))[kin]
    size = max(np.count_nonzero(np.diff(table.person, prepend=-1)), SMALLEST_LIST)
    bits = np.minimum(MOST_BITS, np.log2(size / np.maximum(bearers, 1)))
    for chosen, most in ((sounds("common.txt") | families().keys(), COMMON_BITS), (sounds("ordinary.txt"), SHORT_BITS)):
        at = np.fromiter((sound in chosen for sound in table.sounds), bool, len(kin))
        bits[at] = np.minimum(bits[at], most)
    short = np.fromiter((len(s) <= 3 for s in table.spelt), bool, len(kin)) & (table.kind != SIGNS)
    bits[short] = np.minimum(bits[short], SHORT_BITS)
    bits[table.kind == INITIAL] = INITIAL_BITS
    told: Weights = bits.astype(np.float32)
    return told


def _kin(table: _Table) -> Numbers:
    """For each word the first one that is a form of the same name."""
    kin = np.arange(len(table.sounds), dtype=np.int32)
    first: dict[object, int] = {}
    for n, sound in enumerate(table.sounds):
        family = families().get(sound)
        kin[n] = first.setdefault(min(family) if family else sound, n)
    return kin


def _pairs(table: _Table) -> tuple[NDArray[np.uint32], Numbers]:
    """Keys of every two words of every spelling, and the spellings."""
    told = spread(np.arange(len(table.sounds), dtype=np.int32))
    counts = np.diff(table.words.ends, prepend=0)
    found = [(np.zeros(0, np.uint32), np.zeros(0, np.int32))]
    for size in range(2, LONGEST_SPELLING + 1):
        rows = np.flatnonzero(counts == size).astype(np.int32)
        numbers = table.words.numbers[(table.words.ends[rows] - size)[:, None] + np.arange(size)]
        named = table.kind[numbers] != INITIAL
        for i in range(size):
            for j in range(i + 1, size):
                both = named[:, i] & named[:, j]
                found.append((pair_keys(told[numbers[both, i]], told[numbers[both, j]]), rows[both]))
    return np.concatenate([k for k, _ in found]), np.concatenate([r for _, r in found])


def _unknown(people: Sequence[Person], table: _Table) -> NDArray[np.bool_]:
    """Which spellings are of people of whom only Latin names are known, and have no surname in capitals."""
    unknown = np.fromiter(map(_is_unknown, people), bool, len(people))[table.person]
    for start in range(0, len(unknown), AT_ONCE):  # a million numbers at once would stay in memory
        rows = start + np.flatnonzero(unknown[start : start + AT_ONCE])
        for row, n, k in zip(*(part.tolist() for part in (rows, table.person[rows], table.name[rows])), strict=True):
            unknown[row] = not _CAPITALS.search(people[n].names[k].text)
    return unknown


def _is_unknown(person: Person) -> bool:
    """Whether the list knows nothing of a person that a text could say too, or that stands beside the name in another script."""
    regimes = any(listing.regime for listing in person.listings)
    facts = person.roles or person.organisations or person.nationality or person.born or regimes
    return not facts and all(name.text.isascii() for name in person.names)


def _letters(table: _Table) -> NDArray[np.uint32]:
    """For each spelling a bit for every letter that one of its words begins with."""
    first = np.frombuffer("".join(s[:1] or "?" for s in table.spelt).encode("ascii", "replace"), np.uint8)
    bit = letter_bits(first)[table.words.numbers]
    found = np.zeros(len(table.person), np.uint32)
    np.bitwise_or.at(found, table.owner, bit)
    return found


def _slips(table: _Table) -> Filed:
    """Words by their sound, whole or with one letter left out; signs of Chinese, Japanese and Korean only whole."""
    chosen = np.flatnonzero((table.kind == PLAIN) | (table.kind == ABJAD))
    raw, owner = slip_hashes([table.sounds[n] for n in chosen.tolist()])
    return Filed.of(keys(raw), chosen[owner].astype(np.int32))


def _consonants(table: _Table) -> Filed:
    found = [(bones, n) for n, readings in enumerate(table.bones) for bones in readings if bones]
    return Filed.of(keys(raw_hashes([bones for bones, _ in found])), np.array([n for _, n in found], np.int32))


def _joined(table: _Table) -> Filed:
    """Spellings by the sound of two or three neighbours written together."""
    among = (table.kind == PLAIN) | (table.kind == ABJAD)
    numbers = table.words.numbers
    two, of_two = table.neighbours(2, among)
    three, of_three = table.neighbours(3, among)
    ends = together(table.raw[numbers[three + 1]], table.length[numbers[three + 1]], table.raw[numbers[three + 2]])
    raw = (
        together(table.raw[numbers[two]], table.length[numbers[two]], table.raw[numbers[two + 1]]),
        together(table.raw[numbers[three]], table.length[numbers[three]], ends),
    )
    return Filed.of(keys(np.concatenate(raw)), np.concatenate((of_two, of_three)))


def _joined_consonants(table: _Table) -> Filed:
    """Spellings by the consonants of two neighbours."""
    bones = [readings[-1] if readings else "" for readings in table.bones]
    raw, length = raw_hashes(bones), np.fromiter(map(len, bones), np.int32, len(bones))
    at, rows = table.neighbours(2, table.kind == PLAIN)
    first, second = table.words.numbers[at], table.words.numbers[at + 1]
    return Filed.of(keys(together(raw[first], length[first], raw[second])), rows)


def _by_signs(people: Sequence[Person], table: _Table) -> Filed:
    """Spellings that may be Chinese or Korean in form."""
    plain, counts = table.kind == PLAIN, np.diff(table.words.ends, prepend=0)
    first, last = table.words.numbers[table.words.ends - counts], table.words.numbers[table.words.ends - 1]

    def only(chosen: Iterable[bool]) -> NDArray[np.bool_]:
        """Which spellings have only chosen words."""
        fits = plain & np.fromiter(chosen, bool, len(plain))
        whole: NDArray[np.bool_] = np.bincount(table.owner, fits[table.words.numbers], len(counts)) == counts
        return whole

    surname = np.fromiter(map(is_korean_surname, table.spelt), bool, len(plain))
    fits = only(map(may_be_pinyin, table.spelt)) | (
        only(map(may_be_korean, table.spelt)) & (surname[first] | surname[last])
    )
    found = [
        (key, row)
        for row in np.flatnonzero(fits & (counts > 1) & (counts < 5)).tolist()
        if not people[table.person[row]].names[table.name[row]].weak
        for key in keys_of_spelling(_own_words(people, table, row))
    ]
    return Filed.of(keys(raw_hashes([key for key, _ in found])), np.array([row for _, row in found], np.int32))


def _own_words(people: Sequence[Person], table: _Table, row: int) -> tuple[str, ...]:
    """A spelling's words as it writes them itself: Lee where another spelling has Li."""
    text: str = people[table.person[row]].names[table.name[row]].text
    words = tuple(table.spelt[n] for n in table.words.at(row).tolist())
    return words if text.casefold() == " ".join(words) else tuple(p.spelt for p in carrying(parts_of(text)))


def _by_kana(table: _Table) -> Filed:
    """Spellings by their first and last word, and by their second and first, for lists that print the surname first."""
    bones = consonants_all(table.spelt)
    raw, length = raw_hashes(bones), np.fromiter(map(len, bones), np.int32, len(bones))
    rows = np.flatnonzero(np.diff(table.words.ends, prepend=0) > 1).astype(np.int32)
    starts = np.append(0, table.words.ends)[rows]
    first, second, last = (table.words.numbers[at] for at in (starts, starts + 1, table.words.ends[rows] - 1))
    found = []
    for given, surname in ((first, last), (second, first)):
        told = (np.minimum(length[given], length[surname]) > 1) & (length[given] + length[surname] >= LEAST_CONSONANTS)
        told &= (table.kind[given] == PLAIN) & (table.kind[surname] == PLAIN)
        found.append((keys(together(raw[given], length[given], raw[surname])[told]), rows[told]))
    return Filed.of(np.concatenate([k for k, _ in found]), np.concatenate([r for _, r in found]))


def _whole_names(people: Sequence[Person], table: _Table) -> tuple[Numbers, Numbers]:
    """The spellings in scripts without blanks between words, and those of one word and nothing beside it."""
    kinds = table.kind[table.words.numbers]
    signs = np.array(sorted(set(table.owner[kinds == SIGNS].tolist())), np.int32)
    counts = np.diff(table.words.ends, prepend=0)
    lone = np.flatnonzero((counts == 1) & (kinds[np.maximum(table.words.ends - 1, 0)] < SIGNS))

    def text(row: int) -> str:
        name: Name = people[table.person[row]].names[table.name[row]]
        return name.text

    literal = [row for row in signs.tolist() if script_of(text(row)) in SYLLABIC]
    single = [row for row in lone.tolist() if _lone(text(row))]
    return np.array(literal, np.int32), np.array(single, np.int32)


def _lone(name: str) -> bool:
    """Whether nothing but the word itself stands in the list: "Carlos", not "Sardar Soleimani" or "al-Nasser"."""
    parts = parts_of(name)
    return len(parts) == 1 and len(parts[0].spelt) >= SHORTEST_SINGLE

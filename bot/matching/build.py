"""From a watchlist's people to the index of their names.

A list can have a million names, so words are read many at a time, and everything after that is done on whole arrays.
What a word tells is measured in bits: one borne by few people tells much, one that half the world bears tells little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.collector import collector_paused
from bot.matching.hashing import Keys, Numbers, Raw, keys, keys_of, raw_hashes, slip_hashes, together
from bot.matching.index import Filed, Lists, NameIndex, Texts, Weights, letter_bits, pair_keys, pair_map, spread
from bot.matching.profile import weigh_terms
from bot.matching.vocabulary import ABJAD, INITIAL, LONGEST_SPELLING, PLAIN, SIGNS, Table, any_of, table_of
from bot.model import Person
from bot.names.kana import LEAST_CONSONANTS, consonants_all
from bot.names.lexicon import families, sounds
from bot.names.parts import Kind, carrying, parts_of
from bot.names.signs import is_korean_surname, keys_of_spelling, may_be_korean, may_be_pinyin
from bot.names.transliterate import SYLLABIC, script_of

MOST_BITS = 13.0  # what a word tells that one person alone bears
COMMON_BITS = 5.0  # what a name in `data/names/common.txt` tells at most
SHORT_BITS = 8.0  # what a word of at most three letters tells at most
INITIAL_BITS = 2.0
SMALLEST_LIST = 5000  # people; a shorter list does not make names rare or common


def build(people: Sequence[Person]) -> NameIndex:
    """Lay out all names of these people."""
    with collector_paused():
        table, told = table_of(people), weigh_terms(people)
    bits = _bits(table)
    by_pair = Filed.of_pieces(_pairs(table))
    readings = _readings(table)
    named = np.flatnonzero(table.kind != INITIAL).astype(np.int32)
    single = np.flatnonzero(table.single).astype(np.int32)
    return NameIndex(
        person=table.person,
        name=table.name,
        totals=np.add.reduceat(bits[table.words.numbers], table.starts, dtype=np.float64).astype(np.float32),
        unknown=np.fromiter(map(_is_unknown, people), bool, len(people))[table.person] & ~table.capitals,
        letters=_letters(table),
        words=table.words,
        sounds=table.sounds,
        spelt=table.spelt,
        bits=bits,
        loose=table.varied | (table.kind != PLAIN),
        rows=_rows(table),
        by_sound=Filed.of(keys(table.raw[named]), named),
        by_slip=_slips(table),
        by_consonants=_consonants(*readings),
        by_pair=by_pair,
        pair_map=pair_map(by_pair.keys),
        by_joined=Filed.of_pieces(_joined(table)),
        by_joined_consonants=Filed.of_pieces(_joined_consonants(table, *readings)),
        single=Filed.of(keys(table.raw[table.words.numbers[table.words.ends[single] - 1]]), single),
        titled=_titled(people, table),
        by_signs=_by_signs(people, table),
        by_kana=Filed.of_pieces(_by_kana(table)),
        literal=_literal(people, table),
        terms=Texts.of(list(told)),
        term_told=np.array(list(told.values()), np.float32),
    )


def _bits(table: Table) -> Weights:
    """How much each word tells, from the number of listed people who bear it or a form of it."""
    kin = _kin(table)
    borne = Filed.of(kin[table.words.numbers].astype(np.uint32), table.person[table.owner])
    bearers = np.bincount(borne.keys, minlength=len(kin))[kin]
    size = max(np.count_nonzero(np.diff(table.person, prepend=-1)), SMALLEST_LIST)
    bits = np.minimum(MOST_BITS, np.log2(size / np.maximum(bearers, 1)))
    heard = table.sounds.all()
    for chosen, most in ((sounds("common.txt") | families().keys(), COMMON_BITS), (sounds("ordinary.txt"), SHORT_BITS)):
        at = np.fromiter((sound in chosen for sound in heard), bool, len(kin))
        bits[at] = np.minimum(bits[at], most)
    short = (np.diff(table.spelt.ends, prepend=0) <= 3) & (table.kind != SIGNS)
    bits[short] = np.minimum(bits[short], SHORT_BITS)
    bits[table.kind == INITIAL] = INITIAL_BITS
    told: Weights = bits.astype(np.float32)
    return told


def _kin(table: Table) -> Numbers:
    """For each word the first one that is a form of the same name."""
    first: dict[object, int] = {}
    heard = table.sounds.all()
    kin = (first.setdefault(min(families().get(sound, ()), default=sound), n) for n, sound in enumerate(heard))
    return np.fromiter(kin, np.int32, len(heard))


def _rows(table: Table) -> Lists:
    """For each word the spellings that have it; for an initial none."""
    whole = table.kind[table.words.numbers] != INITIAL
    return Lists.of(table.words.numbers[whole], table.owner[whole], len(table.kind))


def _pairs(table: Table) -> Iterator[tuple[Keys, Numbers]]:
    """Keys of every two words of every spelling, and the spellings."""
    told = spread(np.arange(len(table.kind), dtype=np.int32))
    counts = np.diff(table.words.ends, prepend=0)
    for size in range(2, LONGEST_SPELLING + 1):
        rows = np.flatnonzero(counts == size).astype(np.int32)
        numbers = table.words.numbers[(table.words.ends[rows] - size)[:, None] + np.arange(size)]
        named = table.kind[numbers] != INITIAL
        for i in range(size):
            for j in range(i + 1, size):
                both = named[:, i] & named[:, j]
                yield pair_keys(told[numbers[both, i]], told[numbers[both, j]]), rows[both]


def _is_unknown(person: Person) -> bool:
    """Whether the list knows nothing of a person that a text could say too, or that stands beside the name in another script."""
    if person.roles or person.organisations or person.nationality or person.born:
        return False
    if any(listing.regime for listing in person.listings):
        return False
    return all(name.text.isascii() for name in person.names)


def _letters(table: Table) -> NDArray[np.uint32]:
    """For each spelling a bit for every letter that one of its words begins with."""
    first = np.frombuffer("".join(s[:1] or "?" for s in table.spelt.all()).encode("ascii"), np.uint8)
    return np.bitwise_or.reduceat(letter_bits(first)[table.words.numbers], table.starts)


def _slips(table: Table) -> Filed:
    """Words by their sound, whole or with one letter left out; signs of Chinese, Japanese and Korean only whole."""
    chosen = np.flatnonzero((table.kind == PLAIN) | (table.kind == ABJAD)).astype(np.int32)
    raw, owner = slip_hashes(table.sounds.at(chosen))
    return Filed.of(keys(raw), chosen[owner])


def _readings(table: Table) -> tuple[Raw, Numbers, Numbers]:
    """Hash and length of every reading of the consonants of every word, and where those of each word end."""
    found = [readings.split(",") for readings in table.bones.all()]
    flat = list(chain.from_iterable(found))
    ends = np.cumsum(np.fromiter(map(len, found), np.int32, len(found)), dtype=np.int32)
    return raw_hashes(flat), np.fromiter(map(len, flat), np.int32, len(flat)), ends


def _consonants(raw: Raw, length: Numbers, ends: Numbers) -> Filed:
    """Words by each reading of their consonants."""
    owner = np.repeat(np.arange(len(ends), dtype=np.int32), np.diff(ends, prepend=0))
    return Filed.of(keys(raw[length > 0]), owner[length > 0])


def _joined(table: Table) -> Iterator[tuple[Keys, Numbers]]:
    """Spellings by the sound of two or three neighbours written together."""
    for count in (2, 3):
        for rows, numbers in table.neighbours(count, (table.kind == PLAIN) | (table.kind == ABJAD)):
            raw = table.raw[numbers[-1]]
            for number in reversed(numbers[:-1]):
                raw = together(table.raw[number], table.length[number], raw)
            yield keys(raw), rows


def _joined_consonants(table: Table, raw: Raw, length: Numbers, ends: Numbers) -> Iterator[tuple[Keys, Numbers]]:
    """Spellings by the consonants of two neighbours, each in its last reading."""
    for rows, numbers in table.neighbours(2, table.kind == PLAIN):
        first, second = (ends[number] - 1 for number in numbers)
        yield keys(together(raw[first], length[first], raw[second])), rows


def _by_signs(people: Sequence[Person], table: Table) -> Filed:
    """Spellings that may be Chinese or Korean in form."""
    plain, counts = table.kind == PLAIN, np.diff(table.words.ends, prepend=0)
    first, last = table.words.numbers[table.starts], table.words.numbers[table.words.ends - 1]

    def only(chosen: Iterable[bool]) -> NDArray[np.bool_]:
        """Which spellings have only chosen words."""
        fits = plain & np.fromiter(chosen, bool, len(plain))
        return ~any_of(table.owner[~fits[table.words.numbers]], len(counts))

    spelt = table.spelt.all()
    surname = np.fromiter(map(is_korean_surname, spelt), bool, len(plain))
    fits = only(map(may_be_pinyin, spelt)) | (only(map(may_be_korean, spelt)) & (surname[first] | surname[last]))
    rows = np.flatnonzero(fits & (counts > 1) & (counts < 5)).astype(np.int32)
    found = [
        (key, row)
        for row, words in zip(rows.tolist(), table.own_words(rows), strict=True)
        if not people[table.person[row]].names[table.name[row]].weak
        for key in keys_of_spelling(words)
    ]
    return Filed.of(keys_of(key for key, _ in found), np.array([row for _, row in found], np.int32))


def _by_kana(table: Table) -> Iterator[tuple[Keys, Numbers]]:
    """Spellings by their first and last word, and by their second and first, for lists that print the surname first."""
    bones = consonants_all(table.spelt.all())
    raw, length = raw_hashes(bones), np.fromiter(map(len, bones), np.int32, len(bones))
    rows = np.flatnonzero(np.diff(table.words.ends, prepend=0) > 1).astype(np.int32)
    starts, last = table.starts[rows], table.words.ends[rows] - 1
    first, second, last = (table.words.numbers[at] for at in (starts, starts + 1, last))
    for given, surname in ((first, last), (second, first)):
        told = (np.minimum(length[given], length[surname]) > 1) & (length[given] + length[surname] >= LEAST_CONSONANTS)
        told &= (table.kind[given] == PLAIN) & (table.kind[surname] == PLAIN)
        given, surname = given[told], surname[told]
        yield keys(together(raw[given], length[given], raw[surname])), rows[told]


def _titled(people: Sequence[Person], table: Table) -> Filed:
    """The spellings of one word and titles, filed by the sounds of each title and of the word."""
    sounds: list[str] = []
    rows: list[int] = []
    for row in np.flatnonzero(table.titled).tolist():
        parts = parts_of(people[table.person[row]].names[table.name[row]].text)
        word = carrying(parts)[0].sound
        sounds.extend([f"{part.sound} {word}" for part in parts if part.kind is Kind.TITLE])
        rows.extend([row] * (len(sounds) - len(rows)))
    return Filed.of(keys_of(sounds), np.array(rows, np.int32))


def _literal(people: Sequence[Person], table: Table) -> Numbers:
    """The spellings in scripts without blanks between words."""
    signs = np.unique(table.owner[table.kind[table.words.numbers] == SIGNS]).tolist()
    texts = (people[table.person[row]].names[table.name[row]].text for row in signs)
    return np.array([row for row, text in zip(signs, texts, strict=True) if script_of(text) in SYLLABIC], np.int32)

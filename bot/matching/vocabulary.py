"""The words that a watchlist's names are made of, and each name as a row of their numbers.

A million names share far fewer words. Each printed word is read once, however many names have it, all words are given
their sounds together, and everything after that is done on whole arrays.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.hashing import Numbers, Raw, raw_hashes
from bot.matching.index import Lists, Texts
from bot.model import Person
from bot.names.abjad import latin_sounds_all, skeletons_all
from bot.names.canonical import canonical_all
from bot.names.lexicon import words
from bot.names.parts import Kind, Part, carrying, is_plain, parts_of, printed_words, read_word
from bot.names.transliterate import ABJADS, SYLLABIC

LONGEST_SPELLING = 9  # words; list fields with more are remarks, not names
AT_ONCE = 10_000  # names read together; a bound on memory
PIECE = 200_000  # entries looked at together; another
SHORTEST_SINGLE = 4  # letters of a name of one word

# The ways of writing that are looked up apart: a word's class is one of these.
PLAIN, ABJAD, SIGNS, INITIAL = range(4)

_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Table:
    """The names as rows of word numbers, and the words."""

    # a row for each spelling
    person: Numbers
    name: Numbers
    capitals: NDArray[np.bool_]  # whether one of its words is printed in capitals
    single: NDArray[
        np.bool_
    ]  # whether it is one word and nothing beside it: "Carlos", not "Sardar Soleimani" or "al-Nasser"
    titled: NDArray[np.bool_]  # whether it is one word and titles: "Sardar Soleimani"
    words: Lists  # numbers of its words
    # for each entry of `words.numbers`
    owner: Numbers  # its row
    own: Numbers  # how the row itself writes the word, a place in `written`: Lee where another spelling has Li
    written: Texts
    # a number for each sound of a word
    sounds: Texts
    spelt: Texts  # how it was written when it was first met
    bones: Texts  # its consonants, a comma between several readings; none but for Latin letters and signs
    kind: NDArray[np.uint8]  # the class of each word
    varied: NDArray[np.bool_]  # whether it is written in several ways
    raw: Raw  # hash of each sound
    length: Numbers  # letters of each sound

    @property
    def starts(self) -> Numbers:
        """Where in `words.numbers` each row begins."""
        return np.append(np.int32(0), self.words.ends)[:-1]

    def neighbours(self, count: int, among: NDArray[np.bool_]) -> Iterator[tuple[Numbers, Sequence[Numbers]]]:
        """So many neighbours that are all among the chosen words: their rows; the first of each, the second of each and so on."""
        entries = len(self.owner) - count + 1
        for start in range(0, entries, PIECE):
            at = np.arange(start, min(start + PIECE, entries))
            numbers = [self.words.numbers[at + n] for n in range(count)]
            fits = self.owner[at] == self.owner[at + count - 1]
            for number in numbers:
                fits &= among[number]
            yield self.owner[at[fits]], [number[fits] for number in numbers]

    def own_words(self, rows: Numbers) -> Iterator[tuple[str, ...]]:
        """Some spellings' words as they write them themselves."""
        numbers, at = Lists(self.words.ends, self.own).of_all(rows)
        texts = iter(self.written.at(numbers))
        return (tuple(islice(texts, count)) for count in np.bincount(at, minlength=len(rows)).tolist())


class _Numbered(dict[T, int], Generic[T]):
    """Numbers things as they are met."""

    def __missing__(self, thing: T) -> int:
        self[thing] = number = len(self)
        return number


class _Rows(NamedTuple):
    """Names as rows of words that carry them."""

    person: Numbers
    name: Numbers
    capitals: NDArray[np.bool_]
    alone: NDArray[np.bool_]  # whether the name has but one part, not even a title or a link beside it
    titled: NDArray[np.bool_]  # whether it has but one part that is no title, and titles beside it
    counts: Numbers  # how many words each has
    words: Numbers


@dataclass(frozen=True, slots=True)
class _Heard:
    """Words of one class that sound alike are one, unless their first letters or their consonants differ.

    Khalil and Halil sound alike in Latin letters, but Arabic and an initial tell them apart.
    """

    number: Numbers  # for each word that of its sound
    first: Numbers  # for each sound the word that was met first
    sounds: Texts
    bones: Texts


class _Reading(dict[str, int]):
    """Printed words, read when they are first met and numbered, and for each of them the words that carry a name in it.

    A name whose words mean something only together, as in Abd al-Malik, is read whole and takes a number too.
    """

    def __init__(self) -> None:
        self.words: _Numbered[str] = _Numbered()  # class and spelling, see `_marked`
        self._small = words("titles.txt") | words("particles.txt")
        self._carried, self._ends, self._parts = array("i"), array("i"), array("i")
        self._helps, self._capitals, self._titles = array("b"), array("b"), array("b")

    def __missing__(self, printed: str) -> int:
        capitals = _CAPITALS.search(printed) is not None
        if is_plain(printed):
            spelt = printed.lower()
            carried = () if spelt in self._small else (_marked(PLAIN, spelt),)
            number = self._take(carried, 1, capitals=capitals, title=spelt in words("titles.txt"))
        else:
            parts = read_word(printed)
            number = self._take(_carried(parts), len(parts), capitals=capitals, helps=any(map(_is_servant, parts)))
        self[printed] = number
        return number

    def _take(
        self, carried: Sequence[str], parts: int, *, capitals: bool = False, helps: bool = False, title: bool = False
    ) -> int:
        self._carried.extend([self.words[word] for word in carried])
        self._ends.append(len(self._carried))
        self._parts.append(parts)
        self._helps.append(helps)
        self._capitals.append(capitals)
        self._titles.append(title)
        return len(self._ends) - 1

    def rows(self, names: Sequence[tuple[int, int, str]]) -> _Rows:
        """Read some names: person, place among the person's names, and text."""
        size, printed = len(names), [printed_words(text) for *_, text in names]
        numbers = np.fromiter(map(self.__getitem__, chain.from_iterable(printed)), np.int32)
        owner = np.repeat(np.arange(size, dtype=np.int32), list(map(len, printed)))
        capitals = any_of(owner[_numbers(self._capitals)[numbers] > 0], size)
        carries = np.diff(_numbers(self._ends), prepend=0) > 0
        whole = any_of(owner[_numbers(self._helps)[numbers] > 0], size) | ~any_of(owner[carries[numbers]], size)
        rows = np.flatnonzero(whole).astype(np.int32)
        taken = [
            self._take(_carried(parts), len(parts)) for parts in (parts_of(names[row][2]) for row in rows.tolist())
        ]
        by_word = ~whole[owner]
        numbers = np.concatenate((numbers[by_word], np.array(taken, np.int32)))
        owner = np.concatenate((owner[by_word], rows))
        order = np.argsort(owner, kind="stable")
        found, at = Lists(_numbers(self._ends), _numbers(self._carried)).of_all(numbers[order])
        of = owner[order][at]
        counts = np.bincount(of, minlength=size).astype(np.int32)
        kept = (counts > 0) & (counts <= LONGEST_SPELLING)
        parts, titles = (np.bincount(owner, _numbers(told)[numbers], size) for told in (self._parts, self._titles))
        return _Rows(
            person=np.array([n for n, *_ in names], np.int32)[kept],
            name=np.array([k for _, k, _ in names], np.int32)[kept],
            capitals=capitals[kept],
            alone=(parts == 1)[kept],
            titled=((parts > 1) & (parts - titles == 1))[kept],
            counts=counts[kept],
            words=found[kept[of]],
        )


def table_of(people: Sequence[Person]) -> Table:
    """Take all names of these people apart."""
    rows, kinds, written = _read(people)
    heard = _heard(kinds, written)
    ends = np.cumsum(rows.counts, dtype=np.int32)
    may_stand_alone = (kinds < SIGNS) & (np.diff(written.ends, prepend=0) >= SHORTEST_SINGLE)
    alone = (rows.counts == 1) & may_stand_alone[rows.words[ends - 1]]
    return Table(
        person=rows.person,
        name=rows.name,
        capitals=rows.capitals,
        single=rows.alone & alone,
        titled=rows.titled & alone,
        words=Lists(ends, heard.number[rows.words]),
        owner=np.repeat(np.arange(len(ends), dtype=np.int32), rows.counts),
        own=rows.words,
        written=written,
        sounds=heard.sounds,
        spelt=Texts.of(written.at(heard.first)),
        bones=heard.bones,
        kind=kinds[heard.first],
        varied=np.bincount(heard.number, minlength=len(heard.first)) > 1,
        raw=raw_hashes(heard.sounds.all()),
        length=np.diff(heard.sounds.ends, prepend=0),
    )


def _read(people: Sequence[Person]) -> tuple[_Rows, NDArray[np.uint8], Texts]:
    """The names as rows of words; class and spelling of the words."""
    reading = _Reading()
    pieces = [reading.rows(()), *map(reading.rows, _chunks(_spellings(people), AT_ONCE))]
    rows = _Rows(*map(np.concatenate, zip(*pieces, strict=True)))
    kinds = np.fromiter((int(word[0]) for word in reading.words), np.uint8, len(reading.words))
    return rows, kinds, Texts.of([word[1:] for word in reading.words])


def _heard(kinds: NDArray[np.uint8], written: Texts) -> _Heard:
    """Give words their sounds, many at once: that is many times quicker than one by one."""
    keys: _Numbered[tuple[int, str, str, str]] = _Numbered()
    number = array("i")
    for chunk in np.split(np.arange(len(kinds), dtype=np.int32), range(AT_ONCE, len(kinds), AT_ONCE)):
        texts = written.at(chunk)
        read = zip(
            kinds[chunk].tolist(), texts, canonical_all(texts), skeletons_all(latin_sounds_all(texts)), strict=True
        )
        for kind, spelt, sound, bone in read:
            heard = spelt if kind == INITIAL else sound
            number.append(keys[kind, heard, spelt[:1], bone if kind in (PLAIN, SIGNS) else ""])
    _, first = np.unique(_numbers(number), return_index=True)
    sounds, bones = Texts.of([sound for _, sound, *_ in keys]), Texts.of([bone for *_, bone in keys])
    return _Heard(_numbers(number), first.astype(np.int32), sounds, bones)


def _carried(parts: Iterable[Part]) -> list[str]:
    """The parts that carry a name, as words."""
    return [_marked(_class(p), p.spelt) for p in carrying(parts)]


def _marked(kind: int, spelt: str) -> str:
    """Class and spelling of a word as one text: a million tuples take much memory."""
    return f"{kind}{spelt}"


def _is_servant(part: Part) -> bool:
    """Whether a word is the "servant of" that needs the next word."""
    return part.kind is Kind.NAME and part.spelt.startswith("ab") and part.sound == "abd"


def _class(part: Part) -> int:
    if part.kind is Kind.INITIAL:
        return INITIAL
    return ABJAD if part.script in ABJADS else SIGNS if part.script in SYLLABIC else PLAIN


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


def any_of(rows: Numbers, size: int) -> NDArray[np.bool_]:
    """Which of so many rows are among these."""
    found = np.zeros(size, bool)
    found[rows] = True
    return found


def _numbers(values: array[int]) -> Numbers:
    return np.array(values, np.int32)

"""The spellings that a run of words is worth being compared with: those of which it has two words, or one and an initial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from bot.matching.hashing import Keys
from bot.matching.index import NameIndex, Rows, Texts, letter_set
from bot.matching.lookup import Lookup
from bot.matching.pairs import LEAST_COVER, Hint, Place, two_words
from bot.matching.slots import Slot
from bot.names.compare import weight_of
from bot.names.likeness import SAME_FAMILY, SAME_INITIAL
from bot.names.parts import Kind, Part
from bot.names.transliterate import ABJADS, SYLLABIC

COVER_WITH_INITIAL = 0.22
MOST_LIKELY = 250  # spellings of one run, those with most of their bits first

BESIDE = 2  # steps from an initial to its surname: V. V. Putin
MOST_BEARERS = 40  # spellings with one surname and initial
LONG, VERY_LONG = 6, 9  # letters of a word's sound from which it may differ in two, and in three


def likely(
    index: NameIndex, lookup: Lookup, runs: Sequence[Sequence[Slot]], turned: Sequence[bool]
) -> list[list[Hint]]:
    """The spellings to compare each run with, the best covered first; `turned` are runs in which a comma may turn the order."""
    joined = _joined(lookup, runs)  # before words are learnt: it may let the memory of them go
    lookup.learn(slot.part for slots in runs for slot in slots)
    places = [
        [
            Place(run, n, n, weight_of(slot.part), alike)
            for n, slot in enumerate(slots)
            if (alike := lookup.word(slot.part).alike)
        ]
        for run, slots in enumerate(runs)
    ]
    both = [[*single, *two] for single, two in zip(places, joined, strict=True)]
    shared = two_words(index, runs, both, turned)
    misspelt = _badly_misspelt(index, lookup, runs)
    found = []
    for run, slots in enumerate(runs):
        hints = shared[run]
        for row, share in _word_and_initial(index, slots, places[run]):
            hints[row] = Hint(row, max(share, hints[row].share if row in hints else 0.0))
        for row in (*misspelt[run], *_written_as_one(index, lookup, slots, places[run])):
            hints[row] = Hint(row, hints[row].share if row in hints else LEAST_COVER)
        found.append(sorted(hints.values(), key=lambda hint: (-hint.share, hint.row))[:MOST_LIKELY])
    return found


def _joined(lookup: Lookup, runs: Sequence[Sequence[Slot]]) -> list[list[Place]]:
    """For each run the neighbours that the list may write as one word."""
    at, pairs = [], []
    for run, slots in enumerate(runs):
        for n, (a, b) in enumerate(pairwise(slots)):
            if a.part.kind is b.part.kind is Kind.NAME:
                at.append((run, n))
                pairs.append((a.part, b.part))
    found: list[list[Place]] = [[] for _ in runs]
    for (run, n), two, alike in zip(at, pairs, lookup.two_as_one(pairs), strict=True):
        if alike:
            found[run].append(Place(run, n, n + 1, sum(map(weight_of, two)), alike))
    return found


def _word_and_initial(index: NameIndex, slots: Sequence[Slot], places: Sequence[Place]) -> Iterator[tuple[int, float]]:
    """Spellings that surely have a word of the run, and another that begins with an initial beside it."""
    initials = {n: slot.part.spelt[0] for n, slot in enumerate(slots) if slot.part.kind is Kind.INITIAL}
    for place in places if initials else ():
        alike = place.alike
        beside = {initials[n] for n in initials if abs(n - place.first) <= BESIDE}
        surely = alike.numbers[alike.likeness >= SAME_FAMILY]
        if beside and len(surely):
            rows, at = index.rows.of_all(surely)
            share = alike.told[at] / index.totals[rows]
            chosen = (share >= COVER_WITH_INITIAL) & (index.letters[rows] & _bits_of(beside) > 0)
            if np.count_nonzero(chosen) > MOST_BEARERS:
                continue  # an initial tells nobody apart among so many
            yield from zip(rows[chosen].tolist(), share[chosen].tolist(), strict=True)


def _bits_of(initials: Iterable[str]) -> np.uint32:
    """The bits of some letters, and of those that habits of transliteration write in their place."""
    letters = {*initials, *(letter for group in SAME_INITIAL for letter in group if not group.isdisjoint(initials))}
    return letter_set("".join(letters))


def _written_as_one(index: NameIndex, lookup: Lookup, slots: Sequence[Slot], places: Sequence[Place]) -> Iterator[int]:
    """Spellings of which one word of the run is two or three, and which have another word of it too."""
    for n, slot in enumerate(slots):
        as_one = lookup.word(slot.part).as_one
        for row in as_one.tolist() if len(as_one) else ():
            words = index.words.at(row)
            if any(p.first != n and np.isin(p.alike.numbers, words).any() for p in places):
                yield row


def _badly_misspelt(index: NameIndex, lookup: Lookup, runs: Sequence[Sequence[Slot]]) -> list[list[int]]:
    """For each run spellings of which one word, borne by few, is in it, and beside it a word two or three letters away from another."""
    found: list[list[int]] = [[] for _ in runs]
    asked: list[tuple[int, Part, Rows]] = []
    for run, slots in enumerate(runs):
        for one, other in chain(pairwise(slots), pairwise(reversed(slots))):
            if _may_be_misspelt(other.part) and len(rows := lookup.bearers(one.part)):
                asked.append((run, other.part, rows))
    if asked:
        rows = np.concatenate([rows for *_, rows in asked])
        numbers, at = index.words.of_all(rows)
        of = np.repeat(np.arange(len(asked), dtype=np.int32), [len(rows) for *_, rows in asked])[at]
        far = _letters_away(index, [part for _, part, _ in asked], of, numbers)
        for n, row in zip(of[far].tolist(), rows[at[far]].tolist(), strict=True):
            found[asked[n][0]].append(row)
    return found


def _may_be_misspelt(part: Part) -> bool:
    """Whether a word is long enough to be known for itself with two letters wrong."""
    return part.kind is Kind.NAME and len(part.sound) >= LONG and part.script not in ABJADS | SYLLABIC


def _letters_away(index: NameIndex, parts: Sequence[Part], of: Rows, numbers: Rows) -> NDArray[np.intp]:
    """Which words of the list are two or three letters away from the word at the same place; `of` says which of `parts` that is."""
    most = np.array([3 if len(part.sound) > VERY_LONG else 2 for part in parts])[of]
    heard, spelt = [part.sound for part in parts], [part.spelt for part in parts]
    near = np.flatnonzero(
        np.minimum(
            _least_apart(heard, of, index.sounds, index.sound_letters, numbers),
            _least_apart(spelt, of, index.spelt, index.spelt_letters, numbers),
        )
        <= most
    )
    slips = np.minimum(
        _apart([heard[n] for n in of[near].tolist()], index.sounds.at(numbers[near])),
        _apart([spelt[n] for n in of[near].tolist()], index.spelt.at(numbers[near])),
    )
    return near[(slips > 1) & (slips <= most[near])]


def _least_apart(words: Sequence[str], of: Rows, texts: Texts, letters: Keys, numbers: Rows) -> NDArray[np.int64]:
    """In how many letters words differ at least: as many as one of the two has and the other lacks, or is longer."""
    ours, theirs = np.array([letter_set(word) for word in words], np.uint32)[of], letters[numbers]
    lengths = np.array([len(word) for word in words])[of] - texts.lengths(numbers)
    missing = np.maximum(np.bitwise_count(ours & ~theirs), np.bitwise_count(theirs & ~ours))
    found: NDArray[np.int64] = np.maximum(missing, np.abs(lengths))
    return found


def _apart(ours: Sequence[str], theirs: Sequence[str]) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)
    return found

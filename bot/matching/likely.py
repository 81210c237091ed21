"""The spellings that a run of words is worth being compared with: those of which it has two words, or one and an initial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from bot.matching.index import NameIndex, Rows, letter_bits, may_be_paired, pair_keys
from bot.matching.lookup import Alike, Lookup
from bot.matching.slots import FARTHEST, Slot
from bot.names.likeness import SAME_FAMILY, SAME_INITIAL
from bot.names.parts import Kind
from bot.names.transliterate import ABJADS, SYLLABIC

LEAST_COVER = 0.3  # share of a spelling's bits that its words found must tell
COVER_WITH_INITIAL = 0.22
MOST_LIKELY = 250  # spellings of one run, those with most of their bits first

BESIDE = 2  # steps from an initial to its surname: V. V. Putin
MOST_BEARERS = 40  # spellings with one surname and initial
FEW = 60  # spellings that share a word, up to which they are all looked at for a word misspelt twice
LONG, VERY_LONG = 6, 9  # letters of a word's sound from which it may differ in two, and in three

Told = dict[int, dict[int, float]]  # spelling -> place in the run -> bits that the word there tells


def likely(index: NameIndex, lookup: Lookup, runs: Sequence[Sequence[Slot]]) -> list[Rows]:
    return [np.array(_likely(index, lookup, slots), np.int32) for slots in runs]


def _likely(index: NameIndex, lookup: Lookup, slots: Sequence[Slot]) -> list[int]:
    """The spellings to compare a run with, the best covered first."""
    told: Told = defaultdict(dict)
    places = [(n, n, alike) for n, slot in enumerate(slots) if (alike := lookup.word(slot.part).alike)]
    for row, place, bits in _two_words(index, [*places, *_joined(lookup, slots)]):
        told[row][place] = max(bits, told[row].get(place, 0.0))
    shares = {row: sum(bits.values()) / index.totals[row] for row, bits in told.items()}
    found = {row: share for row, share in shares.items() if share >= LEAST_COVER}
    for row, share in _word_and_initial(index, slots, places):
        found[row] = max(share, found.get(row, 0.0))
    for row in _badly_misspelt(index, slots, places):
        found.setdefault(row, LEAST_COVER)
    for row in _written_as_one(index, lookup, slots, places):
        found.setdefault(row, LEAST_COVER)
    return sorted(found, key=lambda row: (-found[row], row))[:MOST_LIKELY]


def _joined(lookup: Lookup, slots: Sequence[Slot]) -> Iterator[tuple[int, int, Alike]]:
    """Neighbours that the list may write as one word."""
    for n, (a, b) in enumerate(pairwise(slots)):
        if a.part.kind is b.part.kind is Kind.NAME and (alike := lookup.two_as_one(a.part, b.part)):
            yield n, n + 1, alike


def _two_words(index: NameIndex, places: Sequence[tuple[int, int, Alike]]) -> Iterator[tuple[int, int, float]]:
    """Spellings with two words of the run near each other: spelling, place of a word, bits it tells."""
    for one_first, one_last, one in places:
        for first, last, other in places:
            if one_last < first <= one_last + FARTHEST:
                keys = pair_keys(one.spread[:, None], other.spread[None, :]).reshape(-1)
                maybe = np.flatnonzero(may_be_paired(index.pair_map, keys))
                rows, at = index.by_pair.found(keys[maybe]) if len(maybe) else (maybe, maybe)
                if len(rows):
                    a, b = np.divmod(maybe[at], len(other.numbers))
                    for row, here, there in zip(
                        rows.tolist(), one.told[a].tolist(), other.told[b].tolist(), strict=True
                    ):
                        yield row, one_first, here
                        yield row, last, there


def _word_and_initial(
    index: NameIndex, slots: Sequence[Slot], places: Sequence[tuple[int, int, Alike]]
) -> Iterator[tuple[int, float]]:
    """Spellings that surely have a word of the run, and another that begins with an initial beside it."""
    initials = {n: slot.part.spelt[0] for n, slot in enumerate(slots) if slot.part.kind is Kind.INITIAL}
    for place, _, alike in places if initials else ():
        beside = {initials[n] for n in initials if abs(n - place) <= BESIDE}
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
    bits: np.uint32 = np.bitwise_or.reduce(letter_bits(np.frombuffer("".join(letters).encode("ascii"), np.uint8)))
    return bits


def _written_as_one(
    index: NameIndex, lookup: Lookup, slots: Sequence[Slot], places: Sequence[tuple[int, int, Alike]]
) -> Iterator[int]:
    """Spellings of which one word of the run is two or three, and which have another word of it too."""
    for n, slot in enumerate(slots):
        for row in lookup.word(slot.part).as_one.tolist():
            words = index.words.at(row)
            if any(place != n and np.isin(alike.numbers, words).any() for place, _, alike in places):
                yield row


def _badly_misspelt(index: NameIndex, slots: Sequence[Slot], places: Sequence[tuple[int, int, Alike]]) -> Iterator[int]:
    """Spellings of which one word, borne by few, is in the run, and beside it a word two or three letters away from another."""
    for place, _, alike in places:
        rows, _ = index.rows.of_all(alike.numbers[alike.likeness == alike.likeness[0]])
        if len(rows) > FEW or alike.likeness[0] < SAME_FAMILY:
            continue
        numbers, at = index.words.of_all(rows)
        for beside in (place - 1, place + 1):
            part = slots[beside].part if 0 <= beside < len(slots) else None
            if part and part.kind is Kind.NAME and len(part.sound) >= LONG and part.script not in ABJADS | SYLLABIC:
                slips = np.minimum(
                    _slips(part.sound, index.sounds.at(numbers)), _slips(part.spelt, index.spelt.at(numbers))
                )
                yield from rows[at[(slips > 1) & (slips <= (3 if len(part.sound) > VERY_LONG else 2))]].tolist()


def _slips(word: str, others: Sequence[str]) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = cdist([word], others, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8)[0]
    return found

"""The spellings that a run of words is worth being compared with: those of which it has two words, or one and an initial."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from bot.matching.bounds import HOPELESS_UNKNOWN, LEAST_SCORE, likeness_at_best, told_at_best
from bot.matching.hashing import Keys
from bot.matching.index import NameIndex, Rows, Texts, letter_set, may_be_paired, pair_keys
from bot.matching.lookup import NONE, Alike, Lookup, Told
from bot.matching.slots import FARTHEST, Slot
from bot.names.compare import MISSING
from bot.names.likeness import SAME_FAMILY, SAME_INITIAL
from bot.names.parts import Kind, Part
from bot.names.transliterate import ABJADS, SYLLABIC

LEAST_COVER = 0.3  # share of a spelling's bits that its words found must tell
COVER_WITH_INITIAL = 0.22
MOST_LIKELY = 250  # spellings of one run, those with most of their bits first

BESIDE = 2  # steps from an initial to its surname: V. V. Putin
MOST_BEARERS = 40  # spellings with one surname and initial
FEW = 60  # spellings that share a word, up to which they are all looked at for a word misspelt twice
LONG, VERY_LONG = 6, 9  # letters of a word's sound from which it may differ in two, and in three


class _Place(NamedTuple):
    """A word of a run, or two neighbours read as one, and the list's words that it may be."""

    run: int
    first: int  # slots of the run
    last: int
    alike: Alike


def likely(index: NameIndex, lookup: Lookup, runs: Sequence[Sequence[Slot]], turned: Sequence[bool]) -> list[Rows]:
    """The spellings to compare each run with, the best covered first; `turned` are runs in which a comma may turn the order."""
    lookup.learn(slot.part for slots in runs for slot in slots)
    places = [
        [_Place(run, n, n, alike) for n, slot in enumerate(slots) if (alike := lookup.word(slot.part).alike)]
        for run, slots in enumerate(runs)
    ]
    joined = _joined(lookup, runs)
    both = [[*single, *two] for single, two in zip(places, joined, strict=True)]
    shares = _two_words(index, runs, both, turned)
    misspelt = _badly_misspelt(index, runs, places)
    found = []
    for run, slots in enumerate(runs):
        rows = shares[run]
        for row, share in _word_and_initial(index, slots, places[run]):
            rows[row] = max(share, rows.get(row, 0.0))
        for row in (*misspelt[run], *_written_as_one(index, lookup, slots, places[run])):
            rows.setdefault(row, LEAST_COVER)
        found.append(np.array(sorted(rows, key=lambda row: (-rows[row], row))[:MOST_LIKELY], np.int32))
    return found


def _joined(lookup: Lookup, runs: Sequence[Sequence[Slot]]) -> list[list[_Place]]:
    """For each run the neighbours that the list may write as one word."""
    at, pairs = [], []
    for run, slots in enumerate(runs):
        for n, (a, b) in enumerate(pairwise(slots)):
            if a.part.kind is b.part.kind is Kind.NAME:
                at.append((run, n))
                pairs.append((a.part, b.part))
    found: list[list[_Place]] = [[] for _ in runs]
    for (run, n), alike in zip(at, lookup.two_as_one(pairs), strict=True):
        if alike:
            found[run].append(_Place(run, n, n + 1, alike))
    return found


def _two_words(
    index: NameIndex, runs: Sequence[Sequence[Slot]], places: Sequence[Sequence[_Place]], turned: Sequence[bool]
) -> list[dict[int, float]]:
    """For each run the spellings with two words of it near each other, and what share of their bits these tell."""
    told: list[defaultdict[int, dict[int, Told]]] = [defaultdict(dict) for _ in places]
    for one, other, (rows, a, b) in _paired(index, places):
        of_run = told[one.run]
        for place, words in ((one.first, one.alike.words(a)), (other.last, other.alike.words(b))):
            for row, word in zip(rows.tolist(), words, strict=True):
                of_row = of_run[row]
                if place not in of_row or word > of_row[place]:
                    of_row[place] = word
    found = []
    for slots, of_run, any_order in zip(runs, told, turned, strict=True):
        # Without vowels the likeness of single words is a first guess.
        read = any(s.part.script in ABJADS for s in slots)
        initials = any(s.part.kind is Kind.INITIAL for s in slots)
        shares = {row: sum(bits for bits, *_ in of.values()) / float(index.totals[row]) for row, of in of_run.items()}
        found.append(
            {
                row: share
                for row, share in shares.items()
                if share >= LEAST_COVER
                and (read or _has_hope(index, row, of_run[row], initials=initials, any_order=any_order))
            }
        )
    return found


def _has_hope(index: NameIndex, row: int, of_row: Mapping[int, Told], *, initials: bool, any_order: bool) -> bool:
    """Whether a spelling of which these words agree can be alike enough; where a text can add nothing, also rare enough."""
    words = [of_row[place] for place in sorted(of_row)]
    best, second = sorted((likeness for _, likeness, _ in words), reverse=True)[:2]
    missing = 0 if initials else max(0, index.words.length(row) - len(words))  # an initial may stand for any word
    likeness = likeness_at_best(best, second, missing, MISSING)
    if likeness < LEAST_SCORE or not index.unknown[row]:
        return likeness >= LEAST_SCORE
    order = index.words.at(row).tolist()
    places = [order.index(word) for *_, word in words if word in order]
    swapped = not any_order and len(places) == len(words) == 2 and places[0] > places[1]
    bits = sum(bits for bits, *_ in words)
    return told_at_best(likeness, bits, len(words), swapped=swapped) >= HOPELESS_UNKNOWN


def _paired(
    index: NameIndex, places: Sequence[Sequence[_Place]]
) -> Iterator[tuple[_Place, _Place, tuple[Rows, Rows, Rows]]]:
    """Two places and the spellings that have a word of each; with every spelling which of their words these are."""
    pairs = [
        (one, other) for run in places for one in run for other in run if one.last < other.first <= one.last + FARTHEST
    ]
    keys = [pair_keys(a.alike.spread[:, None], b.alike.spread).reshape(-1) for a, b in pairs]
    if not keys:
        return
    ends = np.cumsum([len(k) for k in keys])
    together = np.concatenate(keys)
    maybe = np.flatnonzero(may_be_paired(index.pair_map, together))
    rows, at = index.by_pair.found(together[maybe])
    of = maybe[at]
    pair = np.searchsorted(ends, of, "right")
    low = np.searchsorted(pair, np.arange(len(pairs) + 1))
    for n in np.unique(pair).tolist():
        one, other = pairs[n]
        a, b = np.divmod(of[low[n] : low[n + 1]] - (ends[n] - len(keys[n])), len(other.alike.numbers))
        hit = rows[low[n] : low[n + 1]]
        # two pairs of words may share a key
        sure = index.has(hit, one.alike.numbers[a]) & index.has(hit, other.alike.numbers[b])
        yield one, other, (hit[sure], a[sure], b[sure])


def _word_and_initial(index: NameIndex, slots: Sequence[Slot], places: Sequence[_Place]) -> Iterator[tuple[int, float]]:
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


def _written_as_one(index: NameIndex, lookup: Lookup, slots: Sequence[Slot], places: Sequence[_Place]) -> Iterator[int]:
    """Spellings of which one word of the run is two or three, and which have another word of it too."""
    for n, slot in enumerate(slots):
        for row in lookup.word(slot.part).as_one.tolist():
            words = index.words.at(row)
            if any(p.first != n and np.isin(p.alike.numbers, words).any() for p in places):
                yield row


def _badly_misspelt(
    index: NameIndex, runs: Sequence[Sequence[Slot]], places: Sequence[Sequence[_Place]]
) -> list[list[int]]:
    """For each run spellings of which one word, borne by few, is in it, and beside it a word two or three letters away from another."""
    found: list[list[int]] = [[] for _ in runs]
    asked: list[tuple[int, Part, Rows]] = []
    for slots, of_run in zip(runs, places, strict=True):
        for place in of_run:
            beside = [
                s.part
                for s in (*slots[max(0, place.first - 1) : place.first], *slots[place.first + 1 : place.first + 2])
            ]
            beside = [part for part in beside if _may_be_misspelt(part)]
            rows = index.rows.few(place.alike.surest(), FEW) if beside else NONE
            asked.extend((place.run, part, rows) for part in beside if len(rows))
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

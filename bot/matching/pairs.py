"""Spellings that have two words of a run near each other, for many runs at once.

What two words tell together is in the index already, so all of this is done on whole arrays, before any name is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.bounds import HOPELESS_UNKNOWN, LEAST_SCORE, SLACK, told_at_best
from bot.matching.hashing import Numbers
from bot.matching.index import NameIndex, Rows, may_be_paired, pair_keys
from bot.matching.lookup import Alike
from bot.matching.slots import FARTHEST, Slot
from bot.names.compare import HEAVIEST, MISSING, Number, quality_of_two, weight_of_letters
from bot.names.parts import Kind
from bot.names.transliterate import ABJADS

LEAST_COVER = 0.3  # share of a spelling's bits that its words found must tell
_WEIGHTS = np.array([weight_of_letters(letters) for letters in range(HEAVIEST + 1)])

Positions = NDArray[np.int64]
Doubles = NDArray[np.float64]


class Place(NamedTuple):
    """A word of a run, or two neighbours read as one, and the list's words that it may be."""

    run: int
    first: int  # slots of the run
    last: int
    weight: float  # in a comparison of whole names
    alike: Alike


class Bound(NamedTuple):
    """What bounds how well a spelling can fit a run, but for the likeness of its words."""

    slots: tuple[int, ...]  # where the words found stand in the run
    bits: float  # that they tell
    missing: int  # words that were not found
    swapped: bool  # whether those found stand in another order
    unknown: bool  # whether a text can add nothing

    def leaves_hope(self, quality: float) -> bool:
        """Whether it can be alike enough when its likest two words are so alike, and rare enough where a text can add nothing."""
        likeness = min(1.0, _likeness_at_best(quality, self.missing))
        if likeness < LEAST_SCORE or not self.unknown:
            return likeness >= LEAST_SCORE
        return told_at_best(likeness, self.bits, len(self.slots), swapped=self.swapped) >= HOPELESS_UNKNOWN


class Hint(NamedTuple):
    """A spelling that a run is worth being compared with."""

    row: int
    share: float  # of its bits, which the words found tell
    bound: Bound | None = None  # none where a word leaves it open


class _Block(NamedTuple):
    """Some words of one place, and so many of the first of another."""

    one: Place
    low: int
    high: int
    other: Place
    most: int


class _Shared(NamedTuple):
    """Words that spellings share with runs, in columns."""

    run: Positions
    row: Rows  # the spelling
    slot: Positions  # where the run has the word
    joined: NDArray[np.bool_]  # whether that are two words
    number: Numbers  # of the listed word
    likeness: Doubles
    told: Doubles  # bits, weighted by likeness
    weight: Doubles  # of both words

    def some(self, chosen: Positions | NDArray[np.bool_]) -> _Shared:
        """Some of them."""
        return _Shared(*(column[chosen] for column in self))  # type: ignore[arg-type]


def two_words(
    index: NameIndex, runs: Sequence[Sequence[Slot]], places: Sequence[Sequence[Place]], turned: Sequence[bool]
) -> list[dict[int, Hint]]:
    """For each run the spellings with two words of it near each other, by their numbers.

    Left out are those whose names could not be alike enough, or not rare enough where a text can add nothing. `turned` are
    runs in which a comma may turn the order.
    """
    found: list[dict[int, Hint]] = [{} for _ in runs]
    blocks = [block for of_run in places for block in _blocks(of_run)]
    if not blocks:
        return found
    words = _best(_shared(index, blocks))
    begins = np.flatnonzero(_changes(words.run, words.row))
    if not len(begins):
        return found
    run, row, counts = words.run[begins], words.row[begins], np.diff(begins, append=len(words.row))
    bits, likest = np.add.reduceat(words.told, begins), _quality(words, counts)
    share = bits / index.totals[row]
    missing = np.maximum(0.0, index.words.lengths(row) - counts)
    unbound = np.array([any(map(_leaves_open, slots)) for slots in runs])[run]
    chosen = (share >= LEAST_COVER) & (unbound | (_likeness_at_best(likest, missing) >= LEAST_SCORE))
    for n in np.flatnonzero(chosen).tolist():
        at, spelling, of = int(run[n]), int(row[n]), slice(begins[n], begins[n] + counts[n])
        bound = None
        if not unbound[n]:
            unknown = bool(index.unknown[spelling])
            swapped = unknown and not turned[at] and _swapped(index, spelling, words.number[of].tolist())
            bound = Bound(tuple(words.slot[of].tolist()), float(bits[n]), int(missing[n]), swapped, unknown)
        if bound is None or bound.leaves_hope(float(likest[n])):
            one_by_one = not words.joined[of].any()  # else the slots do not say what the words are
            found[at][spelling] = Hint(spelling, float(share[n]), bound if one_by_one else None)
    return found


def _leaves_open(slot: Slot) -> bool:
    """Whether a word leaves open how alike names can be: it has no vowels, or is an initial and may stand for any word."""
    return slot.part.script in ABJADS or slot.part.kind is Kind.INITIAL


def _likeness_at_best(quality: Number, missing: Number) -> Number:
    """How alike names can be of which so many words are missing, by the quality of the likest two."""
    each: Number = MISSING**missing
    return (quality + SLACK) * each


def _blocks(places: Sequence[Place]) -> Iterator[_Block]:
    """Two places of a run near each other, and those of their words of which one at least is close."""
    near = ((a, b) for a in places for b in places if a.last < b.first <= a.last + FARTHEST)
    for one, other in near:
        close, all_ours, all_theirs = one.alike.close, len(one.alike.numbers), len(other.alike.numbers)
        if close:
            yield _Block(one, 0, close, other, all_theirs)
        if close < all_ours and other.alike.close:
            yield _Block(one, close, all_ours, other, other.alike.close)


def _shared(index: NameIndex, blocks: Sequence[_Block]) -> _Shared:
    """Every two words of a spelling that two places may be: the first ones, then the second ones."""
    keys = [pair_keys(b.one.alike.spread[b.low : b.high, None], b.other.alike.spread[: b.most]) for b in blocks]
    together, begins = np.concatenate([k.reshape(-1) for k in keys]), np.cumsum([0, *(k.size for k in keys)])
    maybe = np.flatnonzero(may_be_paired(index.pair_map, together))
    row, at = index.by_pair.found(together[maybe])
    of = maybe[at]
    block = np.searchsorted(begins, of, "right") - 1
    low, most = np.array([(b.low, b.most) for b in blocks])[block].T
    first, second = np.divmod(of - begins[block], most)
    one = _side(index, [(b.one, b.one.first) for b in blocks], block, low + first, row)
    other = _side(index, [(b.other, b.other.last) for b in blocks], block, second, row)
    both = index.has(row, one.number) & index.has(row, other.number)  # two pairs of words may share a key
    columns: Iterator[tuple[Any, Any]] = zip(one.some(both), other.some(both), strict=True)
    return _Shared(*map(np.concatenate, columns))


def _side(index: NameIndex, places: Sequence[tuple[Place, int]], block: Positions, at: Positions, row: Rows) -> _Shared:
    """For each of some spellings the word of one place of its block, each with the slot that it counts for."""
    begins = np.cumsum([0, *(len(place.alike.numbers) for place, _ in places)])
    word = begins[block] + at
    number = np.concatenate([place.alike.numbers for place, _ in places])[word]
    likeness = np.concatenate([place.alike.likeness for place, _ in places])[word]
    told = np.concatenate([place.alike.told for place, _ in places])[word]
    run, slot, joined = np.array([(place.run, slot, place.first != place.last) for place, slot in places])[block].T
    ours = np.array([place.weight for place, _ in places])[block]
    weight = ours + _WEIGHTS[np.minimum(index.spelt.lengths(number), HEAVIEST)]
    return _Shared(run, row, slot, joined > 0, number, likeness.astype(np.float64), told.astype(np.float64), weight)


def _best(words: _Shared) -> _Shared:
    """For each spelling and slot the word that tells most, by run, spelling and slot."""
    words = words.some(np.lexsort((words.number, words.likeness, words.told, words.slot, words.row, words.run)))
    return words.some(np.append(_changes(words.run, words.row, words.slot)[1:], True)[: len(words.row)])


def _changes(*columns: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Where something new begins in any of some columns."""
    new = np.ones(len(columns[0]), np.bool_)
    new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return new


def _quality(words: _Shared, counts: Positions) -> Doubles:
    """The quality of the two likest words of each spelling, of which there are so many one after the other."""
    order, ends = np.lexsort((words.likeness, np.repeat(np.arange(len(counts)), counts))), np.cumsum(counts)
    best, second = words.some(order[ends - 1]), words.some(order[ends - 2])
    return quality_of_two(best.likeness, best.weight, second.likeness, second.weight)


def _swapped(index: NameIndex, row: int, numbers: Sequence[int]) -> bool:
    """Whether two words of a spelling stand in another order in the run."""
    order = index.words.at(row).tolist()
    return len(numbers) == 2 and set(numbers) <= set(order) and order.index(numbers[0]) > order.index(numbers[1])

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
from bot.names.compare import HEAVIEST, MISSING, quality, weight_of
from bot.names.parts import Kind
from bot.names.transliterate import ABJADS

LEAST_COVER = 0.3  # share of a spelling's bits that its words found must tell
_WEIGHTS = np.array([weight_of(letters) for letters in range(HEAVIEST + 1)])

Positions = NDArray[np.int64]
Doubles = NDArray[np.float64]


class Place(NamedTuple):
    """A word of a run, or two neighbours read as one, and the list's words that it may be."""

    run: int
    first: int  # slots of the run
    last: int
    weight: float  # in a comparison of whole names
    alike: Alike


class Hint(NamedTuple):
    """A spelling that a run is worth being compared with."""

    row: int
    share: float  # of its bits, which the words found tell
    # Where they stand in the run; none where no bound is known. What follows is of use with them only.
    slots: tuple[int, ...] = ()
    missing: int = 0  # words of it that were not found
    bits: float = 0.0  # that the others tell
    swapped: bool = False  # whether they stand in another order
    unknown: bool = False  # whether a text can add nothing

    def has_hope(self, likeness: float) -> bool:
        """Whether it can be alike enough when its likest two words are so alike, and rare enough where a text can add nothing."""
        whole = min(1.0, (likeness + SLACK) * MISSING**self.missing)
        if whole < LEAST_SCORE or not self.unknown:
            return whole >= LEAST_SCORE
        return told_at_best(whole, self.bits, len(self.slots), swapped=self.swapped) >= HOPELESS_UNKNOWN


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
    bits, likeness = np.add.reduceat(words.told, begins), _likeness(words, begins)
    share = bits / index.totals[row]
    missing = np.maximum(0, index.words.lengths(row) - counts)
    unbound = np.array([any(map(_has_no_bound, slots)) for slots in runs])[run]
    chosen = (share >= LEAST_COVER) & (unbound | ((likeness + SLACK) * MISSING**missing >= LEAST_SCORE))
    for n in np.flatnonzero(chosen).tolist():
        at, spelling, of = int(run[n]), int(row[n]), slice(begins[n], begins[n] + counts[n])
        hint, unknown = Hint(spelling, float(share[n])), bool(index.unknown[spelling])
        if not unbound[n]:
            swapped = unknown and not turned[at] and _swapped(index, spelling, words.number[of].tolist())
            slots = tuple(words.slot[of].tolist())
            bound = Hint(*hint[:2], slots, int(missing[n]), float(bits[n]), swapped, unknown)
            if not bound.has_hope(float(likeness[n])):
                continue
            hint = hint if words.joined[of].any() else bound
        found[at][spelling] = hint
    return found


def _has_no_bound(slot: Slot) -> bool:
    """Whether a word leaves open how alike names can be: it has no vowels, or is an initial and may stand for any word."""
    return slot.part.script in ABJADS or slot.part.kind is Kind.INITIAL


def _blocks(places: Sequence[Place]) -> Iterator[_Block]:
    """Two places of a run near each other, and those of their words of which one at least is close."""
    for one in places:
        for other in places:
            if one.last < other.first <= one.last + FARTHEST:
                ours, theirs = one.alike, other.alike
                if ours.close:
                    yield _Block(one, 0, ours.close, other, len(theirs.numbers))
                if theirs.close and ours.close < len(ours.numbers):
                    yield _Block(one, ours.close, len(ours.numbers), other, theirs.close)


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


def _likeness(words: _Shared, begins: Positions) -> Doubles:
    """How alike the two likest words of each spelling are together."""
    order = np.lexsort((words.likeness, np.repeat(np.arange(len(begins)), np.diff(begins, append=len(words.row)))))
    ends = np.append(begins[1:], len(words.row))
    best, second = words.some(order[ends - 1]), words.some(order[ends - 2])
    total = best.weight * best.likeness + second.weight * second.likeness
    return quality(total / (best.weight + second.weight), second.likeness)


def _swapped(index: NameIndex, row: int, numbers: Sequence[int]) -> bool:
    """Whether two words of a spelling stand in another order in the run."""
    order = index.words.at(row).tolist()
    return len(numbers) == 2 and set(numbers) <= set(order) and order.index(numbers[0]) > order.index(numbers[1])

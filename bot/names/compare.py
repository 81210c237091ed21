"""How alike two people's names are, from 0 to 1, and which two strings say so by which rule.

The words of the two names are paired, best pairs first, whatever their order. What is merely left out on one side (a middle
name, a patronymic, a title) costs little; a word on each side that finds no partner is a contradiction and costs much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bot.names.likeness import likeness
from bot.names.parts import HELPERS, Kind, Part, carrying, parts_of
from bot.names.transliterate import ABJADS

if TYPE_CHECKING:  # commands that compare names only do without it
    import numpy as np
    from numpy.typing import NDArray

_PATRONYMIC = re.compile("(?:[oe]v[iy]t?s?ch|[oei]vna|[iy]chna|il[iy]i?ch)$")  # in the middle of a Slavic name
JOINED = 0.95  # likeness left when two words are written as one …
LEAST_JOINED = 0.74  # … which may bear a slip
JOINED_SLIPS = 3  # letters by which they may differ in length

# What becomes of the score for each word that …
MISSING = 0.965  # … one side leaves out
CONTRADICTED = 0.62  # … meets another in its place
ALONE = 0.62  # only one word agrees where at least one side has more
INITIALS_ONLY = 0.4  # nothing but initials agree

HEAVIEST = 8  # letters from which a word counts no more than others

Number = TypeVar("Number", float, "NDArray[np.float64]")


@dataclass(frozen=True, slots=True)
class NameScore:
    """How alike two names are and why. `lines` name the two strings and the rule, one line each."""

    score: float  # 0 to 1
    lines: tuple[str, ...] = ()
    pairs: tuple[
        tuple[tuple[int, ...], tuple[int, ...], float], ...
    ] = ()  # indexes into both sides' words, and likeness
    missing: int = 0
    contradicted: int = 0


class _Pair(NamedTuple):
    worth: float
    likeness: float
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    rule: str


@lru_cache(maxsize=20_000)
def compare(a: str, b: str) -> NameScore:
    """Compare two whole names of people in any script and order."""
    return compare_parts(carrying(parts_of(a)), carrying(parts_of(b)))


def compare_parts(ours: Sequence[Part], theirs: Sequence[Part], least: float = 0.0) -> NameScore:
    """Compare two names given as the words that carry them; indexes in the answer refer to these.

    Nobody needs to know why a score is below `least`: then the answer has no lines.
    """
    if not ours or not theirs:
        return NameScore(0.0, ("nothing to compare",))
    pairs = _best_pairs(ours, theirs)
    if not pairs:
        return NameScore(0.0, ("no word in common",))
    left, right = _unpaired(ours, theirs, pairs)
    contradicted = _contradictions(ours, theirs, left, right)
    missing = len(left) + len(right) - 2 * contradicted
    exact = (
        _quality(ours, theirs, pairs) * MISSING**missing * CONTRADICTED**contradicted * _thinness(ours, theirs, pairs)
    )
    score = round(min(1.0, exact), 4)
    return NameScore(
        score,
        tuple(_lines(ours, theirs, pairs, left, right)) if score >= least else (),
        tuple((p.ours, p.theirs, p.likeness) for p in pairs),
        missing,
        contradicted,
    )


def _best_pairs(ours: Sequence[Part], theirs: Sequence[Part]) -> list[_Pair]:
    chosen: list[_Pair] = []
    used: tuple[set[int], set[int]] = set(), set()
    for pair in sorted(_pairs(ours, theirs), key=lambda p: (-p.worth, p.ours, p.theirs)):
        if used[0].isdisjoint(pair.ours) and used[1].isdisjoint(pair.theirs):
            chosen.append(pair)
            used[0].update(pair.ours)
            used[1].update(pair.theirs)
    return chosen


def _pairs(ours: Sequence[Part], theirs: Sequence[Part]) -> Iterator[_Pair]:
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            like, rule = likeness(a, b)
            if like:
                worth = like + 0.004 * min(len(a.spelt), len(b.spelt)) - 0.002 * abs(i - j)
                yield _Pair(worth, like, (i,), (j,), rule)
    yield from _joins(ours, theirs, swapped=False)
    yield from _joins(theirs, ours, swapped=True)


def _joins(long: Sequence[Part], short: Sequence[Part], *, swapped: bool) -> Iterator[_Pair]:
    """Two or three neighbouring words that the other side writes as one; not where that word stands there itself."""
    single = [(j, w) for j, w in enumerate(short) if not any(w.spelt == p.spelt for p in long)]
    if not single or len(long) < 2:
        return
    vowelless = (long[0].script in ABJADS) != (single[0][1].script in ABJADS)
    shortest = min(len(a.spelt) + len(b.spelt) for a, b in pairwise(long))
    if max(len(w.spelt) for _, w in single) + JOINED_SLIPS < shortest and not vowelless:
        return
    for i in range(len(long) - 1):
        for n in (2, 3):
            group = long[i : i + n]
            if len(group) < n or any(p.kind is Kind.INITIAL for p in group[1:]):
                continue
            spelt = "".join(p.spelt for p in group)
            for j, whole in single:
                like = _same_joined(spelt, group, whole)
                if like:
                    at = tuple(range(i, i + n))
                    one, other = ((j,), at) if swapped else (at, (j,))
                    yield _Pair(like + 0.03, like, one, other, "written as one word")


def _same_joined(spelt: str, group: Sequence[Part], whole: Part) -> float:
    vowelless = (group[0].script in ABJADS) != (whole.script in ABJADS)
    if (abs(len(spelt) - len(whole.spelt)) > JOINED_SLIPS and not vowelless) or whole.kind is Kind.INITIAL:
        return 0.0
    if vowelless:  # a mark between the words, so that their letters do not run together into one sound (Mohammad-Javad)
        spelt = "-".join(p.spelt for p in group)
    joined = _joined(spelt, group[0].script, "".join(p.folded for p in group))
    like, _ = likeness(joined, whole)
    return like * JOINED if like >= LEAST_JOINED else 0.0


@lru_cache(maxsize=50_000)
def _joined(spelt: str, script: str, folded: str) -> Part:
    return Part(spelt, spelt, Kind.NAME, script, folded)


def _unpaired(ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair]) -> tuple[list[int], list[int]]:
    """Words without a partner on either side. One that repeats its own name says nothing new, unless another contradicts it."""
    left = [i for i in range(len(ours)) if not any(i in p.ours for p in pairs)]
    right = [j for j in range(len(theirs)) if not any(j in p.theirs for p in pairs)]
    if not right:
        left = [i for i in left if not any(ours[i].sound == ours[p.ours[0]].sound for p in pairs)]
    if not left:
        right = [j for j in right if not any(theirs[j].sound == theirs[p.theirs[0]].sound for p in pairs)]
    return left, right


def _contradictions(ours: Sequence[Part], theirs: Sequence[Part], left: Sequence[int], right: Sequence[int]) -> int:
    """How many words without partner stand against each other. A patronymic stands against a patronymic only, not a byname."""
    fathers = (_patronymics(ours, left), _patronymics(theirs, right))
    return min(fathers) + min(len(left) - fathers[0], len(right) - fathers[1])


def _patronymics(parts: Sequence[Part], chosen: Iterable[int]) -> int:
    return sum(0 < i < len(parts) - 1 and bool(_PATRONYMIC.search(parts[i].spelt)) for i in chosen)


def _quality(ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair]) -> float:
    weights = [sum(weight_of(ours[i]) for i in p.ours) + sum(weight_of(theirs[j]) for j in p.theirs) for p in pairs]
    mean = sum(w * p.likeness for w, p in zip(weights, pairs, strict=True)) / sum(weights)
    return quality(mean, min(p.likeness for p in pairs))


def quality(mean: Number, weakest: Number) -> Number:
    """How alike the words are that two names share, by their mean likeness and the least; numbers or arrays."""
    return 0.75 * mean + 0.25 * weakest


def quality_of_two(best: Number, one: Number, second: Number, other: Number) -> Number:
    """The same of two words, by likeness and weight of the liker and of the other one; further words only make it less."""
    return quality((one * best + other * second) / (one + other), second)


def quality_at_best(ours: Sequence[Part], theirs: Sequence[Part]) -> float:
    """The most that the `quality` can be when all of these words of ours, two or more, are paired with some of theirs."""
    likest = (max((likeness(a, b)[0], weight_of(a) + weight_of(b)) for b in theirs) for a in ours)
    best, second, *_ = sorted(likest, reverse=True)
    return quality_of_two(*best, *second)


def weight_of(part: Part) -> float:
    """How much a word counts in the mean."""
    return weight_of_letters(0 if part.kind is Kind.INITIAL else len(part.spelt))


def weight_of_letters(letters: int) -> float:
    """How much a word of so many letters counts in the mean, 0 for an initial."""
    return 0.5 + min(letters, HEAVIEST) / HEAVIEST


def _thinness(ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair]) -> float:
    full = [p for p in pairs if ours[p.ours[0]].kind is Kind.NAME and theirs[p.theirs[0]].kind is Kind.NAME]
    if not full:
        return INITIALS_ONLY
    covered = sum(max(_bearing(ours, p.ours), _bearing(theirs, p.theirs)) for p in pairs)
    longest = max(_bearing(ours, range(len(ours))), _bearing(theirs, range(len(theirs))))
    return ALONE if covered < 2 and longest > 1 else 1.0


def _bearing(parts: Sequence[Part], chosen: Iterable[int]) -> int:
    """How many of the chosen words stand for themselves."""
    return sum(parts[i].sound not in HELPERS for i in chosen)


def _lines(
    ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair], left: Sequence[int], right: Sequence[int]
) -> Iterator[str]:
    for p in sorted(pairs, key=lambda p: p.ours):
        a, b = " ".join(ours[i].text for i in p.ours), " ".join(theirs[j].text for j in p.theirs)
        yield f"“{a}” ~ “{b}”: {p.rule}"
    for i, j in zip(left, right, strict=False):
        yield f"“{ours[i].text}” against “{theirs[j].text}”: different words"
    for i in left[len(right) :]:
        yield f"“{ours[i].text}”: only in the first name"
    for j in right[len(left) :]:
        yield f"“{theirs[j].text}”: only in the second name"

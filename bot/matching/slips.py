"""Words of the list that differ from words of a text by slips of the pen, for many words at once.

The likeness is that of `bot.names.likeness`, on arrays. Of a word that the list writes in several ways, or without vowels,
the index keeps one way only: for these the likeness is a guess from the sounds, and rather too high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cpdist

from bot.matching.hashing import Numbers, keys, slip_hashes
from bot.matching.index import NameIndex, Weights
from bot.names.lexicon import families, sounds
from bot.names.likeness import LEAST, LEAST_KNOWN, OTHER_END, OTHER_START, SAME_BUT_G
from bot.names.parts import Part

Guessed = tuple[Numbers, Numbers, Weights]  # whose guess it is, number of a word of the list, likeness
Lengths = NDArray[np.int64]


class _Words(NamedTuple):
    """Words in columns, each as often as it is compared."""

    heard: list[str]
    spelt: list[str]
    sounds: Lengths  # letters of its sound
    length: Lengths  # letters of its spelling
    first: NDArray[np.int64]  # letter of its sound
    opening: NDArray[np.int64]  # the first two letters of its spelling


def by_slip(index: NameIndex, parts: Mapping[int, Part]) -> Guessed:
    """Words at most a letter or two away by their sound."""
    raw, of = slip_hashes([part.sound for part in parts.values()])
    numbers, at = index.by_slip.found(keys(raw))
    pairs = np.unique((of[at].astype(np.int64) << 32) | numbers)
    of, numbers = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    like = _likeness(index, list(parts.values()), of, numbers)
    near = like > 0
    return np.array(list(parts), np.int32)[of[near]], numbers[near], like[near]


def _likeness(index: NameIndex, parts: Sequence[Part], of: Numbers, numbers: Numbers) -> Weights:
    """How alike words of the list are to the words at the same place, `of` which of `parts`; 0 for different words."""
    ours, theirs = _ours(parts, of), _theirs(index, numbers)
    slips, letters = _distance(ours.heard, theirs.heard), _distance(ours.spelt, theirs.spelt)
    turned = ours.first != theirs.first
    swapped = (ours.opening == theirs.opening[:, ::-1]).all(axis=1)
    start = OTHER_START * turned * np.where(swapped, 0.5, 1.0)
    length = np.maximum(4.0, (ours.length + theirs.length) / 2)
    shorter = np.minimum(ours.length, theirs.length)
    bound = np.where(shorter <= 4, 1, np.where(shorter <= 9, 2, 3))
    apart = (slips > bound) & (letters > bound)
    cost = np.minimum(0.65 * slips + 0.35 * letters, letters) + start
    like = 1.0 - (cost + _other_end(ours, theirs, letters)) / length
    # that both are in use as names matters to those alone that are alike enough for other words
    asked = np.flatnonzero((like >= LEAST) & (like < LEAST_KNOWN)).tolist()
    like[[n for n in asked if _known(ours.heard[n]) and _known(theirs.heard[n])]] = 0.0
    exact = np.where(apart | (like < LEAST), 0.0, np.round(0.98 * like, 3))
    guess = 1.0 - (slips + OTHER_START * turned) / np.maximum(4.0, (theirs.sounds + ours.length + 1) / 2)
    loose = index.loose[numbers] | _articled(ours) | _articled(theirs)
    like = np.where(loose & (guess >= LEAST), np.maximum(exact, guess), exact)
    one_apart = np.flatnonzero((slips == 1) & (ours.sounds == theirs.sounds)).tolist()
    like[[n for n in one_apart if _same_but_g(ours.heard[n], theirs.heard[n])]] = SAME_BUT_G
    return like.astype(np.float32)


def _ours(parts: Sequence[Part], of: Numbers) -> _Words:
    heard, spelt = [part.sound for part in parts], [part.spelt for part in parts]
    which = of.tolist()
    return _Words(
        [heard[n] for n in which],
        [spelt[n] for n in which],
        _lengths(heard)[of],
        _lengths(spelt)[of],
        np.array([ord(sound[0]) for sound in heard])[of],
        np.array([[ord(letter) for letter in word[:2].ljust(2, "\0")] for word in spelt])[of],
    )


def _theirs(index: NameIndex, numbers: Numbers) -> _Words:
    return _Words(
        index.sounds.at(numbers),
        index.spelt.at(numbers),
        index.sounds.lengths(numbers).astype(np.int64),
        index.spelt.lengths(numbers).astype(np.int64),
        index.sounds.openings(numbers)[:, 0].astype(np.int64),
        index.spelt.openings(numbers).astype(np.int64),
    )


def _distance(ours: Sequence[str], theirs: Sequence[str]) -> Lengths:
    return np.asarray(cpdist(ours, theirs, scorer=OSA.distance, dtype=np.uint8), np.int64)


def _lengths(words: Sequence[str]) -> Lengths:
    return np.fromiter(map(len, words), np.int64, len(words))


def _other_end(ours: _Words, theirs: _Words, letters: Lengths) -> NDArray[np.float64]:
    """What it costs that all the difference lies in the ending."""
    root = np.asarray(cpdist(ours.spelt, theirs.spelt, scorer=Prefix.similarity, dtype=np.uint8), np.int64)
    shorter, longer = np.minimum(ours.length, theirs.length), np.maximum(ours.length, theirs.length)
    return np.where((letters > 1) & (shorter - root > 1) & (letters >= longer - root), OTHER_END, 0.0)


def _known(sound: str) -> bool:
    """Whether a sound is in use as a name."""
    return sound in families() or sound in sounds("common.txt")


def _articled(words: _Words) -> NDArray[np.bool_]:
    first, second = words.opening.T
    found: NDArray[np.bool_] = ((first == ord("a")) | (first == ord("e"))) & (second == ord("l"))  # al-Kurd, el-Kurd
    return found


def _same_but_g(one: str, other: str) -> bool:
    return one.replace("g", "k") == other.replace("g", "k")

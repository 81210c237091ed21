"""Words of the list that differ from words of a text by slips of the pen, for many words at once.

The likeness is that of `bot.names.likeness`, on arrays. Of a word that the list writes in several ways, or without vowels,
the index keeps one way only: for these the likeness is a guess from the sounds, and rather too high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def by_slip(index: NameIndex, parts: Mapping[int, Part]) -> Guessed:
    """Words at most a letter or two away by their sound."""
    raw, of = slip_hashes([part.sound for part in parts.values()])
    numbers, at = index.by_slip.found(keys(raw))
    pairs = np.unique((of[at].astype(np.int64) << 32) | numbers)
    of, numbers = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    words = list(parts.values())
    like = _likeness(index, [words[n] for n in of.tolist()], numbers)
    near = like > 0
    return np.array(list(parts), np.int32)[of[near]], numbers[near], like[near]


def _likeness(index: NameIndex, ours: Sequence[Part], numbers: Numbers) -> Weights:
    """How alike each of our words is to the word of the list at the same place; 0 for different words."""
    heard, spelt = index.sounds.at(numbers), index.spelt.at(numbers)
    our_heard, our_spelt = [p.sound for p in ours], [p.spelt for p in ours]
    slips, letters = _distance(our_heard, heard), _distance(our_spelt, spelt)
    turned = np.array([a[:1] != b[:1] for a, b in zip(our_heard, heard, strict=True)], bool)
    swapped = np.array([a[:2] == b[1::-1] for a, b in zip(our_spelt, spelt, strict=True)], bool)
    start = OTHER_START * turned * np.where(swapped, 0.5, 1.0)
    lengths = _lengths(our_spelt), _lengths(spelt)
    length = np.maximum(4.0, (lengths[0] + lengths[1]) / 2)
    shorter = np.minimum(*lengths)
    bound = np.where(shorter <= 4, 1, np.where(shorter <= 9, 2, 3))
    apart = (slips > bound) & (letters > bound)
    cost = np.minimum(0.65 * slips + 0.35 * letters, letters) + start
    like = 1.0 - (cost + _other_end(our_spelt, spelt, letters)) / length
    least = np.where(_known(our_heard) & _known(heard), LEAST_KNOWN, LEAST)
    exact = np.where(apart | (like < least), 0.0, np.round(0.98 * like, 3))
    guess = 1.0 - (slips + OTHER_START * turned) / np.maximum(4.0, (_lengths(heard) + lengths[0] + 1) / 2)
    loose = index.loose[numbers] | _articled(our_spelt) | _articled(spelt)
    like = np.where(loose & (guess >= LEAST), np.maximum(exact, guess), exact)
    but_g = [n for n in np.flatnonzero(slips == 1).tolist() if _same_but_g(our_heard[n], heard[n])]
    like[but_g] = SAME_BUT_G
    return like.astype(np.float32)


def _distance(ours: Sequence[str], theirs: Sequence[str]) -> Lengths:
    return np.asarray(cpdist(ours, theirs, scorer=OSA.distance, dtype=np.uint8), np.int64)


def _lengths(words: Sequence[str]) -> Lengths:
    return np.fromiter(map(len, words), np.int64, len(words))


def _other_end(ours: Sequence[str], theirs: Sequence[str], letters: Lengths) -> NDArray[np.float64]:
    """What it costs that all the difference lies in the ending."""
    root = np.asarray(cpdist(ours, theirs, scorer=Prefix.similarity, dtype=np.uint8), np.int64)
    one, other = _lengths(ours), _lengths(theirs)
    whole = (letters > 1) & (np.minimum(one, other) - root > 1) & (letters >= np.maximum(one, other) - root)
    return np.where(whole, OTHER_END, 0.0)


def _known(heard: Sequence[str]) -> NDArray[np.bool_]:
    """Which sounds are in use as names."""
    common = sounds("common.txt")
    return np.array([sound in families() or sound in common for sound in heard], bool)


def _articled(spelt: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([word[:2] in ("al", "el") for word in spelt], bool)


def _same_but_g(one: str, other: str) -> bool:
    return len(one) == len(other) and one.replace("g", "k") == other.replace("g", "k")

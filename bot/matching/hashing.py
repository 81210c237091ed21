"""Numbers for words, so that a million of them are looked up in flat, sorted arrays instead of dictionaries.

The raw hash is a polynomial over the letters (Rabin and Karp), because it lets a whole column of words be hashed at once,
also with one letter left out, also two words written together, without making the strings. A key is its upper half after
mixing (the finaliser of SplitMix64). Keys are the same in every process and on every machine; two words may share one, so
whatever is found by key is compared afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Raw = NDArray[np.uint64]
Keys = NDArray[np.uint32]
Numbers = NDArray[np.int32]

AT_ONCE = 5_000  # words hashed together; a bound on memory
LONGEST = 63  # letters of a word that count
SHORTEST_SLIP = 4  # letters of a word's sound from which one may be left out

_BASE = 0x9E3779B97F4A7C15  # odd: its powers never vanish
_MASK = (1 << 64) - 1
_POWERS = np.array([pow(_BASE, n, 1 << 64) for n in range(LONGEST + 1)], np.uint64)
_PLAIN_POWERS = tuple(_POWERS.tolist())
_MULTIPLIERS, _SHIFTS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB), (30, 27, 31)


def raw_hashes(words: Sequence[str]) -> Raw:
    """The raw hash of each word; only Latin letters are told apart."""
    found = [_raw_hashes(words[n : n + AT_ONCE]) for n in range(0, len(words), AT_ONCE)]
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def _raw_hashes(words: Sequence[str]) -> Raw:
    short = [word[:LONGEST] for word in words]
    ends = np.cumsum(np.fromiter(map(len, short), np.int64, len(short)))
    starts = np.append(0, ends[:-1])
    letters = np.frombuffer("".join(short).encode("latin-1", "replace"), np.uint8)
    place = np.arange(len(letters)) - np.repeat(starts, ends - starts)
    before = np.append(np.uint64(0), np.cumsum(letters * _POWERS[place], dtype=np.uint64))
    found: Raw = before[ends] - before[starts]
    return found


def slip_hashes(words: Sequence[str]) -> tuple[Raw, Numbers]:
    """Raw hashes of each word whole and, from `SHORTEST_SLIP` letters, with any one letter left out; and which word each is of."""
    hashes: list[Raw] = [np.zeros(0, np.uint64)]
    owners: list[Numbers] = [np.zeros(0, np.int32)]
    for numbers, letters in _by_length(words):
        found = _without_one(letters) if letters.shape[1] >= SHORTEST_SLIP else letters @ _POWERS[: letters.shape[1]]
        hashes.append(found.reshape(-1))
        owners.append(np.repeat(numbers, found.size // len(numbers)))
    return np.concatenate(hashes), np.concatenate(owners)


def together(first: Raw, length: Numbers, second: Raw) -> Raw:
    """Raw hashes of words written together, from those of both and the number of letters of the first."""
    return first + _POWERS[np.minimum(length, LONGEST)] * second


def mixed(raw: Raw) -> Raw:
    """Raw hashes or plain numbers spread over all 64 bits."""
    raw = raw.copy()
    for shift, multiplier in zip(_SHIFTS, _MULTIPLIERS, strict=False):
        raw ^= raw >> np.uint64(shift)
        raw *= np.uint64(multiplier)
    raw ^= raw >> np.uint64(_SHIFTS[-1])
    return raw


def keys(raw: Raw) -> Keys:
    """The keys that raw hashes are filed under."""
    return upper(mixed(raw))


def keys_of(words: Iterable[str]) -> Keys:
    """The keys that some words are filed under."""
    return keys(raw_hashes(list(words)))


def key_of(word: str) -> np.uint32:
    """The key of one word, the same as `keys_of([word])[0]`."""
    letters = word[:LONGEST].encode("latin-1", "replace")
    raw = sum(letter * power for letter, power in zip(letters, _PLAIN_POWERS, strict=False)) & _MASK
    for shift, multiplier in zip(_SHIFTS, _MULTIPLIERS, strict=False):
        raw = (raw ^ (raw >> shift)) * multiplier & _MASK
    return np.uint32((raw ^ (raw >> _SHIFTS[-1])) >> 32)


def upper(spread: Raw) -> Keys:
    """The upper half of each number."""
    return (spread >> np.uint64(32)).astype(np.uint32)


def _without_one(letters: Raw) -> Raw:
    """For each row of letters the hash of the whole and of the row without each of its letters."""
    count, length = letters.shape
    before, after = np.zeros((2, count, length + 1), np.uint64)
    np.cumsum(letters * _POWERS[:length], axis=1, out=before[:, 1:])
    np.cumsum(letters[:, 1:] * _POWERS[: length - 1], axis=1, out=after[:, 2:])
    without = before[:, :length] + (after[:, length:] - after[:, 1:])
    return np.concatenate((before[:, length:], without), axis=1)


def _by_length(words: Sequence[str]) -> Iterator[tuple[Numbers, Raw]]:
    """Words of equal length together: their positions and their letters, a row each."""
    lengths = np.fromiter((min(len(w), LONGEST) for w in words), np.int32, len(words))
    for length in np.unique(lengths).tolist():
        numbers = np.flatnonzero(lengths == length).astype(np.int32)
        text = "".join(words[n][:LONGEST] for n in numbers.tolist()).encode("latin-1", "replace")
        yield numbers, np.frombuffer(text, np.uint8).reshape(len(numbers), length).astype(np.uint64)

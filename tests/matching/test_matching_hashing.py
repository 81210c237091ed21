"""Numbers for words: one word or a column of them, whole, joined or with a letter left out, come to the same keys."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.hashing import LONGEST, SHORTEST_SLIP, Keys, key_of, keys, raw_hashes, slip_hashes, together

WORDS = st.lists(st.text(st.sampled_from("abcdiklmnrsuz-é金"), max_size=LONGEST + 9), min_size=1, max_size=8)
SHORT = st.text(st.sampled_from("abcdiklmnrsuz"), min_size=1, max_size=30)


def slip_keys(word: str) -> Keys:
    """The keys of one word: its own, and those of what is left when a letter is left out."""
    word = word[:LONGEST]
    return keys(raw_hashes([word, *(word[:n] + word[n + 1 :] for n in range(len(word)))]))


@given(WORDS)
def test_a_column_of_words_has_the_keys_of_each(words: list[str]) -> None:
    """What an index files by the million is found by one word at a time."""
    assert keys(raw_hashes(words)).tolist() == [int(key_of(word)) for word in words]


@given(WORDS)
def test_slips_of_a_column_are_those_of_each(words: list[str]) -> None:
    """Each word's keys with a letter left out are found under its number."""
    raw, owner = slip_hashes(words)
    for n, word in enumerate(words):
        of_one = slip_keys(word) if len(word) >= SHORTEST_SLIP else np.array([key_of(word)])
        assert sorted(keys(raw[owner == n]).tolist()) == sorted(of_one.tolist())


@given(SHORT, SHORT)
def test_two_words_together_are_one(first: str, second: str) -> None:
    """The hash of words written together needs no string."""
    one, other = raw_hashes([first]), raw_hashes([second])
    assert together(one, np.array([len(first)], np.int32), other).tolist() == raw_hashes([first + second]).tolist()


def test_a_letter_left_out_or_turned_meets_the_other_word() -> None:
    """Words one letter apart share a key."""
    for one, other in (("soleimani", "soleimni"), ("soleimani", "solemani"), ("kasim", "kazim")):
        assert set(slip_keys(one).tolist()) & set(slip_keys(other).tolist())
    assert not set(slip_keys("soleimani").tolist()) & set(slip_keys("lukashenko").tolist())


def test_keys_are_the_same_on_every_machine() -> None:
    """A saved index is read by other processes: a key that changes finds nothing."""
    assert int(key_of("kasim")) == 1821119682

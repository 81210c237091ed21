"""Flat arrays answer as plain collections would."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.index import Filed, Lists, Texts

# Keys anywhere, at both ends, and many that share their upper bits.
KEYS = st.one_of(
    st.integers(0, 2**32 - 1), st.sampled_from((0, 1, 2**31, 2**32 - 1)), st.integers(7 * 2**28, 7 * 2**28 + 40)
)


@given(st.lists(st.tuples(KEYS, st.integers(0, 9)), max_size=300), st.lists(KEYS, max_size=40))
def test_numbers_are_found_under_their_keys(filed: list[tuple[int, int]], others: list[int]) -> None:
    plain = defaultdict(set)
    for key, number in filed:
        plain[key].add(number)
    keys, numbers = np.array([k for k, _ in filed], np.uint32), np.array([n for _, n in filed], np.int32)
    asked = [*others, *dict.fromkeys(k for k, _ in filed)]
    found, at = Filed.of(keys, numbers).found(np.array(asked, np.uint32))
    assert [(asked[a], n) for n, a in zip(found.tolist(), at.tolist(), strict=True)] == [
        (key, n) for key in asked for n in sorted(plain.get(key, ()))
    ]


@given(st.lists(st.text("abcxyz", max_size=6), min_size=1, max_size=20), st.data())
def test_texts_are_read_as_they_were_laid_down(texts: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=30))
    laid = Texts.of(texts)
    assert laid.at(np.array(chosen, np.int32)) == [texts[n] for n in chosen]
    assert laid.lengths(np.array(chosen, np.int32)).tolist() == [len(texts[n]) for n in chosen]


@given(st.lists(st.lists(st.integers(0, 50), unique=True, max_size=5), min_size=1, max_size=20), st.data())
def test_lists_are_read_as_they_were_given(lists: list[list[int]], data: st.DataObject) -> None:
    owners = np.array([n for n, numbers in enumerate(lists) for _ in numbers], np.int32)
    numbers = np.array([number for numbers in lists for number in numbers], np.int32)
    laid = Lists.of(owners, numbers, len(lists))
    chosen = data.draw(st.lists(st.integers(0, len(lists) - 1), max_size=30))
    found, at = laid.of_all(np.array(chosen, np.int32))
    assert list(zip(at.tolist(), found.tolist(), strict=True)) == [
        (place, number) for place, n in enumerate(chosen) for number in sorted(lists[n])
    ]
    assert laid.lengths(np.array(chosen, np.int32)).tolist() == [len(lists[n]) for n in chosen]

"""Korean and Chinese names in signs and in Latin letters share a key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names.fold import tokens
from bot.names.signs import keys_of_signs, keys_of_spelling, may_open

SAME = [
    ("Kim Yong Chol", "김영철 金英哲"),
    ("Yong Chol KIM", "김영철"),
    ("Kim Young-cheol", "김영철"),
    ("Kim Yongchol", "김영철"),
    ("Kim Jong Un", "김정은 金正恩"),
    ("Yo Jong KIM", "김여정 金与正 金與正"),
    ("Ri Hong-Sop", "리홍섭 이홍섭 李洪燮"),
    ("Lee Hong Sup", "이홍섭"),
    ("Pak Yong Sik", "박영식 朴永植"),
    ("Park Young Shik", "박영식"),
    ("Choe Ryong Hae", "최룡해 崔龍海 崔龙海"),
    ("Choi Ryong-hae", "최룡해"),
    ("Jang Song Thaek", "장성택 張成澤"),
    ("Paek Ch’ang-ho", "백창호 白昌浩"),
    ("No Kwang Chol", "노광철 로광철"),
    ("Hwang Pyong So", "황병서"),
    ("ZHU Hailun", "朱海仑 朱海侖"),
    ("Hailun ZHU", "朱海仑"),
    ("Weiming OUYANG", "欧阳伟明 歐陽偉明"),
    ("Quanguo CHEN", "陈全国 陳全國"),
]


@pytest.mark.parametrize(("latin", "signs"), [(latin, s) for latin, all_signs in SAME for s in all_signs.split()])
def test_signs_and_spelling_share_a_key(latin: str, signs: str) -> None:
    """Habits of North and South, traditional and simplified signs, and both orders come to one key."""
    assert keys_of_spelling(tuple(tokens(latin))) & keys_of_signs(signs)


@pytest.mark.parametrize(
    ("latin", "signs"),
    [("Kim Yong Chol", "김영칠"), ("Kim Yong Chol", "이영철"), ("Kim Jong Un", "김정일"), ("Kim Jong Un", "金正男"), ("Hailun ZHU", "朱海文"),
     ("Ali Hassan", "阿里"), ("Park Young Shik", "박용호"), ("Quanguo CHEN", "陈全忠"), ("Qasem Soleimani", "김영철")],
)  # fmt: skip
def test_another_syllable_is_another_name(latin: str, signs: str) -> None:
    """One different syllable is a different key."""
    assert not keys_of_spelling(tuple(tokens(latin))) & keys_of_signs(signs)


def test_a_korean_name_opens_with_a_surname() -> None:
    """Only signs that are surnames open a Korean name."""
    assert may_open("김")
    assert not may_open("은")


@given(st.text(max_size=6))
def test_any_signs_have_keys_or_none(signs: str) -> None:
    """Whatever is asked, the answer is a bounded set."""
    assert len(keys_of_signs(signs)) <= 3

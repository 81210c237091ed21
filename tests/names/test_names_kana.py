"""Foreign names in kana agree with their Latin spelling by consonants and vowels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.names.fold import fold
from bot.names.kana import consonants, vowels_fit

SAME = [
    ("ウラジーミル", "Vladimir"), ("プーチン", "Putin"), ("セルゲイ", "Sergei"), ("ラブロフ", "Lavrov"), ("カセム", "Qasem"),
    ("ガセム", "Qasem"), ("ソレイマニ", "Soleimani"), ("スレイマニ", "Soleimani"), ("バッシャール", "Bashar"), ("アサド", "Assad"),
    ("ムアンマル", "Muammar"), ("カダフィ", "Qadhafi"), ("ステパンコフ", "Stepankov"), ("イワン", "Ivan"), ("ニコラス", "Nicolas"),
    ("マドゥロ", "Maduro"), ("エフゲニー", "Yevgeniy"), ("プリゴジン", "Prigozhin"), ("ザワヒリ", "Zawahiri"), ("ハメネイ", "Khamenei"),
    ("ナスララ", "Nasrallah"), ("マフムード", "Mahmoud"), ("アフマディネジャド", "Ahmadinejad"), ("ルカシェンコ", "Lukashenko"),
    ("カディロフ", "Kadyrov"), ("ザハロワ", "Zakharova"), ("ムガベ", "Mugabe"),
]  # fmt: skip


@pytest.mark.parametrize(("kana", "latin"), SAME)
def test_kana_and_spelling_agree(kana: str, latin: str) -> None:
    """What kana cannot tell apart is one class; the vowels between are heard in order."""
    assert consonants(kana) == consonants(fold(latin))
    assert vowels_fit(kana, fold(latin))


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("バッシャール", "Bushra"),
        ("プーチン", "Patton"),
        ("ラブロフ", "Ivanov"),
        ("アサド", "Asido"),
        ("カセム", "Karim"),
    ],
)
def test_other_names_do_not_agree(kana: str, latin: str) -> None:
    """Another consonant or another vowel is another name."""
    assert consonants(kana) != consonants(fold(latin)) or not vowels_fit(kana, fold(latin))


@given(st.text(max_size=20))
def test_any_word_has_consonants(word: str) -> None:
    """Whatever goes in, only classes come out."""
    assert consonants(fold(word)).isupper() or not consonants(fold(word))

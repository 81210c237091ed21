"""Any script to Latin letters, word by word.

Cyrillic and Greek have tables of ours, because news spelling of names differs from the scholarly one that ICU gives.
Arabic and Hebrew write hardly any vowels: for these `bot.names.abjad` compares consonants, and what comes out here is
only for showing and for whole-string measures. Every other script goes through ICU's Any-Latin.
"""

from __future__ import annotations

import re
from functools import lru_cache

import icu

from bot.names.fold import fold


def _table(letters: str, sounds: str) -> dict[str, str]:
    """Letter -> sound; a bar stands for a letter without sound of its own."""
    return {letter: sound.replace("|", "") for letter, sound in zip(letters, sounds.split(), strict=True)}


# Folded letters: й has become и, ё е, ї і, ў у (fold drops their marks).
_CYRILLIC = _table(
    "абвгґдеєжзиіклмнопрстуфхцчшщъыьэюяјљњћђџѕѳѣқңғүұһөҳҷҡә",
    "a b v g g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch | y | e yu ya j lj nj c dj dz dz f e "
    "k n g u u h o h ch k a",
)
_GREEK = _table("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t i f kh ps o")
_GREEK_PAIRS = (
    ("ου", "u"),
    ("μπ", "b"),
    ("ντ", "d"),
    ("γκ", "g"),
    ("γγ", "ng"),
    ("τζ", "j"),
    ("αυ", "av"),
    ("ευ", "ev"),
)
_ARABIC = _table(
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگۆ", "a b t th j h kh d dh r z s sh s d t z | gh f q k l m n h w y p ch zh g o"
)
_HEBREW = _table("אבגדהוזחטיכךלמםנןסעפףצץקרשת", "a b g d h v z kh t y k k l m m n n s | p f ts ts k r sh t")

# First and last code point of the blocks whose script we treat apart.
_BLOCKS = (
    (0x0041, 0x024F, "latin"),
    (0x1E00, 0x1EFF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x1F00, 0x1FFF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x08A0, 0x08FF, "arabic"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
    (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "han"),
    (0xF900, 0xFAFF, "han"),
    (0x1100, 0x11FF, "hangul"),
    (0xAC00, 0xD7AF, "hangul"),
)
ABJADS = frozenset(("arabic", "hebrew"))  # scripts that leave vowels out
SYLLABIC = frozenset(("han", "hangul", "kana"))  # one sign is a whole syllable or word: no spelling slips
_NOT_ASCII_LETTER = re.compile("[^a-z0-9 ]+")
_any_latin: list[icu.Transliterator] = []  # made on first use: loading ICU's rules costs milliseconds


def script_of(word: str) -> str:
    """The script of a word's first letter: latin, cyrillic, arabic, hebrew, greek, han, kana, hangul or other."""
    if word.isascii():
        return "latin"
    point = next((ord(c) for c in word if c.isalpha()), 0)
    return next((name for first, last, name in _BLOCKS if first <= point <= last), "other")


@lru_cache(maxsize=50_000)
def latin(word: str) -> str:
    """A word of any script in lower-case Latin letters; empty when nothing sounds."""
    word = fold(word)
    if word.isascii():
        return word
    script = script_of(word)
    if script == "greek":
        for pair, sound in _GREEK_PAIRS:
            word = word.replace(pair, sound)
    table = {"cyrillic": _CYRILLIC, "greek": _GREEK, "arabic": _ARABIC, "hebrew": _HEBREW}.get(script)
    spelt = "".join(table.get(c, c) for c in word) if table else _icu_latin(word)
    return spelt if spelt.isascii() else _NOT_ASCII_LETTER.sub("", _icu_latin(spelt))


def _icu_latin(word: str) -> str:
    if not _any_latin:
        _any_latin.append(icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower"))
    spelt: str = _any_latin[0].transliterate(word)
    return _NOT_ASCII_LETTER.sub("", spelt)

"""Foreign names in Japanese kana against Latin spellings: ウラジーミル・プーチン and Vladimir Putin.

Kana put a vowel after every consonant and know fewer consonants than most languages, so that only the consonants are compared, in
classes that kana keep apart. The reading of kana is ICU's, the classes are our own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import icu

LEAST_CONSONANTS = 5  # of a whole name: fewer say too little
MANY_VOWELS = 4
_TWO_VOWELS = str.maketrans("eyo", "iiu")
_made: list[icu.Transliterator] = []  # on first use: loading ICU's rules costs milliseconds
_DOUBLE = re.compile(r"([a-z])\1+")
# In order: what is written -> its class. Upper case is done.
_CLASSES = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("tsch|tch|ch|tsu|ts|tz", "S"),
        ("zh|dzh|dj|sch|sh", "S"),
        ("kh", "H"),
        ("gh|ck|q", "K"),
        ("ph", "B"),
        ("th(?=[aeiou])", "S"),
        ("dh", "T"),
        ("x", "KS"),
        ("c(?=[eiy])|[td](?=[iy])", "S"),
        ("n(?=[mbp])", "M"),
        ("h(?=[ubdfgklmnrtvz])", "B"),
        ("[szj]|g(?=[ei])", "S"),
        ("[kgc]", "K"),
        ("[td]", "T"),
        ("[bvfw]", "B"),
        ("[lr]", "R"),
        ("m", "M"),
        ("n", "N"),
        ("p", "P"),
        ("h(?=[aeiou])", "H"),
    )
)
_SILENT = re.compile("^[vw](?=[^aeiou])", re.MULTILINE)
_NASAL = re.compile("ng(?=$|[^aeiou])", re.MULTILINE)
_VOWELS = re.compile("[^A-Z\n]+")
_AGAIN = re.compile(r"([A-Z])\1+")


@lru_cache(maxsize=20_000)
def consonants(word: str) -> str:
    """The consonant classes of a word in kana or folded Latin letters, in order; vowels and double letters are left out."""
    return consonants_all((_latin(word),))[0]


def consonants_all(words: Sequence[str]) -> list[str]:
    """`consonants` of each of many words in folded Latin letters, much quicker than one by one."""
    if not words:
        return []
    text = _NASAL.sub("n", _SILENT.sub("", "\n".join(words)))
    text = _DOUBLE.sub(r"\1", text)
    for written, sound in _CLASSES:
        text = written.sub(sound, text)
    return _VOWELS.sub("", _AGAIN.sub(r"\1", text)).split("\n")  # letters that vowels keep apart stay two


def vowels_fit(kana: str, latin: str) -> bool:
    """Whether the vowels of a Latin word are heard in its kana, in order; of many one may be lost. Kana put further ones between."""
    heard, spelt = _vowels(_latin(kana)), _vowels(latin)
    at = lost = 0
    for vowel in spelt:
        found = heard.find(vowel, at)
        at, lost = (found + 1, lost) if found >= 0 else (at, lost + 1)
    return lost <= (1 if len(spelt) >= MANY_VOWELS else 0)


def _vowels(word: str) -> str:
    """A word's vowels where e is i and o is u, neighbours that are the same only once."""
    return re.sub(r"(.)\1+", r"\1", re.sub("[^iua]", " ", word.translate(_TWO_VOWELS))).replace(" ", "")


def _latin(word: str) -> str:
    if word.isascii():
        return word
    if not _made:
        _made.append(icu.Transliterator.createInstance("Katakana-Latin; Hiragana-Latin; Latin-ASCII; Lower"))
    return re.sub("[^a-z]", "", _made[0].transliterate(word))

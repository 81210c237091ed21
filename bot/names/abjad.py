"""Comparing words of scripts that leave vowels out (Arabic, Persian, Hebrew) with words in Latin letters.

Both sides are cut down to the consonants they share: ``قاسم`` and ``Ghasem`` are both ``ksm``. Letters that may stand for
several sounds give several skeletons. Where the skeletons agree, the long vowels that are written decide how well.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache


def _table(letters: str, sounds: str) -> dict[str, str]:
    return dict(zip(letters, sounds.split(), strict=True))


# What each folded letter can stand for, in the classes of `skeleton`; vowels and carriers are a, u, i, lower case.
_SOUNDS = {
    **_table("بتحخدرزسشصطفكلمنگپچژ", "b t h X d r z s S s t f k l m n k b c j"),
    **_table("اوي", "a u i"),
    "ع": "a",  # carries whatever vowel stands beside it
    "غ": "k",
    "ق": "k",
    "ه": "ha",  # mute at the end and before a Persian ending
    "ج": "jk",  # Egyptian g, and the g of Russian names
    "ث": "ts",
    "ذ": "dz",
    "ض": "dz",  # Persian z
    "ظ": "zd",
    **_table("אדהטיךכלםמןנסעףקרשת", "a d h t i X kX l m m n n s a f k r Ss t"),
    "ב": "bf",
    "ג": "kj",  # with a stroke (which folding drops) the j of Arabic names
    "ז": "zj",
    "ח": "Xh",
    **dict.fromkeys("צץ", "sc"),
    "ו": "u",
    "פ": "bf",
}
_DIGRAPHS = tuple(
    (re.compile(written), sound)
    for written, sound in (
        ("shch|sch|sh", "S"),
        ("tch|ch", "c"),
        ("dzh|zh|dj", "j"),
        ("kh", "X"),
        ("gh|ck|q|g", "k"),
        ("ph", "f"),
        ("th", "t"),
        ("dh", "d"),
        ("x", "ks"),
        ("c(?=[eiy])", "s"),
        ("[kq]|c(?=[aourlt])", "k"),
        ("p", "b"),
        ("w|ou|oo|o", "u"),
        ("[ey]", "i"),
    )
)
_DOUBLE = re.compile(r"(.)\1+")
_MUTE = re.compile("h(?=,|$)", re.MULTILINE)
_WITHOUT_VOWELS = str.maketrans("", "", "aui")
_MOST_READINGS = 12  # a bound, not a taste: long words of ambiguous letters would have hundreds


@lru_cache(maxsize=50_000)
def latin_sounds(word: str) -> tuple[str, ...]:
    """A Latin-letter word in the sound classes used here, vowels included: ``soleimani`` gives ``sulimani``.

    A hyphen keeps letters on its two sides from becoming one sound. A word with v has two readings: Arabic writes it like f (Lavrov), Persian like u (Javad).
    """
    return latin_sounds_all((word,))[0]


def latin_sounds_all(words: Sequence[str]) -> list[tuple[str, ...]]:
    """`latin_sounds` of each of many words, much quicker than one by one."""
    if not words:
        return []
    text = "\n".join(words)
    for written, sound in _DIGRAPHS:
        text = written.sub(sound, text)
    return [
        _readings(word) if "v" in word else (word,) for word in _DOUBLE.sub(r"\1", text.replace("-", "")).split("\n")
    ]


def _readings(word: str) -> tuple[str, ...]:
    *heads, last = word.split("v")
    readings = (
        itertools.product("fu", repeat=len(heads)) if len(heads) <= 2 else [("f",) * len(heads), ("u",) * len(heads)]
    )
    spelt = ("".join(h + v for h, v in zip(heads, vs, strict=True)) + last for vs in readings)
    return tuple(dict.fromkeys(_DOUBLE.sub(r"\1", s) for s in spelt))


@lru_cache(maxsize=50_000)
def abjad_sounds(word: str) -> tuple[str, ...]:
    """Every reading (at most a dozen) of a folded Arabic or Hebrew word in the same classes."""
    choices = [_SOUNDS.get(c, "") or [""] for c in word.replace("تش", "چ")]
    readings = itertools.islice(itertools.product(*choices), _MOST_READINGS)
    return tuple(dict.fromkeys(_DOUBLE.sub(r"\1", "".join(r)) for r in readings))


def skeleton(sounds: str) -> str:
    """The consonants of a word given in sound classes, without an h at the end, which may be mute."""
    return sounds.translate(_WITHOUT_VOWELS).removesuffix("h")


def skeletons_all(words: Sequence[Sequence[str]]) -> list[str]:
    """The skeletons of each word's readings, a comma between them, of many words at once."""
    if not words:
        return []
    text = "\n".join(map(",".join, words)).translate(_WITHOUT_VOWELS)
    return _MUTE.sub("", text).split("\n")


@lru_cache(maxsize=50_000)
def spoken(word: str) -> Mapping[str, tuple[str, ...]]:
    """Skeleton -> the readings with it, of a folded Arabic or Hebrew word."""
    return _by_skeleton(abjad_sounds(word))


@lru_cache(maxsize=50_000)
def heard(word: str) -> Mapping[str, tuple[str, ...]]:
    """Skeleton -> the readings with it, of a word in Latin letters."""
    return _by_skeleton(latin_sounds(word))


def _by_skeleton(readings: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    bones = dict.fromkeys(map(skeleton, readings))
    return {b: tuple(r for r in readings if skeleton(r) == b) for b in bones}


def vowel_fit(written: str, spelt: str) -> float:
    """How well the vowels that an abjad writes agree with those of a Latin spelling of the same skeleton, 0 to 1.

    A vowel that is written must be heard; a short one that is only heard costs nothing, an open end a little.
    """
    if written.endswith("h") != spelt.endswith("h"):  # a mute h is an a
        written, spelt = (re.sub("h$", "a", w) for w in (written, spelt))
    gaps = list(zip(_gaps(written), _gaps(spelt), strict=False))
    wrong = sum(_disagree(w, s, first=n == 0, last=n == len(gaps) - 1) for n, (w, s) in enumerate(gaps))
    return max(0.0, 1.0 - wrong / max(2, len(gaps) - 1))


def _disagree(written: str, heard: str, *, first: bool, last: bool) -> float:
    if not written:
        return float(len(heard)) if last else 0.4 if heard and first else 0.0
    if not heard:
        return 0.6 if first else 1.6 if last else 0.8
    if set(written) & set(heard) or (first and written[0] == "a"):
        return 0.0
    return 0.3 if last else 0.9


def _gaps(sounds: str) -> list[str]:
    return re.split("[^aui]+?", sounds)

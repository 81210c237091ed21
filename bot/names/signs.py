"""Korean and Chinese names in their own signs, brought to the same keys as their Latin spellings.

김영철, 金英哲 and "Kim Yong Chol" share the key of their Korean syllables; 朱海仑 and "ZHU Hailun" share their pinyin. Habits of
transliteration (Yong, Young; Chol, Cheol; Pak, Park) fall together; a key says what may be meant, no more. Tables of syllables
are our own; pinyin is ICU's.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType

import icu

from bot.names.fold import fold
from bot.names.lexicon import lines

# Hangul letters in the order of their code points, as the classes compared here: ㅓ and ㅗ are one, ㅜ and ㅡ too.
_INITIALS = ["g", "k", "n", "d", "t", "r", "m", "b", "p", "s", "s", "-", "j", "c", "c", "k", "t", "p", "h"]
_VOWELS = [
    "a",
    "e",
    "ya",
    "ye",
    "o",
    "e",
    "yo",
    "ye",
    "o",
    "wa",
    "oe",
    "oe",
    "yo",
    "u",
    "wo",
    "oe",
    "wi",
    "yu",
    "u",
    "ui",
    "i",
]
_FINALS = [
    "-",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
_FIRST_HANGUL, _LAST_HANGUL = 0xAC00, 0xD7A3

# Latin spelling -> classes it may stand for.
_LATIN_INITIALS = {
    "": ("-",), "g": ("g",), "k": ("g", "k"), "kk": ("k",), "n": ("n",), "d": ("d",), "t": ("d", "t"), "th": ("t",), "tt": ("t",),
    "r": ("r",), "l": ("r",), "m": ("m",), "b": ("b",), "p": ("b", "p"), "ph": ("p",), "pp": ("p",), "s": ("s",), "ss": ("s",),
    "sh": ("s",), "j": ("j",), "ch": ("j", "c"), "jj": ("c",), "h": ("h",), "kh": ("k",),
}  # fmt: skip
_LATIN_VOWELS = {
    "a": ("a",), "ya": ("ya",), "o": ("o",), "eo": ("o",), "yo": ("yo",), "yeo": ("yo",), "you": ("yo",), "u": ("u", "o"),
    "oo": ("u",), "woo": ("u",), "eu": ("u",), "yu": ("yu", "yo"), "yoo": ("yu",), "i": ("i",), "ee": ("i",), "yi": ("i",),
    "ae": ("e",), "e": ("e",), "ye": ("ye",), "wa": ("wa",), "wo": ("wo",), "oe": ("oe",), "oi": ("oe",), "we": ("oe",),
    "wae": ("oe",), "wi": ("wi",), "ui": ("ui",), "eui": ("ui",),
}  # fmt: skip
_LATIN_FINALS = {
    "": ("-",), "h": ("-",), "r": ("-", "l"), "rk": ("k",), "k": ("k",), "g": ("k",), "n": ("n",), "hn": ("n",), "t": ("t",),
    "l": ("l",), "m": ("m",), "p": ("p",), "b": ("p",), "ng": ("ng",),
}  # fmt: skip


def _one_of(table: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(sorted(table, key=len, reverse=True))


_SYLLABLE = re.compile(rf"({_one_of(_LATIN_INITIALS)})({_one_of(_LATIN_VOWELS)})({_one_of(_LATIN_FINALS)})")
_PINYIN_SYLLABLE = "(?:(?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])?[aeiou]{1,3}(?:ng|n|r)?)"
_PINYIN = re.compile(f"{_PINYIN_SYLLABLE}{{2,4}}")
_PINYIN_WORD = re.compile(f"{_PINYIN_SYLLABLE}{{1,3}}")
_KOREAN_WORD = re.compile(f"(?:{_SYLLABLE.pattern}){{1,2}}")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_made: dict[str, icu.Transliterator] = {}  # on first use: loading ICU's rules costs milliseconds
MOST_KEYS = 32  # of one name: a bound for spellings of many readings


def may_be_pinyin(word: str) -> bool:
    """Whether a folded Latin word could be Chinese signs."""
    return bool(_PINYIN_WORD.fullmatch(word))


def may_be_korean(word: str) -> bool:
    """Whether a folded Latin word could be one or two Korean signs."""
    return bool(_KOREAN_WORD.fullmatch(word))


def is_korean_surname(word: str) -> bool:
    """Whether a folded Latin word, or a Korean sign, is a Korean surname."""
    return word in _surnames()


def keys_of_spelling(words: tuple[str, ...]) -> frozenset[str]:
    """Keys of a name given as its folded Latin words, in both orders; empty when it is neither Korean nor Chinese in form."""
    if not 2 <= len(words) <= 4 or not all(w.isascii() and w.isalpha() for w in words):
        return frozenset()
    orders = dict.fromkeys((words, (words[-1], *words[:-1])))  # in this order, because the keys are counted
    pinyin = {f"zh {''.join(order)}" for order in orders if _PINYIN.fullmatch("".join(order))}
    korean = (key for order in orders if order[0] in _surnames() for key in _korean(order))
    return frozenset((*pinyin, *itertools.islice(korean, MOST_KEYS)))


@lru_cache(maxsize=50_000)
def keys_of_signs(signs: str) -> frozenset[str]:
    """Keys of a name of two to four Chinese or Korean signs; the surname comes first."""
    if _HANGUL.fullmatch(signs):
        return frozenset(_of_hangul(signs))
    if not _HAN.fullmatch(signs):
        return frozenset()
    plain = simplified(signs)
    read = [_hanja().get(s, "") for s in plain]
    korean = _of_hangul("".join(read)) if all(read) and read[0] in _surnames() else ()
    return frozenset((f"zh {_icu('Han-Latin/Names; Latin-ASCII; Lower', plain).replace(' ', '')}", *korean))


@lru_cache(maxsize=20_000)
def simplified(signs: str) -> str:
    """Chinese signs in their simplified forms."""
    return _icu("Traditional-Simplified", signs)


def may_open(sign: str) -> bool:
    """Whether a Korean sign is a surname; Chinese ones are not told apart here."""
    return sign in _surnames()


def _korean(words: Sequence[str]) -> Iterator[str]:
    """Keys of surname and given name of one or two syllables."""
    given = [s for s in _split(words[1:]) if 1 <= len(s) <= 2]
    for syllables in given:
        for surname in _readings(words[0], first=True):
            for rest in itertools.product(*(_readings(s, first=False) for s in syllables)):
                yield " ".join(("ko", surname, *rest))


def _split(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The ways to take words apart into syllables: each word is one or two."""
    ways = [[(w,)] * bool(_SYLLABLE.fullmatch(w)) + _halves(w) for w in words]
    return (tuple(itertools.chain.from_iterable(way)) for way in itertools.product(*ways))


def _halves(word: str) -> list[tuple[str, ...]]:
    cuts = ((word[:n], word[n:]) for n in range(1, len(word)))
    return [(a, b) for a, b in cuts if _SYLLABLE.fullmatch(a) and _SYLLABLE.fullmatch(b)]


@lru_cache(maxsize=20_000)
def _readings(syllable: str, *, first: bool) -> tuple[str, ...]:
    match = _SYLLABLE.fullmatch(syllable)
    if not match:
        return ()
    initial, vowel, final = match.groups()
    classes = itertools.product(_LATIN_INITIALS[initial], _LATIN_VOWELS[vowel], _LATIN_FINALS[final])
    return tuple(dict.fromkeys(r for i, v, f in classes for r in _as_heard(i, v, f, first=first)))


def _as_heard(initial: str, vowel: str, final: str, *, first: bool) -> tuple[str, ...]:
    """A syllable's class; an r that opens a name is also n, or silent before i and y, in the South."""
    plain = f"{initial}{vowel}{final}"
    if not (first and initial == "r"):
        return (plain,)
    return plain, f"{'-' if vowel[0] in 'iy' else 'n'}{vowel}{final}"


def _of_hangul(signs: str) -> Iterator[str]:
    taken = [_as_heard(*_letters(s), first=not n) for n, s in enumerate(signs)]
    return (" ".join(("ko", *syllables)) for syllables in itertools.product(*taken))


def _letters(syllable: str) -> tuple[str, str, str]:
    number = ord(syllable) - _FIRST_HANGUL
    return _INITIALS[number // 588], _VOWELS[number % 588 // 28], _FINALS[number % 28]


@cache
def _surnames() -> frozenset[str]:
    return frozenset(word for line in lines("korean_surnames.txt") for word in (fold(w) for w in line.split()))


@cache
def _hanja() -> Mapping[str, str]:
    rows = (line.split() for line in lines("hanja.txt"))
    return MappingProxyType({simplified(sign): said for said, signs in rows for sign in signs})


def _icu(name: str, text: str) -> str:
    if name not in _made:
        _made[name] = icu.Transliterator.createInstance(name)
    written: str = _made[name].transliterate(text)
    return written

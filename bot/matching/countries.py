"""Which countries a text speaks of: names, adjectives, capitals, in the languages of the news we read.

English adjectives come from `data/places/countries.tsv`, names in other languages from CLDR (babel), capitals and bodies
from `data/names/seats.txt`. In scripts whose words are inflected the beginning of a word is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale

from bot.names.country_table import country_table
from bot.names.fold import tokens
from bot.names.inflection import bases
from bot.names.lexicon import lines, words
from bot.names.transliterate import script_of

LANGUAGES = ("en", "ru", "uk", "ar", "fa", "he", "el", "fr", "es", "de", "tr")
INFLECTED = frozenset(("cyrillic", "arabic", "hebrew", "greek"))
SIGN_LANGUAGES = ("zh", "zh_Hant", "ja", "ko")  # no blanks between words: names are searched as they are written
STEM = 4  # shortest beginning of a Cyrillic or Arabic country name that tells the country


@cache
def _words() -> Mapping[str, str]:
    """Folded word, or two to four words joined by blanks -> country."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(" ".join(tokens(name)), code)
    for row in country_table():
        found |= {" ".join(tokens(w)): row.code for w in (*row.adjectives, *row.names, *row.seats)}
    for line in lines("seats.txt"):
        code, *seats = line.split()
        found |= {" ".join(tokens(seat)): code for seat in seats}
    return MappingProxyType(
        {
            word.removeprefix("the "): code
            for word, code in found.items()
            if word and word not in words("misleading.txt")
        }
    )


@cache
def _stems() -> Mapping[str, str]:
    """Beginnings of one-word names in Cyrillic and Arabic script."""
    found: dict[str, str] = {}
    for word, code in _words().items():
        if " " not in word and script_of(word) in INFLECTED:
            stem = word.removeprefix("ال")
            stem = stem[:-1] if len(stem) > STEM and stem[-1] in "аяьыиеіاهαηהς" else stem
            if len(stem) >= STEM:
                found.setdefault(stem, code)
    return MappingProxyType(found)


@cache
def _signs() -> tuple[re.Pattern[str], Mapping[str, str]]:
    names = {
        name: code
        for language in SIGN_LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha() and len(name) > 1 and not name.isascii()
    }
    longest_first = sorted(names, key=lambda n: (-len(n), n))
    return re.compile("|".join(map(re.escape, longest_first))), MappingProxyType(names)


def countries_in_signs(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and country for every country named in Chinese, Japanese or Korean."""
    if not text.isascii():
        pattern, names = _signs()
        for match in pattern.finditer(text):
            yield match.start(), match.end(), names[match.group()]


def country_of(words: tuple[str, ...]) -> tuple[str, int] | None:
    """The country that up to four folded words name, beginning with the first, and how many of them it takes."""
    for size in range(min(4, len(words)), 0, -1):
        code = _words().get(" ".join(words[:size]))
        if code:
            return code, size
    if words and not words[0].isascii():
        for form in (words[0], *bases(words[0], script_of(words[0]))):
            for size in range(len(form), STEM - 1, -1):
                if form[:size] in _stems():
                    return _stems()[form[:size]], 1
    return None


def countries_in(words: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """First and last index and country, for every country named in a text given as folded words."""
    at = 0
    while at < len(words):
        found = country_of(words[at : at + 4])
        if found:
            yield at, at + found[1] - 1, found[0]
        at += found[1] if found else 1

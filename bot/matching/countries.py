"""Which countries a text speaks of: names, adjectives, capitals, in the languages of the news we read.

English adjectives come from `data/places/countries.tsv`, names in other languages from CLDR (babel), capitals and bodies
from `data/names/seats.txt`, adjectives in other languages from `data/names/demonyms.txt`. In scripts whose words are inflected the beginning of a word is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
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
# What may follow such a beginning: an ending of the case, or what makes adjectives and people of it. Folded, so й is и.
_GOES_ON = {
    "cyrillic": re.compile(
        r"[аоуыеиюяьі]{0,3}(?:[мх]и?)?|(?:[аиі]{0,2}н?|ь)[сц]ь?к[а-яі]{0,3}|[иі]?(?:[еє]?ц|к)[а-яіь]{0,3}|[яа]н(?:ин)?[а-яі]{0,3}"
    ),
    "arabic": re.compile(r"[اه]?(?:ي{0,2}(?:[اه]|ين|ون|ان|ات|اي|ها|هاي)?)"),
}


@cache
def _words() -> Mapping[str, str]:
    """Folded word, or two to four words joined by blanks -> country."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                for said in (name, name.split(" (")[0]):  # "Myanmar (Burma)" and "Myanmar"
                    found.setdefault(" ".join(tokens(said)), code)
    for row in country_table():
        found |= {" ".join(tokens(w)): row.code for w in (*row.adjectives, *row.names, *row.seats)}
    for line in (*lines("demonyms.txt"), *lines("seats.txt")):
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


@cache
def _first_words() -> frozenset[str]:
    """Words with which a name in `_words` begins: nearly all words of a text are none, and need no further look."""
    return frozenset(word.split(" ", 1)[0] for word in _words())


def country_of(words: tuple[str, ...]) -> tuple[str, int] | None:
    """The country that up to four folded words name, beginning with the first, and how many of them it takes."""
    if words and words[0] in _first_words():
        for size in range(min(4, len(words)), 0, -1):
            code = _words().get(" ".join(words[:size]))
            if code:
                return code, size
    stem = _by_stem(words[0]) if words and not words[0].isascii() else None
    return (stem, 1) if stem else None


@lru_cache(maxsize=50_000)
def _by_stem(word: str) -> str | None:
    """The country whose name an inflected word begins with."""
    script = script_of(word)
    forms = (word, *bases(word, script))
    # "the German": an article before a name that begins like one
    forms += tuple(form.removeprefix("ال") for form in forms[1:])
    if any(form in words("misleading.txt") for form in forms):
        return None
    ending = _GOES_ON.get(script)
    for form in forms:
        for size in range(len(form), STEM - 1, -1):
            if form[:size] in _stems() and (ending is None or ending.fullmatch(form, size)):
                return _stems()[form[:size]]
    return None


def countries_in(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """First and last index and country, for every country named in a text given as folded words."""
    after = 0
    heads = _first_words()
    for at in [n for n, word in enumerate(words) if word in heads or not word.isascii()]:
        found = country_of(tuple(words[at : at + 4])) if at >= after else None
        if found:
            yield at, at + found[1] - 1, found[0]
            after = at + found[1]

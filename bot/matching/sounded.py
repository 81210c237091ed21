"""Names whose list has only Latin letters, found in Chinese, Japanese and Korean text by their sound.

Korean names in Hangul or Chinese signs and Chinese names by their pinyin (`bot.names.signs`), foreign names in kana by their
consonants (`bot.names.kana`). Sound says less than signs do: short names are left alone, and what is found needs support from the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.matching.hashing import key_of
from bot.matching.index import NameIndex, Spelling
from bot.model import Person, Span
from bot.names.kana import LEAST_CONSONANTS, consonants, vowels_fit
from bot.names.parts import Kind
from bot.names.signs import keys_of_signs, keys_of_spelling, may_open

SOUND_SCORE = 0.93  # of a name that agrees by sound
BITS_OF_A_SIGN = 4.5  # what a sign tells that only sounds alike
MOST_READ = 200_000  # characters of a text that are looked at
MOST_BEARERS = 4  # people of one sound up to which it tells anybody
_HANGUL = re.compile(r"[\uac00-\ud7a3]{3,}")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{3,}")
_KANA = re.compile(r"[ァ-ヺー]{2,}(?:[・･＝=][ァ-ヺー]{2,}){1,3}")


class Sounded:
    """Looks for listed Latin spellings by their sound."""

    def __init__(self, index: NameIndex, people: Sequence[Person]) -> None:
        self._index = index
        self._people = people

    def find(self, body: str) -> Iterator[tuple[Span, tuple[int, ...]]]:
        """Spans and the rows of the spellings that sound like them, in order of each script's places in the text."""
        if body.isascii():
            return
        for match in _HANGUL.finditer(body, 0, MOST_READ):
            yield from self._hangul(match.start(), match.group())
        for match in _HAN.finditer(body, 0, MOST_READ):
            yield from self._han(match.start(), match.group())
        for match in _KANA.finditer(body, 0, MOST_READ):
            yield from self._kana(match)

    def _hangul(self, start: int, word: str) -> Iterator[tuple[Span, tuple[int, ...]]]:
        """A name of three signs opens a word; particles and titles may be written onto it."""
        rows = self._rows(word[:3]) if may_open(word[0]) else ()
        if rows:
            yield Span(start, start + 3), rows

    def _han(self, start: int, stretch: str) -> Iterator[tuple[Span, tuple[int, ...]]]:
        at = 0
        while at + 3 <= len(stretch):
            size, rows = next(
                ((n, r) for n in (4, 3) if at + n <= len(stretch) and (r := self._rows(stretch[at : at + n]))), (1, ())
            )
            if rows:
                yield Span(start + at, start + at + size), rows
            at += size

    def _kana(self, match: re.Match[str]) -> Iterator[tuple[Span, tuple[int, ...]]]:
        words = re.split("[・･＝=]", match.group())
        bones = consonants(words[0]), consonants(words[-1])
        found = self._index.by_kana.under(key_of("".join(bones))).tolist() if _enough(*map(len, bones)) else ()
        rows = tuple(
            row
            for row in found
            if any(vowels_fit(words[0], a) and vowels_fit(words[-1], z) for a, z in _ends(self._spelling(row)))
        )
        if rows:
            yield Span(match.start(), match.end()), rows

    def _rows(self, signs: str) -> tuple[int, ...]:
        found = {
            row
            for key in keys_of_signs(signs)
            for row in self._index.by_signs.under(key_of(key)).tolist()
            if key in keys_of_spelling(tuple(p.spelt for p in self._spelling(row).parts))
        }
        return tuple(sorted(found)) if len({self._index.person[row] for row in found}) <= MOST_BEARERS else ()

    def _spelling(self, row: int) -> Spelling:
        return self._index.spelling(self._people, row)


def _ends(spelling: Spelling) -> Iterator[tuple[str, str]]:
    """Given name and surname, in both orders where the list does not say which is which."""
    words = [p.spelt for p in spelling.parts if p.kind is Kind.NAME]
    if len(words) > 1:
        surname = spelling.surname[0]
        yield words[0], words[-1]
        if surname == 0:
            yield words[1], words[0]


def _enough(first: int, last: int) -> bool:
    """Whether so many consonants of given name and surname tell who is meant."""
    return min(first, last) > 1 and first + last >= LEAST_CONSONANTS

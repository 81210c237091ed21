"""An article as the evidence rules see it: its words, the countries it names, and what stands near a name."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import compress, count, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.countries import countries_in, countries_in_signs
from bot.matching.profile import term
from bot.matching.tokens import MOST_READ
from bot.model import Article, Span
from bot.names.fold import fold
from bot.names.lexicon import words

_INNER = "'’‘`\u200c"  # what a word may have between two of its letters
_POSSESSIVE = re.compile(r"['’‘`]s$|['’‘`]$", re.IGNORECASE)
_STOP = re.compile(r"[.!?؟。]['\"”’)]*\s+(?=[^\Wa-z])|\n\n|[;•]")
BEFORE = 90  # characters in which a name is introduced
AFTER = 80
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Maj|Lt|Col|Brig|Adm|Sen|Rep|Gov|St|Jr|U\.S|U\.N))$")
_OWNED = 3  # words before an office in which its country is looked for: "Chinese deputy foreign minister"
TITLE_AFTER = 40  # characters after a name in which a title may follow
SAID_BEFORE, SAID_AFTER = 4, 6  # words right before and right after a name that may be said of its bearer
_LINKING = frozenset(("of", "the", "s", "for"))
_APPOSITION = re.compile(r"['’]?s?\s?[,(،]\s?")
_BREAK = re.compile(r"[,.;:()،؛]")
_LETTER, _BETWEEN = 1, 2  # kinds of code points
_LAST_LETTER = 0x323B0  # behind the last sign of Chinese; what is above is no letter
MOST_REMEMBERED = 100_000  # words; a bound on memory
MOST_WORDS = 60_000  # of an article; the rest of a longer one is not asked for evidence


class Word(NamedTuple):
    """A word of the text, folded."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands, without a possessive ending."""
        return Span(self.start, self.end)


class Introduction:
    """What the text says right before and right after a name. Rivals for the same words share it."""

    def __init__(self, scene: Scene, span: Span) -> None:
        self._scene = scene
        self._span = span
        self._before = scene.before(span)
        self._around = scene.around(span)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in whose company the name stands."""
        return self._scene.words_in(Span(self._before.start, min(self._around.end, self._span.end + TITLE_AFTER)))

    @cached_property
    def said(self) -> tuple[Word, ...]:
        """Words said of the bearer of the name: right before it, and set off by a comma right after it."""
        return (*self._said_before(), *self._said_after())

    @cached_property
    def countries(self) -> tuple[tuple[Span, str], ...]:
        """The countries named in the titles before the name and after it; not that of "Iran-backed"."""
        return tuple(
            (where, code)
            for chain in (self._titles_before(), self._titles_after())
            for where, code in self._scene.countries_in(chain)
            if self._scene.body[where.end : where.end + 1] not in ("-", "‐")
        )

    def _titles_before(self) -> Span:
        """The unbroken chain of titles, offices and countries that leads up to the name."""
        countries = [where for where, _ in self._scene.countries_in(self._before)]
        start = self._span.start
        for word in reversed(self._scene.words_in(self._before)):
            if not is_title(word) and not any(where.contains(word.span) for where in countries):
                break
            start = word.span.start
        return Span(start, self._span.start)

    def _titles_after(self) -> Span:
        """The unbroken chain of titles, offices and countries that a comma sets off behind the name; empty without one."""
        comma = _APPOSITION.match(self._scene.body, self._span.end)
        end = start = comma.end() if comma else self._span.end
        zone = Span(start, self._around.end) if comma and start < self._around.end else None
        for word in self._scene.words_in(zone) if zone else ():
            named = any(where.contains(word.span) for where, _ in self._scene.countries_in(word.span))
            if _BREAK.search(self._scene.body, end, word.span.start) or not (
                named or is_title(word) or word.text in ("a", "an")
            ):
                break
            end = word.span.end
        return Span(start, end)

    def _said_before(self) -> Iterator[Word]:
        for word in reversed(self._scene.words_in(self._before)[-SAID_BEFORE:]):
            if word.text in words("turns.txt"):
                return
            yield word

    def _said_after(self) -> Iterator[Word]:
        comma = _APPOSITION.match(self._scene.body, self._span.end)
        end = comma.end() if comma else 0
        for word in islice(self._scene.words_from(end), SAID_AFTER) if comma else ():
            if word.text in words("turns.txt") or _BREAK.search(self._scene.body, end, word.span.start):
                return
            yield word
            end = word.span.end


class Scene:
    """Answers what the text says, near a span or anywhere. Reads the words once, when first asked."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.body = article.body
        self._around: dict[Span, Span] = {}  # rivals for the same words ask for the same places
        self._words: dict[int, Word] = {}
        self._within: dict[Span, tuple[Word, ...]] = {}
        self._introductions: dict[Span, Introduction] = {}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All words, folded, without possessive endings."""
        if len(_BARE) > MOST_REMEMBERED:
            _BARE.clear()
        return tuple(map(_BARE.__getitem__, self._printed))

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts."""
        return self._bounds[0]

    @cached_property
    def countries(self) -> tuple[tuple[Span, str], ...]:
        """Every place where a country is named, and not a club or a newspaper called after it."""
        in_words = (
            (Span(self.starts[a], self.word(z).end), code)
            for a, z, code in countries_in(self.texts)
            if not self._is_club(a, z)
        )
        in_signs = ((Span(a, z), code) for a, z, code in countries_in_signs(self.body))
        return tuple(sorted({*in_words, *in_signs}))

    @cached_property
    def country_counts(self) -> Counter[str]:
        """How often each country is named."""
        return Counter(code for _, code in self.countries)

    @cached_property
    def leisure(self) -> tuple[int, Span]:
        """How many words of the article speak of sport or film, and where the first stands."""
        said = list(compress(count(), map(_leisure().__contains__, self.texts)))
        return len(said), self.word(said[0]).span if said else Span(0, 0)

    def word(self, number: int) -> Word:
        """The word at a position."""
        word = self._words.get(number)
        if word is None:
            start = self.starts[number]
            word = self._words[number] = Word(self.texts[number], start, start + _length(self._printed[number]))
        return word

    def around(self, span: Span) -> Span:
        """The stretch of text that can introduce the name at a span: its sentence, at most so far before and after."""
        if span not in self._around:
            self._around[span] = self._sentence(span)
        return self._around[span]

    def before(self, span: Span) -> Span:
        """The few words right before a name, within its sentence: where titles and adjectives stand."""
        around = self.around(span)
        start = max(around.start, span.start - 60)
        comma = max(self.body.rfind(sign, start, span.start) for sign in (*",،:;—–", " - "))
        return Span(max(start, comma + 1), span.start)

    def introduction(self, span: Span) -> Introduction:
        """What is said right at the name at a span."""
        if span not in self._introductions:
            self._introductions[span] = Introduction(self, span)
        return self._introductions[span]

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words that lie wholly in a span."""
        if span not in self._within:
            first, last = (bisect.bisect_left(self.starts, at) for at in (span.start, span.end))
            inside = tuple(map(self.word, range(first, last)))
            self._within[span] = inside if not inside or inside[-1].end <= span.end else inside[:-1]
        return self._within[span]

    def words_from(self, start: int) -> Iterator[Word]:
        """The words from a place on."""
        return map(self.word, range(bisect.bisect_left(self.starts, start), len(self.starts)))

    def countries_in(self, span: Span) -> Iterator[tuple[Span, str]]:
        """Countries named within a span."""
        for n in range(bisect.bisect_left(self.countries, (Span(span.start, 0), "")), len(self.countries)):
            where, code = self.countries[n]
            if where.start >= span.end:
                return
            if span.contains(where):
                yield where, code

    def owner(self, span: Span) -> tuple[Span, str] | None:
        """Where and which country it is to which the text gives the office or body at a span: "Chinese foreign ministry", "ministry of China"."""
        at = bisect.bisect_left(self.starts, span.start)
        for word in map(self.word, range(at - 1, max(-1, at - 1 - _OWNED), -1)):
            named = self._named.get(word.span.end)
            if named:
                return None if self.body[word.span.end : word.span.end + 1] in ("-", "‐", "‑") else named
            if not is_title(word):
                break
        if self.texts[at + 1 : at + 2] == ("of",) and at + 2 < len(self.texts):
            return next(self.countries_in(self.word(at + 2).span), None)
        return None

    @cached_property
    def owned(self) -> Mapping[tuple[str, str], Word]:
        """What is said of offices that the text gives to a country, with that country -> the first word that means it."""
        found: dict[tuple[str, str], Word] = {}
        for where, code in self.countries:
            first, behind = (bisect.bisect_left(self.starts, at) for at in (where.start, where.end))
            for word in self._office_behind(where, behind) or self._office_before(first):
                found.setdefault((term(word.text), code), word)
        return found

    def _office_behind(self, country: Span, at: int) -> list[Word]:
        """The words of "Venezuelan foreign minister" behind the country."""
        said: list[Word] = []
        end = country.end
        for word in map(self.word, range(at, min(at + _OWNED + 1, len(self.starts)))):
            if not is_title(word) or _BREAK.search(self.body, end, word.start):
                break
            said.append(word)
            end = word.end
        return said

    def _office_before(self, at: int) -> list[Word]:
        """The words of "foreign minister of Venezuela" before the country."""
        said: list[Word] = []
        of = at - 2 if self.texts[at - 1 : at] == ("the",) else at - 1
        if of < 1 or self.texts[of] != "of":
            return said
        for word in map(self.word, range(of - 1, max(-1, of - 1 - _OWNED), -1)):
            if not is_title(word):
                break
            said.append(word)
        return said

    @cached_property
    def _named(self) -> dict[int, tuple[Span, str]]:
        """Where the name of a country ends -> that place and the country."""
        return {where.end: (where, code) for where, code in self.countries}

    def _sentence(self, span: Span) -> Span:
        low, high = max(0, span.start - BEFORE), min(len(self.body), span.end + AFTER)
        left = [
            m for m in _STOP.finditer(self.body, low, span.start) if not _ABBREVIATED.search(self.body, low, m.start())
        ]
        right = _STOP.search(self.body, span.end, high)
        return Span(left[-1].end() if left else low, right.start() if right else high)

    def _is_club(self, first: int, last: int) -> bool:
        """Whether the words between two positions belong to the name of a club or newspaper beside them."""
        for at, left, right in ((first - 1, first - 1, first), (last + 1, last, last + 1)):
            club = 0 <= at < len(self.texts) and self.texts[at] in words("clubs.txt")
            if club and self.body[self.starts[at]].isupper() and self.starts[right] - self.word(left).end == 1:
                return True
        return False

    @cached_property
    def _printed(self) -> list[str]:
        return [self.body[start:end] for start, end in zip(*self._bounds, strict=True)]

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        """Where each word starts and ends; found on whole arrays, because a pattern takes twice the time."""
        points = np.frombuffer(self.body[:MOST_READ].encode("utf-32-le", "surrogatepass"), "<u4")
        kinds = np.zeros(len(points) + 2, np.uint8)  # nothing stands before the text and behind it
        _kinds().take(points, mode="clip", out=kinds[1:-1])
        inside = kinds == _LETTER
        inside[1:-1] |= (kinds[1:-1] == _BETWEEN) & inside[:-2] & inside[2:]
        turns = np.flatnonzero(inside[1:] != inside[:-1])[: 2 * MOST_WORDS].tolist()
        return turns[::2], turns[1::2]


@cache
def _kinds() -> NDArray[np.uint8]:
    """For each code point whether it is a letter or digit, or may stand between two."""
    kinds = np.fromiter(map(str.isalnum, map(chr, range(_LAST_LETTER + 1))), np.uint8)
    kinds[[ord(sign) for sign in _INNER]] = _BETWEEN
    return kinds


def is_in(word: Word, lexicon: str) -> bool:
    """Whether a word, its singular, or what an Arabic article stands before is in a lexicon file."""
    known, text = words(lexicon), word.text
    return text in known or text.removesuffix("s") in known or (text[:2] == "ال" and text[2:] in known)


def is_title(word: Word) -> bool:
    """Whether a word is a title, an office, a field of office, or one that links such words."""
    meant = is_in(word, "titles.txt") or is_in(word, "offices.txt") or term(word.text).startswith("=")
    return meant or word.text in _LINKING


class _Bare(dict[str, str]):
    """Printed words folded, without possessive endings: a memory, and quicker than the usual one because every word is asked for."""

    def __missing__(self, printed: str) -> str:
        bare = self[printed] = fold(_POSSESSIVE.sub("", printed)).replace(" ", "")
        return bare


_BARE = _Bare()


def _length(printed: str) -> int:
    """How many characters a printed word takes without a possessive ending."""
    return len(printed) if printed.isalnum() else len(_POSSESSIVE.sub("", printed))


@cache
def _leisure() -> frozenset[str]:
    """Words of sport and film, and their plurals."""
    known = words("walks.txt") | words("sport.txt")
    return known | {f"{word}s" for word in known}

"""An article as the evidence rules see it: its words, the countries it names, and what stands near a name."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice

from bot.matching.countries import countries_in, countries_in_signs
from bot.model import Article, Span
from bot.names.fold import fold
from bot.names.lexicon import words

# A word, and apart from it a possessive ending.
_WORD = re.compile(r"([^\W_]+(?:['’‘`\u200c](?![sS](?![^\W_]))[^\W_]+)*)(?:['’‘`][sS](?![^\W_]))?")
_STOP = re.compile(r"[.!?؟。]['\"”’)]*\s+(?=[^\Wa-z])|\n\n|[;•]")
BEFORE = 90  # characters in which a name is introduced
AFTER = 80
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Maj|Lt|Col|Brig|Adm|Sen|Rep|Gov|St|Jr|U\.S|U\.N))$")
_OWNED = (
    3  # words of an office after which the country it belongs to is still looked for: "Chinese deputy foreign minister"
)
MOST_WORDS = 60_000  # of an article; the rest of a longer one is not asked for evidence


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text, folded."""

    text: str
    span: Span


class Scene:
    """Answers what the text says, near a span or anywhere. Reads the words once, when first asked."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.body = article.body

    @cached_property
    def texts(self) -> list[str]:
        """All words, folded, without possessive endings."""
        return [_folded(self.body[start:end]) for start, end in self._places]

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts."""
        return [start for start, _ in self._places]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        return [match.span(1) for match in islice(_WORD.finditer(self.body), MOST_WORDS)]

    def word(self, number: int) -> Word:
        """One of the words."""
        return Word(self.texts[number], Span(*self._places[number]))

    @cached_property
    def countries(self) -> tuple[tuple[Span, str], ...]:
        """Every place where a country is named, and not a club or a newspaper called after it."""
        in_words = (
            (Span(self.starts[a], self._places[z][1]), code)
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
        leisurely = _leisurely()
        said = [n for n, text in enumerate(self.texts) if text in leisurely or text.removesuffix("s") in leisurely]
        return len(said), self.word(said[0]).span if said else Span(0, 0)

    def around(self, span: Span) -> Span:
        """The stretch of text that can introduce the name at a span: its sentence, at most so far before and after."""
        low, high = max(0, span.start - BEFORE), min(len(self.body), span.end + AFTER)
        left = [
            m for m in _STOP.finditer(self.body, low, span.start) if not _ABBREVIATED.search(self.body, low, m.start())
        ]
        right = _STOP.search(self.body, span.end, high)
        return Span(left[-1].end() if left else low, right.start() if right else high)

    def before(self, span: Span) -> Span:
        """The few words right before a name, within its sentence: where titles and adjectives stand."""
        around = self.around(span)
        start = max(around.start, span.start - 60)
        comma = max(self.body.rfind(sign, start, span.start) for sign in (*",،:;—–", " - "))
        return Span(max(start, comma + 1), span.start)

    def words_in(self, span: Span) -> Iterator[Word]:
        """The words that lie wholly in a span."""
        for n in range(bisect.bisect_left(self.starts, span.start), bisect.bisect_left(self.starts, span.end)):
            if self._places[n][1] <= span.end:
                yield self.word(n)

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

    def owner(self, span: Span, links: Callable[[Word], bool]) -> tuple[Span, str] | None:
        """Where and which country it is to which the text gives the office or body at a span: "Chinese foreign ministry", "ministry of China"."""
        at = bisect.bisect_left(self.starts, span.start)
        for word in map(self.word, range(at - 1, max(0, at - _OWNED) - 1, -1)):
            named = self._named.get(word.span.end)
            if named:
                return None if self.body[word.span.end : word.span.end + 1] in ("-", "‐", "‑") else named
            if not links(word):
                break
        if self.texts[at + 1 : at + 2] == ["of"] and at + 2 < len(self.texts):
            return next(self.countries_in(self.word(at + 2).span), None)
        return None

    @cached_property
    def _named(self) -> dict[int, tuple[Span, str]]:
        """Where the name of a country ends -> that place and the country."""
        return {where.end: (where, code) for where, code in self.countries}

    def _is_club(self, first: int, last: int) -> bool:
        """Whether the words between two positions belong to the name of a club or newspaper beside them."""
        beside = [
            n
            for n, gap in ((first - 1, first), (last + 1, last + 1))
            if 0 <= n < len(self.texts) and self.starts[gap] - self._places[gap - 1][1] == 1
        ]
        return any(self.texts[n] in words("clubs.txt") and self.body[self.starts[n]].isupper() for n in beside)


@cache
def _leisurely() -> frozenset[str]:
    return words("walks.txt") | words("sport.txt")


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word).replace(" ", "")

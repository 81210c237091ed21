"""An article as the evidence rules see it: its words, the countries it names, and what stands near a name."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import takewhile

from bot.matching.countries import countries_in, countries_in_signs
from bot.model import Article, Span
from bot.names.fold import fold
from bot.names.lexicon import words

_WORD = re.compile(r"[^\W_]+(?:['’‘`\u200c][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’‘`]s$|['’‘`]$", re.IGNORECASE)
_STOP = re.compile(r"[.!?؟。]['\"”’)]*\s+(?=[^\Wa-z])|\n\n|[;•]")
BEFORE = 90  # characters in which a name is introduced
AFTER = 80
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Maj|Lt|Col|Brig|Adm|Sen|Rep|Gov|St|Jr|U\.S|U\.N))$")
_OWNED = 3  # words before an office in which its country is looked for: "Chinese deputy foreign minister"
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
        self._around: dict[Span, Span] = {}  # rivals for the same words ask for the same places
        self._within: dict[Span, tuple[Word, ...]] = {}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """All words, folded, without possessive endings."""
        return tuple(_bare(printed)[0] for printed in self._printed)

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts."""
        starts, at = [], 0
        for printed in self._printed:  # quicker than asking every match of a pattern
            at = self.body.index(printed, at)
            starts.append(at)
            at += len(printed)
        return starts

    @cached_property
    def countries(self) -> tuple[tuple[Span, str], ...]:
        """Every place where a country is named, and not a club or a newspaper called after it."""
        in_words = (
            (Span(self.starts[a], self.word(z).span.end), code)
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
        leisurely = _leisure()
        said = [n for n, text in enumerate(self.texts) if text in leisurely]
        return len(said), self.word(said[0]).span if said else Span(0, 0)

    def word(self, number: int) -> Word:
        """The word at a position."""
        text, length = _bare(self._printed[number])
        return Word(text, Span(self.starts[number], self.starts[number] + length))

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

    def words_in(self, span: Span) -> tuple[Word, ...]:
        """The words that lie wholly in a span."""
        if span not in self._within:
            inside = takewhile(lambda word: word.span.end <= span.end, self.words_from(span.start))
            self._within[span] = tuple(inside)
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

    def owner(self, span: Span, links: Callable[[Word], bool]) -> tuple[Span, str] | None:
        """Where and which country it is to which the text gives the office or body at a span: "Chinese foreign ministry", "ministry of China"."""
        at = bisect.bisect_left(self.starts, span.start)
        for word in map(self.word, range(at - 1, max(-1, at - 1 - _OWNED), -1)):
            named = self._named.get(word.span.end)
            if named:
                return None if self.body[word.span.end : word.span.end + 1] in ("-", "‐", "‑") else named
            if not links(word):
                break
        if self.texts[at + 1 : at + 2] == ("of",) and at + 2 < len(self.texts):
            return next(self.countries_in(self.word(at + 2).span), None)
        return None

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
        beside = []
        if first and self.starts[first] - self.word(first - 1).span.end == 1:
            beside.append(first - 1)
        if last + 1 < len(self.starts) and self.starts[last + 1] - self.word(last).span.end == 1:
            beside.append(last + 1)
        return any(self.texts[n] in words("clubs.txt") and self.body[self.starts[n]].isupper() for n in beside)

    @cached_property
    def _printed(self) -> list[str]:
        return _WORD.findall(self.body)[:MOST_WORDS]


@lru_cache(maxsize=100_000)
def _bare(printed: str) -> tuple[str, int]:
    """A printed word folded, without a possessive ending, and how many characters it takes without it."""
    bare = _POSSESSIVE.sub("", printed)
    return fold(bare).replace(" ", ""), len(bare)


@cache
def _leisure() -> frozenset[str]:
    """Words of sport and film, and their plurals."""
    known = words("walks.txt") | words("sport.txt")
    return known | {f"{word}s" for word in known}

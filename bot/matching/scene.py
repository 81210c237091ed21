"""An article as the evidence rules see it: its words, the countries it names, and what stands near a name."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.matching.countries import countries_in, countries_in_signs
from bot.model import Article, Span
from bot.names.fold import fold

_WORD = re.compile(r"[^\W_]+(?:['’‘`\u200c][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’‘`]s$|['’‘`]$", re.IGNORECASE)
_STOP = re.compile(r"[.!?؟。]['\"”’)]*\s+(?=[^\Wa-z])|\n\n|[;•]")
BEFORE = 90  # characters in which a name is introduced
AFTER = 80
_ABBREVIATED = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Maj|Lt|Col|Brig|Adm|Sen|Rep|Gov|St|Jr|U\.S|U\.N))$")
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
    def words(self) -> tuple[Word, ...]:
        """All words, folded, without possessive endings."""
        return tuple(self._read())

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts."""
        return [w.span.start for w in self.words]

    @cached_property
    def countries(self) -> tuple[tuple[Span, str], ...]:
        """Every place where a country is named."""
        folded = tuple(w.text for w in self.words)
        in_words = (
            (Span(self.words[a].span.start, self.words[z].span.end), code) for a, z, code in countries_in(folded)
        )
        in_signs = ((Span(a, z), code) for a, z, code in countries_in_signs(self.body))
        return tuple(sorted({*in_words, *in_signs}))

    @cached_property
    def country_counts(self) -> Counter[str]:
        """How often each country is named."""
        return Counter(code for _, code in self.countries)

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
        comma = max(self.body.rfind(sign, start, span.start) for sign in ",،:;—")
        return Span(max(start, comma + 1), span.start)

    def words_in(self, span: Span) -> Iterator[Word]:
        """The words that lie wholly in a span."""
        for n in range(bisect.bisect_left(self.starts, span.start), len(self.words)):
            if self.words[n].span.end > span.end:
                return
            yield self.words[n]

    def countries_in(self, span: Span) -> Iterator[tuple[Span, str]]:
        """Countries named within a span."""
        return ((where, code) for where, code in self.countries if span.contains(where))

    def _read(self) -> Iterator[Word]:
        for n, match in enumerate(_WORD.finditer(self.body)):
            if n >= MOST_WORDS:
                return
            text = _POSSESSIVE.sub("", match.group())
            yield Word(fold(text).replace(" ", ""), Span(match.start(), match.start() + len(text)))

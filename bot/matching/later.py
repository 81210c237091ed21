"""Later mentions: the surname alone or with a title, a given name where the article uses it so, or a description.

A bare surname never alerts by itself: it is linked to a person whose full name the article has, and not where another full
name with the same surname stands nearer. A given name alone counts in quotation marks, or where few people bear it.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.matching.candidates import Candidate
from bot.matching.countries import country_of
from bot.matching.tokens import Run, Stretch, run_of
from bot.model import Span
from bot.names.fold import fold
from bot.names.inflection import bases
from bot.names.lexicon import families, sounds, words
from bot.names.likeness import likeness
from bot.names.parts import GOD, Part, part_of, parts_of
from bot.names.transliterate import ABJADS

SHORTEST_GIVEN = 3  # letters up to which a given name alone is not looked for
MOST_USES = 1_000  # of one word in one text: a bound on time
SAME_WORD = 0.94  # likeness from which two printed words are one surname


@dataclass(frozen=True, slots=True)
class _Use:
    """A word of the text that may be the surname, and whether a stranger's name stands around it."""

    span: Span
    stranger: bool


class _Free:
    """Which places of the text no full name takes."""

    def __init__(self, taken: Iterable[Span]) -> None:
        self._spans = sorted(taken)
        self._longest = max((s.end - s.start for s in self._spans), default=0)

    def has(self, span: Span) -> bool:
        """Whether no taken span shares a character with this one."""
        n = bisect.bisect_left(self._spans, Span(span.start - self._longest, 0))
        return not any(s.overlaps(span) for s in self._spans[n : bisect.bisect_left(self._spans, Span(span.end, 0))])


class Later:
    """The name-like words of one article, laid out to be asked for surnames."""

    def __init__(self, body: str, spans: Iterable[Stretch], taken: Iterable[Span]) -> None:
        """Lay out the words of the text's `stretches`; `taken` are the full names of anybody."""
        self._body = body
        self._free = _Free(taken)
        self._by_word: defaultdict[str, list[tuple[int, Run, int]]] = defaultdict(list)
        for start, _, text in spans:
            run = run_of(text)
            for n, token in enumerate(run):
                self._by_word[token.text].append((start, run, n))

    def of(self, full: Sequence[Candidate]) -> tuple[Span, ...]:
        """Where the text means this person by surname or given name; `full` are the person's full mentions."""
        own = sorted({c.span for c in full})
        best = max(full, key=lambda c: (c.name.score, -c.span.start))
        uses = sorted(self._uses(_surnames(best), best, _Free(own)), key=lambda u: u.span)
        anchors = sorted([(s.start, False) for s in own] + [(u.span.start, True) for u in uses if u.stranger])
        found = [u.span for u in uses if not u.stranger and not _nearer_stranger(u.span.start, anchors)]
        return tuple(sorted({*found, *self._given(best)}))

    def _uses(self, surnames: Sequence[Part], best: Candidate, own: _Free) -> Iterator[_Use]:
        for word in self._like(surnames):
            if _is_surname(word, surnames):
                for start, run, n in self._by_word[word][:MOST_USES]:
                    span = Span(start + run[n].start, start + run[n].end)
                    if own.has(span) and not self._leads_up(span, best):
                        yield _Use(span, not self._free.has(span) or _stranger_beside(run, n, best))

    def _like(self, surnames: Sequence[Part]) -> Iterable[str]:
        """The words that may be one of the surnames: those that begin alike, and any where a word or letter may stand before it."""
        if any(s.script in ABJADS or s.script == "cyrillic" for s in surnames):
            return self._by_word
        return [word for first in {s.folded[:1] for s in surnames} for word in self._by_first.get(first, ())]

    @cached_property
    def _by_first(self) -> dict[str, list[str]]:
        """First letter -> the words that begin with it."""
        found: dict[str, list[str]] = {}
        for word in self._by_word:
            found.setdefault(fold(word)[:1], []).append(word)
        return found

    def _leads_up(self, span: Span, best: Candidate) -> bool:
        """Whether the word belongs to what introduces the full name: the Houthi leader Abdulmalik al-Houthi."""
        between = self._body[span.end : best.span.start].split() if span.end < best.span.start < span.end + 60 else ()
        return bool(between) and all(fold(w) in words("titles.txt") | words("offices.txt") for w in between)

    def _given(self, best: Candidate) -> Iterator[Span]:
        """Places where the given name stands for the person: nothing but titles around it, and rare or in a quotation."""
        for given in {t.text for t in best.tokens[:-1] if len(t.text) > SHORTEST_GIVEN}:
            for start, run, n in self._by_word.get(given, ()):
                span = Span(start + run[n].start, start + run[n].end)
                rare = span.start > best.span.end and not _is_given(part_of(fold(given)))
                if _alone(run, n) and self._free.has(span) and (rare or self._quoted(span)):
                    yield span

    def _quoted(self, span: Span) -> bool:
        """Whether the word stands within quotation marks of its line."""
        line = self._body.rfind("\n", 0, span.start) + 1
        before = self._body[max(line, span.start - 200) : span.start]
        after = self._body[span.end : span.end + 200].split("\n")[0]
        return any(q in before for q in '"“„«') and any(q in after for q in '"”»“')


def _alone(run: Run, n: int) -> bool:
    """Whether no other word of a name stands in the run: "Haj Qassem"."""
    return all(m == n or fold(token.text) in words("titles.txt") for m, token in enumerate(run))


def _surnames(candidate: Candidate) -> tuple[Part, ...]:
    """The words of the text that are the surname, as parts: what the list prints in capitals, or the last word."""
    parts = candidate.spelling.parts
    pairs = {j: ours for ours, theirs, _ in candidate.name.pairs for j in theirs}
    chosen = [j for j in candidate.spelling.surname if j in pairs]
    slots = [p for t in candidate.tokens for p in parts_of(t.text)]
    printed = [p for j in chosen for p in slots if likeness(p, parts[j])[0] > 0.7 and p.sound not in GOD]
    listed = [
        part_of(parts[j - 1].folded + parts[j].folded) if j and parts[j].sound in GOD else parts[j] for j in chosen
    ]
    return tuple(p for p in dict.fromkeys((*printed, *listed)) if len(p.spelt) > 2)


def _is_surname(text: str, surnames: Sequence[Part]) -> bool:
    folded = fold(text)
    first = folded[:1]
    for surname in surnames:
        if folded == surname.folded:
            return True
        if surname.script in ABJADS or surname.folded[:1] == first or surname.script == "cyrillic":
            read = parts_of(text)
            if len(read) == 1 and likeness(read[0], surname)[0] >= SAME_WORD:
                return True
    return False


def _stranger_beside(run: Run, n: int, best: Candidate) -> bool:
    """Whether a word beside the surname makes it another person's full name."""
    for at in (n - 1, n + 1):
        if not 0 <= at < len(run):
            continue
        read = parts_of(run[at].text)
        if (
            not read
            or read[0].script in ABJADS
            or fold(run[at].text) in words("ordinary.txt") | words("titles.txt") | words("particles.txt")
        ):
            continue
        if not any(likeness(read[0], p)[0] >= SAME_WORD for p in best.spelling.parts) and not _country_word(
            run[at].text
        ):
            return (at < n and read[0].script != "cyrillic") or _is_given(read[0])
    return False


def _country_word(text: str) -> bool:
    return country_of((fold(text),)) is not None


def _is_given(part: Part) -> bool:
    """Whether a word is known as a name, also with a case ending."""
    heard = [part_of(form).sound for form in (part.folded, *bases(part.folded, part.script))]
    return any(sound in families() or sound in sounds("common.txt") | sounds("given.txt") for sound in heard)


def _nearer_stranger(start: int, anchors: Sequence[tuple[int, bool]]) -> bool:
    """Whether the full name read last before this place is a stranger's; before all of them, whether there is any stranger."""
    n = bisect.bisect_left(anchors, (start, False))
    if n:
        return anchors[n - 1][1]
    return any(stranger for _, stranger in anchors)

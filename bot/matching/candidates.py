"""From a stretch of words to the spellings it may be, and exactly which words of the text they take.

The spellings that share words with a stretch (`bot.matching.likely`) are compared with it in full (`bot.names.compare`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from bot.matching.index import NameIndex, Rows, Spelling
from bot.matching.likely import likely
from bot.matching.literal import SIGN, Literal
from bot.matching.lookup import MOST_REMEMBERED, Lookup
from bot.matching.slots import Slot, closing_initial, comma_fits, goes_on, groups, slots_of
from bot.matching.sounded import BITS_OF_A_SIGN, SOUND_SCORE, Sounded
from bot.matching.tokens import Run, Token, run_of, shifted, stretches, surname_first, text_at, windows
from bot.model import Person, Span
from bot.names.compare import NameScore, compare_parts
from bot.names.parts import Kind

LEAST_SCORE = 0.74  # below it two names are different names
MOST_REPEATS = 50  # of one stretch in one text; a name that stands there more often is not told surer
SIGN_BITS = 5.0  # what one sign of a Chinese, Japanese or Korean name tells


@dataclass(frozen=True, slots=True)
class Candidate:
    """A spelling found in the text."""

    row: int
    spelling: Spelling
    tokens: tuple[Token, ...]
    name: NameScore
    rarity: float  # bits told by the words found, weighted by likeness
    goes_on: tuple[str, ...] = ()  # further words of a name right before or after it

    @property
    def span(self) -> Span:
        """From its first to its last word in the text."""
        return Span(self.tokens[0].start, self.tokens[-1].end)

    def shifted(self, by: int) -> Candidate:
        """The same one in a text in which its stretch begins there."""
        return replace(self, tokens=shifted(self.tokens, by))


class Finder:
    """Finds spellings in a text; remembers what it learnt about words and stretches of words."""

    def __init__(self, index: NameIndex, people: Sequence[Person]) -> None:
        self._index = index
        self._people = people
        self._lookup = Lookup(index)
        self._literal = Literal((s.name.text, row) for row, s in self._spellings(index.literal))
        self._sounded = Sounded(index, people)
        self._known: dict[str, tuple[Candidate, ...]] = {}

    def find(self, body: str) -> list[Candidate]:
        """All spellings found, at most one per person and place, in order of the text, best first at each place."""
        best: dict[tuple[int, int], Candidate] = {}
        for candidate in chain(self._in_stretches(body), self._in_signs(body)):
            key = (candidate.spelling.person, candidate.tokens[0].start)
            if key not in best or _worth(candidate) > _worth(best[key]):
                best[key] = candidate
        return sorted(best.values(), key=lambda c: (c.span, -c.name.score, c.row))

    def _spellings(self, rows: Rows) -> Iterator[tuple[int, Spelling]]:
        for row in rows.tolist():
            yield row, self._index.spelling(self._people, row)

    def _in_stretches(self, body: str) -> Iterator[Candidate]:
        before: Span | None = None
        times: Counter[str] = Counter()
        for span in stretches(body):
            text = text_at(body, span)
            times[text] += 1
            for c in self._in_text(text) if times[text] <= MOST_REPEATS else ():
                yield c.shifted(span.start)
            if before and surname_first(body, before, span):
                for c in self._in_text(text_at(body, Span(before.start, span.end))):
                    if any(t.gap == "comma" for t in c.tokens[1:]):
                        yield c.shifted(before.start)
            before = span

    def _in_text(self, text: str) -> tuple[Candidate, ...]:
        """What a stretch holds, counted from its beginning. It depends on nothing else, so it is remembered."""
        found = self._known.get(text)
        if found is None:
            found = tuple(c for piece in windows(run_of(text)) for c in self._in_run(piece))
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[text] = found
        return found

    def _in_run(self, run: Run) -> Iterator[Candidate]:
        slots = slots_of(run)
        yield from self._singles(run, slots)
        for row in likely(self._index, self._lookup, slots):
            yield from self._verified(run, slots, self._index.spelling(self._people, row), row)

    def _verified(self, run: Run, slots: Sequence[Slot], spelling: Spelling, row: int) -> Iterator[Candidate]:
        for group in groups(slots, spelling.parts):
            first, last = group[0].at, group[-1].at
            if first == last or (group[-1].part.kind is Kind.INITIAL and not closing_initial(run, last)):
                continue
            name = compare_parts(tuple(s.part for s in group), spelling.parts)
            paired = sorted(i for ours, _, _ in name.pairs for i in ours)
            if paired and len(group) > paired[-1] - paired[0] + 1 > 1:  # what stands outside is no part of the name
                group = group[paired[0] : paired[-1] + 1]
                first, last = group[0].at, group[-1].at
                name = compare_parts(tuple(s.part for s in group), spelling.parts)
            if name.score >= LEAST_SCORE and comma_fits(run, group, name, spelling.name.text):
                rarity = sum(spelling.bits[j] * like for _, theirs, like in name.pairs for j in theirs)
                yield Candidate(row, spelling, run[first : last + 1], name, rarity, goes_on(run, slots, first, last))

    def _singles(self, run: Run, slots: Sequence[Slot]) -> Iterator[Candidate]:
        """Names of one word, letter by letter, where no other word of a name stands beside them."""
        for slot in slots:
            for row, spelling in self._spellings(self._lookup.word(slot.part).whole):
                same = spelling.parts[0].folded == slot.part.folded
                if same and not goes_on(run, slots, slot.at, slot.at):
                    name = NameScore(1.0, (f"“{run[slot.at].text}” ~ “{spelling.name.text}”: same letters",), _WHOLE)
                    yield Candidate(row, spelling, run[slot.at : slot.at + 1], name, spelling.bits[0])

    def _in_signs(self, body: str) -> Iterator[Candidate]:
        """Names in Chinese, Japanese and Korean signs: as the list writes them, else by their sound."""
        if not SIGN.search(body):
            return
        taken = []
        for span, rows in self._literal.find(body):
            taken.append(span)
            yield from self._signs(body, span, rows, (1.0, SIGN_BITS, "same signs"))
        for span, rows in self._sounded.find(body):
            if not any(span.overlaps(t) for t in taken):
                yield from self._signs(body, span, rows, (SOUND_SCORE, BITS_OF_A_SIGN, "same sound"))

    def _signs(
        self, body: str, span: Span, rows: Sequence[int], worth: tuple[float, float, str]
    ) -> Iterator[Candidate]:
        score, bits, rule = worth
        printed = body[span.start : span.end]
        for row, spelling in self._spellings(np.array(rows)):
            pairs = tuple(((0,), (j,), score) for j in range(len(spelling.parts)))
            name = NameScore(score, (f"“{printed}” ~ “{spelling.name.text}”: {rule}",), pairs)
            yield Candidate(row, spelling, (Token(printed, span.start, span.end),), name, bits * len(printed))


_WHOLE = (((0,), (0,), 1.0),)  # the one word there is fits the one word there is


def _worth(candidate: Candidate) -> tuple[float, int]:
    weak = 0.5 if candidate.spelling.name.weak or candidate.spelling.single else 0.0
    return candidate.name.score * (1 - weak), len(candidate.tokens)

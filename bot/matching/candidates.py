"""From a run of words to the spellings it may be, and exactly which words of the run they take.

For every word the list's words like it are looked up (`bot.matching.lookup`); their spellings collect what the words tell
on a score board; those with two words and enough of their own weight are compared in full by `bot.names.compare`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import NameIndex, Rows, Spelling, Weights
from bot.matching.literal import Literal
from bot.matching.lookup import CACHE_LIMIT, Lookup
from bot.matching.slots import Slot, closing_initial, comma_fits, goes_on, groups, slots_of
from bot.matching.tokens import Run, Token, windows
from bot.model import Span
from bot.names.compare import NameScore, compare_parts
from bot.names.parts import Kind, Part

LEAST_SCORE = 0.74  # below it two names are different names
LEAST_COVER = 0.42  # share of a spelling's bits that its words found must tell
COVER_WITH_INITIAL = 0.22
MOST_VERIFIED = 250  # spellings of one run compared in full, those with most bits first
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


@dataclass(frozen=True, slots=True)
class _Board:
    """What the words of a run tell of every spelling; wiped after each run."""

    bits: Weights
    count: NDArray[np.uint8]

    def mark(self, found: Sequence[tuple[Rows, Weights]]) -> None:
        for rows, weights in found:
            self.bits[rows] += weights
            self.count[rows] += 1

    def wipe(self, found: Sequence[tuple[Rows, Weights]]) -> None:
        for rows, _ in found:
            self.bits[rows] = 0
            self.count[rows] = 0


class Finder:
    """Finds spellings in a text; remembers what it learnt about words and phrases."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._lookup = Lookup(index.words)
        self._literal = Literal(index.literal)
        self._scores: dict[tuple[tuple[Part, ...], int], NameScore] = {}

    def find(self, body: str, runs: Sequence[Run]) -> list[Candidate]:
        """All spellings found, at most one per person and place, in order of the text, best first at each place."""
        size = len(self._index.spellings)
        board = _Board(np.zeros(size, np.float32), np.zeros(size, np.uint8))
        best: dict[tuple[int, int], Candidate] = {}
        for candidate in self._all(body, runs, board):
            key = (candidate.spelling.person, candidate.tokens[0].start)
            if key not in best or _worth(candidate) > _worth(best[key]):
                best[key] = candidate
        return sorted(best.values(), key=lambda c: (c.span, -c.name.score, c.row))

    def _all(self, body: str, runs: Sequence[Run], board: _Board) -> Iterator[Candidate]:
        for run in runs:
            for piece in windows(run):
                yield from self._in_run(piece, board)
        yield from self._literals(body)

    def _in_run(self, run: Run, board: _Board) -> Iterator[Candidate]:
        slots = slots_of(run)
        yield from self._singles(run, slots)
        found = [rows for slot in slots for rows in (self._lookup.rows(slot.part),) if rows is not None]
        joins = self._lookup.joined(slots)
        initial = any(s.part.kind is Kind.INITIAL for s in slots)
        if joins or len(found) + initial > 1:
            for row in self._likely(found, joins, initial, board):
                yield from self._verified(run, slots, row)

    def _likely(
        self, found: Sequence[tuple[Rows, Weights]], joins: list[Rows], initial: bool, board: _Board
    ) -> list[int]:
        """Rows with two words in the run (or one and an initial), the most telling first."""
        board.mark(found)
        totals = self._index.totals
        # A row with two words in the run is also found by a word other than the commonest.
        searched = sorted((rows for rows, _ in found), key=len)
        searched = searched if initial or len(searched) < 2 else searched[:-1]
        least, cover = (1, COVER_WITH_INITIAL) if initial else (2, LEAST_COVER)
        likely = [r[(board.count[r] >= least) & (board.bits[r] >= cover * totals[r])] for r in searched]
        rows = np.unique(np.concatenate([*likely, *joins])) if likely or joins else np.zeros(0, np.int32)
        if len(rows) > MOST_VERIFIED:
            rows = rows[np.argsort(-board.bits[rows] / totals[rows], kind="stable")[:MOST_VERIFIED]]
        board.wipe(found)
        return [int(r) for r in rows]

    def _verified(self, run: Run, slots: Sequence[Slot], row: int) -> Iterator[Candidate]:
        spelling = self._index.spellings[row]
        if spelling.single:
            return
        for group in groups(slots, spelling.parts):
            first, last = group[0].at, group[-1].at
            if group[-1].part.kind is Kind.INITIAL and not closing_initial(run, last):
                continue
            name = self._score(tuple(s.part for s in group), row)
            if name.score >= LEAST_SCORE and comma_fits(run, group, name, spelling.name.text):
                rarity = sum(spelling.bits[j] * like for _, theirs, like in name.pairs for j in theirs)
                yield Candidate(row, spelling, run[first : last + 1], name, rarity, goes_on(run, slots, first, last))

    def _score(self, parts: tuple[Part, ...], row: int) -> NameScore:
        key = (parts, row)
        if key not in self._scores:
            if len(self._scores) > CACHE_LIMIT:
                self._scores.clear()
            self._scores[key] = compare_parts(parts, self._index.spellings[row].parts)
        return self._scores[key]

    def _singles(self, run: Run, slots: Sequence[Slot]) -> Iterator[Candidate]:
        """Names of one word, letter by letter, where no other word of a name stands beside them."""
        for slot in slots:
            for row in self._index.single.get(slot.part.folded, ()):
                further = goes_on(run, slots, slot.at, slot.at)
                if not further:
                    spelling = self._index.spellings[row]
                    name = NameScore(1.0, (f"“{run[slot.at].text}” ~ “{spelling.name.text}”: same letters",), _WHOLE)
                    yield Candidate(row, spelling, run[slot.at : slot.at + 1], name, spelling.bits[0])

    def _literals(self, body: str) -> Iterator[Candidate]:
        for span, rows in self._literal.find(body):
            printed = body[span.start : span.end]
            for row in rows:
                spelling = self._index.spellings[row]
                name = NameScore(1.0, (f"“{printed}” ~ “{spelling.name.text}”: same signs",), _WHOLE)
                token = Token(printed, span.start, span.end)
                yield Candidate(row, spelling, (token,), name, SIGN_BITS * len(printed))


_WHOLE = (((0,), (0,), 1.0),)  # the one word there is fits the one word there is


def _worth(candidate: Candidate) -> tuple[float, int]:
    weak = 0.5 if candidate.spelling.name.weak or candidate.spelling.single else 0.0
    return candidate.name.score * (1 - weak), len(candidate.tokens)

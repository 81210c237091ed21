"""From a run of words to the spellings it may be, and exactly which words of the run they take.

For every word the list's words like it are looked up (and remembered); their spellings collect what the words tell on a
score board; those with two words and enough of their own weight are compared in full by `bot.names.compare`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.matching.countries import country_of
from bot.matching.index import NameIndex, Rows, Spelling, Weights, deletions
from bot.matching.tokens import Run, Token, windows
from bot.model import Span
from bot.names.abjad import abjad_sounds, skeleton
from bot.names.compare import ABJADS, SYLLABIC, NameScore, compare_parts, likeness
from bot.names.fold import fold
from bot.names.inflection import bases
from bot.names.lexicon import families, words
from bot.names.parts import Kind, Part, part_of, parts_of

LEAST_SCORE = 0.74  # below it two names are different names
LEAST_COVER = 0.42  # share of a spelling's bits that its words found must tell
COVER_WITH_INITIAL = 0.22
MOST_VERIFIED = 250  # spellings of one run compared in full, those with most bits first
CACHE_LIMIT = 200_000
_SERVANTS = frozenset("abd abed abdul abdel abdal abdol abdoul abdur عبد".split())
_NOTHING: tuple[tuple[int, float], ...] = ()


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
class _Slot:
    """A word of the run that carries a name."""

    at: int  # index of its token
    part: Part


class Finder:
    """Finds spellings in runs; remembers what it learnt about words and phrases."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._alike: dict[Part, tuple[tuple[int, float], ...]] = {}
        self._rows: dict[Part, tuple[Rows, Weights] | None] = {}
        self._scores: dict[tuple[tuple[Part, ...], int], NameScore] = {}

    def find(self, body: str, runs: Sequence[Run]) -> list[Candidate]:
        """All spellings found, at most one per person and place, best first at each place."""
        board = np.zeros(len(self._index.spellings), np.float32)
        count = np.zeros(len(self._index.spellings), np.uint8)
        best: dict[tuple[int, int], Candidate] = {}
        for run in runs:
            for piece in windows(run):
                for candidate in self._in_run(piece, board, count):
                    key = (candidate.spelling.person, candidate.tokens[0].start)
                    if key not in best or _better(candidate, best[key]):
                        best[key] = candidate
        return sorted(best.values(), key=lambda c: (c.span, -c.name.score, c.row))

    def _in_run(self, run: Run, board: Weights, count: np.ndarray) -> Iterator[Candidate]:  # type: ignore[type-arg]
        slots = _slots(run)
        found = [self._known(slot.part) for slot in slots]
        joins = self._joined(slots)
        if sum(f is not None for f in found) + 2 * len(joins) < (1 if any(s.part.kind is Kind.INITIAL for s in slots) else 2):
            return
        for row in self._likely(slots, [f for f in found if f is not None], joins, board, count):
            yield from self._verified(run, slots, row)

    def _likely(
        self,
        slots: Sequence[_Slot],
        found: list[tuple[Rows, Weights]],
        joins: Sequence[Rows],
        board: Weights,
        count: np.ndarray,  # type: ignore[type-arg]
    ) -> list[int]:
        """Rows with two words in the run (or one and an initial), the most telling first."""
        initial = any(s.part.kind is Kind.INITIAL for s in slots)
        for rows, weights in found:
            board[rows] += weights
            count[rows] += 1
        totals = self._index.totals
        # A row with two words in the run is also found by a word other than the commonest.
        searched = sorted((rows for rows, _ in found), key=len)
        searched = searched if initial or len(searched) < 2 else searched[:-1]
        least, cover = (1, COVER_WITH_INITIAL) if initial else (2, LEAST_COVER)
        likely = [rows[(count[rows] >= least) & (board[rows] >= cover * totals[rows])] for rows in searched]
        likely += list(joins)
        rows = np.unique(np.concatenate(likely)) if likely else np.zeros(0, np.int32)
        if len(rows) > MOST_VERIFIED:
            rows = rows[np.argsort(-board[rows] / totals[rows], kind="stable")[:MOST_VERIFIED]]
        answer = [int(r) for r in rows]
        for rows, _ in found:
            board[rows] = 0
            count[rows] = 0
        return answer

    def _joined(self, slots: Sequence[_Slot]) -> list[Rows]:
        """Rows of spellings whose neighbouring words are one word here, or whose one word is two here."""
        found: list[Rows] = []
        table = self._index.words
        for slot in slots:
            if len(slot.part.sound) >= 6 and slot.part.sound in table.joined:
                found.append(table.joined[slot.part.sound])
        for a, b in zip(slots, slots[1:], strict=False):
            sound = part_of(a.part.folded + b.part.folded).sound
            if a.part.kind is b.part.kind is Kind.NAME and len(sound) >= 6:
                found.extend(table.rows[n] for n in table.by_sound.get(sound, ()))
                if a.part.script in ABJADS:
                    found.extend(table.rows[n] for n, _ in self.alike(part_of(a.part.folded + b.part.folded)))
        return found

    def _known(self, part: Part) -> tuple[Rows, Weights] | None:
        if part not in self._rows:
            if len(self._rows) > CACHE_LIMIT:
                self._rows.clear()
                self._alike.clear()
            self._rows[part] = self._collect(part)
        return self._rows[part]

    def _collect(self, part: Part) -> tuple[Rows, Weights] | None:
        alike = self.alike(part)
        if not alike:
            return None
        table = self._index.words
        rows = np.concatenate([table.rows[n] for n, _ in alike])
        weights = np.concatenate([np.full(len(table.rows[n]), table.bits[n] * like, np.float32) for n, like in alike])
        order = np.lexsort((-weights, rows))
        rows, weights = rows[order], weights[order]
        first = np.concatenate(([True], rows[1:] != rows[:-1]))
        return rows[first], weights[first]

    def alike(self, part: Part) -> tuple[tuple[int, float], ...]:
        """Numbers of the list's words that this word may be, with their likeness."""
        if part not in self._alike:
            self._alike[part] = self._look_up(part)
        return self._alike[part]

    def _look_up(self, part: Part) -> tuple[tuple[int, float], ...]:
        if part.kind is not Kind.NAME or part.folded in words("ordinary.txt") or len(part.spelt) < 2:
            return _NOTHING
        if part.script in ABJADS and (country_of((part.folded,)) or part.folded in words("offices.txt")):
            return _NOTHING
        table = self._index.words
        numbers: set[int] = set()
        for form in (part.folded, *bases(part.folded, part.script)):
            numbers.update((table.by_letters[form],) if form in table.by_letters else ())
            if part.script in ABJADS:
                for bones in {skeleton(s) for s in abjad_sounds(form)}:
                    numbers.update(table.by_consonants.get(bones, ()) if len(bones) > 1 else ())
            else:
                numbers.update(table.by_sound.get(part_of(form).sound if form != part.folded else part.sound, ()))
        if part.script not in ABJADS and part.script not in SYLLABIC:
            for family in families().get(part.sound, ()):
                numbers.update(table.by_family.get(family, ()))
            if len(part.sound) >= 4:
                for short in deletions(part.sound):
                    numbers.update(table.by_deletion.get(short, ()))
        scored = ((n, likeness(part, table.parts[n])[0]) for n in sorted(numbers))
        return tuple((n, like) for n, like in scored if like)

    def _verified(self, run: Run, slots: Sequence[_Slot], row: int) -> Iterator[Candidate]:
        spelling = self._index.spellings[row]
        for group in _groups(slots, spelling):
            if group[-1].part.kind is Kind.INITIAL and not run[group[-1].at].dotted:
                continue
            name = self._score(tuple(s.part for s in group), row)
            if name.score < LEAST_SCORE or not _comma_fits(run, group, name):
                continue
            first, last = group[0].at, group[-1].at
            rarity = sum(spelling.bits[j] * like for _, theirs, like in name.pairs for j in theirs)
            yield Candidate(row, spelling, run[first : last + 1], name, rarity, _goes_on(run, slots, first, last))

    def _score(self, parts: tuple[Part, ...], row: int) -> NameScore:
        key = (parts, row)
        if key not in self._scores:
            if len(self._scores) > CACHE_LIMIT:
                self._scores.clear()
            self._scores[key] = compare_parts(parts, self._index.spellings[row].parts)
        return self._scores[key]


def _better(one: Candidate, other: Candidate) -> bool:
    return (one.name.score * (1 - 0.5 * one.spelling.name.weak), len(one.tokens)) > (
        other.name.score * (1 - 0.5 * other.spelling.name.weak),
        len(other.tokens),
    )


def _slots(run: Run) -> list[_Slot]:
    """The words of a run that carry a name; "Abd" is read together with the word it serves."""
    slots: list[_Slot] = []
    at = 0
    while at < len(run):
        after = _served(run, at)
        text = f"{run[at].text} {run[after].text}" if after else _printed(run[at])
        read = [p for p in parts_of(text) if p.kind in (Kind.NAME, Kind.INITIAL)]
        if after:
            slots.extend(_Slot(after if n else at, p) for n, p in enumerate(read))
        elif _carries(run[at].text):
            slots.extend(_Slot(at, p) for p in read)
        at = (after or at) + 1
    return slots


def _printed(token: Token) -> str:
    return token.text + "." if token.dotted and len(token.text) <= 2 else token.text


def _served(run: Run, at: int) -> int | None:
    """Where the word stands that an "Abd" at this place serves."""
    if fold(run[at].text) not in _SERVANTS:
        return None
    return next((n for n in range(at + 1, min(at + 3, len(run))) if fold(run[n].text) not in words("particles.txt")), None)


def _carries(text: str) -> bool:
    folded = fold(text)
    return folded not in words("titles.txt") and folded not in words("particles.txt")


def _groups(slots: Sequence[_Slot], spelling: Spelling) -> Iterator[list[_Slot]]:
    """Stretches of the run that begin and end with words of the spelling, with at most two foreign words in between."""
    hits = [n for n, slot in enumerate(slots) if any(_belongs(slot.part, p) for p in spelling.parts)]
    start = 0
    for n in range(1, len(hits) + 1):
        if n == len(hits) or hits[n] - hits[n - 1] > 3:
            if hits[start:n]:
                yield list(slots[hits[start] : hits[n - 1] + 1])
                if n - start > 2 and hits[n - 1] - hits[start] >= len(spelling.parts):
                    yield from _tighter(slots, hits[start:n], len(spelling.parts))
            start = n


def _tighter(slots: Sequence[_Slot], hits: Sequence[int], size: int) -> Iterator[list[_Slot]]:
    """Within a stretch longer than the spelling, those of the spelling's own length."""
    for n, first in enumerate(hits):
        inside = [h for h in hits[n:] if h - first < size]
        if len(inside) > 1:
            yield list(slots[first : inside[-1] + 1])


def _belongs(part: Part, listed: Part) -> bool:
    if likeness(part, listed)[0]:
        return True
    long, short = (listed.spelt, part.spelt) if len(listed.spelt) > len(part.spelt) else (part.spelt, listed.spelt)
    return len(short) >= 3 and len(long) > len(short) + 1 and (long.startswith(short) or long.endswith(short))


def _comma_fits(run: Run, group: Sequence[_Slot], name: NameScore) -> bool:
    """A comma inside a name stands after the surname that opens it: SOLEIMANI, Qasem."""
    commas = [n for n in range(group[0].at + 1, group[-1].at + 1) if run[n].gap == "comma"]
    if not commas:
        return True
    if group[0].part.script in ABJADS:
        return False
    first = next((theirs for ours, theirs, _ in sorted(name.pairs) if 0 in ours), (0,))
    return len(commas) == 1 and name.missing == 0 and name.contradicted == 0 and min(first) > 0


def _goes_on(run: Run, slots: Sequence[_Slot], first: int, last: int) -> tuple[str, ...]:
    """Words right before or after that look like more of the same name; only told apart in scripts with capitals."""
    beside = [at for at, gap in ((first - 1, first), (last + 1, last + 1)) if at >= 0 and gap < len(run) and run[gap].gap in ("space", "join")]
    return tuple(run[at].text for at in beside for slot in slots if slot.at == at and _more_of_a_name(slot.part))


def _more_of_a_name(part: Part) -> bool:
    if part.script not in ("latin", "cyrillic", "greek") or part.kind is not Kind.NAME or len(part.spelt) < 3:
        return False
    lists = ("ordinary.txt", "offices.txt", "roles.txt", "walks.txt")
    forms = {part.folded, part.folded.removesuffix("s"), *bases(part.folded, part.script)}
    return not any(form in words(name) for form in forms for name in lists) and country_of((part.folded,)) is None

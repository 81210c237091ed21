"""From a stretch of words to the spellings it may be, and exactly which words of the text they take.

The spellings that share words with a stretch (`bot.matching.likely`) are compared with it in full (`bot.names.compare`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np

from bot.matching.bounds import LEAST_SCORE
from bot.matching.hashing import keys_of
from bot.matching.index import NameIndex, Rows, Spelling
from bot.matching.likely import likely
from bot.matching.literal import SIGN, Literal
from bot.matching.lookup import MOST_REMEMBERED, Lookup
from bot.matching.pairs import Bound
from bot.matching.slots import Slot, closing_initial, comma_fits, goes_on, groups, respelt_slots, slots_of
from bot.matching.sounded import BITS_OF_A_SIGN, SOUND_SCORE, Sounded
from bot.matching.tokens import COMMAS, Run, Stretch, Token, run_of, surname_first, windows
from bot.model import Person, Span
from bot.names.compare import NameScore, compare_parts, quality_at_best
from bot.names.fold import fold
from bot.names.lexicon import words
from bot.names.parts import Kind, Part, part_of
from bot.names.respell import HABITS

MOST_REPEATS = 50  # of one stretch in one text; a name that stands there more often is not told surer
AT_ONCE = 200  # stretches of a text looked up together; a bound on memory
SIGN_BITS = 5.0  # what one sign of a Chinese, Japanese or Korean name tells


@dataclass(frozen=True, slots=True)
class Candidate:
    """A spelling found in the text."""

    row: int
    spelling: Spelling
    stretch: str  # the words among which it was found
    tokens: Run  # its own, counted from the beginning of the stretch
    name: NameScore
    rarity: float  # bits told by the words found, weighted by likeness
    goes_on: tuple[str, ...] = ()  # further words of a name right before or after it
    span: Span = field(init=False)  # from its first to its last word in the text
    start: int = 0  # where the stretch begins in the text

    def __post_init__(self) -> None:
        span = Span(self.start + self.tokens[0].start, self.start + self.tokens[-1].end)
        object.__setattr__(self, "span", span)  # asked again and again

    @property
    def key(self) -> tuple[str, int, int, int]:
        """What all that is known of it follows from, wherever the stretch stands."""
        return self.stretch, self.row, self.tokens[0].start, self.tokens[-1].end

    def at(self, start: int) -> Candidate:
        """The same one in a text in which its stretch begins there."""
        return Candidate(
            self.row, self.spelling, self.stretch, self.tokens, self.name, self.rarity, self.goes_on, start
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words of a stretch that are looked at together."""

    stretch: str
    run: Run
    slots: Sequence[Slot]

    def titled(self) -> Iterator[tuple[str, Slot]]:
        """Each word with a title right beside it: the title's sound, and the word."""
        if len(self.run) == len(self.slots):  # as most are: every word carries a name
            return
        titles = {n: part_of(t.text).sound for n, t in enumerate(self.run) if fold(t.text) in words("titles.txt")}
        for slot in self.slots if titles else ():
            for at in (slot.at - 1, slot.at + 1):
                if at in titles and slot.part.kind is Kind.NAME:
                    yield titles[at], slot

    def has(self, titles: tuple[frozenset[str], frozenset[str]], slot: Slot) -> bool:
        """Whether these titles stand right before and right behind a word."""
        before, behind = titles
        beside = self.run[max(0, slot.at - len(before)) : slot.at], self.run[slot.at + 1 : slot.at + 1 + len(behind)]
        return all(
            listed <= {part_of(token.text).sound for token in said} for listed, said in zip(titles, beside, strict=True)
        )

    def spelt_in(self, lang: str) -> Iterator[_Piece]:
        """The piece as English press would spell what a paper of that language writes, where that differs."""
        for slots in respelt_slots(self.slots, lang):
            yield _Piece(self.stretch, self.run, slots)

    def candidate(self, row: int, spelling: Spelling, at: tuple[int, int], name: NameScore) -> Candidate:
        """The spelling, found at these words."""
        first, last = at
        rarity = sum(spelling.bits[j] * like for _, theirs, like in name.pairs for j in theirs)
        beyond = goes_on(self.run, self.slots, first, last)
        return Candidate(row, spelling, self.stretch, self.run[first : last + 1], name, rarity, beyond)


class Finder:
    """Finds spellings in a text; remembers what it learnt about words and stretches of words."""

    def __init__(self, index: NameIndex, people: Sequence[Person]) -> None:
        self._index = index
        self._people = people
        self._lookup = Lookup(index)
        self._literal = Literal((s.name.text, row) for row, s in self._spellings(index.literal))
        self._sounded = Sounded(index, people)
        self._known: dict[tuple[str, str], tuple[Candidate, ...]] = {}

    def find(self, body: str, spans: Sequence[Stretch], lang: str | None = None) -> list[Candidate]:
        """All spellings found, at most one per person and place, in order of the text, best first at each place.

        `spans` are the text's `stretches`. In a language whose press spells names its own way they are read so, too.
        """
        best: dict[tuple[int, int], Candidate] = {}
        spelling = lang if lang and lang in HABITS else ""
        for candidate in chain(self._in_stretches(body, spans, spelling), self._in_signs(body)):
            key = (candidate.spelling.person, candidate.span.start)
            if key not in best or _worth(candidate) > _worth(best[key]):
                best[key] = candidate
        return sorted(best.values(), key=lambda c: (c.span.start, c.span.end, -c.name.score, c.row))

    def _spellings(self, rows: Rows) -> Iterator[tuple[int, Spelling]]:
        for row in rows.tolist():
            yield row, self._index.spelling(self._people, row)

    def _in_stretches(self, body: str, spans: Sequence[Stretch], lang: str) -> Iterator[Candidate]:
        placed = _not_repeated(spans)
        turned = [
            (before[0], body[before[0] : span[0]] + span[2])
            for before, span in pairwise(spans)
            if body[before[1]] in COMMAS and surname_first(body, before, span)
        ]
        self._learn([text for _, _, text in placed] + [text for _, text in turned], lang)
        for start, _, text in placed:
            for c in self._known[lang, text]:
                yield c.at(start)
        for start, text in turned:
            for c in self._known[lang, text]:
                if any(t.gap == "comma" for t in c.tokens[1:]):
                    yield c.at(start)

    def _learn(self, texts: Collection[str], lang: str) -> None:
        """See what stretches hold. It depends on nothing else, so it is remembered."""
        if len(self._known) + len(texts) > MOST_REMEMBERED:
            self._known.clear()
        fresh = list(dict.fromkeys([text for text in texts if (lang, text) not in self._known]))
        for start in range(0, len(fresh), AT_ONCE):
            chunk = fresh[start : start + AT_ONCE]
            pieces = [_Piece(text, run, slots_of(run)) for text in chunk for run in windows(run_of(text))]
            found: dict[str, list[Candidate]] = {text: [] for text in chunk}
            for single in self._singles(pieces):
                found[single.stretch].append(single)
            several = [piece for piece in pieces if len(piece.slots) > 1]
            if lang:
                several.extend([way for piece in several for way in piece.spelt_in(lang)])
            turned = [any(token.gap == "comma" for token in piece.run) for piece in several]
            shortlists = likely(self._index, self._lookup, [piece.slots for piece in several], turned)
            for piece, hints in zip(several, shortlists, strict=True):
                for hint in hints:
                    spelling = self._index.spelling(self._people, hint.row)
                    if _leaves_hope(piece, spelling, hint.bound):
                        found[piece.stretch].extend(_verified(piece, spelling, hint.row))
            self._known.update(((lang, text), tuple(held)) for text, held in found.items())

    def _singles(self, pieces: Sequence[_Piece]) -> Iterator[Candidate]:
        """Names of one word, letter by letter, where no other word of a name stands beside them."""
        asked = [(piece, slot) for piece in pieces for slot in piece.slots if slot.part.kind is Kind.NAME]
        titled = [(piece, slot, title) for piece in pieces for title, slot in piece.titled()]
        rows, at = self._index.single.found(keys_of(slot.part.sound for _, slot in asked))
        more, beside = self._index.titled.found(keys_of(f"{title} {slot.part.sound}" for _, slot, title in titled))
        places = [*(asked[n] for n in at.tolist()), *(titled[n][:2] for n in beside.tolist())]
        for (row, spelling), (piece, slot) in zip(self._spellings(np.append(rows, more)), places, strict=True):
            if spelling.parts[0].folded == slot.part.folded and piece.has(spelling.titles, slot):
                line = f"“{piece.run[slot.at].text}” ~ “{spelling.name.text}”: same letters"
                found = piece.candidate(row, spelling, (slot.at, slot.at), NameScore(1.0, (line,), _WHOLE))
                if not found.goes_on:
                    yield found

    def _in_signs(self, body: str) -> Iterator[Candidate]:
        """Names in Chinese, Japanese and Korean signs: as the list writes them, else by their sound."""
        if body.isascii() or not SIGN.search(body):
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
            whole = (Token(printed, 0, len(printed)),)
            yield Candidate(row, spelling, printed, whole, name, bits * len(printed), start=span.start)


_WHOLE = (((0,), (0,), 1.0),)  # the one word there is fits the one word there is


def _leaves_hope(piece: _Piece, spelling: Spelling, bound: Bound | None) -> bool:
    """Whether a spelling may be found there, now that its words are known: told much quicker than where it stands."""
    if bound is None:
        return True
    return bound.leaves_hope(quality_at_best([piece.slots[n].part for n in bound.slots], spelling.parts))


def _verified(piece: _Piece, spelling: Spelling, row: int) -> Iterator[Candidate]:
    """Where the words of a stretch are the spelling."""
    run = piece.run
    for group in groups(piece.slots, spelling.parts):
        first, last = group[0].at, group[-1].at
        if first == last or (group[-1].part.kind is Kind.INITIAL and not closing_initial(run, last)):
            continue
        if all(slot.part.folded in words("ordinary.txt") for slot in group):  # "The Russian", somebody's alias
            continue
        name = compare_parts([s.part for s in group], spelling.parts, LEAST_SCORE)
        paired = sorted(i for ours, _, _ in name.pairs for i in ours)
        if paired and len(group) > paired[-1] - paired[0] + 1 > 1:  # what stands outside is no part of the name
            group = group[paired[0] : paired[-1] + 1]
            first, last = group[0].at, group[-1].at
            name = compare_parts([s.part for s in group], spelling.parts, LEAST_SCORE)
        if (
            name.score >= LEAST_SCORE
            and _is_more_than_one(name, spelling)
            and comma_fits(run, group, name, spelling.name.text)
        ):
            yield piece.candidate(row, spelling, (first, last), name)


def _is_more_than_one(name: NameScore, spelling: Spelling) -> bool:
    """Whether more than one whole word of a spelling is there: Akhund Zada is one surname in two words."""
    whole = [not _is_half(part) for part in spelling.parts]
    return sum(any(whole[j] for j in theirs) for _, theirs, _ in name.pairs) >= min(2, sum(whole))


def _is_half(part: Part) -> bool:
    return part.folded in words("halves.txt")


def _not_repeated(spans: Sequence[Stretch]) -> Sequence[Stretch]:
    """The stretches but for those before which the same words stood so often."""
    if len(spans) - len({text for _, _, text in spans}) < MOST_REPEATS:  # as in nearly every text
        return spans
    times: Counter[str] = Counter()
    placed = []
    for stretch in spans:
        text = stretch[2]
        times[text] += 1
        if times[text] <= MOST_REPEATS:
            placed.append(stretch)
    return placed


def _worth(candidate: Candidate) -> tuple[float, int, float]:
    """By which the best of several spellings of one person at one place is chosen; of equal ones the rarest."""
    weak = 0.5 if candidate.spelling.name.weak or candidate.spelling.single else 0.0
    return candidate.name.score * (1 - weak), len(candidate.tokens), candidate.rarity

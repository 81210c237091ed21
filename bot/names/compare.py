"""How alike two people's names are, from 0 to 1, and which two strings say so by which rule.

The words of the two names are paired, best pairs first, whatever their order. What is merely left out on one side (a middle
name, a patronymic, a title) costs little; a word on each side that finds no partner is a contradiction and costs much.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.names.abjad import heard, spoken, vowel_fit
from bot.names.canonical import canonical
from bot.names.inflection import bases
from bot.names.lexicon import families, sounds
from bot.names.parts import HELPERS, Kind, Part, carrying, part_of, parts_of

ABJADS = frozenset(("arabic", "hebrew"))
SYLLABIC = frozenset(("han", "hangul", "kana"))  # one sign is a whole syllable or word: no spelling slips
NO_MATCH = (0.0, "")
_SAME_INITIAL = ("kqgc", "yeji", "vw")  # letters that habits of transliteration swap at the start of a name

# What each way of being the same word is worth; set on labelled pairs of names.
SAME_LETTERS = 1.0
SAME_SOUND = 0.97
INFLECTED = 0.96
WITH_ARTICLE = 0.95
SAME_FAMILY = 0.93
JOINED = 0.95
INITIAL = 0.82
LEAST = 0.58  # below it two words are different words …
LEAST_KNOWN = 0.66  # … and if both are in use as names, already below this
SHORTEST_ARTICLED = 5  # letters up to which a word is not taken for article and name
OTHER_START = 0.5  # letters that a difference at the very beginning counts as, on top

# What becomes of the score for each word that …
MISSING = 0.965  # … one side leaves out
CONTRADICTED = 0.62  # … meets another in its place
ALONE = 0.62  # only one word agrees where at least one side has more
INITIALS_ONLY = 0.4  # nothing but initials agree


@dataclass(frozen=True, slots=True)
class NameScore:
    """How alike two names are and why. `lines` name the two strings and the rule, one line each."""

    score: float  # 0 to 1
    lines: tuple[str, ...] = ()
    pairs: tuple[
        tuple[tuple[int, ...], tuple[int, ...], float], ...
    ] = ()  # indexes into both sides' words, and likeness
    missing: int = 0
    contradicted: int = 0


@dataclass(frozen=True, slots=True)
class _Pair:
    worth: float
    likeness: float
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    rule: str


def compare(a: str, b: str) -> NameScore:
    """Compare two whole names of people in any script and order."""
    return compare_parts(carrying(parts_of(a)), carrying(parts_of(b)))


def compare_parts(ours: Sequence[Part], theirs: Sequence[Part]) -> NameScore:
    """Compare two names given as the words that carry them; indexes in the answer refer to these."""
    if not ours or not theirs:
        return NameScore(0.0, ("nothing to compare",))
    pairs = _best_pairs(ours, theirs)
    if not pairs:
        return NameScore(0.0, ("no word in common",))
    left, right = _unpaired(ours, theirs, pairs)
    contradicted = min(len(left), len(right))
    missing = max(len(left), len(right)) - contradicted
    score = (
        _quality(ours, theirs, pairs) * MISSING**missing * CONTRADICTED**contradicted * _thinness(ours, theirs, pairs)
    )
    return NameScore(
        round(min(1.0, score), 4),
        tuple(_lines(ours, theirs, pairs, left, right)),
        tuple((p.ours, p.theirs, p.likeness) for p in pairs),
        missing,
        contradicted,
    )


@lru_cache(maxsize=300_000)
def likeness(a: Part, b: Part) -> tuple[float, str]:
    """How alike two words of names are, and the rule that says so; (0, "") when they are different words."""
    if a.kind is Kind.INITIAL or b.kind is Kind.INITIAL:
        return _initial(a, b)
    if a.folded == b.folded or (a.spelt == b.spelt and a.script == b.script):
        return SAME_LETTERS, "same letters"
    if a.script == b.script and a.script in SYLLABIC:
        return NO_MATCH
    if (a.script in ABJADS) != (b.script in ABJADS):
        return _unvowelled(a, b)
    if a.sound == b.sound:
        return SAME_SOUND, "same sound"
    if _kindred(a.sound, b.sound):
        return SAME_FAMILY, "forms of one name"
    return _inflected(a, b) or max(_misspelt(a, b), _with_article(a, b))


def _inflected(a: Part, b: Part) -> tuple[float, str] | None:
    """The same word once a case ending (Russian, Ukrainian) or an attached word (Arabic) is taken off one of them."""
    for bare, other in ((a, b), (b, a)):
        for base in bases(bare.folded, bare.script):
            if base == other.folded:
                return INFLECTED, "case ending or attached word"
            if bare.script == "cyrillic" and _kindred(part_of(base).sound, other.sound):
                return INFLECTED - 0.01, "same sound without case ending"
    return None


def _with_article(a: Part, b: Part) -> tuple[float, str]:
    """The same word with the Arabic article written onto one of them: Alkurd and Kurd (of al-Kurd)."""
    for joined, other in ((a, b), (b, a)):
        if _may_be_articled(joined):
            bare = part_of(joined.spelt[2:])
            if bare.sound == other.sound:
                return WITH_ARTICLE, "article written onto it"
            like, rule = _misspelt(bare, other)
            return round(like * WITH_ARTICLE, 3), f"article written onto it, {rule}"
    return NO_MATCH


def _may_be_articled(part: Part) -> bool:
    long_enough = part.script == "latin" and len(part.spelt) > SHORTEST_ARTICLED
    return long_enough and part.spelt[:2] in ("al", "el") and not _known(part)


def _initial(a: Part, b: Part) -> tuple[float, str]:
    short, full = (a, b) if a.kind is Kind.INITIAL else (b, a)
    if short.spelt == full.spelt:
        return SAME_LETTERS, "same initial"
    one, other = short.spelt[0], full.spelt[0]
    if full.spelt.startswith(short.spelt) or (
        len(short.spelt) == 1 and any(one in g and other in g for g in _SAME_INITIAL)
    ):
        return INITIAL, "initial"
    return NO_MATCH


def _kindred(one: str, other: str) -> bool:
    return one == other or bool(families().get(one, frozenset()) & families().get(other, frozenset()))


def _unvowelled(a: Part, b: Part) -> tuple[float, str]:
    written, latin = (a, b) if a.script in ABJADS else (b, a)
    spelt = heard(latin.spelt)
    best = max(
        (
            vowel_fit(reading, sound)
            for form in (written.folded, *bases(written.folded, written.script))
            for bones in spoken(form).keys() & spelt.keys()
            for reading in spoken(form)[bones]
            for sound in spelt[bones]
            if bones
        ),
        default=0.0,
    )
    shortest = min(map(len, spelt), default=0)
    if best < (0.7 if shortest > 2 else 0.9):
        return NO_MATCH
    return round(0.78 + 0.17 * best, 3), "same consonants"


def _misspelt(a: Part, b: Part) -> tuple[float, str]:
    """Count differing letters, in the spelling and in the sound; short words bear fewer, and two known names fewer still."""
    shorter, longer = sorted((len(a.spelt), len(b.spelt)))
    bound = 1 if shorter <= 4 else 2 if shorter <= 9 else 3
    letters = OSA.distance(a.spelt, b.spelt, score_cutoff=bound + 2)
    slips = OSA.distance(a.sound, b.sound, score_cutoff=bound)
    if min(slips, letters) > bound:
        return NO_MATCH
    cost = min(0.65 * slips + 0.35 * letters, letters) + _other_start(a, b)
    like = 1.0 - cost / max(4.0, (shorter + longer) / 2)
    if like < (LEAST_KNOWN if _known(a) and _known(b) else LEAST):
        return NO_MATCH
    return round(like * 0.98, 3), "one letter differs" if letters == 1 else f"{letters} letters differ"


def _other_start(a: Part, b: Part) -> float:
    """What it costs that two words do not begin alike; less where the first two letters only changed places."""
    if a.sound[:1] == b.sound[:1]:
        return 0.0
    return OTHER_START / 2 if a.spelt[:2] == b.spelt[1::-1] else OTHER_START


def _known(part: Part) -> bool:
    """Whether a word is in use as a name, so that it is hardly a slip for another one."""
    return part.sound in families() or part.sound in sounds("common.txt")


def _best_pairs(ours: Sequence[Part], theirs: Sequence[Part]) -> list[_Pair]:
    chosen: list[_Pair] = []
    used: tuple[set[int], set[int]] = set(), set()
    for pair in sorted(_pairs(ours, theirs), key=lambda p: (-p.worth, p.ours, p.theirs)):
        if used[0].isdisjoint(pair.ours) and used[1].isdisjoint(pair.theirs):
            chosen.append(pair)
            used[0].update(pair.ours)
            used[1].update(pair.theirs)
    return chosen


def _pairs(ours: Sequence[Part], theirs: Sequence[Part]) -> Iterator[_Pair]:
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            like, rule = likeness(a, b)
            if like:
                worth = like + 0.004 * min(len(a.spelt), len(b.spelt)) - 0.002 * abs(i - j)
                yield _Pair(worth, like, (i,), (j,), rule)
    yield from _joins(ours, theirs, swapped=False)
    yield from _joins(theirs, ours, swapped=True)


def _joins(long: Sequence[Part], short: Sequence[Part], *, swapped: bool) -> Iterator[_Pair]:
    """Two or three neighbouring words that the other side writes as one."""
    for i in range(len(long) - 1):
        for n in (2, 3):
            group = long[i : i + n]
            if len(group) < n or any(p.kind is Kind.INITIAL for p in group[1:]):
                continue
            spelt = "".join(p.spelt for p in group)
            for j, whole in enumerate(short):
                like = _same_joined(spelt, group, whole)
                if like:
                    at = tuple(range(i, i + n))
                    one, other = ((j,), at) if swapped else (at, (j,))
                    yield _Pair(like + 0.03, like, one, other, "written as one word")


def _same_joined(spelt: str, group: Sequence[Part], whole: Part) -> float:
    vowelless = (group[0].script in ABJADS) != (whole.script in ABJADS)
    if (abs(len(spelt) - len(whole.spelt)) > 3 and not vowelless) or whole.kind is Kind.INITIAL:
        return 0.0
    if vowelless:  # a mark between the words, so that their letters do not run together into one sound (Mohammad-Javad)
        spelt = "-".join(p.spelt for p in group)
    joined = _joined(spelt, group[0].script, "".join(p.folded for p in group))
    like, _ = likeness(joined, whole)
    return like * JOINED if like >= 0.86 else 0.0


@lru_cache(maxsize=50_000)
def _joined(spelt: str, script: str, folded: str) -> Part:
    return Part(spelt, spelt, canonical(spelt), Kind.NAME, script, folded)


def _unpaired(ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair]) -> tuple[list[int], list[int]]:
    """Words without a partner on either side. One that repeats its own name says nothing new, unless another contradicts it."""
    left = [i for i in range(len(ours)) if not any(i in p.ours for p in pairs)]
    right = [j for j in range(len(theirs)) if not any(j in p.theirs for p in pairs)]
    if not right:
        left = [i for i in left if not any(ours[i].sound == ours[p.ours[0]].sound for p in pairs)]
    if not left:
        right = [j for j in right if not any(theirs[j].sound == theirs[p.theirs[0]].sound for p in pairs)]
    return left, right


def _quality(ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair]) -> float:
    weights = [sum(_weight(ours[i]) for i in p.ours) + sum(_weight(theirs[j]) for j in p.theirs) for p in pairs]
    total = sum(w * p.likeness for w, p in zip(weights, pairs, strict=True)) / sum(weights)
    weakest = min(p.likeness for p in pairs)
    return 0.75 * total + 0.25 * weakest


def _weight(part: Part) -> float:
    return 0.5 if part.kind is Kind.INITIAL else 0.5 + min(len(part.spelt), 8) / 8


def _thinness(ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair]) -> float:
    full = [p for p in pairs if ours[p.ours[0]].kind is Kind.NAME and theirs[p.theirs[0]].kind is Kind.NAME]
    if not full:
        return INITIALS_ONLY
    covered = sum(max(_bearing(ours, p.ours), _bearing(theirs, p.theirs)) for p in pairs)
    longest = max(_bearing(ours, range(len(ours))), _bearing(theirs, range(len(theirs))))
    return ALONE if covered < 2 and longest > 1 else 1.0


def _bearing(parts: Sequence[Part], chosen: Iterable[int]) -> int:
    """How many of the chosen words stand for themselves."""
    return sum(parts[i].sound not in HELPERS for i in chosen)


def _lines(
    ours: Sequence[Part], theirs: Sequence[Part], pairs: Sequence[_Pair], left: Sequence[int], right: Sequence[int]
) -> Iterator[str]:
    for p in sorted(pairs, key=lambda p: p.ours):
        a, b = " ".join(ours[i].text for i in p.ours), " ".join(theirs[j].text for j in p.theirs)
        yield f"“{a}” ~ “{b}”: {p.rule}"
    for i, j in zip(left, right, strict=False):
        yield f"“{ours[i].text}” against “{theirs[j].text}”: different words"
    for i in left[len(right) :]:
        yield f"“{ours[i].text}”: only in the first name"
    for j in right[len(left) :]:
        yield f"“{theirs[j].text}”: only in the second name"

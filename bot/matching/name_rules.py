"""Rules of evidence about the name itself: how well it fits, how rare it is, what is missing or too much."""

from __future__ import annotations

from collections.abc import Iterator

from bot.matching.case import Case, Finding
from bot.names.abjad import latin_sounds, skeleton
from bot.names.canonical import canonical
from bot.names.compare import ABJADS
from bot.names.fold import tokens
from bot.names.transliterate import script_of

# First names that are habitually left out before the name a person goes by.
_DROPPED = frozenset(map(canonical, ("mohammad", "mohamed", "mohammed", "seyed")))
_SURNAME_FIRST = frozenset(("KP", "KR", "CN", "HK", "TW", "VN", "JP", "HU", "KH"))
ENOUGH_CONSONANTS = 8  # consonants from which a reading without vowels is as good as any
TELLING_BITS = 8  # bits from which half of a double surname tells as much as the whole


def name_fits(case: Case) -> Iterator[Finding]:
    """The printed words are those of a listed spelling, letter by letter or nearly."""
    best = case.best
    text = f"printed “{case.printed}”, listed “{best.spelling.name.text}”: {'; '.join(case.best.name.lines)}"
    yield Finding(max(0.0, (best.name.score - 0.86) / 0.14), text, best.span)


def name_differs(case: Case) -> Iterator[Finding]:
    """The printed words differ from the listed ones by more than a habit of spelling."""
    best = case.best
    if best.name.score < 0.93:
        text = f"printed “{case.printed}” is not quite “{best.spelling.name.text}”: likeness {best.name.score:.2f}"
        yield Finding(min(1.0, (0.93 - best.name.score) / 0.12), text, best.span)


def name_is_rare(case: Case) -> Iterator[Finding]:
    """Few people bear the words that agree."""
    if case.best.rarity > 14:
        yield Finding(min(1.0, (case.best.rarity - 14) / 10), f"few people are called “{case.printed}”", case.best.span)


def name_is_common(case: Case) -> Iterator[Finding]:
    """Many people bear the words that agree."""
    if case.best.rarity < 14.5:
        yield Finding(
            min(1.0, (14.5 - case.best.rarity) / 5), f"many people are called “{case.printed}”", case.best.span
        )


def name_goes_on(case: Case) -> Iterator[Finding]:
    """The printed name has further words that the listed one lacks."""
    further = [w for w in case.best.goes_on if not _in_other_spelling(case, w)]
    if further:
        yield Finding(1.0, f"the printed name goes on: “{' '.join(further)}”", case.best.span)


def given_name_missing(case: Case) -> Iterator[Finding]:
    """The listed given name is not printed: what is printed may be a relative. A leading Mohammad is often dropped."""
    spelling, paired = case.best.spelling, case.paired
    first = spelling.parts[0]
    if len(spelling.parts) < 3 or 0 in paired or 0 in spelling.surname:
        return
    yield Finding(
        0.35 if first.sound in _DROPPED else 1.0,
        f"“{first.text}”, the listed given name, is not printed",
        case.best.span,
    )


def surname_missing(case: Case) -> Iterator[Finding]:
    """The listed surname is not printed."""
    spelling = case.best.spelling
    paired = case.paired
    told = any(spelling.bits[j] >= TELLING_BITS for j in paired if j)  # half of a double surname tells as much
    if len(spelling.parts) > 2 and not paired & set(spelling.surname) and not told:
        yield Finding(
            1.0, f"“{spelling.parts[spelling.surname[0]].text}”, the listed surname, is not printed", case.best.span
        )


def other_order(case: Case) -> Iterator[Finding]:
    """The words stand the other way round than in the list, in running text without a comma."""
    order = [theirs[0] for _, theirs, _ in sorted(case.best.name.pairs)]
    swapped = order != sorted(order) and not any(t.gap == "comma" for t in case.best.tokens[1:])
    if swapped and not case.profile.countries & _SURNAME_FIRST:
        yield Finding(
            1.0,
            f"printed “{case.printed}” in another order than listed “{case.best.spelling.name.text}”",
            case.best.span,
        )


def consonants_only(case: Case) -> Iterator[Finding]:
    """The script leaves vowels out and the list has no name in it: only consonants were compared, and the fewer the worse."""
    pairs = case.best.name.pairs
    if all(like < 1.0 for _, _, like in pairs) and not _same_script(case):
        consonants = sum(len(skeleton(latin_sounds(case.best.spelling.parts[j].spelt)[0])) for j in case.paired)
        strength = min(1.0, max(0.0, (ENOUGH_CONSONANTS - consonants) / 5))
        yield Finding(strength, f"“{case.printed}” was read without vowels, by {consonants} consonants", case.best.span)


def weak_name(case: Case) -> Iterator[Finding]:
    """The list calls the spelling a weak one."""
    if case.best.spelling.name.weak:
        yield Finding(1.0, f"“{case.best.spelling.name.text}” is listed as a weak name", case.best.span)


def single_name(case: Case) -> Iterator[Finding]:
    """The listed name is a single word."""
    if case.best.spelling.single:
        yield Finding(1.0, f"“{case.best.spelling.name.text}” is a single word", case.best.span)


def _in_other_spelling(case: Case, word: str) -> bool:
    return any(word_part == w for name in case.person.names for w in tokens(name.text) for word_part in tokens(word))


def _same_script(case: Case) -> bool:
    printed = script_of(case.best.tokens[0].text)
    return printed not in ABJADS or printed == case.best.spelling.parts[0].script

"""Rules of evidence about the single words of a name: given name, middle name, father, surname; which are missing or others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.matching import gender
from bot.matching.case import SURNAME_FIRST, Case, Finding
from bot.names.canonical import canonical
from bot.names.lexicon import families, sounds
from bot.names.likeness import likeness
from bot.names.parts import Kind, Part, carrying, parts_of
from bot.names.transliterate import ABJADS

# First names that are habitually left out before the name a person goes by.
_DROPPED = frozenset(map(canonical, ("mohammad", "mohamed", "mohammed", "seyed")))
TELLING_BITS = 8  # bits from which half of a double surname tells as much as the whole
OTHER_SURNAME = 0.4  # what the last name tells when it is left out and a telling one before it is printed
HALF_GIVEN = 0.35  # what Mohammad tells when it is left out, or when it alone is left of a double name
_SOUNDS_LIKE_AND = ("و", "w", "v", "u", "o", "в", "у", "о")
SAME_MIDDLE = 0.9  # likeness from which two middle names are one; an initial needs less
SAME_INITIAL = 0.8
# Where people bear the father's surname and then the mother's, and go by the first.
_TWO_SURNAMES = frozenset(
    ("MX", "CO", "VE", "NI", "CU", "HN", "GT", "SV", "EC", "PE", "ES", "AR", "BO", "CL", "CR", "DO", "PA", "PY", "UY")
)
_SON_OF = re.compile(r"(?:^|[\s-])(?:bin|ibn|ben|бин|ибн|بن|ابن)(?=[\s-])", re.IGNORECASE)


def middle_name_fits(case: Case) -> Iterator[Finding]:
    """A middle name, patronymic or middle initial is printed, and the list has it."""
    fits = next((m for m in _middles(case) if m[2]), None)
    if fits:
        printed, listed, _ = fits
        strength = 1.0 if gender.of_patronymic(printed.folded) else 0.5
        yield Finding(strength, f"middle name “{printed.text}”, listed “{listed.text}”", case.best.span)


def middle_name_differs(case: Case) -> Iterator[Finding]:
    """A patronymic or middle initial is printed, and the list has another one."""
    middles = list(_middles(case))
    if middles and not any(fits for _, _, fits in middles):
        printed, listed, _ = middles[0]
        yield Finding(1.0, f"middle name “{printed.text}”, listed “{listed.text}”", case.best.span)


def given_name_missing(case: Case) -> Iterator[Finding]:
    """The listed given name is not printed: what is printed may be a relative. Mohammad of a double name tells little."""
    spelling, paired = case.best.spelling, case.paired
    given = [j for j in range(len(spelling.parts)) if j not in spelling.surname]
    if len(spelling.parts) < 3 or not given or (given[0] and case.profile.countries & SURNAME_FIRST):
        return
    leading = spelling.parts[given[0]].sound in _DROPPED
    left_out = given[0] if given[0] not in paired else given[1] if leading and len(given) > 1 else given[0]
    if left_out not in paired:
        text = f"“{spelling.parts[left_out].text}”, the listed given name, is not printed"
        yield Finding(HALF_GIVEN if leading else 1.0, text, case.best.span)


def further_given_name(case: Case) -> Iterator[Finding]:
    """Behind a leading Mohammad another given name is printed that the list has nowhere: another double name."""
    printed = case.printed_parts
    paired = {i for ours, _, _ in case.best.name.pairs for i in ours}
    if len(printed) < 3 or printed[0].sound not in _DROPPED or 1 in paired or 0 not in paired:
        return
    known = printed[1].sound in families() or printed[1].sound in sounds("common.txt")
    if known and not any(likeness(printed[1], p)[0] for n in case.person.names for p in parts_of(n.text)):
        text = f"“{printed[0].text} {printed[1].text}” printed, “{case.best.spelling.name.text}” listed"
        yield Finding(1.0, text, case.best.span)


def surname_missing(case: Case) -> Iterator[Finding]:
    """The listed surname is not printed. A telling name before it, by which many people go, makes up for most of it."""
    spelling, paired = case.best.spelling, case.paired
    if len(spelling.parts) < 3 or paired & set(spelling.surname):
        return
    surname = spelling.parts[spelling.surname[0]].text
    told = any(spelling.bits[j] >= TELLING_BITS for j in paired if j) and not case.profile.countries & SURNAME_FIRST
    if not told or surname.isupper():  # what the list prints in capitals is the surname, elsewhere it is guessed
        yield Finding(
            OTHER_SURNAME if told else 1.0, f"“{surname}”, the listed surname, is not printed", case.best.span
        )


def first_surname_missing(case: Case) -> Iterator[Finding]:
    """Of two surnames the first, by which people go in Spanish-speaking countries, is not printed."""
    spelling, surname = case.best.spelling, case.best.spelling.surname
    second = len(surname) > 1 and surname[0] not in case.paired and case.paired & set(surname[1:])
    if second and case.profile.countries & _TWO_SURNAMES:
        yield Finding(
            1.0, f"“{spelling.parts[surname[0]].text}”, the first listed surname, is not printed", case.best.span
        )


def surname_is_initial(case: Case) -> Iterator[Finding]:
    """Only the first letter of the surname is printed."""
    for ours, theirs, _ in case.best.name.pairs:
        if theirs[0] in case.best.spelling.surname and max(ours) < len(case.printed_parts):
            printed, listed = case.printed_parts[ours[0]], case.best.spelling.parts[theirs[0]]
            if printed.kind is Kind.INITIAL and listed.kind is not Kind.INITIAL:
                yield Finding(1.0, f"“{printed.text}” printed for the surname “{listed.text}”", case.best.span)


def other_father(case: Case) -> Iterator[Finding]:
    """The text says whose son he is, and the list has another name in that place."""
    spelling = case.best.spelling
    if _SON_OF.search(spelling.name.text):
        return
    order = sorted((ours, theirs) for ours, theirs, _ in case.best.name.pairs)
    for (one, mine), (two, theirs) in pairwise(order):
        if theirs[0] - mine[-1] > 1 and max(*one, *two) < len(case.printed_parts):
            first, second = case.printed_parts[one[-1]].text, case.printed_parts[two[0]].text
            between = case.printed.partition(first)[2].partition(second)[0]
            if _SON_OF.search(f" {between.strip()} "):
                father = spelling.parts[mine[-1] + 1].text
                yield Finding(1.0, f"son of “{second}”, where the list has “{father}”", case.best.span)
                return


def two_people(case: Case) -> Iterator[Finding]:
    """An Arabic "and" stands at a later word of the name, and the listed word does not begin so: two people are named."""
    for ours, theirs, _ in case.best.name.pairs:
        at = ours[0]
        if not 0 < at < len(case.printed_parts):
            continue
        printed, listed = case.printed_parts[at], case.best.spelling.parts[theirs[0]]
        if printed.folded.startswith("و") and not listed.folded.startswith(_SOUNDS_LIKE_AND):
            yield Finding(1.0, f"“{printed.text}” begins with “and”, listed “{listed.text}”", case.best.span)
            return


def _middles(case: Case) -> Iterator[tuple[Part, Part, bool]]:
    """Each printed middle word with the listed middle word that it is or that stands in its place, and whether it is it.

    In its place stands a patronymic for a patronymic, and a middle name for an initial.
    """
    printed = case.printed_parts[1:-1]
    if not printed or any(p.script in ABJADS for p in printed) or case.profile.countries & SURNAME_FIRST:
        return  # Arabic strings fathers together; in a Korean name the middle word is half of the given name
    edges, listed = _listed_middles(case)
    for word in printed:
        least = SAME_INITIAL if word.kind is Kind.INITIAL else SAME_MIDDLE
        same = next((p for p in listed if likeness(word, p)[0] >= least), None)
        other = next((p for p in listed if word.kind is Kind.INITIAL or _both_patronymics(word, p)), None)
        if word.sound not in edges and (same or other):
            yield word, same or other or word, same is not None


def _listed_middles(case: Case) -> tuple[frozenset[str], tuple[Part, ...]]:
    """Sounds of the first and last words of the person's names, and the words that stand only between them."""
    spelt = [carrying(parts_of(n.text)) for n in case.person.names if not (n.weak or n.native)]
    edges = frozenset(p.sound for parts in spelt for j in (0, -1) for p in parts[j:][:1])
    return edges, tuple(p for parts in spelt for p in parts[1:-1] if p.sound not in edges)


def _both_patronymics(one: Part, other: Part) -> bool:
    return bool(gender.of_patronymic(one.folded) and gender.of_patronymic(other.folded))

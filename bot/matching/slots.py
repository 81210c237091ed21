"""The words of a run as parts of names: which word stands where, what belongs together, what goes on beyond a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from bot.matching.countries import country_of
from bot.matching.tokens import Run
from bot.names.abjad import heard, spoken
from bot.names.compare import NameScore
from bot.names.fold import fold
from bot.names.inflection import bases
from bot.names.lexicon import words
from bot.names.likeness import likeness
from bot.names.parts import GOD, Kind, Part, parts_of
from bot.names.respell import respelt
from bot.names.transliterate import ABJADS

FARTHEST = 3  # steps from one word of a spelling to the next in the text: at most two foreign words in between
_LETTER_WORDS = frozenset(
    "AIOYEÀÉВСКОУИАЯІЙЄЗЖ"
)  # articles, pronouns and prepositions of one letter, as sentences begin with them
_APOSTROPHE = re.compile("['’]")
NOT_NAMES = ("ordinary.txt", "offices.txt", "roles.txt", "walks.txt")


class Slot(NamedTuple):
    """A word of the run that carries a name."""

    at: int  # index of its token
    part: Part


def slots_of(run: Run) -> list[Slot]:
    """The words of a run that carry a name; "Abd" is read together with the word it serves."""
    slots: list[Slot] = []
    at = 0
    while at < len(run):
        after = _served(run, at) if fold(run[at].text) in words("servants.txt") else None
        if after:
            read = _named(f"{run[at].text} {run[after].text}")
            slots.extend(Slot(after if n else at, p) for n, p in enumerate(read))
        else:
            slots.extend(Slot(at, p) for p in _carried(run[at].text, dotted=run[at].dotted))
        at = (after or at) + 1
    return slots


@lru_cache(maxsize=50_000)
def _carried(text: str, *, dotted: bool) -> tuple[Part, ...]:
    """What a word by itself carries of a name."""
    if not carries(text) or (text in _LETTER_WORDS and not dotted):  # "A Tory", "I Robot"; an initial has its dot
        return ()
    return _named(f"{text}." if dotted and len(text) <= 2 else text)


def _named(text: str) -> tuple[Part, ...]:
    return tuple(p for p in parts_of(text) if p.kind in (Kind.NAME, Kind.INITIAL))


def carries(text: str) -> bool:
    """Whether a word is neither a title nor a particle."""
    folded = fold(text)
    return folded not in words("titles.txt") and folded not in words("particles.txt")


def groups(slots: Sequence[Slot], listed: Sequence[Part]) -> Iterator[list[Slot]]:
    """Stretches that begin and end with words of a listed spelling, with few foreign words in between."""
    hits = [n for n, slot in enumerate(slots) if _may_belong(slot.part) and any(_belongs(slot.part, p) for p in listed)]
    if hits and slots[hits[0]].part.sound in GOD and slots[hits[0]].part.script in ABJADS:
        hits.pop(0)  # half of a name before it
    start = 0
    for n in range(1, len(hits) + 1):
        if n == len(hits) or hits[n] - hits[n - 1] > FARTHEST:
            if hits[start:n]:
                yield list(slots[hits[start] : hits[n - 1] + 1])
                if n - start > 2 and hits[n - 1] - hits[start] >= len(listed):
                    yield from _tighter(slots, hits[start:n], len(listed))
            start = n


def comma_fits(run: Run, group: Sequence[Slot], name: NameScore, listed: str) -> bool:
    """A comma inside a name stands after the surname that opens it: SOLEIMANI, Qasem; or where the list has one too."""
    commas = [n for n in range(group[0].at + 1, group[-1].at + 1) if run[n].gap == "comma"]
    if not commas:
        return True
    if group[0].part.script in ABJADS:
        return False
    first = next((theirs for ours, theirs, _ in sorted(name.pairs) if 0 in ours), (0,))
    turned = min(first) > 0 or "," in listed
    return len(commas) == 1 and name.missing <= 1 and name.contradicted == 0 and turned


def closing_initial(run: Run, at: int) -> bool:
    """Whether an initial may end a name, as in "Putin V.V.": it has its dot and nothing follows."""
    return run[at].dotted and at + 1 == len(run)


def goes_on(run: Run, slots: Sequence[Slot], first: int, last: int) -> tuple[str, ...]:
    """Words right before or after that look like more of the same name; only told apart in scripts with capitals.

    What stands on another line is no more of it: headlines end in names of places, and articles open with names of people.
    """
    after = last + 1
    while after < len(run) and not carries(run[after].text):  # "Al" of "Al Sadeq"
        after += 1
    beside = [
        at
        for at, gap in ((first - 1, first), (after, after))
        if at >= 0 and gap < len(run) and run[gap].gap in ("space", "join")
    ]
    lower = not all(token.text.isupper() for token in run[first : last + 1])
    return tuple(
        run[at].text
        for at in beside
        for slot in slots
        if slot.at == at and _more_of_a_name(slot.part) and not (lower and at < first and _is_acronym(run[at].text))
    )


def respelt_slots(slots: Sequence[Slot], lang: str) -> Iterator[list[Slot]]:
    """The same words as English press may spell those of another language, in each way in which that makes a difference."""
    ways = [respelt(slot.part.text, lang) if slot.part.kind is Kind.NAME else () for slot in slots]
    for way in range(max(map(len, ways), default=0)):
        said = [
            Slot(slot.at, replace(slot.part, spelt=forms[way])) if len(forms) > way and forms[way] else slot
            for slot, forms in zip(slots, ways, strict=True)
        ]
        if [slot.part.spelt for slot in said] != [slot.part.spelt for slot in slots]:
            yield said


def _served(run: Run, at: int) -> int | None:
    """Where the word stands that an "Abd" at this place serves."""
    near = range(at + 1, min(at + 3, len(run)))
    return next((n for n in near if fold(run[n].text) not in words("particles.txt")), None)


def _tighter(slots: Sequence[Slot], hits: Sequence[int], size: int) -> Iterator[list[Slot]]:
    """Within a stretch longer than the spelling, those of the spelling's own length."""
    for n, first in enumerate(hits):
        inside = [h for h in hits[n:] if h - first < size]
        if len(inside) > 1:
            yield list(slots[first : inside[-1] + 1])


def _may_belong(part: Part) -> bool:
    """Not a verb or another ordinary word, where no capital tells names from these."""
    return part.script not in ABJADS or part.folded not in words("ordinary.txt")


def _belongs(part: Part, listed: Part) -> bool:
    if likeness(part, listed)[0]:
        return True
    if (part.script in ABJADS) != (listed.script in ABJADS):
        return _half_without_vowels(part, listed)
    long, short = (listed.spelt, part.spelt) if len(listed.spelt) > len(part.spelt) else (part.spelt, listed.spelt)
    return len(short) >= 3 and len(long) > len(short) + 1 and (long.startswith(short) or long.endswith(short))


def _half_without_vowels(part: Part, listed: Part) -> bool:
    """Whether the consonants of one word begin or end those of the other, or it is the God of Nasr Allah."""
    if part.sound in GOD:  # but one consonant
        return listed.sound.endswith(tuple(GOD))
    written, spelt = (part, listed) if part.script in ABJADS else (listed, part)
    return any(_half(*sorted((a, b), key=len)) for a in spoken(written.folded) for b in heard(spelt.spelt))


def _half(short: str, long: str) -> bool:
    return 1 < len(short) < len(long) and (long.startswith(short) or long.endswith(short))


def _is_acronym(text: str) -> bool:
    """Whether a word before a name in small letters is all capitals: a party or a service whose leader is named."""
    return len(text) > 1 and text.isupper()


def _more_of_a_name(part: Part) -> bool:
    if part.script not in ("latin", "cyrillic", "greek") or part.kind is not Kind.NAME or len(part.spelt) < 3:
        return False
    forms = {part.folded, part.folded.removesuffix("s"), *bases(part.folded, part.script)}
    bare = part.folded if part.text.isalpha() else fold(_APOSTROPHE.split(part.text)[0])  # Turkish "Ankara'ya"
    named = country_of((part.folded,)) or country_of((bare,))
    return named is None and not any(form in words(name) for form in forms for name in NOT_NAMES)

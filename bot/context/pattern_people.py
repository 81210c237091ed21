"""Where a language without a parser means a listed person: full name, last name, or the office told beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.context.tongues import Tongue, in_one_form
from bot.model import Mention, Span, Tier

_BESIDE = 40  # characters before a name that may hold the office
_STEM = 4  # letters by which two words of one office are the same: ايراني, الايرانية


@dataclass(frozen=True, slots=True)
class Bearer:
    """A place of the text that means a listed person."""

    person: str
    span: Span


def bearers(folded: str, mentions: Sequence[Mention], tongue: Tongue) -> tuple[Bearer, ...]:
    """Everything that means a surely mentioned person, in order of the text, the surer reading first.

    People who are only possibly meant are left out: a guess on a guess tells nothing.
    """
    sure = [m for m in mentions if m.tier is Tier.STRONG]
    found = [Bearer(m.person, span) for m in sure for span in m.spans]
    found += [one for m in sure for one in _by_last_name(folded, m) if not _taken(one, found)]
    found += [one for one in _by_office(folded, found, tongue) if not _taken(one, found)]
    return tuple(sorted(found, key=lambda one: one.span))


def _taken(one: Bearer, found: Sequence[Bearer]) -> bool:
    return any(one.span.overlaps(other.span) for other in found)


def _by_last_name(folded: str, mention: Mention) -> Iterator[Bearer]:
    """The last word of the printed name, with what Arabic joins before it and Russian behind it."""
    last = in_one_form(mention.matched.split()[-1]) if mention.matched.split() else ""
    if len(last) < _STEM:
        return
    stem = re.escape(last[:-1] if re.search("[аоийя]$", last) else last)
    for match in re.finditer(rf"(?<!\w)(?:و|ف|ب|ل|ك)?({stem}(?:[а-я]{{0,3}})?)(?!\w)", folded):
        yield Bearer(mention.person, Span(match.start(1), match.end(1)))


def _by_office(folded: str, named: Sequence[Bearer], tongue: Tongue) -> Iterator[Bearer]:
    """ "The Iranian minister": the office and one more word told right before a name, said again without it."""
    for office in tongue.offices:
        if tongue.verb_last:
            yield from _by_office_behind(folded, named, office)
            continue
        told = {bearer.person: stems for bearer in named if (stems := _office_before(folded, bearer, office))}
        if len(told) != 1:
            continue
        person, stems = next(iter(told.items()))
        for match in re.finditer(rf"(?<!\w)(?:و|ف|ب|ل)?(?:ال)?{office}\w*(?:\s+\w+){{1,3}}", folded):
            if _stems(match.group()) & stems:
                yield Bearer(person, Span(*match.span()))


def _by_office_behind(folded: str, named: Sequence[Bearer], office: str) -> Iterator[Bearer]:
    """Persian tells the office right behind the name, and then alone."""
    holders = {
        b.person for b in named if folded[b.span.end : b.span.end + len(office) + 2].strip(" ،,").startswith(office)
    }
    if len(holders) == 1:
        for match in re.finditer(rf"(?<!\w){office}(?!\w)", folded):
            yield Bearer(next(iter(holders)), Span(*match.span()))


def _office_before(folded: str, bearer: Bearer, office: str) -> frozenset[str]:
    """Stems of the words between an office and the name behind it."""
    before = folded[max(0, bearer.span.start - _BESIDE) : bearer.span.start]
    at = before.rfind(office)
    if at < 0 or re.search(r"[.؛;,،:]", before[at:]):
        return frozenset()
    return _stems(before[at + len(office) :])


def _stems(words: str) -> frozenset[str]:
    bare = (word.removeprefix("ال") for word in re.findall(r"\w+", words))
    return frozenset(word[:_STEM] for word in bare if len(word) >= _STEM)

"""What speaks for and against a person being meant, as a table: each rule with what it weighs.

A rule looks at one `Case` (a person, the places of the text that may mean them, what is known of them, the article) and
yields findings with a strength from 0 to 1. Weights are log-odds, set by hand on labelled news and on thousands of
articles without a listed person; they add up, and `score` turns the sum into a number from 0 to 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.matching.candidates import Candidate
from bot.matching.profile import Profile, term
from bot.matching.scene import Scene, Word
from bot.model import Evidence, Person, Span
from bot.names.canonical import canonical
from bot.names.compare import ABJADS, compare
from bot.names.fold import tokens
from bot.names.lexicon import words
from bot.names.transliterate import script_of

NEAR_LIMIT = 8  # mentions whose surroundings are read; later ones add nothing

_DROPPED = frozenset(canonical(w) for w in "mohammad muhammad mohamed mohammed seyed".split())
_SURNAME_FIRST = frozenset(("KP", "KR", "CN", "HK", "TW", "VN", "JP", "HU", "KH"))
# Languages whose news speaks of home without naming it.
_HOME = {"fa": "IR", "ru": "RU", "uk": "UA", "be": "BY", "ko": "KR", "zh": "CN", "tr": "TR", "he": "IL"}

_LINKING = frozenset("of the s for".split())

# Where the sum starts before anything is known of a match.
START = -0.4


@dataclass(frozen=True, slots=True)
class Case:
    """One person who may be meant, and everything there is to judge it by."""

    person: Person
    profile: Profile
    best: Candidate
    spans: tuple[Span, ...]  # full mentions and later ones, in order of the text
    scene: Scene
    term_bits: Mapping[str, float]
    company: tuple[str, ...] = ()  # names of other people found whose country or regime is the same


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer: how strongly it holds (0 to 1), in words, and where."""

    strength: float
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """A rule of evidence. `weight` above 0 speaks for the person, below 0 against."""

    kind: str
    weight: float
    find: Callable[[Case], Iterator[Finding]]

    @property
    def says(self) -> str:
        """What the rule looks at, in words."""
        return (self.find.__doc__ or "").strip()


def weigh(case: Case) -> tuple[float, tuple[Evidence, ...]]:
    """Log-odds that the person is meant, and the evidence for it, heaviest first."""
    found = [
        Evidence(f.kind, f.weight > 0, one.text, one.span, round(f.weight * one.strength, 3))
        for f in FEATURES
        for one in f.find(case)
    ]
    found.sort(key=lambda e: (-abs(e.weight), e.kind, e.text))
    return START + sum(e.weight for e in found), tuple(found)


def score(log_odds: float) -> float:
    """Log-odds as a number from 0 to 1."""
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds)))), 4)


# --- the name itself ------------------------------------------------------------------------------------------------


def name_fits(case: Case) -> Iterator[Finding]:
    """The printed words are those of a listed spelling, letter by letter or nearly."""
    best = case.best
    text = f"printed “{_printed(case)}”, listed “{best.spelling.name.text}”: {'; '.join(_why(case))}"
    yield Finding(max(0.0, (best.name.score - 0.86) / 0.14), text, best.span)


def name_differs(case: Case) -> Iterator[Finding]:
    """The printed words differ from the listed ones by more than a habit of spelling."""
    best = case.best
    if best.name.score < 0.93:
        text = f"printed “{_printed(case)}” is not quite “{best.spelling.name.text}”: likeness {best.name.score:.2f}"
        yield Finding(min(1.0, (0.93 - best.name.score) / 0.12), text, best.span)


def name_is_rare(case: Case) -> Iterator[Finding]:
    """Few people bear the words that agree."""
    if case.best.rarity > 14:
        yield Finding(min(1.0, (case.best.rarity - 14) / 10), f"few people are called “{_printed(case)}”", case.best.span)


def name_is_common(case: Case) -> Iterator[Finding]:
    """Many people bear the words that agree."""
    if case.best.rarity < 14.5:
        yield Finding(min(1.0, (14.5 - case.best.rarity) / 5), f"many people are called “{_printed(case)}”", case.best.span)


def name_goes_on(case: Case) -> Iterator[Finding]:
    """The printed name has further words that the listed one lacks."""
    further = [w for w in case.best.goes_on if not _in_other_spelling(case, w)]
    if further:
        yield Finding(1.0, f"the printed name goes on: “{' '.join(further)}”", case.best.span)


def given_name_missing(case: Case) -> Iterator[Finding]:
    """The listed given name is not printed: what is printed may be a relative. A leading Mohammad is often dropped."""
    spelling, paired = case.best.spelling, _paired(case)
    first = spelling.parts[0]
    if len(spelling.parts) < 3 or 0 in paired or 0 in spelling.surname:
        return
    yield Finding(0.35 if first.sound in _DROPPED else 1.0, f"“{first.text}”, the listed given name, is not printed", case.best.span)


def surname_missing(case: Case) -> Iterator[Finding]:
    """The listed surname is not printed."""
    spelling = case.best.spelling
    paired = _paired(case)
    told = any(spelling.bits[j] >= 8 for j in paired if j)  # half of a double surname tells as much
    if len(spelling.parts) > 2 and not paired & set(spelling.surname) and not told:
        yield Finding(1.0, f"“{spelling.parts[spelling.surname[0]].text}”, the listed surname, is not printed", case.best.span)


def other_order(case: Case) -> Iterator[Finding]:
    """The words stand the other way round than in the list, in running text without a comma."""
    order = [theirs[0] for _, theirs, _ in sorted(case.best.name.pairs)]
    swapped = order != sorted(order) and not any(t.gap == "comma" for t in case.best.tokens[1:])
    if swapped and not case.profile.countries & _SURNAME_FIRST:
        yield Finding(1.0, f"printed “{_printed(case)}” in another order than listed “{case.best.spelling.name.text}”", case.best.span)


def consonants_only(case: Case) -> Iterator[Finding]:
    """The script leaves vowels out and the list has no name in it: only consonants were compared."""
    if case.best.tokens and all(like < 1.0 for _, _, like in case.best.name.pairs) and not _same_script(case):
        yield Finding(1.0, f"“{_printed(case)}” was read without vowels", case.best.span)


def weak_name(case: Case) -> Iterator[Finding]:
    """The list calls the spelling a weak one."""
    if case.best.spelling.name.weak:
        yield Finding(1.0, f"“{case.best.spelling.name.text}” is listed as a weak name", case.best.span)


def single_name(case: Case) -> Iterator[Finding]:
    """The listed name is a single word."""
    if case.best.spelling.single:
        yield Finding(1.0, f"“{case.best.spelling.name.text}” is a single word", case.best.span)


# --- what the text says of the person -------------------------------------------------------------------------------


def role(case: Case) -> Iterator[Finding]:
    """Words of the person's listed role stand near the name."""
    yield from _agreeing(case, case.profile.role_terms, case.person.roles, "listed role")


def organisation(case: Case) -> Iterator[Finding]:
    """Words of the person's organisation stand near the name."""
    yield from _agreeing(case, case.profile.organisation_terms - case.profile.role_terms, case.person.organisations, "listed organisation")


def known_role_not_said(case: Case) -> Iterator[Finding]:
    """The list knows a role, the text introduces the person by an office, and the two share nothing."""
    if case.profile.role_terms and not next(role(case), None) and not next(organisation(case), None):
        said = next((w for w in _near(case) if term(w.text) in _office_terms()), None)
        if said:
            text = f"the text says “{_as_printed(case, said.span)}”, the list “{_cut(case.person.roles[0])}”"
            yield Finding(1.0, text, said.span)


def office(case: Case) -> Iterator[Finding]:
    """The text introduces the name with an office or rank, as listed people often have."""
    said = next((w for span in _read_spans(case)[:3] for w in case.scene.words_in(_title_zone(case, span)) if _is(w, "offices.txt")), None)
    if said:
        yield Finding(1.0, f"introduced by “{_as_printed(case, said.span)}”", said.span)


def other_walk_of_life(case: Case) -> Iterator[Finding]:
    """Words of sport, film or local life stand near the name and do not fit the person."""
    beside = [w for span in _read_spans(case)[:3] for w in case.scene.words_in(_title_zone(case, span))]
    said = [w for w in beside if _is(w, "walks.txt") and w.text.removesuffix("s") not in case.profile.walk_words]
    if said:
        yield Finding(min(1.0, 0.5 + 0.25 * len(said)), f"near the name: “{_as_printed(case, said[0].span)}”", said[0].span)


def country_near(case: Case) -> Iterator[Finding]:
    """The person's country is named near the name."""
    for span in _read_spans(case):
        for where, code in case.scene.countries_in(case.scene.around(span)):
            if code in case.profile.countries:
                yield Finding(1.0, f"“{_as_printed(case, where)}” fits {code}", where)
                return


def country_in_article(case: Case) -> Iterator[Finding]:
    """The person's country is named in the article."""
    counts = case.scene.country_counts
    named = sorted((c for c in case.profile.countries if counts[c]), key=lambda c: (-counts[c], c))
    if named:
        where = next(span for span, code in case.scene.countries if code == named[0])
        times = sum(counts[c] for c in named)
        yield Finding(min(1.0, 0.4 + 0.15 * times), f"the article names {', '.join(named)} {times} times", where)


def country_absent(case: Case) -> Iterator[Finding]:
    """The article never names the person's country."""
    home = _HOME.get(case.scene.article.lang or "")
    named = home in case.profile.countries or any(case.scene.country_counts[c] for c in case.profile.countries)
    if case.profile.countries and not named:
        yield Finding(1.0, f"the article never names {' or '.join(sorted(case.profile.countries))}")


def other_country(case: Case) -> Iterator[Finding]:
    """The words right before the name say that the person belongs to another country."""
    if not case.profile.countries:
        return
    for span in _read_spans(case)[:3]:
        named = list(case.scene.countries_in(_titles_before(case, span)))
        if named and not any(code in case.profile.countries for _, code in named):
            where, code = named[-1]
            yield Finding(1.0, f"“{_as_printed(case, where)}” says {code}, the list {', '.join(sorted(case.profile.countries))}", where)
            return


def company(case: Case) -> Iterator[Finding]:
    """Other listed people of the same country or regime are in the article."""
    if case.company:
        yield Finding(min(1.0, 0.5 + 0.25 * len(case.company)), f"named together with {', '.join(case.company[:3])}")


_AGE = re.compile(r"(?:,\s|\(|aged?\s|is\s)(\d{2})(?=,|\)|\s?[-‐]?year|\.)")
_OLD_ENOUGH = range(14, 100)


def age_cannot_fit(case: Case) -> Iterator[Finding]:
    """The age printed after the name cannot be that of the listed person."""
    published = case.scene.article.published
    if not case.profile.born or not published:
        return
    for span in _read_spans(case)[:3]:
        said = _AGE.match(case.scene.body, span.end, span.end + 16)
        if said and int(said.group(1)) in _OLD_ENOUGH:
            year = published.year - int(said.group(1))
            if not case.profile.born[0] - 2 <= year <= case.profile.born[1] + 2:
                yield Finding(1.0, f"aged {said.group(1)} in {published.year}, listed as born {case.profile.born[0]}", Span(*said.span(1)))


def namesake(case: Case) -> Iterator[Finding]:
    """The list warns of a namesake, and the text fits that one."""
    for other in case.person.namesakes:
        about = {t for t in map(term, tokens(other.about or "")) if t}
        said = next((w for w in _near(case) if term(w.text) in about), None)
        if said:
            yield Finding(1.0, f"“{_as_printed(case, said.span)}” fits the namesake {other.name}, {other.about}", said.span)
        elif compare(_printed(case), other.name).score > case.best.name.score:
            yield Finding(0.5, f"printed “{_printed(case)}” is nearer to the namesake {other.name}", case.best.span)


# The table. Log-odds at full strength, and the order in which rules are asked.
FEATURES: tuple[Feature, ...] = (
    Feature("name", 1.0, name_fits),
    Feature("name", -3.0, name_differs),
    Feature("rare name", 2.5, name_is_rare),
    Feature("common name", -2.5, name_is_common),
    Feature("name goes on", -3.0, name_goes_on),
    Feature("given name missing", -3.0, given_name_missing),
    Feature("surname missing", -2.5, surname_missing),
    Feature("order", -0.8, other_order),
    Feature("no vowels", -0.8, consonants_only),
    Feature("weak name", -3.5, weak_name),
    Feature("single name", -3.0, single_name),
    Feature("role", 2.6, role),
    Feature("organisation", 2.2, organisation),
    Feature("role", -0.7, known_role_not_said),
    Feature("office", 0.7, office),
    Feature("walk of life", -2.2, other_walk_of_life),
    Feature("country", 1.3, country_near),
    Feature("country", 1.2, country_in_article),
    Feature("country", -1.6, country_absent),
    Feature("country", -2.2, other_country),
    Feature("company", 0.8, company),
    Feature("age", -3.0, age_cannot_fit),
    Feature("namesake", -4.0, namesake),
)


# --- reading the surroundings ---------------------------------------------------------------------------------------


def _agreeing(case: Case, terms: frozenset[str], listed: Sequence[str], label: str) -> Iterator[Finding]:
    said: dict[str, Word] = {}
    for word in _near(case):
        meaning = term(word.text)
        if meaning in terms and not _part_of_name(case, word):
            said.setdefault(meaning, word)
    bits = sum(case.term_bits.get(t, 0.0) for t in said)
    if bits >= 3.5:
        spans = sorted(w.span for w in said.values())
        quoted = ", ".join(_as_printed(case, s) for s in spans[:4])
        fitting = max(listed, key=lambda text: (len({term(t) for t in tokens(text)} & said.keys()), -len(text)))
        lone = 0.35 if next(iter(said)).startswith("=") else 0.15
        strength = min(1.0, bits / 15) if len(said) > 1 else min(lone, bits / 15)
        yield Finding(strength, f"“{quoted}” fits the {label} “{_cut(fitting)}”", spans[0])


def _near(case: Case) -> Iterator[Word]:
    seen: set[int] = set()
    for span in _read_spans(case):
        for word in case.scene.words_in(case.scene.around(span)):
            if word.span.start not in seen and not any(s.overlaps(word.span) for s in case.spans):
                seen.add(word.span.start)
                yield word


def _read_spans(case: Case) -> tuple[Span, ...]:
    full = case.best.span
    return (full, *(s for s in case.spans if s != full))[:NEAR_LIMIT]


def _title_zone(case: Case, span: Span) -> Span:
    """Right before the name, and right after it."""
    around = case.scene.around(span)
    return Span(case.scene.before(span).start, min(around.end, span.end + 40))


def _paired(case: Case) -> set[int]:
    return {j for _, theirs, _ in case.best.name.pairs for j in theirs}


def _same_script(case: Case) -> bool:
    printed = script_of(case.best.tokens[0].text)
    return printed not in ABJADS or printed == case.best.spelling.parts[0].script


def _titles_before(case: Case, span: Span) -> Span:
    """The unbroken chain of titles, offices and countries that leads up to a name."""
    zone = case.scene.before(span)
    start = span.start
    for word in reversed(list(case.scene.words_in(zone))):
        joins = word.text in _LINKING or _is(word, "titles.txt") or _is(word, "offices.txt") or term(word.text).startswith("=")
        if not joins and not any(where.contains(word.span) for where, _ in case.scene.countries_in(zone)):
            break
        start = word.span.start
    return Span(start, span.start)


def _part_of_name(case: Case, word: Word) -> bool:
    return any(word.text == p.folded for p in case.best.spelling.parts)


def _in_other_spelling(case: Case, word: str) -> bool:
    return any(word_part == w for name in case.person.names for w in tokens(name.text) for word_part in tokens(word))


def _is(word: Word, lexicon: str) -> bool:
    return word.text in words(lexicon) or word.text.removesuffix("s") in words(lexicon)


def _office_terms() -> frozenset[str]:
    return frozenset(filter(None, map(term, words("offices.txt"))))


def _printed(case: Case) -> str:
    return _as_printed(case, case.best.span)


def _as_printed(case: Case, span: Span) -> str:
    return " ".join(case.scene.body[span.start : span.end].split())


def _why(case: Case) -> Sequence[str]:
    return case.best.name.lines


def _cut(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

"""Rules of evidence about what the text says: role, organisation, country, company, age, another walk of life."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.matching.case import Case, Finding, is_in
from bot.matching.profile import term
from bot.matching.scene import Word
from bot.model import Span
from bot.names.compare import compare
from bot.names.fold import tokens
from bot.names.lexicon import words
from bot.text import cut

# Languages whose news speaks of home without naming it.
_HOME = {"fa": "IR", "ru": "RU", "uk": "UA", "be": "BY", "ko": "KR", "zh": "CN", "tr": "TR", "he": "IL"}
EXACT = 0.99  # name score of a spelling as listed
LESS_DOUBT = 0.5
LEAST_ROLE_BITS = 3.5  # what agreeing words must tell together
FULL_ROLE_BITS = 15.0
LONE_OFFICE, LONE_WORD = 0.35, 0.15  # most that a single agreeing word is worth: an office or body, any other word
ROLE_LENGTH = 80  # characters of a listed role shown


def role(case: Case) -> Iterator[Finding]:
    """Words of the person's listed role stand near the name."""
    yield from _agreeing(case, case.profile.role_terms, case.person.roles, "listed role")


def organisation(case: Case) -> Iterator[Finding]:
    """Words of the person's organisation stand near the name."""
    yield from _agreeing(
        case,
        case.profile.organisation_terms - case.profile.role_terms,
        case.person.organisations,
        "listed organisation",
    )


def known_role_not_said(case: Case) -> Iterator[Finding]:
    """The list knows a role, the text introduces the person by an office, and the two share nothing."""
    if case.profile.role_terms and not next(role(case), None) and not next(organisation(case), None):
        said = next((w for w in case.near if term(w.text) in _office_terms()), None)
        if said:
            text = f"the text says “{case.text_of(said.span)}”, the list “{cut(case.person.roles[0], ROLE_LENGTH)}”"
            yield Finding(1.0, text, said.span)


def office(case: Case) -> Iterator[Finding]:
    """The text introduces the name with an office or rank, as listed people often have."""
    said = next(
        (
            w
            for span in case.read_spans[:3]
            for w in case.scene.words_in(case.title_zone(span))
            if is_in(w, "offices.txt")
        ),
        None,
    )
    if said:
        yield Finding(1.0, f"introduced by “{case.text_of(said.span)}”", said.span)


def other_walk_of_life(case: Case) -> Iterator[Finding]:
    """Words of sport, film or local life stand near the name and do not fit the person."""
    beside = [w for span in case.read_spans[:3] for w in case.scene.words_in(case.title_zone(span))]
    said = [w for w in beside if is_in(w, "walks.txt") and w.text.removesuffix("s") not in case.profile.walk_words]
    if said:
        yield Finding(min(1.0, 0.5 + 0.25 * len(said)), f"near the name: “{case.text_of(said[0].span)}”", said[0].span)


def country_near(case: Case) -> Iterator[Finding]:
    """The person's country is named near the name."""
    for span in case.read_spans:
        for where, code in case.scene.countries_in(case.scene.around(span)):
            if code in case.profile.countries:
                yield Finding(1.0, f"“{case.text_of(where)}” fits {code}", where)
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
        # a wire report from abroad need not name home: a full name exactly as listed is doubted less
        known = case.best.name.score >= EXACT
        yield Finding(
            LESS_DOUBT if known else 1.0, f"the article never names {' or '.join(sorted(case.profile.countries))}"
        )


def other_country(case: Case) -> Iterator[Finding]:
    """The words right before the name say that the person belongs to another country."""
    if not case.profile.countries:
        return
    for span in case.read_spans[:3]:
        named = list(case.scene.countries_in(case.titles_before(span)))
        if named and not any(code in case.profile.countries for _, code in named):
            where, code = named[-1]
            yield Finding(
                1.0,
                f"“{case.text_of(where)}” says {code}, the list {', '.join(sorted(case.profile.countries))}",
                where,
            )
            return


def company(case: Case) -> Iterator[Finding]:
    """Other listed people of the same country or regime are in the article."""
    if case.company:
        yield Finding(min(1.0, 0.5 + 0.25 * len(case.company)), f"named together with {', '.join(case.company[:3])}")


_AGE = re.compile(r"(?:,\s|\(|aged?\s|is\s)(\d{2})(?=,|\)|\s?[-‐]?year|\.)")
_YEAR_OLD = re.compile(r"\b(\d{2})[- ‐]years?[- ‐]old\b")
_NEAR_AGE = 60  # characters around the name in which "the 19-year-old" is his age
_OLD_ENOUGH = range(14, 100)


def age_cannot_fit(case: Case) -> Iterator[Finding]:
    """The age printed after the name cannot be that of the listed person."""
    published = case.scene.article.published
    if not case.profile.born or not published:
        return
    for span in case.read_spans[:3]:
        said = _age_said(case.scene.body, span)
        if said and int(said.group(1)) in _OLD_ENOUGH:
            year = published.year - int(said.group(1))
            if not case.profile.born[0] - 2 <= year <= case.profile.born[1] + 2:
                yield Finding(
                    1.0,
                    f"aged {said.group(1)} in {published.year}, listed as born {case.profile.born[0]}",
                    Span(*said.span(1)),
                )


def _age_said(body: str, span: Span) -> re.Match[str] | None:
    """The age right behind the name, or "the 19-year-old" within the same sentence."""
    behind = _AGE.match(body, span.end, span.end + 16)
    near = _YEAR_OLD.search(body, span.end, span.end + _NEAR_AGE) or _YEAR_OLD.search(
        body, max(0, span.start - _NEAR_AGE), span.start
    )
    return behind or near


def namesake(case: Case) -> Iterator[Finding]:
    """The list warns of a namesake, and the text fits that one."""
    for other in case.person.namesakes:
        about = {t for t in map(term, tokens(other.about or "")) if t}
        said = next((w for w in case.near if term(w.text) in about), None)
        if said:
            yield Finding(1.0, f"“{case.text_of(said.span)}” fits the namesake {other.name}, {other.about}", said.span)
        elif compare(case.printed, other.name).score > case.best.name.score:
            yield Finding(0.5, f"printed “{case.printed}” is nearer to the namesake {other.name}", case.best.span)


def _agreeing(case: Case, terms: frozenset[str], listed: Sequence[str], label: str) -> Iterator[Finding]:
    said: dict[str, Word] = {}
    for word in case.near:
        meaning = term(word.text)
        if meaning in terms and not case.is_of_name(word):
            said.setdefault(meaning, word)
    bits = sum(case.term_bits.get(t, 0.0) for t in said)
    if bits >= LEAST_ROLE_BITS:
        spans = sorted(w.span for w in said.values())
        quoted = ", ".join(case.text_of(s) for s in spans[:4])
        fitting = max(listed, key=lambda text: (len({term(t) for t in tokens(text)} & said.keys()), -len(text)))
        lone = LONE_OFFICE if next(iter(said)).startswith("=") else LONE_WORD
        strength = min(1.0, bits / FULL_ROLE_BITS) if len(said) > 1 else min(lone, bits / FULL_ROLE_BITS)
        yield Finding(strength, f"“{quoted}” fits the {label} “{cut(fitting, ROLE_LENGTH)}”", spans[0])


@cache
def _office_terms() -> frozenset[str]:
    return frozenset(filter(None, map(term, words("offices.txt"))))

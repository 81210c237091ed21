"""Rules of evidence about what the text says: role, organisation, office, another walk of life, a thing with the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.matching.case import INTRODUCED, Case, Finding
from bot.matching.profile import term
from bot.matching.scene import Word, is_in
from bot.model import Span
from bot.names.fold import fold, tokens
from bot.names.lexicon import words
from bot.text import cut

LEAST_ROLE_BITS = 3.5  # what agreeing words must tell together
FULL_ROLE_BITS = 15.0
ROLE_ELSEWHERE = 0.4  # what a role that is not said near the name is worth
LONE_OFFICE, LONE_WORD = 0.35, 0.15  # most that a single agreeing word is worth: an office or body, any other word
LONGEST_COUNTRY = 40  # characters of a country's name
ROLE_LENGTH = 80  # characters of a listed role shown
UNKNOWN_ROLE = 0.6  # how much a profession tells against somebody of whom the list says no role
BODY_BESIDE = 0.5  # what a ministry or army beside a name is worth, against an office
HONOURED = 0.75  # how much a street tells against the person: it may well be called after exactly this one
CALLED_AFTER = 2  # words before a name in which a street or stadium of that name is said
SPORT_WORDS, SPORT_SHARE = 6, 0.02  # words of sport or film in an article, at least, and among its words
# Ranks by which a text calls nobody but people of arms; "captain" and "major" are said of sport and size.
OF_ARMS = frozenset(
    [
        "general",
        "gen",
        "admiral",
        "adm",
        "colonel",
        "col",
        "marshal",
        "commodore",
        "commander",
        "brigadier",
        "lieutenant",
    ]
)
_THING = re.compile(r"['’]?\s(?:(?:drug|crime|organi[sz]ed|international|[a-z]+[-‐]trafficking)\s){0,2}([^\W\d_]+)")
_PLACE_AFTER = re.compile(r",\s(?=[A-ZÀ-Þ])")
_PLACE_BEFORE = re.compile(r"\b(?:town|village|city|district|province|port|island|suburb|region) of\s$")


def role(case: Case) -> Iterator[Finding]:
    """Words of the person's listed role stand near the name; said elsewhere of the person's country they tell less."""
    near = tuple(_role_near(case))
    yield from near if near or case.best.spelling.single else _role_elsewhere(case)


def _role_near(case: Case) -> Iterator[Finding]:
    yield from _agreeing(case, case.profile.role_terms, case.person.roles, "listed role")


def _role_elsewhere(case: Case) -> Iterator[Finding]:
    """The article speaks of an office of the person's country that is the listed role: "the Venezuelan president"."""
    owned = case.scene.owned
    said = [owned[t, code] for t in case.profile.role_terms for code in case.profile.countries if (t, code) in owned]
    bits = sum(case.term_bits.get(t, 0.0) for t in {term(word.text) for word in said})
    if bits >= LEAST_ROLE_BITS:
        spans = sorted(word.span for word in said)
        quoted = ", ".join(case.text_of(span) for span in spans)
        listed = cut(case.person.roles[0], ROLE_LENGTH)
        strength = ROLE_ELSEWHERE * min(1.0, bits / FULL_ROLE_BITS)
        yield Finding(strength, f"elsewhere “{quoted}” fits the listed role “{listed}”", spans[0])


def organisation(case: Case) -> Iterator[Finding]:
    """Words of the person's organisation stand near the name."""
    terms = case.profile.organisation_terms - case.profile.role_terms
    yield from _agreeing(case, terms, case.person.organisations, "listed organisation")


def known_role_not_said(case: Case) -> Iterator[Finding]:
    """The list knows a role, the text introduces the person by an office, and the two share nothing."""
    if case.profile.role_terms and not next(_role_near(case), None) and not next(organisation(case), None):
        said = next((w for w in (*case.said, *_beside(case)) if _telling_office(w)), None)
        if said:
            text = f"the text says “{case.text_of(said.span)}”, the list “{cut(case.person.roles[0], ROLE_LENGTH)}”"
            yield Finding(1.0, text, said.span)


def office(case: Case) -> Iterator[Finding]:
    """The text introduces the name with an office or rank, as listed people often have, or names a body of state beside it."""
    if next(other_rank(case), None):
        return
    said = next((w for w in case.said if is_in(w, "offices.txt") and not _body(w)), None)
    if said:
        yield Finding(1.0, f"introduced as “{case.text_of(said.span)}”", said.span)
        return
    near = next((w for w in _beside(case) if is_in(w, "offices.txt")), None)
    if near:
        yield Finding(
            BODY_BESIDE if _body(near) else 1.0, f"“{case.text_of(near.span)}” stands beside the name", near.span
        )


def other_walk_of_life(case: Case) -> Iterator[Finding]:
    """Words of sport, film or local life stand beside the full name, or are said of its bearer, and do not fit the person."""
    beside = dict.fromkeys((*case.scene.introduction(case.best.span).words, *case.said))
    at_home = case.scene.article.lang in (None, "en")
    said = [
        w
        for w in beside
        if is_in(w, "walks.txt")
        and w.text.removesuffix("s") not in case.profile.walk_words
        and (at_home or not is_in(w, "offices.txt"))  # "chef" cooks in English only
    ]
    if said:
        told = len(said) > 1 or said[0] in case.said
        yield Finding(1.0 if told else 0.75, f"near the name: “{case.text_of(said[0].span)}”", said[0].span)


def other_profession(case: Case) -> Iterator[Finding]:
    """The text says a profession of the name's bearer that the list does not have."""
    for word in case.said:
        if is_in(word, "professions.txt") and term(word.text) not in case.profile.role_terms:
            known = bool(case.person.roles or case.person.organisations)
            listed = f"“{cut(case.person.roles[0], ROLE_LENGTH)}”" if case.person.roles else "no such role"
            text = f"the text says “{case.text_of(word.span)}”, the list {listed}"
            yield Finding(1.0 if known else UNKNOWN_ROLE, text, word.span)
            return


def other_rank(case: Case) -> Iterator[Finding]:
    """The text calls the name's bearer by a military rank, and nothing that the list knows of the person is armed."""
    listed = (*case.person.roles, *case.person.organisations)
    if not case.person.roles or any(_is_armed(word) for text in listed for word in tokens(text)):
        return
    said = next((w for w in case.said if w.text in OF_ARMS), None)
    if said:
        text = f"the text says “{case.text_of(said.span)}”, the list “{cut(case.person.roles[0], ROLE_LENGTH)}”"
        yield Finding(1.0, text, said.span)


def _is_armed(word: str) -> bool:
    return word in words("armed.txt") or word.removesuffix("s") in words("armed.txt")


def article_about_sport(case: Case) -> Iterator[Finding]:
    """The whole article is about sport or film, and nothing at the name says office or role."""
    count, sample = case.scene.leisure
    if count < SPORT_WORDS or count < SPORT_SHARE * len(case.scene.texts) or case.profile.walk_words:
        return
    if not any(is_in(w, "offices.txt") for w in case.said) and not next(_role_near(case), None):
        yield Finding(1.0, f"the article is about sport or film: “{case.text_of(sample)}” and more", sample)


def thing_of_that_name(case: Case) -> Iterator[Finding]:
    """The words are the name of a gang, a family or a company, or of a street or prize called after somebody."""
    behind = _THING.match(case.scene.body, case.best.span.end, case.best.span.end + 60)
    thing = fold(behind.group(1)) if behind else ""
    if thing in words("groups.txt") or thing in words("honours.txt"):
        strength = 1.0 if thing in words("groups.txt") else HONOURED
        yield Finding(strength, f"“{case.printed} {thing}” is not somebody's name", case.best.span)
        return
    before = case.scene.words_in(case.scene.before(case.best.span))
    called = next((w for w in before[-CALLED_AFTER:] if w.text in words("called_after.txt")), None)
    if called:
        yield Finding(HONOURED, f"“{case.text_of(called.span)}” is called after “{case.printed}”", case.best.span)


def place_of_that_name(case: Case) -> Iterator[Finding]:
    """The words are the name of a place: "the town of San Pedro", "in San Pedro, Peru"."""
    body, span = case.scene.body, case.best.span
    before = _PLACE_BEFORE.search(body, max(0, span.start - 20), span.start)
    comma = _PLACE_AFTER.match(body, span.end, span.end + 3) if body.endswith(_IN, 0, span.start) else None
    behind = Span(comma.end(), comma.end() + LONGEST_COUNTRY) if comma else None
    named = (
        next((where for where, _ in case.scene.countries_in(behind) if where.start == behind.start), None)
        if behind
        else None
    )
    if before:
        yield Finding(1.0, f"“{before.group().strip()}” speaks of a place", span)
    elif named and body[named.end : named.end + 1] in tuple(",;.)"):
        yield Finding(1.0, f"“{case.printed}, {case.text_of(named)}” speaks of a place", span)


_IN = (" in ", " at ", " near ", " from ", "; ")  # what stands before a place that a country follows


def _beside(case: Case) -> Iterator[Word]:
    """The words in whose company the first mentions stand."""
    return (w for span in case.read_spans[:INTRODUCED] for w in case.scene.introduction(span).words)


def _telling_office(word: Word) -> bool:
    """Whether a word names one holder's office; "dictators" and "the army" do not."""
    return word.text in words("offices.txt") and word.text not in words("vague.txt") and not _body(word)


def _body(word: Word) -> bool:
    return is_in(word, "bodies.txt")


def _agreeing(case: Case, terms: frozenset[str], listed: Sequence[str], label: str) -> Iterator[Finding]:
    said: dict[str, Word] = {t: case.near_terms[t] for t in terms & case.near_terms.keys()}
    bits = sum(case.term_bits.get(t, 0.0) for t in said)
    if bits >= LEAST_ROLE_BITS:
        spans = sorted(w.span for w in said.values())
        quoted = ", ".join(case.text_of(s) for s in spans[:4])
        fitting = max(listed, key=lambda text: (len({term(t) for t in tokens(text)} & said.keys()), -len(text)))
        lone = LONE_OFFICE if next(iter(said)).startswith("=") else LONE_WORD
        strength = min(1.0, bits / FULL_ROLE_BITS) if len(said) > 1 else min(lone, bits / FULL_ROLE_BITS)
        yield Finding(strength, f"“{quoted}” fits the {label} “{cut(fitting, ROLE_LENGTH)}”", spans[0])

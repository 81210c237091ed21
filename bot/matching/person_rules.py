"""Rules of evidence about the human being: gender, age, the name in the other script, known namesakes, company."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.matching import gender
from bot.matching.case import INTRODUCED, Case, Finding
from bot.matching.profile import office_terms, term
from bot.model import Span
from bot.names.compare import compare
from bot.names.fold import tokens
from bot.names.transliterate import script_of

LEAST_PRONOUNS, PRONOUN_REACH, PRONOUN_STRENGTH = 2, 160, 0.5  # that agree; characters behind a mention; their worth
FIRST_FEEDS = 1999  # RSS 0.90, March of that year
YEARS_OFF = 2  # by which a printed age or birth year may miss the listed one and still not contradict it
SAME_NATIVE, OTHER_NATIVE = 0.93, 0.7  # likeness from which two spellings are one name, and below which they are two

_AGE = re.compile(r"(?:,\s|\(|aged?\s|is\s)(\d{2})(?=,|\)|\s?[-‐]?year|\.)")
_YEAR_OLD = re.compile(r"\b(\d{2})[- ‐]years?[- ‐]old\b")
# English; Russian; Arabic; Persian
_NAMESAKES = re.compile(
    r"\bnamesakes?\b|\bno relation\b|\b(?:not|isn't) (?:to be confused with|related to)\b|\bfamous name\b"
    r"|\bshares? (?:his|her|a|the|that) (?:\w+ )?name\b|\b(?:bears?|of) the same name\b"
    r"|\bт[её]зк\w+|\bоднофамил\w+|سمي[هّ]|همنام|هم‌نام",
    re.IGNORECASE,
)
_NEAR_AGE = 60  # characters around the name in which "the 19-year-old" is his age
_AGES = range(5, 100)
OF_AGE, TOO_YOUNG = (
    16,
    0.7,
)  # below it hardly anybody is listed; what it tells against somebody whose birth year is not known
# "born on 11 March 1957 in Kerman", "(1957–2020)", "(b. 1957)"; Russian, Arabic and Persian
_BORN = re.compile(
    r"(?:[ (,]{1,3}(?:born|b\.|родил\w{2,4}|مواليد|متولد)\s(?:[^\W_]+[ ,]{1,2}){0,4}?|\s\()((?:19|20)\d\d)(?:\b|[-–])"
)
_BESIDE_REACH = 60  # characters behind a name in which the brackets close
_BESIDE = re.compile(r"\s?[(（](?:[^\W\d_]+: )?([^()（）,;\d]{3,50})[)），,;]")


def gender_cannot_fit(case: Case) -> Iterator[Finding]:
    """The text speaks of a woman and the list of a man, or the other way round."""
    said = _said_gender(case)
    listed = gender.of_person(case.person) if said else None
    if said and listed and listed != said[1]:
        strength, sex, words, span = said
        yield Finding(
            strength, f"“{words}” speaks of a {sex}, the listed name “{case.person.name}” of a {listed}", span
        )


def given_name_of_other_gender(case: Case) -> Iterator[Finding]:
    """The printed given name is the woman's form of the listed one, or the man's: Francesca, Francesco."""
    for ours, theirs, like in case.best.name.pairs:
        if like == 1.0 or max(ours) >= len(case.printed_parts) or theirs[0] in case.best.spelling.surname:
            continue
        printed, listed = case.printed_parts[ours[0]], case.best.spelling.parts[theirs[0]]
        if printed.script == listed.script == "latin" and _forms_of_two(printed.spelt, listed.spelt):
            yield Finding(
                1.0, f"printed “{printed.text}”, listed “{listed.text}”: a woman's and a man's name", case.best.span
            )


def age_fits(case: Case) -> Iterator[Finding]:
    """The age or birth year printed at the name is that of the listed person."""
    yield from (f for years, f in _birth(case) if years == 0)


def age_cannot_fit(case: Case) -> Iterator[Finding]:
    """The age or birth year printed at the name cannot be that of the listed person, or is that of a child."""
    yield from (f for years, f in _birth(case) if years > YEARS_OFF)
    if not case.profile.born:
        ages = (_age_said(case.scene.body, span) for span in case.read_spans[:INTRODUCED])
        child = next((a for a in ages if a and int(a.group(1)) in _AGES and int(a.group(1)) < OF_AGE), None)
        if child:
            yield Finding(TOO_YOUNG, f"aged {child.group(1)}: no age of listed people", Span(*child.span(1)))


def other_script_fits(case: Case) -> Iterator[Finding]:
    """Beside the name stands the same name in another script, as the list has it."""
    beside = _beside(case)
    if beside and beside[0] >= SAME_NATIVE:
        yield Finding(1.0, f"printed beside it “{beside[1]}”, listed “{beside[2]}”", beside[3])


def other_script_differs(case: Case) -> Iterator[Finding]:
    """Beside the name stands a name in another script, and the list has a different one in that script."""
    beside = _beside(case)
    if beside and beside[0] < OTHER_NATIVE:
        yield Finding(1.0, f"printed beside it “{beside[1]}”, listed “{beside[2]}”", beside[3])


def namesake(case: Case) -> Iterator[Finding]:
    """The list warns of a namesake, and the text fits that one."""
    for other in case.person.namesakes:
        said = next((case.near_terms[t] for t in _only_of(other.about or "", case) if t in case.near_terms), None)
        if said:
            yield Finding(1.0, f"“{case.text_of(said.span)}” fits the namesake {other.name}, {other.about}", said.span)
        elif compare(case.printed, other.name).score > case.best.name.score:
            yield Finding(0.5, f"printed “{case.printed}” is nearer to the namesake {other.name}", case.best.span)


def text_speaks_of_namesakes(case: Case) -> Iterator[Finding]:
    """Beside the name, or in the title, the text itself says that two people share a name."""
    title = Span(0, len(case.scene.article.title))
    for span in (*(case.scene.around(s) for s in case.read_spans[:INTRODUCED]), title):
        said = _NAMESAKES.search(case.scene.body, span.start, span.end)
        if said:
            yield Finding(1.0, f"the text says “{said.group()}”", Span(*said.span()))
            return


def company(case: Case) -> Iterator[Finding]:
    """Other listed people of the same country or regime are in the article."""
    if case.company:
        yield Finding(min(1.0, 0.5 + 0.25 * len(case.company)), f"named together with {', '.join(case.company[:3])}")


def _only_of(about: str, case: Case) -> list[str]:
    """What tells a namesake from the person: not what both are, and an office only where there is nothing else."""
    shared = case.profile.role_terms | case.profile.organisation_terms
    said = sorted({t for t in map(term, tokens(about)) if t} - shared)
    return [t for t in said if t not in office_terms()] or said


def _said_gender(case: Case) -> tuple[float, str, str, Span] | None:
    """How surely, which, in which words and where the text tells the gender of the name's bearer."""
    for word in case.said:
        sex = gender.spoken_of().get(word.text)
        if sex:
            return 1.0, sex, case.text_of(word.span), word.span
    heard = [
        word
        for span in case.read_spans[:INTRODUCED]
        for word in case.scene.words_in(Span(span.end, span.end + PRONOUN_REACH))
        if word.text in gender.PRONOUNS
    ]
    counts = Counter(gender.PRONOUNS[word.text] for word in {w.span: w for w in heard}.values())
    if len(counts) != 1 or sum(counts.values()) < LEAST_PRONOUNS:
        return None
    return PRONOUN_STRENGTH, next(iter(counts)), case.text_of(heard[0].span), heard[0].span


def _forms_of_two(one: str, other: str) -> bool:
    """Whether two spellings differ by the ending that makes a man's name a woman's."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return False
    if len(short) == len(long):
        return short[:-1] == long[:-1] and {short[-1], long[-1]} == {"a", "o"}
    return long == short + "a"


def _birth(case: Case) -> Iterator[tuple[int, Finding]]:
    """How many years the first age or birth year at the name is off the listed years.

    An age in an article without a date can only be too young: such an article is taken to be no older than the first feeds.
    """
    born, published = case.profile.born, case.scene.article.published
    if not born:
        return
    for span in case.read_spans[:INTRODUCED]:
        year = _BORN.match(case.scene.body, span.end, span.end + 70)
        said = None if year else _age_said(case.scene.body, span)
        if year:
            years, where, words = (int(year.group(1)),) * 2, Span(*year.span(1)), f"born {year.group(1)}"
        elif said and int(said.group(1)) in _AGES:
            # somebody aged 63 in 2020 was born in 1957 or, before this year's birthday, in 1956
            last = (published.year if published else FIRST_FEEDS) - int(said.group(1))
            if not published and last - 1 - born[1] <= YEARS_OFF:
                continue
            when = f"in {published.year}" if published else f"in {FIRST_FEEDS} or later"
            years, where, words = (last - 1, last), Span(*said.span(1)), f"aged {said.group(1)} {when}"
        else:
            continue
        off = max(0, born[0] - years[1], years[0] - born[1])
        yield off, Finding(1.0, f"{words}, listed as born {'–'.join(map(str, sorted(set(born))))}", where)
        return


def _age_said(body: str, span: Span) -> re.Match[str] | None:
    """The age right behind the name, or "the 19-year-old" within the same sentence."""
    behind = _AGE.match(body, span.end, span.end + 16)
    near = _YEAR_OLD.search(body, span.end, span.end + _NEAR_AGE) or _YEAR_OLD.search(
        body, max(0, span.start - _NEAR_AGE), span.start
    )
    return behind or near


def _beside(case: Case) -> tuple[float, str, str, Span] | None:
    """Likeness to the best listed name of that script, the words printed beside the name, that listed name, where."""
    span = case.best.span  # which may go on into the brackets
    found = _BESIDE.search(case.scene.body, span.start, span.end + _BESIDE_REACH)
    if not found or found.start() > span.end or script_of(found.group(1)) == script_of(case.best.tokens[0].text):
        return None
    script = script_of(found.group(1))
    same_script = [n.text for n in case.person.names if not n.weak and script_of(n.text) == script]
    scored = [(compare(found.group(1), text).score, text) for text in same_script]
    if not scored:
        return None
    like, listed = max(scored)
    return like, " ".join(found.group(1).split()), listed, Span(*found.span(1))

"""What speaks for and against a person being meant, as a table: each rule with what it weighs.

A rule looks at one `Case` (a person, the places of the text that may mean them, what is known of them, the article) and
yields findings with a strength from 0 to 1. Weights are log-odds, set by hand on labelled news and on articles without a
listed person; they add up, and `score` turns the sum into a number from 0 to 1. Each rule is told by its docstring.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.matching import country_rules as country
from bot.matching import name_rules as name
from bot.matching import part_rules as parts
from bot.matching import person_rules as who
from bot.matching import text_rules as text
from bot.matching.bounds import COMMON, DIFFERS, FITS, HOPELESS, MIDDLE, OFFICE, ORDER, RARE, START, told_at_best
from bot.matching.case import Case, Feature
from bot.model import Evidence

# The table: log-odds at full strength. First what the name alone tells …
NAME_FEATURES: tuple[Feature, ...] = (
    Feature("name", FITS, name.name_fits),
    Feature("name", DIFFERS, name.name_differs),
    Feature("rare name", RARE, name.name_is_rare),
    Feature("common name", COMMON, name.name_is_common),
    Feature("name goes on", -3.0, name.name_goes_on),
    Feature("middle name", MIDDLE, parts.middle_name_fits),
    Feature("middle name", -3.0, parts.middle_name_differs),
    Feature("given name missing", -3.0, parts.given_name_missing),
    Feature("given name", -2.0, parts.further_given_name),
    Feature("surname missing", -2.5, parts.surname_missing),
    Feature("surname missing", -2.0, parts.first_surname_missing),
    Feature("surname missing", -2.5, parts.surname_is_initial),
    Feature("father", -2.5, parts.other_father),
    Feature("and", -3.0, parts.two_people),
    Feature("order", ORDER, name.other_order),
    Feature("no vowels", -1.6, name.consonants_only),
    Feature("weak name", -3.5, name.weak_name),
    Feature("single name", -3.0, name.single_name),
    Feature("other name", -1.5, name.alias_only),
)
# … then what the text does.
TEXT_FEATURES: tuple[Feature, ...] = (
    Feature("name", -1.5, name.differs_again),
    Feature("name", 2.1, name.capital_tells_nothing, lambda c: c.best.goes_on),
    Feature("other script", 1.2, who.other_script_fits, lambda c: any(not n.text.isascii() for n in c.person.names)),
    Feature("other script", -2.0, who.other_script_differs),
    Feature("role", 2.6, text.role, lambda c: c.profile.role_terms),
    Feature("organisation", 2.2, text.organisation, lambda c: c.profile.organisation_terms),
    Feature("role", -0.7, text.known_role_not_said),
    Feature("office", OFFICE, text.office),
    Feature("walk of life", -2.2, text.other_walk_of_life),
    Feature("profession", -2.0, text.other_profession),
    Feature("rank", -2.0, text.other_rank),
    Feature("sport", -1.2, text.article_about_sport),
    Feature("thing", -2.5, text.thing_of_that_name),
    Feature("place", -2.5, text.place_of_that_name),
    Feature("nationality", 0.5, country.nationality, lambda c: c.profile.countries),
    Feature("country", 1.3, country.country_near, lambda c: c.profile.countries),
    Feature("country", 1.2, country.country_in_article, lambda c: c.profile.countries),
    Feature("country", -1.6, country.country_absent),
    Feature("country", -2.2, country.other_country),
    Feature("company", 0.8, who.company, lambda c: c.profile.countries or c.profile.regimes),
    Feature("age", 1.2, who.age_fits, lambda c: c.profile.born),
    Feature("age", -3.0, who.age_cannot_fit),
    Feature("gender", -2.5, who.gender_cannot_fit),
    Feature("gender", -2.5, who.given_name_of_other_gender),
    Feature("namesake", -4.0, who.namesake),
    Feature("namesake", -2.0, who.text_speaks_of_namesakes),
)
FEATURES = NAME_FEATURES + TEXT_FEATURES

KEPT = 0.10  # score below which a mention is not even a near miss


def told_by_name(case: Case) -> tuple[Evidence, ...] | None:
    """What the name alone tells, from the words of the stretch it stands in: the same in every text.

    None when the text need not be read: the name alone speaks too much against the person, whatever the list knows. A name
    of one word is nobody's without its title, a role or an organisation beside it.
    """
    if case.best.spelling.single:
        known = any(case.best.spelling.titles) or case.profile.role_terms | case.profile.organisation_terms
        return _found(NAME_FEATURES, case) if known else None
    most = most_told(case)
    if _is_hopeless(told_at_best(case.best.name.score, case.best.rarity, len(case.best.name.pairs)), most):
        return None
    told = _found(NAME_FEATURES, case)
    return None if _is_hopeless(START + sum(e.weight for e in told), most) else told


def _is_hopeless(name: float, most: float) -> bool:
    return name < HOPELESS or score(name + most) < KEPT


def most_told(case: Case) -> float:
    """The most that a text can tell for a person of whom the list knows so much, in log-odds."""
    return sum(f.weight for f in TEXT_FEATURES if f.weight > 0 and f.needs(case))


def weigh(case: Case, told: Sequence[Evidence]) -> tuple[float, tuple[Evidence, ...]]:
    """Log-odds that the person is meant, and the evidence for it, heaviest first; `told` is what the name alone tells."""
    at_name = (replace(e, span=case.best.span) for e in told)
    found = sorted((*at_name, *_found(TEXT_FEATURES, case)), key=lambda e: (-abs(e.weight), e.kind, e.text))
    return START + sum(e.weight for e in found), tuple(found)


def _found(features: Iterable[Feature], case: Case) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(f.kind, f.weight > 0, one.text, one.span, round(f.weight * one.strength, 3))
        for f in features
        if f.needs(case)
        for one in f.find(case)
    )


def score(log_odds: float) -> float:
    """Log-odds as a number from 0 to 1."""
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds)))), 4)

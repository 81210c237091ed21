"""Rules of evidence about countries: where the person belongs, and which countries the text speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from bot.matching.case import INTRODUCED, Case, Finding
from bot.model import Span

# Languages whose news speaks of home without naming it.
_HOME = {"fa": "IR", "ru": "RU", "uk": "UA", "be": "BY", "ko": "KR", "zh": "CN", "tr": "TR", "he": "IL"}
EXACT = 0.96  # name score of a spelling as listed, up to habits
LESS_DOUBT = 0.5
REGIME_ONLY = 0.5  # what a nationality that is not listed tells, where it is that of the regime
REGIME_ABROAD = 0.3  # what another one tells where the list has the regime only: a Lebanese of the Syria regime
FULL_LENGTH = 120  # words from which a text about somebody would name the country
# Countries that English news names whatever it speaks of, and what their being named is worth.
_NAMED_EVERYWHERE, EVERYWHERE = frozenset(("US", "GB")), 0.4


def nationality(case: Case) -> Iterator[Finding]:
    """The titles at the name say the nationality that the list has, or the country of its regime."""
    said = _introduced(case) if case.profile.countries else []
    found = next((f for f in said if f[1] in case.profile.countries), None)
    if found:
        listed = "nationality" if found[1] in case.profile.stated_countries else "regime of"
        yield Finding(1.0, f"“{case.text_of(found[0])}” at the name, listed {listed} {found[1]}", found[0])


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
        said = f"{times} times" if times > 1 else "once"
        share = EVERYWHERE if named[0] in _NAMED_EVERYWHERE else 1.0
        yield Finding(share * min(1.0, 0.4 + 0.15 * times), f"the article names {', '.join(named)} {said}", where)


def country_absent(case: Case) -> Iterator[Finding]:
    """The article never names the person's country."""
    home = _HOME.get(case.scene.article.lang or "")
    named = home in case.profile.countries or any(case.scene.country_counts[c] for c in case.profile.countries)
    if case.profile.countries and not named:
        # a wire report from abroad need not name home: a full name exactly as listed is doubted less
        doubt = LESS_DOUBT if case.best.name.score >= EXACT else 1.0
        length = min(1.0, len(case.scene.texts) / FULL_LENGTH)
        yield Finding(doubt * length, f"the article never names {' or '.join(sorted(case.profile.countries))}")


def other_country(case: Case) -> Iterator[Finding]:
    """The titles at the name say that the person belongs to another country."""
    listed = case.profile.stated_countries or case.profile.countries
    said = _introduced(case) if listed else []
    if said and not any(code in listed for _, code in said):
        where, code = said[-1]
        strength = REGIME_ONLY if any(code in case.profile.countries for _, code in said) else 1.0
        if not case.profile.stated_countries:
            strength = REGIME_ABROAD
        yield Finding(strength, f"“{case.text_of(where)}” says {code}, the list {', '.join(sorted(listed))}", where)


def _introduced(case: Case) -> list[tuple[Span, str]]:
    """The countries in the titles of the first mention that has any."""
    for span in case.read_spans[:INTRODUCED]:
        countries = case.scene.introduction(span).countries
        found = [(where, code) for where, code in countries if not case.is_of_role(where)]
        if found:
            return found
    return []

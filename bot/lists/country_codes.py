"""The codes of countries, and which one a person means who writes another word."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

from bot.faults import did_you_mean
from bot.names.country_table import country_table
from bot.names.fold import fold

# Territories of CLDR that are no countries: euro zone, EU, Outlying Oceania, UN, the two test locales, unknown.
_NO_COUNTRY = frozenset({"EZ", "EU", "QO", "UN", "XA", "XB", "ZZ"})
# Codes that people take for those of ISO 3166, and short forms.
_TAKEN_FOR_CODES = {"UK": "GB", "USA": "US", "SU": "RU", "USSR": "RU", "PRC": "CN", "ROC": "TW", "KSA": "SA"}
_BETWEEN = re.compile(r"[\s,;/]+")


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes (and XK, which lists use for Kosovo) with their English names, from Unicode CLDR."""
    territories = Locale("en").territories
    return {
        code: name for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY
    }


def code_meant(word: str) -> str | None:
    """The code of a country that is written as its code, its name, its people or an adjective, or nearly so."""
    code = word.strip().upper()
    if code in countries():
        return code
    said = _said()
    return _TAKEN_FOR_CODES.get(code) or said.get(fold(word)) or said.get(did_you_mean(fold(word), list(said)) or "")


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of several countries in one text, with blanks, commas or strokes between; none unless all are known."""
    words = [word for word in _BETWEEN.split(text.strip().upper()) if word]
    codes = [word if word in countries() else _TAKEN_FOR_CODES.get(word, "") for word in words]
    return tuple(codes) if all(codes) else ()


@cache
def _said() -> dict[str, str]:
    rows = country_table()
    told = {fold(word): row.code for row in rows for word in (*row.adjectives, *row.names)}
    return {**told, **{fold(name): code for code, name in countries().items()}}

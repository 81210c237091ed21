"""The languages that are read by patterns: the tables of `bot/data/context/patterns.yml` as compiled values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.context.lexicon import pattern_words
from bot.model import ClaimStatus

Pattern = re.Pattern[str]
NEVER = r"(?!)"
# One letter for one, so that offsets stay: hamza carriers, the two forms of ye and kaf.
_ONE_FORM = str.maketrans("أإآٱىیئکے", "ااااييئكي")
# Which words decide the status, strongest first.
_STATUS_WORDS = (
    ClaimStatus.DENIED,
    ClaimStatus.CANCELLED,
    ClaimStatus.HYPOTHETICAL,
    ClaimStatus.PLANNED,
    ClaimStatus.REPORTED,
)
TRIGGERS = ("invite", "receive", "leave", "enter", "go", "noun", "meet")


@dataclass(frozen=True, slots=True)
class Tongue:
    """What the pattern reader knows of one language."""

    words: Mapping[str, Pattern]  # by kind; a kind that the language lacks never matches
    statuses: tuple[tuple[ClaimStatus, Pattern], ...]
    offices: tuple[str, ...]
    countries: Mapping[str, str]  # beginning of an adjective, or a short name, to country code
    kingdoms: Mapping[str, frozenset[str]]  # words that stand for one of several countries
    months: tuple[Pattern, ...]
    weekdays: tuple[Pattern, ...]
    days: Mapping[str, int]  # "yesterday" to -1
    verb_last: bool


def in_one_form(text: str) -> str:
    """The text with one form of letters that Arabic and Persian write in several; as long as before."""
    return text.translate(_ONE_FORM)


@cache
def tongue(lang: str) -> Tongue:
    """The tables of one language. Raises KeyError for one that has none."""
    table = pattern_words(lang)
    return Tongue(
        words={kind: _pattern(str(table.get(kind, NEVER))) for kind in _KINDS},
        statuses=tuple((status, _pattern(str(table[status.value]))) for status in _STATUS_WORDS),
        offices=tuple(in_one_form(word) for word in table.get("offices", ())),
        countries={in_one_form(word): code for word, code in table.get("countries", {}).items()},
        kingdoms={in_one_form(word): frozenset(codes) for word, codes in table.get("kingdoms", {}).items()},
        months=_patterns(table, "months"),
        weekdays=_patterns(table, "weekdays"),
        days={in_one_form(word): number for word, number in table.get("days", {}).items()},
        verb_last=bool(table.get("verb_last", False)),
    )


_KINDS = (
    *TRIGGERS,
    *("own", "to", "from", "at", "site", "town", "capital", "denier", "speaker", "not", "who", "with", "group"),
    *("idle", "guest", "that", "company", "official", "and"),
)


def _pattern(source: str) -> Pattern:
    return re.compile(in_one_form(source), re.IGNORECASE)


def _patterns(table: Mapping[str, Any], kind: str) -> tuple[Pattern, ...]:
    return tuple(_pattern(rf"(?<!\w)(?:{source})(?!\w)") for source in table.get(kind, ()))

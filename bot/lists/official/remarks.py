"""What lists say in running words about a person: an office held, a death, the measures imposed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.lists.official.dates import read_dates
from bot.lists.official.roles import roles_of
from bot.lists.official.spellings import cell

_LONGEST_REMARK = 10_000  # characters that are read

_OFFICE = re.compile(
    r"(?:function|position|title|designation|rank|occupation|profession|role)s?(?:/\w+)?\s*:\s*(.+)", re.I | re.S
)
# "Reportedly deceased" is a claim that has been wrong before, and would silence every later trip: it is not taken.
_DEATH = re.compile(
    r"(?:^|[.;]\s*)(?:(?:is|was|has)\s+)?(?:confirmed\s+(?:to have\s+)?)?(?:deceased|died|killed|dead|date of death)\b:?"
    r"((?:[^.;]|\.(?=\d)|(?<=\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\.)*)",
    re.I,
)
_WHEN = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}(?:-\d{2})?|(?:\d{1,2}\s+)?[A-Z][a-z]{2,8}\.?\s+\d{4}|\b\d{4}\b"
)
_MEASURES = (
    (re.compile(r"travel|\bvisa\b|\bentry\b|entry into|admission|einreise|durchreise|voyage|entrée", re.I), "travel_ban"),
    (re.compile(r"freez|frozen|block|\basset|financial sanction|gel des avoirs|sperrung", re.I), "asset_freeze"),
    (re.compile(r"\barms\b|weapon", re.I), "arms_embargo"),
    (re.compile(r"director", re.I), "director_disqualification"),
    (re.compile(r"trust service", re.I), "trust_services"),
    (re.compile(r"(?:financial|investment|capital market|transaction)\w* restriction|restriction\w* on (?:the )?(?:money|invest)", re.I),
     "financial_restriction"),
)  # fmt: skip


def offices_in(remarks: Iterable[str | None]) -> tuple[str, ...]:
    """The offices in remarks that are labelled so: ``Function: Minister of Defence``."""
    labelled = (_OFFICE.match(cell((remark or "")[:_LONGEST_REMARK])) for remark in remarks)
    return roles_of(found.group(1).strip(" .") for found in labelled if found)


def death_in(remarks: Iterable[str | None]) -> str | None:
    """The date of death that remarks state as a fact; None where they only report one, or give no date."""
    for remark in remarks:
        for found in _DEATH.finditer(cell((remark or "")[:_LONGEST_REMARK])):
            when = _WHEN.search(found.group(1))
            dates = read_dates(when.group()).dates if when else ()
            if dates:
                return dates[0]
    return None


def measures_in(text: str | None) -> tuple[str, ...]:
    """The measures that words name, as our lists call them: ``Travel ban`` and ``Einreiseverbot`` are a travel_ban."""
    return tuple(measure for words, measure in _MEASURES if words.search(text or ""))

"""Dates as lists print them, read into partial ISO dates: ``1957-03-11``, ``1957-03``, ``1957``.

Several dates mean "any of these may be right", and matching takes the years from the first to the last. So a range becomes
each of its years; one so wide that it tells nobody apart is left out. An estimate ("circa 11 Mar 1957") keeps its year only.
What cannot be read is handed back and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.lists.official.spellings import is_nothing, unpacked
from bot.lists.official.tally import Tally
from bot.names.fold import tokens
from bot.text import days_of

WIDEST_RANGE = 10  # years; a wider one would agree with too many to be evidence
_LONGEST = 200  # characters of a piece that may be a date with remarks
_YEARS = range(1850, 2101)  # a year outside is a slip, or of another calendar
_NAMES = tokens("january february march april may june july august september october november december")
_MONTHS = {form: number for number, word in enumerate(_NAMES, 1) for form in (word, word[:3])} | {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_START = re.compile(rf"\b(?:\d|(?:{_MONTH})\b)")
# Each form names its parts y, m, d, where m may be a word; the first that fits is taken.
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:t[\d:.]+)?(?:z|[+-]\d\d:\d\d)?\b",
        r"(?P<y>\d{4})-(?P<m>\d{2})\b",
        r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})\b",
        r"(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})\b",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ .-]*(?P<m>{_MONTH})\b[ .,-]*(?P<y>\d{{4}})\b",
        rf"(?P<m>{_MONTH})\b[ .]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<y>\d{{4}})\b",
        rf"(?P<m>{_MONTH})\b[ .,-]*(?P<y>\d{{4}})\b",
        rf"(?P<y>\d{{4}})[ .,-]+(?P<m>{_MONTH})\b",
        r"(?P<y>\d{4})\b",
    )
)
_ESTIMATE = re.compile(
    r"\b(?:circa|ca|c|approximately|approximate|approx|about|around|estimated|probably|late|early|mid)\b"
)
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
_NO_YEAR = re.compile(r"00[/.-]00[/.-]0000|0000-00-00|0000")
_HIJRI = re.compile(r"hijri|\ba\.?h\.?(?!\w)|\bsolar\b|\blunar\b|shamsi")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_FILLER = frozenset(
    tokens("""
    circa ca c approximately approximate approx about around estimated probably late early mid between and or to from
    until born dob date of birth year in on exact alt also gregorian calendar the
    """)
)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a text of dates says. `unread` holds the pieces that are no date known to us or too wide a range; Hijri dates are in neither."""

    dates: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def read_dates(text: str | None) -> Dates:
    """All dates of a cell, in the order given, each once. Day comes before month in ``11/03/1957``."""
    dates: list[str] = []
    unread: list[str] = []
    for piece in unpacked(text):
        found = _piece(piece)
        if found is None:
            unread.append(piece)
        else:
            dates += found
    return Dates(tuple(dict.fromkeys(dates)), tuple(unread))


def birth_dates(texts: Iterable[str | None], tally: Tally) -> tuple[str, ...]:
    """The dates of birth that cells give together, in their order; what cannot be read is counted."""
    found = [read_dates(text) for text in texts]
    for piece in (piece for each in found for piece in each.unread):
        tally.add("dates of birth left out (not readable, or too wide a range)", piece)
    return tuple(dict.fromkeys(date for each in found for date in each.dates))


def one_date(text: str | None) -> str | None:
    """The first date of a cell, such as a day of listing; None where there is none that can be read."""
    found = read_dates(text).dates
    return found[0] if found else None


def years_between(first: int, last: int) -> tuple[str, ...]:
    """Each year of a range, first and last included; none where it is too wide to tell people apart, or is no range."""
    if first not in _YEARS or last not in _YEARS or not 0 <= last - first <= WIDEST_RANGE:
        return ()
    return tuple(str(year) for year in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class _Found:
    """Something in a text that looks like a date, and where."""

    date: str | None  # None: there is no such date
    start: int
    end: int

    @property
    def year(self) -> int:
        return int(self.date[:4]) if self.date else 0


def _piece(piece: str) -> tuple[str, ...] | None:
    """The dates of one piece; None where it is no date."""
    text = piece.casefold()
    if len(text) > _LONGEST:
        return None
    if _HIJRI.search(text):
        return ()
    text, asides = _BRACKETS.sub(" ", text), " ".join(_BRACKETS.findall(text))
    found = _all_in(text)
    if not found or not all(each.date for each in found) or not _only_filler(text, found):
        return () if is_nothing(text) or (found and _NO_YEAR.fullmatch(text.strip())) else None
    dates = _spread(text, found)
    if dates and _ESTIMATE.search(f"{text} {asides}"):
        return tuple(date[:4] for date in dates)
    return dates


def _all_in(text: str) -> list[_Found]:
    found: list[_Found] = []
    at = 0
    while start := _START.search(text, at):
        match = next((m for form in _FORMS if (m := form.match(text, start.start()))), None)
        at = match.end() if match else start.end()
        if match:
            found.append(_Found(_partial(match.groupdict()), match.start(), match.end()))
    return found


def _partial(parts: dict[str, str | None]) -> str | None:
    """The partial date, without month and day that are zero; None where there is no such day."""
    year, month, day = int(parts["y"] or 0), _month(parts.get("m")), int(parts.get("d") or 0)
    if year not in _YEARS or month > 12:
        return None
    text = f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
    try:
        days_of(text)
    except ValueError:
        return None
    return text


def _month(text: str | None) -> int:
    return int(text) if text and text.isdigit() else _MONTHS.get(text or "", 0)


def _only_filler(text: str, found: list[_Found]) -> bool:
    for each in reversed(found):
        text = f"{text[: each.start]} {text[each.end :]}"
    return _FILLER.issuperset(re.findall(r"[^\W_]+", text))


def _spread(text: str, found: list[_Found]) -> tuple[str, ...] | None:
    """The dates, where two that bound a range become its years; None where a range is too wide."""
    dates: list[str] = []
    left = found[::-1]
    while left:
        first = left.pop()
        if left and _bound(text, first, left[-1]):
            years = years_between(first.year, left.pop().year)
            if not years:
                return None
            dates += years
        else:
            dates.append(first.date or "")
    return tuple(dates)


def _bound(text: str, first: _Found, last: _Found) -> bool:
    """Whether two dates are the ends of a range."""
    between = text[first.end : last.start]
    return bool(_RANGE.fullmatch(between)) or ("between" in text[: first.start] and between.strip() == "and")

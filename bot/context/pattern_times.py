"""Times in the text of a language without a parser: yesterday, a weekday, a day of a month, a year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.context.counting import Days
from bot.context.tongues import Tongue
from bot.model import Span, When

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OF_A_MONTH = 21  # characters between a month and its year
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})\s*$")
_YEAR_BEHIND = re.compile(r"^[^\d]{0,20}?((?:19|20)\d\d)(?!\d)")


def time_near(body: str, folded: str, window: Span, at: int, tongue: Tongue, published: date | None) -> When | None:
    """The time told nearest to a word, of those in the window; its days where they can be told."""
    found = list(_times(folded, window, tongue, published))
    if not found:
        return None
    span, days = min(found, key=lambda one: abs(one[0].start - at))
    return When(body[span.start : span.end], span, *days) if days else When(body[span.start : span.end], span)


def _times(folded: str, window: Span, tongue: Tongue, published: date | None) -> Iterator[tuple[Span, Days | None]]:
    for word, number in tongue.days.items():
        for match in re.finditer(rf"(?<!\w){word}(?!\w)", folded[window.start : window.end]):
            day = published + timedelta(days=number) if published else None
            yield _moved(match, window), (day, day) if day else None
    for number, pattern in enumerate(tongue.weekdays):
        for match in pattern.finditer(folded, window.start, window.end):
            last = published - timedelta(days=(published.weekday() - number) % 7) if published else None
            yield Span(*match.span()), (last, last) if last else None
    for number, pattern in enumerate(tongue.months, 1):
        for match in pattern.finditer(folded, window.start, window.end):
            yield _month(folded, match, window, number, published)
    dated = [Span(*m.span()) for months in tongue.months for m in months.finditer(folded, window.start, window.end)]
    for match in _YEAR.finditer(folded, window.start, window.end):
        if any(0 <= match.start() - month.end < _OF_A_MONTH for month in dated):
            continue  # told with its month
        year = int(match.group())
        yield Span(*match.span()), (date(year, 1, 1), date(year, 12, 31))


def _moved(match: re.Match[str], window: Span) -> Span:
    return Span(window.start + match.start(), window.start + match.end())


def _month(
    folded: str, match: re.Match[str], window: Span, month: int, published: date | None
) -> tuple[Span, Days | None]:
    """A month with the day before it and the year behind it, where they stand there."""
    day = _DAY_BEFORE.search(folded[window.start : match.start()])
    year = _YEAR_BEHIND.search(folded[match.end() : min(window.end, match.end() + 30)])
    start = window.start + day.start(1) if day else match.start()
    end = match.end() + year.end(1) if year else match.end()
    told = int(year.group(1)) if year else _nearest_year(month, published)
    if told is None:
        return Span(start, end), None
    last = calendar.monthrange(told, month)[1]
    number = int(day.group(1)) if day else 0
    if not 1 <= number <= last:
        return Span(start, end), (date(told, month, 1), date(told, month, last))
    return Span(start, end), (date(told, month, number), date(told, month, number))


def _nearest_year(month: int, published: date | None) -> int | None:
    """The year in which that month lies nearest to the publication."""
    if published is None:
        return None
    years = (published.year - 1, published.year, published.year + 1)
    return min(years, key=lambda year: abs((date(year, month, 15) - published).days))

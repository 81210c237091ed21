"""Dates that feedparser does not understand, or misunderstands: months in the feed's own language, clocks of twelve hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

# How the months begin in the languages whose feeds were seen to write them out, where a mail date should stand.
_BEGINNINGS = (
    "jan gen ene янв січ oca sty", "feb fév fev фев лют şub lut", "mar mär mrt мар бер", "apr avr abr апр кві nis kwi",
    "may mai mag maj mei мая май тра", "jun juin giu июн чер haz cze", "jul juil lug июл лип tem lip", "aug aoû aou ago авг сер ağu sie",
    "sep set сен вер eyl wrz", "oct okt ott out окт жов eki paź", "nov ноя лис kas lis", "dec déc dez dic дек гру ara gru",
)  # fmt: skip
_MONTHS: Mapping[str, int] = {start: month for month, starts in enumerate(_BEGINNINGS, 1) for start in starts.split()}
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s*(?P<half>[AP])\.?M\b\.?)?(?:\s*(?P<zone>[A-Z]{1,4}|[+-]\d{2}:?\d{2}))?"
_DAY = r"(?:(?P<day>\d{1,2})\.?\s+(?:de\s+)?(?P<month>[^\W\d_]{3,12})\.?|(?P<month2>[^\W\d_]{3,12})\.?\s+(?P<day2>\d{1,2}))"
_WHOLE = re.compile(rf"(?:[^\W\d_]{{2,14}}\.?,?\s+)?{_DAY},?\s+(?:de\s+)?(?P<year>\d{{4}}),?\s+{_CLOCK}", re.IGNORECASE)
_HALF_DAY = re.compile(r"\d\s*[AP]\.?M\b", re.IGNORECASE)
_MOST = 60  # characters


def misread(text: str) -> bool:
    """Whether a date tells the half of the day, which feedparser passes over."""
    return len(text) <= _MOST and _HALF_DAY.search(text) is not None


def moment_of(text: str) -> datetime | None:
    """The moment in UTC that a written-out date tells; None when it is none. Without a zone it is taken for UTC."""
    found = _WHOLE.fullmatch(text.strip()) if len(text) <= _MOST else None
    if found is None:
        return None
    month = _month(found["month"] or found["month2"])
    try:
        local = datetime(
            int(found["year"]), month, int(found["day"] or found["day2"]), _hour(found), int(found["minute"]), int(found["second"] or 0),
            tzinfo=_zone(found["zone"] or ""),
        )  # fmt: skip
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(word: str) -> int:
    """0, which no date has, for a word that is no month."""
    low = word.casefold()
    return _MONTHS.get(low[:4]) or _MONTHS.get(low[:3]) or 0


def _hour(found: re.Match[str]) -> int:
    hour, half = int(found["hour"]), (found["half"] or "").upper()
    if not half or hour > 12:  # some write 14:00 PM
        return hour
    return hour % 12 + (12 if half == "P" else 0)


def _zone(name: str) -> timezone:
    """The offset, where it is told in numbers; names of zones mean different things to different people."""
    digits = name.replace(":", "")
    if len(digits) != 5:
        return UTC
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    return timezone(-offset if digits[0] == "-" else offset)

"""How each kind of time expression counts: from the words matched, an anchor day and the tense to the days meant.

Every function takes the match of its rule in `bot.context.when`, the day it is told on, and whether the verb speaks of the
future; it gives the first and last day meant, or None where the words name no day.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

Days = tuple[date, date]

MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_NUMBERS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1, "a couple of": 2, "couple of": 2}
_THIRDS = {"early": 0, "beginning": 0, "start": 0, "first": 0, "mid": 1, "middle": 1, "late": 2, "end": 2, "last": 3}
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3}
NEAR = {
    "today": (0, 0), "tonight": (0, 0), "this morning": (0, 0), "this afternoon": (0, 0), "this evening": (0, 0),
    "earlier today": (0, 0), "later today": (0, 0), "earlier in the day": (0, 0), "later in the day": (0, 0),
    "yesterday": (-1, -1), "last night": (-1, -1), "overnight": (-1, 0), "tomorrow": (1, 1),
    "the day before yesterday": (-2, -2), "day before yesterday": (-2, -2), "the day after tomorrow": (2, 2), "day after tomorrow": (2, 2),
}  # fmt: skip
# A few days are two to seven, a few weeks two to six: what a reader takes such words for.
_FEW = {"day": (2, 7), "week": (14, 42), "month": (60, 190), "year": (700, 2200)}
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


def _word(match: re.Match[str], group: str) -> str:
    return (match.groupdict().get(group) or "").lower()


# --- dates and months ---------------------------------------------------------------------------------------------------


def _month_of(match: re.Match[str]) -> int:
    return MONTHS[match["month"].lower().rstrip(".")]


def _whole_month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year_of(match: re.Match[str], month: int, day: int, anchor: date, ahead: bool) -> int:
    """The year printed, else the nearest one in the direction of the tense."""
    if match["year"]:
        return int(match["year"])
    if ahead:
        return anchor.year + ((month, day) < (anchor.month, anchor.day) and (anchor.month - month) > 1)
    return anchor.year - ((month, day) > (anchor.month, anchor.day))


def month_day(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "April 10", "April 10-12", "10 April 2016"."""
    month, day = _month_of(match), int(match["day"])
    first = date(_year_of(match, month, day, anchor, ahead), month, day)
    last = match.groupdict().get("last")
    return first, first.replace(day=int(last)) if last else first


def day_alone(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "On the 21st": of this month, or of the one beside it in the direction of the tense."""
    day = anchor.replace(day=int(match["day"]))
    if not ahead and day > anchor:
        day = date(*_add_months(anchor, -1), day.day)
    elif ahead and day < anchor:
        day = date(*_add_months(anchor, 1), day.day)
    return day, day


def month_alone(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "In June", "late July", "the second half of February"."""
    month = _month_of(match)
    year = _year_of(match, month, 1, anchor, ahead)
    if match.group().lower().startswith("last ") and (year, month) == (anchor.year, anchor.month):
        year -= 1  # "last April", told in April
    first, last = _whole_month(year, month)
    return _third(_word(match, "third"), first, last)


def _third(words: str, first: date, last: date) -> Days:
    """The part of a month or year that "early", "the end of", "the second half of", "the first week of" leave."""
    words = words.removesuffix(" of").removeprefix("the ").replace("-", " ").strip()
    if not words:
        return first, last
    length = (last - first).days + 1
    if words.endswith("half"):
        half = first + timedelta(length // 2)
        return (half, last) if words.startswith(("second", "latter", "last")) else (first, half - timedelta(1))
    if words.endswith("week"):
        start = last - timedelta(6) if words.startswith("last") else first + timedelta(7 * _ORDINALS[words.split()[0]])
        return start, start + timedelta(6)
    third = _THIRDS[words.split()[0]]
    return first + timedelta(length * third // 3), first + timedelta(length * (third + 1) // 3 - 1)


def iso(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "2016-04-15", "15.04.2016"."""
    text = match.group()
    day = date.fromisoformat(text if "-" in text else "-".join(reversed(text.split("."))))
    return day, day


def year(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "In 2015", "in early 2015"."""
    first, last = date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)
    return _third(_word(match, "third"), first, last)


def season_of_year(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "In the summer of 2015"; winter begins in December of the year."""
    opens, closes = _SEASONS[match["unit"].lower()]
    start = int(match["year"])
    return date(start, opens, 1), _whole_month(start + (opens > closes), closes)[1]


# --- weekdays and days nearby -------------------------------------------------------------------------------------------


def weekday(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """The past tense on the same weekday means the day itself: "denied Friday" in a Friday paper is that Friday.

    A past Friday in a paper of Thursday is not six days gone, which would be "last Friday": the paper's clock is behind
    (time zones, editions of the night), and the event falls on its day or the next.
    """
    wanted = WEEKDAYS[match["weekday"].lower()]
    back, forth = (anchor.weekday() - wanted) % 7, (wanted - anchor.weekday()) % 7
    which = _word(match, "which")
    if which in {"next", "coming", "this coming", "the following"}:
        day = anchor + timedelta(forth or 7)
    elif which in {"last", "the previous", "this past"}:
        day = anchor - timedelta(back or 7)
    else:
        if not ahead and back == 6:
            return anchor, anchor + timedelta(1)
        day = anchor + timedelta(forth) if ahead else anchor - timedelta(back)
    return day, day


def weekday_of_week(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "On Friday last week", "Tuesday of next week"."""
    step = {"last": -1, "next": 1}.get(_word(match, "which"), 0)
    day = anchor - timedelta(anchor.weekday()) + timedelta(7 * step + WEEKDAYS[match["weekday"].lower()])
    return day, day


def now(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "Is now on his way", "is currently visiting": the day told on."""
    return anchor, anchor


def near(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "Yesterday", "tonight", "the day after tomorrow"."""
    first, last = NEAR[match["near"].lower()]
    return anchor + timedelta(first), anchor + timedelta(last)


def week_of(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "In the week of May 23": seven days from that day's Monday."""
    day, _ = month_day(match, anchor, ahead)
    monday = day - timedelta(day.weekday())
    return monday, monday + timedelta(6)


# --- weeks, months, years beside this one --------------------------------------------------------------------------------


def unit(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "Last week", "this month", "next summer", "at the weekend", "early next month"."""
    which, name = match["which"].lower().split()[-1], match["unit"].lower()
    step = -1 if which in {"last", "past", "previous"} else 1 if which in {"next", "coming", "following"} else 0
    monday = anchor - timedelta(anchor.weekday())
    if name == "weekend":
        saturday = monday + timedelta(5 + 7 * (step or (0 if ahead or anchor.weekday() >= 5 else -1)))
        return saturday, saturday + timedelta(1)
    if name == "week":
        days = monday + timedelta(7 * step), monday + timedelta(7 * step + 6)
    elif name == "month":
        days = _whole_month(*_add_months(anchor, step))
    elif name == "year":
        days = date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31)
    else:
        days = _season(name, anchor, step)
    return _third(_word(match, "third"), *days)


def _season(season: str, anchor: date, step: int) -> Days:
    opens, closes = _SEASONS[season]
    year = anchor.year + (
        1 if step > 0 and anchor.month > opens else -1 if step < 0 and anchor.month <= closes and opens < closes else 0
    )
    if season == "winter":
        year = anchor.year - 1
    last_year = year + (opens > closes)
    return date(year, opens, 1), date(last_year, closes, calendar.monthrange(last_year, closes)[1])


def _add_months(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def earlier_in(match: re.Match[str], anchor: date, ahead: bool) -> Days | None:
    """ "Earlier this month": from its beginning to the day told on; "later this week": from that day to its end."""
    days = unit(match, anchor, ahead)
    if match["which"].lower() != "this":
        return days
    return (days[0], anchor) if match["half"].lower() == "earlier" else (anchor, days[1])


# --- so long before or after ---------------------------------------------------------------------------------------------


def ago(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "Two weeks ago", "three days later", "in ten days": whole days to the day, the rest as vague as their unit."""
    word, name = match["number"].lower(), match["unit"].lower()
    count = int(word) if word.isdigit() else _NUMBERS[word]
    sign = 1 if _word(match, "turn") in {"later", "in", "from now", "after"} else -1
    if name == "day":
        day = anchor + timedelta(sign * count)
        return day, day
    if name == "week":
        middle = anchor + timedelta(sign * 7 * count)
        return middle - timedelta(3), middle + timedelta(3)
    if name == "month":
        return _whole_month(*_add_months(anchor, sign * count))
    return date(anchor.year + sign * count, 1, 1), date(anchor.year + sign * count, 12, 31)


def few(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "A few days ago", "several weeks later"."""
    least, most = _FEW[match["unit"].lower()]
    if _word(match, "turn") in {"later", "after"}:
        return anchor + timedelta(least), anchor + timedelta(most)
    return anchor - timedelta(most), anchor - timedelta(least)


def around_now(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "In recent days", "in the coming weeks", "over the past two months": up to the day told on, or from it."""
    _, most = _FEW[match["unit"].lower()]
    if _word(match, "side") in {"coming", "next"}:
        return anchor, anchor + timedelta(most)
    return anchor - timedelta(most), anchor


def fortnight(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "A fortnight ago"."""
    return anchor - timedelta(17), anchor - timedelta(11)


def beside(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "The day before", "the next day", "the same day", counted from the day told last."""
    words = match.group().lower()
    step = (
        -1
        if words.endswith(("before", "earlier")) or "previous" in words
        else 0
        if "same" in words or "that" in words
        else 1
    )
    return anchor + timedelta(step), anchor + timedelta(step)


def that_unit(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """ "Earlier that month", "that year": the one told of last."""
    if match["unit"].lower() == "week":
        monday = anchor - timedelta(anchor.weekday())
        return monday, monday + timedelta(6)
    if match["unit"].lower() == "month":
        return _whole_month(anchor.year, anchor.month)
    return date(anchor.year, 1, 1), date(anchor.year, 12, 31)


def vague(match: re.Match[str], anchor: date, ahead: bool) -> Days | None:
    """ "Soon", "recently": no day is made up."""
    return None

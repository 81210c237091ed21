"""Time expressions of news English: found in a sentence, resolved later against an anchor day and a tense.

Finding and resolving are apart because only the governing verb knows whether "Thursday" lies ahead, and because a report
quoted inside an article has an anchor of its own. Every rule is a row of `RULES`: a pattern, and a function from the
match, the anchor and the tense to the first and last day meant.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model import Span

Days = tuple[date, date]
Rule = Callable[[re.Match[str], date, bool], Days | None]

_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.lower(): i for i, name in enumerate(calendar.day_name)}
_NUMBERS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
} | {"a": 1, "an": 1, "a couple of": 2}

_MONTH = (
    "(?P<month>"
    + "|".join(n for n in calendar.month_name if n)
    + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?P<weekday>" + "|".join(calendar.day_name) + ")"
_PART = r"(?P<part>(?:early |late )?(?:morning|afternoon|evening|night|midday|noon|midnight))"
_NUMBER = r"(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|an?)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_UNIT = r"(?P<unit>day|week|month|year)s?"


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that tell a time, not resolved yet."""

    text: str
    span: Span  # in the text searched
    rule: str
    match: re.Match[str]

    def resolve(self, anchor: date, *, ahead: bool) -> Days | None:
        """First and last day meant, told on the day `anchor`; `ahead`: the verb speaks of the future. None: vague."""
        try:
            return RULES[self.rule][1](self.match, anchor, ahead)
        except (ValueError, OverflowError):  # "February 31", year 9999 plus one
            return None


def find_times(text: str) -> Iterator[TimeExpression]:
    """Time expressions of a text, none inside another, in the order of the rules' trust and then of the text."""
    taken: list[Span] = []
    found = []
    for name, (pattern, _) in RULES.items():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in taken):
                taken.append(span)
                found.append(TimeExpression(match.group(), span, name, match))
    yield from sorted(found, key=lambda expression: expression.span)


# --- how each rule counts ---------------------------------------------------------------------------------------------


def _month_of(match: re.Match[str]) -> int:
    return _MONTHS[match["month"].lower().rstrip(".")]


def _whole_month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _year_of(match: re.Match[str], month: int, day: int, anchor: date, ahead: bool) -> int:
    """The year printed, else the nearest one in the direction of the tense."""
    if match["year"]:
        return int(match["year"])
    if ahead:
        return anchor.year + ((month, day) < (anchor.month, anchor.day) and (anchor.month - month) > 1)
    return anchor.year - ((month, day) > (anchor.month, anchor.day))


def _month_day(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    month, day = _month_of(match), int(match["day"])
    first = date(_year_of(match, month, day, anchor, ahead), month, day)
    last = match.groupdict().get("last")
    return first, first.replace(day=int(last)) if last else first


def _month_alone(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    month = _month_of(match)
    first, last = _whole_month(_year_of(match, month, 1, anchor, ahead), month)
    third = {
        "early": (1, 10),
        "beginning": (1, 10),
        "mid": (11, 20),
        "middle": (11, 20),
        "late": (21, last.day),
        "end": (21, last.day),
    }
    part = (match.groupdict().get("third") or "").lower().removesuffix(" of")
    return (first.replace(day=third[part][0]), first.replace(day=third[part][1])) if part else (first, last)


def _iso(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    day = date.fromisoformat(match.group())
    return day, day


def _weekday(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    """The past tense on the same weekday means the day itself: "denied Friday" in a Friday paper is that Friday."""
    wanted = _WEEKDAYS[match["weekday"].lower()]
    back, forth = (anchor.weekday() - wanted) % 7, (wanted - anchor.weekday()) % 7
    which = (match.groupdict().get("which") or "").lower()
    if which in {"next", "coming", "this coming", "the following"}:
        day = anchor + timedelta(forth or 7)
    elif which in {"last", "the previous", "this past"}:
        day = anchor - timedelta(back or 7)
    else:
        day = anchor + timedelta(forth) if ahead else anchor - timedelta(back)
    return day, day


_NEAR = {
    "today": (0, 0), "tonight": (0, 0), "this morning": (0, 0), "this afternoon": (0, 0), "this evening": (0, 0),
    "earlier today": (0, 0), "later today": (0, 0), "earlier in the day": (0, 0), "later in the day": (0, 0),
    "yesterday": (-1, -1), "last night": (-1, -1), "overnight": (-1, 0), "tomorrow": (1, 1),
    "the day before yesterday": (-2, -2), "day before yesterday": (-2, -2), "the day after tomorrow": (2, 2), "day after tomorrow": (2, 2),
}  # fmt: skip


def _near(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    first, last = _NEAR[match["near"].lower()]
    return anchor + timedelta(first), anchor + timedelta(last)


_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


def _unit(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    which, unit = match["which"].lower().split()[-1], match["unit"].lower()
    step = -1 if which in {"last", "past", "previous"} else 1 if which in {"next", "coming", "following"} else 0
    monday = anchor - timedelta(anchor.weekday())
    if unit == "week":
        return monday + timedelta(7 * step), monday + timedelta(7 * step + 6)
    if unit == "weekend":
        saturday = monday + timedelta(5 + 7 * (step or (0 if ahead or anchor.weekday() >= 5 else -1)))
        return saturday, saturday + timedelta(1)
    if unit == "month":
        return _whole_month(*_add_months(anchor, step))
    if unit == "year":
        return date(anchor.year + step, 1, 1), date(anchor.year + step, 12, 31)
    return _season(unit, anchor, step)


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


def _number(match: re.Match[str]) -> int:
    word = match["number"].lower()
    return int(word) if word.isdigit() else _NUMBERS[word]


def _ago(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    count, unit = _number(match), match["unit"].lower()
    sign = 1 if (match.groupdict().get("turn") or "ago").lower() in {"later", "in", "from now"} else -1
    if unit == "day":
        day = anchor + timedelta(sign * count)
        return day, day
    if unit == "week":
        middle = anchor + timedelta(sign * 7 * count)
        return middle - timedelta(3), middle + timedelta(3)
    if unit == "month":
        return _whole_month(*_add_months(anchor, sign * count))
    return date(anchor.year + sign * count, 1, 1), date(anchor.year + sign * count, 12, 31)


def _fortnight(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    return anchor - timedelta(17), anchor - timedelta(11)


def _earlier_in(match: re.Match[str], anchor: date, ahead: bool) -> Days | None:
    days = _unit(match, anchor, ahead)
    if match["which"].lower() != "this":
        return days
    return (days[0], anchor) if match["half"].lower() == "earlier" else (anchor, days[1])


def _year(match: re.Match[str], anchor: date, ahead: bool) -> Days:
    return date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)


def _vague(match: re.Match[str], anchor: date, ahead: bool) -> Days | None:
    return None


RULES: dict[str, tuple[re.Pattern[str], Rule]] = {
    # "April 10-12, 2016", "from April 10 to 12"
    "days of month": (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}})(?!\d)(?:,? {_YEAR})?"), _month_day),
    "days of month, reversed": (re.compile(rf"\b(?P<day>\d{{1,2}})\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}}) {_MONTH}(?:,? {_YEAR})?"), _month_day),
    "month and day": (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? {_YEAR})?"), _month_day),
    "day and month": (re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?"), _month_day),
    "ISO date": (re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), _iso),
    "third of month": (re.compile(rf"\b(?:the )?(?P<third>early|mid|late|beginning of|middle of|end of)[- ]{_MONTH}(?:,? {_YEAR})?"), _month_alone),
    "month": (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|of|[Ll]ast|[Nn]ext|this) {_MONTH}(?:,? (?:of )?{_YEAR})?(?! \d)"), _month_alone),
    "month and year": (re.compile(rf"\b{_MONTH} {_YEAR}"), _month_alone),
    "which weekday": (re.compile(rf"\b(?P<which>[Ll]ast|[Nn]ext|this coming|this past|the previous|the following) {_WEEKDAY}(?: {_PART})?"), _weekday),
    "weekday": (re.compile(rf"\b(?:(?:early|late) )?{_WEEKDAY}(?: {_PART})?"), _weekday),
    "day nearby": (re.compile(r"\b(?P<near>" + "|".join(sorted(map(re.escape, _NEAR), key=len, reverse=True)) + r")(?: (?:morning|afternoon|evening|night))?\b", re.IGNORECASE), _near),
    "earlier this unit": (re.compile(r"\b(?P<half>earlier|later) (?P<which>this|last) (?P<unit>week|month|year)\b", re.IGNORECASE), _earlier_in),
    "which unit": (re.compile(r"\b(?P<which>last|this|next|the past|the previous|this past|the coming|the following) (?P<unit>weekend|week|month|year|summer|winter|spring|autumn|fall)\b", re.IGNORECASE), _unit),
    "weekend": (re.compile(r"\b(?:over|at|during|on) (?P<which>the) (?P<unit>weekend)\b"), _unit),
    "fortnight ago": (re.compile(r"\ba fortnight ago\b"), _fortnight),
    "ago": (re.compile(rf"\b{_NUMBER} {_UNIT} (?P<turn>ago|earlier|later|from now|before)\b", re.IGNORECASE), _ago),
    "vague": (re.compile(r"\b(?:very soon|soon|in (?:the )?(?:coming|recent|past few|next few|last few) (?:hours|days|weeks|months|years)|recently|in recent (?:days|weeks|months|years)|at the time|previously)\b", re.IGNORECASE), _vague),
    "year": (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|of) {_YEAR}\b"), _year),
}  # fmt: skip

_DURATION = re.compile(
    rf"\b(?:{_NUMBER}[- ](?P<span>minute|hour|day|night|week|month|year)s?(?:[- ]long)?(?= (?:\w+[ -]){{0,3}}?(?:visit|trip|tour|stay|stopover|layover|mission|journey|pilgrimage))"
    r"|(?P<open>(?:for|lasting|lasted|spent|spend|about|around|nearly|some|roughly|less than|more than|over)(?: about| around| nearly| some| roughly| less than| more than)?) "
    r"(?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a few|a couple of|an?) (?P<of>minute|hour|day|night|week|month|year)s?\b)",
    re.IGNORECASE,
)


def find_durations(text: str) -> Iterator[tuple[str, Span]]:
    """How long a journey lasts: "48-hour" before a word of travel, "for two days" anywhere; "about" is part of it, "for" is not."""
    for match in _DURATION.finditer(text):
        hedged = not match["open"] or match["open"].split()[0].lower() not in {
            "for",
            "lasting",
            "lasted",
            "spent",
            "spend",
        }
        start = match.start() if hedged else match.start("count")
        yield text[start : match.end()], Span(start, match.end())

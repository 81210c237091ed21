"""Time expressions of news English: found in a sentence, resolved later against an anchor day and a tense.

Finding and resolving are apart because only the governing verb knows whether "Thursday" lies ahead, and because a report
quoted inside an article has an anchor of its own. Every rule is a row of `RULES`: a pattern, and a function of
`bot.context.counting` from the match, the anchor and the tense to the first and last day meant.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.context import counting as count
from bot.context.counting import NEAR, Days
from bot.model import Span

Rule = Callable[[re.Match[str], date, bool], Days | None]

_MONTH = (
    "(?P<month>"
    + "|".join(n for n in calendar.month_name if n)
    + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?P<weekday>" + "|".join(calendar.day_name) + ")"
_PART = r"(?P<part>(?:early |late )?(?:morning|afternoon|evening|night|midday|noon|midnight))"
_NUMBER = r"(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|an?)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_JOURNEY = r"(?:visit|trip|tour|journey|stay|stopover|pilgrimage)\b"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_THIRD = (
    r"(?P<third>early|mid|late|(?:the )?(?:beginning|start|middle|end|first half|second half|latter half"
    r"|first week|second week|third week|last week) of)"
)


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that tell a time, not resolved yet."""

    text: str
    span: Span  # in the text searched
    rule: str
    match: re.Match[str]
    until: TimeExpression | None = None  # the last day of a range: "from Monday to Wednesday"

    def resolve(self, anchor: date, *, ahead: bool) -> Days | None:
        """First and last day meant, told on the day `anchor`; `ahead`: the verb speaks of the future. None: vague."""
        try:
            days = RULES[self.rule][1](self.match, anchor, ahead)
        except (ValueError, OverflowError):  # "February 31", year 9999 plus one
            return None
        end = self.until.resolve(anchor, ahead=ahead) if self.until and days else None
        return _joined(days, end) if days and end else days


def _joined(days: Days, end: Days) -> Days:
    """From the first day of one to the last of the other; "from Friday to Monday" ends in the week after."""
    last = end[1] + timedelta(7) if end[1] < days[0] else end[1]
    return days[0], max(last, days[1])


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
    yield from _ranges(sorted(found, key=lambda expression: expression.span), text)


_LINK = re.compile(r"\s*(?:to|until|till|through|and|-|–)\s*")
_RANGED = frozenset({"weekday", "which weekday", "month and day", "day and month"})


def _ranges(found: list[TimeExpression], text: str) -> Iterator[TimeExpression]:
    """Two days with "to" or "and" between them are one time: "from Monday to Wednesday", "on Monday and Tuesday"."""
    waiting: TimeExpression | None = None
    for one in found:
        between = text[waiting.span.end : one.span.start] if waiting else ""
        if waiting and one.rule == waiting.rule and one.rule in _RANGED and _LINK.fullmatch(between):
            span = Span(waiting.span.start, one.span.end)
            yield replace(waiting, text=text[span.start : span.end], span=span, until=one)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = one
    if waiting:
        yield waiting


RULES: dict[str, tuple[re.Pattern[str], Rule]] = {
    # "April 10-12, 2016", "from April 10 to 12"
    "days of month": (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}})(?!\d)(?:,? {_YEAR})?"), count.month_day),
    "days of month, reversed": (re.compile(rf"\b(?P<day>\d{{1,2}})\s?(?:-|–|to|and)\s?(?P<last>\d{{1,2}}) {_MONTH}(?:,? {_YEAR})?"), count.month_day),
    "week of": (re.compile(rf"\bweek (?:of|beginning|starting) {_MONTH} (?P<day>\d{{1,2}})(?!\d)(?:,? {_YEAR})?"), count.week_of),
    "month and day": (re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? {_YEAR})?"), count.month_day),
    "day and month": (re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? {_YEAR})?"), count.month_day),
    "ISO date": (re.compile(r"\b\d{4}-\d{2}-\d{2}\b|\b\d{2}\.\d{2}\.\d{4}\b"), count.iso),
    "weekday of some month": (re.compile(rf"\b(?:a|one) {_WEEKDAY} in {_MONTH}(?:,? {_YEAR})?"), count.month_alone),
    "third of month": (re.compile(rf"\b{_THIRD}[- ]{_MONTH}(?:,? {_YEAR})?"), count.month_alone),
    "month": (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Dd]uring|of|[Ll]ast|[Nn]ext|this|[Ff]rom) {_MONTH}(?:,? (?:of )?{_YEAR})?(?! \d)"), count.month_alone),
    "month and year": (re.compile(rf"\b{_MONTH} {_YEAR}"), count.month_alone),
    "season of year": (re.compile(rf"\b(?:the )?(?P<unit>spring|summer|autumn|fall|winter) (?:of )?{_YEAR}", re.IGNORECASE), count.season_of_year),
    "weekday of week": (re.compile(rf"\b{_WEEKDAY}(?: {_PART})? (?:of )?(?P<which>last|next|this) week\b"), count.weekday_of_week),
    "which weekday": (re.compile(rf"\b(?P<which>[Ll]ast|[Nn]ext|this coming|this past|the previous|the following) {_WEEKDAY}(?: {_PART})?"), count.weekday),
    "weekday": (re.compile(rf"\b(?:(?:early|late) )?{_WEEKDAY}(?: {_PART})?"), count.weekday),
    "day nearby": (re.compile(r"\b(?P<near>" + "|".join(sorted(map(re.escape, NEAR), key=len, reverse=True)) + r")(?: (?:morning|afternoon|evening|night))?\b", re.IGNORECASE), count.near),
    "earlier this unit": (re.compile(r"\b(?P<half>earlier|later) (?P<which>this|last) (?P<unit>week|month|year)\b", re.IGNORECASE), count.earlier_in),
    "which unit": (re.compile(rf"\b(?:{_THIRD} )?(?P<which>last|this|next|the past|the previous|this past|the coming|the following) (?P<unit>weekend|week|month|year|summer|winter|spring|autumn|fall)\b", re.IGNORECASE), count.unit),
    "part of this unit": (re.compile(rf"\b{_THIRD} (?P<which>the) (?P<unit>week|month|year)\b", re.IGNORECASE), count.unit),
    "weekend": (re.compile(r"\b(?:over|at|during|on) (?P<which>the) (?P<unit>weekend)\b"), count.unit),
    "fortnight ago": (re.compile(r"\ba fortnight ago\b"), count.fortnight),
    "ago": (re.compile(rf"\b{_NUMBER} {_UNIT} (?P<turn>ago|from now)\b", re.IGNORECASE), count.ago),
    "few ago": (re.compile(rf"\b(?:(?:a few|several|some) )?{_UNIT} (?P<turn>ago)\b", re.IGNORECASE), count.few),
    "around now": (re.compile(rf"\b(?:in|over|during|within) (?:the )?(?P<side>recent|coming|past|last|next)(?: few| several| couple of| two| three)? {_UNIT}\b(?! of\b)", re.IGNORECASE), count.around_now),
    "in so long": (re.compile(rf"\b(?P<turn>in) {_NUMBER} {_UNIT}\b(?!['’]| of\b)", re.IGNORECASE), count.ago),
    "now": (re.compile(r"\b(?:now|currently|presently)\b"), count.now),
    # counted from the day told last, not from the publication
    "later": (re.compile(rf"\b{_NUMBER} {_UNIT} (?P<turn>earlier|later|before|after)\b", re.IGNORECASE), count.ago),
    "few later": (re.compile(rf"\b(?:a few|several|some) {_UNIT} (?P<turn>earlier|later|before|after)\b", re.IGNORECASE), count.few),
    "day beside": (re.compile(r"\bthe (?:(?:day|night|evening|morning|afternoon) (?:before|after|earlier)|(?:next|following|previous|same) (?:day|morning|afternoon|evening|night))\b|\bthat (?:day|morning|afternoon|evening|night)\b", re.IGNORECASE), count.beside),
    "that unit": (re.compile(r"\b(?:(?:earlier|later) )?that (?P<unit>week|month|year)\b", re.IGNORECASE), count.that_unit),
    "day of month": (re.compile(r"\bon the (?P<day>\d{1,2})(?:st|nd|rd|th)\b"), count.day_alone),
    "vague": (re.compile(r"\b(?:very soon|soon|recently|at the time|previously)\b", re.IGNORECASE), count.vague),
    "month of a journey": (re.compile(rf"(?:(?<=\b[Aa] )|(?<=\b[Tt]he )|(?<=\b[Hh]is )|(?<=\b[Hh]er )|(?<=['’]s )){_MONTH}(?: {_YEAR})?(?= {_JOURNEY})"), count.month_alone),
    "year of a journey": (re.compile(rf"\b{_YEAR}(?= {_JOURNEY})"), count.year),
    "year": (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|of) (?:{_THIRD}[- ])?{_YEAR}\b"), count.year),
}  # fmt: skip
# Rules that count from the day told last before them.
FROM_LAST_TOLD = frozenset({"later", "few later", "day beside", "that unit", "day of month"})
# Rules that count from the day of telling, which for an older report is the report's.
RELATIVE = frozenset(
    {"weekday", "which weekday", "weekday of week", "day nearby", "which unit", "earlier this unit", "ago", "few ago"}
    | {"around now", "weekend", "fortnight ago", "in so long", "now", "part of this unit"}
)

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

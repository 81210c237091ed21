"""The words alerts use, as tables: every phrase a reader sees that does not come from an article or a list.

Words report and never conclude: what is said is *reported*, a breach is *possible*, an exemption is *not known to us*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from babel import Locale

from bot.model import BanApplies, ClaimOf, ClaimStatus, Place, Reason, When
from bot.text import cut, days_of, one_line

NOT_STATED = "not stated"
WHY_LIMIT = 160  # characters of a reason, of a purpose, of who says something

# --- severity -------------------------------------------------------------------------------------------------------
# Gravest first. Of two accounts of one story the graver reason is the alert's.
BY_GRAVITY: tuple[Reason, ...] = (
    Reason.TRIP_BAN_POSSIBLE,
    Reason.TRIP_UNCERTAIN,
    Reason.TRIP_EXEMPT,
    Reason.TRIP_NO_BAN,
    Reason.PRESENCE,
    Reason.MENTION_IN_CONTEXT,
    Reason.MERE_MENTION,
    Reason.TRIP_LONG_OVER,
    Reason.TRIP_AFTER_DEATH,
    Reason.MENTION_NOT_SURE,
    Reason.TOGETHER,
    Reason.MUTED,
    Reason.NOT_THIS_PERSON,
    Reason.NEWS_IN_STORY,
    Reason.WITHDRAWN,
    Reason.NOTHING_NEW,
    Reason.NEAR_MISS,
    Reason.BURST,
    Reason.LOOK_BACK,
)


def graver(reason: Reason, than: Reason | None) -> bool:
    """Whether a reason asks for more attention than another; never more than none."""
    return than is not None and BY_GRAVITY.index(reason) < BY_GRAVITY.index(than)


# The dot repeats what the words of the header and of the ban line say: colour is never the only sign.
DOT: Mapping[Reason, str] = {
    Reason.TRIP_BAN_POSSIBLE: "🔴",
    Reason.TRIP_UNCERTAIN: "🟡",
    Reason.TRIP_EXEMPT: "🟡",
    Reason.TRIP_NO_BAN: "🟡",
    Reason.PRESENCE: "🟡",
}
PLAIN_DOT = "⚪"

# A trip that is said not to (have) come about is news all the same, one shade calmer.
NOT_UNDER_WAY = frozenset({ClaimStatus.DENIED, ClaimStatus.CANCELLED, ClaimStatus.REFUSED, ClaimStatus.HYPOTHETICAL})
CALMER_DOT = "🟠"

GROUP_TITLE: Mapping[Reason, str] = {
    Reason.TRIP_BAN_POSSIBLE: "Trips to which a travel ban may apply",
    Reason.TRIP_UNCERTAIN: "Trips only thought possible, or only denied",
    Reason.TRIP_EXEMPT: "Trips for which an exemption is told or listed",
    Reason.TRIP_NO_BAN: "Trips to which no travel ban known to us applies",
    Reason.PRESENCE: "Said to be somewhere",
    Reason.MENTION_IN_CONTEXT: "Named in news of travel or sanctions",
    Reason.MERE_MENTION: "Named",
    Reason.TRIP_LONG_OVER: "Trips long over",
    Reason.TRIP_AFTER_DEATH: "Trips dated after the person's death",
    Reason.MENTION_NOT_SURE: "Perhaps meant: identity not sure",
    Reason.MUTED: "Muted by you: not told at once",
    Reason.NOT_THIS_PERSON: "Dismissed as not this person",
}


def group(number: int, reason: Reason) -> str:
    """How many findings are told for a reason: ``2 trips long over``, ``1 trip long over``, ``3 named``."""
    title = begin(GROUP_TITLE[reason], lower=True)
    return f"{number} {title.replace('trips', 'trip', 1) if number == 1 else title}"


# --- what is said of a trip -------------------------------------------------------------------------------------------
HEADING: Mapping[ClaimStatus, str] = {
    ClaimStatus.STATED: "Reported trip",
    ClaimStatus.REPORTED: "Reported trip",
    ClaimStatus.CONFIRMED: "Confirmed trip",
    ClaimStatus.PLANNED: "Announced trip",
    ClaimStatus.HYPOTHETICAL: "Possible trip",
    ClaimStatus.CANCELLED: "Cancelled trip",
    ClaimStatus.REFUSED: "Refused trip",
    ClaimStatus.DENIED: "Denied trip",
}
PRESENCE_HEADING = "Reported presence"
MENTION_HEADING = "Named in the news"
WITHDRAWN_HEADING = "No longer told"  # every article that said so has been edited since

# How one origin's report reads: mark, verb.
SAYS: Mapping[ClaimStatus, tuple[str, str]] = {
    ClaimStatus.STATED: ("✔", "reports"),
    ClaimStatus.REPORTED: ("✔", "reports"),
    ClaimStatus.CONFIRMED: ("✔", "confirms"),
    ClaimStatus.PLANNED: ("✔", "announces"),
    ClaimStatus.HYPOTHETICAL: ("?", "thinks it possible"),
    ClaimStatus.CANCELLED: ("✖", "says it was called off"),
    ClaimStatus.REFUSED: ("✖", "says it was refused"),
    ClaimStatus.DENIED: ("✖", "denies"),
}

_SEVERAL = re.compile(
    r"^(?:two|three|four|five|several|some|many|both|\d+)\b|\b(?:officials|sources|diplomats|people|witnesses|reports|media)$",
    re.IGNORECASE,
)


def says(status: ClaimStatus, who: str) -> tuple[str, str]:
    """Mark and verb for what somebody says: one "reports", several "report"."""
    mark, verb = SAYS[status]
    first, *rest = verb.split(" ", 1)
    return mark, " ".join((first.removesuffix("s"), *rest)) if several(who) else verb


def several(who: str) -> bool:
    """Whether it is said by more than one."""
    return bool(_SEVERAL.search(who.split(",")[0]))


OF: Mapping[ClaimOf, str] = {
    ClaimOf.TRIP: "the trip",
    ClaimOf.MEETING: "the meeting",
    ClaimOf.SCHEDULE: "the schedule",
    ClaimOf.REPORT: "the report",
}

BAN: Mapping[BanApplies, str] = {
    BanApplies.POSSIBLE: "possible breach",
    BanApplies.EXEMPT: "an exemption is known to us",
    BanApplies.NONE_KNOWN: "no travel ban known to us applies",
    BanApplies.UNKNOWN: "whether a travel ban applies is not known to us",
}

# What a possible ban means for a trip that, as far as is told, did not happen or has not happened yet.
_BAN_STANDS = "travel ban stands, no breach told"
_BAN_WOULD = "would be a possible breach"
POSSIBLE_BREACH: Mapping[ClaimStatus, str] = {
    ClaimStatus.PLANNED: _BAN_WOULD,
    ClaimStatus.HYPOTHETICAL: _BAN_WOULD,
    ClaimStatus.CANCELLED: _BAN_STANDS,
    ClaimStatus.REFUSED: _BAN_STANDS,
    ClaimStatus.DENIED: _BAN_STANDS,
}


def ban_says(applies: BanApplies, status: ClaimStatus | None) -> str:
    """What may be said of a ban beside a trip of this status: a refused visa is no breach."""
    if applies is BanApplies.POSSIBLE and status is not None and status in POSSIBLE_BREACH:
        return POSSIBLE_BREACH[status]
    return BAN[applies]


MEASURE: Mapping[str, str] = {
    "travel_ban": "travel ban",
    "asset_freeze": "asset freeze",
    "arms_embargo": "arms embargo",
}

BURST = "More came in within a minute than this channel is told one by one; here is every one of them"
DISCLAIMER = "Automated reading, not a finding"
LOOK_BACK = (
    "Found in stored articles because a list gained the person, a name or a travel ban, "
    "or in what a feed held before it was added"
)

# --- days -------------------------------------------------------------------------------------------------------------
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date) -> str:
    """A day with its weekday: ``Thu 14 Apr 2016``."""
    return f"{_DAYS[value.weekday()]} {_plain_day(value)}"


def days(first: date, last: date) -> str:
    """An interval as short as it can be said: a day, a month, a year, or from – to."""
    if first == last:
        return day(first)
    if days_of(f"{first.year:04}") == (first, last):
        return str(first.year)
    if days_of(f"{first.year:04}-{first.month:02}") == (first, last):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_plain_day(last)}"
    return f"{_plain_day(first)} – {_plain_day(last)}"


def partial(text: str) -> str:
    """A partial ISO date in words, without a weekday; what is none of these comes back as it is."""
    try:
        first, last = days_of(text)
    except ValueError:
        return short(text)
    return _plain_day(first) if first == last else days(first, last)


def when(value: When) -> str:
    """Resolved days, or the article's own words in quotation marks."""
    if value.first is None or value.last is None:
        return f"“{short(value.text)}”"
    return days(value.first, value.last)


def _plain_day(value: date) -> str:
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


# --- places -----------------------------------------------------------------------------------------------------------


def country(code: str | None) -> str | None:
    """The English name of an ISO 3166-1 alpha-2 code (CLDR, by Babel); None for none or an unknown one."""
    name = _countries().get(code or "")
    return str(name) if name else None


def flag(code: str | None) -> str:
    """The flag of a country as two regional indicators (Unicode), empty when the code is unknown."""
    if not code or country(code) is None or not re.fullmatch("[A-Z]{2}", code):
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


def place(value: Place) -> str:
    """A place in one or two words, in English where it is known."""
    return short(value.name or value.text)


def place_and_country(value: Place) -> str:
    """``Moscow, Russia``; the country alone when the place is the country."""
    name, land = place(value), country(value.country)
    return name if land is None or land.casefold() == name.casefold() else f"{name}, {land}"


def place_with_flag(value: Place) -> str:
    """``🇷🇺 Moscow``; with its country in words where a flag does not tell more."""
    sign = flag(value.country)
    return f"{sign} {place(value)}" if sign else place_and_country(value)


def language(code: str) -> str:
    """The English name of a language: ``Arabic`` for ``ar``; the code where it has none (CLDR, by Babel)."""
    return str(Locale("en").languages.get(code) or short(code))


@cache
def _countries() -> Mapping[str, str]:
    return Locale("en").territories


_MOST_WITHDRAWN = 4

# --- small phrases ----------------------------------------------------------------------------------------------------
_LENGTH = re.compile(
    r"(?P<about>about |around |some )?(?P<n>\w+)[- ](?P<unit>hour|day|night|week|month)s?(?:-long)?", re.I
)


def duration(text: str) -> str:
    """``48-hour`` as ``48 hours``; other wordings as printed."""
    text = short(text)
    found = _LENGTH.fullmatch(text)
    if not found:
        return text
    number, unit = found["n"], found["unit"].lower()
    one = number.casefold() in {"1", "one", "a", "an"}
    return f"{(found['about'] or '').lower()}{'1' if one else number} {unit}{'' if one else 's'}"


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 origin``, ``2 origins``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def no_longer(said: Sequence[str]) -> str:
    """``no longer cites a, gives b or says c``, at most `_MOST_WITHDRAWN` of them."""
    shown = list(said[:_MOST_WITHDRAWN])
    if len(said) > _MOST_WITHDRAWN:
        shown.append(f"says {count(len(said) - _MOST_WITHDRAWN, 'thing')} more")
    return f"no longer {' or '.join([', '.join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)}"


def label(listing: str) -> str:
    """A listing as it is shown: authority and reference, the authority once where the reference begins with it."""
    listing = short(listing)
    authority, _, ref = listing.partition(" ")
    return ref if ref.startswith(f"{authority}.") else listing


def short(text: str, limit: int = 80) -> str:
    """A text from outside, on one line, cut at a word: a card stays readable whatever it is made from."""
    return cut(one_line(text), limit)


def measure(kind: str) -> str:
    """A measure's type in words: ``travel_ban`` as ``travel ban``."""
    return MEASURE.get(kind, short(kind.replace("_", " ")))


def begin(text: str, lower: bool = False) -> str:
    """The text with its first letter made large, or small."""
    return (text[:1].lower() if lower else text[:1].upper()) + text[1:]

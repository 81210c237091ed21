"""What ails a feed, in words: what it is called, since when, why, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts import words
from bot.model import Trouble
from bot.text import one_line


@dataclass(frozen=True, slots=True)
class Ailment:
    """A feed that asks for a look."""

    name: str
    url: str  # as it may be shown
    since: datetime | None  # None: not known
    why: str  # in the words of whoever failed; may hold text from outside
    failures: int  # polls in a row
    trouble: Trouble
    feed: int  # its id in the store
    important: bool = False
    usual: timedelta | None = None  # of a silent one: its longest pause before


@dataclass(frozen=True, slots=True)
class Kind:
    """Troubles that are told together."""

    title: str
    mend: str


_WAIT = Kind("Not reached", "most come back by themselves; after some days look whether the site has moved")
_PAGE = Kind("A page instead of the feed", "open the address in a browser and look for the feed's new one")
KINDS: Mapping[Trouble, Kind] = {
    Trouble.OURS: Kind("A fault of Gatewatch", "the log has it; please report it"),
    Trouble.GONE: Kind(
        "Gone", "the publisher has taken it down: look for another address, or delete it from the settings"
    ),
    Trouble.HTML: _PAGE,
    Trouble.CONSENT: _PAGE,
    Trouble.LOGIN: _PAGE,
    Trouble.NOT_A_FEED: Kind("Not a feed", "open the address in a browser and look for the feed's new one"),
    Trouble.ROBOT_CHECK: Kind("Behind a robot check", "ask the publisher to let Gatewatch in, or take another feed"),
    Trouble.REFUSED: Kind("Refused", "after some days set `polling.contact`, poll it less often, or ask the publisher"),
    Trouble.HOSTILE: Kind("Stops the reader", "the document is built to hurt or broken; tell the publisher"),
    Trouble.TOO_LARGE: Kind("Too large", "raise `polling.max_bytes` if you trust the publisher"),
    Trouble.TOO_SLOW: _WAIT,
    Trouble.UNREACHABLE: _WAIT,
    Trouble.UNREAD: Kind("Not read", "its host may have more to do than its pace allows: raise `polling.host_rate`"),
    Trouble.SILENT: Kind("Silent against their own rhythm", "look whether the site still publishes there"),
    Trouble.EMPTY: Kind("Nothing since they were added", "look whether it is the right address"),
    Trouble.MOVED: Kind("Moved for good", "change the address in the settings"),
    Trouble.DEGRADED: Kind("Broken, read all the same", "tell the publisher"),
}
ORDER = tuple(KINDS)  # in which they are told

# These lose nothing today: told when they are new, and only counted afterwards.
MILD = frozenset({Trouble.MOVED, Trouble.DEGRADED})


def why(ailment: Ailment) -> str:
    """What is wrong, on one line."""
    if ailment.trouble is Trouble.SILENT and ailment.usual is not None:
        return f"no new article; its longest pause before was {span(ailment.usual)}"
    return one_line(ailment.why)


def since(ailment: Ailment, now: datetime) -> str:
    """``since Mon 2 Mar 2026 08:00 UTC (3 days)``; empty where it is not known."""
    if ailment.since is None:
        return ""
    return f"since {moment(ailment.since)} ({span(now - ailment.since)})"


def moment(at: datetime) -> str:
    """A day and a time: ``Mon 2 Mar 2026 08:00 UTC``."""
    return f"{words.day(at.date())} {at:%H:%M} UTC"


def span(length: timedelta) -> str:
    """A length of time in its largest unit: ``3 days``."""
    seconds = max(length.total_seconds(), 0)
    for unit, size in (("day", 86_400), ("hour", 3_600)):
        if seconds >= 2 * size:
            return words.count(int(seconds // size), unit)
    return words.count(int(seconds // 60), "minute")

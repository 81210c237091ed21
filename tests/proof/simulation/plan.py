"""What will be in the news, who is on the list, and when what goes wrong: all of it drawn from the seed before anything runs.

The oracle (`oracle.py`) reads the same plan. Times are seconds since the simulation began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
CITIES = {
    "Oslo": "NO", "Rome": "IT", "Lima": "PE", "Cairo": "EG", "Tokyo": "JP", "Dakar": "SN", "Quito": "EC", "Accra": "GH",
    "Hanoi": "VN", "Riga": "LV", "Doha": "QA", "Minsk": "BY", "Havana": "CU", "Nairobi": "KE", "Vienna": "AT",
    "Lisbon": "PT", "Ankara": "TR", "Baku": "AZ", "Manila": "PH", "Prague": "CZ",
}  # fmt: skip
# How a feed is down.
DOWN = ("refused", "timeout", "503", "500", "429", "page", "half", "410")


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, for a while."""

    id: str
    name: str
    banned: bool
    route: str | None = None
    since: float = 0.0  # when they come onto the list
    until: float | None = None  # when they leave it


class What(Enum):
    """What a story is."""

    TRIP = "a trip under a ban"
    UNBANNED = "a trip without a ban"
    MENTION = "a mere mention"


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed holds at an address from a moment on, until it holds something else there."""

    feed: int
    at: float
    guid: str
    title: str
    text: str
    published: float


@dataclass(frozen=True, slots=True)
class Story:
    """Something told of somebody listed. `token` stands in the title of each of its items, and nowhere else."""

    token: str
    what: What
    who: Listed
    city: str
    reports: tuple[Item, ...]  # each of another feed
    denial: Item | None = None
    edits: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in which something holds."""

    start: float
    end: float
    how: str = ""

    def holds(self, at: float) -> bool:
        return self.start <= at < self.end

    def touches(self, start: float, end: float) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """How one feed behaves."""

    number: int
    url: str
    etag: bool
    items: tuple[Item, ...]  # by time
    down: tuple[Span, ...] = ()
    moves: float | None = None  # when all of it moves to another address
    important: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will happen."""

    days: float
    people: tuple[Listed, ...]
    feeds: tuple[FeedPlan, ...]
    stories: tuple[Story, ...]
    broken_list: Span
    archived: tuple[Span, ...]  # the desk's channel
    unreadable: tuple[Span, ...]  # histories
    revoked: tuple[Span, ...]  # the token
    no_edits: tuple[Span, ...]
    disk: tuple[Span, ...]
    clock: tuple[Span, ...]  # how: seconds
    crashes: tuple[float, ...]
    deploys: tuple[float, ...]
    faults_end: float

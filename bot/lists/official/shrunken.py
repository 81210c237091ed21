"""Whether a list has lost so much that it cannot be trusted: its people, their names, their travel bans.

What is compared with is the most that the list had within a year, so that a list cannot wither away in small steps. A month
would let it halve in seven; for ever would refuse every list that regimes shrink in the course of time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from bot.model import Person
from bot.text import days_of

MOST_LOST = 0.10  # share of each count that a list may lose
LASTS = timedelta(days=365)  # for so long the most that a list had is what it is compared with

_People = Sequence[Person]
# What is counted -> how. A key is a field of `Most`.
_COUNTED: dict[str, Callable[[_People], int]] = {
    "people": len,
    "names": lambda people: sum(len(person.names) for person in people),
    "travel_bans": lambda people: sum(map(_is_banned, people)),
}
_WORDS = {"people": "people", "names": "names", "travel_bans": "people under a travel ban"}


@dataclass(frozen=True, slots=True)
class Most:
    """The most of each that a list had since a day."""

    day: str  # ISO date
    people: int
    names: int
    travel_bans: int

    def with_more(self, people: _People) -> Most:
        """The larger of each count."""
        counts = asdict(self)
        return Most(self.day, **{key: max(counts[key], count(people)) for key, count in _COUNTED.items()})


def most_of(people: _People, day: str) -> Most:
    """What these people come to."""
    return Most(day, **{key: count(people) for key, count in _COUNTED.items()})


def to_compare_with(most: Most | None, people: _People, today: date) -> Most:
    """The most that a list of these people had, as its file has it; what it is now where that is too long ago."""
    if most and timedelta(0) <= today - days_of(most.day)[0] <= LASTS:
        return most
    return most_of(people, today.isoformat())


def losses(most: Most, people: _People) -> tuple[str, ...]:
    """What has shrunk by more than `MOST_LOST`, in words: ``from 730 people to 192``."""
    counts = asdict(most)
    now = {key: count(people) for key, count in _COUNTED.items()}
    return tuple(
        f"from {counts[key]} {_WORDS[key]} to {now[key]}" for key in now if now[key] < counts[key] * (1 - MOST_LOST)
    )


def _is_banned(person: Person) -> bool:
    return any(measure.type == "travel_ban" for listing in person.listings for measure in listing.measures)

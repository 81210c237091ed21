"""What is counted of the program's work, at one moment: for the daily message and for whoever draws curves of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.alerts import words
from bot.alerts.ailments import span
from bot.text import days_of

# An official list is published every few days; one that is older than this may have stopped coming.
OLD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ListAge:
    """An imported official list."""

    id: str
    dated: str | None  # partial date: when it was published, or else taken in
    failed: bool = False  # the last pull did not bring it up to date

    def age(self, today: date) -> timedelta | None:
        """How old it is by its own date."""
        return None if self.dated is None else max(today - days_of(self.dated)[0], timedelta(0))


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is of what."""

    at: datetime
    feeds: Mapping[str, int] = field(default_factory=dict)  # ok, degraded, silent, failing
    due: int = 0  # feeds whose turn it is
    overdue: int = 0  # for more than a minute
    pages: int = 0  # of articles, to be tried again
    deliveries: Mapping[str, int] = field(default_factory=dict)  # by state, those that are not told
    oldest_unsent: datetime | None = None  # when the first of those still to be told was queued
    for_digest: int = 0
    lists: tuple[ListAge, ...] = ()
    fingerprint: str | None = None  # of the Watchlist in force
    # The head of the record of what was done: whoever has it can tell later whether that was changed.
    record: str | None = None
    clock_wrong: str | None = None  # what is wrong with the machine's clock

    @property
    def unsent(self) -> int:
        """How many messages are still to be told."""
        return sum(number for state, number in self.deliveries.items() if state != "failed")

    @property
    def unsent_for(self) -> timedelta:
        """How long the oldest of them has waited."""
        return self.at - self.oldest_unsent if self.oldest_unsent else timedelta(0)


def backlog(figures: Figures) -> str:
    """``Nothing overdue``; ``3 polls overdue, 12 pages to be read``."""
    polls = f"{words.count(figures.overdue, 'poll')} overdue" if figures.overdue else "Nothing overdue"
    return f"{polls}, {words.count(figures.pages, 'page')} to be read" if figures.pages else polls


def unsent(figures: Figures) -> str:
    """``2 messages unsent, the oldest for 5 minutes, 1 uncertain; 3 refused``."""
    parts = [f"{words.count(figures.unsent, 'message')} unsent"]
    if figures.oldest_unsent:
        parts.append(f"the oldest for {span(figures.unsent_for)}")
    if uncertain := figures.deliveries.get("uncertain", 0):
        parts.append(f"{uncertain} uncertain")
    refused = figures.deliveries.get("failed", 0)
    return ", ".join(parts) + (f"; {refused} refused" if refused else "")


def lists(figures: Figures) -> str:
    """``list 7f3a91; un 3 days old, ofac 45 days old (old), uk could not be pulled``; empty where none is in force."""
    told = [f"list {figures.fingerprint[:6]}"] if figures.fingerprint else []
    if ages := [_age(each, figures.at.date()) for each in figures.lists]:
        told.append(", ".join(ages))
    return "; ".join(told)


def _age(each: ListAge, today: date) -> str:
    age = each.age(today)
    old = "of no known date" if age is None else f"{words.count(age.days, 'day')} old"
    late = " (look whether it is still published)" if age is not None and age > OLD else ""
    return f"{each.id} {old}{late}{', could not be pulled' if each.failed else ''}"

"""Warnings about dates that cannot all be true, which a slip of one digit makes of sound ones."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Mistake
from bot.lists.entry import Entry
from bot.lists.world import World
from bot.marked import Path
from bot.text import days_of

FIRST_YEAR = 1850  # nobody on a list in force was born before it
CORRECT = "correct the date that is wrong"


def died_before_born(entry: Entry, _: World) -> Iterator[Mistake]:
    """A date of death before every date of birth."""
    died, born = entry.person.died, entry.person.born
    if died and born and all(days_of(died)[1] < days_of(each)[0] for each in born):
        yield entry.warning(("died",), f"died {died} is before born {min(born)}", CORRECT)


def born_long_ago(entry: Entry, _: World) -> Iterator[Mistake]:
    """A date of birth before 1850."""
    for path, born in _born(entry):
        if int(born[:4]) < FIRST_YEAR:
            yield entry.warning(path, f"born {born} is very long ago", "correct the year, or delete the date")


def since_after_until(entry: Entry, _: World) -> Iterator[Mistake]:
    """A listing or a measure that begins after its end."""
    for path, since, until in _spans(entry):
        if since and until and days_of(since)[0] > days_of(until)[1]:
            yield entry.warning((*path, "since"), f"since {since} is after until {until}", CORRECT)


def date_to_come(entry: Entry, world: World) -> Iterator[Mistake]:
    """A birth, a death or the begin of a listing or a measure on a day that is still to come."""
    begins = [((*path, "since"), "since", since) for path, since, _ in _spans(entry) if since]
    born = [(path, "born", date) for path, date in _born(entry)]
    died = [(("died",), "died", entry.person.died)] if entry.person.died else []
    for path, key, date in (*born, *died, *begins):
        if world.today and days_of(date)[0] > world.today:
            yield entry.warning(path, f"{key} {date} is still to come", "correct the date, or delete it")


def _born(entry: Entry) -> Iterator[tuple[Path, str]]:
    """Each date of birth with where it stands."""
    for number, date in enumerate(entry.person.born):
        yield ("born", number), date


def _spans(entry: Entry) -> Iterator[tuple[Path, str | None, str | None]]:
    """Where each listing and each measure stands, its begin and its end."""
    for number, listing in enumerate(entry.person.listings):
        yield ("listings", number), listing.since, listing.until
        for place, measure in enumerate(listing.measures):
            yield ("listings", number, "measures", place), measure.since, measure.until

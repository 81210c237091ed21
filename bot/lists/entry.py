"""One entry of a watchlist file: the Person it describes before any merging, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Mistake
from bot.faults import Section
from bot.lists.schema import DefaultsEntry, ListingEntry, MeasureEntry, PersonEntry, WatchlistFile
from bot.marked import Marked, Path
from bot.model import Listing, Measure, Name, Namesake, Person


@dataclass(frozen=True, slots=True)
class Entry:
    """A Person as one file has it. `path` leads to it in `marked`."""

    person: Person
    marked: Marked
    path: Path
    not_same_as: tuple[str, ...] = ()
    official: bool = False  # stands in an official list as imported; nobody edits it

    def mistake(self, inner: Path, what: str, mend: str) -> Mistake:
        """A Mistake at a path inside this entry."""
        return self.marked.mistake((*self.path, *inner), what, mend)

    def warning(self, inner: Path, what: str, mend: str) -> Mistake:
        """A warning at a path inside this entry."""
        return self.marked.mistake((*self.path, *inner), what, mend, warning=True)

    @property
    def place(self) -> str:
        """File and line, for pointing at this entry from another."""
        return f"{self.marked.file}, line {self.marked.place(self.path)[0]}"


def entries_of(file: WatchlistFile, marked: Marked, numbers: Sequence[int] | None = None) -> tuple[Entry, ...]:
    """The entries of a checked file, with its defaults filled in. `numbers`: which entries of `marked` they are, if not all."""
    places = range(len(file.people)) if numbers is None else numbers
    return tuple(
        Entry(_person(entry, file), marked, ("people", number), entry.not_same_as, file.origin is not None)
        for number, entry in zip(places, file.people, strict=True)
    )


def _person(entry: PersonEntry, file: WatchlistFile) -> Person:
    return Person(
        id=entry.id,
        name=entry.name,
        names=_names(entry),
        refs=(entry.id,),
        listings=tuple(_listing(each, file.defaults) for each in entry.listings),
        born=(entry.born,) if isinstance(entry.born, str) else entry.born,
        died=entry.died,
        nationality=entry.nationality,
        roles=entry.roles,
        organisations=entry.organisations,
        namesakes=tuple(Namesake(each.name, each.about) for each in entry.namesakes),
        source=entry.source,
        route=entry.route,
        threshold=entry.threshold,
        lists=(file.list_id,),
    )


def _names(entry: PersonEntry) -> tuple[Name, ...]:
    """Main name first, then strong, native and weak; a spelling given twice stays where it came first."""
    written = [Name(entry.name), *(Name(text) for text in entry.names)]
    written += [Name(text, native=True) for text in entry.native]
    written += [Name(text, weak=True) for text in entry.weak]
    return tuple(
        {name.text: name for name in reversed(written)}[text] for text in dict.fromkeys(n.text for n in written)
    )


def _listing(entry: ListingEntry, defaults: DefaultsEntry) -> Listing:
    measures = defaults.measures if entry.measures is None else entry.measures
    return Listing(
        authority=entry.authority or defaults.authority or "",
        ref=entry.ref,
        regime=entry.regime or defaults.regime,
        since=entry.since,
        until=entry.until,
        measures=tuple(map(_measure, measures)),
    )


def _measure(entry: str | Section) -> Measure:
    if isinstance(entry, MeasureEntry):
        return Measure(entry.type, entry.since, entry.until, entry.basis, entry.exemptions)
    return Measure(str(entry))

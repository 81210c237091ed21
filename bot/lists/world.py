"""What a rule of the watchlist check may know beyond the entry that it looks at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.lists.duplicates import Duplicate, duplicates
from bot.lists.entry import Entry
from bot.lists.parts import Parts, spelt
from bot.marked import Path
from bot.model import Name, Person, Watchlist

TOO_MANY_TO_NAME = 3  # people named in one warning


@dataclass(frozen=True, slots=True)
class World:
    """All lists at once."""

    people: Mapping[str, Person]  # id -> Person
    merged: Mapping[str, Person]  # entry id -> the Person it went into
    speakers: Mapping[str, Entry]  # person id -> the entry at which warnings about the whole person stand
    bearers: Mapping[Parts, frozenset[str]]  # parts of a strong name -> ids of the people who bear it
    confusables: Mapping[str, tuple[str, ...]]
    duplicates: Mapping[
        str, tuple[Duplicate, ...]
    ]  # entry id -> entries of its list that look like the same human being
    official: Mapping[str, Person]  # entry id -> what an imported list alone says
    today: date | None = None  # None: nobody said


def world_of(entries: Sequence[Entry], watchlist: Watchlist, today: date | None = None) -> World:
    """What the rules ask for, worked out once."""
    bearers: dict[Parts, set[str]] = defaultdict(set)
    for person in watchlist.people:
        for name in person.names:
            if not name.weak:
                bearers[spelt(name.text)].add(person.id)
    merged = {ref: person for person in watchlist.people for ref in person.refs}
    by_hand_last = sorted(entries, key=lambda entry: not entry.official)
    return World(
        {person.id: person for person in watchlist.people},
        merged,
        {entry.person.id: entry for entry in by_hand_last},
        {parts: frozenset(ids) for parts, ids in bearers.items()},
        watchlist.confusables,
        duplicates(entries, {ref: person.id for ref, person in merged.items()}),
        {entry.person.id: entry.person for entry in entries if entry.official},
        today,
    )


def aliases(entry: Entry) -> Iterator[tuple[Path, Name]]:
    """The strong spellings in Latin script that the entry adds to its main name, with where they stand."""
    written = {name.text: name for name in entry.person.names if not name.weak and not name.native}
    listed = entry.marked.data
    for step in entry.path:
        listed = listed[step]  # type: ignore[index]
    given = listed.get("names") if isinstance(listed, dict) else None
    for number, text in enumerate(given or ()):
        if name := written.get(" ".join(str(text).split())):
            yield ("names", number), name


def some(ids: Sequence[str]) -> str:
    """A few of many ids, and how many more there are."""
    shown = ", ".join(ids[:TOO_MANY_TO_NAME])
    return f"{shown} and {len(ids) - TOO_MANY_TO_NAME} more" if len(ids) > TOO_MANY_TO_NAME else shown

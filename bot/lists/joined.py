"""The one Person that several entries about the same human being make: everything they say, each thing once.

Entries of one id are one entry in several files: what people wrote by hand stands first, and what an official list holds
fills it up. Which entries of different ids are the same human being is another question (`bot.lists.merge`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from bot.lists.entry import Entry
from bot.model import Listing, Measure, Name, Person

T = TypeVar("T")
F = TypeVar("F", Listing, Measure)

# Prefixes of imported ids, in the order in which a merged Person takes its id; hand-written ones come before all.
ID_ORDER = ("un-", "eu-", "uk-", "ofac-", "ch-", "os-")


def joined(people: Sequence[Person], because: Sequence[str]) -> Person:
    """One Person with the id of the first by `ID_ORDER`, all that the entries say, and why they were joined."""
    if len(people) == 1:
        return people[0]
    ordered = sorted(people, key=lambda person: (_id_rank(person.id), person.id))
    first = ordered[0]
    return Person(
        id=first.id,
        name=first.name,
        names=_names(ordered),
        refs=tuple(dict.fromkeys(person.id for person in ordered)),
        listings=_listings(ordered),
        born=_union(person.born for person in ordered),
        died=_first(person.died for person in ordered),
        nationality=_union(person.nationality for person in ordered),
        roles=_texts(person.roles for person in ordered),
        organisations=_texts(person.organisations for person in ordered),
        namesakes=_union(person.namesakes for person in ordered),
        source=_first(person.source for person in ordered),
        route=_first(person.route for person in ordered),
        threshold=_first(person.threshold for person in ordered),
        lists=_union(person.lists for person in ordered),
        merged_because=tuple(because),
    )


def complete(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries with those of one id made into one, at the place of the hand-written one, sorted by id."""
    same: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda each: (each.person.id, each.official)):
        same[entry.person.id].append(entry)
    return tuple(_as_one(group) for group in same.values())


def _as_one(group: Sequence[Entry]) -> Entry:
    if len(group) == 1:
        return group[0]
    person = joined([entry.person for entry in group], ())
    return replace(group[0], person=person, not_same_as=_union(entry.not_same_as for entry in group))


def _listings(people: Sequence[Person]) -> tuple[Listing, ...]:
    """Each listing once. Two entries about the same reference complete each other; the first one's word stands."""
    found: dict[tuple[str, str], Listing] = {}
    for listing in _union(person.listings for person in people):
        key = listing.authority, listing.ref
        found[key] = _completed(found[key], listing) if key in found else listing
    return tuple(found.values())


def _completed(one: Listing, other: Listing) -> Listing:
    measures = list(one.measures)
    for measure in other.measures:
        number = next((n for n, mine in enumerate(measures) if _agree(mine, measure)), None)
        if number is None:
            measures.append(measure)
        else:
            measures[number] = _filled(measures[number], measure)
    return replace(_filled(one, other), measures=tuple(measures))


def _agree(one: Measure, other: Measure) -> bool:
    """Whether two measures can be one: of one type, and no field says two things."""
    return one.type == other.type and all(
        not mine or not theirs or mine == theirs
        for mine, theirs in ((getattr(one, f.name), getattr(other, f.name)) for f in fields(Measure))
    )


def _filled(one: F, other: F) -> F:
    """The first with its empty fields taken from the second."""
    return replace(one, **{f.name: getattr(one, f.name) or getattr(other, f.name) for f in fields(one)})


def _id_rank(entry_id: str) -> int:
    return next((rank for rank, prefix in enumerate(ID_ORDER, 1) if entry_id.startswith(prefix)), 0)


def _names(people: Sequence[Person]) -> tuple[Name, ...]:
    """All spellings once, strong before weak. A spelling that one list calls weak is weak, unless it is a main name."""
    names = [name for person in people for name in person.names]
    main = {_spelling(person.name) for person in people}
    weak = {_spelling(name.text) for name in names if name.weak} - main
    once = {_spelling(name.text): name for name in reversed(names)}
    kept = [once[each] for each in dict.fromkeys(_spelling(name.text) for name in names)]
    marked = [Name(name.text, _spelling(name.text) in weak, name.native) for name in kept]
    return tuple(sorted(marked, key=lambda name: name.weak))


def _spelling(text: str) -> str:
    return text.casefold()


def _union(groups: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _texts(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    texts = _union(groups)
    once = {text.casefold(): text for text in reversed(texts)}
    return tuple(once[each] for each in dict.fromkeys(text.casefold() for text in texts))


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)

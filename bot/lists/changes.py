"""What another Watchlist changes: who was listed, who delisted, what else is different, and which names were gained.

Who is whom in the two lists says `bot.lists.whom`, so that an entry under another id, or two entries that became one person,
is no delisting. A listing that only got another number is a change of its reference, not news of an authority.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.lists.whom import Group, groups_of, plain, references
from bot.model import Listing, Measure, Name, Person
from bot.text import one_line

TRAVEL_BAN = "travel_ban"
T = TypeVar("T", "Listed", "Delisted")


@dataclass(frozen=True, slots=True)
class Edit:
    """One field that says something else: what it lost, and what it gained."""

    field: str  # in words
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    official: bool = False  # about a listing or a death, not a spelling or a role

    def __str__(self) -> str:
        lost, gained = ", ".join(self.lost), ", ".join(self.gained)
        if lost and gained:
            return f"{self.field}: {lost} → {gained}"
        return f"{self.field}: {gained} added" if gained else f"{self.field}: {lost} removed"


@dataclass(frozen=True, slots=True)
class Listed:
    """A person who is new, or a known one with a listing more."""

    person: Person  # as now
    listings: tuple[Listing, ...]  # the new ones that stand; empty for a new person watched for by source alone
    new: bool


@dataclass(frozen=True, slots=True)
class Delisted:
    """A person who is gone, or one with a listing less."""

    person: Person  # as now; as before, when gone
    listings: tuple[Listing, ...]  # as they were, or with the day they ended where the list gives one
    gone: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A person who stays, and what is different."""

    person: Person  # as now
    edits: tuple[Edit, ...]

    @property
    def official(self) -> tuple[Edit, ...]:
        """What an authority changed, as far as that can be told: listings and deaths."""
        return tuple(edit for edit in self.edits if edit.official)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that one Watchlist says otherwise than another, each part in the order of ids."""

    listed: tuple[Listed, ...] = ()
    delisted: tuple[Delisted, ...] = ()
    changed: tuple[Changed, ...] = ()
    gained: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)  # person id -> names, all of a new person's
    banned: tuple[str, ...] = ()  # ids of known people with a travel ban on a listing that had none

    def __bool__(self) -> bool:
        return bool(self.listed or self.delisted or self.changed)


def changes(before: Sequence[Person], after: Sequence[Person]) -> Changes:
    """What `after` says otherwise than `before`. The order of the people does not matter."""
    groups = sorted((group for group in groups_of(before, after) if group[0] != group[1]), key=_first_id)
    tied = [(old, new) for old, new in groups if old and new]
    kept = [(_numbered_as_now(old, new), new) for old, new in tied]
    arrived = [person for old, new in groups if not old for person in new]
    left = [person for old, new in groups if not new for person in old]
    return Changes(
        listed=_by_id([*(Listed(person, _standing([person]), new=True) for person in arrived), *_listed_more(kept)]),
        delisted=_by_id([*(Delisted(person, _standing([person]), gone=True) for person in left), *_listed_less(kept)]),
        changed=tuple(Changed(new[0], edits) for old, new in tied if (edits := tuple(_edits(old, new)))),
        gained={person.id: names for old, new in groups for person in new if (names := _gained(old, person))},
        banned=tuple(person.id for old, new in kept for person in new if _bans([person]) - _bans(old)),
    )


def _by_id(told: list[T]) -> tuple[T, ...]:
    return tuple(sorted(told, key=lambda each: each.person.id))


def lines(told: Changes) -> Iterator[str]:
    """The changes as plain lines for a terminal: ``+`` listed, ``-`` delisted, ``~`` changed."""
    for each in told.listed:
        yield f"+ {_who(each.person)} · {'; '.join(map(listing_in_words, each.listings)) or each.person.source}"
    for gone in told.delisted:
        what = "gone" if gone.gone else "no longer listed"
        yield f"- {_who(gone.person)} · {what}: {'; '.join(map(listing_in_words, gone.listings)) or 'the entry'}"
    for changed in told.changed:
        yield f"~ {_who(changed.person)} · {'; '.join(map(str, changed.edits))}"


def listing_in_words(listing: Listing) -> str:
    """``UN IRi.039, Iran, since 2007-03-24, travel ban, asset freeze``: of the measures those that stand, each type once."""
    dates = (listing.since and f"since {listing.since}", listing.until and f"until {listing.until}")
    imposed = dict.fromkeys(one_line(each.type.replace("_", " ")) for each in listing.measures if not each.until)
    return ", ".join(filter(None, (listing.label, listing.regime, *dates, *imposed)))


def _who(person: Person) -> str:
    return f"{one_line(person.name)} ({person.id})"


def _first_id(group: Group) -> str:
    return (group[1] or group[0])[0].id


# --- listings -----------------------------------------------------------------------------------------------------------


def _standing(people: Iterable[Person]) -> tuple[Listing, ...]:
    return tuple(each for person in people for each in person.listings if each.until is None)


def _numbered_as_now(old: Sequence[Person], new: Sequence[Person]) -> list[Person]:
    """The people of before with the references that their listings have now."""
    now = _renumbered(old, new)
    return [
        replace(each, listings=tuple(now.get((one.authority, one.ref), one) for one in each.listings)) for each in old
    ]


def _renumbered(old: Sequence[Person], new: Sequence[Person]) -> dict[tuple[str, str], Listing]:
    """Reference of before -> the listing under its reference of now, where it is the only one of its regime and day that went."""
    ends = defaultdict[tuple[str | None, ...], tuple[list[Listing], list[Listing]]](lambda: ([], []))
    for side, people, others in ((0, old, new), (1, new, old)):
        known = {key for each in others for key in references(each.listings)}
        for listing in _without(known, _standing(people)):
            ends[listing.authority, listing.regime, listing.since][side].append(listing)
    single = [(was[0], now[0]) for was, now in ends.values() if len(was) == len(now) == 1]
    return {(was.authority, was.ref): replace(was, ref=now.ref) for was, now in single}


def _listed_more(kept: Iterable[Group]) -> Iterator[Listed]:
    for old, new in kept:
        known = set(references(_standing(old)))
        for person in new:
            if more := _without(known, _standing([person])):
                yield Listed(person, more, new=False)


def _listed_less(kept: Iterable[Group]) -> Iterator[Delisted]:
    for old, new in kept:
        lost = _without(set(references(_standing(new))), _standing(old))
        ended = {(each.authority, each.ref): each for person in new for each in person.listings}
        if lost:
            yield Delisted(new[0], tuple(ended.get((each.authority, each.ref), each) for each in lost), gone=False)


def _without(known: set[tuple[str, str]], listings: Sequence[Listing]) -> tuple[Listing, ...]:
    return tuple(each for each in listings if (each.authority, each.ref) not in known)


def _bans(people: Iterable[Person]) -> set[tuple[str, str]]:
    banning = (each for each in _standing(people) if any(m.type == TRAVEL_BAN and not m.until for m in each.measures))
    return set(references(banning))


# --- fields -------------------------------------------------------------------------------------------------------------

Said = Callable[[Person], Sequence[str | None]]
# Field in words, what a person's entry says there, and whether an authority rather than an editor changes it.
FIELDS: tuple[tuple[str, Said, bool], ...] = (
    ("died", lambda person: [person.died], True),
    ("goes by", lambda person: [person.id], False),
    ("joined entries", lambda person: [ref for ref in person.refs if ref != person.id], False),
    ("name", lambda person: [person.name], False),
    ("names", lambda person: [n.text for n in person.names[1:] if not n.weak and not n.native], False),
    ("weak names", lambda person: [n.text for n in person.names if n.weak], False),
    ("native names", lambda person: [n.text for n in person.names if n.native and not n.weak], False),
    ("born", lambda person: person.born, False),
    ("nationality", lambda person: person.nationality, False),
    ("roles", lambda person: person.roles, False),
    ("organisations", lambda person: person.organisations, False),
    ("namesakes", lambda person: [" · ".join(filter(None, (n.name, n.about))) for n in person.namesakes], False),
    ("source", lambda person: [person.source], False),
    ("route", lambda person: [person.route], False),
    ("threshold", lambda person: [None if person.threshold is None else f"{person.threshold:g}"], False),
)


def _edits(old: Sequence[Person], new: Sequence[Person]) -> Iterator[Edit]:
    """What the entries of the same people say otherwise, taken together on each side."""
    numbered = _renumbered(old, new)
    for (authority, ref), listing in numbered.items():
        yield Edit("reference", (f"{authority} {ref}",), (listing.label,))
    was, now = _by_reference(_numbered_as_now(old, new)), _by_reference(new)
    for key in was:
        if key in now:
            yield from _listing_edits(was[key], now[key])
    for name, said, official in FIELDS:
        yield from _edit(name, _all(said, old), _all(said, new), official=official)


def _by_reference(people: Iterable[Person]) -> dict[tuple[str, str], list[Listing]]:
    found: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for person in people:
        for each in person.listings:
            found[each.authority, each.ref].append(each)
    return found


def _listing_edits(was: Sequence[Listing], now: Sequence[Listing]) -> Iterator[Edit]:
    label = now[0].label
    yield from _edit(f"{label} regime", [each.regime for each in was], [each.regime for each in now], official=True)
    yield from _edit(f"{label} listed since", [each.since for each in was], [each.since for each in now], official=True)
    yield from _edit(f"{label} until", [each.until for each in was], [each.until for each in now], official=True)
    yield from _edit(f"{label} measures", _imposed(was), _imposed(now), official=True)


def _imposed(listings: Iterable[Listing]) -> list[str | None]:
    return [_measure(measure) for each in listings for measure in each.measures]


def _measure(measure: Measure) -> str:
    dates = (measure.since and f"since {measure.since}", measure.until and f"until {measure.until}")
    exempt = f"exempt: {', '.join(measure.exemptions)}" if measure.exemptions else None
    more = ", ".join(filter(None, (measure.basis, exempt)))
    return " ".join(filter(None, (measure.type.replace("_", " "), *dates, more and f"({more})")))


def _all(said: Said, people: Iterable[Person]) -> list[str | None]:
    return [value for person in people for value in said(person)]


def _edit(name: str, old: Iterable[str | None], new: Iterable[str | None], *, official: bool) -> Iterator[Edit]:
    was, now = (list(dict.fromkeys(one_line(each) for each in side if each)) for side in (old, new))
    lost = tuple(each for each in was if each not in now)
    gained = tuple(each for each in now if each not in was)
    if lost or gained:
        yield Edit(name, lost, gained, official)


def _gained(old: Sequence[Person], person: Person) -> tuple[Name, ...]:
    """Names nobody of these bore; one that was only weak counts as gained when it is enough by itself now."""
    every = {plain(name.text) for each in old for name in each.names}
    strong = {plain(name.text) for each in old for name in each.names if not name.weak}
    return tuple(name for name in person.names if plain(name.text) not in (every if name.weak else strong))

"""Who of one Watchlist is who of another: the people of both in groups, each about the same human beings.

People are the same by the ids of their entries and by the references of their listings. A reference that several people
share (some authorities give one to a whole act) ties only those of the same main name, and a number that went to somebody
else ties nobody: see `_Strangers`. Whoever is then left over on one side
is compared with those left over on the other, for a list may rename or renumber its entries: see `_likenesses`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from bot.lists.parts import sounding
from bot.model import Listing, Person
from bot.text import days_of, one_line

Group = tuple[list[Person], list[Person]]  # those of before and those of after who are the same people


def groups_of(before: Sequence[Person], after: Sequence[Person]) -> list[Group]:
    """Everybody once, with those on the other side who share an entry or a reference, directly or through others."""
    root: dict[Hashable, Hashable] = {}
    for one, other in _ties(before, after):
        root[_top(root, other)] = _top(root, one)
    groups: dict[Hashable, Group] = defaultdict(lambda: ([], []))
    for side, people in enumerate((before, after)):
        for person in sorted(people, key=lambda each: each.id):
            groups[_top(root, (side, person.id))][side].append(person)
    return _known_again(list(groups.values()))


def _ties(before: Sequence[Person], after: Sequence[Person]) -> Iterator[tuple[Hashable, Hashable]]:
    """Pairs of people, as side and id, who share a key, but for one of before and one of after who are strangers."""
    keys, strangers = _Keys(before, after), _Strangers(before, after)
    bearers: dict[Hashable, Group] = defaultdict(lambda: ([], []))
    for side, people in enumerate((before, after)):
        for person in people:
            for key in dict.fromkeys(keys.of(person)):
                bearers[key][side].append(person)
    for old, new in bearers.values():
        first, *others = [(0, each.id) for each in old] + [(1, each.id) for each in new]
        if len(old) == len(new) == 1 and strangers.are(old[0], new[0]):
            continue
        yield from ((first, other) for other in others)


def references(listings: Iterable[Listing]) -> list[tuple[str, str]]:
    """Authority and reference of each listing, once."""
    return list(dict.fromkeys((each.authority, each.ref) for each in listings))


def plain(text: str) -> str:
    """A name as it is compared: on one line, without regard to capitals."""
    return one_line(text).casefold()


def _top(root: dict[Hashable, Hashable], key: Hashable) -> Hashable:
    while (above := root.get(key, key)) != key:
        root[key] = root.get(above, above)  # the next walk is shorter
        key = above
    return key


class _Keys:
    """By what a person is known for sure: the ids of the entries, and the references of the listings."""

    def __init__(self, *sides: Sequence[Person]) -> None:
        bearers = [Counter(key for person in people for key in references(person.listings)) for people in sides]
        self._shared = {key for counted in bearers for key, number in counted.items() if number > 1}

    def of(self, person: Person) -> list[Hashable]:
        """The ids first, so that there is always one."""
        shown = [(*key, plain(person.name)) if key in self._shared else key for key in references(person.listings)]
        return [person.id, *person.refs, *shown]


class _Strangers:
    """Who has only a number in common. Some lists number their entries anew, and each number is somebody else's then."""

    def __init__(self, before: Sequence[Person], after: Sequence[Person]) -> None:
        self._names = tuple({plain(person.name) for person in people} for people in (before, after))

    def are(self, old: Person, new: Person) -> bool:
        """Whether their names differ, and their birth dates too, or either name stands elsewhere in the other list.

        Where only the spellings differ, both names must stand elsewhere: numbers were swapped between two of like names.
        """
        if old.name == new.name or _spellings(old) & _spellings(new):
            return False
        elsewhere = plain(new.name) in self._names[0], plain(old.name) in self._names[1]
        return all(elsewhere) if _sound_alike(old, new) else _born_otherwise(old, new) or any(elsewhere)


def _spellings(person: Person) -> set[str]:
    return {plain(name.text) for name in person.names}


def _sound_alike(one: Person, other: Person) -> bool:
    """Whether a name of one has all words of a name of the other, by sound."""
    mine, theirs = ([set(sounding(name.text)) for name in person.names] for person in (one, other))
    return any(first <= second or second <= first for first in mine for second in theirs)


def _born_otherwise(one: Person, other: Person) -> bool:
    mine, theirs = list(map(days_of, one.born)), list(map(days_of, other.born))
    return bool(mine and theirs) and not any(a[0] <= b[1] and b[0] <= a[1] for a in mine for b in theirs)


# --- who came under another id and reference ----------------------------------------------------------------------------


def _known_again(groups: list[Group]) -> list[Group]:
    """The groups, with one that is gone and one that is new made one where a likeness is theirs alone."""
    bearers: dict[Hashable, Group] = defaultdict(lambda: ([], []))
    left = {group[0][0].id: group for group in groups if not group[1]}
    arrived = {group[1][0].id: group for group in groups if not group[0]}
    for side, lone in enumerate((left, arrived)):
        for group in lone.values():
            for key in dict.fromkeys(key for person in group[side] for key in _likenesses(person)):
                bearers[key][side].append(group[side][0])
    for gone, come in bearers.values():
        if len(gone) == len(come) == 1 and gone[0].id in left and come[0].id in arrived:
            left.pop(gone[0].id)[1].extend(arrived.pop(come[0].id)[1])
    return [group for group in groups if group[0] or group[1][0].id in arrived]


def _likenesses(person: Person) -> Iterator[Hashable]:
    """What tells a person again who has neither id nor reference in common with before."""
    if person.source:
        yield "source", person.source, plain(person.name)
    days = [born for born in person.born if len(born) == len("1957-03-11") and not born.endswith("-01-01")]
    heard = {parts for name in person.names if not name.weak and len(parts := sounding(name.text)) >= 2}
    authorities = {each.authority for each in person.listings}
    yield from ((authority, day, parts) for authority in authorities for day in days for parts in heard)
    for each in person.listings:
        yield each.authority, each.regime, plain(person.name), person.born, person.nationality

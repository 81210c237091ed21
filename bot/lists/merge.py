"""Makes one Person of the entries that different lists hold about the same human being, and says why.

Names alone never merge: OFAC 10481 is the general of UN IRi.039 and bears the name of the mine director of IRi.040 as an
alias. Two entries are joined only when they share a strong name *and* a ground of `GROUNDS`, or were born on one day and bear
names of one sound (OFAC *Sergei*, EU *Sergey*), and nothing in `CONTRADICTIONS` speaks against it, for any two members of the
group that would come about. Where one entry could as well belong to either of two that exclude each other, it joins neither.
Two entries of one list are two people, but for what `_listed_twice` says. A person may forbid a merge with ``not_same_as``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

from bot.lists.entry import Entry
from bot.lists.joined import joined
from bot.lists.parts import Parts, sounding, spelt
from bot.model import Person
from bot.names.fold import tokens
from bot.text import days_of

# Authorities that mean two people by two entries in whatever regimes, unless `_listed_twice` says otherwise.
LISTS_ONCE = frozenset({"UN", "OFAC"})

# A name or birth day that more entries share tells nobody apart. No real list comes near; one made to hurt is read all the same.
MOST_BEARERS = 100

# Entries whose facts are remembered: an edit changes a few of them, and an edited list should be in force at once.
MOST_REMEMBERED = 100_000

# Month and day that stand for "some day of that year".
NO_DAY = (1, 1)

# Words from which a name is long: few share one.
LONG = 3

# Words of an office that many share. What is left must tell whose office it is.
_COMMON_IN_ROLES = frozenset(
    tokens("""
    the of and for in to at on by a an his her its former formerly ex current acting deputy vice first second senior
    general major brigadier lieutenant colonel captain admiral rear marshal commander chief head director minister
    ministry member leader president chairman chair secretary officer official governor judge prosecutor lawmaker
    businessman owner manager mayor state national political military council committee parliament duma federation
    assembly deputy force forces army police department office service republic region doctor dr
    """)
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What comparing needs to know of an entry, worked out once."""

    person: Person
    not_same_as: tuple[str, ...]
    main: Parts
    latin: frozenset[Parts]
    native: frozenset[Parts]
    heard: frozenset[Parts]
    born: tuple[tuple[date, date], ...]
    offices: frozenset[frozenset[str]]
    references: frozenset[tuple[str, str]]
    regimes: frozenset[tuple[str, str | None]]
    nationality: frozenset[str]


def merge(entries: Sequence[Entry]) -> tuple[Person, ...]:
    """One Person for each human being, sorted by id. The order of the entries does not matter."""
    facts = [facts_of(entry) for entry in sorted(entries, key=lambda each: each.person.id)]
    groups = {each.person.id: [each] for each in facts}
    because: dict[str, list[str]] = {each.person.id: [] for each in facts}
    for _, one, other, why in _sure(_candidates(facts)):
        here, there = groups[one.person.id], groups[other.person.id]
        if here is there or any(_contradiction(a, b) for a in here for b in there):
            continue
        reasons = because[one.person.id] + because[other.person.id] + [why]
        here += there
        for each in here:
            groups[each.person.id], because[each.person.id] = here, reasons
    groups_once = {id(group): (group, because[group[0].person.id]) for group in groups.values()}
    people = (joined([each.person for each in group], why) for group, why in groups_once.values())
    return tuple(sorted(people, key=lambda person: person.id))


def facts_of(entry: Entry) -> Facts:
    """What is compared of an entry."""
    return _facts(entry.person, entry.not_same_as)


@lru_cache(maxsize=MOST_REMEMBERED)
def _facts(person: Person, not_same_as: tuple[str, ...]) -> Facts:
    strong = [name for name in person.names if not name.weak]
    return Facts(
        person=person,
        not_same_as=not_same_as,
        main=spelt(person.name),
        latin=frozenset(parts for name in strong if not name.native and len(parts := spelt(name.text)) >= 2),
        native=frozenset(spelt(name.text) for name in strong if name.native),
        heard=frozenset(parts for name in strong if len(parts := sounding(name.text)) >= 2),
        born=tuple(map(days_of, person.born)),
        offices=frozenset(telling for text in person.roles + person.organisations if (telling := telling_words(text))),
        references=frozenset((each.authority, each.ref) for each in person.listings),
        regimes=frozenset((each.authority, each.regime) for each in person.listings),
        nationality=frozenset(person.nationality),
    )


def telling_words(office: str) -> frozenset[str]:
    """The words of a role or organisation that tell whose it is; empty for one that many share."""
    return frozenset(word for word in tokens(office) if word not in _COMMON_IN_ROLES and not word.isdigit())


# --- grounds for a merge, the surest first ----------------------------------------------------------------------------


def _same_reference(one: Facts, other: Facts, _: Parts) -> str | None:
    """Both carry the same reference of the same authority."""
    shared = sorted(one.references & other.references)
    return f"the listing reference {shared[0][0]} {shared[0][1]}" if shared else None


def _same_birth_date(one: Facts, other: Facts, _: Parts) -> str | None:
    """Both give a birth date to the month or day, and the dates agree."""
    for first, second in _overlaps(one, other):
        if max(_days(first), _days(second)) <= 31:
            return f"the birth date {max(first[0], second[0]).isoformat()}"
    return None


def _same_office(one: Facts, other: Facts, _: Parts) -> str | None:
    """A role or organisation of one names, by its telling words, that of the other."""
    for mine in sorted(one.offices, key=sorted):
        for theirs in sorted(other.offices, key=sorted):
            shared = mine & theirs
            if mine == theirs or (len(shared) >= 2 and len(shared) * 2 >= max(len(mine), len(theirs))):
                return f"the role or organisation ({' '.join(sorted(shared))})"
    return None


def _same_native_name(one: Facts, other: Facts, _: Parts) -> str | None:
    """The same name in native script; of two parts, only when the main names agree too and not just an alias."""
    for parts in sorted(one.native & other.native):
        if len(parts) >= LONG or one.main == other.main:
            return f"the native name {' '.join(parts)}"
    return None


def _same_birth_year(one: Facts, other: Facts, shared: Parts) -> str | None:
    """Birth years agree, and the name is long or the nationality agrees as well."""
    if len(shared) < LONG and not one.nationality & other.nationality:
        return None
    for first, second in _overlaps(one, other):
        return f"the birth year {max(first[0], second[0]).year}"
    return None


Ground = Callable[[Facts, Facts, Parts], str | None]
GROUNDS: tuple[Ground, ...] = (_same_reference, _same_birth_date, _same_office, _same_native_name, _same_birth_year)


def _overlaps(one: Facts, other: Facts) -> Iterator[tuple[tuple[date, date], tuple[date, date]]]:
    for first in one.born:
        for second in other.born:
            if first[0] <= second[1] and second[0] <= first[1]:
                yield first, second


def _days(interval: tuple[date, date]) -> int:
    return (interval[1] - interval[0]).days + 1


# --- what forbids a merge ---------------------------------------------------------------------------------------------


def _other_birth_date(one: Facts, other: Facts) -> bool:
    """Both give birth dates, and no two agree."""
    return bool(one.born and other.born) and not any(_overlaps(one, other))


def _other_nationality(one: Facts, other: Facts) -> bool:
    """Both give nationalities, and share none."""
    return bool(one.nationality and other.nationality) and not one.nationality & other.nationality


def two_entries_of_one_list(one: Facts, other: Facts) -> bool:
    """One list holds both, under different references: it means two people, unless all that it says of them is the same."""
    if one.references & other.references:
        return False
    mine, theirs = {each for each, _ in one.regimes}, {each for each, _ in other.regimes}
    return bool(one.regimes & other.regimes or mine & theirs & LISTS_ONCE) and not _listed_twice(one, other)


def _listed_twice(one: Facts, other: Facts) -> bool:
    """Whether one list has a human being in two entries: UN QDi.042 and SOi.002 are both Hassan Dahir Aweys.

    They bear one whole name, and were born on one day; or the main name is long, the entries stand under other regimes, and
    birth and nationality, which both give, are the same.
    """
    if _days_of_birth(one) & _days_of_birth(other):
        return bool(one.main == other.main or one.native & other.native or _longest(one.latin & other.latin) >= LONG)
    given = (one.born, one.nationality)
    return (
        one.main == other.main
        and len(one.main) >= LONG
        and all(given)
        and given == (other.born, other.nationality)
        and not one.regimes & other.regimes
    )


def _days_of_birth(facts: Facts) -> set[date]:
    return {first for first, last in facts.born if first == last and (first.month, first.day) != NO_DAY}


def _longest(names: frozenset[Parts]) -> int:
    return max(map(len, names), default=0)


def _said_not_same(one: Facts, other: Facts) -> bool:
    """A person wrote `not_same_as`."""
    return other.person.id in one.not_same_as or one.person.id in other.not_same_as


CONTRADICTIONS: tuple[Callable[[Facts, Facts], bool], ...] = (
    _said_not_same,
    _other_birth_date,
    _other_nationality,
    two_entries_of_one_list,
)


def _contradiction(one: Facts, other: Facts) -> bool:
    return any(forbids(one, other) for forbids in CONTRADICTIONS)


# --- pairs ------------------------------------------------------------------------------------------------------------

_Edge = tuple[int, Facts, Facts, str]  # rank of the ground, the two, why


def _candidates(facts: Sequence[Facts]) -> list[_Edge]:
    """Pairs with a ground to merge, the surest ground first."""
    edges = [edge for pair, shared in sharing_a_name(facts).items() if (edge := _edge(*pair, shared, facts))]
    known = {(one.person.id, other.person.id) for _, one, other, _ in edges}
    edges += [edge for edge in _born_alike(facts) if (edge[1].person.id, edge[2].person.id) not in known]
    return sorted(edges, key=lambda edge: (edge[0], edge[1].person.id, edge[2].person.id))


def sharing_a_name(facts: Sequence[Facts]) -> Mapping[tuple[int, int], Parts]:
    """Pairs of positions with the longest name that both bear."""
    bearers: dict[Parts, list[int]] = defaultdict(list)
    for number, each in enumerate(facts):
        for parts in each.latin | each.native:
            bearers[parts].append(number)
    pairs: dict[tuple[int, int], Parts] = {}
    for parts, numbers in bearers.items():
        for pair in combinations(numbers if len(numbers) <= MOST_BEARERS else (), 2):
            pairs[pair] = max(pairs.get(pair, ()), parts, key=lambda each: (len(each), each))
    return pairs


def _edge(one: int, other: int, shared: Parts, facts: Sequence[Facts]) -> _Edge | None:
    mine, theirs = facts[one], facts[other]
    if _contradiction(mine, theirs):
        return None
    for rank, ground in enumerate(GROUNDS):
        if words := ground(mine, theirs, shared):
            ids = f"{mine.person.id} and {theirs.person.id}"
            return rank, mine, theirs, f"{ids} share the name {' '.join(shared)} and {words}"
    return None


def _born_alike(facts: Sequence[Facts]) -> Iterator[_Edge]:
    """Pairs born on one day that have names of one sound, whose further names are on one side only."""
    born: dict[date, list[Facts]] = defaultdict(list)
    for each in facts:
        for day in _days_of_birth(each):
            born[day].append(each)
    for day, several in sorted(born.items()):
        for one, other in combinations(several if len(several) <= MOST_BEARERS else (), 2):
            if (heard := _heard_in_both(one, other)) and not _contradiction(one, other):
                ids = f"{one.person.id} and {other.person.id}"
                words = f"{ids} share the sound of the name ({' '.join(heard)}) and the birth date {day.isoformat()}"
                yield GROUNDS.index(_same_birth_date), one, other, words


def _heard_in_both(one: Facts, other: Facts) -> Parts | None:
    """The longest name of either that the other has in full, by sound; of two words at least."""
    within = [
        min(mine, theirs, key=len)
        for mine in one.heard
        for theirs in other.heard
        if set(mine) <= set(theirs) or set(theirs) <= set(mine)
    ]
    return max(within, key=lambda parts: (len(parts), parts), default=None)


def _sure(edges: Sequence[_Edge]) -> list[_Edge]:
    """Edges without those by which an entry, on equal grounds, would go to either of two that exclude each other."""
    partners: dict[tuple[str, int], list[Facts]] = defaultdict(list)
    for rank, one, other, _ in edges:
        partners[one.person.id, rank].append(other)
        partners[other.person.id, rank].append(one)
    torn = {key for key, found in partners.items() if any(_contradiction(a, b) for a, b in combinations(found, 2))}
    return [
        edge for edge in edges if (edge[1].person.id, edge[0]) not in torn and (edge[2].person.id, edge[0]) not in torn
    ]

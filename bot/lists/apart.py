"""What an article could say that tells two people of similar name apart: the facts in which their entries differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.lists.merge import telling_words
from bot.model import Person, Watchlist
from bot.text import days_of


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people easily taken for each other, and the keys that tell them apart."""

    one: Person
    other: Person
    by: tuple[str, ...]


def told_apart(watchlist: Watchlist) -> Iterator[Pair]:
    """Each pair of confusable people once, in the order of ids."""
    people = {person.id: person for person in watchlist.people}
    for one, others in watchlist.confusables.items():
        for other in others:
            if one < other:
                yield Pair(people[one], people[other], told_apart_by(people[one], people[other]))


def told_apart_by(one: Person, other: Person) -> tuple[str, ...]:
    """The keys that both entries give and in which they share nothing: of `roles`, `organisations`, `born`, `nationality`."""
    return tuple(key for key, differ in FACTS.items() if differ(one, other))


def _offices(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    ours = {words for text in mine if (words := telling_words(text))}
    others = {words for text in theirs if (words := telling_words(text))}
    return bool(ours and others) and not ours & others


def _births(one: Person, other: Person) -> bool:
    mine, theirs = [days_of(text) for text in one.born], [days_of(text) for text in other.born]
    return bool(mine and theirs) and not any(a[0] <= b[1] and b[0] <= a[1] for a in mine for b in theirs)


def _nationalities(one: Person, other: Person) -> bool:
    return bool(one.nationality and other.nationality) and not set(one.nationality) & set(other.nationality)


FACTS: dict[str, Callable[[Person, Person], bool]] = {
    "roles": lambda one, other: _offices(one.roles, other.roles),
    "organisations": lambda one, other: _offices(one.organisations, other.organisations),
    "born": _births,
    "nationality": _nationalities,
}

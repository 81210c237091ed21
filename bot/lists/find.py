"""Finds somebody on the lists by what a person types: an id, a listing's reference, or a name in any spelling or script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.lists.parts import sounding
from bot.model import Person, Watchlist
from bot.names.compare import compare
from bot.names.fold import fold
from bot.names.transliterate import latin

SURE = 0.8  # score of `bot.names.compare` from which a name is the one that was typed
NEAR = 0.5  # from which it is offered when nothing is
COMPARED = 300  # names that are compared in full, the likeliest ones
SHOWN = 10  # people offered at most


@dataclass(frozen=True, slots=True)
class Match:
    """A Person, the name that fits best, and how well."""

    person: Person
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Who is meant, by falling score: none, one, or several. `near` are others of similar name."""

    meant: tuple[Match, ...]
    near: tuple[Match, ...] = ()
    more: int = 0  # people who are meant as well and not named


def find(watchlist: Watchlist, typed: str) -> Found:
    """Who is meant: by id or reference, else by a name typed as it is listed, else by names that are like it.

    One word means everybody who bears it, whatever else they are called.
    """
    named = " ".join(typed.split())
    by_id = tuple(Match(person, person.name, 1.0) for person in watchlist.people if named.casefold() in _ids(person))
    if by_id:
        return Found(by_id)
    word = sounding(named)
    matches = alike(watchlist.people, named, 0.0 if len(word) == 1 else NEAR)
    exact = tuple(match for match in matches if _listed_so(match.person, named))
    sure = exact or tuple(match for match in matches if match.score >= SURE)
    if len(word) == 1:
        sure = tuple(match for match in matches if match in sure or word[0] in sounding(match.name))
    near = tuple(match for match in matches if match not in sure and match.score >= NEAR)
    return Found(sure[:SHOWN], near[:SHOWN], len(sure[SHOWN:]))


def alike(people: Sequence[Person], name: str, least: float = NEAR) -> tuple[Match, ...]:
    """The people who bear a name like this one, the most alike first; `least` is the score that it takes."""
    names = [(person, each.text) for person in people for each in person.names]
    letters = _letters(name)
    likeliest = process.extract(
        letters, [_letters(text) for _, text in names], scorer=fuzz.token_set_ratio, limit=COMPARED
    )
    best: dict[str, Match] = {}
    for _, _, number in likeliest:
        person, text = names[number]
        match = Match(person, text, compare(name, text).score)
        if match.score >= max(least, best[person.id].score if person.id in best else 0.0):
            best[person.id] = match
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.person.id)))


def _ids(person: Person) -> Iterator[str]:
    yield from (ref.casefold() for ref in person.refs)
    for listing in person.listings:
        yield listing.ref.casefold()
        yield listing.label.casefold()


def _listed_so(person: Person, name: str) -> bool:
    return any(fold(each.text) == fold(name) for each in person.names)


def _letters(name: str) -> str:
    return " ".join(latin(word) for word in fold(name).split())

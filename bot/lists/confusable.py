"""Who on the lists could be taken for whom: people whose names sound alike, though they are not the same person.

UN IRi.039 *Qasem Soleimani* and IRi.040 *Ghasem Soleymani* are the reason for this file: only text evidence tells such
people apart, so matching has to know the pairs beforehand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from bot.lists.parts import Parts, sounding
from bot.model import Person

FEWEST_PARTS = 2  # one word alone is borne by too many
# Of more people of one name each is held against the first of them only, and so are names that share their consonants:
# no real list comes near, and one made to hurt costs no more time than it has people.
MOST_BEARERS = 100
MOST_NAMES = 500
# Edits that one part may differ by: one in short parts, two from eight letters on.
_LONG_PART = 8
_VOWELS = re.compile("[aiueohy]")


def confusables(people: Sequence[Person]) -> dict[str, tuple[str, ...]]:
    """Person id -> ids of the people who could be taken for that person, sorted. People like nobody are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for block in _blocks(people).values():
        for (name, bearers), (other_name, other_bearers) in _alike(block):
            if _near(name, other_name):
                _join(found, bearers, other_bearers)
    return {person: tuple(sorted(others)) for person, others in sorted(found.items())}


def _blocks(people: Sequence[Person]) -> Mapping[Parts, Mapping[Parts, set[str]]]:
    """Consonants of a name -> its sounds -> the people who bear it as a strong name."""
    blocks: dict[Parts, dict[Parts, set[str]]] = defaultdict(lambda: defaultdict(set))
    for person in people:
        for name in person.names:
            sounds = () if name.weak or name.native else sounding(name.text)
            if len(sounds) >= FEWEST_PARTS:
                blocks[_consonants(sounds)][sounds].add(person.id)
    return blocks


@lru_cache(maxsize=200_000)
def _consonants(sounds: Parts) -> Parts:
    return tuple(sorted(_VOWELS.sub("", part) or part for part in sounds))


def _alike(block: Mapping[Parts, set[str]]) -> Iterator[tuple[tuple[Parts, set[str]], tuple[Parts, set[str]]]]:
    """Each name of a block with itself, when several bear it, and with each other name."""
    names = sorted(block.items())
    yield from ((each, each) for each in names if len(each[1]) > 1)
    for number, name in enumerate(names, 1):
        yield from ((name, other) for other in names[number : number + MOST_NAMES])


def _near(one: Parts, other: Parts) -> bool:
    """Whether each part of one name has its own part in the other, at most a few letters away."""
    left = list(other)
    for part in one:
        allowed = 1 if len(part) < _LONG_PART else 2
        near = [mine for mine in left if Levenshtein.distance(part, mine, score_cutoff=allowed) <= allowed]
        if not near:
            return False
        left.remove(min(near, key=lambda mine: (Levenshtein.distance(part, mine), mine)))
    return not left


def _join(found: dict[str, set[str]], some: set[str], others: set[str]) -> None:
    first = sorted(others)[:MOST_BEARERS]
    for one in some:
        for other in first:
            if one != other:
                found[one].add(other)
                found[other].add(one)

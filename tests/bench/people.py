"""Lists of any size for measuring: the real ones kept beside the project, filled up with invented people.

Invented names are made of words of the real lists and of common names, whole or crossed at a vowel ("Soleimani" and
"Ivanenko" give "Soleinenko"), so that their letters, lengths and frequencies resemble those of real names. One in five has a
second spelling. The number of distinct words grows with the list: about 80,000 for 100,000 names.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from bot.lists.load import SourceFile, load_watchlist
from bot.model import Name, Person, Watchlist
from bot.names.fold import fold
from bot.names.lexicon import words

CROSSED = 0.65  # share of surnames that are crossed from two
GIVEN_CROSSED = 0.25
SECOND_GIVEN = 0.25  # share with a middle name
SECOND_SPELLING = 0.2
_VOWEL = re.compile("[aeiou]")


def real_people(folder: Path) -> tuple[Person, ...]:
    """Everybody on the lists of a folder."""
    files = [SourceFile(p.name, p.read_bytes()) for p in sorted(folder.glob("*.yaml"))]
    return load_watchlist(files).watchlist.people


def listed(real: Sequence[Person], names: int, seed: int = 1) -> Watchlist:
    """A watchlist with so many spellings: the real people, or the first of them, and invented ones."""
    people: list[Person] = []
    count = 0
    for person in chain(real, _invented(real, random.Random(seed))):
        people.append(person)
        count += len(person.names)
        if count >= names:
            break
    return Watchlist(tuple(people), f"{names:016x}{seed:04x}")


def spellings(watchlist: Watchlist) -> list[str]:
    """All names of a list, as printed."""
    return [name.text for person in watchlist.people for name in person.names]


def _invented(real: Sequence[Person], dice: random.Random) -> Iterator[Person]:
    given, surnames = _stock(real)
    number = 0
    while True:
        number += 1
        first = _word(given, GIVEN_CROSSED, dice)
        middle = f"{_word(given, GIVEN_CROSSED, dice)} " if dice.random() < SECOND_GIVEN else ""
        last = _word(surnames, CROSSED, dice)
        texts = [f"{first} {middle}{last}".title()]
        if dice.random() < SECOND_SPELLING:
            texts.append(f"{first} {crossed(last, last + dice.choice('aio'))}".title())
        yield Person(f"invented-{number}", texts[0], tuple(map(Name, texts)), (f"invented-{number}",))


def _stock(real: Sequence[Person]) -> tuple[list[str], list[str]]:
    split = [[w for w in fold(p.name).split() if w.isascii() and w.isalpha() and len(w) > 2] for p in real]
    common = sorted(w for w in words("common.txt") if w.isascii())
    return [s[0] for s in split if len(s) > 1] + common * 20, [s[-1] for s in split if len(s) > 1] + common * 5


def _word(stock: Sequence[str], share: float, dice: random.Random) -> str:
    one = dice.choice(stock)
    return crossed(one, dice.choice(stock)) if dice.random() < share else one


def crossed(one: str, other: str) -> str:
    """The beginning of one word and the end of the other, joined at a vowel of each."""
    head = max((m.end() for m in _VOWEL.finditer(one, 0, len(one) // 2 + 1)), default=2)
    tail = next((m.start() for m in _VOWEL.finditer(other, len(other) // 2)), len(other) - 3)
    return one[:head] + other[tail + 1 :]

"""A watchlist of any length as YAML, of invented people, in the shape of an imported official list.

Given names are the spellings of `families.txt`, so that aliases differ as the press's spellings do; surnames are common
ones, whole or crossed (`tests.bench.people`). About two in three have further spellings, every other one a name in native
script (through ICU), and one in fifteen stands on a second list as well, where it is to be merged. The same seed gives the
same text.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import combining

from icu import Transliterator

from bot.names.fold import fold
from bot.names.lexicon import lines, words
from tests.bench.people import CROSSED, crossed

TWICE = 1 / 15  # share of people with a second entry on another list
SHORT = 4  # letters up to which a surname is not crossed
SCRIPTS = ("Latin-Arabic", "Latin-Cyrillic", "Latin-Hangul")
OFFICES = ("Minister", "Deputy Minister", "Commander", "Governor", "Director", "Member", "Head", "Spokesman")
FIELDS = ("Defence", "the Interior", "Roads", "the Northern District", "Special Operations", "Procurement", "Culture")
BODIES = ("Guard Corps", "Bank", "Holding", "Front", "Party", "Battalion", "Shipping Lines", "Security Council")
NATIONS = ("IR", "RU", "SY", "KP", "LY", "AF", "BY", "SD", "CD", "MM", "IQ", "YE")
LISTS = (("UN", "Iran"), ("OFAC", "SDGT"), ("UK", "Russia"), ("EU", "EU-UKR"))


@dataclass(frozen=True, slots=True)
class _Stock:
    given: Sequence[Sequence[str]]  # spellings of one name each
    surnames: Sequence[str]


def watchlist_yaml(people: int, seed: int = 1) -> str:
    """A file with so many entries."""
    dice = random.Random(seed)
    stock = _stock()
    head = "list: invented\ntitle: Invented people\npeople:\n"
    entries: list[str] = []
    while len(entries) < people:
        entries += _entries(len(entries), stock, dice)
    return head + "".join(entries[:people])


def _stock() -> _Stock:
    families = [[word for word in line.split() if word.isascii()] for line in lines("families.txt")]
    common = sorted(word for word in words("common.txt") if word.isascii())
    given = [family for family in families if family] + [[word] for word in common]
    return _Stock(given, common)


def _entries(number: int, stock: _Stock, dice: random.Random) -> Iterator[str]:
    """One person's entry, and now and then a second one on another list with the same birth date."""
    given, middle = dice.choice(stock.given), dice.choice(stock.given) if dice.random() < 0.4 else ("",)
    surname = _surname(stock.surnames, dice)
    spellings = dict.fromkeys(_spelling(given, middle, surname, dice) for _ in range(dice.choice((1, 1, 2, 3, 5, 8))))
    facts = {
        "native": [_native(next(iter(spellings)), dice)] if dice.random() < 0.5 else [],
        "born": [f"{dice.randrange(1935, 1995)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"],
        "nationality": [dice.choice(NATIONS)] if dice.random() < 0.7 else [],
        "roles": [f"{dice.choice(OFFICES)} of {dice.choice(FIELDS)}" for _ in range(dice.randrange(3))],
        "organisations": [f"{surname.title()} {dice.choice(BODIES)}"] if dice.random() < 0.3 else [],
    }
    first, second = dice.sample(LISTS, 2)
    yield _entry(number, list(spellings), facts, first)
    if dice.random() < TWICE:
        yield _entry(number + 1, list(spellings)[::-1], facts, second)


def _surname(stock: Sequence[str], dice: random.Random) -> str:
    one, other = dice.choice(stock), dice.choice(stock)
    return crossed(one, other) if dice.random() < CROSSED and min(len(one), len(other)) > SHORT else one


def _spelling(given: Sequence[str], middle: Sequence[str], surname: str, dice: random.Random) -> str:
    """One way to print a name: another spelling of the given name, without the middle one, surname first and in capitals."""
    first, between = dice.choice(given).title(), dice.choice(middle).title() if dice.random() < 0.7 else ""
    last = surname.replace("y", "i") if dice.random() < 0.2 else surname
    shown = (last.upper(), first, between) if dice.random() < 0.3 else (first, between, last.title())
    return " ".join(word for word in shown if word)


def _native(name: str, dice: random.Random) -> str:
    written: str = _transliterator(dice.choice(SCRIPTS)).transliterate(fold(name))
    return "".join(letter for letter in written if not combining(letter))  # newspapers leave vowel signs out


@cache
def _transliterator(scripts: str) -> Transliterator:
    return Transliterator.createInstance(scripts)


def _entry(number: int, names: Sequence[str], facts: dict[str, list[str]], listed: tuple[str, str]) -> str:
    authority, regime = listed
    keys = {"names": names[1:], **facts, "weak": [names[0].split()[0]] if number % 9 == 0 else []}
    given = "".join(f"    {key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items() if value)
    ref = f"{authority[0]}.{number:05}"
    since = f'since: "{1999 + number % 25}-03-01", ' if number % 3 else ""
    return (
        f'  - id: {authority.lower()}-{ref}\n    name: "{names[0]}"\n{given}    listings:\n'
        f'      - {{authority: "{authority}", regime: "{regime}", ref: "{ref}", {since}measures: [travel_ban, asset_freeze]}}\n'
    )

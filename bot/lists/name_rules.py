"""Warnings about spellings that an entry calls strong: what OFAC takes for marks of a weak alias, and names of others.

OFAC's marks are its answer on weak aliases: short strings, digits, common words that are a nickname, words of geography, and
a very common prefix in a name of two words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.errors import Mistake
from bot.lists.country_codes import countries
from bot.lists.entry import Entry
from bot.lists.parts import spelt
from bot.lists.world import World, aliases, some
from bot.names.country_table import country_table
from bot.names.fold import fold, tokens
from bot.names.lexicon import words

BEHIND_LATIN = "\u0250"  # from here on other scripts, in which one word may be a whole name
SHORT_NAME = 6  # letters that one word needs to be no short one
MOVE = "move it from `names` to `weak`"
# Words before a name that many are called by: father, mother or son of; of pilgrims, clergy and learned men; ranks.
PREFIXES = frozenset(
    tokens("""
    abu abou abo aboo umm um oum om ibn bin ben bint
    haj hajj haji hajji hadji hajja alhaj alhaji sheikh shaikh shaykh sheik shekh sayyid sayyed sayed syed seyed
    mullah mulla molla mawlawi maulawi mawlavi maulavi maulvi moulvi maulana mawlana qari hafiz imam ayatollah akhund
    ustad ustaz ustadh doctor dr engineer eng agha uncle brother comrade
    general colonel commander commandant comandante captain major sardar
    """)
)
_NICKNAME = re.compile(r"\bthe \w|[\"“”«»]", re.IGNORECASE)
_FROM_A_PLACE = re.compile(r"\b(?:the|from|of) (?P<place>[^,]+)$", re.IGNORECASE)
_PACKED = re.compile(r";|\s/\s|\s(?:a\.?k\.?a\.?|alias)\s", re.IGNORECASE)


def short_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling of one short word."""
    for path, name in aliases(entry):
        if _short(name.text):
            what = f"`{name.text}` is one short word and will be found in many places"
            yield entry.warning(path, what, MOVE)
    main = entry.person.name
    if _short(main) and main < BEHIND_LATIN:
        what = f"`{main}` is one short word and will be found in many places"
        yield entry.warning(("name",), what, "write the whole name here, and the short one under `weak`")


def _short(name: str) -> bool:
    return len(name.split()) == 1 and len(name) < SHORT_NAME


def digits_in_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling with digits: a number of a document or a house, or a nickname."""
    for path, name in aliases(entry):
        if any(character.isdigit() for character in name.text):
            what = f"`{name.text}` holds digits, which names of people seldom do"
            yield entry.warning(path, what, f"{MOVE}, or delete it")


def nickname_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling with a nickname such as "the Tall", or of nothing but titles."""
    for path, name in aliases(entry):
        said = set(tokens(name.text))
        only_titles = said and said <= words("titles.txt")
        if (only_titles or _NICKNAME.search(name.text)) and not _names_a_place(name.text):
            yield entry.warning(path, f"`{name.text}` holds a nickname, which others bear too", MOVE)


def place_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling that tells by a country, such as "the Sudanese"."""
    for path, name in aliases(entry):
        if _names_a_place(name.text):
            yield entry.warning(path, f"`{name.text}` tells only where somebody is from", MOVE)


def prefix_alias(entry: Entry, _: World) -> Iterator[Mistake]:
    """A strong spelling of two words, the first a common prefix: Abu Ali, Haji Ahmad, General Omar."""
    for path, name in aliases(entry):
        said = tokens(name.text)
        if len(said) == 2 and said[0] in PREFIXES and said[1] not in words("titles.txt"):
            what = f"`{name.text}` is one name behind a common prefix, which many people are called"
            yield entry.warning(path, what, MOVE)


def packed_aliases(entry: Entry, _: World) -> Iterator[Mistake]:
    """Several spellings in one text, as some lists export them."""
    for path, name in aliases(entry):
        if _PACKED.search(name.text):
            what = f"`{name.text}` looks like several names in one"
            yield entry.warning(path, what, "write each as a name of its own, with commas between")


def name_of_another(entry: Entry, world: World) -> Iterator[Mistake]:
    """A strong spelling that is also a strong name of somebody else."""
    own = world.merged[entry.person.id].id
    for path, name in aliases(entry):
        others = sorted(world.bearers.get(spelt(name.text), frozenset()) - {own})
        if others:
            what = f"`{name.text}` is also a name of {some(others)}"
            mend = "move it to `weak`, or add `roles`, `born` and `nationality` that tell the people apart"
            yield entry.warning(path, what, mend)


def _names_a_place(name: str) -> bool:
    place = _FROM_A_PLACE.search(name)
    return bool(place) and fold(place["place"]) in _places()  # type: ignore[index]


@cache
def _places() -> frozenset[str]:
    rows = country_table()
    named = [*countries().values(), *(word for row in rows for word in (*row.adjectives, *row.names))]
    return frozenset(map(fold, named))

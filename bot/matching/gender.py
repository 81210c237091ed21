"""Whether a listed person, or the bearer of a printed name, is told to be a woman or a man; nothing is said where nothing tells.

Lists rarely say it. What tells: a patronymic (Petrovich, Petrovna), a role (businesswoman), a given name that only one of
the two bears (`bot/data/names/gendered.txt`). In the article: a form of address or kinship beside the name, or pronouns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from bot.model import Person
from bot.names.bearers import MAN, WOMAN, entries, of_given
from bot.names.fold import tokens
from bot.names.parts import parts_of
from bot.names.transliterate import latin

# Endings of Russian, Ukrainian and Belarusian patronymics, transliterated.
_PATRONYMIC = ((WOMAN, ("ovna", "evna", "ivna", "ichna")), (MAN, ("ovich", "evich", "ovych", "evych", "yich")))
LEAST_PATRONYMIC = 6  # letters
PRONOUNS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("she", "her", "hers", "herself"), WOMAN),
        **dict.fromkeys(("he", "his", "him", "himself"), MAN),
    }
)


@cache
def spoken_of() -> Mapping[str, str]:
    """Folded word beside a name -> what it says its bearer is."""
    return MappingProxyType({word: sex for sex, word in entries("gender.txt")})


def of_patronymic(word: str) -> str | None:
    """What a folded word says as a patronymic; None when it is none."""
    said = latin(word)
    if len(said) < LEAST_PATRONYMIC:
        return None
    return next((sex for sex, endings in _PATRONYMIC if said.endswith(endings)), None)


def of_person(person: Person) -> str | None:
    """What the list lets us know, or None where it says nothing or contradicts itself."""
    names, main = [parts_of(n.text) for n in person.names if not n.weak], parts_of(person.name)
    return (
        _agreed(of_patronymic(p.folded) for parts in names for p in parts[1:-1])
        or _agreed(spoken_of().get(word) for role in person.roles for word in tokens(role))
        or _agreed(of_given(p.folded) for p in (*main[:1], *main[-1:]))
    )


def _agreed(said: Iterable[str | None]) -> str | None:
    found = {each for each in said if each}
    return found.pop() if len(found) == 1 else None

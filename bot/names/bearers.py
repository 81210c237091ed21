"""Which given names only women bear, and which only men do (`bot/data/names/gendered.txt`); compared by sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from bot.names.canonical import canonical
from bot.names.fold import tokens
from bot.names.lexicon import lines
from bot.names.transliterate import latin

WOMAN, MAN = "woman", "man"


def of_given(word: str) -> str | None:
    """What a folded given name says of its bearer; None where it says nothing."""
    return _given().get(canonical(latin(word)))


def entries(name: str) -> Iterable[tuple[str, str]]:
    """The words of a file whose lines begin with one of the two, each with it."""
    for line in lines(name):
        sex, *listed = line.split()
        yield from ((sex, word) for given in listed for word in tokens(given))


@cache
def _given() -> Mapping[str, str]:
    return MappingProxyType({canonical(latin(word)): sex for sex, word in entries("gendered.txt")})

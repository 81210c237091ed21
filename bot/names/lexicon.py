"""The word lists under `bot/data/names`: read once, folded, kept as sets. Facts, not rules; each file names its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from bot.names.canonical import canonical
from bot.names.fold import fold, tokens
from bot.names.transliterate import latin


def lines(name: str) -> Iterator[str]:
    """The lines of a lexicon file that say something."""
    text = (files("bot") / "data" / "names" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        said = line.split("#", 1)[0].strip()
        if said:
            yield said


@cache
def words(name: str) -> frozenset[str]:
    """The folded words of a file, one or more a line."""
    return frozenset(token for line in lines(name) for word in line.split() for token in tokens(word))


@cache
def sounds(name: str) -> frozenset[str]:
    """The words of a file by their sound (`bot.names.canonical`)."""
    return frozenset(canonical(latin(word)) for word in words(name))


@cache
def families() -> Mapping[str, frozenset[int]]:
    """Sound of a given name -> the numbers of the families of forms it belongs to."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(lines("families.txt")):
        for word in line.split():
            found.setdefault(canonical(latin(fold(word).replace(" ", ""))), set()).add(number)
    return MappingProxyType({sound: frozenset(numbers) for sound, numbers in found.items()})

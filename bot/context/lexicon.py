"""The tables of words that the reader lives on, as typed values. The files in `bot/data` hold the words and a case each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from bot.names.country_table import country_table


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One row of `regions.tsv`."""

    names: tuple[str, ...]  # the one that is told first
    kind: str
    country: str | None
    lat: float  # degrees
    lon: float
    short: tuple[str, ...]  # forms that name it only behind a town and a comma: "Ky.", "KY"


@dataclass(frozen=True, slots=True)
class Sites:
    """`sites.yml`: words that stand for a place without being its name."""

    houses: Mapping[str, str]  # lower case, to country code
    nouns: frozenset[str]
    unnamed: frozenset[str]
    groups: Mapping[str, frozenset[str]]  # "arab" to country codes
    continents: Mapping[str, str]  # "african" to Africa
    toured: frozenset[str]  # journeys that such an adjective sends there
    parts: frozenset[str]  # what such an adjective makes a place of


@cache
def region_table() -> tuple[RegionRow, ...]:
    """Regions, islands, waters and parts of the world."""
    return tuple(
        RegionRow(_several(names), kind, None if code == "-" else code, float(lat), float(lon), _several(short))
        for names, kind, code, lat, lon, short in _rows("regions.tsv")
    )


@cache
def short_regions() -> Mapping[str, str]:
    """Short form without its last point to the full name of a region: ``Ky`` to ``Kentucky``, ``N.J`` to ``New Jersey``."""
    return {short.removesuffix("."): row.names[0] for row in region_table() for short in row.short}


@cache
def adjectives() -> Mapping[str, str]:
    """Adjective or people, lower case, to country code: ``russian`` to ``RU``."""
    return {word.lower(): row.code for row in country_table() for word in row.adjectives}


@cache
def seats() -> Mapping[str, str]:
    """Seat of government, lower case, to country code: ``kremlin`` to ``RU``."""
    return {seat.lower(): row.code for row in country_table() for seat in row.seats}


@cache
def motion() -> Mapping[str, Any]:
    """`motion.yml`: verbs and nouns of movement."""
    return _yaml("motion.yml")


@cache
def claims() -> Mapping[str, Any]:
    """`claims.yml`: verbs of saying, denying, planning, refusing."""
    return _yaml("claims.yml")


@cache
def place_words(kind: str) -> frozenset[str]:
    """The words of one group of `places.yml`: kinds of places, words before a place, compass words."""
    return frozenset(place_groups()[kind]["words"].split())


@cache
def place_groups() -> Mapping[str, Any]:
    """`places.yml`: words around the names of places."""
    return _yaml("places.yml")


@cache
def sites() -> Sites:
    """Words that stand for a place."""
    table = _yaml("sites.yml")
    return Sites(
        table["houses"]["words"],
        frozenset(table["nouns"]["words"]),
        frozenset(table["unnamed"]["words"]),
        {name: frozenset(codes) for name, codes in table["groups"].items()},
        table["continents"]["words"],
        frozenset(table["continents"]["journeys"]),
        frozenset(table["continents"]["parts"]),
    )


@cache
def people() -> Mapping[str, frozenset[str]]:
    """`people.yml`: words for people."""
    return {kind: frozenset(words) for kind, words in _yaml("people.yml").items()}


@cache
def verbs(kind: str) -> frozenset[str]:
    """The verbs of one group of `motion.yml` or `claims.yml`."""
    for table in (motion(), claims()):
        if kind in table["verbs"]:
            return frozenset(table["verbs"][kind]["words"])
    return frozenset(motion()[kind].get("words") or motion()[kind]["verbs"])


@cache
def pattern_words(lang: str) -> Mapping[str, Any]:
    """`patterns.yml`: regular expressions and word lists of one language by kind."""
    words: Mapping[str, Any] = _yaml("patterns.yml")[lang]
    return words


def _several(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split("|"))


def _rows(name: str) -> Iterator[list[str]]:
    text = (files("bot.data") / "places" / name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def _yaml(name: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = yaml.load(
        (files("bot.data") / "context" / name).read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return table

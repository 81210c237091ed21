"""The tables of countries and of names in `bot/data/places`, read once for every stage that needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One country as English news speaks of it."""

    code: str  # ISO 3166-1 alpha-2
    lat: float  # degrees, of a point that stands for the whole country
    lon: float
    adjectives: tuple[str, ...]  # and names of its people
    names: tuple[str, ...]  # further names of the country
    seats: tuple[str, ...]  # seats of government used for the government


@dataclass(frozen=True, slots=True)
class NameRow:
    """Names of a country, or of a city in it, in one language of the news."""

    country: str  # ISO 3166-1 alpha-2
    city: str | None  # in English; None: the country itself
    lang: str  # ISO 639-1
    names: tuple[str, ...]


@cache
def name_table() -> tuple[NameRow, ...]:
    """The names that CLDR and GeoNames lack."""
    cells = (line.split("\t") for line in _lines("names.tsv"))
    return tuple(
        NameRow(code, None if city == "-" else city, lang, _several(names)) for code, city, lang, names in cells
    )


@cache
def country_table() -> tuple[CountryRow, ...]:
    """All rows, in order of code."""
    return tuple(_row(line) for line in _lines("countries.tsv"))


def _row(line: str) -> CountryRow:
    code, lat, lon, *words = line.split("\t")
    return CountryRow(code, float(lat), float(lon), *map(_several, words))


def _several(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split("|"))


def _lines(name: str) -> Iterator[str]:
    text = (files("bot.data") / "places" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))

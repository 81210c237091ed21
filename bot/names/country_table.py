"""The table of countries in `bot/data/places/countries.tsv`, read once for every stage that needs it."""

from __future__ import annotations

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


@cache
def country_table() -> tuple[CountryRow, ...]:
    """All rows, in order of code."""
    text = (files("bot.data") / "places" / "countries.tsv").read_text(encoding="utf-8")
    return tuple(_row(line) for line in text.splitlines() if line and not line.startswith("#"))


def _row(line: str) -> CountryRow:
    code, lat, lon, *words = line.split("\t")
    adjectives, names, seats = (() if cell == "-" else tuple(cell.split("|")) for cell in words)
    return CountryRow(code, float(lat), float(lon), adjectives, names, seats)

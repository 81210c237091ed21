"""The gazetteer: a pruned table of place names in one SQLite file, built at set-up and opened read-only.

What is in it, and from where, is told in `bot.edges.place_sources`.
"""

from __future__ import annotations

import os
import sqlite3
from functools import lru_cache
from pathlib import Path

from bot.edges.place_sources import all_places
from bot.names.fold import fold
from bot.ports import GazetteerEntry

VERSION = 2  # of the table's layout and sources; another number builds it anew
_BY_NAME = """
SELECT e.name, e.kind, e.country, e.lat, e.lon, e.population, e.geonameid, e.region, n.weight
FROM name n JOIN entry e ON e.id = n.entry WHERE n.folded = ? ORDER BY n.weight DESC, e.population DESC, e.id
"""
_CAPITAL = """
SELECT name, kind, country, lat, lon, population, geonameid, region FROM entry WHERE kind = 'capital' AND country = ?
"""

_SCHEMA = """
CREATE TABLE entry (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, country TEXT, lat REAL, lon REAL, population INTEGER,
                    geonameid INTEGER, region TEXT);
CREATE TABLE name (folded TEXT, entry INTEGER, weight REAL, PRIMARY KEY (folded, entry)) WITHOUT ROWID;
"""


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
    """The gazetteer, built first when it is not there yet (some seconds)."""
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
    for count, (place, names) in enumerate(all_places(), 1):
        where = (place.country, place.lat, place.lon, place.population, place.geonameid, place.region)
        db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?)", (count, place.name, place.kind, *where))
        weights: dict[str, float] = {}
        for name, weight in names.items():
            weights[fold(name)] = max(weight, weights.get(fold(name), 0.0))
        db.executemany("INSERT INTO name VALUES (?,?,?)", [(name, count, w) for name, w in weights.items() if name])
    db.commit()
    db.close()
    unfinished.replace(path)
    return count

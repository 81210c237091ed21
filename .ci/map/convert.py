"""Land and cities for the map of a journey, from Natural Earth's shapes and the gazetteer's packages.

`convert.py LAND.json FOLDER` writes land.txt and cities.tsv into the folder; `make.sh` beside it calls this.
LAND.json is TopoJSON: arcs of whole numbers, each point told as a step from the last. What is written is as plain: one
ring a line, in steps of `STEP` degrees. Rings are thinned (Douglas and Peucker), specks and Antarctica left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.edges.place_sources import all_places
from bot.ports import GazetteerEntry

Point = tuple[float, float]

STEP = 0.02  # degrees: about 2 km, less than a pixel at the closest look
TOLERANCE = 0.03  # degrees that a thinned coast may be off
SPECK = 0.004  # square degrees: smaller islands are left out; Malta and Bahrain stay
SOUTH = -60.0  # nobody travels beyond
# Capitals of countries whose land or seat of government others claim: the map takes no side, and names them only where
# an article does.
CLAIMED = frozenset({"IL", "PS", "EH", "XK", "TW", "FK", "GI"})
LARGE = 400_000  # people in a city that is named though it is no capital
APART = 0.3  # degrees: of places nearer each other the capital or the most populous is named
# Quarters of Mosul and Basra: the gazetteer counts more people in them than in their cities.
QUARTERS = frozenset({"Al Mawşil al Jadīdah", "Al Başrah al Qadīmah"})


def rings(topology: dict[str, Any]) -> Iterator[tuple[str, list[Point]]]:
    """Every ring of the land: the outer ones, then in each the waters it holds, such as the Caspian Sea."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[Point]] = []
    for steps in topology["arcs"]:
        x = y = 0
        arc: list[Point] = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(arc)
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            for number, numbers in enumerate(polygon):
                parts = [arcs[each] if each >= 0 else arcs[~each][::-1] for each in numbers]
                yield "water" if number else "land", unbroken([point for part in parts for point in part[:-1]])


def unbroken(points: Sequence[Point]) -> list[Point]:
    """The ring without jumps at the 180th meridian: longitudes go on beyond it."""
    whole = [points[0]]
    for lon, lat in points[1:]:
        whole.append((lon - 360 * round((lon - whole[-1][0]) / 360), lat))
    return whole


def thinned(points: Sequence[Point]) -> list[Point]:
    """The ring with fewer points: none that was left out lies further than `TOLERANCE` from it."""
    far = max(range(len(points)), key=lambda at: _squared(points[0], points[at]))
    return [*_thin(points[: far + 1])[:-1], *_thin([*points[far:], points[0]])[:-1]]


def _thin(line: Sequence[Point]) -> list[Point]:
    kept, todo = {0, len(line) - 1}, [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        between = range(first + 1, last)
        worst = max(between, key=lambda at: _off(line[at], line[first], line[last]), default=None)
        if worst is not None and _off(line[worst], line[first], line[last]) > TOLERANCE:
            kept.add(worst)
            todo += [(first, worst), (worst, last)]
    return [line[at] for at in sorted(kept)]


def _squared(one: Point, other: Point) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from a stretch of line."""
    length = _squared(start, end)
    if not length:
        return _squared(point, start) ** 0.5
    along = ((point[0] - start[0]) * (end[0] - start[0]) + (point[1] - start[1]) * (end[1] - start[1])) / length
    along = min(max(along, 0.0), 1.0)
    foot = (start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1]))
    return _squared(point, foot) ** 0.5


def area(points: Sequence[Point]) -> float:
    """Square degrees."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def line_of(kind: str, points: Sequence[Point]) -> str:
    """``land x,y dx,dy dx,dy …`` in whole steps."""
    x = y = 0
    words = [kind]
    for lon, lat in points:
        nx, ny = round(lon / STEP), round(lat / STEP)
        if (nx, ny) != (x, y):
            words.append(f"{nx - x},{ny - y}")
        x, y = nx, ny
    return " ".join(words)


def _large(entry: GazetteerEntry) -> bool:
    return entry.kind == "city" and entry.population >= LARGE


def _apart(cities: Iterable[GazetteerEntry]) -> Iterator[GazetteerEntry]:
    """Without suburbs and quarters, which say less than their cities. Capitals stay: some lie beside each other."""
    kept: list[GazetteerEntry] = []
    for each in cities:
        beside = (abs(each.lat - other.lat) < APART and abs(each.lon - other.lon) < APART for other in kept)
        if each.kind == "capital" or not (each.name in QUARTERS or any(beside)):
            kept.append(each)
            yield each


def main(land: Path, folder: Path) -> None:
    """Write the two tables."""
    kept = [(kind, ring) for kind, ring in rings(json.loads(land.read_text())) if area(ring) >= SPECK]
    kept = [(kind, thinned(ring)) for kind, ring in kept if max(lat for _, lat in ring) > SOUTH]
    kept.sort(key=lambda each: -area(each[1]))  # a lake comes after the land around it
    lines = [line_of(kind, ring) for kind, ring in kept if len(ring) > 3]
    (folder / "land.txt").write_text("\n".join(lines) + "\n")
    cities = [entry for entry, _ in all_places() if entry.kind == "capital" or _large(entry)]
    cities.sort(key=lambda entry: (entry.kind != "capital", -entry.population, entry.name))
    named = [each for each in _apart(cities) if each.country not in CLAIMED]
    rows = [f"{each.name}\t{each.lat:.2f}\t{each.lon:.2f}\t{each.kind}" for each in named]
    (folder / "cities.tsv").write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Which of the places of one name is meant: Paris in France or in Texas, Georgia in the Caucasus or in America.

Three things decide, in this order. A name that the article once ties to its state or country ("Paris, Texas") means that
place in the whole article. A kind of place named beside it ("Kano State") rules out others. Otherwise the weight of the
name (people, as a rule) is multiplied by how much the article speaks of the country, and by how near the place lies to
the regions and towns that the article fixes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from bot.context.lexicon import short_regions
from bot.names.fold import fold
from bot.ports import GazetteerEntry

COUNTRY_FACTOR = 60.0  # a meaning in the country spoken of outweighs one with up to this many times its people
SMALL_FACTOR = 8.0  # but a small town that bears the name of a great one, and lies beside nothing that is told of, only with so many
SMALL, GREAT = 30_000, 200_000  # people
NEAR_FACTOR = 25.0  # and so does one beside a region or town that the article fixes
NEAR = 150.0  # kilometres at which nearness counts half
CONTAINERS = frozenset({"country", "region"})

Meanings = Sequence[GazetteerEntry]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the article says of where it plays."""

    countries: Mapping[str, float]  # share of each country among the article's names of countries
    fixed: Mapping[str, GazetteerEntry]  # folded name -> the one place it means here
    anchors: tuple[GazetteerEntry, ...]  # regions and towns that are sure


def set_scene(
    spoken_of: Counter[str], ties: Iterable[tuple[str, Meanings, GazetteerEntry]], named: Iterable[Meanings]
) -> Scene:
    """The scene of one article.

    `spoken_of` counts names of countries; `ties` are names with the region or country printed behind them; `named` are
    the meanings of all other names.
    """
    fixed: dict[str, GazetteerEntry] = {}
    anchors: dict[tuple[str, str | None], GazetteerEntry] = {}
    counted = Counter(spoken_of)
    for name, meanings, container in ties:
        if found := located(meanings, container):
            fixed.setdefault(fold(name), found)
            fixed.setdefault(fold(container.name), container)
            anchors[found.name, found.country] = found
            anchors[container.name, container.country] = container
        if container.country:
            counted[container.country] += 1
    for meanings in named:
        if meanings and _is_sure(meanings):
            anchors[meanings[0].name, meanings[0].country] = meanings[0]
            counted[meanings[0].country or ""] += 1
    total = counted.total() or 1
    return Scene({code: count / total for code, count in counted.items()}, fixed, tuple(anchors.values()))


def inside(meanings: Meanings, container: GazetteerEntry) -> GazetteerEntry | None:
    """The meaning that lies in a country or region; None when none does.

    A state holds states as little as a country holds countries: those stand in a row ("Kansas, Kentucky").
    """
    if _is_great(meanings) and meanings[0].kind in {container.kind, "country"}:
        return None
    within = [m for m in meanings if m.country == container.country and m.name != container.name]
    if not within or container.kind == "country":
        return within[0] if within else None
    return max((m for m in within if m.region == container.region), key=lambda m: m.weight, default=None)


def located(meanings: Meanings, container: GazetteerEntry) -> GazetteerEntry | None:
    """The place of a tie; where the gazetteer lacks a town of a state ("Paris, Idaho"), the state."""
    if found := inside(meanings, container):
        return found
    is_state = container.kind == "region" and container.name in short_regions().values()
    return container if is_state and not _is_great(meanings) else None


def _is_great(meanings: Meanings) -> bool:
    """Whether a name means a country or a state first."""
    return bool(meanings) and meanings[0].kind in CONTAINERS and meanings[0].weight > _SURE


def choose(name: str, meanings: Meanings, scene: Scene) -> GazetteerEntry:
    """The likeliest meaning of a name in this article; `meanings` is not empty."""
    fixed = scene.fixed.get(fold(name))
    if fixed and (fold(fixed.name) != fold(name) or fixed.kind not in CONTAINERS or meanings[0].kind in CONTAINERS):
        return fixed  # but "Brooklyn, New York" does not make every New York the state
    # Quebec the city is always near Quebec the province
    regions = {m.country for m in meanings if m.kind == "region" and m.weight > _SURE}
    return max(meanings, key=lambda m: _likelihood(m, scene, meanings[0], place_counts=m.country not in regions))


def _likelihood(meaning: GazetteerEntry, scene: Scene, first: GazetteerEntry, *, place_counts: bool) -> float:
    near = max((_nearness(meaning, a) for a in scene.anchors), default=0.0)
    alone = meaning.population < SMALL and first.kind == "city" and first.weight > GREAT and near < _BESIDE
    most = SMALL_FACTOR if alone else COUNTRY_FACTOR
    country = 1 + (most - 1) * min(1.0, 2 * scene.countries.get(meaning.country or "", 0.0))
    if meaning.kind == "country" or not scene.anchors or not place_counts:
        return meaning.weight * country
    return meaning.weight * country * (1 + NEAR_FACTOR * near)


def _nearness(meaning: GazetteerEntry, anchor: GazetteerEntry) -> float:
    """1 in the region of a place that the article fixes, and beside it; half that at some distance, 0 far away."""
    if anchor is meaning:
        return 0.0
    if meaning.region and (meaning.country, meaning.region) == (anchor.country, anchor.region):
        return 1.0
    if "region" in {meaning.kind, anchor.kind}:
        return 0.0
    return 1 / (1 + (distance(meaning, anchor) / NEAR) ** 2)


def _is_sure(meanings: Meanings) -> bool:
    """Whether a name means one place with or without context: a region or town that outweighs all others of its name."""
    first = meanings[0]
    if first.kind not in {"region", "city", "capital"} or first.weight < _SURE:
        return False
    times = _TIMES if first.kind == "region" else COUNTRY_FACTOR * NEAR_FACTOR
    others = [m for m in meanings[1:] if m.weight * times > first.weight]
    return all(distance(first, other) < NEAR for other in others[:4])


_TIMES = 20  # so often must the likeliest region outweigh the next meaning: it is rarely named without being meant
_SURE = 100_000  # people
_BESIDE = 0.3  # nearness


def distance(a: GazetteerEntry, b: GazetteerEntry) -> float:
    """Kilometres on the great circle (haversine formula, mean radius of the earth 6371 km)."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    chord = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * 6371 * asin(min(1.0, sqrt(chord)))

"""Whether two places told are one: a country and its city, an airport and its town, "the Russian city" and Moscow."""

from __future__ import annotations

from bot.model import Place

_WIDE = frozenset({"region", "sea", "continent"})


def same_place(a: Place | None, b: Place | None) -> bool:
    """Whether both are told and are one: by name, as a country and a place in it, or as neighbours."""
    if a is None or b is None:
        return False
    if a.text.lower() == b.text.lower() or (a.name and a.name == b.name):
        return True
    return bool(a.country and a.country == b.country and (_is_country(a) or _is_country(b) or _near(a, b)))


def _near(a: Place, b: Place) -> bool:
    """An airport and its city lie within a third of a degree or so."""
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return False
    return abs(a.lat - b.lat) + abs(a.lon - b.lon) < 0.7


def is_at(seen: Place, there: Place) -> bool:
    """Whether who is seen at a place is where a journey leads; "the Russian city" is any city of Russia."""
    return same_place(seen, there) or (is_nameless(seen) and seen.country == there.country)


def is_nameless(place: Place) -> bool:
    """Whether a place is called by nothing but its country: "the Russian city"."""
    return place.kind == "site" and place.country is not None and place.name is None and place.lat is None


def _is_country(place: Place) -> bool:
    return place.kind == "country"


def vagueness(place: Place) -> int:
    """How little a place says of where exactly: a city 0, a region, sea or continent 1, a country 2."""
    return 2 if _is_country(place) else 1 if place.kind in _WIDE else 0

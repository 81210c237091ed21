"""The route of a story as a map shows it: the places with a known position, in order, and the words for them.

What comes from outside is bounded here: positions that are none are dropped, labels are short and hold only letters that
the typeface has.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.alerts import words
from bot.alerts.blocks import flat
from bot.alerts.story import Told
from bot.model import ClaimStatus, Place

MAX_STOPS = 4
LABEL_LIMIT = 24  # characters
NORTH, SOUTH = 82.0, -60.0  # degrees: what the projection can show
SAME_PLACE = 0.15  # degrees apart: Tehran and one of its airports

# Told as something that takes or took place. Everything else is drawn as a broken line.
_UNDER_WAY = frozenset({ClaimStatus.STATED, ClaimStatus.REPORTED, ClaimStatus.CONFIRMED})
_WIDE = frozenset({"country", "region", "sea", "continent"})  # no point stands for these
# What the typeface can draw: Latin with its marks, dashes, quotation marks.
_UNDRAWABLE = re.compile(
    r"[^ -~\u00a1-\u00ac\u00ae-\u024f\u02bb\u02bc\u1e00-\u1e9b\u1e9e-\u1eff\u2010-\u2015\u2018-\u201e\u2026]"
)


class Role(StrEnum):
    """What a place is in the journey."""

    ORIGIN = "origin"
    STOP = "stop"
    DESTINATION = "destination"


@dataclass(frozen=True, slots=True)
class Halt:
    """A place of the journey with its position. `lon` may lie beyond ±180: it goes on from the halt before it."""

    role: Role
    name: str
    land: str  # its country, empty where the name says it
    lat: float
    lon: float
    wide: bool  # a country or region: the position only stands for it


@dataclass(frozen=True, slots=True)
class Route:
    """What a map shows. `firm`: told as under way or past, not as planned, thought possible or denied."""

    halts: tuple[Halt, ...]
    heading: str
    firm: bool


def route_of(told: Told) -> Route | None:
    """The route, or None where no destination with a position is told, or nobody tells the trip any longer."""
    if told.status is None or not told.standing or told.destination is None:
        return None
    halts = tuple(_onward(_halts(told)))
    if not halts or halts[-1].role is not Role.DESTINATION:
        return None
    return Route(halts, words.HEADING[told.status], told.status in _UNDER_WAY)


def _halts(told: Told) -> Iterator[Halt]:
    places = [(Role.ORIGIN, told.origin.value)] if told.origin else []
    places += [(Role.STOP, said.value) for said in told.stops[:MAX_STOPS]]
    places += [(Role.DESTINATION, told.destination.value)] if told.destination else []
    for role, place in places:
        at = _position(place)
        if at is not None:
            yield Halt(role, *_label(place, role), *at, place.kind in _WIDE)


def _position(place: Place) -> tuple[float, float] | None:
    lat, lon = place.lat, place.lon
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    return (lat, lon) if SOUTH <= lat <= NORTH and -180 <= lon <= 180 else None


def _onward(halts: Iterator[Halt]) -> Iterator[Halt]:
    """Each halt on the shorter way round from the one before it. Of two at one place the later one stays."""
    before: Halt | None = None
    for halt in halts:
        lon = halt.lon if before is None else halt.lon - 360 * round((halt.lon - before.lon) / 360)
        moved = Halt(halt.role, halt.name, halt.land, halt.lat, lon, halt.wide)
        if before is not None and not _at_one_place(before, moved):
            yield before
        before = moved
    if before is not None:
        yield before


def _at_one_place(one: Halt, other: Halt) -> bool:
    return abs(one.lat - other.lat) < SAME_PLACE and abs(one.lon - other.lon) < SAME_PLACE


def _label(place: Place, role: Role) -> tuple[str, str]:
    """Name and country, each in letters that can be drawn."""
    name, land = drawable(words.place(place)), drawable(words.country(place.country) or "")
    if not name:
        return land or role.value, ""
    return name, "" if land.casefold() == name.casefold() else land


def drawable(text: str) -> str:
    """A short text that the typeface has every letter of; empty where the text is in another script."""
    plain = flat(unicodedata.normalize("NFKC", text)).strip()
    return "" if _UNDRAWABLE.search(plain) else shortened(plain, LABEL_LIMIT)


def shortened(name: str, limit: int) -> str:
    """At most so many letters, cut at a blank or a hyphen: many long names of places have no blanks."""
    head = name[: limit - 1]
    at = max(head.rfind(" "), head.rfind("-"))
    return name if len(name) <= limit else f"{head[:at] if at > limit // 2 else head}…"

"""The part of the world a map shows, and where a position falls in the picture.

The projection is Mercator's, which keeps the shapes that readers know; y is measured in degrees of longitude. A journey
across the 180th meridian is one stretch: longitudes go on beyond ±180, and land is drawn once more a world further.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.alerts.map_route import NORTH, SOUTH, Route

WIDTH, HEIGHT = 800, 450  # pixels: sharp on a phone, small to send
FOOT = 34  # pixels at its foot, where the small print stands
MARGIN = 0.24  # of the picture's width and height on each side of the journey: room for labels
LEAST, NEAREST = 1900.0, 800.0  # km that the picture is wide at least; for the shortest way
ALONE, LAND_ALONE = (
    5200.0,
    9000.0,
)  # where there is no way: around a town; around a country, so that it can be recognised
APART = 25.0  # times the length of a short journey that the picture is wide at least: its ends can be told apart
WHOLE, TIGHT = 340.0, 1.28  # degrees across, from which on the margins are tight; the picture over the journey, then
BULGE = 0.14  # of a leg's length: how far its line bends towards the pole
KM = 111.2  # of a degree at the equator
_LEG_POINTS = 48

Spot = tuple[float, float]  # pixels from the left and from the top


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the projected world, and the picture it fills."""

    left: float  # projected degrees
    top: float
    scale: float  # pixels in a degree

    def spot(self, lon: float, y: float) -> Spot:
        """Where a projected point falls."""
        return (lon - self.left) * self.scale, (self.top - y) * self.scale

    def shifts(self, west: float, east: float) -> Iterator[float]:
        """By how many degrees something between these longitudes must be moved to come into the picture, maybe twice."""
        right = self.left + WIDTH / self.scale
        first, last = math.ceil((self.left - east) / 360), math.floor((right - west) / 360)
        yield from (360.0 * world for world in range(first, last + 1))

    def shows(self, south: float, north: float) -> bool:
        """Whether the picture reaches to these latitudes."""
        return mercator(north) > self.top - HEIGHT / self.scale and mercator(south) < self.top


def mercator(lat: float) -> float:
    """The projected latitude."""
    bounded = math.radians(min(max(lat, SOUTH - 10), NORTH + 2))
    return math.degrees(math.log(math.tan(math.pi / 4 + bounded / 2)))


def legs(route: Route) -> list[list[Spot]]:
    """The lines from halt to halt in projected degrees, each gently bent."""
    ends = [(halt.lon, mercator(halt.lat)) for halt in route.halts]
    return [_bent(start, end) for start, end in pairwise(ends)]


def _bent(start: Spot, end: Spot) -> list[Spot]:
    """A quadratic Bézier curve: towards the pole as the shortest way would, and enough to tell it from a border."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    poleward = 1.0 if start[1] + end[1] >= 0 else -1.0
    side = poleward if dx >= 0 else -poleward
    bend = ((start[0] + end[0]) / 2 - dy * side * BULGE * 2, (start[1] + end[1]) / 2 + dx * side * BULGE * 2)
    return [_bezier(start, bend, end, step / _LEG_POINTS) for step in range(_LEG_POINTS + 1)]


def _bezier(start: Spot, bend: Spot, end: Spot, t: float) -> Spot:
    a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
    return a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]


def frame_of(route: Route, lines: Sequence[Sequence[Spot]]) -> Frame:
    """The part of the world that shows the journey with room around it."""
    points = [(halt.lon, mercator(halt.lat)) for halt in route.halts] + [point for line in lines for point in line]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    degree = KM * math.cos(math.radians(route.halts[-1].lat))
    way = max(east - west, north - south) * degree
    alone = LAND_ALONE if route.halts[-1].wide else ALONE
    least = (min(max(APART * way, NEAREST), LEAST) if lines else alone) / degree
    width = max(_roomy(east - west), _roomy((north - south) * WIDTH / HEIGHT), least)
    height = width * HEIGHT / WIDTH
    return Frame((west + east) / 2 - width / 2, _top(south, north, height), WIDTH / width)


def _roomy(across: float) -> float:
    """The picture's width for a journey so many degrees wide: with room for names, but not twice around the world."""
    return min(across / (1 - 2 * MARGIN), max(WHOLE, across * TIGHT))


def _top(south: float, north: float, height: float) -> float:
    """The upper edge: the journey in the middle above the foot; moved so that little is seen beyond the last land."""
    room = height * (1 - 1 / TIGHT)
    middle = (north + south) / 2 + height / 2 * (1 - FOOT / HEIGHT)
    top = min(middle, max(mercator(NORTH + 2), north + room))
    return max(top, min(mercator(SOUTH - 10), south - room) + height)

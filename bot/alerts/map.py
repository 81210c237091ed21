"""Draws the journey of a story on a small map, as a PNG: origin, stops and destination over coasts without borders.

    route    the halts with known positions, in words that can be drawn    map_route
    frame    the part of the world around them                              map_frame
    land     painted large and made smaller, so that coasts are smooth
    journey  a bent line with an arrow: broken where the trip is only planned, thought possible or denied
    names    of the journey, then of cities where there is room             map_names, map_labels

The same story gives the same bytes. The map knows no more than the card: its line is no flight path, and it says so.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageDraw

from bot.alerts.blocks import fallback, image
from bot.alerts.map_frame import HEIGHT, WIDTH, Frame, Spot, frame_of, legs, mercator
from bot.alerts.map_names import DOT, QUIET, Mark, Written, marks_of, names
from bot.alerts.map_route import Role, Route, route_of
from bot.alerts.map_world import Ring, World
from bot.alerts.story import tell_of
from bot.model import Alert
from bot.ports import Message, Picture

FINER = 3  # times the final size, for shapes
SEA, LAND, COAST = "#d5e3ec", "#f7f4ec", "#9fb3c0"
ROUTE, PAPER = "#b3372b", "#ffffff"
_THICK, _EDGE = 5, 2  # pixels: of the line, and of the pale edge on either side
_ARROW = 20.0  # pixels
_DASH, _PAUSE = 15, 10  # pixels of a broken line
_COLOURS = 48  # enough for smooth edges


def map_of(alert: Alert, world: World) -> Picture | None:
    """The map of a story's trip; None where no destination with a position is told."""
    route = route_of(tell_of(alert))
    if route is None:
        return None
    return Picture(draw(route, world), f"Map of the {route.heading.lower()}: {in_words(route)}", "map.png")


def showing(picture: Picture, file: str) -> Message:
    """What shows an uploaded map in a story's thread."""
    return Message(fallback(picture.alt), (image(file, picture.alt),))


def same_journey(alt: str, shown: str) -> bool:
    """Whether a map that was shown, by the text of its message, has the same places: a mere change of status needs no other."""
    return fallback(alt).partition(": ")[2] == shown.partition(": ")[2]


def in_words(route: Route) -> str:
    """``Tehran, Iran → Damascus, Syria → Moscow, Russia``."""
    halts = [f"{halt.name}, {halt.land}" if halt.land else halt.name for halt in route.halts]
    return f"{'' if route.halts[0].role is Role.ORIGIN else 'to '}{' → '.join(halts)}"


def draw(route: Route, world: World) -> bytes:
    """The map as a PNG file."""
    frame = frame_of(route, legs(route))
    marks, arrows = marks_of(route, frame), arrows_of(route, frame)
    shapes = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), SEA)
    pencil = ImageDraw.Draw(shapes)
    _land(pencil, frame, world.rings)
    _journey(pencil, arrows, marks, firm=route.firm)
    picture = shapes.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    taken = [spot for arrow in arrows for spot in (*arrow.line, *arrow.head)]
    _write(ImageDraw.Draw(picture), names(route, frame, taken, world))
    return _png(picture)


def _write(pencil: ImageDraw.ImageDraw, written: Iterable[Written]) -> None:
    """Letters at final size, with a pale edge that keeps them readable on a coast."""
    for each in written:
        if each.dot is not None:
            (x, y), r = each.dot, DOT
            pencil.ellipse((x - r, y - r, x + r, y + r), fill=QUIET)
        at = each.box.left, each.box.top
        pencil.text(at, each.text, fill=each.colour, font=each.font, anchor="la", stroke_width=3, stroke_fill=LAND)


def _png(picture: Image.Image) -> bytes:
    few = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    few.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _land(pencil: ImageDraw.ImageDraw, frame: Frame, rings: Iterable[Ring]) -> None:
    for ring in rings:
        if frame.shows(ring.south, ring.north):
            for shift in frame.shifts(ring.west, ring.east):
                outline = [_fine(frame.spot(lon + shift, mercator(lat))) for lon, lat in ring.points]
                pencil.polygon(outline, fill=SEA if ring.water else LAND)
                pencil.line([*outline, outline[0]], fill=COAST, width=FINER)


def _fine(spot: Spot) -> Spot:
    return spot[0] * FINER, spot[1] * FINER


# --- the journey ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrow:
    """From halt to halt: the bent line, and the corners of its head."""

    line: Sequence[Spot]
    head: Sequence[Spot]


def _journey(pencil: ImageDraw.ImageDraw, arrows: Sequence[Arrow], marks: Iterable[Mark], *, firm: bool) -> None:
    for arrow in arrows:
        _stroke(pencil, [arrow.line], PAPER, _THICK + 2 * _EDGE)
        _stroke(pencil, [arrow.line] if firm else _dashes(arrow.line), ROUTE, _THICK)
    for arrow in arrows:  # over every line: there and back lead the same way
        pencil.polygon([_fine(corner) for corner in arrow.head], fill=ROUTE, outline=PAPER, width=FINER)
    for mark in marks:
        _dot(pencil, mark)


def arrows_of(route: Route, frame: Frame) -> list[Arrow]:
    """The legs where they fall in the picture, each between its marks."""
    return [
        _arrow([frame.spot(*point) for point in leg], *ends)
        for leg, ends in zip(legs(route), pairwise(marks_of(route, frame)), strict=True)
    ]


def _arrow(leg: Sequence[Spot], start: Mark, end: Mark) -> Arrow:
    line = _between(leg, start, end)
    return Arrow(line, _head(line, end))


def _between(leg: Sequence[Spot], start: Mark, end: Mark) -> list[Spot]:
    """The part of a leg that its marks leave free."""
    clear = [at for at in leg if math.dist(at, start.at) >= start.radius and math.dist(at, end.at) >= end.radius + 14]
    return clear or [start.at, end.at]  # so near each other that the marks cover the line


def _stroke(pencil: ImageDraw.ImageDraw, parts: Iterable[Sequence[Spot]], colour: str, width: int) -> None:
    for part in parts:
        pencil.line([_fine(spot) for spot in part], fill=colour, width=width * FINER, joint="curve")


def _dashes(line: Sequence[Spot]) -> Iterator[list[Spot]]:
    """The line in strokes of even length."""
    dash: list[Spot] = []
    for spot, walked in _walk(line):
        if walked % (_DASH + _PAUSE) < _DASH:
            dash.append(spot)
        elif dash:
            yield dash
            dash = []
    if len(dash) > 1:
        yield dash


def _walk(line: Sequence[Spot]) -> Iterator[tuple[Spot, float]]:
    """Points along the line, one a pixel, with the way walked so far."""
    walked = 0.0
    for start, end in pairwise(line):
        length = math.dist(start, end)
        for step in range(int(length)):
            part = step / length
            yield (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part), walked + step
        walked += length


def _head(line: Sequence[Spot], end: Mark) -> Sequence[Spot]:
    """The corners of an arrow's head that ends just before the mark, smaller where there is little room."""
    (x, y), (tx, ty) = line[-1], end.at
    length = math.dist((x, y), (tx, ty)) or 1.0
    ux, uy = (tx - x) / length, (ty - y) / length
    long = min(_ARROW, math.dist(line[0], end.at) / 3)
    tip = (tx - ux * (end.radius + 2), ty - uy * (end.radius + 2))
    back = (tip[0] - ux * long, tip[1] - uy * long)
    return tip, *((back[0] + side * uy * long * 0.55, back[1] - side * ux * long * 0.55) for side in (1, -1))


def _dot(pencil: ImageDraw.ImageDraw, mark: Mark) -> None:
    """A ring where the journey begins or stops, a disc where it ends, a wide ring where only a country is told."""
    if mark.halt.wide:
        _circle(pencil, mark, mark.radius, outline=ROUTE, width=3)
    elif mark.halt.role is Role.DESTINATION:
        _circle(pencil, mark, mark.radius, fill=PAPER)
        _circle(pencil, mark, mark.radius - 2, fill=ROUTE)
    else:
        _circle(pencil, mark, mark.radius, fill=PAPER)
        _circle(pencil, mark, mark.radius - 1, fill=PAPER, outline=ROUTE, width=4)


def _circle(
    pencil: ImageDraw.ImageDraw,
    mark: Mark,
    radius: float,
    fill: str | None = None,
    outline: str | None = None,
    width: int = 0,
) -> None:
    (x, y), r = _fine(mark.at), radius * FINER
    pencil.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=outline, width=width * FINER)

"""What is written on a map, and where: the names of the journey, one line of small print, cities where there is room."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import ImageFont

from bot.alerts.map_frame import HEIGHT, Frame, Spot, mercator
from bot.alerts.map_labels import EDGE, PICTURE, Box, Ground
from bot.alerts.map_route import Halt, Role, Route, shortened
from bot.alerts.map_world import World

MARK, STOP, WIDE, DOT = 12, 9, 30, 3  # radii in pixels: of an end, a stop, a country or region, a city
NAME, COUNTRY, CITY, SMALL = 32, 22, 20, 17  # pixels
INK, FAINT, QUIET = "#1d2730", "#4b5965", "#71808c"
MAX_CITIES = 9
CLOSE = 12.0  # pixels in a degree: from there on large cities are named beside capitals
SMALL_PRINT = "as told in the news"
NO_PATH = "the line is no flight path"
WIDEST = 380  # pixels of a name: half the picture
_LEADING = 1.2  # of a letter's size, from line to line
_CLEAR = 40  # pixels around a halt without other places
_GAP = 7  # pixels between a mark and its name

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Mark:
    """A halt in the picture."""

    halt: Halt
    at: Spot
    radius: float

    def box(self) -> Box:
        """The ground it takes."""
        return around(self.at, self.radius + 2)


@dataclass(frozen=True, slots=True)
class Written:
    """A text in the picture: where its box is, and how it looks. `dot`: the city it belongs to."""

    text: str
    box: Box
    font: Font
    colour: str
    dot: Spot | None = None


def around(at: Spot, radius: float) -> Box:
    """The square around a point."""
    return Box(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)


def marks_of(route: Route, frame: Frame) -> list[Mark]:
    """The halts where they fall in the picture."""
    return [_mark(frame, halt) for halt in route.halts]


def _mark(frame: Frame, halt: Halt) -> Mark:
    radius = WIDE if halt.wide else STOP if halt.role is Role.STOP else MARK
    return Mark(halt, frame.spot(halt.lon, mercator(halt.lat)), radius)


def names(route: Route, frame: Frame, line: Sequence[Spot], world: World) -> Iterator[Written]:
    """Every text of the map, the most important first."""
    marks = marks_of(route, frame)
    ground = Ground((mark.box() for mark in marks), line)
    named = {(mark.halt.name, mark.at): mark for mark in marks}  # there and back: once
    for mark in sorted(named.values(), key=lambda mark: mark.halt.role is Role.STOP):  # ends first
        yield from _halt(mark, ground, world)
    small = f"{route.heading}, {SMALL_PRINT}{f' · {NO_PATH}' if line else ''}"
    yield _line(small, (EDGE + 2, HEIGHT - EDGE - SMALL), _font(world.medium, SMALL), FAINT)
    yield from _cities(marks, frame, ground, world)


def _line(text: str, at: Spot, font: Font, colour: str, dot: Spot | None = None) -> Written:
    box = Box(at[0], at[1], at[0] + font.getlength(text), at[1] + font.size * _LEADING)
    return Written(text, box, font, colour, dot)


def _halt(mark: Mark, ground: Ground, world: World) -> Iterator[Written]:
    """The name of a halt, and below an end's its country."""
    halt, is_end = mark.halt, mark.halt.role is not Role.STOP
    name, land = _font(world.bold, NAME if is_end else COUNTRY), _font(world.medium, COUNTRY)
    lines = [(_fitted(halt.name, name), name, INK)]
    lines += [(_fitted(halt.land, land), land, FAINT)] if is_end and halt.land else []
    size = max(font.getlength(text) for text, font, _ in lines), sum(font.size * _LEADING for _, font, _ in lines)
    if box := ground.place(mark.at, size, mark.radius + _GAP, always=is_end, on_line=True):
        yield from _stacked(lines, box, flush_right=box.right <= mark.at[0])


def _stacked(lines: Sequence[tuple[str, Font, str]], box: Box, *, flush_right: bool) -> Iterator[Written]:
    """Lines one below the other. Left of its place a name is set flush against it."""
    top = box.top
    for text, font, colour in lines:
        left = box.right - font.getlength(text) if flush_right else box.left
        yield _line(text, (left, top), font, colour)
        top += font.size * _LEADING


def _fitted(text: str, font: Font) -> str:
    """The text, cut until it is narrow enough to find room."""
    short = text
    for limit in range(len(text) - 1, 1, -1):
        if font.getlength(short) <= WIDEST:
            break
        short = shortened(text, limit)
    return short


def _cities(marks: Sequence[Mark], frame: Frame, ground: Ground, world: World) -> Iterator[Written]:
    """Cities for orientation, capitals first, where neither the journey nor another city is in the way."""
    font, drawn = _font(world.medium, CITY), 0
    for name, at in _in_sight(world, frame):
        dot = around(at, 2 * DOT)
        if any(math.dist(at, mark.at) < _CLEAR for mark in marks) or not ground.free(dot):
            continue
        box = ground.place(at, (font.getlength(name), CITY * _LEADING), DOT + 5, always=False, on_line=False)
        if box is not None:
            ground.take(dot)
            yield _line(name, (box.left, box.top), font, QUIET, at)
            drawn += 1
        if drawn == MAX_CITIES:
            return


def _in_sight(world: World, frame: Frame) -> Iterator[tuple[str, Spot]]:
    for city in world.cities:
        if city.capital or frame.scale >= CLOSE:
            for shift in frame.shifts(city.lon, city.lon):
                at = frame.spot(city.lon + shift, mercator(city.lat))
                if PICTURE.holds(at):
                    yield city.name, at


@cache
def _font(data: bytes, size: int) -> Font:
    # The basic layout: one glyph for each letter, the same on every machine.
    return ImageFont.truetype(io.BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)

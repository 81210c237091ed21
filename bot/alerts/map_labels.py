"""Where the names on a map go: beside their places, in the picture, over no other name and no mark.

The names of the journey come first, its two ends before its stops; capitals take what room is left. An end always
finds a place; any other name that finds none is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.alerts.map_frame import FOOT, HEIGHT, WIDTH, Spot

EDGE = 10  # pixels kept free along the picture's edges
_AIR = 6  # pixels between two names
_GRID = 10  # pixels: how finely room is looked for far from a place


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share ground."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    def holds(self, spot: Spot) -> bool:
        """Whether a point lies within."""
        return self.left <= spot[0] <= self.right and self.top <= spot[1] <= self.bottom

    def grown(self, by: float) -> Box:
        """The same with air around it."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


PICTURE = Box(EDGE, EDGE, WIDTH - EDGE, HEIGHT - FOOT)


class Ground:
    """What of the picture is taken: by marks, by names, and by the lines of the journey, which names rather avoid."""

    def __init__(self, marks: Iterable[Box], line: Sequence[Spot]) -> None:
        self._taken = list(marks)
        self._line = line

    def place(self, at: Spot, size: tuple[float, float], gap: float, *, always: bool, on_line: bool) -> Box | None:
        """Room for a name of this size beside a place, taken from now on. None where there is none.

        `always`: further away rather than not at all. `on_line`: over the line rather than not at all.
        """
        near = [box for box in map(_inside, _beside(at, size, gap)) if self.free(box)]
        best = min(near, key=self._crossed, default=None)
        if best is not None and (on_line or not self._crossed(best)):
            self._taken.append(best.grown(_AIR))
            return best
        if not always:
            return None
        far = min((box for box in _anywhere(size) if self.free(box)), key=lambda box: _far(box, at), default=None)
        if far is not None:
            self._taken.append(far.grown(_AIR))
        return far

    def free(self, box: Box) -> bool:
        """Whether a mark or a name may go here."""
        return not any(box.meets(other) for other in self._taken)

    def take(self, box: Box) -> None:
        """Keep names away from here."""
        self._taken.append(box)

    def _crossed(self, box: Box) -> int:
        """How much of the journey's line a name would hide."""
        near = box.grown(_AIR)
        return sum(near.holds(spot) for spot in self._line)


def _beside(at: Spot, size: tuple[float, float], gap: float) -> Iterator[Box]:
    """Right and left of a place, below and above, then at its corners: the likeliest to be read with it first."""
    (x, y), (width, height) = at, size
    corner = gap * 0.8  # clear of the mark
    for left, top in (
        (x + gap, y - height / 2),
        (x - gap - width, y - height / 2),
        (x - width / 2, y + gap),
        (x - width / 2, y - gap - height),
        (x + corner, y + corner),
        (x - corner - width, y + corner),
        (x + corner, y - corner - height),
        (x - corner - width, y - corner - height),
    ):
        yield Box(left, top, left + width, top + height)


def _inside(box: Box) -> Box:
    """The same, moved into the picture."""
    right = max(PICTURE.left - box.left, 0) + min(PICTURE.right - box.right, 0)
    down = max(PICTURE.top - box.top, 0) + min(PICTURE.bottom - box.bottom, 0)
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def _anywhere(size: tuple[float, float]) -> Iterator[Box]:
    for top in range(int(PICTURE.top), int(PICTURE.bottom - size[1]), _GRID):
        for left in range(int(PICTURE.left), int(PICTURE.right - size[0]), _GRID):
            yield Box(left, top, left + size[0], top + size[1])


def _far(box: Box, at: Spot) -> float:
    return ((box.left + box.right) / 2 - at[0]) ** 2 + ((box.top + box.bottom) / 2 - at[1]) ** 2

"""Datelines: "EDMONTON, Ky. (WBKO) - ". They stand before the parsed sentences, and tell where an article plays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.context.around import container_of
from bot.context.meanings import Meanings, Scene, choose
from bot.model import Place, Span
from bot.ports import Gazetteer, GazetteerEntry

_LONGEST = 80  # characters
_PART = re.compile(r"[^\W\d_][^,(–—:]*?(?=\s*(?:[,(–—:]|-+\s|$))")


@dataclass(frozen=True, slots=True)
class Dateline:
    """The town of a dateline, and the region or country behind it."""

    town: Place
    meanings: Meanings
    container: GazetteerEntry | None = None
    printed: Place | None = None  # the container as printed

    @property
    def tie(self) -> tuple[str, Meanings, GazetteerEntry] | None:
        """The town tied to its container, for `bot.context.meanings.set_scene`."""
        return (self.town.text, self.meanings, self.container) if self.container else None

    def places(self, scene: Scene) -> Iterator[Place]:
        """Both, resolved."""
        yield choose(self.town.text, self.meanings, scene).at(self.town)
        if self.container and self.printed:
            yield self.container.at(self.printed)


def read_datelines(body: str, starts: Collection[int], gazetteer: Gazetteer) -> Iterator[Dateline]:
    """The datelines cut off before the lines that start at these characters."""
    for start in sorted(starts):
        begin = body.rfind("\n", 0, start) + 1
        if 0 < start - begin <= _LONGEST and (line := _dateline(body, begin, start, gazetteer)):
            yield line


def _dateline(body: str, begin: int, end: int, gazetteer: Gazetteer) -> Dateline | None:
    town = _PART.search(body, begin, end)
    if town is None or not (meanings := gazetteer.lookup(town.group())):
        return None
    place = Place(town.group(), Span(*town.span()))
    behind = _PART.search(body, town.end() + 1, end) if body[town.end() : town.end() + 1] == "," else None
    if behind and (container := container_of(behind.group(), meanings, gazetteer)):
        return Dateline(place, meanings, container, Place(behind.group(), Span(*behind.span())))
    return Dateline(place, meanings)

"""Screens an archive with an engine, and keeps or hands on what comes of it.

files ──► pieces ──► engine: local or Ray ──► answers, in order ──► results (`bot.edges.archive.results`), or whoever prints them
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from bot.edges.archive.reading import Begun, Chunk, Source
from bot.edges.archive.results import Results
from bot.edges.archive.screening import Answers


class Engine(Protocol):
    """What screens pieces."""

    def screened(self, archive: Sequence[Begun], size: int) -> AsyncIterator[tuple[Chunk, Answers | None]]:
        """Each piece of `size` lines, in order, with its answers; None for one that was done before."""
        ...


# Hears of each piece as it is done.
Heard = Callable[[Chunk, Answers | None], None]


async def screen_archive(
    engine: Engine, archive: Sequence[Source], size: int, heard: Heard, results: Results | None = None
) -> None:
    """Screen everything, or what is not among the results yet, which are kept piece by piece. `heard` is told of each piece."""
    begun = [Begun(source, results.begin(source) if results else frozenset()) for source in archive]
    async for chunk, answers in engine.screened(begun, size):
        if results is not None and answers is not None:
            results.put(chunk.source, chunk.number, answers)
        heard(chunk, answers)

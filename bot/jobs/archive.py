"""Screens an archive with an engine, and keeps or hands on what comes of it.

files ──► pieces ──► engine: local or Ray ──► answers, in order ──► results (`bot.edges.archive.results`), or whoever prints them
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from bot.edges.archive.reading import Begun, Chunk, Source
from bot.edges.archive.results import Kept, Results
from bot.edges.archive.screening import Answers


class Engine(Protocol):
    """What screens pieces."""

    def screened(self, archive: Sequence[Begun], size: int) -> AsyncIterator[tuple[Chunk, Answers | None]]:
        """Each piece of `size` lines, in order, with its answers; None for one that was done before."""
        ...


# Hears of each piece as it is done.
Heard = Callable[[Chunk, Answers | None], None]


async def print_archive(engine: Engine, archive: Sequence[Source], size: int, heard: Heard) -> None:
    """Screen everything, and let `heard` hand it on."""
    async for chunk, answers in engine.screened([Begun(source) for source in archive], size):
        heard(chunk, answers)


async def keep_archive(engine: Engine, archive: Sequence[Source], size: int, heard: Heard, results: Results) -> Kept:
    """Screen what is not done yet, keep it piece by piece, and count it all."""
    begun = [Begun(source, results.begin(source)) for source in archive]
    async for chunk, answers in engine.screened(begun, size):
        if answers is not None:
            results.put(chunk.source, chunk.number, answers)
        heard(chunk, answers)
    return results.kept(archive)

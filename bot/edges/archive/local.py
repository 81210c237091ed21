"""Screens an archive on this machine: pieces are read here and screened by worker processes, as many as there are cores."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from bot.edges.archive.reading import Begun, Chunk, chunks
from bot.edges.archive.screening import Answers, Line, Output, joined
from bot.edges.worker import WorkerFailed
from bot.edges.workers import Workers

FEW = (
    20  # lines that a worker is asked for at a time: within the limit of a call also where each of them is parsed whole
)
AHEAD = 2  # pieces for each worker that are under way at the same time, so that none waits for the reader


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Workers with a screener, and what is told of each article."""

    workers: Workers
    count: int  # of workers
    output: Output

    async def screened(self, archive: Sequence[Begun], size: int) -> AsyncIterator[tuple[Chunk, Answers | None]]:
        """Each piece, in order, with its answers; None for one that was done before. Raises UsageError for a file that cannot be read."""
        under_way: deque[tuple[Chunk, asyncio.Task[Answers | None]]] = deque()
        try:
            for begun in archive:
                for chunk in chunks(begun.source, size, begun.done):
                    under_way.append((replace(chunk, lines=()), asyncio.create_task(self._answers(chunk))))
                    if len(under_way) > AHEAD * self.count:
                        first, task = under_way.popleft()
                        yield first, await task
            while under_way:
                first, task = under_way.popleft()
                yield first, await task
        finally:
            for _, task in under_way:
                task.cancel()
            await asyncio.gather(*(task for _, task in under_way), return_exceptions=True)

    async def _answers(self, chunk: Chunk) -> Answers | None:
        if not chunk.lines:
            return None
        few = (chunk.lines[at : at + FEW] for at in range(0, len(chunk.lines), FEW))
        return joined([each for lines in few for each in await self._of(lines)])

    async def _of(self, lines: Sequence[Line]) -> Sequence[Answers]:
        answers = await self._asked(lines)
        if isinstance(answers, Answers):
            return [answers]
        return [await self._one(line) for line in lines]  # one of them brought a worker down

    async def _one(self, line: Line) -> Answers:
        """A line by itself; once more where a worker died that may have been brought down from outside."""
        found = await self._asked((line,))
        if isinstance(found, WorkerFailed) and not found.overran:
            found = await self._asked((line,))
        if isinstance(found, Answers):
            return found
        return Answers(left_out=((line[0], f"could not be screened: {found.why}"),))

    async def _asked(self, lines: Sequence[Line]) -> Answers | WorkerFailed:
        found = await self.workers.lines(lines, self.output)
        if isinstance(found, WorkerFailed) and found.unbuilt:
            raise RuntimeError(f"no worker could be started: {found.why}")
        return found

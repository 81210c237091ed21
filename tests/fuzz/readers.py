"""The workers as the program has them, for targets: what crashes, hangs or grows there ends a call and is a finding."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot.edges.reads_only import ReadsOnly
from bot.edges.worker import WorkerFailed
from bot.edges.workers import ProcessWorkers, Workers

MEMORY_MB = 2_048
IMPORTED = ("bot.feeds.parse", "bot.feeds.article", "bot.feeds.page")

Call = Callable[[Callable[[Workers], Awaitable[Any]]], Any]


@contextmanager
def reading() -> Iterator[Call]:
    """Calls of one worker, under the limits of time and memory that the program sets. A call without an answer fails the test."""
    with asyncio.Runner() as runner:

        async def opened() -> ProcessWorkers:
            return ProcessWorkers(ReadsOnly, 1, memory_mb=MEMORY_MB, imported=IMPORTED)

        workers = runner.run(opened())

        async def called(do: Callable[[Workers], Awaitable[Any]]) -> Any:
            return await do(workers)

        def call(do: Callable[[Workers], Awaitable[Any]]) -> Any:
            answer = runner.run(called(do))
            assert not isinstance(answer, WorkerFailed), f"{answer.why}\n{answer.trace}"
            return answer

        yield call
        runner.run(workers.close())

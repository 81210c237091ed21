"""Runs the pure stages off the event loop, in processes that are killed and replaced when they die or overrun.

Matching is bound by the interpreter lock, so workers are processes. Each is a copy of one process that has imported what
reading needs and nothing else (a fork server), builds its screener once, and answers one call at a time over a pipe. A worker of its own for every call in flight means that one hostile
document takes down itself and nothing else. Errors are values: a call that fails returns `WorkerFailed`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any, cast

from bot.edges import worker as inside
from bot.edges.worker import Factory, ReadEntry, ReadFeed, ReadPage, Screening, WorkerFailed
from bot.feeds.entry import Entry, NotAFeed
from bot.model import Article, Findings

if TYPE_CHECKING:
    from bot.edges.archive.screening import Answers, Line, Output
    from bot.feeds.article import FeedFacts
    from bot.feeds.page import FullText, NotAnArticle

# Seconds. Parsing a feed that was not made to hurt stays far below it; the worst known document would take 57.
CALL_LIMIT = 15.0
# Seconds for a worker to be ready: the model and the name index of a large list load meanwhile.
START_LIMIT = 300.0
# MB of address space, several times what model, gazetteer and 100,000 names need.
MEMORY_LIMIT = 6_144
# What every worker needs. Importing it takes most of the time of a start, and an edited list waits for that.
IMPORTED = ("spacy.util", "spacy.lang.en", "bot.edges.preloaded", "bot.context.reader", "bot.matching.matcher")


class Workers(ABC):
    """Calls of the pure stages that may take long, or never come back."""

    replaced = 0  # workers so far that died or overran

    async def screen(self, article: Article) -> Findings | WorkerFailed:
        """Screen one article with the Watchlist in force."""
        return cast("Findings | WorkerFailed", await self._call(inside.screen, article))

    async def concerns(self, article: Article, people: frozenset[str]) -> bool | WorkerFailed:
        """Whether any of these people, by id, could be found in an article; much quicker than `screen`."""
        return cast("bool | WorkerFailed", await self._call(inside.concerns, article, people))

    async def parse(
        self, body: bytes, content_type: str | None, url: str, known: bytes | None = None
    ) -> ReadFeed | NotAFeed | WorkerFailed:
        """Read a feed document without the items whose digests are `known` (`bot.feeds.cut`); `url` is where it came from."""
        read = await self._call(inside.parse, body, content_type, url, known)
        return cast("ReadFeed | NotAFeed | WorkerFailed", read)

    async def articles(
        self, entries: Sequence[Entry], feed: FeedFacts, seen: datetime, full_text: FullText
    ) -> tuple[ReadEntry, ...] | WorkerFailed:
        """Make Articles of entries of a feed, first seen then."""
        read = await self._call(inside.articles, tuple(entries), feed, seen, full_text)
        return cast("tuple[ReadEntry, ...] | WorkerFailed", read)

    async def page(self, article: Article, body: bytes, url: str) -> ReadPage | NotAnArticle | WorkerFailed:
        """Give an article the text of its own page; `url` is where the page came from."""
        return cast("ReadPage | NotAnArticle | WorkerFailed", await self._call(inside.page, article, body, url))

    async def lines(self, lines: Sequence[Line], output: Output) -> Answers | WorkerFailed:
        """Screen lines of an archive with the Watchlist in force."""
        from bot.edges.archive.screening import screen_lines  # brings along what tells languages apart

        return cast("Answers | WorkerFailed", await self._call(screen_lines, tuple(lines), output))

    @abstractmethod
    async def _call(self, verb: Callable[..., Any], *args: Any) -> Any:
        """Run one of the verbs below with the screener in force."""

    @abstractmethod
    async def ready(self) -> WorkerFailed | None:
        """Wait until a screener is built; what went wrong when it cannot be."""

    @abstractmethod
    async def replace(self, factory: Factory) -> WorkerFailed | None:
        """Screen with another screener from now on, or say why it cannot be built; then the old one stays.

        Once it returns, no call answers with the old screener, except those that were under way.
        """

    @abstractmethod
    async def close(self) -> None:
        """End every worker."""


# --- in processes ---------------------------------------------------------------------------------------------------------


def _context(imported: Sequence[str]) -> ForkServerContext | SpawnContext:
    """How processes are started: from a fork server, or, on systems without one, each from nothing."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(imported))
    return context


def get_ready() -> None:
    """Let the process that workers are forked from begin to import, seconds before the first of them is needed."""
    if isinstance(_context(IMPORTED), ForkServerContext):
        ensure_running()


def _start(
    context: ForkServerContext | SpawnContext, pipe: Connection, factory: Factory, memory_mb: int
) -> BaseProcess:
    """A worker's process. The server that it starts from may die at this moment; then the next try brings up another."""
    for pause in (0.05, 0.5, None):
        process = context.Process(target=inside.serve, args=(pipe, factory, memory_mb), daemon=True)
        try:
            process.start()
            break
        except (EOFError, OSError):
            if pause is None:
                raise
            time.sleep(pause)
    return process


class _Worker:
    """One process and the pipe to it. All calls block; a thread of the pool makes them."""

    def __init__(self, factory: Factory, memory_mb: int, imported: Sequence[str]) -> None:
        context = _context(imported)
        self._pipe, theirs = context.Pipe()
        self._process = _start(context, theirs, factory, memory_mb)
        theirs.close()
        self._ready = False

    def start(self) -> WorkerFailed | None:
        """Wait until the screener is built. When it cannot be, the process is gone."""
        if self._ready:
            return None
        failed: WorkerFailed | None = self._receive(START_LIMIT, "it took too long to start")
        self._ready = failed is None
        if failed is None:
            return None
        self.kill()
        return replace(failed, unbuilt=True)

    def call(self, limit: float, verb: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """Make one call. When it overruns or the process dies, the process is gone."""
        if failed := self.start():
            return failed
        try:
            self._pipe.send((verb, args))
        except OSError:
            return self._died()
        return self._receive(limit, f"it took longer than {limit:g} s")

    def _receive(self, limit: float, too_late: str) -> Any:
        try:
            if self._pipe.poll(limit):
                return self._pipe.recv()
        except (EOFError, OSError):
            return self._died()
        self.kill()
        return WorkerFailed(too_late, overran=True)

    def _died(self) -> WorkerFailed:
        self.kill()
        return WorkerFailed(f"the worker process died (exit code {self._process.exitcode})")

    @property
    def alive(self) -> bool:
        """Whether the process is there to take another call."""
        return self._process.is_alive()

    def stop(self) -> None:
        """End the process, whatever it is doing. A thread that waits for its answer is told that it died."""
        self._process.kill()
        self._process.join()

    def kill(self) -> None:
        """End the process and hang up."""
        self.stop()
        self._pipe.close()


class ProcessWorkers(Workers):
    """`count` worker processes. A call takes an idle one or waits its turn, and leaves one that works behind.

    `imported` names the modules that they start with; the first of a process decides for all its workers.
    """

    def __init__(
        self,
        factory: Factory,
        count: int,
        *,
        call_limit: float = CALL_LIMIT,
        memory_mb: int = MEMORY_LIMIT,
        imported: Sequence[str] = IMPORTED,
    ) -> None:
        self._factory = factory
        self._count = count
        self._limit = call_limit
        self._memory_mb = memory_mb
        self._imported = tuple(imported)
        self._threads = ThreadPoolExecutor(count + 1, thread_name_prefix="worker")
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all: set[_Worker] = set()
        for _ in range(count):
            self._employ(_Worker(factory, memory_mb, self._imported))

    def _employ(self, worker: _Worker) -> None:
        self._all.add(worker)
        self._idle.put_nowait(worker)

    async def _call(self, verb: Callable[..., Any], *args: Any) -> Any:
        worker = await self._idle.get()
        try:
            return await self._in_thread(worker.call, self._limit, verb, args)
        except asyncio.CancelledError:
            worker.stop()  # its answer would be taken for the next call's
            raise
        finally:
            self._give_back(worker)

    async def _in_thread(self, fn: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, fn, *args)

    def _give_back(self, worker: _Worker) -> None:
        """Let a worker be idle again; one that is gone is replaced, one with an older screener is not."""
        if worker not in self._all:
            worker.stop()
            return
        if worker.alive:
            self._idle.put_nowait(worker)
            return
        self._all.remove(worker)
        self.replaced += 1
        self._employ(_Worker(self._factory, self._memory_mb, self._imported))

    async def ready(self) -> WorkerFailed | None:
        """Wait until a screener is built; what went wrong when it cannot be."""
        worker = await self._idle.get()
        try:
            return cast("WorkerFailed | None", await self._in_thread(worker.start))
        finally:
            self._give_back(worker)

    async def replace(self, factory: Factory) -> WorkerFailed | None:
        """Build a new worker beside the old ones, which answer until then. Others follow when it could be built."""
        fresh = [first := await self._in_thread(_Worker, factory, self._memory_mb, self._imported)]
        try:
            if failed := await self._in_thread(first.start):
                return cast(WorkerFailed, failed)
            while len(fresh) < self._count:
                fresh.append(await self._in_thread(_Worker, factory, self._memory_mb, self._imported))
        except BaseException:  # also a stop of the program
            self._dismiss(fresh)
            raise
        self._factory = factory
        self._all.clear()  # the busy ones of them end when they are given back
        while not self._idle.empty():
            self._idle.get_nowait().kill()
        for worker in reversed(fresh):  # the last in is the first out: the one that is there already
            self._employ(worker)
        return None

    def _dismiss(self, workers: Sequence[_Worker]) -> None:
        for worker in workers:
            worker.stop()

    async def close(self) -> None:
        """End every worker."""
        self._dismiss(tuple(self._all))
        self._all.clear()
        self._threads.shutdown(wait=True)


# --- inline ---------------------------------------------------------------------------------------------------------------


class InlineWorkers(Workers):
    """The same calls on one thread of this process: for small machines and tests. Nothing can be stopped here."""

    def __init__(self, factory: Factory) -> None:
        self._factory = factory
        self._screening: Screening | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="inline")

    async def _call(self, verb: Callable[..., Any], *args: Any) -> Any:
        return await self._in_thread(self._answer, verb, args)

    async def _in_thread(self, fn: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, fn, *args)

    def _answer(self, verb: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        if failed := self._build():
            return failed
        assert self._screening is not None
        return inside.answer(self._screening, verb, args)

    def _build(self) -> WorkerFailed | None:
        if self._screening is None:
            built = inside.built(self._factory)
            if isinstance(built, WorkerFailed):
                return built
            self._screening = built
        return None

    async def ready(self) -> WorkerFailed | None:
        """Build the screener now; what went wrong when it cannot be."""
        return cast("WorkerFailed | None", await self._in_thread(self._build))

    async def replace(self, factory: Factory) -> WorkerFailed | None:
        """Build another screener and switch to it."""
        built = await self._in_thread(inside.built, factory)
        if isinstance(built, WorkerFailed):
            return built
        self._factory, self._screening = factory, built
        return None

    async def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=True)

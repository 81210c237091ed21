"""Screens an archive on the machines of a Ray cluster: Ray Data reads files and screens pieces, one matcher for each actor.

List and index of names are put into the object store once; the actors of a machine map one copy of them. Every machine needs
`gatewatch[cluster]` and sees the archive under the same paths.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

# Read when Ray is imported: it tells nobody that it is used, and says nothing of what it mends by itself.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")

import ray
import ray.data

from bot.edges.archive.reading import Begun, Chunk, chunks
from bot.edges.archive.screening import Answers, Output, screen_lines
from bot.edges.index_files import index_of
from bot.edges.worker import settle
from bot.errors import UsageError
from bot.model import Watchlist
from bot.record import dump

_Row = dict[str, Any]

_PATIENCE = 10.0  # seconds
_BLOCK = 1  # bytes from which rows are handed on: each piece by itself


class _Screening:
    """An actor: built once, asked for one piece after the other."""

    def __init__(self, shared: Mapping[str, Any], cache: str, output: Output) -> None:
        from bot.edges.screener import build_with
        from bot.matching.index import NameIndex

        arrays = {name: ray.get(reference) for name, reference in shared["index"].items()}
        self._screener = build_with(ray.get(shared["watchlist"]), NameIndex.of(arrays), Path(cache))
        self._output = output
        settle()

    def __call__(self, row: _Row) -> _Row:
        lines = pickle.loads(row["lines"])  # noqa: S301  # what `_pieces` packed
        answers = screen_lines(self._screener, lines, self._output) if lines else None
        return {**row, "lines": b"", "answers": pickle.dumps(answers)}


@dataclass(frozen=True, slots=True)
class RayEngine:
    """A cluster, and what is screened for on it."""

    watchlist: Watchlist
    cache: Path
    output: Output
    actors: int
    address: str | None  # None: a cluster of this machine alone, for as long as this lasts

    async def screened(self, archive: Sequence[Begun], size: int) -> AsyncIterator[tuple[Chunk, Answers | None]]:
        """As of `bot.edges.archive.local.LocalEngine`. Raises UsageError, too, for a cluster that does not answer."""
        rows = await asyncio.to_thread(self._rows, archive, size)
        try:
            while (row := await asyncio.to_thread(next, rows, None)) is not None:
                answers: Answers | None = pickle.loads(row["answers"])  # noqa: S301  # what an actor of ours packed
                yield Chunk(row["source"], row["number"], (), row["bytes"]), answers
        finally:
            await asyncio.to_thread(ray.shutdown)

    def _rows(self, archive: Sequence[Begun], size: int) -> Iterator[_Row]:
        self._join()
        index = index_of(self.cache, self.watchlist)
        shared = {
            "watchlist": ray.put(dump(self.watchlist)),
            "index": {name: ray.put(array) for name, array in index.arrays().items()},
        }
        files = ray.data.from_items(
            [{"begun": pickle.dumps(each)} for each in archive], override_num_blocks=len(archive)
        )
        # What reads files asks for less of a machine than what screens, so the two are not taken for one: a long file is shared by all.
        pieces = files.flat_map(partial(_pieces, size), num_cpus=0.1)
        made, actors = (shared, str(self.cache), self.output), ray.data.ActorPoolStrategy(size=self.actors)
        screened = pieces.map(_Screening, fn_constructor_args=made, compute=actors, num_cpus=0.9)
        return iter(screened.iter_rows())

    def _join(self) -> None:
        logging.getLogger("ray").setLevel(logging.ERROR)
        _answers(self.address or "")
        try:
            with _hushed():
                ray.init(self.address, log_to_driver=False, logging_level=logging.ERROR, include_dashboard=False)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise UsageError(f"no Ray cluster at {self.address}: {error}") from None
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        context.target_max_block_size = _BLOCK
        logging.getLogger("ray.data").setLevel(logging.ERROR)


def _answers(address: str) -> None:
    """Raise UsageError where nobody listens at a HOST:PORT: Ray would go on asking for many minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return  # `auto`, and what else Ray understands
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except OSError as error:
        raise UsageError(f"no Ray cluster at {address}: {error.strerror or error}; see `ray status` there") from None


@contextmanager
def _hushed() -> Iterator[None]:
    """Ray's native part greets on standard error, whatever it is told; its errors are raised."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _pieces(size: int, row: _Row) -> Iterator[_Row]:
    begun: Begun = pickle.loads(row["begun"])  # noqa: S301  # packed by us
    for chunk in chunks(begun.source, size, begun.done):
        lines = pickle.dumps(chunk.lines)
        yield {"source": chunk.source, "number": chunk.number, "bytes": chunk.bytes, "lines": lines, "answers": b""}

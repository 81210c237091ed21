"""Puts edited watchlists into force. A list that does not load never replaces one that did; the operator hears of it once.

The files are looked at cheaply on every tick; only when they changed and kept still from one look to the next are they
taken into memory, and what was taken counts only when they kept still meanwhile, too. Then they may change again while it
is read, so that saves in quick succession hold nothing up: what comes into force was whole, and the next look sees the
rest. Whatever the edit brings, the workers and the deciders always work with one and the same Watchlist. What the database
could not take at once is written down at a later tick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from bot.alerts.notices import notice
from bot.edges.worker import Factory
from bot.edges.workers import Workers
from bot.errors import BadFile, GatewatchError
from bot.jobs.in_force import InForce
from bot.jobs.new_list import Noting, note_in_force
from bot.jobs.notice import broken
from bot.lists.load import SourceFile
from bot.model import Watchlist
from bot.store.status import LIST_REFUSED

log = structlog.get_logger(__name__)

T = TypeVar("T")

_MOST_MISTAKES = 20  # told in one notice


class ListFiles(Protocol):
    """The watchlist files on disk."""

    def stamp(self) -> Hashable:
        """Changes when a file does; cheap to ask."""
        ...

    def read(self) -> Sequence[SourceFile]:
        """The files as they are now. Raises GatewatchError when one cannot be read."""
        ...


@dataclass(slots=True)
class Reloading:
    """What reloads work with, and the stamp of the files seen last."""

    noting: Noting
    workers: Workers
    in_force: InForce
    files: ListFiles
    load: Callable[[Sequence[SourceFile]], Watchlist]
    screener_of: Callable[[Watchlist], Factory]
    seen: Hashable  # the files as they were when they were last loaded or refused
    glimpsed: Hashable = None  # the files as they were at the last tick
    owed: Callable[[], Awaitable[None]] | None = None  # what is still to be written down


async def reload_changed(reloading: Reloading) -> bool:
    """Load the lists when their files have changed. True when another Watchlist came into force."""
    await _write_down(reloading)
    stamp = await asyncio.to_thread(reloading.files.stamp)
    still_writing = stamp != reloading.glimpsed  # a file that is half written now is whole at the next tick
    reloading.glimpsed = stamp
    if stamp == reloading.seen or still_writing:
        return False
    taken = await asyncio.to_thread(_tried, reloading.files.read)
    if await asyncio.to_thread(reloading.files.stamp) != stamp:
        return False  # saved again at this moment: what was taken may be half of each
    reloading.seen = stamp
    loaded = taken if isinstance(taken, GatewatchError) else await asyncio.to_thread(_tried, reloading.load, taken)
    if not isinstance(loaded, GatewatchError):
        return await _put_in_force(reloading, loaded)
    if await asyncio.to_thread(reloading.files.stamp) == stamp:  # else it was half of a file, or is mended by now
        await _refused(reloading, loaded)
    return False


def _tried(step: Callable[..., T], *args: object) -> T | GatewatchError:
    try:
        return step(*args)
    except GatewatchError as bad:
        return bad
    except Exception as error:  # a bug of ours must not try itself again at every tick, unheard
        log.exception("watchlists could not be loaded")
        return GatewatchError(f"loading them ran into a fault of ours ({type(error).__name__}); the log has it")


async def _put_in_force(reloading: Reloading, watchlist: Watchlist) -> bool:
    before = reloading.in_force.watchlist
    changed = watchlist.fingerprint != before.fingerprint
    if changed:
        factory = await asyncio.to_thread(reloading.screener_of, watchlist)
        if failed := await reloading.workers.replace(factory):
            log.error("the new watchlist could not be indexed", why=failed.why, trace=failed.trace)
            again = "save one of its files once more to try again"
            await _refused(reloading, GatewatchError(f"the new watchlist could not be indexed: {failed.why}; {again}"))
            return False
        reloading.in_force.watchlist = watchlist  # no wait between the two: nobody sees one without the other
        log.info("watchlist in force", fingerprint=watchlist.fingerprint, people=len(watchlist.people))
    reloading.owed = partial(note_in_force, reloading.noting, watchlist, before)
    await _write_down(reloading)
    return changed


async def _refused(reloading: Reloading, bad: GatewatchError) -> None:
    log.error("watchlists refused, the last good list stays in force", why=str(bad))
    noting = reloading.noting
    reloading.owed = partial(noting.db.write, note_refused, noting, in_words(bad))
    await _write_down(reloading)


async def _write_down(reloading: Reloading) -> None:
    """Write down what is owed. What the database raises goes on to the tick, which comes again."""
    if reloading.owed is not None:
        await reloading.owed()
        reloading.owed = None


def note_refused(connection: Connection, noting: Noting, what: str) -> None:
    """Remember what is wrong with the files, and tell the operator once."""
    told = notice("The watchlists were not loaded; the last good list stays in force.", what.split("\n"))
    broken(connection, LIST_REFUSED, what, noting.operator, told, noting.clock.now())


def in_words(bad: GatewatchError) -> str:
    """What is wrong with the files, as the operator is told it."""
    if not isinstance(bad, BadFile):
        return str(bad)
    lines = [str(mistake) for mistake in bad.mistakes[:_MOST_MISTAKES]]
    more = len(bad.mistakes) - len(lines)
    return "\n".join([*lines, f"… and {more} more"] if more else lines)

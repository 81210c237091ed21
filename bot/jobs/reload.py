"""Puts edited watchlists into force. A list that does not load never replaces one that did; the operator hears of it once.

The files are looked at cheaply on every tick; only when they changed are they read. Whatever the edit brings, the workers
and the deciders always work with one and the same Watchlist.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Protocol

import structlog
from sqlalchemy import Connection

from bot.edges.worker import Factory
from bot.edges.workers import Workers
from bot.errors import BadFile, GatewatchError
from bot.jobs.in_force import InForce
from bot.lists.load import SourceFile
from bot.model import Watchlist
from bot.ports import Clock, Message
from bot.store import deliveries, meta
from bot.store.database import Database
from bot.store.status import LIST_IN_FORCE, LIST_REFUSED

log = structlog.get_logger(__name__)

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

    db: Database
    clock: Clock
    workers: Workers
    in_force: InForce
    files: ListFiles
    load: Callable[[Sequence[SourceFile]], Watchlist]
    screener_of: Callable[[Watchlist], Factory]
    operator: str | None  # channel of the operator; None: the log has to do
    seen: Hashable  # the files as they were when they were last loaded or refused
    glimpsed: Hashable = None  # the files as they were at the last tick


async def reload_changed(reloading: Reloading) -> bool:
    """Load the lists when their files have changed. True when another Watchlist came into force."""
    stamp = await asyncio.to_thread(reloading.files.stamp)
    still_writing = stamp != reloading.glimpsed  # a file that is half written now is whole at the next tick
    reloading.glimpsed = stamp
    if stamp == reloading.seen or still_writing:
        return False
    reloading.seen = stamp
    try:
        watchlist = await asyncio.to_thread(_load, reloading)
    except GatewatchError as bad:
        await _refused(reloading, bad)
        return False
    return await _put_in_force(reloading, watchlist)


def _load(reloading: Reloading) -> Watchlist:
    return reloading.load(reloading.files.read())


async def _put_in_force(reloading: Reloading, watchlist: Watchlist) -> bool:
    changed = watchlist.fingerprint != reloading.in_force.watchlist.fingerprint
    if changed:
        if failed := await reloading.workers.replace(reloading.screener_of(watchlist)):
            log.error("the new watchlist could not be indexed", why=failed.why, trace=failed.trace)
            await _refused(reloading, GatewatchError(f"the new watchlist could not be indexed: {failed.why}"))
            return False
        reloading.in_force.watchlist = watchlist  # no wait between the two: nobody sees one without the other
        log.info("watchlist in force", fingerprint=watchlist.fingerprint, people=len(watchlist.people))
    await reloading.db.write(note_in_force, watchlist.fingerprint, reloading.operator, reloading.clock.now())
    return changed


def note_in_force(connection: Connection, fingerprint: str, operator: str | None, now: datetime) -> None:
    """Remember which list is in force; say that the files are mended, when they were refused before."""
    meta.put(connection, LIST_IN_FORCE, fingerprint)
    if not meta.get(connection, LIST_REFUSED):
        return
    meta.put(connection, LIST_REFUSED, "")
    _notify(connection, operator, f"The watchlists load again. List {fingerprint[:6]} is in force.", now)


async def _refused(reloading: Reloading, bad: GatewatchError) -> None:
    log.error("watchlists refused, the last good list stays in force", why=str(bad))
    await reloading.db.write(note_refused, _in_words(bad), reloading.operator, reloading.clock.now())


def note_refused(connection: Connection, what: str, operator: str | None, now: datetime) -> None:
    """Remember what is wrong with the files, and tell the operator once."""
    if meta.get(connection, LIST_REFUSED) == what:
        return
    meta.put(connection, LIST_REFUSED, what)
    _notify(connection, operator, f"The watchlists were not loaded; the last good list stays in force.\n{what}", now)


def _in_words(bad: GatewatchError) -> str:
    if not isinstance(bad, BadFile):
        return str(bad)
    lines = [str(mistake) for mistake in bad.mistakes[:_MOST_MISTAKES]]
    more = len(bad.mistakes) - len(lines)
    return "\n".join([*lines, f"… and {more} more"] if more else lines)


def _notify(connection: Connection, operator: str | None, text: str, now: datetime) -> None:
    if operator is None:
        return
    part = blake2b(f"{now.isoformat()} {text}".encode(), digest_size=8).hexdigest()
    deliveries.put(connection, deliveries.NewDelivery(operator, deliveries.Kind.NOTICE, Message(text), part=part), now)

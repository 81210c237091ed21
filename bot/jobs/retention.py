"""Lets go of what is old: of articles the hash and quoted words stay; lists that nothing speaks of any more go whole;
of the record of what was done its hashes stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.ports import Clock
from bot.store import articles, audit, occasions, watchlists
from bot.store.database import Database, take_stock

log = structlog.get_logger(__name__)

# Articles or entries per transaction: small enough that polls do not wait for it.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept."""

    texts: timedelta  # of articles, and lists that decisions speak of
    record: timedelta  # what the record of what was done says; its hashes stay for good


async def expire_old(db: Database, clock: Clock, keep: Keep, believed: Callable[[], bool]) -> None:
    """Let go of what is older than that, where the time is believed, and take stock of what is left."""
    if believed():
        await _expire(db, clock, keep)
    await db.write(take_stock)


async def expire_record(db: Database, clock: Clock, keep: timedelta) -> int:
    """Erase what the record says of what was done longer ago than `keep`. How many entries were gone through."""
    now, expired = clock.now(), 0
    while (batch := await db.write(audit.expire, now - keep, BATCH, now)) > 0:
        expired += batch
    if expired:
        log.info("content of the record expired", entries=expired)
    return expired


async def _expire(db: Database, clock: Clock, keep: Keep) -> None:
    await expire_texts(db, clock, keep.texts)
    if gone := await db.write(watchlists.expire, clock.now() - keep.texts):
        log.info("lists expired", lists=gone)
    await db.write(occasions.expire, clock.now() - keep.texts)
    await expire_record(db, clock, keep.record)


async def expire_texts(db: Database, clock: Clock, keep: timedelta) -> int:
    """Erase the text of articles first seen longer ago than `keep`. How many were erased."""
    before = clock.now() - keep
    expired = 0
    while (batch := await db.write(articles.expire, before, BATCH)) > 0:
        expired += batch
    if expired:
        log.info("article texts expired", articles=expired)
    return expired

"""Lets go of what is old: of articles the hash and quoted words stay; lists that nothing speaks of any more go whole;
of the record of what was done its hashes stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.ports import Clock
from bot.store import articles, audit, watchlists
from bot.store.database import Database, take_stock

log = structlog.get_logger(__name__)

# Articles or entries per transaction: small enough that polls do not wait for it.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept."""

    texts: timedelta  # of articles, and lists that decisions speak of
    record: timedelta  # what the record of what was done says; its hashes stay for good


async def expire_old(db: Database, clock: Clock, keep: Keep) -> None:
    """Let go of texts, lists and the content of the record that are older than that, and take stock of what is left."""
    await expire_texts(db, clock, keep.texts)
    if gone := await db.write(watchlists.expire, clock.now() - keep.texts):
        log.info("lists expired", lists=gone)
    await expire_record(db, clock, keep.record)
    await db.write(take_stock)


async def expire_record(db: Database, clock: Clock, keep: timedelta) -> int:
    """Erase what the record says of what was done longer ago than `keep`. How many entries were gone through."""
    now, expired = clock.now(), 0
    while (batch := await db.write(audit.expire, now - keep, BATCH, now)) > 0:
        expired += batch
    if expired:
        log.info("content of the record expired", entries=expired)
    return expired


async def expire_texts(db: Database, clock: Clock, keep: timedelta) -> int:
    """Erase the text of articles first seen longer ago than `keep`. How many were erased."""
    before = clock.now() - keep
    expired = 0
    while (batch := await db.write(articles.expire, before, BATCH)) > 0:
        expired += batch
    if expired:
        log.info("article texts expired", articles=expired)
    return expired

"""Lets go of what is old: of articles the hash and quoted words stay; lists that nothing speaks of any more go whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.ports import Clock
from bot.store import articles, watchlists
from bot.store.database import Database, take_stock

log = structlog.get_logger(__name__)

# Articles per transaction: small enough that polls do not wait for it.
BATCH = 200


async def expire_old(db: Database, clock: Clock, keep: timedelta, believed: Callable[[], bool] = lambda: True) -> None:
    """Let go of texts and lists that are older than `keep`, where the time is believed, and take stock of what is left."""
    if believed():
        await expire_texts(db, clock, keep)
        if gone := await db.write(watchlists.expire, clock.now() - keep):
            log.info("lists expired", lists=gone)
    await db.write(take_stock)


async def expire_texts(db: Database, clock: Clock, keep: timedelta) -> int:
    """Erase the text of articles first seen longer ago than `keep`. How many were erased."""
    before = clock.now() - keep
    expired = 0
    while (batch := await db.write(articles.expire, before, BATCH)) > 0:
        expired += batch
    if expired:
        log.info("article texts expired", articles=expired)
    return expired

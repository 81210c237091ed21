"""Lets the text of old articles go: hash and quoted words stay, the rest is erased."""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.ports import Clock
from bot.store import articles
from bot.store.database import Database

log = structlog.get_logger(__name__)

# Articles per transaction: small enough that polls do not wait for it.
BATCH = 200


async def expire_texts(db: Database, clock: Clock, keep: timedelta) -> int:
    """Erase the text of articles first seen longer ago than `keep`. How many were erased."""
    before = clock.now() - keep
    expired = 0
    while (batch := await db.write(articles.expire, before, BATCH)) > 0:
        expired += batch
    if expired:
        log.info("article texts expired", articles=expired)
    return expired

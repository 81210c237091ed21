"""Tries the pages of articles again that could not be read when the article came.

    remembered by a poll ──► due ──► claimed ──┬─► read: screened and recorded, as an edited version would be
                              ▲                ├─► not there yet: once more, after a longer pause
                              └────────────────┤
                                               └─► never to be had, or tried for a day: given up

The poll told what the feed's own words say; what the page adds is told as an edit. Each claim takes few pages of one feed or site,
and where one of them could not be had the others of its site wait too: a site that is down does not keep the others waiting.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

import structlog
from sqlalchemy import Connection

from bot.edges.worker import ReadPage
from bot.feeds.again import PAUSES, next_try
from bot.feeds.article import read_again
from bot.jobs.pages import Again, NoPage, Together, private_leave
from bot.jobs.poll import LONGEST, Polling
from bot.jobs.screening import New, screen_all
from bot.store import unread_pages
from bot.store.articles import Extent
from bot.store.failing import StoreFails
from bot.store.polls import Fenced, record_page
from bot.store.unread_pages import ClaimedPage

log = structlog.get_logger(__name__)

LEASE = 2 * LONGEST
# Pages that one look takes, and of them so many of one feed or site.
AT_ONCE, FEW = 24, 3
# What these say may hold for every page of the site: the others wait for the shortest pause. They do no more than that, for many
# sites may lie behind one that leads to them.
_OF_ITS_SITE = frozenset({Again.LATER, Again.SPARED, Again.BUSY})


async def read_due(polling: Polling, stopping: asyncio.Event) -> int:
    """Try the pages that are due, a bounded number of them. How many were read."""
    if stopping.is_set():
        return 0
    claimed = await polling.db.write(_claim, polling)
    together: defaultdict[int, Together] = defaultdict(polling.room.together)  # by feed
    trying = (_try(polling, page, together[page.feed]) for page in claimed)
    tried = await asyncio.gather(*trying, return_exceptions=True)
    for failed in tried:
        if isinstance(failed, BaseException):
            raise failed  # now that all have ended
    return tried.count(True)


def _claim(connection: Connection, polling: Polling) -> tuple[ClaimedPage, ...]:
    now = polling.clock.now()
    if late := unread_pages.drop_stale(connection, now, believed=polling.believed()):
        log.info("pages given up: too old, too many of their feed, or broken off at the last try", pages=late)
    return unread_pages.claim_due(connection, now, polling.owner, LEASE, AT_ONCE, FEW)


async def _try(polling: Polling, page: ClaimedPage, together: Together) -> bool:
    """Whether it was read. What raises is a bug, and counts as a try."""
    try:
        async with asyncio.timeout(LONGEST.total_seconds()):
            return await _read(polling, page, together)
    except StoreFails:
        raise  # no fault of the page
    except Exception:
        log.exception("page could not be dealt with", url=page.address)
        await _not_read(polling, page, NoPage("it ran into a fault of ours", Again.LATER))
        return False


async def _read(polling: Polling, page: ClaimedPage, together: Together) -> bool:
    private = private_leave(page.address, page.feed_address, allow_private=page.allow_private)
    read = await polling.pages.read(page.article, page.address, together, private=private)
    if isinstance(read, NoPage):
        await _not_read(polling, page, read)
        if read.again in _OF_ITS_SITE:
            now = polling.clock.now()
            await polling.db.write(unread_pages.put_off_site, page, now + PAUSES[0], now)
        return False
    await _record(polling, page, read)  # also where it says no more than the feed: an earlier page may have
    return True


async def _record(polling: Polling, page: ClaimedPage, read: ReadPage) -> None:
    article, keys = read_again(read.article, page.keys, page.article.id)
    extent = Extent.of_page(whole=read.whole)
    new = New(article, keys, extent, page.old, teaser=page.article.id)
    watchlist, screened = await screen_all(polling.workers, polling.in_force, [new], polling.screening)
    now = polling.clock.now()
    conclude = polling.conclude_with(watchlist, now)
    came = await polling.db.write(record_page, page, screened[0], now, watchlist.fingerprint, conclude)
    if isinstance(came, Fenced):
        log.info("page came too late: its article was edited, or others have read it", url=page.address)


async def _not_read(polling: Polling, page: ClaimedPage, none: NoPage) -> None:
    """Once more later, or never. What was not asked for was not tried."""
    asked = none.again is Again.LATER
    due = next_try(polling.clock.now(), page.tries if asked else 0, none.after)
    if none.again is Again.NEVER or due is None:
        log.info("page given up", url=page.address, why=none.why, tries=page.tries)
        await polling.db.write(unread_pages.give_up, page)
    else:
        await polling.db.write(unread_pages.put_off, page, due, page.tries if asked else page.tries - 1)

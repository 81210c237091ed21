"""Screens articles with the workers, whatever becomes of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.edges.worker import WorkerFailed
from bot.edges.workers import Workers
from bot.feeds.entry import EntryKeys
from bot.jobs.in_force import InForce
from bot.model import Article, Findings, Watchlist
from bot.store.articles import Extent
from bot.store.polls import Screened
from bot.store.unread_pages import Unread

log = structlog.get_logger(__name__)


# An index of more people than this takes so long to make that screening everything is as quick.
MOST_ASKED_FOR = 1_000
# So many articles of a feed stand in line for a worker at a time.
IN_LINE = 2


@dataclass(frozen=True, slots=True)
class New:
    """A new version of an article, and what is known of it before it is screened."""

    article: Article
    keys: EntryKeys
    extent: Extent = Extent.FEED  # how much of the article it has
    old: bool = False  # no news any more when we first saw it
    unread: Unread | None = None  # its page, where that is to be tried again
    teaser: str | None = None  # id of the version that had the beginning alone


async def screen_all(
    workers: Workers, in_force: InForce, new: Sequence[New], within: timedelta
) -> tuple[Watchlist, tuple[Screened, ...]]:
    """What is found in the articles, all with one Watchlist: when another came into force meanwhile, once more.

    Articles for which there is no time are left out. Few stand in line for a worker, so that other feeds come in between.
    """
    while True:
        watchlist = in_force.watchlist
        end = asyncio.get_running_loop().time() + within.total_seconds()
        turn = asyncio.Semaphore(IN_LINE)
        found = await asyncio.gather(*(_in_turn(workers, each.article, turn, end) for each in new))
        if in_force.watchlist is watchlist:
            return watchlist, tuple(
                Screened(each.article, each.keys, findings, each.extent, each.old, each.unread, each.teaser)
                for each, findings in zip(new, found, strict=True)
                if findings is not None
            )


async def _in_turn(workers: Workers, article: Article, turn: asyncio.Semaphore, end: float) -> Findings | None:
    first = not turn.locked()
    async with turn:
        return await screen_one(workers, article) if first or asyncio.get_running_loop().time() < end else None


async def may_concern(workers: Workers, article: Article, people: frozenset[str]) -> bool:
    """False where screening the article would surely find none of these people, by id."""
    if len(people) > MOST_ASKED_FOR:
        return True
    answer = await workers.concerns(article, people)
    return True if isinstance(answer, WorkerFailed) else answer  # `screen_one` will say what is wrong


async def screen_one(workers: Workers, article: Article) -> Findings:
    """Screen an article, and once more where the worker died: its last article may have brought it down.

    An article that no worker survives has no findings but a note. Raises RuntimeError when no worker can be started.
    """
    found = await workers.screen(article)
    if isinstance(found, WorkerFailed) and not found.overran:
        found = await workers.screen(article)
    if not isinstance(found, WorkerFailed):
        return found
    if found.unbuilt:
        raise RuntimeError(f"no worker could be started: {found.why}")
    log.error("article could not be screened", article=article.id, url=article.url, why=found.why, trace=found.trace)
    return Findings(article.id, article.lang, note=f"could not be screened: {found.why}")

"""Screens an article with the workers, whatever becomes of them."""

from __future__ import annotations

import structlog

from bot.edges.worker import WorkerFailed
from bot.edges.workers import Workers
from bot.model import Article, Findings

log = structlog.get_logger(__name__)


# An index of more people than this takes so long to make that screening everything is as quick.
MOST_ASKED_FOR = 1_000


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

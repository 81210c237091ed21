"""Runs stored articles against two Watchlists, page by page, and hands on what each would be told for otherwise.

Articles that name nobody whom the edit touches are passed over: they are told as before. Only looks: the database is read in short transactions of its own, so that a running program is not held up.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from bot.alerts.preview import Difference, Side, differences
from bot.alerts.routes import Policy
from bot.edges.workers import Workers
from bot.jobs.screening import may_concern, screen_one
from bot.model import Findings, Watchlist
from bot.store import articles
from bot.store.articles import StoredArticle
from bot.store.database import Database

# Articles held at a time. Enough to keep both lists' workers busy.
PAGE = 40


class ListReader:
    """Reads articles with one Watchlist."""

    def __init__(self, watchlist: Watchlist, workers: Workers) -> None:
        self.watchlist = watchlist
        self.workers = workers
        self._people = {person.id: person for person in watchlist.people}
        self._own: frozenset[str] = frozenset()

    def compare_with(self, other: ListReader) -> None:
        """Learn which people the other list does not hold just so: only articles that may name one can differ."""
        theirs = other.watchlist
        same = set(theirs.people)
        moved = {person.id for person in self.watchlist.people if person not in same}
        mine = self.watchlist.confusables
        confused = {each for each in (*mine, *theirs.confusables) if mine.get(each) != theirs.confusables.get(each)}
        self._own = frozenset(moved | (confused & self._people.keys()))

    async def may_differ(self, stored: StoredArticle) -> bool:
        """Whether somebody may be named whom the other list does not hold just so."""
        return bool(self._own) and await may_concern(self.workers, stored.article, self._own)

    async def read(self, stored: StoredArticle) -> Side:
        """The article as this list reads it. Raises RuntimeError when no worker can be started."""
        return Side(await screen_one(self.workers, stored.article), self._people)


@dataclass(frozen=True, slots=True)
class Previewed:
    """One article, done."""

    differences: tuple[Difference, ...]
    unread: bool  # it could not be screened with one of the lists


async def preview(
    db: Database, since: datetime, before: ListReader, after: ListReader, policy: Policy
) -> AsyncIterator[Previewed]:
    """Every article first seen since then, in order of arrival, with what it would be told for otherwise."""
    before.compare_with(after)
    after.compare_with(before)
    done: tuple[datetime, str] | None = None
    while page := await db.read(articles.after, since, done, PAGE):
        for each in await asyncio.gather(*(_previewed(stored, before, after, policy) for stored in page)):
            yield each
        done = (page[-1].first_seen, page[-1].article.id)


async def _previewed(stored: StoredArticle, before: ListReader, after: ListReader, policy: Policy) -> Previewed:
    if not any(await asyncio.gather(before.may_differ(stored), after.may_differ(stored))):
        return Previewed((), unread=False)
    was, now = await asyncio.gather(before.read(stored), after.read(stored))
    if _unread(was.findings) or _unread(now.findings):
        return Previewed((), unread=True)
    return Previewed(differences(stored.article, was, now, policy, stored.first_seen), unread=False)


def _unread(findings: Findings) -> bool:
    return (findings.note or "").startswith("could not be screened")

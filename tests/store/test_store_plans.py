"""How SQLite finds articles: by the index that was made for it, also before it knows anything about the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.feeds.entry import EntryKeys
from bot.model import Article
from bot.store import articles, feeds
from bot.store.database import Database
from bot.store.feeds import FeedSpec

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MANY = 300


def keys(number: int) -> EntryKeys:
    return EntryKeys(f"guid:{number}", f"link:{number}", f"{number:016x}", substantial=True)


def article(number: int) -> Article:
    return Article(f"a{number}", "Cod costs less.", f"Report {number}", "en", NOW, "Daily", f"https://n.test/{number}")


@pytest.fixture(params=[False, True], ids=["new to it", "known to it"])
def db(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/a.db"
    database = Database.open(url)
    with database.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec("https://one.test/rss")], NOW)
        for number in range(MANY):
            articles.add(c, article(number), 1, keys(number), NOW - timedelta(minutes=number))
    if request.param:
        database.close()
        database = Database.open(url)
    yield database
    database.close()


LOOKS: dict[str, tuple[Callable[[Connection], Any], set[str]]] = {
    "unseen": (
        lambda c: articles.unseen(c, 1, [keys(MANY)]),
        {"feed=? AND entry_key=? AND content_digest=?", "feed=? AND second_key=?", "feed=?"},
    ),
    "put back": (
        lambda c: articles.put_back(c, 1, [keys(1)]),
        {"feed=? AND entry_key=?", "feed=? AND second_key=?"},
    ),
    "versions": (
        lambda c: articles.versions(c, article(1), 1, keys(1)),
        {"feed=? AND entry_key=?", "feed=? AND second_key=?"},
    ),
    "count": (
        lambda c: articles.count(c, NOW - timedelta(hours=1)),
        {"first_seen>?", "feed=? AND entry_key=? AND first_seen>?"},
    ),
    "after": (
        lambda c: articles.after(c, NOW - timedelta(hours=1), (NOW, "a0"), 8),
        {"first_seen>?", "feed=? AND entry_key=? AND first_seen>?"},
    ),
}


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_read_but_what_is_asked_for(db: Database, look: str) -> None:
    """No question about an entry reads the other entries of its feed, however many those are."""
    asked: list[tuple[str, Any]] = []
    ask, expected = LOOKS[look]
    with db.snapshot() as c:
        event.listen(c, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        ask(c)
        steps = [
            row.detail
            for statement, values in tuple(asked)
            for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    found = {step.partition("(")[2].rstrip(")") for step in steps if step.startswith("SEARCH")}
    assert found == expected
    assert not any(step.startswith("SCAN articles") or step == "USE TEMP B-TREE FOR ORDER BY" for step in steps)

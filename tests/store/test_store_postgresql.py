"""What only a database that several programs share has: they start together, and it is away for a while."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from store.engines import POSTGRESQL, needs_postgresql, new_database

from bot.errors import UsageError
from bot.store import feeds, schema
from bot.store.database import Database, NotThereYet
from bot.store.failing import Unavailable
from bot.store.migrations import steps, version_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PROGRAMS = 6


@pytest.fixture
def empty() -> str:
    """The address of a new database."""
    return new_database(POSTGRESQL[0], f"test_empty_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


@needs_postgresql
def test_programs_that_start_together_find_one_schema_and_each_feed_once(empty: str) -> None:
    """Whoever comes second waits for the first, and finds its work done."""
    specs = [feeds.FeedSpec(f"https://n{number}.test/") for number in range(50)]

    def starts(_: int) -> None:
        with closing(Database.open(empty)) as database, database.transaction() as connection:
            feeds.sync_feeds(connection, specs, NOW)

    with ThreadPoolExecutor(PROGRAMS) as programs:
        list(programs.map(starts, range(PROGRAMS)))
    with closing(Database.look(empty)) as database, database.snapshot() as connection:
        assert version_of(connection) == max(steps())
        assert connection.scalar(select(func.count()).select_from(schema.feeds)) == len(specs)


@needs_postgresql
def test_an_empty_database_is_told_so(empty: str) -> None:
    """Whoever looks before any program worked with it hears what to start."""
    with pytest.raises(NotThereYet, match=r"is empty yet; start `gatewatch run`"):
        Database.look(empty)


@needs_postgresql
def test_the_address_need_not_name_the_driver(empty: str) -> None:
    """There is one that Gatewatch knows."""
    Database.open(empty.replace("+psycopg", "")).close()


@needs_postgresql
def test_a_connection_that_was_cut_is_made_anew(empty: str) -> None:
    """What was under way is refused in plain words and nothing of it is written; the next one is served."""
    with closing(Database.open(empty)) as database, closing(Database.look(empty)) as other:

        def cut_short() -> None:
            with database.transaction() as connection:
                feeds.sync_feeds(connection, [feeds.FeedSpec("https://n.test/")], NOW)
                with other.transaction() as c:
                    c.execute(text(_CUT))
                feeds.last_poll(connection)

        with pytest.raises(Unavailable, match="look whether it runs"):
            cut_short()
        with database.transaction() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.feeds)) == 0


_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def test_a_server_that_does_not_answer_is_told_plainly() -> None:
    """With the address, without the password."""
    with pytest.raises(Unavailable, match=r"postgresql\+psycopg://desk:\*\*\*@127.0.0.1:9/news.*: it does not answer"):
        Database.open("postgresql+psycopg://desk:hidden@127.0.0.1:9/news?connect_timeout=2")


def test_a_driver_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"gatewatch\[postgresql\]"):
        Database.open("postgresql+psycopg://desk@127.0.0.1/news")


def test_another_driver_is_refused_with_the_one_there_is() -> None:
    """Its errors would be no words of ours."""
    with pytest.raises(UsageError, match=r"postgresql\+psycopg://"):
        Database.open("postgresql+pg8000://desk@127.0.0.1/news")

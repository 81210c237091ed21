"""What only a database that several programs share has: they start together, and it is away for a while."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, func, make_url, select, text

from bot.errors import UsageError
from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.failing import Unavailable
from bot.store.migrations import steps, version_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PROGRAMS = 6
ADDRESSES = [each for each in os.environ.get("GATEWATCH_TEST_DATABASES", "").split() if each.startswith("postgresql")]
needs_one = pytest.mark.skipif(not ADDRESSES, reason="no PostgreSQL here: GATEWATCH_TEST_DATABASES names none")


@pytest.fixture
def empty() -> Iterator[str]:
    """The address of a new database."""
    url, name = make_url(ADDRESSES[0]), f"gatewatch_{uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@needs_one
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


@needs_one
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


def test_a_driver_that_is_not_there_is_named() -> None:
    """And what to install."""
    with pytest.raises(UsageError, match=r"gatewatch\[postgresql\]"):
        Database.open("postgresql+pg8000://desk@127.0.0.1/news")

"""The databases of tests: a SQLite file of its own, and where a server is named each test once more on that.

Set GATEWATCH_TEST_DATABASES to the addresses of databases on servers where more may be made. In a folder whose conftest.py imports
`engine`, tests run on a file, and on each engine those for which it calls `on_each_engine`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from store.owner import wipe

from bot.store.database import Database

SQLITE = "sqlite"
SERVERS = tuple(os.environ.get("GATEWATCH_TEST_DATABASES", "").split())
POSTGRESQL = tuple(each for each in SERVERS if each.startswith("postgresql"))
needs_postgresql = pytest.mark.skipif(not POSTGRESQL, reason="no PostgreSQL here: GATEWATCH_TEST_DATABASES names none")

_made: dict[tuple[str, int], str] = {}  # server, number -> address of a database that stays as long as this process
_engine = SQLITE
_of_folders: dict[Path, str] = {}  # the addresses in use by the present test


def _named(server: str) -> str:
    return server.partition("+")[0].partition(":")[0]


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """What `open_store` opens in this test."""
    global _engine
    _engine = getattr(request, "param", SQLITE)
    _of_folders.clear()
    yield _engine
    _engine = SQLITE


def on_each_engine(metafunc: pytest.Metafunc) -> None:
    """Have a test run on each engine."""
    metafunc.parametrize("engine", (SQLITE, *SERVERS), ids=_named, indirect=True)


def store_in(folder: Path) -> str:
    """The address of the database that belongs to a folder: in each test an empty one, and the same as long as it runs."""
    if _engine == SQLITE:
        return f"sqlite:///{folder}/a.db"
    if folder not in _of_folders:
        _of_folders[folder] = _emptied(_engine, len(_of_folders))
    return _of_folders[folder]


def open_store(folder: Path) -> Database:
    """The open database of a folder."""
    return Database.open(store_in(folder))


def new_database(server: str, name: str) -> str:
    """Make a database on a server, in place of one of that name. Its address."""
    url = make_url(server)
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    owner.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


def _emptied(server: str, number: int) -> str:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    if (server, number) not in _made:
        _made[server, number] = new_database(server, f"test_{worker}_{number}")
    database = Database.open(_made[server, number])
    with database.transaction() as connection:
        wipe(connection)
    database.close()
    return _made[server, number]

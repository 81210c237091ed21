"""The database of a contract: on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store.engines import engine, on_each_engine, open_store
from store.on_record import assert_on_record

from bot.store.database import Database

__all__ = ["engine"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "db" in metafunc.fixturenames:
        on_each_engine(metafunc)


@pytest.fixture
def db(engine: str, tmp_path: Path) -> Iterator[Database]:
    database = open_store(tmp_path)
    yield database
    try:
        assert_on_record(database)
    finally:
        database.close()

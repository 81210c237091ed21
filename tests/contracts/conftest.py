"""The database of a contract: on every engine. Set GATEWATCH_TEST_DATABASES to more addresses of empty databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from store.on_record import assert_on_record
from store.owner import wipe

from bot.store.database import Database

ENGINES = ("sqlite", *filter(None, os.environ.get("GATEWATCH_TEST_DATABASES", "").split()))


@pytest.fixture(params=ENGINES)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/store.db" if request.param == "sqlite" else request.param
    database = Database.open(url)
    with database.transaction() as connection:
        wipe(connection)
    yield database
    try:
        assert_on_record(database)
    finally:
        database.close()

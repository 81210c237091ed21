"""The contract of the store for what holds everywhere. Runs on every engine, like all of `test_contract_store_*`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.store import alerts, meta, schema
from bot.store.database import Database
from tests.contracts.stored import NOW, alert


def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    """Whatever zone a time is written in, it reads back as the same moment in UTC."""
    there = NOW.astimezone(tz=None).replace(microsecond=123456)
    with db.transaction() as c:
        alerts.put(c, replace(alert(), updated=there))
        read = c.scalar(select(schema.alerts.c.updated))
    assert read == there
    assert read.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    """A naive time is a bug and never reaches the database."""
    with pytest.raises(Exception, match="without a zone"), db.transaction() as c:
        alerts.put(c, replace(alert(), updated=NOW.replace(tzinfo=None)))


def test_meta_keeps_the_last_value(db: Database) -> None:
    """Small facts outlive the program; holding a key keeps its value."""
    with db.transaction() as c:
        assert meta.get(c, "k") is None
        for value in ("1", "2"):
            meta.put(c, "k", value)
        meta.hold(c, "k")
        meta.hold(c, "new")
        assert meta.get(c, "k") == "2"


def test_foreign_keys_hold(db: Database) -> None:
    """A decision about an article that is not stored cannot be written."""
    row = {"article": "none", "fingerprint": "f", "record": "{}", "screened_at": NOW}
    with pytest.raises(IntegrityError), db.transaction() as c:
        c.execute(insert(schema.findings).values(row))

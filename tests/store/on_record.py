"""Whether the record of what was done tells everything that is in the tables."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.store.audit_check import Checked, check
from bot.store.database import Database


def checked(connection: Connection) -> Checked:
    """What a look at the whole record comes to."""
    *_, found = check(connection)
    return found


def assert_on_record(database: Database) -> None:
    """Every row is as the record says, and none is missing on either side."""
    with database.snapshot() as connection:
        found = checked(connection)
    assert found.differs == []
    assert found.older == 0

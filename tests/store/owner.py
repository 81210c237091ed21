"""What the owner of a database can do, whatever guards stand in it: change the record of what was done, and empty all tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from bot.store import schema

_GUARDS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """The record lies open."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER USER")
        return
    guards = connection.execute(_GUARDS).all()
    for guard in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {guard.name}")
    yield
    for guard in guards:
        connection.exec_driver_sql(guard.sql)


def wipe(connection: Connection) -> None:
    """Delete every row of every table; numbers begin at one again, as in a new database."""
    with unguarded(connection):
        if connection.dialect.name == "postgresql":
            names = ", ".join(table.name for table in schema.metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
            return
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(table.delete())

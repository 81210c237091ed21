"""Channels that take nothing, and what they refused. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, DateTime, Index, Integer, MetaData, String, Table, Text, false
from sqlalchemy.schema import CreateColumn

_tables = MetaData()
_time = DateTime(timezone=True)

_refusals = Table(
    "refusals",
    _tables,
    Column("channel", Text, primary_key=True),
    Column("code", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("since", _time, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("again_at", _time, nullable=False),
)
_added = (
    Column("apart", Boolean, nullable=False, server_default=false()),
    Column("refused", String(12)),
)
_deliveries = Table("deliveries", _tables, Column("channel", Text), Column("state", String(12)), Column("seq", Integer))
_waiting = Index("deliveries_waiting", _deliveries.c.channel, _deliveries.c.state, _deliveries.c.seq)


def upgrade(connection: Connection) -> None:
    """Add the table, the columns and the index; what was refused before counts as refused by its channel."""
    _refusals.create(connection)
    for column in _added:
        written = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE deliveries ADD COLUMN {written}")
    connection.exec_driver_sql("UPDATE deliveries SET refused = 'channel' WHERE state = 'failed'")
    _waiting.create(connection)

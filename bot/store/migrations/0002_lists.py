"""The lists that were in force, and the look-backs that a list asked for. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, Integer, LargeBinary, MetaData, String, Table, Text

_second = MetaData()
_time = DateTime(timezone=True)

Table(
    "watchlists",
    _second,
    Column("fingerprint", String(64), primary_key=True),
    Column("people", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("in_force_at", _time, nullable=False),
)
Table(
    "lookbacks",
    _second,
    Column("id", Integer, primary_key=True),
    Column("people", Text, nullable=False),
    Column("since", _time, nullable=False),
    Column("asked_at", _time, nullable=False),
    Column("done_seen", _time),
    Column("done_id", Text),
    Column("screened", Integer, nullable=False),
)


def upgrade(connection: Connection) -> None:
    """Create both tables."""
    _second.create_all(connection)

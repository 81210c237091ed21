"""How often channels are posted to is kept in the database, for all programs that share it. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, MetaData, Table, Text

_thirteenth = MetaData()
_paces = Table(
    "paces",
    _thirteenth,
    Column("channel", Text, primary_key=True),
    Column("free_at", DateTime(timezone=True)),
    Column("held_until", DateTime(timezone=True)),
)


def upgrade(connection: Connection) -> None:
    """Add the table."""
    _thirteenth.create_all(connection)

"""Verdicts, mutes, and what people have done about alerts. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, ForeignKey, Index, MetaData, String, Table, Text

_tables = MetaData()
_time = DateTime(timezone=True)

_verdicts = Table(
    "verdicts",
    _tables,
    Column("id", String(128), primary_key=True),
    Column("alert", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("at", _time, nullable=False),
    Column("undone_at", _time),
    Column("undone_by", Text),
    Index("verdicts_alert", "alert", "channel"),
)

_verdict_refs = Table(
    "verdict_refs",
    _tables,
    Column("ref", Text, primary_key=True),
    Column("verdict", String(128), ForeignKey("verdicts.id"), primary_key=True),
)

_mutes = Table(
    "mutes",
    _tables,
    Column("id", String(128), primary_key=True),
    Column("story", Text),
    Column("channel", Text),
    Column("record", Text, nullable=False),
    Column("until", _time, nullable=False),
    Column("undone_at", _time),
    Column("undone_by", Text),
    Index("mutes_until", "until"),
)

_acts = Table(
    "acts",
    _tables,
    Column("id", String(128), primary_key=True),
    Column("at", _time, nullable=False),
    Column("author", Text, nullable=False),
    Column("what", String(16), nullable=False),
    Column("alert", Text),
    Column("channel", Text),
    Index("acts_alert", "alert", "channel", "at"),
)


def upgrade(connection: Connection) -> None:
    """Make the tables."""
    _tables.create_all(connection)

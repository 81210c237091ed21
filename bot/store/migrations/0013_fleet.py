"""What programs that share a database must know of each other: which are at work, and how often channels are posted to. Frozen, like every step."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, DateTime, MetaData, Table, Text, delete, insert, select

_thirteenth = MetaData()
_paces = Table(
    "paces",
    _thirteenth,
    Column("channel", Text, primary_key=True),
    Column("free_at", DateTime(timezone=True)),
    Column("held_until", DateTime(timezone=True)),
)
_programs = Table(
    "programs",
    _thirteenth,
    Column("owner", Text, primary_key=True),
    Column("given", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
)
_meta = Table("meta", MetaData(), Column("key", Text), Column("value", Text))
# Where the sign of life was kept: when it was given, until when it counts, and since when there were some.
_SIGN = "alive"


def upgrade(connection: Connection) -> None:
    """Add the tables; the last sign of life goes into one of them."""
    _thirteenth.create_all(connection)
    kept = connection.scalar(select(_meta.c.value).where(_meta.c.key == _SIGN))
    if kept:
        given, until, *since = map(datetime.fromisoformat, kept.split("/"))
        row = {"owner": "before", "given": given, "until": until, "since": (since or [given])[0]}
        connection.execute(insert(_programs).values(row))
    connection.execute(delete(_meta).where(_meta.c.key == _SIGN))

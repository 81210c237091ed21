"""What decisions were taken on is kept beside them, so that they can be re-created. Frozen, like every step.

What was decided before has no occasion, and says so when it is asked for.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

_twelfth = MetaData()

_articles = Table("articles", _twelfth, Column("id", Text, primary_key=True))  # is there already
_occasions = Table(
    "occasions",
    _twelfth,
    Column("seq", Integer, primary_key=True),
    Column("article", Text, ForeignKey("articles.id"), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("concluded", String(64), nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("occasions_article", "article"),
)
_parts = Table(
    "occasion_parts",
    _twelfth,
    Column("digest", String(32), primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("used_at", DateTime(timezone=True), nullable=False),
    Index("occasion_parts_used", "used_at"),
)


def upgrade(connection: Connection) -> None:
    """Create both tables."""
    _twelfth.create_all(connection, tables=[_occasions, _parts])

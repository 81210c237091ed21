"""Pages that are to be tried again, and further readings of what a feed served: put back after an edit, or with the text of its page.

Frozen, like every step.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Connection, DateTime, ForeignKey, Index, Integer, MetaData, Table, Text

_eighth = MetaData()

_articles = Table("articles", _eighth, Column("id", Text, primary_key=True))
_feeds = Table("feeds", _eighth, Column("id", Integer, primary_key=True))
_unread = Table(
    "unread_pages",
    _eighth,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("feed", Integer, ForeignKey("feeds.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("old", Boolean, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", DateTime(timezone=True)),
    Index("unread_pages_due", "due_at"),
    Index("unread_pages_of_feed", "feed", "since"),
)


def upgrade(connection: Connection) -> None:
    """Create the table and add the column."""
    _unread.create(connection)
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN served VARCHAR(64)")

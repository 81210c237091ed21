"""How much of an article a version has; and the versions of an entry, the latest first, are found without reading those of others.

What was stored before counts as read from its page, so that nothing of it is told as taken out by mistake. Frozen, like every step.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, Index, Integer, MetaData, Table, Text

_articles = Table(
    "articles",
    MetaData(),
    Column("feed", Integer),
    Column("entry_key", Text),
    Column("second_key", Text),
    Column("first_seen", DateTime(timezone=True)),
)
_entry = Index("articles_entry", _articles.c.feed, _articles.c.entry_key, _articles.c.first_seen)
_second = Index("articles_second", _articles.c.feed, _articles.c.second_key, _articles.c.first_seen)


def upgrade(connection: Connection) -> None:
    """Add the column; create one index, and the other with the time."""
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN extent VARCHAR(16) DEFAULT 'page' NOT NULL")
    _second.drop(connection)
    _second.create(connection)
    _entry.create(connection)

"""What a feed is remembered by from poll to poll: where it moved, what it held, what ails it. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, Index, Integer, LargeBinary, MetaData, String, Table, Text, update
from sqlalchemy.schema import CreateColumn

_third = MetaData()
_time = DateTime(timezone=True)

_added = (
    Column("address", Text),
    Column("moved_days", Text),
    Column("known_items", LargeBinary),
    Column("settled_at", _time),
    Column("trouble", String(16)),
)
_feeds = Table("feeds", _third, Column("last_ok", _time), *_added)
_articles = Table("articles", _third, Column("feed", Integer), Column("first_seen", _time))
_of_feed = Index("articles_of_feed", _articles.c.feed, _articles.c.first_seen)


def upgrade(connection: Connection) -> None:
    """Add the columns and the index; a feed that was polled well has its backlog behind it."""
    for column in _added:
        written = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE feeds ADD COLUMN {written}")
    _of_feed.create(connection)
    connection.execute(update(_feeds).values(settled_at=_feeds.c.last_ok))

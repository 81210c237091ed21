"""What is asked with every telling and every press is found without reading the whole table. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, Index, MetaData, Table, Text

_ninth = MetaData()

_deliveries = Table(
    "deliveries",
    _ninth,
    Column("channel", Text),
    Column("kind", Text),
    Column("due_at", DateTime(timezone=True)),
)
_decisions = Table("decisions", _ninth, Column("story", Text))
_posts = Index("deliveries_posts", _deliveries.c.channel, _deliveries.c.kind, _deliveries.c.due_at)
_of_story = Index("decisions_story", _decisions.c.story)


def upgrade(connection: Connection) -> None:
    """Create the indexes."""
    _posts.create(connection)
    _of_story.create(connection)

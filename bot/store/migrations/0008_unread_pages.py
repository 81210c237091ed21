"""Further readings of what a feed served: put back after an edit, or with the text of its page. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Add the column."""
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN served VARCHAR(64)")

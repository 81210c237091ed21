"""How much of an article a version has. Those of before count as read from their pages, so that nothing of them is told as taken out
by mistake.

Frozen, like every step.
"""

from __future__ import annotations

from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Add the column."""
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN extent VARCHAR(16) DEFAULT 'page' NOT NULL")

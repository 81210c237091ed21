"""When a feed asks not to be looked at, known also while it answers that nothing changed. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Add the column."""
    connection.exec_driver_sql("ALTER TABLE feeds ADD COLUMN spared TEXT")

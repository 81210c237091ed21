"""Small facts that outlive the program: the list in force, the day of the last digest."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from bot.store.schema import insert_once, meta


def get(connection: Connection, key: str) -> str | None:
    """The value kept under a key."""
    value: str | None = connection.scalar(select(meta.c.value).where(meta.c.key == key))
    return value


def under(connection: Connection, prefix: str) -> tuple[tuple[str, str], ...]:
    """What follows the prefix in each key that begins with it and holds something, with its value, sorted."""
    query = select(meta.c.key, meta.c.value).where(meta.c.key.startswith(prefix, autoescape=True), meta.c.value != "")
    return tuple((key.removeprefix(prefix), value) for key, value in connection.execute(query.order_by(meta.c.key)))


def put(connection: Connection, key: str, value: str) -> None:
    """Keep a value under a key."""
    if not insert_once(connection, meta, {"key": key, "value": value}):
        connection.execute(update(meta).where(meta.c.key == key).values(value=value))


def get_held(connection: Connection, key: str) -> str | None:
    """The value kept under a key, which nobody changes until the transaction ends: SQLite's writers are alone already."""
    value: str | None = connection.scalar(select(meta.c.value).where(meta.c.key == key).with_for_update(read=True))
    return value


def hold(connection: Connection, key: str) -> None:
    """Let only one transaction at a time, of any process, go on past this point with this key.

    SQLite's writers are alone already; PostgreSQL locks the key's row until the transaction ends.
    """
    insert_once(connection, meta, {"key": key, "value": ""})
    connection.execute(select(meta.c.key).where(meta.c.key == key).with_for_update()).one()

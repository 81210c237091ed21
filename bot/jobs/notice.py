"""A word to the operator's channel: what is broken, once, and once more when it is mended."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection

from bot.ports import Message
from bot.store import deliveries, meta
from bot.store.deliveries import Kind, NewDelivery


def broken(connection: Connection, key: str, what: str, operator: str | None, message: Message, now: datetime) -> None:
    """Remember under a key what is wrong, and tell the operator unless that was told already."""
    if meta.get(connection, key) != what:
        meta.put(connection, key, what)
        tell(connection, operator, message, now)


def mended(connection: Connection, key: str, operator: str | None, message: Message, now: datetime) -> None:
    """Forget what was wrong under a key, and tell the operator when something was."""
    if meta.get(connection, key):
        meta.put(connection, key, "")
        tell(connection, operator, message, now)


def tell(connection: Connection, operator: str | None, message: Message, now: datetime) -> None:
    """Queue a message, when there is a channel for it; else the log has to do."""
    if operator is None:
        return
    part = blake2b(f"{now.isoformat()} {message.text}".encode(), digest_size=8).hexdigest()
    deliveries.put(connection, NewDelivery(operator, Kind.NOTICE, message, part=part), now)

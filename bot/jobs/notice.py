"""A word to the operator's channel: what is broken, once, and once more when it is mended."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from sqlalchemy import Connection

from bot.ports import Message
from bot.store import deliveries, meta


def notify(connection: Connection, operator: str | None, text: str, now: datetime) -> None:
    """Tell the operator's channel something; None: the log has to do."""
    if operator is None:
        return
    part = blake2b(f"{now.isoformat()} {text}".encode(), digest_size=8).hexdigest()
    deliveries.put(connection, deliveries.NewDelivery(operator, deliveries.Kind.NOTICE, Message(text), part=part), now)


def broken(connection: Connection, key: str, what: str, operator: str | None, text: str, now: datetime) -> None:
    """Remember under a key what is wrong, and tell the operator unless that was told already."""
    if meta.get(connection, key) != what:
        meta.put(connection, key, what)
        notify(connection, operator, text, now)


def mended(connection: Connection, key: str, operator: str | None, text: str, now: datetime) -> None:
    """Forget what was wrong under a key, and tell the operator when something was."""
    if meta.get(connection, key):
        meta.put(connection, key, "")
        notify(connection, operator, text, now)

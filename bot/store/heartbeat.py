"""The sign of life of a program at work: when it was given last, and until when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.store import meta

_KEY = "alive"


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """Somebody is at work, by their own account."""

    given: datetime
    until: datetime  # after that silence means that nobody is


def give(connection: Connection, sign: SignOfLife) -> None:
    """Leave a sign of life, in place of the last one."""
    meta.put(connection, _KEY, f"{sign.given.isoformat()}/{sign.until.isoformat()}")


def last(connection: Connection) -> SignOfLife | None:
    """The last one; None when nobody ever gave one."""
    given, _, until = (meta.get(connection, _KEY) or "").partition("/")
    return SignOfLife(datetime.fromisoformat(given), datetime.fromisoformat(until)) if until else None

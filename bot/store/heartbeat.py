"""The sign of life of a program at work: when it was given last, and until when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.store import meta

_KEY = "alive"
# A sign may be given by a machine whose clock is ahead by so much; one from further ahead was given before the clock was set back.
APART = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """Somebody is at work, by their own account."""

    given: datetime
    until: datetime  # after that silence means that nobody is

    def counts(self, now: datetime) -> bool:
        """Whether it says that somebody is at work."""
        return self.given - APART <= now <= self.until


def give(connection: Connection, sign: SignOfLife) -> None:
    """Leave a sign of life, in place of the last one."""
    since = at_work_since(connection, sign.given) or sign.given
    meta.put(connection, _KEY, "/".join(moment.isoformat() for moment in (sign.given, sign.until, since)))


def last(connection: Connection) -> SignOfLife | None:
    """The last one; None when nobody ever gave one."""
    moments = _moments(connection)
    return SignOfLife(*moments[:2]) if moments else None


def at_work_since(connection: Connection, now: datetime) -> datetime | None:
    """Since when somebody is at work without a pause; None when nobody is."""
    moments = _moments(connection)
    if not moments:
        return None
    since = (moments[2:] or moments)[0]  # earlier versions did not write it down
    return since if since - APART <= now <= moments[1] else None


def _moments(connection: Connection) -> list[datetime]:
    """When the last sign was given, until when it counts, and since when each came while the one before it counted."""
    return [datetime.fromisoformat(moment) for moment in (meta.get(connection, _KEY) or "").split("/") if moment]

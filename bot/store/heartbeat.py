"""The signs of life of programs at work: when each was given last, and until when it counts.

A program is known by the name that it bears in leases. What one of them was at that gives no sign any more is free for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select, true, update

from bot.store.schema import Moment, insert_once, programs

# A sign may be given by a machine whose clock is ahead by so much; one from further ahead was given before the clock was set back.
APART = timedelta(minutes=5)
_FORGOTTEN = timedelta(days=1)
_p = programs.c


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """Somebody is at work, by their own account."""

    given: datetime
    until: datetime  # after that silence means that nobody is

    def counts(self, now: datetime) -> bool:
        """Whether it says that somebody is at work."""
        return self.given - APART <= now <= self.until


def give(connection: Connection, owner: str, sign: SignOfLife, alone: bool = False) -> None:
    """Leave a sign of life of this program, in place of its last one; where it is alone, in place of all others."""
    since = at_work_since(connection, sign.given) or sign.given
    row = {"given": sign.given, "until": sign.until, "since": since}
    if not insert_once(connection, programs, {"owner": owner, **row}):
        connection.execute(update(programs).where(_p.owner == owner).values(row))
    over = true() if alone else (_p.until < sign.given - _FORGOTTEN) | (_p.given > sign.given + APART)
    connection.execute(delete(programs).where(_p.owner != owner, over))


def last(connection: Connection) -> SignOfLife | None:
    """The last one of any program; None when nobody ever gave one."""
    row = connection.execute(select(_p.given, _p.until).order_by(_p.given.desc()).limit(1)).one_or_none()
    return None if row is None else SignOfLife(row.given, row.until)


def at_work(connection: Connection, now: datetime) -> tuple[str, ...]:
    """The names of the programs at work."""
    return tuple(connection.scalars(select(_p.owner).where(_counts(_p.given, now)).order_by(_p.owner)))


def at_work_since(connection: Connection, now: datetime) -> datetime | None:
    """Since when somebody is at work without a pause; None when nobody is."""
    since: datetime | None = connection.scalar(select(func.min(_p.since, type_=Moment)).where(_counts(_p.since, now)))
    return since


def _counts(begun: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    return (begun <= now + APART) & (_p.until >= now)

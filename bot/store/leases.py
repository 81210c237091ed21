"""Leases and waits on rows: who works on one, and until when; from when on it is due.

Kept the same way by feeds, deliveries and pages that wait. A moment that lies further ahead than any lease or wait can reach
was written by a clock that stood ahead, and holds up nothing (`bot.waits`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Table, and_, or_

# No worker asks for more: a feed is claimed for three times the longest poll.
LONGEST = timedelta(minutes=15)
# What gives a lease back.
RETURNED: Mapping[str, None] = {"lease_owner": None, "lease_until": None}


def is_free(table: Table, now: datetime) -> ColumnElement[bool]:
    """Whether nobody is at a row of this table."""
    return or_(table.c.lease_until.is_(None), is_over(table.c.lease_until, now, LONGEST))


def is_over(until: Column[datetime], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Whether the wait of a row is over: `bot.waits.over`, asked of the database."""
    return or_(until <= now, until > now + longest)


def is_left(table: Table, at_work: Collection[str]) -> ColumnElement[bool]:
    """Whether a row is leased to somebody who is not at work."""
    return and_(table.c.lease_owner.is_not(None), table.c.lease_owner.not_in(at_work))

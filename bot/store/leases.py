"""A lease on a row: who works on it, and until when. Kept the same way by feeds, deliveries and pages that wait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Table, or_

# What gives a lease back.
RETURNED: Mapping[str, None] = {"lease_owner": None, "lease_until": None}


def is_free(table: Table, now: datetime) -> ColumnElement[bool]:
    """Whether nobody is at a row of this table."""
    return or_(table.c.lease_until.is_(None), table.c.lease_until <= now)

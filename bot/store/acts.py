"""What people have done about alerts, in order. What is heard twice is on record once, and so is done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store import audit
from bot.store.audit_rows import TRIAGE
from bot.store.schema import acts, insert_once


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did."""

    id: str  # as Slack names the press of a button, the modal or the command
    at: datetime
    author: str  # Slack's id of the user
    what: str
    alert: str | None = None
    channel: str | None = None


def add(connection: Connection, act: Act) -> bool:
    """Put it on record. False when it is there already: then it has been done."""
    said = {"at": act.at, "author": act.author, "what": act.what, "alert": act.alert, "channel": act.channel}
    if not insert_once(connection, acts, row := {"id": act.id} | said):
        return False
    audit.row(connection, TRIAGE, row, act.at)
    return True


def is_done(connection: Connection, ident: str) -> bool:
    """Whether it is on record."""
    return connection.scalar(select(acts.c.id).where(acts.c.id == ident)) is not None


def on(connection: Connection, alert: str, channel: str) -> tuple[Act, ...]:
    """What was done about an alert, oldest first."""
    here = select(acts).where(acts.c.alert == alert, acts.c.channel == channel).order_by(acts.c.at, acts.c.id)
    return tuple(Act(row.id, row.at, row.author, row.what, row.alert, row.channel) for row in connection.execute(here))

"""Alerts: the stories told so far, one per channel."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, delete, select, tuple_, update

from bot import record
from bot.alerts.moved import moved, together
from bot.errors import GatewatchError
from bot.model import Alert
from bot.store.schema import alert_people, alerts, insert_once


def open_for(connection: Connection, person_refs: Collection[str]) -> tuple[Alert, ...]:
    """Alerts about any of these people (by all ids they go by), alone or with others, of any age, oldest first.

    Whether a story is over is decided where conclusions are drawn; two stories of one key must never be possible.
    """
    p = alert_people.c
    theirs = select(p.key, p.channel).where(p.person.in_(sorted(person_refs)))
    query = select(alerts.c.record).where(tuple_(alerts.c.key, alerts.c.channel).in_(theirs))
    rows = connection.scalars(query.order_by(alerts.c.opened, alerts.c.key, alerts.c.channel))
    return tuple(record.load(Alert, text) for text in rows)


def put(connection: Connection, alert: Alert) -> None:
    """Store a new alert, or the next version of one."""
    row = {
        "person": alert.person.id,
        "record": record.dump(alert),
        "version": alert.version,
        "opened": alert.opened,
        "updated": alert.updated,
    }
    this = (alerts.c.key == alert.key) & (alerts.c.channel == alert.channel)
    if not connection.execute(update(alerts).where(this).values(**row)).rowcount:
        connection.execute(alerts.insert().values(key=alert.key, channel=alert.channel, **row))
    for person in alert.people:
        insert_once(connection, alert_people, {"key": alert.key, "channel": alert.channel, "person": person.id})


def get(connection: Connection, key_prefix: str, channel: str | None = None) -> tuple[Alert, ...]:
    """The alert whose key begins so, once per channel, or in this channel alone; empty when there is none.

    Raises GatewatchError when several stories begin so.
    """
    query = select(alerts.c.record).where(alerts.c.key.startswith(key_prefix, autoescape=True))
    query = query if channel is None else query.where(alerts.c.channel == channel)
    found = tuple(
        record.load(Alert, text) for text in connection.scalars(query.order_by(alerts.c.key, alerts.c.channel))
    )
    keys = sorted({alert.key for alert in found})
    if len(keys) > 1:
        raise GatewatchError(
            f"{len(keys)} alerts begin with {key_prefix!r}: {', '.join(keys[:5])}; write more of the key"
        )
    return found


def one(connection: Connection, key: str, channel: str) -> Alert | None:
    """The story of this key in this channel."""
    this = (alerts.c.key == key, alerts.c.channel == channel)
    text = connection.scalar(select(alerts.c.record).where(*this))
    return None if text is None else record.load(Alert, text)


def move(connection: Connection, key: str, channel: str, to: str) -> None:
    """Have a story told in another channel from now on, as one with what is told of it there."""
    come, there = one(connection, key, channel), one(connection, key, to)
    if come is None:
        return
    come = moved(come, to)
    put(connection, together(there, come) if there else come)
    p, this = alert_people.c, (alerts.c.key == key) & (alerts.c.channel == channel)
    theirs = (p.key == key) & (p.channel == channel)
    for person in connection.scalars(select(p.person).where(theirs)).all():
        insert_once(connection, alert_people, {"key": key, "channel": to, "person": person})
    connection.execute(delete(alert_people).where(theirs))
    connection.execute(delete(alerts).where(this))


def latest(connection: Connection, limit: int) -> tuple[Alert, ...]:
    """The alerts that changed last, the latest first."""
    query = select(alerts.c.record).order_by(alerts.c.updated.desc(), alerts.c.key, alerts.c.channel)
    return tuple(record.load(Alert, text) for text in connection.scalars(query.limit(limit)))

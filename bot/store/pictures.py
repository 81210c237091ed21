"""Which stories want a map in their thread: their card was told or redrawn lately, and no map has been shown since."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, select

from bot import record
from bot.alerts.repeat import unmarked
from bot.model import Alert
from bot.ports import Message
from bot.store import alerts
from bot.store.deliveries import Kind, State
from bot.store.schema import deliveries


@dataclass(frozen=True, slots=True)
class Unillustrated:
    """A story whose card stands in its channel, with the words of the last map it was shown."""

    alert: Alert
    card: int  # names the state of the card: another one is drawn when the story goes on
    shown: str | None


def unillustrated(
    connection: Connection, since: datetime, known: Collection[int], most: int
) -> tuple[Unillustrated, ...]:
    """The stories told or redrawn since then, oldest first. `known` are states of cards that need no map."""
    d, later = deliveries.alias("card").c, deliveries.alias("map").c
    map_since = and_(
        later.alert_key == d.alert_key, later.channel == d.channel, later.kind == Kind.MAP, later.seq > d.seq
    )
    # `due_at` is the time of the last try, and has an index beside the state.
    told = (d.state == State.SENT, d.due_at >= since, d.kind.in_((Kind.CARD, Kind.UPDATE)), d.alert_key.is_not(None))
    card = func.max(d.seq).label("card")
    query = select(d.alert_key, d.channel, card).where(*told, ~exists().where(map_since))
    rows = connection.execute(query.group_by(d.alert_key, d.channel).order_by(card)).all()
    wanted = [row for row in rows if row.card not in known][:most]
    found = ((alerts.one(connection, row.alert_key, row.channel), row) for row in wanted)
    # Without a record it is a copy in the fallback channel, which goes without a map.
    return tuple(Unillustrated(alert, row.card, _shown(connection, alert)) for alert, row in found if alert)


def _shown(connection: Connection, alert: Alert) -> str | None:
    d = deliveries.c
    maps = (d.alert_key == alert.key, d.channel == alert.channel, d.kind == Kind.MAP)
    payload = connection.scalar(select(d.payload).where(*maps).order_by(d.seq.desc()).limit(1))
    return None if payload is None else unmarked(record.load(Message, payload)).text

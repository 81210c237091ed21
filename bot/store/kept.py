"""What was refused and is kept: due again when its channel works, when its story goes on, or when somebody asks for it.

What has been overtaken meanwhile is let go, so that no story gets a second card; a reply never is.

    refused for its channel   asked again with the first of these, and all of them once something is taken there
    refused for its place     comes after something that was refused: due once its story has been told something
    refused for what it is    only when somebody asks for it
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from bot.alerts.repeat import REPEAT
from bot.ports import Refused
from bot.store import audit
from bot.store.audit_rows import DELIVERY
from bot.store.deliveries import DRAWN, HELD, OPEN, Kind, NewDelivery, State, delivery_id
from bot.store.schema import Moment, deliveries

_d = deliveries.c
_KEPT = _d.state == State.FAILED


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages that a channel refused for one cause."""

    channel: str
    messages: int
    since: datetime  # when the first of them was queued
    why: str


def waiting(connection: Connection, channel: str | None = None) -> tuple[Waiting, ...]:
    """What is kept for this channel (None: for any), by channel and cause."""
    here = (_KEPT,) if channel is None else (_KEPT, _d.channel == channel)
    since = func.min(_d.created_at, type_=Moment)
    query = select(_d.channel, func.count(), since, _d.why).where(*here).group_by(_d.channel, _d.why)
    rows = connection.execute(query.order_by(_d.channel, func.min(_d.seq)))
    return tuple(Waiting(where, number, first, why or "refused") for where, number, first, why in rows)


def revive_all(connection: Connection, channel: str | None, now: datetime) -> int:
    """Tell everything that this channel (None: any) refused, whatever for, as far as it still has something to say. How many."""
    return _again(connection, now, *(() if channel is None else (_d.channel == channel,)))


def probe(connection: Connection, channel: str, now: datetime) -> None:
    """Try the first thing that this channel refused again. It comes before all that is newer, so the order holds.

    Not while something before it is still to be found out about: that try tells as much.
    """
    here = (_KEPT, _d.channel == channel, _d.refused == Refused.CHANNEL)
    _let_go(connection, now, *here)
    first = select(func.min(_d.seq)).where(*here).scalar_subquery()
    trying = deliveries.alias("trying").c
    in_doubt = (trying.channel == channel, trying.state.in_((State.SENDING, State.UNCERTAIN)), trying.seq < _d.seq)
    _revive(connection, now, _d.seq == first, ~exists().where(*in_doubt).correlate(deliveries))


def revive(connection: Connection, channel: str, now: datetime) -> int:
    """Tell what this channel refused: all that still has something to say. How many."""
    return _again(connection, now, _d.channel == channel, _d.refused == Refused.CHANNEL)


def revive_story(connection: Connection, alert_key: str, channel: str, now: datetime) -> int:
    """Tell what of a story was refused: the channel has just taken something of it. How many."""
    return _again(connection, now, _d.alert_key == alert_key, _d.channel == channel, _d.refused.in_(HELD))


def withdraw(connection: Connection, copy: NewDelivery, now: datetime) -> None:
    """Let go of what was to be told in place of something that has been told by now: with a card, of its older states, too."""
    older = and_(
        _d.alert_key == copy.alert_key, _d.channel == copy.channel, _d.kind.in_(DRAWN), _d.version <= copy.version
    )
    these = or_(_d.id == delivery_id(copy), older) if copy.kind in DRAWN else _d.id == delivery_id(copy)
    waiting = update(deliveries).where(these, _d.state.in_((*OPEN, State.FAILED)))
    audit.change(connection, DELIVERY, waiting.values(state=State.SUPERSEDED.value, settled_at=now, refused=None), now)


def _again(connection: Connection, now: datetime, *which: ColumnElement[bool]) -> int:
    _let_go(connection, now, _KEPT, *which)
    return _revive(connection, now, _KEPT, *which)


def _let_go(connection: Connection, now: datetime, *which: ColumnElement[bool]) -> None:
    overtaken = update(deliveries).where(*which, _overtaken())
    closing = overtaken.values(state=State.SUPERSEDED.value, settled_at=now, refused=None)
    audit.change(connection, DELIVERY, closing, now)


def _overtaken() -> ColumnElement[bool]:
    """A card or update after which a later one was drawn, or may have been; an update that is not the last."""
    later = deliveries.alias("later").c
    same_story = and_(later.alert_key == _d.alert_key, later.channel == _d.channel, later.seq > _d.seq)
    drawn = later.state.in_((State.SENT, State.SENDING, State.UNCERTAIN))
    comes = or_(later.state == State.PENDING, and_(later.state == State.FAILED, later.refused == _d.refused))
    newer = and_(_d.kind == Kind.UPDATE, later.kind == Kind.UPDATE, comes)
    return and_(_d.kind.in_(DRAWN), exists().where(same_story, later.kind.in_(DRAWN), or_(drawn, newer)))


def _revive(connection: Connection, now: datetime, *which: ColumnElement[bool]) -> int:
    """Make them due, as if they had never been tried: the tries before were for a cause that may be gone.

    One that may be a repeat is looked for first, from its first try on: the history may be readable by now.
    """
    doubtful = _d.payload.contains(f'"{REPEAT} ', autoescape=True)
    due = {"due_at": now, "settled_at": None, "refused": None}
    in_doubt = update(deliveries).where(*which, doubtful).values(**due, state=State.UNCERTAIN.value)
    fresh = {"state": State.PENDING.value, "attempts": 0, "first_try": None, "started_at": None}
    certain = update(deliveries).where(*which, ~doubtful).values(**due, **fresh)
    return sum(audit.change(connection, DELIVERY, reviving, now) for reviving in (certain, in_doubt))

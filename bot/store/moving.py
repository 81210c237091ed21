"""What waits for a channel goes to another one: whole stories, with all that is still to be told of them.

    alert, verdicts, decisions     are of the other channel from now on, so that later reports find the story there, as one
                                   with what that channel has of it already; of what people have said the newer word stands
    cards and updates that wait    give way to one card, drawn anew from the alert, in place of the one that stands there
    replies, digests, notices      wait for the other channel as if they had never been tried
    findings that wait             go into the digests of the other channel

What may have arrived where it was (`sending`, `uncertain`) is found out about there. What is told in the other channel
already, word for word, is not told again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update

from bot import record
from bot.alerts.card import card
from bot.alerts.repeat import unmarked
from bot.model import Alert
from bot.ports import Message
from bot.store import alerts, audit, decisions, meta, mutes, refusals, verdicts
from bot.store.audit_rows import DELIVERY
from bot.store.database import Database
from bot.store.deliveries import DRAWN, Kind, NewDelivery, State, put, redraw_waiting
from bot.store.leases import RETURNED
from bot.store.schema import deliveries

_d = deliveries.c
STEP = 50  # stories: others may write in between
_CERTAIN = (State.FAILED, State.PENDING)  # certainly not told


@dataclass(frozen=True, slots=True)
class Moved:
    """How much found another channel."""

    messages: int
    stories: int
    findings: int = 0  # that wait for a digest
    left: int = 0  # stories that are still to move


def moves(database: Database, channel: str, to: str, now: datetime, most: int = STEP) -> Iterator[Moved]:
    """Have everything that a channel refused told in another one, step by step. Broken off, it may be done again."""
    left = 1
    while left:
        with database.transaction() as connection:
            step = move(connection, channel, to, now, most)
        yield step
        left = step.left


def move(connection: Connection, channel: str, to: str, now: datetime, most: int = STEP) -> Moved:
    """One step: so many stories; with the last of them whatever belongs to none."""
    meta.hold(connection, "deciding")  # a poll may be about to write the next version of an alert
    stories = _stories(connection, channel)
    messages = sum(_story(connection, key, channel, to, now) for key in stories[:most])
    if stories[most:]:
        return Moved(messages, most, left=len(stories) - most)
    loose = select(deliveries).where(*_kept(channel), _d.alert_key.is_(None)).order_by(_d.seq)
    messages += _go(connection, connection.execute(loose).all(), to, now)
    refusals.forget(connection, channel)
    return Moved(messages, len(stories), decisions.move_waiting(connection, channel, to, now))


def _stories(connection: Connection, channel: str) -> Sequence[str]:
    """Those of which something is kept."""
    theirs = (*_kept(channel), _d.alert_key.is_not(None))
    return connection.scalars(select(_d.alert_key).where(*theirs).distinct().order_by(_d.alert_key)).all()


def _kept(channel: str) -> tuple[ColumnElement[bool], ...]:
    return _d.channel == channel, _d.state == State.FAILED


def _story(connection: Connection, key: str, channel: str, to: str, now: datetime) -> int:
    waiting = (_d.alert_key == key, _d.channel == channel, _d.state.in_(_CERTAIN))
    rows = connection.execute(select(deliveries).where(*waiting).order_by(_d.seq)).all()
    stood = alerts.one(connection, key, to) is not None
    alerts.move(connection, key, channel, to)
    for kept in (verdicts, mutes, decisions):
        kept.move(connection, key, channel, to, now)
    alert = _going_on(connection, key, to)
    if alert is None:  # a copy of another channel's story: told as it is
        return _go(connection, rows, to, now)
    drawn = [row for row in rows if row.kind in DRAWN]
    _let_go(connection, drawn, f"its story is told in {to}", now)
    message = card(alert)
    if not (stood and redraw_waiting(connection, key, to, message, now)):
        due = min((row.due_at for row in drawn), default=now)
        kind, part = Kind.UPDATE if stood else Kind.CARD, f"from {channel} {now.isoformat()} {rows[-1].seq}"
        put(connection, NewDelivery(to, kind, message, key, alert.version, part, due), now)
    return 1 + _go(connection, [row for row in rows if row.kind not in DRAWN], to, now)


def _going_on(connection: Connection, key: str, to: str) -> Alert | None:
    """The story in its new channel, at no earlier version than that channel has ever been told of that name."""
    alert = alerts.one(connection, key, to)
    told = connection.scalar(select(func.max(_d.version)).where(_d.alert_key == key, _d.channel == to))
    if alert is not None and told is not None and alert.version < told:
        alert = replace(alert, version=told)
        alerts.put(connection, alert)
    return alert


def _go(connection: Connection, rows: Sequence[Row[Any]], to: str, now: datetime) -> int:
    """Let these wait for the other channel. How many; what stands there already is let go."""
    told = [row for row in rows if _is_told(connection, row, to)]
    _let_go(connection, told, f"it is told in {to} already", now)
    going = [row for row in rows if row not in told]
    for row in going:
        due = row.due_at if row.state == State.PENDING else now
        fresh = {"state": State.PENDING.value, "attempts": 0, "first_try": None, "started_at": None, "settled_at": None}
        said = {"why": None, "refused": None, "apart": False, **RETURNED}
        payload = record.dump(unmarked(record.load(Message, row.payload)))
        here = update(deliveries).where(_d.seq == row.seq)
        going_on = here.values(**fresh, **said, channel=to, payload=payload, due_at=due)
        audit.change(connection, DELIVERY, going_on, now)
    return len(going)


def _is_told(connection: Connection, row: Row[Any], to: str) -> bool:
    """Whether the same words of the same story are told in the other channel, or are about to be."""
    if row.alert_key is None:
        return False
    same = (_d.alert_key == row.alert_key, _d.channel == to, _d.kind == row.kind, _d.state != State.SUPERSEDED)
    text = unmarked(record.load(Message, row.payload)).text
    payloads = connection.scalars(select(_d.payload).where(*same))
    return any(unmarked(record.load(Message, payload)).text == text for payload in payloads)


def _let_go(connection: Connection, rows: Sequence[Row[Any]], why: str, now: datetime) -> None:
    said = {"state": State.SUPERSEDED.value, "settled_at": now, "why": why, "refused": None, **RETURNED}
    closing = update(deliveries).where(_d.seq.in_([row.seq for row in rows])).values(**said)
    audit.change(connection, DELIVERY, closing, now)

"""Deliveries: what is still to be told, to whom, and what became of it.

A delivery is written with the alert it tells and closed only when the channel has said ok, or was found to hold it:

    pending -> sending -> sent
       ^          |----> uncertain -> found: sent; not there: sending again
       |----------|      (also what a crash leaves behind as `sending`)
       '----------'----> failed: refused until somebody mends the channel; `bot.store.kept`

A pending update gives way (`superseded`) to a newer one of the same card. Within a story and channel the order holds:

    card, update   wait for the cards and updates before them
    map            so does this
    reply          so does this, and for the replies before it; without a card for the update that will be posted in its place

Map and reply pass a redraw of a standing card that was tried in vain a few times: they do not need it.

Between stories alerts come first (`AT_ONCE`), and what is as urgent in the order in which it was queued.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, and_, exists, func, or_, select, update

from bot import record
from bot.alerts.repeat import is_repeat
from bot.ports import GiveUp, Message, Outcome, Refused, Sent, TryAgain
from bot.store import audit
from bot.store.audit_rows import DELIVERY
from bot.store.leases import RETURNED, is_free, is_over
from bot.store.schema import Moment, deliveries


class Kind(StrEnum):
    """What is told."""

    CARD = "card"  # opens a story
    UPDATE = "update"  # redraws its card
    REPLY = "reply"  # goes into its thread
    MAP = "map"  # so does this; nothing waits for it
    DIGEST = "digest"
    NOTICE = "notice"  # to the operator


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    SUPERSEDED = "superseded"
    FAILED = "failed"


OPEN = (State.PENDING, State.SENDING, State.UNCERTAIN)
DRAWN = (Kind.CARD, Kind.UPDATE)  # what a story's card is made of
IN_THREAD = (Kind.REPLY, Kind.MAP)
PASSED_BY = 3  # tries of a redraw; after them what belongs under the card waits for it no longer
AT_ONCE = (*DRAWN, Kind.REPLY)  # told before maps, digests and notices: a digest of many pages keeps no alert waiting
OPENS = "opens"  # what a card is called by: a story has one in a channel
# Quiet hours are shorter than a day, also on a day of 25 hours; pauses between tries do not come near them.
LONGEST_WAIT = timedelta(hours=26)
# The clocks of two machines at work may differ by so much. What was queued or tried later than that from now was so by a clock
# that has been set back since: then nobody knows when a try was, and it is looked for as far back as this.
APART, LONG_AGO = timedelta(minutes=5), timedelta(days=7)
HELD = (Refused.CHANNEL, Refused.PLACE)  # refused for where it goes: due again when that takes something


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """Something to tell."""

    channel: str
    kind: Kind
    message: Message
    alert_key: str | None = None
    version: int = 1
    part: str = ""  # tells deliveries of one version and kind apart
    due: datetime | None = None  # not before then; None: at once
    of: str = ""  # what it tells of: then its name rests on that, and not on a version, which may count anew one day


@dataclass(frozen=True, slots=True)
class StandingCard:
    """A story's card as it stands in a channel."""

    ts: str
    message: Message


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """A delivery that one worker may work on until its lease ends."""

    id: str
    alert_key: str | None
    channel: str
    kind: Kind
    message: Message
    state: State
    attempts: int
    created_at: datetime
    first_try: datetime | None
    started_at: datetime | None  # the last try
    card: StandingCard | None  # the story's card in the channel, when it has one
    owner: str
    apart: bool = False  # its card or thread is gone: it is a message of its own
    version: int = 1
    held_by: str | None = None  # why what it comes after was refused: its card, or a reply before it

    @property
    def card_ts(self) -> str | None:
        """The name of the story's card in the channel."""
        return self.card.ts if self.card else None

    @property
    def redraws(self) -> bool:
        """Whether it replaces the card. Without one (it was refused, or is gone) an update is posted in its place."""
        return self.kind in DRAWN and self.card is not None and not self.apart

    @property
    def thread(self) -> str | None:
        """The message under which it belongs."""
        return self.card_ts if self.kind in IN_THREAD and not self.apart else None

    @property
    def may_be_a_repeat(self) -> bool:
        """Whether an earlier try may have arrived, for all that is known: it is to be looked for again."""
        return is_repeat(self.message) and not self.redraws


def delivery_id(new: NewDelivery) -> str:
    """The name under which a message can be found again: the same telling always gets the same one."""
    parts = (new.alert_key or "", new.channel, new.kind.value, *((new.of,) if new.of else (str(new.version), new.part)))
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def card_id(alert_key: str, channel: str) -> str:
    """The name under which the card of a story is found there."""
    return delivery_id(NewDelivery(channel, Kind.CARD, Message(""), alert_key, of=OPENS))


def put(connection: Connection, new: NewDelivery, now: datetime) -> str:
    """Queue something to tell. A second telling of the same version, kind and part is a bug and raises IntegrityError."""
    if new.kind is Kind.UPDATE:
        _supersede(connection, new, now)
    key = delivery_id(new)
    row = {
        "id": key,
        "payload": record.dump(replace(new.message, key=key)),
        "state": State.PENDING.value,
        "attempts": 0,
    }
    said = {"alert_key": new.alert_key, "channel": new.channel, "kind": new.kind.value, "version": new.version}
    connection.execute(deliveries.insert().values(**row, **said, created_at=now, due_at=max(now, new.due or now)))
    audit.row(connection, DELIVERY, row | said, now)
    return key


def redraw_waiting(connection: Connection, alert_key: str, channel: str, message: Message, now: datetime) -> bool:
    """Put a new picture in place of a card that waits for its time. False when none does: it is told, or about to be."""
    d = deliveries.c
    # Put off when it was queued: one that is due at once may bear the time of another program, or of a moment later.
    put_off = (d.due_at > now, d.due_at > d.created_at)
    waits = (d.alert_key == alert_key, d.channel == channel, d.kind == Kind.CARD.value, *put_off)
    untried = (d.state == State.PENDING.value, d.attempts == 0)
    key = connection.scalar(select(d.id).where(*waits, *untried))
    if key is None:
        return False
    drawn = update(deliveries).where(d.id == key, *untried).values(payload=record.dump(replace(message, key=key)))
    return audit.change(connection, DELIVERY, drawn, now) == 1


def count_posts(connection: Connection, channel: str, since: datetime, until: datetime) -> int:
    """How many cards and replies become due in a channel between the two, the later end included."""
    d = deliveries.c
    posts = (d.channel == channel, d.kind.in_((Kind.CARD.value, Kind.REPLY.value)), d.due_at > since, d.due_at <= until)
    return connection.scalar(select(func.count()).select_from(deliveries).where(*posts)) or 0


def _supersede(connection: Connection, new: NewDelivery, now: datetime) -> None:
    d = deliveries.c
    older = (d.alert_key == new.alert_key, d.channel == new.channel, d.kind == Kind.UPDATE.value)
    waiting = update(deliveries).where(*older, d.state == State.PENDING.value)
    audit.change(connection, DELIVERY, waiting.values(state=State.SUPERSEDED.value, settled_at=now), now)


def known(connection: Connection, new: NewDelivery) -> bool:
    """Whether this telling has been queued before."""
    return connection.execute(select(deliveries.c.seq).where(deliveries.c.id == delivery_id(new))).first() is not None


def told(connection: Connection, alert_keys: Collection[str]) -> frozenset[tuple[str, str]]:
    """Of these stories the key, with every channel to which anything of it was ever to be told."""
    d = deliveries.c
    query = select(d.alert_key, d.channel).where(d.alert_key.in_(sorted(alert_keys))).distinct()
    return frozenset((row.alert_key, row.channel) for row in connection.execute(query))


def has_told(connection: Connection, channel: str) -> bool:
    """Whether anything was ever to be told to a channel."""
    return (
        connection.execute(select(deliveries.c.seq).where(deliveries.c.channel == channel).limit(1)).first() is not None
    )


def unsent(connection: Connection) -> tuple[int, datetime | None]:
    """How many are still to be told, and when the first of them was queued."""
    oldest = func.min(deliveries.c.created_at, type_=Moment)
    row = connection.execute(select(func.count(), oldest).where(deliveries.c.state.in_(OPEN))).one()
    return row[0], row[1]


# --- winning work -------------------------------------------------------------------------------------------------------


def due_channels(connection: Connection, now: datetime) -> tuple[str, ...]:
    """Channels that have something to be told now."""
    query = select(deliveries.c.channel).where(_due(now)).distinct().order_by(deliveries.c.channel)
    return tuple(connection.scalars(query))


def claim_due(
    connection: Connection, channel: str, now: datetime, owner: str, lease: timedelta
) -> ClaimedDelivery | None:
    """Win the oldest due delivery of a channel; an alert first."""
    query = select(deliveries).where(_due(now), deliveries.c.channel == channel).order_by(deliveries.c.seq).limit(1)
    query = query.with_for_update(skip_locked=True)
    # Two questions, not one order of urgency: then the rows need not all be looked at before one is won.
    alert = connection.execute(query.where(deliveries.c.kind.in_(AT_ONCE))).one_or_none()
    row = alert or connection.execute(query).one_or_none()
    if row is None:
        return None
    won = update(deliveries).where(deliveries.c.seq == row.seq)
    first, last = _tried(row, now)
    connection.execute(won.values(lease_owner=owner, lease_until=now + lease, first_try=first, started_at=last))
    card = None if row.alert_key is None else card_of(connection, row.alert_key, row.channel)
    claimed = _claimed(row, owner, card, _held_by(connection, row, card))
    return replace(claimed, first_try=first, started_at=last)


def _tried(row: Row[Any], now: datetime) -> tuple[datetime | None, datetime | None]:
    """When it was tried first and last, both in the past. By a clock that was ahead it may have been tried whenever."""
    first, last = row.first_try, row.started_at
    if first is not None and first > now:
        first = now - LONG_AGO if first > now + APART else now
    return first, None if last is None else min(last, now)


def _due(now: datetime) -> ColumnElement[bool]:
    d = deliveries.c
    queued_ahead = and_(d.attempts == 0, d.created_at > now + APART)
    is_time = or_(is_over(d.due_at, now, LONGEST_WAIT), queued_ahead, d.started_at > now + APART)
    return and_(d.state.in_(OPEN), is_time, is_free(deliveries, now), ~_waits())


@cache  # it is asked every second, and putting it together takes longer than the answer
def _waits() -> ColumnElement[bool]:
    """Whether something of its story has to be told before it."""
    d, other, standing = deliveries.c, deliveries.alias("other").c, deliveries.alias("standing").c
    same_story = and_(other.alert_key == d.alert_key, other.channel == d.channel)
    is_open, before = other.state.in_(OPEN), other.seq < d.seq
    drawing = exists().where(same_story, is_open, other.kind.in_(DRAWN))
    drawn = (standing.state == State.SENT, standing.kind.in_(DRAWN))
    card = (
        exists().where(standing.alert_key == d.alert_key, standing.channel == d.channel, *drawn).correlate(deliveries)
    )
    stuck = and_(d.kind.in_(IN_THREAD), other.attempts >= PASSED_BY, ~other.apart, card)
    return or_(
        exists().where(same_story, is_open, before, other.kind.in_(DRAWN), ~stuck),
        and_(d.kind == Kind.REPLY, exists().where(same_story, is_open, before, other.kind == Kind.REPLY)),
        and_(d.kind.in_(IN_THREAD), drawing, ~card),
    )


def _held_by(connection: Connection, row: Row[Any], card: StandingCard | None) -> str | None:
    """Why something that it comes after was refused and is kept. What may have been told already is looked for all the same."""
    if row.kind not in IN_THREAD or row.apart or row.state != State.PENDING:
        return None
    d = deliveries.c
    reply = and_(d.kind == Kind.REPLY, d.seq < row.seq, d.refused.in_(HELD))
    before = reply if card else or_(d.kind.in_(DRAWN), reply)
    kept = (d.alert_key == row.alert_key, d.channel == row.channel, d.state == State.FAILED, before)
    return connection.scalar(select(d.why).where(*kept).order_by(d.seq).limit(1))


def _claimed(row: Row[Any], owner: str, card: StandingCard | None, held_by: str | None) -> ClaimedDelivery:
    return ClaimedDelivery(
        id=row.id,
        alert_key=row.alert_key,
        channel=row.channel,
        kind=Kind(row.kind),
        message=record.load(Message, row.payload),
        state=State(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        first_try=row.first_try,
        started_at=row.started_at,
        card=card,
        owner=owner,
        apart=row.apart,
        version=row.version,
        held_by=held_by,
    )


def card_of(connection: Connection, alert_key: str, channel: str) -> StandingCard | None:
    """A story's card in a channel, once it stands there, as it was last drawn."""
    d = deliveries.c
    cards = (d.alert_key == alert_key, d.channel == channel, d.kind.in_(DRAWN), d.state == State.SENT)
    row = connection.execute(select(d.ts, d.payload).where(*cards).order_by(d.seq.desc()).limit(1)).one_or_none()
    return None if row is None else StandingCard(row.ts, record.load(Message, row.payload))


# --- telling ------------------------------------------------------------------------------------------------------------


def mark_sending(
    connection: Connection, claimed: ClaimedDelivery, message: Message, now: datetime, lease: timedelta
) -> ClaimedDelivery | None:
    """Commit, before the channel is called, that this message is about to be sent.

    None: it is no longer ours, or something of its story has to go first by now, and it is given back.
    """
    first = claimed.first_try or now
    times = {"first_try": first, "started_at": now, "lease_until": now + lease}
    said = {"state": State.SENDING.value, "attempts": claimed.attempts + 1, "payload": record.dump(message)}
    if not audit.change(connection, DELIVERY, _ours(claimed).where(~_waits()).values(**times, **said), now):
        connection.execute(_ours(claimed).values(**RETURNED))
        return None
    return replace(
        claimed,
        message=message,
        state=State.SENDING,
        attempts=claimed.attempts + 1,
        first_try=first,
        started_at=now,
    )


def took_others(connection: Connection, claimed: ClaimedDelivery, by: datetime, *, anywhere: bool = False) -> bool:
    """Whether the channel (or any) took something else after the first try of this, and by then."""
    d = deliveries.c
    here = () if anywhere else (d.channel == claimed.channel,)
    others = (*here, d.state == State.SENT, d.id != claimed.id)
    meanwhile = (d.settled_at >= claimed.first_try, d.settled_at <= by)
    return bool(connection.scalar(select(exists().where(*others, *meanwhile))))


def last_taken(connection: Connection) -> datetime | None:
    """When any channel took something last."""
    d = deliveries.c
    found: datetime | None = connection.scalar(
        select(func.max(d.settled_at, type_=Moment)).where(d.state == State.SENT)
    )
    return found


def settle(
    connection: Connection, claimed: ClaimedDelivery, outcome: Outcome, now: datetime, again_at: datetime
) -> bool:
    """Write down what became of it and give the lease back. `again_at` counts for TryAgain. False: no longer ours."""
    match outcome:
        case Sent(ts=ts):
            said: dict[str, Any] = {"state": State.SENT.value, "ts": ts, "settled_at": now, "why": None}
        case TryAgain(why=why, uncertain=uncertain):
            state = State.UNCERTAIN if uncertain else State.PENDING
            said = {"state": state.value, "due_at": again_at, "why": why}
        case GiveUp(why=why, refused=refused):
            said = {"state": State.FAILED.value, "settled_at": now, "why": why, "refused": refused.value}
    return audit.change(connection, DELIVERY, _ours(claimed).values(**said, **RETURNED), now) == 1


def change(
    connection: Connection, claimed: ClaimedDelivery, message: Message, apart: bool, why: str, now: datetime
) -> bool:
    """Have it told in another form, at once; it was certainly not told in this one. False: no longer ours."""
    state = State.UNCERTAIN if claimed.may_be_a_repeat else State.PENDING
    said = {"state": state.value, "payload": record.dump(message), "apart": apart, "why": why}
    return audit.change(connection, DELIVERY, _ours(claimed).values(**said, **RETURNED), now) == 1


def let_go(connection: Connection, claimed: ClaimedDelivery, why: str, now: datetime) -> None:
    """Close what need not be told: nobody misses it."""
    said = {"state": State.SUPERSEDED.value, "settled_at": now, "why": why}
    audit.change(connection, DELIVERY, _ours(claimed).values(**said, **RETURNED), now)


def draw_anew(connection: Connection, claimed: ClaimedDelivery, now: datetime) -> None:
    """Have a card that was found standing show what is known now, unless it is about to be drawn anyway."""
    d = deliveries.c
    drawing = (d.alert_key == claimed.alert_key, d.channel == claimed.channel, d.kind.in_(DRAWN), d.state.in_(OPEN))
    if claimed.kind not in DRAWN or connection.scalar(select(exists().where(*drawing))):
        return
    put(
        connection,
        NewDelivery(
            claimed.channel,
            Kind.UPDATE,
            claimed.message,
            claimed.alert_key,
            claimed.version,
            part=f"after {claimed.id}",
        ),
        now,
    )


def _ours(claimed: ClaimedDelivery) -> Update:
    """The row, if nobody has taken it over and nothing newer has taken its place."""
    d = deliveries.c
    mine = (d.id == claimed.id, d.lease_owner == claimed.owner, d.attempts == claimed.attempts, d.state.in_(OPEN))
    return update(deliveries).where(*mine)


def void_leases(connection: Connection) -> None:
    """Forget every lease. Only for a program that knows it is alone: then whoever held them is dead."""
    held = update(deliveries).where(deliveries.c.lease_owner.is_not(None))
    connection.execute(held.values(**RETURNED))

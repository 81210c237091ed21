"""What `gatewatch status` shows: how the feeds are, what waits to be told, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from bot.alerts.ailments import Ailment
from bot.audit import GENESIS
from bot.model import Alert
from bot.store import alerts, articles, audit, decisions, health, heartbeat, lookbacks, meta
from bot.store import deliveries as outbox
from bot.store import feeds as polled
from bot.store.deliveries import State
from bot.store.leases import is_free
from bot.store.schema import deliveries, feeds

# Under this key the reload job keeps the fingerprint of the Watchlist in force.
LIST_IN_FORCE = "list_fingerprint"
# Under this key it keeps what is wrong with the files on disk, while they are refused.
LIST_REFUSED = "list_refused"
# Under this and the name of an official list the pull job keeps why it could not be brought up to date.
PULL_FAILED = "pull_failed:"
# Under this key the clock watch keeps what is wrong with the machine's clock.
CLOCK_WRONG = "clock_wrong"

LATE = timedelta(minutes=1)  # a feed that is due for longer is overdue
_ALERTS = 10


@dataclass(frozen=True, slots=True)
class OpenDelivery:
    """Something not told yet, or never to be told."""

    id: str
    channel: str
    kind: str
    state: State
    created_at: datetime
    attempts: int
    why: str | None


@dataclass(frozen=True, slots=True)
class DecisionCount:
    """How often something was done for a reason."""

    action: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class LookbackProgress:
    """How far the look-back under way has come."""

    people: int  # looked for
    screened: int
    articles: int  # stored since where it begins


@dataclass(frozen=True, slots=True)
class Status:
    """How Gatewatch is, at one moment."""

    at: datetime
    feeds: int
    feeds_overdue: int  # due and neither polled nor being polled for more than a minute
    last_poll: datetime | None  # of any feed, well or not
    last_sign: datetime | None  # of life of a program at work
    running: bool  # whether that is so fresh that one is at work, or the next sweep is not due yet
    failing: tuple[Ailment, ...]  # or not read at all
    silent: tuple[Ailment, ...]  # against their own rhythm, or never anything
    moved: tuple[Ailment, ...]
    degraded: tuple[Ailment, ...]  # broken, read all the same
    unsent: int
    oldest_unsent: datetime | None
    for_digest: int  # findings that wait for the next digest
    lookback: LookbackProgress | None  # under way
    troubled: tuple[OpenDelivery, ...]  # uncertain or failed
    decisions: tuple[DecisionCount, ...]  # of the last 24 hours
    last_alerts: tuple[Alert, ...]  # that changed last, the latest first
    fingerprint: str | None  # of the Watchlist in force
    list_refused: str | None  # what is wrong with the files on disk, while an older list stays in force
    lists_failed: tuple[tuple[str, str], ...]  # official lists that could not be brought up to date, and why
    # The head of the record of what was done, as `gatewatch audit verify --against` takes it.
    record: str = str(GENESIS)
    clock_wrong: str | None = None  # what is wrong with the clock of the machine
    programs: int = 0  # at work on this database, by their signs of life

    @property
    def well(self) -> bool:
        """Whether nothing asks for a person."""
        feeds_ill = self.failing or self.silent or self.feeds_overdue
        lists_ill = self.list_refused or self.lists_failed
        return self.running and not (feeds_ill or self.troubled or lists_ill or self.clock_wrong)


def status(connection: Connection, now: datetime) -> Status:
    """Look everything up in one transaction."""
    unsent, oldest = outbox.unsent(connection)
    sign = heartbeat.last(connection)
    counted = decisions.counts_by_reason(connection, now - timedelta(hours=24))
    return Status(
        at=now,
        feeds=health.count(connection),
        feeds_overdue=_overdue(connection, now),
        last_poll=polled.last_poll(connection),
        last_sign=sign.given if sign else None,
        running=sign is not None and sign.counts(now),
        failing=health.failing(connection, now),
        silent=health.silent(connection, now),
        moved=health.moved(connection),
        degraded=health.degraded(connection),
        unsent=unsent,
        oldest_unsent=oldest,
        for_digest=decisions.count_undigested(connection),
        lookback=_lookback(connection),
        troubled=_troubled(connection),
        decisions=tuple(DecisionCount(a.value, r.value, n) for (a, r), n in counted.most_common()),
        last_alerts=alerts.latest(connection, _ALERTS),
        fingerprint=meta.get(connection, LIST_IN_FORCE),
        list_refused=meta.get(connection, LIST_REFUSED) or None,
        lists_failed=meta.under(connection, PULL_FAILED),
        record=str(audit.head(connection)),
        clock_wrong=clock_wrong(connection),
        programs=len(heartbeat.at_work(connection, now)),
    )


def clock_wrong(connection: Connection) -> str | None:
    """What is wrong with the clock of the machine, in a sentence; None while it is right, for all that is known."""
    return meta.get(connection, CLOCK_WRONG) or None


def _overdue(connection: Connection, now: datetime) -> int:
    late = feeds.c.next_at < now - LATE
    return connection.scalar(select(func.count()).where(feeds.c.enabled, late, is_free(feeds, now))) or 0


def _lookback(connection: Connection) -> LookbackProgress | None:
    asked = lookbacks.current(connection)
    if asked is None:
        return None
    return LookbackProgress(len(asked.people), asked.screened, articles.count(connection, asked.since))


def _troubled(connection: Connection) -> tuple[OpenDelivery, ...]:
    d = deliveries.c
    rows = connection.execute(select(deliveries).where(d.state.in_((State.UNCERTAIN, State.FAILED))).order_by(d.seq))
    return tuple(OpenDelivery(r.id, r.channel, r.kind, State(r.state), r.created_at, r.attempts, r.why) for r in rows)

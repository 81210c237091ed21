"""What `gatewatch status` shows: how the feeds are, what waits to be told, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from bot.model import Alert
from bot.store import alerts, articles, decisions, lookbacks, meta
from bot.store import feeds as polled
from bot.store.deliveries import OPEN, State
from bot.store.schema import deliveries, feeds
from bot.text import shown_address

# Under this key the reload job keeps the fingerprint of the Watchlist in force.
LIST_IN_FORCE = "list_fingerprint"
# Under this key it keeps what is wrong with the files on disk, while they are refused.
LIST_REFUSED = "list_refused"
# Under this and the name of an official list the pull job keeps why it could not be brought up to date.
PULL_FAILED = "pull_failed:"

_LATE = timedelta(minutes=1)  # a feed that is due for longer is overdue
_STILL = timedelta(minutes=15)  # past the longest interval of any feed, nobody polls
_ALERTS = 10


@dataclass(frozen=True, slots=True)
class FailingFeed:
    """A feed whose last poll went wrong."""

    name: str
    url: str
    since: datetime
    why: str
    failures: int


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
    polling: bool  # whether something was polled within the longest interval, or there is nothing to poll
    failing: tuple[FailingFeed, ...]
    moved: tuple[tuple[str, str], ...]  # feed address, where its server says it has moved for good
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

    @property
    def well(self) -> bool:
        """Whether nothing asks for a person."""
        stalled = self.feeds_overdue or not self.polling
        return not (self.failing or self.troubled or stalled or self.list_refused or self.lists_failed)


def status(connection: Connection, now: datetime) -> Status:
    """Look everything up in one transaction."""
    unsent, oldest = connection.execute(
        select(func.count(), func.min(deliveries.c.created_at)).where(deliveries.c.state.in_(OPEN))
    ).one()
    counted = decisions.counts_by_reason(connection, now - timedelta(hours=24))
    return Status(
        at=now,
        feeds=connection.scalar(select(func.count()).where(feeds.c.enabled)) or 0,
        feeds_overdue=_overdue(connection, now),
        last_poll=polled.last_poll(connection),
        polling=_polling(connection, now),
        failing=_failing(connection),
        moved=_moved(connection),
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
    )


def _overdue(connection: Connection, now: datetime) -> int:
    late = feeds.c.next_at < now - _LATE
    free = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now)
    return connection.scalar(select(func.count()).where(feeds.c.enabled, late, free)) or 0


def _lookback(connection: Connection) -> LookbackProgress | None:
    asked = lookbacks.current(connection)
    if asked is None:
        return None
    return LookbackProgress(len(asked.people), asked.screened, articles.count(connection, asked.since))


def _polling(connection: Connection, now: datetime) -> bool:
    last, longest = polled.last_poll(connection), polled.longest_interval(connection)
    # Feeds that never were polled are due at once: they are overdue soon enough.
    return last is None or longest is None or now - last <= longest + _STILL


def _failing(connection: Connection) -> tuple[FailingFeed, ...]:
    query = select(feeds).where(feeds.c.enabled, feeds.c.failures > 0).order_by(feeds.c.failing_since)
    rows = connection.execute(query)
    return tuple(
        FailingFeed(
            r.name or shown_address(r.url), shown_address(r.url), r.failing_since, r.last_error or "", r.failures
        )
        for r in rows
    )


def _moved(connection: Connection) -> tuple[tuple[str, str], ...]:
    query = select(feeds.c.url, feeds.c.moved_to).where(feeds.c.enabled, feeds.c.moved_to.is_not(None))
    return tuple(
        (shown_address(url), shown_address(moved)) for url, moved in connection.execute(query.order_by(feeds.c.url))
    )


def _troubled(connection: Connection) -> tuple[OpenDelivery, ...]:
    d = deliveries.c
    rows = connection.execute(select(deliveries).where(d.state.in_((State.UNCERTAIN, State.FAILED))).order_by(d.seq))
    return tuple(OpenDelivery(r.id, r.channel, r.kind, State(r.state), r.created_at, r.attempts, r.why) for r in rows)

"""Counts what there is: feeds by state, what is due, what is not told yet, which lists could not be brought up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from bot.alerts.ailments import Ailment
from bot.alerts.figures import Figures, ListAge
from bot.lists.official.sources import source_of
from bot.store import audit, decisions, health, meta, unread_pages
from bot.store import deliveries as outbox
from bot.store.deliveries import OPEN, State
from bot.store.leases import is_free
from bot.store.schema import deliveries, feeds
from bot.store.status import LATE, LIST_IN_FORCE, PULL_FAILED, clock_wrong

NOT_TOLD = (*OPEN, State.FAILED)


def figures(connection: Connection, silent: Sequence[Ailment], lists: Sequence[ListAge], now: datetime) -> Figures:
    """Count it all. Who is `silent` takes long to find out (`health.silent`), and is handed in; `lists` are those on disk."""
    pulled = {source_of(key).list_id for key, _ in meta.under(connection, PULL_FAILED)}
    return Figures(
        at=now,
        feeds=_feeds(connection, silent, now),
        due=_turns(connection, feeds.c.next_at <= now, now),
        overdue=_turns(connection, feeds.c.next_at < now - LATE, now),
        pages=unread_pages.count(connection),
        deliveries=_deliveries(connection),
        oldest_unsent=outbox.unsent(connection)[1],
        for_digest=decisions.count_undigested(connection),
        lists=tuple(replace(each, failed=each.id in pulled) for each in lists),
        fingerprint=meta.get(connection, LIST_IN_FORCE),
        record=str(audit.head(connection)),
        clock_wrong=clock_wrong(connection),
    )


def _feeds(connection: Connection, silent: Sequence[Ailment], now: datetime) -> Mapping[str, int]:
    """How many feeds are in which state; each counts once, in the gravest."""
    states = {
        "failing": health.failing(connection, now),
        "silent": silent,
        "degraded": (*health.moved(connection), *health.degraded(connection)),
    }
    gravest = {each.feed: state for state, ailing in reversed(states.items()) for each in ailing}
    counted = Counter(gravest.values())
    return {"ok": health.count(connection) - len(gravest)} | {state: counted[state] for state in states}


def _turns(connection: Connection, due: ColumnElement[bool], now: datetime) -> int:
    turns = select(func.count()).where(feeds.c.enabled, due, is_free(feeds, now))
    return connection.scalar(turns) or 0


def _deliveries(connection: Connection) -> Mapping[str, int]:
    state = deliveries.c.state
    rows = connection.execute(select(state, func.count()).where(state.in_(NOT_TOLD)).group_by(state))
    return {each.value: 0 for each in NOT_TOLD} | {row[0]: row[1] for row in rows}

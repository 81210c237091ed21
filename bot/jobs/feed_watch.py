"""Tells the operator that the program is alive, and how feeds, backlog and lists are, once a day; and of an important feed
that has failed for an hour.

What was told is kept in the database and written in the transaction that queues the message, so that each thing is told
once, whichever process comes first and wherever one dies.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.alerts.ailments import MILD, Ailment
from bot.alerts.feed_news import FeedNews, daily, important_fails, important_is_back
from bot.alerts.figures import Figures, ListAge
from bot.alerts.standstill import Standstill
from bot.alerts.wall_time import day_begun
from bot.jobs import notice
from bot.model import Trouble
from bot.ports import Clock
from bot.store import deliveries, health, meta
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.figures import figures

log = structlog.get_logger(__name__)

# A feed that has failed for less is not told of: most failures are over at the next poll.
LASTING = timedelta(hours=1)
# Feeds that answer and bring nothing.
SILENT = (Trouble.SILENT, Trouble.EMPTY)
_TOLD = "feeds_told"  # JSON: the day of the last daily message, and what it told of which feed
_ALARM = "important_failing:"  # and a feed's id: since when, as told


@dataclass(frozen=True, slots=True)
class FeedWatch:
    """What watching the feeds works with."""

    db: Database
    clock: Clock
    operator: str | None  # None: nobody is told
    at: time  # of the day, in `zone`
    zone: ZoneInfo
    all_well: bool = True  # say so too when there is nothing else to say
    list_ages: Callable[[], Sequence[ListAge]] = tuple  # reads the disk
    still: Callable[[], tuple[Standstill, ...]] = tuple  # parts of the program that stand still now


async def watch_feeds(watch: FeedWatch) -> None:
    """Raise and end alarms, and tell how it is when it is time. Where there is no channel for it, the log has it."""
    now = watch.clock.now()
    if watch.operator is not None and await watch.db.read(_alarms_change, now):
        await watch.db.write(_change_alarms, watch.operator, now)
    day = day_begun(now, watch.at, watch.zone)
    if day is not None and (await watch.db.read(_told)).day != day:
        ailing = await watch.db.read(health.ailing, now)  # takes longer than a transaction that writes should
        lists = await asyncio.to_thread(watch.list_ages)
        news = await watch.db.write(_tell_daily, watch, ailing, lists, now, day)
        if news is not None and watch.operator is None:
            log.info("alive", says=daily(news).text, why_here="slack.operator is not set")


# --- important feeds ------------------------------------------------------------------------------------------------------


def _important_failing(connection: Connection, now: datetime) -> Mapping[str, Ailment]:
    failing = health.failing(connection, now)
    return {str(each.feed): each for each in failing if each.important and each.since and now - each.since >= LASTING}


def _alarms_change(connection: Connection, now: datetime) -> bool:
    raised = dict(meta.under(connection, _ALARM))
    return raised.keys() != _important_failing(connection, now).keys()


def _change_alarms(connection: Connection, operator: str, now: datetime) -> None:
    meta.hold(connection, _ALARM)
    failing, raised = _important_failing(connection, now), dict(meta.under(connection, _ALARM))
    for feed, ailment in failing.items():
        if feed not in raised and ailment.since:
            told = important_fails(ailment, now)
            notice.broken(connection, _ALARM + feed, ailment.since.isoformat(), operator, told, now)
    for feed, since in raised.items():
        if feed not in failing:
            _end_alarm(connection, feed, datetime.fromisoformat(since), operator, now)


def _end_alarm(connection: Connection, feed: str, since: datetime, operator: str, now: datetime) -> None:
    """Say that it is back; nothing when it fails anew, or is not in the settings any more."""
    name = health.in_order(connection, int(feed))
    told = None if name is None else operator
    notice.mended(connection, _ALARM + feed, told, important_is_back(name or "", since, now), now)


# --- once a day -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """What the last daily message told."""

    day: date
    troubles: Mapping[int, Trouble]


def _told(connection: Connection) -> _Told:
    kept = meta.get(connection, _TOLD)
    if not kept:
        return _Told(date.min, {})
    told = json.loads(kept)
    return _Told(date.fromisoformat(told["day"]), {int(feed): Trouble(word) for feed, word in told["feeds"].items()})


def _tell_daily(
    connection: Connection,
    watch: FeedWatch,
    ailing: Sequence[Ailment],
    lists: Sequence[ListAge],
    now: datetime,
    day: date,
) -> FeedNews | None:
    """Queue the message of the day and remember what it tells; None when it was told before."""
    meta.hold(connection, _TOLD)
    told = _told(connection)
    if told.day == day:
        return None
    lasting = tuple(each for each in ailing if each.failures == 0 or not each.since or now - each.since >= LASTING)
    silent = [each for each in ailing if each.trouble in SILENT]
    news = _news(connection, figures(connection, silent, lists, now), lasting, told, watch.still())
    first = told.day == date.min  # the program has just begun: feeds have not been looked at for a day
    wanted = news.feeds and not first and (watch.all_well or not news.well)
    if wanted and watch.operator is not None:
        new = NewDelivery(watch.operator, Kind.NOTICE, daily(news), version=day.toordinal(), part="feeds")
        if not deliveries.known(connection, new):  # a clock that goes back brings a day again
            deliveries.put(connection, new, now)
    _keep(connection, day, lasting, told, {each.feed for each in ailing})
    return news if wanted else None


def _news(
    connection: Connection,
    counted: Figures,
    lasting: tuple[Ailment, ...],
    told: _Told,
    still: tuple[Standstill, ...],
) -> FeedNews:
    mild = frozenset(feed for feed, trouble in told.troubles.items() if trouble in MILD)
    graver = (feed for feed, trouble in told.troubles.items() if trouble not in MILD)
    well = (name for feed in graver if (name := health.in_order(connection, feed)) and _well(feed, lasting))
    return FeedNews(counted, lasting, mild, tuple(sorted(well)), still)


def _well(feed: int, lasting: Sequence[Ailment]) -> bool:
    return not any(each.feed == feed and each.trouble not in MILD for each in lasting)


def _keep(connection: Connection, day: date, lasting: Sequence[Ailment], told: _Told, ailing: set[int]) -> None:
    """Remember what was told. Of a feed that fails since a moment only, what was told before stays true until it is back."""
    now = {each.feed: each.trouble for each in reversed(lasting)}
    still = {feed: trouble for feed, trouble in told.troubles.items() if feed in ailing}
    words = {str(feed): trouble.value for feed, trouble in (still | now).items()}
    meta.put(connection, _TOLD, json.dumps({"day": day.isoformat(), "feeds": words}))

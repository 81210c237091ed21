"""Feeds: which there are, which are due, and who is polling them.

A feed is won by lease: owner, expiry and a round number that rises with every claim. What a poll found is written only
while its round is still the feed's present one, so a worker that was stopped past its lease writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, case, func, select, update

from bot import record
from bot.feeds.entry import ANY_TIME, Spared
from bot.feeds.moving import STAYS, Moving
from bot.feeds.schedule import longest_wait
from bot.model import Trouble
from bot.store import meta
from bot.store.leases import RETURNED, is_free, is_left
from bot.store.schema import Moment, feeds


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """How a feed wants to be polled."""

    min_interval: float = 300.0  # seconds between polls, at the fewest
    max_interval: float = 3_600.0  # and at the most: no header of a server can silence a feed for longer
    full_text: Literal["auto", "always", "never"] = "auto"  # whether articles are read on their own pages
    allow_private: bool = False  # may reach private and loopback addresses
    important: bool = False  # the operator hears when it has failed for an hour
    steady: bool = False  # it keeps a pace, whether it brings news or not


@dataclass(frozen=True, slots=True)
class FeedSpec:
    """A feed as the configuration has it."""

    url: str
    name: str | None = None  # None: what the feed calls itself
    lang: str | None = None
    settings: FeedSettings = FeedSettings()


@dataclass(frozen=True, slots=True)
class ClaimedFeed:
    """A feed that one worker may poll until `lease_until`."""

    id: int
    url: str
    name: str | None
    lang: str | None
    settings: FeedSettings
    etag: str | None
    modified: str | None
    body_hash: str | None  # of the last body that was read whole
    known_items: bytes | None  # digests of that body's items (`bot.feeds.cut`)
    interval: float | None  # seconds; None: never polled
    failures: int  # in a row, before this poll
    failing_since: datetime | None
    last_ok: datetime | None
    last_new: datetime | None
    settled_at: datetime | None  # when the backlog it came with was read; None: not yet
    trouble: str | None  # a word of `bot.model.Trouble`, after the last poll
    last_error: str | None
    moving: Moving
    spared: Spared
    owner: str
    round: int
    lease_until: datetime

    @property
    def unfinished(self) -> bool:
        """Whether something of its last body was left for the next poll."""
        return self.last_ok is not None and self.body_hash is None

    @property
    def address(self) -> str:
        """Where it is fetched."""
        return self.moving.address or self.url


def sync_feeds(connection: Connection, specs: Sequence[FeedSpec], now: datetime) -> None:
    """Make the table follow the configuration: new feeds are due at once, missing ones sleep with all they hold."""
    meta.hold(connection, "feeds")  # programs that start together would add a feed twice
    _follow_moves(connection, {spec.url for spec in specs})
    wanted = {
        spec.url: {"name": spec.name, "lang": spec.lang, "settings": record.dump(spec.settings)} for spec in specs
    }
    known = {row.url: row for row in connection.execute(select(feeds.c.url, feeds.c.enabled, *_SAID))}
    woken = {"enabled": True, "next_at": now}
    fresh = [
        {"url": url, **woken, "failures": 0, "round": 0, **said} for url, said in wanted.items() if url not in known
    ]
    if fresh:
        connection.execute(feeds.insert(), fresh)
    kept = [(url, known[url], said) for url, said in wanted.items() if url in known]
    changed = [(url, said) for url, row, said in kept if any(getattr(row, name) != said[name] for name in said)]
    _set(connection, [{"this": url, **said} for url, said in changed])
    _set(connection, [{"this": url, **woken} for url, row, _ in kept if not row.enabled])
    _set(
        connection, [{"this": url, "enabled": False} for url, row in known.items() if row.enabled and url not in wanted]
    )


_SAID = (feeds.c.name, feeds.c.lang, feeds.c.settings)


def _set(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change feeds, each the one whose address is `this`; all rows change the same columns."""
    if rows:
        connection.execute(update(feeds).where(feeds.c.url == bindparam("this")), rows)


def _follow_moves(connection: Connection, wanted: set[str]) -> None:
    """A feed whose new address stands in the settings now is still that feed, with all that it brought."""
    moved = connection.execute(select(feeds.c.id, feeds.c.url, feeds.c.moved_to).where(feeds.c.moved_to.is_not(None)))
    known = set(connection.scalars(select(feeds.c.url)))
    for row in moved:
        if row.moved_to in wanted and row.url not in wanted and row.moved_to not in known:
            stays = {"url": row.moved_to, "address": None, "moved_to": None, "moved_days": None}
            connection.execute(update(feeds).where(feeds.c.id == row.id).values(stays))
            known.add(row.moved_to)


# What a poll needs to know. Each column costs time in every poll of every feed.
_READ = (
    "id", "url", "name", "lang", "settings", "etag", "modified", "body_hash", "known_items", "interval", "failures",
    "failing_since", "last_ok", "last_new", "settled_at", "trouble", "last_error", "address", "moved_to", "moved_days",
    "spared", "round",
)  # fmt: skip
_CLAIMED = tuple(feeds.c[name] for name in _READ)


def claim_due(
    connection: Connection, now: datetime, owner: str, lease: timedelta, limit: int
) -> tuple[ClaimedFeed, ...]:
    """Win up to `limit` due feeds for `owner`, the longest waiting first."""
    due = (
        select(*_CLAIMED)
        .where(feeds.c.enabled, feeds.c.next_at <= now, is_free(feeds, now))
        .order_by(feeds.c.next_at, feeds.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(due).all()
    until = now + lease
    won = update(feeds).where(feeds.c.id.in_([row.id for row in rows]))
    if rows:
        connection.execute(won.values(lease_owner=owner, lease_until=until, round=feeds.c.round + 1))
    return tuple(_claimed(row, owner, until) for row in rows)


def _claimed(row: Row[Any], owner: str, until: datetime) -> ClaimedFeed:
    return ClaimedFeed(
        id=row.id,
        url=row.url,
        name=row.name,
        lang=row.lang,
        settings=settings_of(row.settings),
        etag=row.etag,
        modified=row.modified,
        body_hash=row.body_hash,
        known_items=row.known_items,
        interval=row.interval,
        failures=row.failures,
        failing_since=row.failing_since,
        last_ok=row.last_ok,
        last_new=row.last_new,
        settled_at=row.settled_at,
        trouble=row.trouble,
        last_error=row.last_error,
        moving=_moving(row) if row.moved_to else STAYS,
        spared=record.load(Spared, row.spared) if row.spared else ANY_TIME,
        owner=owner,
        round=row.round + 1,
        lease_until=until,
    )


@lru_cache(1_000)  # most feeds of a desk are set up alike
def settings_of(text: str) -> FeedSettings:
    """The settings of a feed from its row."""
    return record.load(FeedSettings, text)


def _moving(row: Row[Any]) -> Moving:
    days = tuple(date.fromisoformat(day) for day in json.loads(row.moved_days or "[]"))
    return Moving(row.address, row.moved_to, days)


def still_ours(connection: Connection, claimed: ClaimedFeed) -> bool:
    """Whether nobody has claimed the feed since. Locks its row until the transaction ends."""
    row = connection.execute(
        select(feeds.c.round, feeds.c.lease_owner).where(feeds.c.id == claimed.id).with_for_update()
    ).one_or_none()
    return row is not None and (row.round, row.lease_owner) == (claimed.round, claimed.owner)


def hold(connection: Connection, feed: int) -> None:
    """Keep others from writing down what this feed brings until the transaction ends."""
    connection.execute(select(feeds.c.id).where(feeds.c.id == feed).with_for_update())


def settling(connection: Connection) -> bool:
    """Whether a feed that answers has a backlog that was not read whole yet."""
    reading = (feeds.c.enabled, feeds.c.settled_at.is_(None), feeds.c.failures == 0)
    return connection.execute(select(feeds.c.id).where(*reading).limit(1)).first() is not None


# Under this key stands when a feed was last polled, well or not.
LAST_POLL = "last_poll"


def push_ahead(connection: Connection, claimed: ClaimedFeed, now: datetime, next_at: datetime, why: str) -> bool:
    """Move a feed whose poll raised out of the way and give it back. False when it is no longer ours."""
    if not still_ours(connection, claimed):
        return False
    connection.execute(
        update(feeds)
        .where(feeds.c.id == claimed.id)
        .values(next_at=next_at, **failed(now, why, Trouble.OURS), **RETURNED)
    )
    meta.put(connection, LAST_POLL, now.isoformat())
    return True


def failed(now: datetime, why: str, trouble: Trouble) -> dict[str, Any]:
    """Columns that say one more poll went wrong."""
    return {
        "failures": feeds.c.failures + 1,
        "failing_since": case((feeds.c.failing_since <= now, feeds.c.failing_since), else_=now),
        "last_error": why,
        "trouble": trouble.value,
    }


def give_back(connection: Connection, left: Sequence[tuple[ClaimedFeed, datetime]]) -> None:
    """Give feeds back that were not asked for anything; each is due again at the moment beside it."""
    for claimed, next_at in left:
        ours = (feeds.c.id == claimed.id) & (feeds.c.round == claimed.round) & (feeds.c.lease_owner == claimed.owner)
        connection.execute(update(feeds).where(ours).values(next_at=next_at, **RETURNED))


def last_poll(connection: Connection) -> datetime | None:
    """When any feed was polled last, well or not."""
    said = meta.get(connection, LAST_POLL)
    if said:
        return datetime.fromisoformat(said)
    polled: datetime | None = connection.scalar(select(func.max(feeds.c.last_ok, type_=Moment)))
    return polled  # of a program that did not write it down yet


def longest_interval(connection: Connection) -> timedelta | None:
    """For how long any feed may stay unpolled at the most; None without feeds."""
    settings = connection.scalars(select(feeds.c.settings).where(feeds.c.enabled))
    longest = max((settings_of(text).max_interval for text in settings), default=None)
    return None if longest is None else timedelta(seconds=longest)


def end_long_waits(connection: Connection, now: datetime) -> int:
    """Make due whatever is to wait for longer than its feed allows: its next look was set by a clock that stood ahead. How many."""
    f = feeds.c
    alike = connection.scalars(select(f.settings).where(f.enabled, f.next_at > now).distinct()).all()
    return sum(_end_long_waits(connection, settings, now) for settings in alike)


def _end_long_waits(connection: Connection, settings: str, now: datetime) -> int:
    f, longest = feeds.c, timedelta(seconds=settings_of(settings).max_interval)
    gone = f.trouble == Trouble.GONE.value
    long = case((gone, f.next_at > now + longest_wait(longest, gone=True)), else_=f.next_at > now + longest)
    waiting = update(feeds).where(f.enabled, f.settings == settings, f.next_at > now, long)
    return connection.execute(waiting.values(next_at=now)).rowcount


def void_leases(connection: Connection, now: datetime, at_work: Collection[str]) -> int:
    """Free what is leased to anybody but these: whoever it was is gone. How many feeds.

    They are due at once, behind all others: one of them may be what killed the program.
    """
    left = update(feeds).where(is_left(feeds, at_work))
    return connection.execute(left.values(next_at=now, **RETURNED)).rowcount


def void_lost(
    connection: Connection, now: datetime, owner: str, under_way: Collection[int], ends_before: datetime
) -> int:
    """Free what this program has leased and is not at, as far as the lease ends before then. How many feeds."""
    f = feeds.c
    lost = (f.lease_owner == owner, f.id.not_in(under_way), f.lease_until < ends_before)
    return connection.execute(update(feeds).where(*lost).values(next_at=now, **RETURNED)).rowcount

"""One transaction per poll: articles, findings, decisions, alerts, deliveries, validators and the next poll time.

Either all of a poll is on record or nothing of it: an article is never marked seen without its alert, and a feed whose
record was lost is simply polled again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, bindparam, update

from bot import record
from bot.alerts.bounds import MOST_POSTS, WITHIN, spread
from bot.alerts.conclusion import Conclusion, Telling
from bot.alerts.occasion import Occasion, Terms, Way, standing_of
from bot.alerts.past import Past, Version
from bot.feeds.backlog import MOST_CARDS, NEWS
from bot.feeds.entry import ANY_TIME, EntryKeys, Spared
from bot.feeds.moving import STAYS, Moving
from bot.model import Alert, Article, Decision, Findings, Trouble
from bot.store import (
    alerts,
    articles,
    decisions,
    deliveries,
    feeds,
    meta,
    mutes,
    occasions,
    unread_pages,
    verdicts,
    watchlists,
)
from bot.store.articles import Extent
from bot.store.feeds import ClaimedFeed
from bot.store.leases import RETURNED
from bot.store.schema import feeds as feeds_table
from bot.store.unread_pages import ClaimedPage, Unread, Waiting

# Which earlier versions one can be held against, by how much it has: what it lacks of others, its page may say still.
_HELD_AGAINST: Mapping[Extent, frozenset[Extent]] = {
    Extent.BEGINNING: frozenset({Extent.BEGINNING}),
    Extent.OPENING: frozenset({Extent.BEGINNING}),
    Extent.FEED: frozenset({Extent.BEGINNING, Extent.FEED}),
    Extent.PAGE: frozenset(Extent),
}
# A story that opens takes in what was told of its journey in digests within so long, at most so many articles of each of its
# people: a denial that came first is a denial all the same.
APART, MOST_APART = timedelta(days=7), 20


class Conclude(Protocol):
    """The deciding function for one Watchlist and moment."""

    @property
    def terms(self) -> Terms:
        """On whose terms it decides."""
        ...

    def __call__(self, article: Article, findings: Findings, past: Past, /) -> Sequence[Conclusion]:
        """What an article means, given what is known already; however much its channels can take."""
        ...


@dataclass(frozen=True, slots=True)
class Screened:
    """A new article version of the feed and what was found in it."""

    article: Article
    keys: EntryKeys
    findings: Findings
    extent: Extent = Extent.FEED  # how much of the article it has
    old: bool = False  # its own date says that it was no news any more when we first saw it
    unread: Unread | None = None  # its page, where that is to be tried again
    teaser: str | None = None  # id of the version that had the beginning alone, and whose page this is


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional, and tells an unchanged body."""

    etag: str | None
    modified: str | None
    body_hash: str | None


# After a body that is not done with: it is to come once more, also where it stays the same.
NO_VALIDATORS = Validators(None, None, None)


@dataclass(frozen=True, slots=True)
class PollRecord:
    """Everything one poll brought."""

    feed: ClaimedFeed
    now: datetime
    next_at: datetime
    interval: float  # seconds
    why_failed: str | None = None  # None: the poll went well
    validators: Validators | None = None  # None: keep those there are
    known_items: bytes | None = None  # digests of items that are on record; None: keep those there are
    moving: Moving = STAYS
    spared: Spared = ANY_TIME  # as the last body said
    screened: tuple[Screened, ...] = ()
    trouble: Trouble = Trouble.UNREACHABLE  # what kind of failure it was
    read: bool = False  # a body was read, and not the same as last time
    degraded: str | None = None  # what was wrong with that body although entries could be read
    backlog: bool = False  # the feed is new, or was not read for long
    more: bool = False  # entries are left in the body for the next poll


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written: how many articles were new, and what was decided about them."""

    articles: int
    decisions: tuple[Decision, ...]
    failed: bool


@dataclass(frozen=True, slots=True)
class Fenced:
    """Somebody else has claimed the feed or page since: nothing was written."""


@dataclass(frozen=True, slots=True)
class _Sitting:
    """What articles of a feed are decided upon with."""

    way: Way
    feed: int
    now: datetime
    backlog: bool  # they came with a backlog
    fingerprint: str
    conclude: Conclude


def record_poll(connection: Connection, poll: PollRecord, fingerprint: str, conclude: Conclude) -> Recorded | Fenced:
    """Write down a poll as a whole.

    `fingerprint` is of the Watchlist the articles were screened with; `conclude` decides about each new article, given
    its earlier versions and the alerts about the people mentioned in them, those of this very poll among them.
    """
    if not feeds.still_ours(connection, poll.feed):
        return Fenced()
    new = tuple(s for s in poll.screened if _add(connection, s, poll.feed.id, poll.now))
    sitting = _Sitting(Way.POLL, poll.feed.id, poll.now, poll.backlog, fingerprint, conclude)
    decided = tuple(decision for s in new for decision in _decide(connection, sitting, s))
    if new:
        watchlists.note_screened(connection, fingerprint, poll.now)
    _finish(connection, poll, brought_news=bool(new))
    return Recorded(len(new), decided, failed=poll.why_failed is not None)


def record_page(
    connection: Connection, page: ClaimedPage, screened: Screened, now: datetime, fingerprint: str, conclude: Conclude
) -> Recorded | Fenced:
    """Write down what the page of an article says that could not be read when the article came: a further version of it, once."""
    if not unread_pages.still_ours(connection, page):
        return Fenced()
    unread_pages.give_up(connection, page)
    if not _add(connection, screened, page.feed, now):
        return Recorded(0, (), failed=False)
    sitting = _Sitting(Way.PAGE, page.feed, now, page.backlog, fingerprint, conclude)
    decided = _decide(connection, sitting, screened)
    watchlists.note_screened(connection, fingerprint, now)
    return Recorded(1, decided, failed=False)


def _add(connection: Connection, screened: Screened, feed: int, now: datetime) -> bool:
    return articles.add(connection, screened.article, feed, screened.keys, now, screened.extent)


def record_quiet(connection: Connection, polls: Sequence[PollRecord]) -> int:
    """Write down polls that brought no article, all together. How many were fenced, and so not written."""
    if not polls:
        return 0
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}  # columns -> rows: a statement each
    for poll in polls:
        said = _said(poll, brought_news=False)
        claim = {"this": poll.feed.id, "that_round": poll.feed.round, "ours": poll.feed.owner}
        alike.setdefault(tuple(said), []).append(claim | said)
    f = feeds_table.c
    ours = (f.id == bindparam("this")) & (f.round == bindparam("that_round")) & (f.lease_owner == bindparam("ours"))
    written = sum(connection.execute(update(feeds_table).where(ours), rows).rowcount for rows in alike.values())
    meta.put(connection, feeds.LAST_POLL, max(poll.now for poll in polls).isoformat())
    return len(polls) - written


def _decide(connection: Connection, sitting: _Sitting, screened: Screened) -> tuple[Decision, ...]:
    now, fingerprint, terms = sitting.now, sitting.fingerprint, sitting.conclude.terms
    articles.add_findings(connection, screened.findings, fingerprint, now)
    past = _past(connection, sitting, screened)
    unread_pages.forget(connection, past.ids)
    if screened.unread:
        waits = Waiting(screened.article.id, sitting.feed, screened.unread, sitting.backlog, screened.old)
        unread_pages.remember(connection, waits, now)
    concluded = sitting.conclude(screened.article, screened.findings, past)
    room = _room(connection, concluded, now)
    conclusions = spread(concluded, room, past)
    occasion = Occasion(sitting.way, now, terms.program, terms.policy, past, room, standing=standing_of(concluded))
    decided = occasions.Decided(screened.article, screened.findings, fingerprint, fingerprint)
    occasions.add(connection, occasion, decided, conclusions)
    return tuple(c.decision for c in conclusions if enact(connection, c, fingerprint, now))


def _room(connection: Connection, concluded: Sequence[Conclusion], now: datetime) -> dict[str, int]:
    """How many posts each channel may get yet, in the minute in which they would come."""
    room: dict[str, int] = {}
    for each in concluded:
        for telling in each.tellings:
            due = max(now, telling.due or now)
            told = deliveries.count_posts(connection, each.decision.channel, due - WITHIN, due)
            room[each.decision.channel] = max(0, MOST_POSTS - told)
    return room


def _past(connection: Connection, sitting: _Sitting, screened: Screened) -> Past:
    stored = articles.versions(connection, screened.article, sitting.feed, screened.keys)
    earlier = tuple(_version(connection, each.article) for each in stored)
    refs = _named(screened.findings, *(version.findings for version in earlier))
    known = _alerts_about(connection, refs)
    return Past(
        alerts=known,
        versions=earlier,
        apart=_told_apart(connection, screened.findings, sitting.now),
        whole=all(each.extent in _HELD_AGAINST[screened.extent] for each in stored),
        teaser=screened.teaser,
        backlog=sitting.backlog and screened.old and all(each.article.id == screened.teaser for each in earlier),
        cards=_cards(connection, sitting),
        verdicts=verdicts.about(connection, refs) if refs else (),
        mutes=mutes.about(connection, _concerned(refs, known), sitting.now) if refs else (),
        told=deliveries.told(connection, {alert.key for alert in known}) if known else frozenset(),
    )


def _concerned(refs: frozenset[str], known: Sequence[Alert]) -> frozenset[str]:
    """The list entries of everybody named, and of whoever shares a story with them: a story may sleep by any of its people."""
    return refs.union(*(person.ids for alert in known for person in alert.people))


def _told_apart(connection: Connection, found: Findings, now: datetime) -> tuple[Version, ...]:
    """What was told of late in digests alone of a journey of these people: asked for where a story may open."""
    people = {
        ref
        for trip in found.trips
        if trip.main
        for each in found.mentions
        if each.person == trip.person
        for ref in each.ids
    }
    if not people:
        return ()
    told = decisions.trips_in_digests(connection, people, now - APART, MOST_APART)
    return tuple(
        Version(each.article, each.findings, (each.decision,)) for each in told if each.article.id != found.article
    )


def _cards(connection: Connection, sitting: _Sitting) -> int | None:
    """How many cards the feed may open yet. Counted anew each time: a backlog may be read in portions."""
    if not sitting.backlog:
        return None
    return max(0, MOST_CARDS - decisions.count_opened(connection, sitting.feed, sitting.now - NEWS))


def _version(connection: Connection, article: Article) -> Version:
    found = articles.findings_of(connection, article.id) or Findings(article.id, article.lang)
    return Version(article, found, decisions.in_article(connection, article.id))


def _named(*found: Findings) -> frozenset[str]:
    """The list entries of everybody whom an article or its earlier versions name."""
    return frozenset(ref for each in found for mention in each.mentions for ref in mention.ids)


def _alerts_about(connection: Connection, refs: frozenset[str]) -> tuple[Alert, ...]:
    if not refs:
        return ()
    meta.hold(connection, "deciding")  # two outlets' first reports of one story must not open two cards
    return alerts.open_for(connection, refs)


def enact(connection: Connection, conclusion: Conclusion, fingerprint: str, now: datetime) -> bool:
    """Keep one conclusion: its decision, its alert and what it tells. False when it had been decided before."""
    if not decisions.add(connection, conclusion.decision, fingerprint, now):
        return False
    if conclusion.alert is not None:
        alerts.put(connection, conclusion.alert)
        _tell(connection, conclusion.alert, conclusion, now)
    return True


def _tell(connection: Connection, alert: Alert, concluded: Conclusion, now: datetime) -> None:
    """Queue what is to be told. While the card itself waits for its time nobody has read it: the news goes into it."""
    for telling in concluded.tellings:
        if telling.kind == "update" and deliveries.redraw_waiting(
            connection, alert.key, alert.channel, telling.message, now
        ):
            return
    for number, telling in enumerate(concluded.tellings):
        kind, of = deliveries.Kind(telling.kind), _of(telling, concluded.decision)
        new = deliveries.NewDelivery(
            alert.channel, kind, telling.message, alert.key, alert.version, str(number), telling.due, of
        )
        deliveries.put(connection, new, now)


def _of(telling: Telling, decision: Decision) -> str:
    """What it is known by, also to a program that has lost its database: a story has one card, an article one word in its thread."""
    match telling.kind:
        case "card":
            return deliveries.OPENS
        case "reply":
            return f"{decision.article} {decision.person}"
    return ""


def _finish(connection: Connection, poll: PollRecord, *, brought_news: bool) -> None:
    this = update(feeds_table).where(feeds_table.c.id == poll.feed.id)
    connection.execute(this.values(_said(poll, brought_news=brought_news)))
    meta.put(connection, feeds.LAST_POLL, poll.now.isoformat())


def _said(poll: PollRecord, *, brought_news: bool) -> dict[str, Any]:
    """The columns of the feed after a poll; validators and known items only where there are new ones."""
    before, failed, moving = poll.feed, poll.why_failed is not None, poll.moving
    kept = poll.validators
    validators = {"etag": kept.etag, "modified": kept.modified, "body_hash": kept.body_hash} if kept else {}
    known = {} if poll.known_items is None else {"known_items": poll.known_items}
    return {
        "next_at": poll.next_at,
        "interval": poll.interval,
        "failures": before.failures + 1 if failed else 0,
        "failing_since": min(before.failing_since or poll.now, poll.now) if failed else None,
        "last_ok": before.last_ok if failed else poll.now,
        "last_new": poll.now if brought_news else before.last_new and min(before.last_new, poll.now),
        **_ails(poll),
        **validators,
        **known,
        "address": moving.address,
        "moved_to": moving.target,
        "moved_days": json.dumps([day.isoformat() for day in moving.days]) if moving.days else None,
        "spared": record.dump(poll.spared) if poll.spared != ANY_TIME else None,
        **RETURNED,
    }


def _ails(poll: PollRecord) -> dict[str, Any]:
    """What ails the feed after the poll, and whether its backlog is behind it. A body that is the same is as broken as it was."""
    before = poll.feed
    elsewhere = poll.moving.address != before.moving.address  # what it holds there was never read
    if poll.why_failed is not None:
        settled = None if elsewhere else before.settled_at
        return {"trouble": poll.trouble.value, "last_error": poll.why_failed, "settled_at": settled}
    settled = before.settled_at
    if poll.backlog and (poll.more or poll.screened or settled is None):
        settled = None if poll.more else poll.now
    settled = None if elsewhere else settled
    if not poll.read and not before.failures:
        return {"trouble": before.trouble, "last_error": before.last_error, "settled_at": settled}
    trouble = Trouble.DEGRADED.value if poll.degraded else None
    return {"trouble": trouble, "last_error": poll.degraded, "settled_at": settled}

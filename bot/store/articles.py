"""Articles as they were read, version by version, and what was found in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, func, or_, select, update

from bot import __version__, record
from bot.feeds.entry import GUID, EntryKeys
from bot.feeds.piece import same_piece
from bot.feeds.turning import back_at
from bot.model import Article, Findings
from bot.store import audit, occasions, unread_pages
from bot.store.audit_rows import ITEM, SCREENING
from bot.store.schema import Moment, articles, findings, insert_once

_later = articles.alias("later").c
_SAME_ENTRY = and_(_later.feed == articles.c.feed, _later.entry_key == articles.c.entry_key)
# Articles whose text is here, without the versions that an edit has replaced since.
_READABLE = (
    articles.c.text_hash.is_(None),
    ~exists().where(_SAME_ENTRY, _later.first_seen > articles.c.first_seen).correlate(articles),
)
# The digest of what the feed served.
_SERVED = func.coalesce(articles.c.served, articles.c.content_digest)
_TICK = timedelta(microseconds=1)
_VERSIONS = 20  # an article that is edited more often is known by the last of them
_LOOKED_AT = 100  # of what is stored under one key: some feeds give all their items one


class Extent(StrEnum):
    """How much of an article a version has."""

    FEED = "feed"  # the feed's words, taken for all there are
    PAGE = "page"  # the text of its page
    OPENING = "opening"  # what its page shows before a paywall
    BEGINNING = "beginning"  # the feed's words, for its page was needed and could not be read

    @classmethod
    def of_page(cls, *, whole: bool) -> Extent:
        """What a page gives that could be read: all of it, or what it shows before a paywall."""
        return cls.PAGE if whole else cls.OPENING


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as stored. `text_hash` is set when its text has expired; then `article.text` is empty."""

    article: Article
    feed: int
    first_seen: datetime
    text_hash: str | None
    extent: Extent = Extent.FEED


def unseen(connection: Connection, feed: int, entries: Iterable[EntryKeys]) -> tuple[EntryKeys, ...]:
    """Those entries whose present version is not stored for this feed, under any name, each once. Order is kept."""
    fresh = [keys for keys in _distinct(entries) if not _stored(connection, feed, keys)]
    told = [keys.content_digest for keys in fresh if keys.substantial]
    same = select(articles.c.content_digest).where(articles.c.feed == feed, articles.c.content_digest.in_(told))
    renamed = set(connection.scalars(same)) if told else set()
    return tuple(keys for keys in fresh if not (keys.substantial and keys.content_digest in renamed))


@dataclass(frozen=True, slots=True)
class PutBack:
    """An entry that reads as it did before its last edit."""

    keys: EntryKeys
    after: str  # id of the version that stood last
    over: str  # the digest of what the feed served then
    at: datetime  # from when on it counts


def put_back(connection: Connection, feed: int, entries: Iterable[EntryKeys]) -> tuple[PutBack, ...]:
    """Those entries whose present content is on record, but not as their last. Order is kept."""
    found = (_put_back(connection, feed, keys) for keys in _distinct(entries))
    return tuple(each for each in found if each is not None)


def _put_back(connection: Connection, feed: int, keys: EntryKeys) -> PutBack | None:
    rows, digest = _rows(connection, feed, keys), keys.content_digest
    place = next((number for number, row in enumerate(rows) if _served(row) == digest), 0)
    if not place:  # it is not on record, or stands last
        return None
    mine = _article(rows[place])

    def is_version(row: Row[Any]) -> bool:
        return _served(row) == digest or _is_version(mine.article, keys, row, _article(row))

    last = next(filter(is_version, rows[:place]), None)
    if last is None or last.first_seen == mine.first_seen:  # they came in one body
        return None
    history = [(row.first_seen, _served(row)) for row in reversed(rows) if is_version(row)]
    return PutBack(keys, last.id, _served(last), back_at(history, digest))


def _rows(connection: Connection, feed: int, keys: EntryKeys) -> list[Row[Any]]:
    """What is stored under the keys of an entry, the latest first; many of it may be strangers of the same address."""
    seen, ident = articles.c.first_seen, articles.c.id
    found = {
        row.id: row
        for named in _names(keys)
        for row in connection.execute(
            select(articles).where(articles.c.feed == feed, named).order_by(seen.desc(), ident).limit(_LOOKED_AT)
        )
    }
    return sorted(sorted(found.values(), key=lambda row: row.id), key=lambda row: row.first_seen, reverse=True)


def _served(row: Row[Any]) -> str:
    digest: str = row.served or row.content_digest
    return digest


def _distinct(entries: Iterable[EntryKeys]) -> Iterator[EntryKeys]:
    """The entries without those that an earlier one already tells."""
    told: set[tuple[str, str]] = set()
    for keys in entries:
        names = {keys.entry_key, keys.second_key or keys.entry_key, "content" if keys.substantial else keys.entry_key}
        if told.isdisjoint((name, keys.content_digest) for name in names):
            yield keys
        told |= {(name, keys.content_digest) for name in names}


def _stored(connection: Connection, feed: int, keys: EntryKeys) -> bool:
    here = select(articles.c.id).where(articles.c.feed == feed, articles.c.content_digest == keys.content_digest)
    return any(connection.execute(here.where(named).limit(1)).first() is not None for named in _names(keys))


def _names(keys: EntryKeys) -> tuple[ColumnElement[bool], ...]:
    """What an entry goes by. Each is asked for by itself: where either would do no index is of use."""
    named = articles.c.entry_key == keys.entry_key
    return (named,) if keys.second_key is None else (named, articles.c.second_key == keys.second_key)


def versions(connection: Connection, article: Article, feed: int, keys: EntryKeys) -> tuple[StoredArticle, ...]:
    """Earlier versions of an article of this feed, oldest first, the last `_VERSIONS` of them.

    A feed that renames its entries is followed by their second key; one that gives the same key to different articles is
    not believed, for a story about fish must not take back what an earlier one told.
    """
    others = (row for row in _rows(connection, feed, keys) if row.id != article.id)
    kept = (stored for row in others if _is_version(article, keys, row, stored := _article(row)))
    return tuple(reversed(tuple(islice(kept, _VERSIONS))))


def from_page(connection: Connection, feed: int, new: Iterable[tuple[Article, EntryKeys]]) -> frozenset[str]:
    """Those of the articles, by id, of which an earlier version has words of its page."""
    paged = {Extent.PAGE, Extent.OPENING}
    return frozenset(
        article.id
        for article, keys in new
        if not paged.isdisjoint(each.extent for each in versions(connection, article, feed, keys))
    )


def _is_version(article: Article, keys: EntryKeys, row: Row[Any], stored: StoredArticle) -> bool:
    reads_the_same = keys.served is not None and _served(row) == keys.served
    return reads_the_same or _surely_named(article, keys, row, stored.article) or same_piece(stored.article, article)


def _surely_named(article: Article, keys: EntryKeys, row: Row[Any], before: Article) -> bool:
    """Whether the feed's own id, the address and the date all stay: then any text may be an edit, even a retraction.

    An address alone may be that of a page with all the news, and an id that is used again comes with a new date.
    """
    by_id = keys.entry_key.startswith(GUID) and row.entry_key == keys.entry_key
    return by_id and (before.url, before.published) == (article.url, article.published)


def add(
    connection: Connection, article: Article, feed: int, keys: EntryKeys, now: datetime, extent: Extent = Extent.FEED
) -> bool:
    """Store one version of an article. False when it is there already."""
    seen = _after_the_last(connection, feed, keys, now)
    row = {"id": article.id, "feed": feed, "record": record.dump(article), "first_seen": seen, "extent": extent.value}
    named = {
        "entry_key": keys.entry_key,
        "second_key": keys.second_key,
        "content_digest": keys.content_digest,
        "served": keys.served,
    }
    if not insert_once(connection, articles, row | named):
        return False
    audit.row(connection, ITEM, row | named, now)
    return True


def _after_the_last(connection: Connection, feed: int, keys: EntryKeys, now: datetime) -> datetime:
    """When a version counts as first seen: now, or right after one that was stored by a clock that was ahead. So the order holds."""
    latest = select(func.max(articles.c.first_seen, type_=Moment)).where(articles.c.feed == feed)
    seen: list[datetime | None] = [connection.scalar(latest.where(named)) for named in _names(keys)]
    return max([now, *(moment + _TICK for moment in seen if moment is not None and moment > now)])


def add_findings(connection: Connection, found: Findings, fingerprint: str, now: datetime) -> None:
    """Keep what was found in an article with one Watchlist."""
    row = {"article": found.article, "fingerprint": fingerprint, "record": record.dump(found), "screened_at": now}
    if insert_once(connection, findings, row):
        audit.row(connection, SCREENING, row, now, program=__version__)


def settle_findings(connection: Connection, found: Findings, fingerprint: str, now: datetime) -> Findings:
    """What stands as found in an article with one Watchlist: what was found before, unless that was nobody, else this."""
    known = findings_with(connection, found.article, fingerprint)
    if known is None:
        add_findings(connection, found, fingerprint, now)
    elif known.mentions:
        return known  # decisions rest on it
    else:
        this = (findings.c.article == found.article) & (findings.c.fingerprint == fingerprint)
        again = update(findings).where(this).values(record=record.dump(found), screened_at=now)
        audit.change(connection, SCREENING, again, now, program=__version__)
    return found


# Asked for each feed that may be silent, and putting a question together takes five times longer than the answer.
_OF_FEED = (articles.c.feed == bindparam("feed"), articles.c.served.is_(None))
_SEEN = select(articles.c.first_seen).where(*_OF_FEED).distinct()
_LATEST = _SEEN.order_by(articles.c.first_seen.desc()).limit(bindparam("most"))
_LATEST_SINCE = _LATEST.where(articles.c.first_seen >= bindparam("since"))
_BETWEEN = (articles.c.first_seen >= bindparam("begin"), articles.c.first_seen <= bindparam("end"))
_SEEN_BETWEEN = select(articles.c.id).where(*_OF_FEED, *_BETWEEN).limit(1)


def arrivals(connection: Connection, feed: int, since: datetime, fewest: int, most: int) -> tuple[datetime, ...]:
    """When new content of a feed was first seen, the latest first, each moment once: since then, and `fewest` in any case."""
    found = connection.scalars(_LATEST_SINCE, {"feed": feed, "since": since, "most": most}).all()
    if len(found) < fewest:
        found = connection.scalars(_LATEST, {"feed": feed, "most": fewest}).all()
    return tuple(found)


def any_seen(connection: Connection, feed: int, begin: datetime, end: datetime) -> bool:
    """Whether an article of a feed was first seen between the two."""
    return connection.execute(_SEEN_BETWEEN, {"feed": feed, "begin": begin, "end": end}).first() is not None


def get(connection: Connection, article_id: str) -> StoredArticle | None:
    """One article by its id."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    return None if row is None else _article(row)


def at_address(connection: Connection, url: str) -> StoredArticle | None:
    """The last article seen with this canonical address whose text is still here. Reads every stored record."""
    quoted = f'"url":{json.dumps(url, ensure_ascii=False)}'
    here = (articles.c.record.contains(quoted, autoescape=True), articles.c.text_hash.is_(None))
    rows = connection.execute(select(articles).where(*here).order_by(articles.c.first_seen.desc(), articles.c.id))
    return next((stored for stored in map(_article, rows) if stored.article.url == url), None)


def findings_of(connection: Connection, article_id: str) -> Findings | None:
    """What was found in an article the last time it was screened."""
    latest = select(findings.c.record).where(findings.c.article == article_id).order_by(findings.c.screened_at.desc())
    text = connection.scalar(latest.limit(1))
    return None if text is None else record.load(Findings, text)


def findings_with(connection: Connection, article_id: str, fingerprint: str) -> Findings | None:
    """What was found in an article with one Watchlist."""
    this = (findings.c.article == article_id) & (findings.c.fingerprint == fingerprint)
    text = connection.scalar(select(findings.c.record).where(this))
    return None if text is None else record.load(Findings, text)


def recent(connection: Connection, since: datetime) -> tuple[StoredArticle, ...]:
    """Articles first seen since then whose text is still here, oldest first, in every version."""
    query = select(articles).where(articles.c.first_seen >= since, articles.c.text_hash.is_(None))
    return tuple(map(_article, connection.execute(query.order_by(articles.c.first_seen, articles.c.id))))


def after(
    connection: Connection, since: datetime, done: tuple[datetime, str] | None, limit: int
) -> tuple[StoredArticle, ...]:
    """The next articles first seen since then, each as it was read last: up to `limit`, past the one that was done last."""
    seen, a = articles.c.first_seen, articles.c
    query = select(articles).where(seen >= (since if done is None else max(since, done[0])), *_READABLE)
    if done is not None:
        query = query.where(or_(seen > done[0], and_(seen == done[0], a.id > done[1])))
    return tuple(map(_article, connection.execute(query.order_by(seen, a.id).limit(limit))))


def count(connection: Connection, since: datetime) -> int:
    """How many articles `after` would give."""
    query = select(func.count()).select_from(articles).where(articles.c.first_seen >= since, *_READABLE)
    return connection.scalar(query) or 0


def expire(connection: Connection, before: datetime, limit: int) -> int:
    """Replace the text of up to `limit` articles first seen before then by its hash, and let go of what was decided on. How many were replaced."""
    old = select(articles).where(articles.c.first_seen < before, articles.c.text_hash.is_(None)).limit(limit)
    rows: Sequence[Row[Any]] = connection.execute(old).all()
    gone = [row.id for row in rows]
    unread_pages.forget(connection, gone)
    occasions.forget(connection, gone)
    for row in rows:
        article = record.load(Article, row.record)
        bare = record.dump(replace(article, text=""))
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        connection.execute(update(articles).where(articles.c.id == row.id).values(record=bare, text_hash=digest))
    return len(rows)


def _article(row: Row[Any]) -> StoredArticle:
    article = record.load(Article, row.record)
    return StoredArticle(article, row.feed, row.first_seen, row.text_hash, Extent(row.extent))

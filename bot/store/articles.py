"""Articles as they were read, version by version, and what was found in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from bot import record
from bot.model import Article, Findings
from bot.store.schema import articles, findings, insert_once


@dataclass(frozen=True, slots=True)
class EntryKeys:
    """What tells an entry of a feed from another, and one version of it from the next."""

    entry_key: str  # the feed's own id of it, or what stands in for that
    second_key: str | None  # what stays when the feed gives all entries new ids
    content_digest: str  # hex


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as stored. `text_hash` is set when its text has expired; then `article.text` is empty."""

    article: Article
    feed: int
    first_seen: datetime
    text_hash: str | None


def unseen(connection: Connection, feed: int, entries: Iterable[EntryKeys]) -> tuple[EntryKeys, ...]:
    """Those entries whose present version is not stored for this feed, under either key. Order is kept."""
    return tuple(keys for keys in dict.fromkeys(entries) if not _stored(connection, feed, keys))


def _stored(connection: Connection, feed: int, keys: EntryKeys) -> bool:
    same = articles.c.entry_key == keys.entry_key
    if keys.second_key is not None:
        same = or_(same, articles.c.second_key == keys.second_key)
    query = select(articles.c.id).where(articles.c.feed == feed, same, articles.c.content_digest == keys.content_digest)
    return connection.execute(query.limit(1)).first() is not None


def add(connection: Connection, article: Article, feed: int, keys: EntryKeys, now: datetime) -> bool:
    """Store one version of an article. False when it is there already."""
    row = {"id": article.id, "feed": feed, "record": record.dump(article), "first_seen": now}
    named = {"entry_key": keys.entry_key, "second_key": keys.second_key, "content_digest": keys.content_digest}
    return insert_once(connection, articles, row | named)


def add_findings(connection: Connection, found: Findings, fingerprint: str, now: datetime) -> None:
    """Keep what was found in an article with one Watchlist."""
    row = {"article": found.article, "fingerprint": fingerprint, "record": record.dump(found), "screened_at": now}
    insert_once(connection, findings, row)


def settle_findings(connection: Connection, found: Findings, fingerprint: str, now: datetime) -> Findings:
    """What stands as found in an article with one Watchlist: what was found before, unless that was nobody, else this."""
    this = (findings.c.article == found.article) & (findings.c.fingerprint == fingerprint)
    text = connection.scalar(select(findings.c.record).where(this))
    known = None if text is None else record.load(Findings, text)
    if known is None:
        add_findings(connection, found, fingerprint, now)
    elif known.mentions:
        return known  # decisions rest on it
    else:
        connection.execute(update(findings).where(this).values(record=record.dump(found), screened_at=now))
    return found


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


def recent(connection: Connection, since: datetime) -> tuple[StoredArticle, ...]:
    """Articles first seen since then whose text is still here, oldest first."""
    query = select(articles).where(articles.c.first_seen >= since, articles.c.text_hash.is_(None))
    return tuple(map(_article, connection.execute(query.order_by(articles.c.first_seen, articles.c.id))))


def after(
    connection: Connection, since: datetime, done: tuple[datetime, str] | None, limit: int
) -> tuple[StoredArticle, ...]:
    """The next articles in the order of `recent`: up to `limit`, past the one that was done last."""
    seen, a = articles.c.first_seen, articles.c
    query = select(articles).where(seen >= since, a.text_hash.is_(None))
    if done is not None:
        query = query.where(or_(seen > done[0], and_(seen == done[0], a.id > done[1])))
    return tuple(map(_article, connection.execute(query.order_by(seen, a.id).limit(limit))))


def count(connection: Connection, since: datetime) -> int:
    """How many articles `recent` would give."""
    query = select(func.count()).where(articles.c.first_seen >= since, articles.c.text_hash.is_(None))
    return connection.scalar(query) or 0


def expire(connection: Connection, before: datetime, limit: int) -> int:
    """Replace the text of up to `limit` articles first seen before then by its hash. How many were replaced."""
    old = select(articles).where(articles.c.first_seen < before, articles.c.text_hash.is_(None)).limit(limit)
    rows: Sequence[Row[Any]] = connection.execute(old).all()
    for row in rows:
        article = record.load(Article, row.record)
        bare = record.dump(replace(article, text=""))
        digest = hashlib.sha256(article.text.encode()).hexdigest()
        connection.execute(update(articles).where(articles.c.id == row.id).values(record=bare, text_hash=digest))
    return len(rows)


def _article(row: Row[Any]) -> StoredArticle:
    return StoredArticle(record.load(Article, row.record), row.feed, row.first_seen, row.text_hash)

"""Occasions: what each decision was taken on, so that it can be taken anew; as long as the article's text is kept.

    row of `occasions`   Occasion without policy, alerts and texts · what was concluded        one per article and time of deciding
    `occasion_parts`     the policy, each alert of the past as it was then                    once, by digest, however often used
    `articles`           texts of the article and of its past: only their digests are here    nothing to be erased twice

Of the findings a digest is kept, too, so that whatever was changed since can be named.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection, Row, delete, select, update

from bot import record
from bot.alerts.conclusion import Conclusion
from bot.alerts.occasion import Occasion
from bot.alerts.past import Past, Version
from bot.model import Article, Decision, Findings
from bot.store.schema import articles, insert_once, occasion_parts, occasions

T = TypeVar("T")

_DAY = timedelta(days=1)  # the use of a part is noted once in so long


@dataclass(frozen=True, slots=True)
class Decided:
    """An article with what was found in it, and with which lists."""

    article: Article
    findings: Findings
    found_with: str  # fingerprint of the list that the findings are of
    fingerprint: str  # of the list that spoke


@dataclass(frozen=True, slots=True)
class Kept:
    """An occasion as it is kept, and what was concluded."""

    bare: Occasion  # without policy, alerts and texts
    policy: str | None  # digest of the part; None: it was not asked
    alerts: tuple[str, ...]  # digests of the parts, in order
    articles: Mapping[str, str]  # digests of the article's record and of those of its past, by id
    found_with: str
    findings: str  # digest of the record
    fingerprint: str
    concluded: str  # record of the conclusions
    decisions: tuple[Decision, ...]  # of them: of two about one person in one channel the first stands


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An occasion that is damaged, or was kept by a program that knew other fields."""

    at: datetime


def add(connection: Connection, occasion: Occasion, decided: Decided, conclusions: Sequence[Conclusion]) -> None:
    """Keep what was decided on, beside the decisions. Where the text has expired nothing is: it could not be read again."""
    article = decided.article
    text_hash = select(articles.c.text_hash).where(articles.c.id == article.id)
    if not conclusions or connection.scalar(text_hash) is not None:
        return
    past, concluded = occasion.past, record.dump(tuple(conclusions))
    policy = [] if occasion.policy is None else [occasion.policy]
    digests = _put_parts(connection, [*policy, *past.alerts], occasion.now)
    versions = (each.article for each in (*past.versions, *past.apart))
    kept = Kept(
        bare=replace(occasion, policy=None, past=_bare(past)),
        policy=digests[0] if policy else None,
        alerts=tuple(digests[len(policy) :]),
        articles={each.id: digest_of(each) for each in (article, *versions)},
        found_with=decided.found_with,
        findings=digest_of(decided.findings),
        fingerprint=decided.fingerprint,
        concluded=concluded,
        decisions=_standing(conclusions),
    )
    row = {
        "article": article.id,
        "fingerprint": decided.fingerprint,
        "at": occasion.now,
        "concluded": sha256(concluded),
        "record": zlib.compress(record.dump(kept).encode()),
    }
    connection.execute(occasions.insert().values(**row))


def of_article(connection: Connection, article: str) -> tuple[Kept | Unreadable, ...]:
    """On what was decided about an article, oldest first."""
    query = select(occasions).where(occasions.c.article == article).order_by(occasions.c.seq)
    return tuple(map(_kept, connection.execute(query)))


def part(connection: Connection, kind: type[T], digest: str) -> T | None:
    """A policy or an alert that an occasion names; None when it is gone, or not what the occasion names any more."""
    packed = connection.scalar(select(occasion_parts.c.record).where(occasion_parts.c.digest == digest))
    try:
        text = "" if packed is None else zlib.decompress(packed).decode()
        return record.load(kind, text) if _digest(text) == digest else None
    except (zlib.error, ValidationError, UnicodeDecodeError):
        return None


def forget(connection: Connection, gone: Collection[str]) -> None:
    """Let go of what was decided on about articles whose text expires."""
    connection.execute(delete(occasions).where(occasions.c.article.in_(sorted(gone))))


def expire(connection: Connection, before: datetime) -> int:
    """Let go of the parts that no occasion since then has: those that had them are gone. How many went."""
    return connection.execute(delete(occasion_parts).where(occasion_parts.c.used_at < before - _DAY)).rowcount


def digest_of(value: object) -> str:
    """Tells one record from another."""
    return _digest(record.dump(value))


def sha256(text: str) -> str:
    """The hash that stands beside the conclusions."""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _standing(conclusions: Sequence[Conclusion]) -> tuple[Decision, ...]:
    standing: dict[tuple[str, str], Decision] = {}
    for each in conclusions:
        standing.setdefault((each.decision.person, each.decision.channel), each.decision)
    return tuple(standing.values())


def _bare(past: Past) -> Past:
    return replace(past, alerts=(), versions=_without_text(past.versions), apart=_without_text(past.apart))


def _without_text(versions: Iterable[Version]) -> tuple[Version, ...]:
    return tuple(replace(each, article=replace(each.article, text="")) for each in versions)


def _put_parts(connection: Connection, values: Sequence[object], now: datetime) -> list[str]:
    """Keep what is not kept yet, and note that all of it is used. The digests, in order."""
    dumped = [record.dump(value) for value in values]
    digests = [_digest(text) for text in dumped]
    texts = dict(zip(digests, dumped, strict=True))
    p, mine = occasion_parts.c, occasion_parts.c.digest.in_(sorted(texts))
    known = set(connection.scalars(select(p.digest).where(mine)))
    connection.execute(update(occasion_parts).where(mine, p.used_at < now - _DAY).values(used_at=now))
    for digest, text in texts.items():
        if digest not in known:
            row = {"digest": digest, "record": zlib.compress(text.encode()), "used_at": now}
            insert_once(connection, occasion_parts, row)
    return digests


def _kept(row: Row[Any]) -> Kept | Unreadable:
    try:
        kept = record.load(Kept, zlib.decompress(row.record).decode())
    except (zlib.error, ValidationError, UnicodeDecodeError):
        return Unreadable(row.at)
    return kept if sha256(kept.concluded) == row.concluded else Unreadable(row.at)

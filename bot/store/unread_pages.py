"""Pages of articles that could not be read when the article came, and are to be tried again.

A page is won by lease. When a try begins it is counted, and the page is due again after a pause: one that brings the program down
does not do so at every start, and not for ever. The count also tells an old claim from the present one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, false, func, or_, select, update

from bot import record
from bot.feeds.again import LONGEST, NEWS, PAUSES, next_try
from bot.feeds.entry import EntryKeys
from bot.model import Article
from bot.store import feeds
from bot.store.leases import RETURNED, is_free, is_left, is_over
from bot.store.schema import articles
from bot.store.schema import feeds as feeds_table
from bot.store.schema import unread_pages as pages

MOST_OF_FEED = 200  # pages that wait for one feed; the oldest give way
_LOOKED_AT = 5_000  # pages that are due, of which a claim takes some


@dataclass(frozen=True, slots=True)
class Unread:
    """A page that could not be read, and may be there another time."""

    address: str
    after: float | None = None  # seconds, where its site told


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits for its page."""

    article: str  # id of the version that has the beginning alone
    feed: int
    unread: Unread
    backlog: bool  # it came with a backlog
    old: bool  # no news any more when it was first seen


@dataclass(frozen=True, slots=True)
class ClaimedPage:
    """A page that one worker may try until its lease ends."""

    address: str
    article: Article  # the version that has the beginning alone
    keys: EntryKeys  # of its entry as the feed served it
    feed: int
    feed_address: str  # as the settings name it
    allow_private: bool
    tries: int  # this one included
    backlog: bool  # it came with a backlog
    old: bool  # no news any more when it was first seen
    owner: str


def remember(connection: Connection, waits: Waiting, now: datetime) -> None:
    """Try the page of an article again later."""
    due_at = next_try(now, 0, waits.unread.after)
    article = {"article": waits.article, "feed": waits.feed, "backlog": waits.backlog, "old": waits.old}
    page = {"address": waits.unread.address, "since": now, "tries": 0, "due_at": due_at}
    connection.execute(pages.insert().values(article | page))


def forget(connection: Connection, ids: Collection[str]) -> None:
    """Do not try the pages of these articles any more."""
    if ids:
        connection.execute(delete(pages).where(pages.c.article.in_(ids)))


def count(connection: Connection) -> int:
    """How many pages are to be tried again."""
    return connection.scalar(select(func.count()).select_from(pages)) or 0


def drop_stale(connection: Connection, now: datetime, *, believed: bool = True) -> int:
    """Let go of pages that are no news any more (where the time is believed), that newer ones of their feed push out, or whose last
    try was broken off, and of those whose feed does not want them read. How many were given up.
    """
    p = pages.c
    broken_off = (p.tries >= len(PAUSES)) & is_free(pages, now)
    turn = func.row_number().over(partition_by=p.feed, order_by=(p.since.desc(), p.article))
    newest_first = select(p.article, turn.label("turn")).subquery().c
    pushed_out = p.article.in_(select(newest_first.article).where(newest_first.turn > MOST_OF_FEED))
    old = p.since <= now - NEWS if believed else false()
    late = connection.execute(delete(pages).where(or_(old, broken_off, pushed_out))).rowcount
    f = feeds_table.c
    having = select(f.id, f.enabled, f.settings).where(f.id.in_(select(pages.c.feed)))
    rows = connection.execute(having).all()
    unwanted = [row.id for row in rows if not row.enabled or feeds.settings_of(row.settings).full_text == "never"]
    if unwanted:
        connection.execute(delete(pages).where(pages.c.feed.in_(unwanted)))
    return late


def claim_due(
    connection: Connection, now: datetime, owner: str, lease: timedelta, limit: int, few: int
) -> tuple[ClaimedPage, ...]:
    """Win up to `limit` pages for `owner`, the longest waiting first, and of each feed and each site no more than `few`."""
    p, a, f = pages.c, articles.c, feeds_table.c
    due = (is_over(p.due_at, now, LONGEST), p.tries < len(PAUSES), is_free(pages, now))
    turn = func.row_number().over(partition_by=p.feed, order_by=(p.due_at, p.article))
    ranked = select(p.article, p.address, p.due_at, turn.label("turn")).where(*due).subquery()
    r = ranked.c
    first = select(r.article, r.address).where(r.turn <= few).order_by(r.due_at, r.article).limit(_LOOKED_AT)
    found = [(row.article, row.address) for row in connection.execute(first)]
    chosen = _few_of_a_site(found, few)[:limit]
    query = (
        select(pages, a.record, a.entry_key, a.second_key, a.content_digest, a.served, f.url, f.settings)
        .join(articles, a.id == p.article)
        .join(feeds_table, f.id == p.feed)
        .where(*due, p.article.in_(chosen))
        .order_by(p.due_at, p.article)
        .with_for_update(of=pages, skip_locked=True)
    )  # fmt: skip
    rows = connection.execute(query).all()
    won = update(pages).where(p.article.in_([row.article for row in rows]))
    if rows:
        begun = {"tries": p.tries + 1, "due_at": now + PAUSES[0]}
        connection.execute(won.values(lease_owner=owner, lease_until=now + lease, **begun))
    return tuple(_claimed(row, owner) for row in rows)


def _few_of_a_site(found: Sequence[tuple[str, str]], few: int) -> list[str]:
    """Of articles and the addresses of their pages the articles, without those whose site has had its share. Order is kept."""
    taken: Counter[str] = Counter()
    chosen = []
    for article, address in found:
        taken[_site(address)] += 1
        if taken[_site(address)] <= few:
            chosen.append(article)
    return chosen


def _site(address: str) -> str:
    """The scheme and host of an address, with the slash that ends them."""
    return "/".join([*address.split("/")[:3], ""])


def _claimed(row: Row[Any], owner: str) -> ClaimedPage:
    return ClaimedPage(
        address=row.address,
        article=record.load(Article, row.record),
        keys=EntryKeys(row.entry_key, row.second_key, row.served or row.content_digest),
        feed=row.feed,
        feed_address=row.url,
        allow_private=feeds.settings_of(row.settings).allow_private,
        tries=row.tries + 1,
        backlog=row.backlog,
        old=row.old,
        owner=owner,
    )


def still_ours(connection: Connection, page: ClaimedPage) -> bool:
    """Whether the page is still to be read, and nobody has claimed it since. Locks its feed until the transaction ends."""
    feeds.hold(connection, page.feed)
    return connection.execute(select(pages.c.article).where(_is(page))).first() is not None


def put_off(connection: Connection, page: ClaimedPage, until: datetime, tries: int) -> None:
    """Give a page back after so many tries; it is due again then."""
    connection.execute(update(pages).where(_is(page)).values(due_at=until, tries=tries, **RETURNED))


def put_off_site(connection: Connection, page: ClaimedPage, until: datetime, now: datetime) -> None:
    """Let all pages of the site of one wait until then, save those that are being tried. It costs them no try."""
    p = pages.c
    of_site = p.address.startswith(_site(page.address), autoescape=True)
    connection.execute(update(pages).where(of_site, p.due_at < until, is_free(pages, now)).values(due_at=until))


def give_up(connection: Connection, page: ClaimedPage) -> None:
    """Try it no more."""
    connection.execute(delete(pages).where(_is(page)))


def void_leases(connection: Connection, at_work: Collection[str]) -> None:
    """Free what is leased to anybody but these: whoever it was is gone. It is due after the pause."""
    connection.execute(update(pages).where(is_left(pages, at_work)).values(**RETURNED))


def _is(page: ClaimedPage) -> ColumnElement[bool]:
    p = pages.c
    return (p.article == page.article.id) & (p.lease_owner == page.owner) & (p.tries == page.tries)

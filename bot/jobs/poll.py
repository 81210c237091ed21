"""Polls what is due: fetch, unchanged?, parse, unseen, complete, screen, record.

Nothing is remembered between the steps: what was fetched counts only when the one transaction at the end has written all
of it. Whatever goes wrong on the way is a value that ends up with the feed; what raises is a bug, and then the feed is
moved out of the way first and the error logged second.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol

import structlog

from bot.edges.worker import ReadEntry, ReadFeed, ReadPage, WorkerFailed
from bot.edges.workers import Workers
from bot.feeds.article import FeedFacts
from bot.feeds.backlog import brings_backlog, is_news
from bot.feeds.cut import packed
from bot.feeds.entry import Entry, NotAFeed
from bot.feeds.schedule import Bounds, Outcome, Polled, next_interval, next_poll
from bot.feeds.signs import reserved_by
from bot.jobs.in_force import InForce
from bot.jobs.screening import screen_one
from bot.model import Action, Article, Trouble, Watchlist
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, FetchResult, NotModified, Request
from bot.store import articles, feeds
from bot.store.articles import EntryKeys
from bot.store.database import Database
from bot.store.feeds import ClaimedFeed
from bot.store.polls import Conclude, Fenced, PollRecord, Recorded, Screened, Validators, record_poll
from bot.text import shown_address

log = structlog.get_logger(__name__)

# A poll that takes longer is given up, well before its lease ends and another worker takes the feed.
POLL_LIMIT = timedelta(minutes=5)
LEASE = timedelta(minutes=10)
# More new entries than this wait for the next poll of the feed, so that a poll ends within its limit.
MOST_AT_ONCE = 100


class Robots(Protocol):
    """Knows whether a page may be fetched (`bot.edges.http.robots`)."""

    async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
        """Whether the site lets us fetch this address."""
        ...


@dataclass(frozen=True, slots=True)
class Polling:
    """What polls work with."""

    db: Database
    clock: Clock
    fetcher: Fetcher
    robots: Robots
    workers: Workers
    in_force: InForce
    conclude_with: Callable[[Watchlist, datetime], Conclude]  # the decider, for a list and a moment
    owner: str  # names this process in leases
    jitter: Callable[[], float]  # in [0, 1): spreads polls
    concurrency: int = 32


@dataclass(slots=True)
class PollCounts:
    """What a sweep did."""

    feeds: int = 0
    failed: int = 0
    articles: int = 0
    decisions: Counter[Action] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _New:
    """An article of the feed, and what is known of it before it is screened."""

    article: Article
    whole: bool = True  # false: its page was needed and could not be read
    old: bool = False  # no news any more when we first saw it


@dataclass(frozen=True, slots=True)
class _Served:
    """What a feed answered."""

    outcome: Outcome
    why: str | None = None  # it failed
    trouble: Trouble = Trouble.UNREACHABLE  # in which way
    validators: Validators | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None
    retry_after: float | None = None
    read: ReadFeed | None = None


# --- the sweep ------------------------------------------------------------------------------------------------------------


async def poll_due(polling: Polling, stopping: asyncio.Event) -> PollCounts:
    """Poll until nothing is due, many feeds at once. A slow feed holds up no other."""
    counts = PollCounts()
    running: set[asyncio.Task[None]] = set()
    try:
        while True:
            free = polling.concurrency - len(running)
            if free and not stopping.is_set():
                claimed = await polling.db.write(feeds.claim_due, polling.clock.now(), polling.owner, LEASE, free)
                running |= {asyncio.create_task(_poll_safely(polling, feed, counts)) for feed in claimed}
            if not running:
                return counts
            done, running = await asyncio.wait(running, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in running:
            task.cancel()


async def _poll_safely(polling: Polling, claimed: ClaimedFeed, counts: PollCounts) -> None:
    counts.feeds += 1
    try:
        async with asyncio.timeout(POLL_LIMIT.total_seconds()):
            recorded = await poll(polling, claimed)
    except Exception as error:
        counts.failed += 1
        await _push_ahead(polling, claimed, error)
        log.exception("poll failed", feed=shown_address(claimed.url))
        return
    if isinstance(recorded, Fenced):
        log.warning("poll came too late, its lease had ended", feed=shown_address(claimed.url))
        return
    counts.failed += recorded.failed
    counts.articles += recorded.articles
    counts.decisions.update(decision.action for decision in recorded.decisions)


async def _push_ahead(polling: Polling, claimed: ClaimedFeed, error: Exception) -> None:
    now = polling.clock.now()
    polled = Polled(Outcome.FAILED, _interval(claimed), failures=claimed.failures + 1)
    next_at = next_poll(now, polled, _bounds(claimed), polling.jitter())
    why = f"this poll ran into a fault of ours ({type(error).__name__}); the log has it"
    await polling.db.write(feeds.push_ahead, claimed, now, next_at, why)


# --- one poll ---------------------------------------------------------------------------------------------------------------


async def poll(polling: Polling, claimed: ClaimedFeed) -> Recorded | Fenced:
    """Poll one feed and write down all that came of it."""
    answer = await polling.fetcher.fetch(_request(claimed))
    served = await _read(polling, claimed, answer)
    entries, more = await _unseen(polling, claimed, served)
    new = await _complete(polling, claimed, served, entries)
    return await _screen_and_record(polling, claimed, served, new, more)


def _request(claimed: ClaimedFeed) -> Request:
    return Request(claimed.url, claimed.etag, claimed.modified, claimed.settings.allow_private)


async def _read(polling: Polling, claimed: ClaimedFeed, answer: FetchResult) -> _Served:
    """What the feed holds now, if it holds anything else than last time."""
    match answer:
        case FetchFailed(why=why, status=status, retry_after=after, trouble=trouble):
            outcome = Outcome.GONE if status == 410 else Outcome.FAILED
            log.info("feed could not be fetched", feed=shown_address(claimed.url), why=why, status=status)
            return _Served(outcome, why, trouble, retry_after=after)
        case NotModified(headers=headers):
            kept = Validators(
                headers.get("etag", claimed.etag), headers.get("last-modified", claimed.modified), claimed.body_hash
            )
            return _Served(Outcome.UNCHANGED, validators=kept, headers=headers)
        case Fetched():
            return await _parse(polling, claimed, answer)


async def _parse(polling: Polling, claimed: ClaimedFeed, answer: Fetched) -> _Served:
    headers = answer.headers
    body_hash = blake2b(answer.body, digest_size=16).hexdigest()
    validators = Validators(headers.get("etag"), headers.get("last-modified"), body_hash)
    if body_hash == claimed.body_hash:
        return _Served(Outcome.UNCHANGED, validators=validators, headers=headers, moved_to=answer.moved_to)
    known = claimed.known_items
    read = await polling.workers.parse(answer.body, headers.get("content-type"), answer.url, known)
    if isinstance(read, NotAFeed | WorkerFailed):
        log.warning("feed could not be read", feed=shown_address(claimed.url), why=read.why)
        return _Served(Outcome.FAILED, read.why, trouble_in(read), headers=headers, moved_to=answer.moved_to)
    return _Served(Outcome.UNCHANGED, validators=validators, headers=headers, moved_to=answer.moved_to, read=read)


def trouble_in(read: NotAFeed | WorkerFailed) -> Trouble:
    """What a document that could not be read says of its feed. What raises in a worker is a bug of ours."""
    if isinstance(read, NotAFeed):
        return read.trouble
    return Trouble.OURS if read.trace or read.unbuilt else Trouble.HOSTILE


async def _unseen(polling: Polling, claimed: ClaimedFeed, served: _Served) -> tuple[dict[EntryKeys, Entry], bool]:
    """The entries whose present version is new, and whether there are more than one poll takes."""
    if served.read is None:
        return {}, False
    keys = [EntryKeys(*key) for key in served.read.keys]
    unseen = await polling.db.read(articles.unseen, claimed.id, keys)
    entry_of = dict(zip(reversed(keys), reversed(served.read.feed.entries), strict=True))  # the first of equals
    return {key: entry_of[key] for key in unseen[:MOST_AT_ONCE]}, len(unseen) > MOST_AT_ONCE


async def _complete(
    polling: Polling, claimed: ClaimedFeed, served: _Served, entries: Mapping[EntryKeys, Entry]
) -> dict[EntryKeys, _New]:
    """The new entries as articles, with the text of their pages where the feed gives only the beginning."""
    if not entries or served.read is None:
        return {}
    feed = served.read.feed
    facts = FeedFacts(claimed.url, claimed.name or feed.title or None, claimed.lang or feed.lang)
    seen = polling.clock.now()
    made = await polling.workers.articles(tuple(entries.values()), facts, seen, claimed.settings.full_text)
    if isinstance(made, WorkerFailed):
        raise RuntimeError(f"entries could not be read: {made.why}")
    enough = asyncio.Event()
    read = await asyncio.gather(*(_whole(polling, claimed, entry, enough) for entry in made))
    new = (replace(each, old=not is_news(each.article, seen)) for each in read)
    return dict(zip(entries, new, strict=True))


async def _whole(polling: Polling, claimed: ClaimedFeed, entry: ReadEntry, enough: asyncio.Event) -> _New:
    """The article with the text of its page; as the feed has it when the page cannot or may not be read."""
    if not entry.needs_page or entry.article.url is None:
        return _New(entry.article)
    read = await _paged(polling, entry.article, entry.article.url, enough, private=claimed.settings.allow_private)
    return _New(read.article, read.whole) if read else _New(entry.article, whole=False)


async def _paged(
    polling: Polling, article: Article, url: str, enough: asyncio.Event, *, private: bool
) -> ReadPage | None:
    """A page that brings a worker down sets `enough`: other pages of the feed might too, and all feeds need the workers."""
    if enough.is_set():
        return None
    if not await polling.robots.allowed(url, polling.clock.now(), allow_private=private):
        log.info("page not fetched: robots.txt forbids it", url=url)
        return None
    page = await polling.fetcher.fetch(Request(url, allow_private=private))
    if not isinstance(page, Fetched):
        log.info("page could not be fetched", url=url, why=getattr(page, "why", "not modified"))
        return None
    if reserved_by(page.headers):
        log.info("page not read: its publisher reserves text mining", url=url)
        return None
    if enough.is_set():
        return None
    read = await polling.workers.page(article, page.body, page.url)
    if isinstance(read, ReadPage):
        return read
    if isinstance(read, WorkerFailed):
        enough.set()
    log.info("page could not be read", url=url, why=read.why)
    return None


async def _screen_and_record(
    polling: Polling, claimed: ClaimedFeed, served: _Served, new: Mapping[EntryKeys, _New], more: bool
) -> Recorded | Fenced:
    watchlist, screened = await _screen(polling, new)
    now = polling.clock.now()
    record = _record_of(polling, claimed, served, screened, now, more)
    return await polling.db.write(record_poll, record, watchlist.fingerprint, polling.conclude_with(watchlist, now))


async def _screen(polling: Polling, new: Mapping[EntryKeys, _New]) -> tuple[Watchlist, tuple[Screened, ...]]:
    """What is found in the articles, all with one Watchlist: when another came into force meanwhile, once more."""
    while True:
        watchlist = polling.in_force.watchlist
        found = await asyncio.gather(*(screen_one(polling.workers, each.article) for each in new.values()))
        if polling.in_force.watchlist is watchlist:
            together = zip(new.items(), found, strict=True)
            return watchlist, tuple(
                Screened(each.article, keys, findings, each.whole, each.old) for (keys, each), findings in together
            )


def _record_of(
    polling: Polling, claimed: ClaimedFeed, served: _Served, screened: Sequence[Screened], now: datetime, more: bool
) -> PollRecord:
    polled = _polled(claimed, served, news=bool(screened))
    bounds = _bounds(claimed)
    return PollRecord(
        feed=claimed,
        now=now,
        next_at=now + bounds.least if more else next_poll(now, polled, bounds, polling.jitter()),
        interval=next_interval(polled, bounds).total_seconds(),
        why_failed=served.why,
        validators=None if more else served.validators,  # entries are left in this body: it is not done with
        known_items=packed(served.read.feed.items) if served.read and not more else None,
        moved_to=served.moved_to,
        screened=tuple(screened),
        trouble=served.trouble,
        read=served.read is not None,
        degraded=served.read.feed.degraded if served.read else None,
        backlog=brings_backlog(claimed.settled_at, claimed.last_ok, now),
        more=more,
    )


def _polled(claimed: ClaimedFeed, served: _Served, *, news: bool) -> Polled:
    feed = served.read.feed if served.read else None
    return Polled(
        outcome=Outcome.CHANGED if news else served.outcome,
        interval=_interval(claimed),
        failures=claimed.failures + 1 if served.why else 0,
        retry_after=served.retry_after,
        headers=served.headers,
        ttl=feed.ttl if feed else None,
        skip_hours=feed.skip_hours if feed else frozenset(),
        skip_days=feed.skip_days if feed else frozenset(),
    )


def _interval(claimed: ClaimedFeed) -> timedelta:
    return timedelta(seconds=claimed.interval or claimed.settings.least)


def _bounds(claimed: ClaimedFeed) -> Bounds:
    return Bounds(timedelta(seconds=claimed.settings.least), timedelta(seconds=claimed.settings.most))

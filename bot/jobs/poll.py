"""One poll: fetch, unchanged?, parse, unseen, complete, screen, record. `bot.jobs.sweep` runs many of them.

Nothing is remembered between the steps: what was fetched counts only when the one transaction at the end has written all
of it. Whatever goes wrong on the way is a value that ends up with the feed; what raises is a bug.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

import structlog

from bot.edges.metrics import Metrics
from bot.edges.signs import Signs
from bot.edges.worker import ReadEntry, ReadFeed, ReadPage, WorkerFailed
from bot.edges.workers import Workers
from bot.feeds import moving
from bot.feeds.article import FeedFacts, read_again
from bot.feeds.backlog import brings_backlog, is_news
from bot.feeds.cut import packed, unpacked
from bot.feeds.entry import Entry, EntryKeys, NotAFeed
from bot.feeds.moving import Moving, sighted
from bot.feeds.schedule import Bounds, Outcome, Polled, next_interval, next_poll, served_at, wants_all
from bot.feeds.turning import ONCE_IN
from bot.jobs.in_force import InForce
from bot.jobs.pages import Again, NoPage, PageReader, Robots, Room, Together, private_leave
from bot.jobs.screening import New, screen_all
from bot.model import Trouble, Watchlist
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, NotModified, Request
from bot.store import articles
from bot.store.articles import Extent, PutBack
from bot.store.database import Database
from bot.store.feeds import ClaimedFeed
from bot.store.polls import NO_VALIDATORS, Conclude, Fenced, PollRecord, Recorded, Screened, Validators, record_poll
from bot.store.unread_pages import Unread
from bot.text import shown_address
from bot.waits import over, passed

log = structlog.get_logger(__name__)

# What is done about a body may take so long, and is given up then. Fetching has limits of its own.
LONGEST = timedelta(minutes=5)
# More new entries than this wait for the next poll of the feed, so that a poll ends within its limit.
MOST_AT_ONCE = 100
# After so long what is not screened yet waits for the next poll.
SCREENING = timedelta(seconds=60)
# Seconds that a feed may wait for its turn at its host; then it is put off, and another takes its place.
FEED_PATIENCE = 2.0


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
    screening: timedelta = SCREENING
    under_way: set[int] = field(default_factory=set)  # feeds that this program has claimed and not yet written down
    room: Room = field(default_factory=Room)  # for pages, those that are tried again among them
    signs: Signs = field(default_factory=Signs)
    metrics: Metrics = field(default_factory=Metrics)
    believed: Callable[[], bool] = lambda: True  # whether the time is certain enough to let go of what is old

    @property
    def pages(self) -> PageReader:
        """What pages are read with."""
        return PageReader(self.fetcher, self.robots, self.workers, self.clock, self.room)


@dataclass(frozen=True, slots=True)
class Left:
    """Too many wait for the host: nothing happened, and the feed is due again then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What of a body is to be read now."""

    entries: Mapping[EntryKeys, Entry] = field(default_factory=dict)
    after: Mapping[EntryKeys, str] = field(default_factory=dict)  # ids of the versions over which some were put back
    more: bool = False  # more than one poll takes is new
    rests: bool = False  # some counts as put back later, if it is still there then


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
    turn: timedelta | None = None  # its host refuses everybody for so long, and it was not asked
    read: ReadFeed | None = None
    answer: Fetched | None = None  # what was read


async def poll(polling: Polling, claimed: ClaimedFeed) -> Recorded | Fenced | PollRecord | Left:
    """Poll one feed and write down all that came of it.

    What brought no article is handed back instead, to be written down together with others (`record_quiet`).
    """
    answer = await polling.fetcher.fetch(_request(claimed, polling.clock.now()))
    match answer:
        case FetchFailed(not_asked=True, status=None):
            log.debug("feed left for later", feed=shown_address(claimed.url), why=answer.why)
            return Left(polling.clock.now() + _turn(claimed, answer))
        case Fetched():
            async with asyncio.timeout(LONGEST.total_seconds()):
                return await _take_in(polling, claimed, await _parse(polling, claimed, answer))
        case _:
            return _record_of(polling, claimed, _without_body(claimed, answer), (), polling.clock.now())


async def _take_in(polling: Polling, claimed: ClaimedFeed, served: _Served) -> Recorded | Fenced | PollRecord:
    fresh = await _fresh(polling, claimed, served)
    if not fresh.entries:
        return _record_of(polling, claimed, served, (), polling.clock.now(), rests=fresh.rests)
    new = await _complete(polling, claimed, served, fresh)
    return await _screen_and_record(polling, claimed, served, fresh, new)


def _request(claimed: ClaimedFeed, now: datetime) -> Request:
    private = private_leave(claimed.address, claimed.url, allow_private=claimed.settings.allow_private)
    if wants_all(now, claimed.last_ok, claimed.id):
        return Request(claimed.address, None, None, private, FEED_PATIENCE)
    return Request(claimed.address, claimed.etag, claimed.modified, private, FEED_PATIENCE)


def _turn(claimed: ClaimedFeed, answer: FetchFailed) -> timedelta:
    """How long until the host may be asked; the feed's longest wait is kept also then."""
    return min(timedelta(seconds=answer.retry_after or 0.0), bounds_of(claimed).max_interval)


def _without_body(claimed: ClaimedFeed, answer: NotModified | FetchFailed) -> _Served:
    """What an answer says that brings nothing to read."""
    if isinstance(answer, FetchFailed):
        outcome = Outcome.GONE if answer.trouble is Trouble.GONE else Outcome.FAILED
        log.info("feed could not be fetched", feed=shown_address(claimed.url), why=answer.why, status=answer.status)
        turn = _turn(claimed, answer) if answer.not_asked else None
        return _Served(outcome, answer.why, answer.trouble, retry_after=answer.retry_after, turn=turn)
    etag = answer.headers.get("etag", claimed.etag)
    kept = Validators(etag, answer.headers.get("last-modified", claimed.modified), claimed.body_hash)
    return _Served(Outcome.UNCHANGED, validators=kept, headers=answer.headers, moved_to=answer.moved_to)


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
    moved = answer.moved_to
    return _Served(Outcome.UNCHANGED, validators=validators, headers=headers, moved_to=moved, read=read, answer=answer)


def trouble_in(read: NotAFeed | WorkerFailed) -> Trouble:
    """What a document that could not be read says of its feed. What raises in a worker is a bug of ours."""
    if isinstance(read, NotAFeed):
        return read.trouble
    return Trouble.OURS if read.trace or read.unbuilt else Trouble.HOSTILE


async def _fresh(polling: Polling, claimed: ClaimedFeed, served: _Served) -> _Fresh:
    """The entries whose present version is new, or was put back."""
    if served.read is None:
        return _Fresh()
    keys = served.read.keys
    unseen = frozenset(await polling.db.read(articles.unseen, claimed.id, keys))
    back = await _put_back(polling, claimed, served, [key for key in keys if key not in unseen])
    now = polling.clock.now()
    after = {each.keys: each.after for each in back if over(each.at, now, ONCE_IN)}
    due = [key for key in dict.fromkeys(keys) if key in after or key in unseen]
    entry_of = dict(zip(reversed(keys), reversed(served.read.feed.entries), strict=True))  # the first of equals
    entries = {key: entry_of[key] for key in due[:MOST_AT_ONCE]}
    return _Fresh(entries, after, more=len(due) > MOST_AT_ONCE, rests=len(after) < len(back))


async def _put_back(
    polling: Polling, claimed: ClaimedFeed, served: _Served, known: Collection[EntryKeys]
) -> tuple[PutBack, ...]:
    """The entries that read as they did before their last edit. Where both versions stand side by side neither was put back."""
    found = await polling.db.read(articles.put_back, claimed.id, known) if known else ()
    if not found:
        return ()
    there = {keys.content_digest for keys in await _all_keys(polling, served)}
    return tuple(each for each in found if each.over not in there)


async def _all_keys(polling: Polling, served: _Served) -> Sequence[EntryKeys]:
    """Those of every entry that is served, also of what was left out, for which all of it has to be read."""
    assert served.read is not None
    assert served.answer is not None
    if not served.read.feed.left_out:
        return served.read.keys
    answer = served.answer
    whole = await polling.workers.parse(answer.body, answer.headers.get("content-type"), answer.url)
    return whole.keys if isinstance(whole, ReadFeed) else served.read.keys


async def _complete(polling: Polling, claimed: ClaimedFeed, served: _Served, fresh: _Fresh) -> tuple[New, ...]:
    """The new entries as articles, with the text of their pages where the feed gives only the beginning.

    Left out are those whose page's host has more to do than it can in time: they are for the next poll.
    """
    assert served.read is not None
    feed = served.read.feed
    facts = FeedFacts(claimed.url, claimed.name or feed.title or None, claimed.lang or feed.lang)
    seen = polling.clock.now()
    made = await polling.workers.articles(tuple(fresh.entries.values()), facts, seen, claimed.settings.full_text)
    if isinstance(made, WorkerFailed):
        raise RuntimeError(f"entries could not be read: {made.why}")
    together = polling.room.together()
    named = [_named(entry, keys, fresh.after.get(keys)) for entry, keys in zip(made, fresh.entries, strict=True)]
    asked = await _asking_again(polling, claimed, named)
    read = await asyncio.gather(*(_whole(polling, claimed, *each, together) for each in asked))
    looked = _looked(served, seen)
    return tuple(replace(each, old=not is_news(each.article, seen, looked)) for each in read if each is not None)


def _looked(served: _Served, now: datetime) -> datetime:
    """When we looked, by our clock or, if that is earlier, by the server's: a clock that is ahead makes nothing old."""
    return min(now, served_at(served.headers) or now)


def _named(entry: ReadEntry, keys: EntryKeys, after: str | None) -> tuple[ReadEntry, EntryKeys]:
    """What was put back is a version of its own, after that one."""
    if after is None:
        return entry, keys
    article, keys = read_again(entry.article, keys, after)
    return replace(entry, article=article), keys


async def _asking_again(
    polling: Polling, claimed: ClaimedFeed, named: Sequence[tuple[ReadEntry, EntryKeys]]
) -> Sequence[tuple[ReadEntry, EntryKeys]]:
    """The page that was read of an earlier version is needed also where the feed tells more by now: it may say what the feed does not."""
    if claimed.settings.full_text == "never":
        return named
    long = [(entry.article, keys) for entry, keys in named if not entry.needs_page]
    before = await polling.db.read(articles.from_page, claimed.id, long) if long else frozenset[str]()
    return [(replace(e, needs_page=True) if e.article.id in before else e, keys) for e, keys in named]


async def _whole(
    polling: Polling, claimed: ClaimedFeed, entry: ReadEntry, keys: EntryKeys, together: Together
) -> New | None:
    """The article with the text of its page; as the feed has it when the page cannot or may not be read.

    None: too many pages are asked of its host, and it waits for the next poll, once. A host that asks to be left alone is not
    waited for.
    """
    if not entry.needs_page or entry.page is None:
        return New(entry.article, keys)
    private = private_leave(entry.page, claimed.url, allow_private=claimed.settings.allow_private)
    match await polling.pages.read(entry.article, entry.page, together, private=private):
        case ReadPage(article=article, whole=whole):
            return New(article, keys, Extent.of_page(whole=whole))
        case NoPage(again=Again.BUSY) if not claimed.unfinished:
            return None
        case NoPage(again=Again.NEVER):
            return New(entry.article, keys, Extent.BEGINNING)
        case NoPage(after=after):
            return New(entry.article, keys, Extent.BEGINNING, unread=Unread(entry.page, after))


async def _screen_and_record(
    polling: Polling, claimed: ClaimedFeed, served: _Served, fresh: _Fresh, new: Sequence[New]
) -> Recorded | Fenced:
    watchlist, screened = await screen_all(polling.workers, polling.in_force, new, polling.screening)
    now = polling.clock.now()
    more = fresh.more or len(screened) < len(fresh.entries)
    record = _record_of(polling, claimed, served, screened, now, more=more, rests=fresh.rests)
    return await polling.db.write(record_poll, record, watchlist.fingerprint, polling.conclude_with(watchlist, now))


def _record_of(
    polling: Polling,
    claimed: ClaimedFeed,
    served: _Served,
    screened: Sequence[Screened],
    now: datetime,
    *,
    more: bool = False,
    rests: bool = False,
) -> PollRecord:
    polled = _polled(claimed, served, now, news=bool(screened))
    bounds = bounds_of(claimed)
    wait = bounds.min_interval if more else served.turn
    return PollRecord(
        feed=claimed,
        now=now,
        next_at=next_poll(now, polled, bounds, polling.jitter()) if wait is None else now + wait,
        interval=next_interval(polled, bounds).total_seconds(),
        why_failed=served.why,
        validators=NO_VALIDATORS if more or rests else served.validators,
        known_items=_known(claimed, served.read, done=not (more or rests)) if served.read else None,
        moving=_moving(claimed, served, now),
        screened=tuple(screened),
        trouble=served.trouble,
        read=served.read is not None,
        spared=polled.spared,
        degraded=served.read.feed.degraded if served.read else None,
        backlog=brings_backlog(claimed.settled_at, claimed.last_ok, claimed.last_new, _looked(served, now)),
        more=more,
    )


def _known(claimed: ClaimedFeed, read: ReadFeed, *, done: bool) -> bytes:
    """The items that need not be read next time: those of a body that is done with, else those known before that it holds.

    What it does not hold is forgotten: it may be served again after an edit has replaced it.
    """
    items, before = read.feed.items, unpacked(claimed.known_items)
    return packed(items if done else [item for item in items if item in before])


def _moving(claimed: ClaimedFeed, served: _Served, now: datetime) -> Moving:
    if served.why is None:
        return sighted(claimed.moving, claimed.url, served.moved_to, now.date())
    return moving.failed(claimed.moving, claimed.failing_since or now, now)


def _polled(claimed: ClaimedFeed, served: _Served, now: datetime, *, news: bool) -> Polled:
    feed = served.read.feed if served.read else None
    together = claimed.last_ok is None or passed(claimed.last_ok, now, 2 * bounds_of(claimed).max_interval)
    return Polled(
        outcome=Outcome.CHANGED if news else served.outcome,
        interval=interval_of(claimed),
        failures=claimed.failures + 1 if served.why else 0,
        retry_after=served.retry_after,
        headers=served.headers,
        ttl=feed.ttl if feed else None,
        spared=feed.spared if feed else claimed.spared,
        together=together,
    )


def interval_of(claimed: ClaimedFeed) -> timedelta:
    """How long the feed waits between polls now."""
    return timedelta(seconds=claimed.interval or claimed.settings.min_interval)


def bounds_of(claimed: ClaimedFeed) -> Bounds:
    """How long it waits at the fewest and at the most."""
    settings = claimed.settings
    longest = timedelta(seconds=settings.max_interval)
    return Bounds(timedelta(seconds=settings.min_interval), longest, steady=settings.steady)

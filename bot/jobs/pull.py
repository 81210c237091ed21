"""Keeps the official lists up to date: asks their authorities whether they changed, and takes in what did.

    for each file: conditional GET ── all as they were ──► Unchanged
                                   └─ read anew, digests compared, taken in (`bot.jobs.take_in`) ──► Pulled
    a server that fails is asked again a few times, then it is PullFailed; so is a list that cannot be trusted

A list that was taken in comes into force like any edited file (`bot.jobs.reload`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from sqlalchemy import Connection

from bot.alerts.notices import notice
from bot.edges.http.fetch import FetchLimits
from bot.edges.official_folder import OfficialFolder
from bot.errors import BadFile, GatewatchError
from bot.jobs.notice import broken, mended
from bot.jobs.take_in import Rules, TakenIn, licence_wanted, take_in
from bot.lists.official.sources import Source, source_of
from bot.lists.official.written import Kept, PublishedFile
from bot.ports import Clock, Fetched, Fetcher, FetchFailed, FetchResult, NotModified, Request
from bot.store import meta
from bot.store.database import Database
from bot.store.status import PULL_FAILED
from bot.text import shown_address
from bot.waits import passed

log = structlog.get_logger(__name__)

LIMITS = FetchLimits(deadline=600.0, most_bytes=200_000_000)  # of one file: some hold tens of megabytes
TRIES = 3  # some authorities make their file on the spot, and fail in bursts
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0  # seconds between two tries
AGAIN = timedelta(hours=1)  # a list that could not be pulled is asked for again after at most this long
UNDER_WAY = timedelta(minutes=30)  # so long a program that began to pull a list is waited for
LEFT_OUT = "pull-left-out:"  # key of what the operator was told of entries left out
MOST_TOLD = 10  # entries left out that one notice names
LEEWAY = timedelta(seconds=10)  # a wait is over this much early: ticks come no more often, and never to the second


@dataclass(frozen=True, slots=True)
class Pulled:
    """The list had changed and is in the folder."""

    taken: TakenIn


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The list is as it was."""

    list_id: str
    published: str | None


@dataclass(frozen=True, slots=True)
class PullFailed:
    """The list could not be had, or not be trusted. The last good one stays."""

    list_id: str
    why: str


PullResult = Pulled | Unchanged | PullFailed


@dataclass(frozen=True, slots=True)
class Pulling:
    """What pulling works with."""

    fetcher: Fetcher
    folder: OfficialFolder
    clock: Clock
    mirrors: Mapping[str, str] = field(default_factory=dict)  # file name -> address to take it from instead
    allow_private: bool = False
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    say: Callable[[str], None] = lambda _: None  # hears, while it goes on, what is asked for and what is tried again


async def pull(
    pulling: Pulling, source: Source, *, allow_shrunken: bool = False, allow_older: bool = False
) -> PullResult:
    """Bring one official list up to date. One whose licence nobody accepted is not even asked for."""
    if source.licence and source.licence not in pulling.folder.accepted():
        return PullFailed(source.list_id, licence_wanted(source.key, source.licence, next(iter(source.files.values()))))
    try:
        before = pulling.folder.read(source.list_id)
    except BadFile:
        before = None  # taking in says what is wrong with it
    except GatewatchError as error:
        return PullFailed(source.list_id, str(error))
    answers = await _all_answers(pulling, source, before)
    failed = [f"{name}: {answer.why}" for name, answer in answers.items() if isinstance(answer, FetchFailed)]
    if failed:
        return PullFailed(source.list_id, "; ".join(failed))
    bodies = {name: answer for name, answer in answers.items() if isinstance(answer, Fetched)}
    published = [_published(name, answer) for name, answer in bodies.items()]
    if before and (not bodies or _digests(published) == _digests(before.files)):
        return Unchanged(source.list_id, before.origin.published)
    rules = Rules(pulling.clock.now().date(), allow_shrunken, allow_older, source.list_id)
    parts = {name: answer.body for name, answer in bodies.items()}
    try:
        (taken,) = await asyncio.to_thread(take_in, pulling.folder, parts, rules, published)
    except GatewatchError as error:
        return PullFailed(source.list_id, str(error))
    return Pulled(taken)


async def _all_answers(pulling: Pulling, source: Source, before: Kept | None) -> dict[str, FetchResult]:
    """What the server has for each file: bodies of all, or word that none has changed; or the first that failed."""
    known = {each.name: each for each in before.files} if before else {}
    asked = known if known.keys() == source.files.keys() else {}
    answers: dict[str, FetchResult] = {}
    for name in source.files:
        answers[name] = await _ask(pulling, source, name, asked.get(name))
        if isinstance(answers[name], FetchFailed):
            return answers  # without one file there is no list
    if any(isinstance(answer, Fetched) for answer in answers.values()):
        for name, answer in answers.items():
            if isinstance(answer, NotModified):  # the list is made of all its files
                answers[name] = await _ask(pulling, source, name, None)
    return answers


async def _ask(pulling: Pulling, source: Source, name: str, known: PublishedFile | None) -> FetchResult:
    address = pulling.mirrors.get(name, source.files[name])
    allowed = pulling.allow_private and name in pulling.mirrors
    etag, modified = (known.etag, known.modified) if known else (None, None)
    request = Request(address, etag, modified, allow_private=allowed)
    pulling.say(f"{source.key}: asking for {shown_address(address)}")
    pause = FIRST_PAUSE
    for number in range(2, TRIES + 1):
        answer = await pulling.fetcher.fetch(request)
        if not isinstance(answer, FetchFailed) or not _worth_another_try(answer):
            return answer
        seconds = min(answer.retry_after or pause, LONGEST_PAUSE)
        pulling.say(f"{source.key}: {answer.why}; trying again in {seconds:g} s ({number} of {TRIES})")
        await pulling.pause(seconds)
        pause *= 2
    return await pulling.fetcher.fetch(request)


def _worth_another_try(failed: FetchFailed) -> bool:
    if failed.status is None:
        return not failed.lasting
    return failed.status == 429 or failed.status >= 500


def _published(name: str, answer: Fetched) -> PublishedFile:
    headers = answer.headers
    return PublishedFile(name, sha256(answer.body).hexdigest(), headers.get("etag"), headers.get("last-modified"))


def _digests(files: Sequence[PublishedFile]) -> dict[str, str]:
    return {each.name: each.sha256 for each in files}


# --- by itself --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PullingByItself:
    """What the scheduled pulls work with."""

    db: Database
    pulling: Pulling
    keys: tuple[str, ...]
    every: timedelta
    operator: str | None  # channel of the operator; None: the log has to do


async def pull_due(job: PullingByItself) -> int:
    """Pull the lists that are due. How many changed. The operator hears once of one that cannot be had."""
    changed = 0
    for key in job.keys:
        asked = job.pulling.clock.now()
        if await job.db.read(_is_due, key, asked) and await job.db.write(_take_turn, key, asked):
            result = await _pulled(job.pulling, source_of(key))
            changed += isinstance(result, Pulled)
            await job.db.write(_note, job, key, result, asked)
    return changed


async def _pulled(pulling: Pulling, source: Source) -> PullResult:
    """The result of a pull, whatever happens: a fault in one list must not keep the others from being asked for."""
    try:
        return await pull(pulling, source)
    except Exception as error:  # a bug of ours must not try itself again at every tick, unheard
        log.exception("official list could not be pulled", list=source.key)
        why = f"taking it in ran into a fault of ours ({type(error).__name__}); the log has it"
        return PullFailed(source.list_id, why)


def _is_due(connection: Connection, key: str, now: datetime) -> bool:
    """Whether the wait since the last try is over."""
    asked = meta.get(connection, f"pull:{key}")
    if not asked:
        return True
    moment, seconds = asked.split()
    return passed(datetime.fromisoformat(moment), now, timedelta(seconds=float(seconds)) - LEEWAY)


def _take_turn(connection: Connection, key: str, now: datetime) -> bool:
    """Let nobody else ask for the list meanwhile. False where somebody was quicker."""
    meta.hold(connection, f"pull:{key}")
    if not _is_due(connection, key, now):
        return False
    meta.put(connection, f"pull:{key}", f"{now.isoformat()} {UNDER_WAY.total_seconds()}")
    return True


def _note(connection: Connection, job: PullingByItself, key: str, result: PullResult, asked: datetime) -> None:
    """Remember when it was asked for, how long to wait, and what the operator was told."""
    trouble = PULL_FAILED + key
    if isinstance(result, PullFailed):
        log.error("official list not pulled", list=key, why=result.why)
        title = f"The official list {key} could not be brought up to date; the last good one stays in force."
        broken(connection, trouble, result.why, job.operator, notice(title, result.why.split("\n")), asked)
    else:
        log.info("official list pulled", list=key, changed=isinstance(result, Pulled))
        mended(connection, trouble, job.operator, notice(f"The official list {key} is up to date again."), asked)
    if isinstance(result, Pulled):
        _note_taken(connection, job, key, result.taken, asked)
    wait = min(job.every, AGAIN) if isinstance(result, PullFailed) else job.every
    meta.put(connection, f"pull:{key}", f"{asked.isoformat()} {wait.total_seconds()}")


def _note_taken(connection: Connection, job: PullingByItself, key: str, taken: TakenIn, now: datetime) -> None:
    """Notes go to the log; that entries had to be left out, to the operator as well, once."""
    for told in taken.notes:
        log.info("note on an official list", list=key, note=told)
    for told in taken.refused:
        log.warning("entry of an official list left out", list=key, entry=told)
    trouble = LEFT_OUT + key
    if taken.refused:
        title = f"Entries of the official list {key} could not be taken in; the others are in force."
        more = len(taken.refused) - MOST_TOLD
        lines = [*taken.refused[:MOST_TOLD], *([f"… and {more} more; the log has them"] if more > 0 else [])]
        broken(connection, trouble, "\n".join(lines), job.operator, notice(title, lines), now)
    else:
        mended(connection, trouble, job.operator, notice(f"All entries of the official list {key} are in force."), now)

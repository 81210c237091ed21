"""Screens stored articles for people, names and bans that a list has gained, a few at each tick; tells of backlogs.

    asked (`bot.jobs.new_list`) -> steps: articles, screened with the list in force -> decisions, and how far it has come
                                -> no article left: everything found becomes one digest

Each arrow is one transaction, so a crash at any point neither loses nor doubles anything: the next tick goes on where the
last one ended. A step screens one article after the other, so that a poll waits for one article at most.

What a new feed brought with it was decided by its polls. It is told in the same way once the feeds that were added
together have been read whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts.conclusion import Conclusion
from bot.alerts.look_back import decided_anew
from bot.alerts.occasion import Occasion, Program, Way
from bot.alerts.routes import Policy
from bot.edges.program import this_program
from bot.edges.workers import Workers
from bot.jobs.digest import as_found, by_channel, tell
from bot.jobs.in_force import InForce
from bot.jobs.screening import may_concern, screen_one
from bot.model import Article, Findings, Person, Reason, Watchlist
from bot.ports import Clock
from bot.store import articles, decisions, feeds, lookbacks, meta, occasions
from bot.store.articles import StoredArticle
from bot.store.database import Database
from bot.store.lookbacks import Lookback
from bot.waits import passed

log = structlog.get_logger(__name__)

# Articles per step: what is screened between two looks at whether the program is to stop.
STEP = 50
# Finds in the backlog of a feed wait no longer than this for other new feeds to be read.
LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LookingBack:
    """What look-backs work with."""

    db: Database
    clock: Clock
    workers: Workers
    in_force: InForce
    policy: Policy
    step: int = STEP
    program: Program = field(default_factory=this_program)


@dataclass(frozen=True, slots=True)
class _Step:
    """Some stored articles, and what is found in each with one Watchlist."""

    lookback: Lookback
    watchlist: Watchlist
    found: tuple[tuple[StoredArticle, Findings], ...]


async def look_back_further(looking: LookingBack) -> bool:
    """One step of the look-back that is asked for, if one is. False when there is nothing to do."""
    lookback = await looking.db.read(lookbacks.current)
    if lookback is None:
        return False
    batch = await looking.db.read(articles.after, lookback.since, lookback.done, looking.step)
    if batch:
        await looking.db.write(_record, looking, await _screen(looking, lookback, batch))
    else:
        await looking.db.write(_tell, looking, lookback)
    return True


async def tell_backlog(looking: LookingBack) -> None:
    """Tell what new feeds had brought with them, when they have been read and no look-back is under way."""
    if await looking.db.read(_backlog_read, looking.clock.now()):
        await looking.db.write(_tell_backlog, looking)


async def _screen(looking: LookingBack, lookback: Lookback, batch: Sequence[StoredArticle]) -> _Step:
    """What is found in the articles, all with one Watchlist: when another came into force meanwhile, once more."""
    while True:
        watchlist = looking.in_force.watchlist
        people = frozenset(_present(watchlist.people, lookback.people))
        found = [await _screen_one(looking.workers, stored.article, people) for stored in batch]
        if looking.in_force.watchlist is watchlist:
            return _Step(lookback, watchlist, tuple(zip(batch, found, strict=True)))


async def _screen_one(workers: Workers, article: Article, people: frozenset[str]) -> Findings:
    """Nothing found where none of the people can be meant: most articles name nobody who was gained."""
    if not people or not await may_concern(workers, article, people):
        return Findings(article.id, article.lang)
    return await screen_one(workers, article)


def _record(connection: Connection, looking: LookingBack, step: _Step) -> None:
    last = step.found[-1][0]
    if not lookbacks.advance(connection, step.lookback, (last.first_seen, last.article.id), len(step.found)):
        return
    meta.hold(connection, "deciding")
    people = _present(step.watchlist.people, step.lookback.people)
    now = looking.clock.now()
    for stored, findings in step.found:
        _decide(connection, looking, step, stored, findings, people, now)


def _present(everybody: Iterable[Person], asked: frozenset[str]) -> Mapping[str, Person]:
    """Those asked for who are on the list now, under whatever id; the delisted are not looked for any more."""
    return {person.id: person for person in everybody if not asked.isdisjoint(person.ids)}


def _decide(
    connection: Connection,
    looking: LookingBack,
    step: _Step,
    stored: StoredArticle,
    findings: Findings,
    people: Mapping[str, Person],
    now: datetime,
) -> None:
    named = tuple(sorted(people.keys() & {mention.person for mention in findings.mentions}))
    if not named:
        return
    article, fingerprint = stored.article, step.watchlist.fingerprint
    findings = articles.settle_findings(connection, findings, fingerprint, now)
    earlier, policy, seen = decisions.in_article(connection, article.id), looking.policy, stored.first_seen
    anew = tuple(decided_anew(article, findings, people, policy, seen, earlier))
    for decision, gave_way in anew:
        decisions.drop(connection, gave_way, now)
        decisions.add(connection, decision, fingerprint, now)
    occasion = Occasion(Way.LOOK_BACK, now, looking.program, policy, seen=seen, people=named, earlier=earlier)
    decided = occasions.Decided(article, findings, fingerprint, fingerprint)
    occasions.add(connection, occasion, decided, [Conclusion(decision, None) for decision, _ in anew])


def _tell(connection: Connection, looking: LookingBack, lookback: Lookback) -> None:
    if not lookbacks.finish(connection, lookback):
        return
    told = _tell_finds(connection, looking, f"look-back {lookback.id} {lookback.asked_at.isoformat()}")
    log.info("looked back", articles=lookback.screened, people=len(lookback.people), found=told)


def _backlog_read(connection: Connection, now: datetime) -> bool:
    """Whether finds wait to be told, and neither a feed nor a list is about to bring more of them."""
    if lookbacks.current(connection) is not None:
        return False
    first = decisions.first_waiting(connection, Reason.LOOK_BACK)
    return first is not None and (not feeds.settling(connection) or passed(first, now, LONGEST_WAIT))


def _tell_backlog(connection: Connection, looking: LookingBack) -> None:
    meta.hold(connection, "backlog")  # one digest, whichever process comes first
    if lookbacks.current(connection) is not None:
        return
    told = _tell_finds(connection, looking, f"backlog {looking.clock.now().isoformat()}")
    log.info("told what new feeds had brought with them", found=told)


def _tell_finds(connection: Connection, looking: LookingBack, name: str) -> int:
    """Everything found and not told yet, as one digest per channel; how many finds."""
    waiting = decisions.waiting_for(connection, Reason.LOOK_BACK)
    found = by_channel(waiting, looking.in_force.watchlist, as_found)
    return tell(connection, waiting, found, "look_back", name, looking.clock.now())

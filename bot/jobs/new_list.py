"""What another Watchlist in force sets going, all of it in one transaction: it is kept, told to the desk, and looked back for.

The list that was in force is taken from the database, so that an edit made while the program was stopped is told like one
made while it ran. Comparing long lists takes a second: it is done before the transaction, which begins again when another
process was quicker.

Programs that share a database put an edit in force one after the other. What the last of them screen meanwhile is looked at
again for whom the edit gained (`catch_up`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts.list_news import ListNews, PersonNews, list_news
from bot.alerts.notices import notice
from bot.errors import GatewatchError
from bot.jobs.notice import mended
from bot.lists.changes import Changes, changes
from bot.model import Watchlist
from bot.ports import Clock, Message
from bot.store import deliveries, lookbacks, meta, watchlists
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.status import LIST_IN_FORCE, LIST_REFUSED
from bot.store.watchlists import Packed

log = structlog.get_logger(__name__)

# More people than this at once are another list, not an edit: what is stored would be told again from end to end.
MOST_LOOKED_FOR = 1_000


@dataclass(frozen=True, slots=True)
class Noting:
    """What is needed to write down that a list is in force."""

    db: Database
    clock: Clock
    operator: str | None  # channel of the operator; None: the log has to do
    desk: str | None = None  # channel that hears who was listed; None: nobody does
    look_back_days: int = 0  # 0: stored articles are not searched


@dataclass(frozen=True, slots=True)
class _Change:
    """What there is to write down, worked out beforehand."""

    was: str | None  # fingerprint of the list that was in force
    packed: Packed
    message: Message | None = None
    people: tuple[str, ...] = ()  # to be looked for in stored articles


async def note_in_force(noting: Noting, watchlist: Watchlist, before: Watchlist | None = None) -> None:
    """Write down that this list is in force, and all that follows from it. `before` saves reading the list before it.

    Raises what the database raises; then nothing is written, and it may be asked again.
    """
    while True:
        change = await _change(noting, watchlist, before)
        if await noting.db.write(_note, noting, watchlist.fingerprint, change):
            return


async def _change(noting: Noting, watchlist: Watchlist, before: Watchlist | None) -> _Change | None:
    """None where the database has it all already."""
    was, kept = await noting.db.read(_known, watchlist.fingerprint)
    if was == watchlist.fingerprint and kept:
        return None
    old = before if before and before.fingerprint == was else await _stored(noting, was)
    return await asyncio.to_thread(_compared, noting, was, old, watchlist)


async def catch_up(noting: Noting, watchlist: Watchlist) -> None:
    """Have articles looked at again that another program screened with a list that had given way; in vain where ours has, too."""
    for fingerprint, _ in await noting.db.read(_behind, watchlist.fingerprint):
        old = await _stored(noting, fingerprint)
        told = await asyncio.to_thread(changes, old.people, watchlist.people) if old else None
        gained = _looked_for(told) if told else []
        await noting.db.write(_look_at_again, noting, watchlist.fingerprint, fingerprint, gained)


def _behind(connection: Connection, fingerprint: str) -> tuple[tuple[str, datetime], ...]:
    return watchlists.behind(connection) if meta.get(connection, LIST_IN_FORCE) == fingerprint else ()


def _look_at_again(connection: Connection, noting: Noting, ours: str, theirs: str, gained: Sequence[str]) -> None:
    meta.hold(connection, LIST_IN_FORCE)
    if meta.get(connection, LIST_IN_FORCE) != ours:
        return
    since = watchlists.caught_up(connection, theirs)
    if since is not None and 0 < len(gained) <= MOST_LOOKED_FOR:
        log.info("looking again at what was screened with an earlier list", earlier=theirs[:6], people=len(gained))
        lookbacks.ask(connection, gained, since, noting.clock.now())


def _known(connection: Connection, fingerprint: str) -> tuple[str | None, bool]:
    return meta.get(connection, LIST_IN_FORCE), watchlists.known(connection, fingerprint)


async def _stored(noting: Noting, fingerprint: str | None) -> Watchlist | None:
    packed = await noting.db.read(watchlists.get, fingerprint) if fingerprint else None
    try:
        return await asyncio.to_thread(watchlists.unpack, packed) if packed else None
    except GatewatchError as error:
        log.warning("what the edited lists change cannot be told", why=str(error))
        return None


def _compared(noting: Noting, was: str | None, old: Watchlist | None, new: Watchlist) -> _Change:
    """Without an old list there is nothing to compare with: everybody would be new."""
    packed = watchlists.pack(new)
    if old is None or old.fingerprint == new.fingerprint:
        return _Change(was, packed)
    told = changes(old.people, new.people)
    gained = _looked_for(told) if noting.look_back_days else []
    people = tuple(gained) if len(gained) <= MOST_LOOKED_FOR else ()
    log.info(
        "watchlist changed",
        listed=len(told.listed),
        delisted=len(told.delisted),
        changed=len(told.changed),
        looked_for=len(people),
    )
    news = _news(told, new, (len(gained), noting.look_back_days if people else 0))
    return _Change(was, packed, list_news(news) if news.matters and noting.desk else None, people)


def _looked_for(told: Changes) -> list[str]:
    """Ids of those of whom stored articles may tell more than they did: a weak name alone tells nobody anything."""
    named = (who for who, names in told.gained.items() if any(not name.weak for name in names))
    return sorted({*named, *told.banned})


def _news(told: Changes, watchlist: Watchlist, look_back: tuple[int, int]) -> ListNews:
    official = [(each.person, words) for each in told.changed if (words := tuple(map(str, each.official)))]
    # What a delisting says already need not be said twice.
    gone = {each.person.id for each in told.delisted}
    return ListNews(
        fingerprint=watchlist.fingerprint,
        people=len(watchlist.people),
        listed=tuple(PersonNews(each.person, each.listings) for each in told.listed),
        delisted=tuple(PersonNews(each.person, each.listings) for each in told.delisted),
        changed=tuple(PersonNews(person, words=words) for person, words in official if person.id not in gone),
        edited=sum(len(each.edits) > len(each.official) for each in told.changed),
        look_back=look_back,
    )


def _note(connection: Connection, noting: Noting, fingerprint: str, change: _Change | None) -> bool:
    """False when the list in force is another one by now than the one that was compared with."""
    now = noting.clock.now()
    if change is not None:
        meta.hold(connection, LIST_IN_FORCE)
        if (meta.get(connection, LIST_IN_FORCE) or None) != change.was:
            return False
        _keep(connection, noting, change, now)
    words = f"The watchlists load again. List {fingerprint[:6]} is in force."
    mended(connection, LIST_REFUSED, noting.operator, notice(words), now)
    return True


def _keep(connection: Connection, noting: Noting, change: _Change, now: datetime) -> None:
    watchlists.put(connection, change.packed, now)
    meta.put(connection, LIST_IN_FORCE, change.packed.fingerprint)
    if change.message is not None and noting.desk is not None:
        part = f"lists {change.was} {change.packed.fingerprint} {now.isoformat()}"
        deliveries.put(connection, NewDelivery(noting.desk, Kind.DIGEST, change.message, part=part), now)
    if change.people:
        since = now - timedelta(days=noting.look_back_days)
        lookbacks.ask(connection, change.people, since, now)

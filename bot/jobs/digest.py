"""Once a day and channel: everything decided for the digest becomes one message, in one transaction.

A look-back (`bot.jobs.lookback`) and a burst (`bot.jobs.burst`) tell in the same way what was put off for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import blake2b
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot import record
from bot.alerts.digest import DigestItem, Kind, digest, item_of, pages
from bot.alerts.look_back import reason_then
from bot.alerts.wall_time import day_begun
from bot.jobs.in_force import InForce
from bot.model import Person, Reason, Watchlist
from bot.ports import Clock, Message
from bot.store import decisions, deliveries, meta
from bot.store.database import Database
from bot.store.decisions import Decided
from bot.store.deliveries import NewDelivery

log = structlog.get_logger(__name__)

_DAYS = 400  # so many days that had their digest are remembered: a clock that goes back brings them again


@dataclass(frozen=True, slots=True)
class Digesting:
    """What digests work with."""

    db: Database
    clock: Clock
    in_force: InForce
    at: time  # of the day, in `zone`
    zone: ZoneInfo


async def digest_due(digesting: Digesting) -> int:
    """Write the digests that are due today and not yet written. How many channels got one."""
    day = day_begun(digesting.clock.now(), digesting.at, digesting.zone)
    return 0 if day is None else await digesting.db.write(_digest_all, digesting, day)


def _digest_all(connection: Connection, digesting: Digesting, day: date) -> int:
    channels = decisions.channels_with_digest(connection)
    return sum(_digest(connection, digesting, channel, day) for channel in channels)


def _digest(connection: Connection, digesting: Digesting, channel: str, day: date) -> bool:
    key, name = f"digest:{channel}", day.isoformat()
    meta.hold(connection, key)  # one digest a day, whichever process comes first
    days = (meta.get(connection, key) or "").split(",")
    if name in days:
        return False
    waiting = decisions.undigested(connection, channel)
    found = by_channel(waiting, digesting.in_force.watchlist, _as_decided)
    told = tell(connection, waiting, found, "daily", name, digesting.clock.now())
    meta.put(connection, key, ",".join([name, *days[: _DAYS - 1]]).rstrip(","))
    return told > 0


# --- what waits, as digests -----------------------------------------------------------------------------------------------


def _as_decided(each: Decided, _: Person) -> Reason:
    """The reason that was written down."""
    return each.decision.reason


def as_found(each: Decided, person: Person) -> Reason | None:
    """The reason that it would have had, had it not been put off."""
    return reason_then(each.article, each.findings, person, each.decided_at)


ReasonOf = Callable[[Decided, Person], Reason | None]


def by_channel(
    waiting: Sequence[Decided], watchlist: Watchlist, reason_of: ReasonOf
) -> Mapping[str, Sequence[DigestItem]]:
    """What is to be told of people who are on the list still, under which reasons.

    Whoever left it meanwhile, or is not named in the article any more, is passed over: nobody stops the others.
    """
    people = {ref: person for person in watchlist.people for ref in person.ids}
    items: dict[str, list[DigestItem]] = defaultdict(list)
    for each in waiting:
        person = people.get(each.decision.person)
        item = _item(each, person, reason_of) if person else None
        if item is not None:
            items[each.decision.channel].append(item)
        else:
            log.info("passed over in a digest", article=each.article.id, person=each.decision.person)
    return items


def _item(each: Decided, person: Person, reason_of: ReasonOf) -> DigestItem | None:
    reason = reason_of(each, person)
    return item_of(reason, each.article, each.findings, person) if reason else None


def _at_once(_channel: str, _gravest: Reason) -> datetime | None:
    return None


def _says(message: Message) -> str:
    """Tells two digests of one day apart: one that is lost and the next, which may tell other things."""
    return blake2b(record.dump(message).encode(), digest_size=8).hexdigest()


def tell(
    connection: Connection,
    waiting: Sequence[Decided],
    found: Mapping[str, Sequence[DigestItem]],
    kind: Kind,
    name: str,
    now: datetime,
    due: Callable[[str, Reason], datetime | None] = _at_once,
) -> int:
    """Queue what was found in messages of this kind, and let nothing wait any longer. How many findings are told.

    `name` says of which day or occasion; `due`, for a channel and a message's gravest reason, before when it is not to come.
    """
    for channel, items in found.items():
        for number, page in enumerate(pages(items)):
            message = digest(page, kind)
            later = due(channel, page[0].reason)  # the gravest stands first
            new = NewDelivery(
                channel, deliveries.Kind.DIGEST, message, due=later, of=f"{name} {number} {_says(message)}"
            )
            deliveries.put(connection, new, now)
    decisions.mark_digested(connection, [each.decision for each in waiting], now)
    return sum(map(len, found.values()))

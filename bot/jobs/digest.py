"""Once a day and channel: everything decided for the digest becomes one message, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.alerts.accounts import account_of
from bot.alerts.digest import DigestItem, digest, pages
from bot.ports import Clock, Message
from bot.store import decisions, deliveries, meta
from bot.store.database import Database
from bot.store.decisions import Decided


@dataclass(frozen=True, slots=True)
class Digesting:
    """What digests work with."""

    db: Database
    clock: Clock
    at: time  # of the day, in `zone`
    zone: ZoneInfo


async def digest_due(digesting: Digesting) -> int:
    """Write the digests that are due today and not yet written. How many channels got one."""
    local = digesting.clock.now().astimezone(digesting.zone)
    if local.time() < digesting.at:
        return 0
    return await digesting.db.write(_digest_all, digesting.clock.now(), local.date())


def _digest_all(connection: Connection, now: datetime, day: date) -> int:
    channels = decisions.channels_with_digest(connection)
    return sum(_digest(connection, channel, now, day) for channel in channels)


def _digest(connection: Connection, channel: str, now: datetime, day: date) -> bool:
    key = f"digest:{channel}"
    meta.hold(connection, key)  # one digest a day, whichever process comes first
    if (meta.get(connection, key) or "") >= day.isoformat():
        return False
    waiting = decisions.undigested(connection, channel)
    for number, message in enumerate(messages(waiting)):
        new = deliveries.NewDelivery(
            channel, deliveries.Kind.DIGEST, message, version=day.toordinal(), part=str(number)
        )
        deliveries.put(connection, new, now)
    decisions.mark_digested(connection, [each.decision for each in waiting], now)
    meta.put(connection, key, day.isoformat())
    return bool(waiting)


def messages(waiting: Sequence[Decided]) -> tuple[Message, ...]:
    """What waits, in as many messages as it takes to tell every finding."""
    return tuple(digest(page) for page in pages([_item(each) for each in waiting]))


def _item(decided: Decided) -> DigestItem:
    mentions = {mention.person: mention for mention in decided.findings.mentions}
    mention = mentions[decided.decision.person]
    return DigestItem(decided.decision.reason, account_of(decided.article, mention, decided.findings))

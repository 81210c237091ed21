"""Where a feed is fetched: at its configured address, or where its server has said for days that it has moved for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

SIGHTINGS = 3  # different days on which the server must name the same new address: one may be a mistake of an evening
GIVEN_UP = timedelta(days=3)  # a new address that has failed for so long is left for the configured one


@dataclass(frozen=True, slots=True)
class Moving:
    """What is known about a feed's moving. Its configured address stays its identity, whatever stands here."""

    address: str | None = None  # where it is fetched; None: where the settings say
    target: str | None = None  # what the server said last: where all of it has moved for good
    days: tuple[date, ...] = ()  # on which it said so


STAYS = Moving()


def sighted(known: Moving, url: str, target: str | None, today: date) -> Moving:
    """What is known after a poll that went well of the feed configured at `url`.

    `target` is where permanent redirects led from the address that was fetched; None: nowhere. Another target begins a
    count of its own, and so does a poll without one.
    """
    if target is None:
        if known.target == known.address:
            return known  # nothing was said, or it is fetched where it was said to be
        return Moving(known.address, known.address, (today,) if known.address else ())
    days = known.days if target == known.target else ()
    if today not in days:
        days = (*days, today)[-SIGHTINGS:]
    if len(days) < SIGHTINGS or _gives_up_tls(known.address or url, target):
        return Moving(known.address, target, days)
    return STAYS if target == url else Moving(target, target, days)


def _gives_up_tls(old: str, new: str) -> bool:
    """Whether anybody on the way could change what comes from the new address, and could not before."""
    return old.startswith("https://") and not new.startswith("https://")


def failed(known: Moving, failing_since: datetime, now: datetime) -> Moving:
    """What is known after a poll that failed, the last of a row that began then: a dead new address is given up."""
    return STAYS if known.address is not None and now - failing_since >= GIVEN_UP else known

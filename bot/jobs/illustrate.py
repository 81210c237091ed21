"""Shows in a story's thread where the journey leads: draws the map, uploads it, and queues the message that shows it.

The card never waits for it: the map is drawn after the card was told, from the alert on record, and nothing is queued
before it lies in Slack. An upload may be repeated, a file that no message shows is seen by nobody; the message goes through
the outbox as every reply, under the same name for the same map; where the story went on meanwhile the map is drawn anew.
Whatever fails, the alert goes without.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.alerts.map import map_of, same_journey, showing
from bot.alerts.map_world import world
from bot.model import Alert
from bot.ports import Clock, GiveUp, Message, Picture, Pictures, TryAgain, Uploaded
from bot.store import alerts, deliveries, meta
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.pictures import Unillustrated, unillustrated
from bot.waits import over

log = structlog.get_logger(__name__)

LATELY = timedelta(minutes=30)  # a map that comes later helps nobody
AT_ONCE = 5  # stories at a time
TRIES = 3
AGAIN = timedelta(seconds=30)  # after an upload that failed
REFUSED = timedelta(hours=1)  # after an upload that was refused: a scope may be given meanwhile


@dataclass(frozen=True, slots=True)
class Tried:
    """How often a map was tried in vain, and when last."""

    times: int
    last: datetime


@dataclass(slots=True)
class Illustrating:
    """What maps work with, and what this process remembers of its tries."""

    db: Database
    clock: Clock
    pictures: Pictures
    ready: float = 5.0  # seconds after which a new file can be shown
    draw: Callable[[Alert], Picture | None] = lambda alert: map_of(alert, world())
    tries: dict[int, Tried] = field(default_factory=dict)  # by the state of the card; after `TRIES` it gets no map
    not_before: datetime | None = None
    complained: bool = False


async def illustrate_due(illustrating: Illustrating) -> int:
    """Queue the maps of the stories told lately. How many."""
    now = illustrating.clock.now()
    if illustrating.not_before is not None and not over(illustrating.not_before, now, REFUSED):
        return 0
    _forget(illustrating, now - LATELY)
    settled = frozenset(card for card, tried in illustrating.tries.items() if tried.times >= TRIES)
    stories = await illustrating.db.read(unillustrated, now - LATELY, settled, AT_ONCE)
    messages = await asyncio.gather(*(_message(illustrating, story) for story in stories))
    drawn = [(story, message) for story, message in zip(stories, messages, strict=True) if message]
    if not drawn:
        return 0
    await asyncio.sleep(illustrating.ready)
    return await illustrating.db.write(_queue, drawn, illustrating.clock.now())


def _forget(illustrating: Illustrating, since: datetime) -> None:
    """A card that was tried before then is too old for a map by now."""
    illustrating.tries = {card: tried for card, tried in illustrating.tries.items() if tried.last >= since}


async def _message(illustrating: Illustrating, story: Unillustrated) -> Message | None:
    """The message that shows the story's map, uploaded; None where there is none, or none yet."""
    try:
        return await _illustrated(illustrating, story)
    except Exception:  # a mistake of ours: neither other maps nor the alerts may suffer from it
        log.exception("a map could not be made", alert=story.alert.key)
        _tried(illustrating, story, TRIES)
        return None


async def _illustrated(illustrating: Illustrating, story: Unillustrated) -> Message | None:
    picture = await asyncio.to_thread(illustrating.draw, story.alert)
    if picture is None or (story.shown and same_journey(picture.alt, story.shown)):
        _tried(illustrating, story, TRIES)
        return None
    match await illustrating.pictures.upload(picture):
        case Uploaded(file=file):
            return showing(picture, file)
        case TryAgain(after=after, why=why):
            _failed(illustrating, story, after, why)
        case GiveUp(why=why):
            _refused(illustrating, why)
    return None


def _tried(illustrating: Illustrating, story: Unillustrated, times: int) -> int:
    """Remember tries in vain. How many there were."""
    before = illustrating.tries.get(story.card)
    now = Tried(times + (before.times if before else 0), illustrating.clock.now())
    illustrating.tries[story.card] = now
    return now.times


def _failed(illustrating: Illustrating, story: Unillustrated, after: float, why: str) -> None:
    if _tried(illustrating, story, 1) >= TRIES:
        log.warning("an alert goes without its map", alert=story.alert.key, why=why)
    pause = min(max(AGAIN, timedelta(seconds=after)), REFUSED)
    illustrating.not_before = illustrating.clock.now() + pause


def _refused(illustrating: Illustrating, why: str) -> None:
    """Alerts go without maps until it is mended; said once."""
    illustrating.not_before = illustrating.clock.now() + REFUSED
    if not illustrating.complained:
        log.warning("alerts go without maps", why=why)
    illustrating.complained = True


def _queue(connection: Connection, drawn: list[tuple[Unillustrated, Message]], now: datetime) -> int:
    """Queue the messages of the stories that still are as they were drawn. How many."""
    meta.hold(connection, "maps")  # of two processes that drew the same map one queues it
    queued = 0
    for story, message in drawn:
        alert = story.alert
        new = NewDelivery(alert.channel, Kind.MAP, message, alert.key, alert.version, part=message.text)
        if alerts.one(connection, alert.key, alert.channel) == alert and not deliveries.known(connection, new):
            deliveries.put(connection, new, now)
            queued += 1
    return queued

"""Finds out what was told that the database does not know of: it was lost, put back from a backup, or cut short by a crash.

What was never tried here is looked for in its channel (or thread) by its id, as long as `bot.store.recollect.Gap` says.
Each place is read once; found, it counts as told, under the name it has there. Where a place cannot be read it is asked
again for a while. After that nothing waits for it: where there is a reason to doubt, the message says that it may be a repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.ports import Channel, Clock, GiveUp, Refused, Sent, TryAgain
from bot.store.deliveries import ClaimedDelivery, card_id
from bot.store.recollect import Gap

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=15)  # so long a place is asked again and again
PAUSE = 30.0  # seconds between two questions at least
TRIES = 3  # at least, before nobody waits any more

_Place = tuple[str, str | None]  # a channel, and a thread in it


@dataclass(frozen=True, slots=True)
class _Unread:
    """A place that could not be read yet."""

    since: datetime
    again_at: datetime
    why: str
    tries: int

    def is_hopeless(self, now: datetime) -> bool:
        """Whether nobody waits for it any more."""
        return self.tries >= TRIES and now - self.since >= PATIENCE


@dataclass(slots=True)
class Recollecting:
    """What looks work with, and what they have found."""

    channel: Channel
    clock: Clock
    gap: Gap
    _told: dict[_Place, Mapping[str, str]] = field(default_factory=dict)  # id -> its name there
    _unread: dict[_Place, _Unread] = field(default_factory=dict)

    async def read(self, channels: Iterable[str]) -> None:
        """Read these channels before anything is decided, where there is a reason to doubt; once, as far as that can be done."""
        if self.gap.doubtful:
            for each in channels:
                await self._at((each, None))

    def stands(self, story: str, channel: str) -> bool:
        """Whether a story is known to have its card in a channel, whatever the database knows."""
        return card_id(story, channel) in self._told.get((channel, None), ())

    async def look(self, claimed: ClaimedDelivery) -> Sent | TryAgain | GiveUp | None:
        """Whether a message that was never tried stands there all the same. None: no. GiveUp: nobody can know."""
        if claimed.first_try is not None or self.clock.now() >= self.gap.until:
            return None
        told = await self._at((claimed.channel, claimed.thread))
        if not isinstance(told, Mapping):
            return told
        return Sent(told[claimed.id]) if claimed.id in told else None

    async def _at(self, place: _Place) -> Mapping[str, str] | TryAgain | GiveUp | None:
        """What stands there; None where nothing can, or where that is no reason to wait."""
        if place in self._told:
            return self._told[place]
        if (unread := self._unread.get(place)) and not self._ask_again(unread):
            return self._later(unread, unread.again_at - self.clock.now())
        told = await self.channel.standing(place[0], self.gap.since, place[1])
        if isinstance(told, Mapping):
            self._told[place] = told
            return told
        return self._not_read(place, told)

    def _ask_again(self, unread: _Unread) -> bool:
        """After the pause; and before each message that would have to say that it may be a repeat."""
        now = self.clock.now()
        return now >= unread.again_at or (self.gap.doubtful and unread.is_hopeless(now))

    def _not_read(self, place: _Place, said: TryAgain | GiveUp) -> TryAgain | GiveUp | None:
        if isinstance(said, GiveUp) and said.refused in (Refused.EVERYTHING, Refused.PLACE):
            return said if said.refused is Refused.EVERYTHING else None  # a thread that is gone holds nothing
        now, before = self.clock.now(), self._unread.get(place)
        if before and now - before.again_at >= PATIENCE:
            before = None  # nobody has asked for long, so what it said then is no reason to give up at once
        if before is None:
            log.warning("cannot look what was told before", channel=place[0], why=said.why, doubtful=self.gap.doubtful)
        lasts = isinstance(said, GiveUp)
        pause = PATIENCE if lasts else timedelta(seconds=max(PAUSE, said.after if isinstance(said, TryAgain) else 0))
        since = before.since if before else now - (PATIENCE if lasts else timedelta(0))
        unread = _Unread(since, now + pause, said.why, TRIES if lasts else (before.tries if before else 0) + 1)
        self._unread[place] = unread
        return self._later(unread, pause)

    def _later(self, unread: _Unread, left: timedelta) -> TryAgain | GiveUp | None:
        if not self.gap.doubtful:
            return None
        why = f"cannot look whether it was told before: {unread.why}"
        if unread.is_hopeless(self.clock.now()):
            return GiveUp(why, Refused.CHANNEL, "unreadable")
        return TryAgain(left.total_seconds(), why)

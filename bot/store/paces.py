"""How often a channel is posted to, by all programs of one database together: about one message a second, a few at once after a rest.

Every message books its turn when it is won, so programs that do not know of each other never post too often together. A channel
that asks to be left alone is left alone by all of them, and by one that was started since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from bot.store.schema import insert_once, paces
from bot.waits import over

# So many messages a channel takes at once when it was quiet before: Slack allows short bursts.
BURST = 4
# The whole workspace, among the names of channels.
EVERYWHERE = "*"
# No turn lies further ahead (a message of each program is waited for at most), and nobody is left alone for longer: more was
# written by a clock that stood ahead.
FURTHEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many seconds lie between two messages in the long run, and how many go at once after a rest."""

    seconds: float = 1.0
    burst: int = BURST


def book(connection: Connection, channel: str, now: datetime, pace: Pace) -> datetime:
    """When the next message may be posted there: that turn is taken."""
    insert_once(connection, paces, {"channel": channel})
    this = paces.c.channel == channel
    free = connection.scalar(select(paces.c.free_at).where(this).with_for_update())
    rested = now - timedelta(seconds=pace.seconds) * (pace.burst - 1)
    turn = rested if free is None or over(free, rested, FURTHEST) else free
    connection.execute(update(paces).where(this).values(free_at=turn + timedelta(seconds=pace.seconds)))
    return turn


def seconds_until(turn: datetime, now: datetime) -> float:
    """How long to wait for a turn: not at all for one that lies further ahead than any, because the clock was put right since."""
    return 0.0 if over(turn, now, FURTHEST) else (turn - now).total_seconds()


def hold(connection: Connection, channel: str, until: datetime) -> None:
    """Leave a channel alone until then; `EVERYWHERE`: all of them. A shorter wish does not shorten a longer one."""
    insert_once(connection, paces, {"channel": channel})
    later = paces.c.held_until.is_(None) | (paces.c.held_until < until)
    connection.execute(update(paces).where(paces.c.channel == channel, later).values(held_until=until))


def held(connection: Connection, now: datetime) -> Mapping[str, datetime]:
    """What is to be left alone now, and until when."""
    rows = connection.execute(select(paces.c.channel, paces.c.held_until).where(paces.c.held_until > now))
    return {channel: until for channel, until in rows if not over(until, now, LONGEST)}

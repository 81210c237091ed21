"""Channels that take nothing from us: since when, why, and when they are asked again.

works -> refuses (the operator is told once) -> asked again, each time after a longer pause
^----------------------------------------------' it took a message
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from bot.ports import GiveUp, Refused
from bot.store.schema import insert_once, refusals
from bot.waits import over

# The name under which is kept that no channel takes anything: a revoked token, say.
EVERYTHING = "*"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A channel that refuses, or all of them."""

    channel: str
    code: str
    why: str
    since: datetime
    tries: int
    again_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be asked again."""
        return over(self.again_at, now, LONGEST_PAUSE)

    @property
    def of_everything(self) -> bool:
        """Whether no channel takes anything."""
        return self.channel == EVERYTHING


def current(connection: Connection) -> tuple[Refusal, ...]:
    """Every channel that refuses, by name; everything first."""
    rows = connection.execute(select(refusals).order_by(refusals.c.channel))
    return tuple(Refusal(**row._mapping) for row in rows)


def of(connection: Connection, channel: str) -> Refusal | None:
    """The refusal of a channel; None when it works."""
    return next((each for each in current(connection) if each.channel == channel), None)


def note(connection: Connection, channel: str, said: GiveUp, now: datetime) -> Refusal:
    """Remember that a channel refuses, why, and since when."""
    name = EVERYTHING if said.refused is Refused.EVERYTHING else channel
    row = {"channel": name, "code": said.code, "why": said.why, "since": now, "tries": 0}
    if not insert_once(connection, refusals, row | {"again_at": now + FIRST_PAUSE}):
        here = update(refusals).where(refusals.c.channel == name)
        connection.execute(here.values(code=said.code, why=said.why))
    return Refusal(**connection.execute(select(refusals).where(refusals.c.channel == name)).one()._mapping)


def put_off(connection: Connection, refusal: Refusal, now: datetime) -> None:
    """It is being asked again now: note when the next time is, should it refuse once more."""
    pause = min(FIRST_PAUSE * 2 ** min(refusal.tries + 1, 10), LONGEST_PAUSE)
    here = update(refusals).where(refusals.c.channel == refusal.channel)
    connection.execute(here.values(tries=refusal.tries + 1, again_at=now + pause))


def lift(connection: Connection, channel: str | None) -> tuple[Refusal, ...]:
    """Slack took something, so the token is good; the channel, when one is named, works too. What is over with that."""
    over = tuple(each for each in current(connection) if each.channel in (channel, EVERYTHING))
    for each in over:
        forget(connection, each.channel)
    return over


def forget(connection: Connection, channel: str) -> None:
    """Nothing waits for the channel any more: it need not be asked."""
    connection.execute(delete(refusals).where(refusals.c.channel == channel))


def hurry(connection: Connection, channel: str, now: datetime) -> None:
    """The channel took a reply or a change, so perhaps it takes everything: ask it again at once."""
    connection.execute(update(refusals).where(refusals.c.channel == channel).values(again_at=now))

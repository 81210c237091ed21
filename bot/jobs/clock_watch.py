"""Watches the machine's clock: a dead battery, a wrong time zone, a time server that errs, somebody's hand.

The program goes by a time of its own (`bot.edges.clock.RunningClock`), which runs on evenly. When the machine's clock departs
from it, what servers say in the `Date` of their answers decides which of the two is followed: no server can set another time.

    machine's clock and ours agree, give or take a minute     -> ours follows, unsaid
    they part                                                 -> logged; ours goes on until servers have answered
        servers are nearer to the machine's clock             -> ours follows: it has been put right
        servers are nearer to ours, or none has answered yet  -> ours goes on; the operator is told
        nobody has answered for an hour                       -> ours follows: nobody speaks against it

Programs that share a database all go by the clock of its machine, however far those of their own machines are apart: for them
that is "the machine's clock" here.

At the start ours is the machine's, unless that lies before the last sign of life on record: then it goes on from there. What
cannot be undone (erasing what is old) waits until the time is believed: until three servers agree with it, or until nothing
has happened to it for an hour and the one or two that there are agree, or for a day and there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

import structlog
from sqlalchemy import Connection

from bot.alerts.notices import notice
from bot.alerts.words import count
from bot.edges.clock import RunningClock, ToldClock
from bot.jobs.notice import broken, mended
from bot.ports import Clock
from bot.store import heartbeat
from bot.store.database import Database, time_there
from bot.store.status import CLOCK_WRONG

log = structlog.get_logger(__name__)

SMALL = timedelta(minutes=1)  # by so much time servers move a clock, and nothing here minds
WRONG = timedelta(minutes=5)  # more than servers are off themselves, by their median
ENOUGH = 3  # servers that bear witness
UNHEARD, LATELY = 3_600.0, 3_600.0  # seconds
# Seconds without a disturbance after which the time is believed where few servers agree, and where nobody says anything.
AGREED, UNDISTURBED = 3_600.0, 86_400.0
_DAYS, _HOURS = 2 * 1_440, 52.5  # minutes from which they are told in these


class Judgement(Enum):
    """What to make of the machine's clock where it departs from ours."""

    FOLLOW = "follow"
    GO_ON = "go on"
    WAIT = "wait"  # for somebody to say what the time is


def judged(wall: datetime, ours: datetime, told: Sequence[datetime], seconds: float) -> Judgement:
    """Which clock is right, by what servers told since they parted `seconds` ago."""
    if not told:
        return Judgement.FOLLOW if seconds >= UNHEARD else Judgement.WAIT
    true = median(told)
    return Judgement.FOLLOW if abs(wall - true) < abs(ours - true) else Judgement.GO_ON


def median(moments: Sequence[datetime]) -> datetime:
    """The one in the middle: as many servers would have to be wrong as are right."""
    return sorted(moments)[len(moments) // 2]


@dataclass(slots=True)
class ClockWatch:
    """What watching the clock works with, and since when something is the matter."""

    db: Database
    clock: RunningClock
    operator: str | None  # None: the log has to do
    shared: ToldClock | None = None  # the database's clock, where that is the one on the wall
    # In seconds of the clock that nobody can set:
    parted: float | None = None  # since when the machine's clock departs from ours
    undisturbed: float = 0.0  # since when ours goes on as it does
    said: str | None = "nothing yet"  # the trouble that is on record

    def __post_init__(self) -> None:
        self.undisturbed = self.clock.seconds()

    def believed(self) -> bool:
        """Whether the time is certain enough for what cannot be undone."""
        told = self.told()
        agrees = not told or abs(self.clock.begun - median(told)) <= WRONG
        if len(told) >= ENOUGH or not agrees:
            return agrees
        undisturbed = self.clock.seconds() - self.undisturbed
        return self.parted is None and undisturbed >= (AGREED if told else UNDISTURBED)

    def told(self) -> list[datetime]:
        """What servers have said lately of the time, each as the zero of the clock that nobody can set.

        Since the clocks parted only what was said later counts: a machine that stood still may have missed the time between.
        """
        begin = self.clock.seconds() - LATELY if self.parted is None else self.parted
        return [each.begun for each in self.clock.witnesses.values() if each.heard >= begin]

    def hold_against_wall(self) -> None:
        """Notice that the machine's clock was set, and follow it where that is right."""
        clock, now = self.clock, self.clock.seconds()
        wall, ours = clock.begun_by_wall, clock.begun
        if abs(wall - ours) < SMALL:
            self.parted = None
            clock.follow()
            return
        if self.parted is None:
            self.parted = now
            log.warning("the machine's clock departs from ours", by=_apart(wall, ours))
        if judged(wall, ours, self.told(), now - self.parted) is Judgement.FOLLOW:
            log.warning("our time follows the machine's clock", by=_apart(wall, ours))
            clock.follow()
            clock.forget(self.parted)
            self.parted, self.undisturbed = None, now

    def trouble(self) -> str | None:
        """What is wrong with the machine's clock, in words that stay the same while it is."""
        wall, ours, told = self.clock.begun_by_wall, self.clock.begun, self.told()
        if len(told) >= ENOUGH and abs(wall - median(told)) > WRONG:
            return f"{self.whose} is {_apart(wall, median(told))} of what servers say."
        if self.parted is not None and abs(wall - ours) > WRONG:
            return f"{self.whose} was set and is {_apart(wall, ours)} of what it was."
        return None

    @property
    def whose(self) -> str:
        """Which clock it is that is looked at, at the beginning of a sentence."""
        return "The clock of this machine" if self.shared is None else "The clock of the database's machine"


def _apart(one: datetime, other: datetime) -> str:
    """``1 hour ahead``: in steps so coarse that the words stay the same, also where a time zone was taken for another."""
    minutes = abs(one - other) / timedelta(minutes=1)
    if minutes >= _DAYS:
        long = count(round(minutes / 1_440), "day")
    elif minutes >= _HOURS:
        hours = round(minutes / 15) / 4
        long = f"{hours:g} hour{'' if hours == 1 else 's'}"
    else:
        long = f"{5 * round(minutes / 5)} minutes"
    return f"{long} {'ahead' if one > other else 'behind'}"


async def clock_watch_of(db: Database, clock: Clock, operator: str | None) -> ClockWatch | None:
    """What watches a clock that can be watched; None for one of somebody else's making.

    No time comes twice: where the machine's clock lies before the last sign of life, ours goes on from that.
    """
    if not isinstance(clock, RunningClock):
        return None
    told = ToldClock(clock.seconds)
    shared = told if await db.read(_hear, told) else None
    if shared is not None:
        clock.go_by(shared.now)
    sign = await db.read(heartbeat.last)
    if sign is not None and clock.now() < sign.given - SMALL:
        log.warning("the machine's clock lies before our last sign of life", sign=sign.given.isoformat())
        clock.set_to(sign.given)
    return ClockWatch(db, clock, operator, shared)


def _hear(connection: Connection, shared: ToldClock) -> bool:
    """Ask the database for the time. False where it has none of its own."""
    asked = shared.seconds()
    if (told := time_there(connection)) is None:
        return False
    shared.hear(told, asked)
    return True


async def watch_clock(watch: ClockWatch) -> None:
    """Look at the clock, and tell the operator once when it is wrong, and once when it is right again."""
    if watch.shared is not None:
        await watch.db.read(_hear, watch.shared)
    watch.hold_against_wall()
    trouble = watch.trouble()
    if trouble != watch.said:
        await watch.db.write(_tell, watch, trouble)
        watch.said = trouble


def _tell(connection: Connection, watch: ClockWatch, trouble: str | None) -> None:
    now = watch.clock.now()
    if trouble is None:
        mended(connection, CLOCK_WRONG, watch.operator, notice(f"{watch.whose} is right again."), now)
        return
    told = "Gatewatch goes by a time of its own as long as it can. Set the clock, and let a time server keep it."
    broken(connection, CLOCK_WRONG, trouble, watch.operator, notice(trouble, [told]), now)

"""The pace of channels, for all programs of a database together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.store import paces
from bot.store.database import Database
from bot.store.paces import Pace

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PACE = Pace(1.0, burst=3)
SECOND = timedelta(seconds=1)


def booked(db: Database, channel: str, times: int, now: datetime = NOW) -> Sequence[float]:
    """How many seconds from now the next turns lie."""
    with db.transaction() as c:
        turns = [paces.book(c, channel, now, PACE) for _ in range(times)]
    return [max(0.0, (turn - now) / SECOND) for turn in turns]


def test_turns_are_spaced_but_for_a_few_after_a_rest(db: Database) -> None:
    """The rest has to be had again for the next few; another channel has a pace of its own."""
    assert booked(db, "C1", 5) == [0, 0, 0, 1, 2]
    assert booked(db, "C2", 1) == [0]
    assert booked(db, "C1", 2, NOW + 3 * SECOND) == [0, 1]
    assert booked(db, "C1", 4, NOW + 60 * SECOND) == [0, 0, 0, 1]


def test_a_turn_that_a_wrong_clock_took_holds_nobody_up(db: Database) -> None:
    """What lies further ahead than any turn was booked by a clock that stood ahead."""
    booked(db, "C1", 4, NOW + timedelta(days=365))
    assert booked(db, "C1", 1) == [0]


def test_a_channel_is_left_alone_until_the_longest_wish_ends(db: Database) -> None:
    """A shorter one does not shorten it; one that no channel could have asked for counts for nothing."""
    with db.transaction() as c:
        paces.hold(c, "C1", NOW + 60 * SECOND)
        paces.hold(c, "C1", NOW + 5 * SECOND)
        paces.hold(c, "C2", NOW + timedelta(days=365))
        assert paces.held(c, NOW) == {"C1": NOW + 60 * SECOND}
        assert paces.held(c, NOW + 60 * SECOND) == {}

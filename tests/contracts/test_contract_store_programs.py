"""Which programs are at work, and what becomes of what one was at that is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store import feeds, heartbeat
from bot.store.database import Database
from bot.store.feeds import FeedSpec
from bot.store.heartbeat import APART, SignOfLife
from tests.contracts.stored import LEASE, NOW

MINUTE = timedelta(minutes=1)
GOOD_FOR = 3 * MINUTE


def lives(db: Database, owner: str, minutes: float) -> None:
    """A sign of life, so long from now."""
    with db.transaction() as c:
        heartbeat.give(c, owner, SignOfLife(NOW + minutes * MINUTE, NOW + minutes * MINUTE + GOOD_FOR))


def at_work(db: Database, minutes: float) -> tuple[str, ...]:
    with db.snapshot() as c:
        return heartbeat.at_work(c, NOW + minutes * MINUTE)


def test_each_program_is_at_work_as_long_as_its_last_sign_counts(db: Database) -> None:
    """And the last sign of all is the last of any."""
    lives(db, "w1", 0)
    lives(db, "w2", 2)
    assert [at_work(db, minutes) for minutes in (2, 4, 6)] == [("w1", "w2"), ("w2",), ()]
    lives(db, "w1", 6)
    with db.snapshot() as c:
        assert heartbeat.last(c) == SignOfLife(NOW + 6 * MINUTE, NOW + 9 * MINUTE)


def test_somebody_is_at_work_since_the_first_of_signs_that_follow_upon_each_other(db: Database) -> None:
    """By whomever they were given; a pause begins anew."""
    for owner, minutes in (("w1", 0), ("w2", 2), ("w3", 4)):
        lives(db, owner, minutes)
    with db.snapshot() as c:
        assert heartbeat.at_work_since(c, NOW + 5 * MINUTE) == NOW
        assert heartbeat.at_work_since(c, NOW + 8 * MINUTE) is None
    lives(db, "w1", 20)
    with db.snapshot() as c:
        assert heartbeat.at_work_since(c, NOW + 21 * MINUTE) == NOW + 20 * MINUTE


def test_where_one_is_alone_the_one_before_it_is_no_more(db: Database) -> None:
    """It counts as one program after a restart, at work since the first began."""
    lives(db, "w1", 0)
    with db.transaction() as c:
        heartbeat.give(c, "w2", SignOfLife(NOW + MINUTE, NOW + MINUTE + GOOD_FOR), alone=True)
        assert (heartbeat.at_work(c, NOW + MINUTE), heartbeat.at_work_since(c, NOW + MINUTE)) == (("w2",), NOW)


@pytest.mark.parametrize("since", [timedelta(days=2), -2 * APART], ids=["long ago", "by a clock that stood ahead"])
def test_signs_that_say_nothing_any_more_are_forgotten(db: Database, since: timedelta) -> None:
    """Each start of a program brings another name."""
    with db.transaction() as c:
        heartbeat.give(c, "w1", SignOfLife(NOW - since, NOW - since + GOOD_FOR))
    lives(db, "w2", 0)
    with db.snapshot() as c:
        assert heartbeat.last(c) == SignOfLife(NOW, NOW + GOOD_FOR)


def test_what_a_program_was_at_is_free_when_it_gives_no_sign_any_more(db: Database) -> None:
    """Long before its lease ends; what others are at stays theirs, and the dead one writes nothing."""
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(f"https://{n}.test/") for n in range(2)], NOW)
        (dead,) = feeds.claim_due(c, NOW, "w1", LEASE, 1)
        (alive,) = feeds.claim_due(c, NOW, "w2", LEASE, 1)
        assert feeds.void_leases(c, NOW + MINUTE, ("w1", "w2")) == 0
        assert feeds.claim_due(c, NOW + MINUTE, "w3", LEASE, 2) == ()
        assert feeds.void_leases(c, NOW + MINUTE, ("w2", "w3")) == 1
        assert [each.id for each in feeds.claim_due(c, NOW + MINUTE, "w3", LEASE, 2)] == [dead.id]
        assert [feeds.still_ours(c, each) for each in (dead, alive)] == [False, True]

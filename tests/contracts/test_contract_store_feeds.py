"""The contract of the store for feeds: which there are, which are due, and who may write down what came of a poll."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.feeds.moving import STAYS, Moving
from bot.model import Trouble
from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.polls import Fenced, PollRecord, Recorded, record_poll, record_quiet
from bot.store.status import status
from tests.contracts.stored import LEASE, NOW, claimed_feed, deciding, poll_of, rows, screened


def test_feeds_follow_the_configuration(db: Database) -> None:
    """New feeds are due at once, changed ones change, missing ones sleep and come back with what they held."""
    spec = FeedSpec("https://a.test/", "A", "en", FeedSettings(60, 120, "never", allow_private=True))
    with db.transaction() as c:
        feeds.sync_feeds(c, [spec, FeedSpec("https://b.test/")], NOW)
        first = feeds.claim_due(c, NOW, "w1", LEASE, 10)
        record_poll(c, poll_of(first[0]), "f1", deciding)
    assert [f.url for f in first] == ["https://a.test/", "https://b.test/"]
    assert (first[0].settings, first[0].lang, first[1].name) == (spec.settings, "en", None)
    later = NOW + timedelta(hours=1)
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec("https://b.test/", "B")], later)
        assert [f.name for f in feeds.claim_due(c, later, "w1", LEASE, 10)] == ["B"]
        feeds.sync_feeds(c, [spec], later)
        (back,) = feeds.claim_due(c, later, "w1", LEASE, 10)
    assert (back.url, back.etag, back.body_hash) == (spec.url, '"e"', "b1")


def test_a_claimed_feed_is_nobody_elses_until_the_lease_ends(db: Database) -> None:
    """Of two workers one polls a feed; when its lease has ended, another may."""
    with db.transaction() as c:
        claimed = claimed_feed(c)
        assert feeds.claim_due(c, NOW + timedelta(seconds=119), "w2", LEASE, 10) == ()
        (taken,) = feeds.claim_due(c, NOW + LEASE, "w2", LEASE, 10)
    assert (taken.id, taken.round) == (claimed.id, claimed.round + 1)


@pytest.mark.parametrize("same_owner", [True, False])
def test_a_worker_past_its_lease_writes_nothing(db: Database, same_owner: bool) -> None:
    """Fencing: what a stopped worker found is thrown away as a whole once somebody else has the feed."""
    with db.transaction() as c:
        stale = claimed_feed(c)
        owner = stale.owner if same_owner else "w2"
        (taken,) = feeds.claim_due(c, NOW + LEASE, owner, LEASE, 10)
        assert record_poll(c, poll_of(stale, screened("a1")), "f1", deciding) == Fenced()
        assert not feeds.push_ahead(c, stale, NOW, NOW, "late")
    assert [rows(db, t) for t in (schema.articles, schema.decisions, schema.deliveries)] == [0, 0, 0]
    with db.transaction() as c:
        assert isinstance(record_poll(c, poll_of(taken, screened("a1")), "f1", deciding), Recorded)


def test_a_pushed_feed_is_given_back_and_due_later(db: Database) -> None:
    """A feed that crashed its poll is out of the way, says why, and comes again."""
    with db.transaction() as c:
        claimed = claimed_feed(c)
        assert feeds.push_ahead(c, claimed, NOW, NOW + timedelta(minutes=9), "a fault of ours")
        assert feeds.claim_due(c, NOW + timedelta(minutes=8), "w1", LEASE, 10) == ()
        (again,) = feeds.claim_due(c, NOW + timedelta(minutes=9), "w1", LEASE, 10)
        shown = status(c, NOW)
    assert again.failures == 1
    assert [(f.since, f.why) for f in shown.failing] == [(NOW, "a fault of ours")]


def test_failures_are_counted_from_the_first_and_end_with_success(db: Database) -> None:
    """`failing since` is the first failure in a row; a good poll ends it; validators survive failures."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c)), "f1", deciding)
        for minutes in (10, 20):
            now = NOW + timedelta(minutes=minutes)
            (claimed,) = feeds.claim_due(c, now, "w1", LEASE, 10)
            record_poll(c, poll_of(claimed, now=now, why="503"), "f1", deciding)
        (failing,) = status(c, NOW).failing
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 10)
        record_poll(c, poll_of(claimed, now=NOW + timedelta(hours=1)), "f1", deciding)
        assert status(c, NOW).failing == ()
    assert (failing.since, failing.failures, claimed.etag) == (NOW + timedelta(minutes=10), 2, '"e"')


def test_quiet_polls_are_recorded_as_one_by_one(db: Database) -> None:
    """Many in one statement leave the same rows as each in a transaction of its own, whatever each says."""

    def records(c: Connection) -> list[PollRecord]:
        feeds.sync_feeds(c, [FeedSpec(f"https://{n}.test/") for n in range(4)], NOW)
        well, ill, moved, asis = (poll_of(claimed) for claimed in feeds.claim_due(c, NOW, "w1", LEASE, 10))
        moving = Moving("https://new.test/", "https://new.test/", (NOW.date(),))
        return [well, replace(ill, why_failed="503"), replace(moved, moving=moving), replace(asis, validators=None)]

    def stored(c: Connection) -> list[tuple[object, ...]]:
        return [tuple(row)[2:] for row in c.execute(select(schema.feeds).order_by(schema.feeds.c.url))]

    with db.transaction() as c:
        for poll in records(c):
            record_poll(c, poll, "f1", deciding)
        singly = stored(c)
        c.execute(schema.feeds.delete())
        assert record_quiet(c, records(c)) == 0
        assert stored(c) == singly
        assert feeds.last_poll(c) == NOW


def test_of_many_quiet_polls_only_the_late_ones_are_fenced(db: Database) -> None:
    """Each is written only while its feed is still ours, and the number of the others is told."""
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(f"https://{n}.test/") for n in range(3)], NOW)
        stale = feeds.claim_due(c, NOW, "w1", LEASE, 2)
        (mine,) = feeds.claim_due(c, NOW, "w1", LEASE, 2)
        taken = feeds.claim_due(c, NOW + LEASE, "w1", LEASE, 1)
        assert record_quiet(c, [poll_of(claimed) for claimed in (*stale, mine)]) == 1
        feeds.give_back(c, [(claimed, NOW + timedelta(days=9)) for claimed in stale])
        rows = {row.id: row for row in c.execute(select(schema.feeds))}
        assert record_quiet(c, []) == 0
    assert rows[taken[0].id].lease_owner == "w1"
    assert rows[taken[0].id].next_at == NOW
    assert {row.lease_owner for ident, row in rows.items() if ident != taken[0].id} == {None}


def test_a_feed_given_back_is_due_when_it_is_said(db: Database) -> None:
    """Nothing else of it changes: it was not polled."""
    with db.transaction() as c:
        claimed = claimed_feed(c)
        feeds.give_back(c, [(claimed, NOW + timedelta(minutes=3))])
        assert feeds.claim_due(c, NOW + timedelta(minutes=2), "w2", LEASE, 1) == ()
        (again,) = feeds.claim_due(c, NOW + timedelta(minutes=3), "w2", LEASE, 1)
        assert feeds.last_poll(c) is None
    assert replace(again, owner=claimed.owner, round=claimed.round, lease_until=claimed.lease_until) == claimed


def test_a_feed_whose_new_address_is_configured_is_still_that_feed(db: Database) -> None:
    """All that it brought stays with it; a feed that is there already takes nothing over."""
    days = tuple(NOW.date() + timedelta(days=n) for n in range(3))
    moving = Moving("https://new.test/", "https://new.test/", days)
    with db.transaction() as c:
        before = claimed_feed(c)
        record_poll(c, replace(poll_of(before), moving=moving), "f1", deciding)
        feeds.sync_feeds(c, [FeedSpec("https://new.test/")], NOW)
        (after,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 10)
        assert (after.id, after.url, after.address) == (before.id, "https://new.test/", "https://new.test/")
        assert (after.moving, after.body_hash) == (STAYS, "b1")
        record_poll(c, replace(poll_of(after), moving=moving), "f1", deciding)
        feeds.sync_feeds(c, [FeedSpec("https://new.test/"), FeedSpec("https://old.test/")], NOW)
        claimed = feeds.claim_due(c, NOW + timedelta(hours=2), "w1", LEASE, 10)
    assert {each.url: each.id == before.id for each in claimed} == {
        "https://new.test/": True,
        "https://old.test/": False,
    }


def test_a_moved_feed_keeps_its_identity(db: Database) -> None:
    """It is claimed with the address where it is fetched, and status tells where its server says it is."""
    days = tuple(NOW.date() + timedelta(days=n) for n in range(3))
    with db.transaction() as c:
        moving = Moving(None, "https://new.test/", days[:2])
        record_poll(c, replace(poll_of(claimed_feed(c)), moving=moving), "f1", deciding)
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 1)
        assert (claimed.moving, claimed.address) == (moving, claimed.url)
        moving = Moving("https://new.test/", "https://new.test/", days)
        record_poll(c, replace(poll_of(claimed), moving=moving), "f1", deciding)
        (told,) = status(c, NOW).moved
        assert (told.url, told.trouble, "https://new.test/" in told.why) == (claimed.url, Trouble.MOVED, True)
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=2), "w1", LEASE, 1)
    assert (claimed.moving, claimed.address, claimed.url) == (moving, "https://new.test/", "https://news.test/rss")


def test_feeds_of_a_dead_program_come_behind_the_others(db: Database) -> None:
    """What killed it may kill again: life after life others come first; and all are due at once."""
    urls = [f"https://{n}.test/" for n in range(3)]
    first = []
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(url) for url in urls], NOW)
        for life in range(1, 4):
            later = NOW + life * timedelta(minutes=1)
            first += [each.url for each in feeds.claim_due(c, later, "w", LEASE, 1)]
            feeds.void_leases(c, later, ())
        assert first == urls
        assert len(feeds.claim_due(c, later, "w", LEASE, 9)) == 3

"""The contract of the store for figures: everything counted once, by state, as it is."""

from __future__ import annotations

from datetime import timedelta

from bot.alerts.ailments import Ailment
from bot.alerts.figures import Figures, ListAge
from bot.audit import GENESIS
from bot.model import Trouble
from bot.ports import GiveUp, Message
from bot.store import deliveries, feeds, meta
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery
from bot.store.feeds import FeedSpec
from bot.store.figures import figures
from bot.store.polls import record_poll
from bot.store.status import LIST_IN_FORCE, PULL_FAILED
from tests.contracts.stored import LEASE, NOW, claimed_feed, deciding, poll_of, screened

HOUR = timedelta(hours=1)


def test_an_empty_store_counts_noughts(db: Database) -> None:
    """Every state is there, so that a curve begins."""
    with db.snapshot() as c:
        counted = figures(c, (), (), NOW)
    assert counted == Figures(
        NOW,
        {"ok": 0, "failing": 0, "silent": 0, "degraded": 0},
        deliveries={"pending": 0, "sending": 0, "uncertain": 0, "failed": 0},
        record=str(GENESIS),
    )


def test_feeds_are_counted_once_in_their_gravest_state(db: Database) -> None:
    """One fails and is silent, too; one is silent; the third is in order. What is due and overdue is counted beside."""
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(f"https://f{n}.test/rss") for n in range(3)], NOW)
        claimed = feeds.claim_due(c, NOW, "w1", LEASE, 3)
        record_poll(c, poll_of(claimed[0], why="503"), "f1", deciding)
        silent = [Ailment("f", "f", NOW, "", 0, Trouble.SILENT, each.id) for each in claimed[:2]]
        counted = figures(c, silent, (), NOW)
        later = figures(c, (), (), NOW + LEASE + timedelta(seconds=61))
    assert counted.feeds == {"ok": 1, "failing": 1, "silent": 1, "degraded": 0}
    assert (counted.due, counted.overdue) == (0, 0), "they are being polled"
    assert (later.due, later.overdue) == (2, 2)


def test_messages_are_counted_by_state_with_the_age_of_the_oldest(db: Database) -> None:
    """What is refused waits for a person and is counted apart."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", deciding)
        deliveries.put(c, NewDelivery("C9", Kind.NOTICE, Message("a")), NOW - HOUR)
        claimed = deliveries.claim_due(c, "C9", NOW, "w1", LEASE)
        assert claimed is not None
        before = figures(c, (), (), NOW)
        deliveries.settle(c, claimed, GiveUp("archived"), NOW, NOW)
        after = figures(c, (), (), NOW)
    assert (before.unsent, before.unsent_for) == (4, HOUR)
    assert (after.unsent, after.unsent_for, after.deliveries["failed"]) == (3, timedelta(0), 1)


def test_a_list_that_could_not_be_pulled_is_marked(db: Database) -> None:
    """By the name of its source; the list in force is told by its fingerprint."""
    with db.transaction() as c:
        meta.put(c, LIST_IN_FORCE, "7f3a91")
        meta.put(c, f"{PULL_FAILED}un", "no connection")
        ages = [ListAge("un", "2026-03-01"), ListAge("uk", None)]
        counted = figures(c, (), ages, NOW)
    assert [(each.id, each.failed) for each in counted.lists] == [("un", True), ("uk", False)]
    assert counted.fingerprint == "7f3a91"

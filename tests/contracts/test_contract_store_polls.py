"""The contract of the store for one poll: articles, findings, decisions, alerts and deliveries in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Action, Alert, Article, Decision, Findings, Reason
from bot.ports import Message
from bot.store import alerts, articles, decisions, deliveries, feeds, meta, schema, watchlists
from bot.store.database import Database
from bot.store.polls import Recorded, record_poll
from bot.store.status import LIST_IN_FORCE
from tests.contracts.stored import (
    LEASE,
    NOW,
    Concluded,
    Told,
    alert,
    article,
    claimed_feed,
    deciding,
    findings,
    on_terms,
    poll_of,
    rows,
    screened,
)


def test_a_poll_is_recorded_whole(db: Database) -> None:
    """Article, findings, decision, alert, delivery and the next poll time are there together, as they were handed in."""
    with db.transaction() as c:
        recorded = record_poll(c, poll_of(claimed_feed(c), screened("a1")), "f1", deciding)
    assert isinstance(recorded, Recorded)
    assert (recorded.articles, [d.action for d in recorded.decisions]) == (1, [Action.ALERT])
    with db.snapshot() as c:
        stored = articles.get(c, "a1")
        assert stored is not None
        assert (stored.article, stored.first_seen) == (article("a1"), NOW)
        assert articles.findings_of(c, "a1") == findings("a1")
        assert alerts.get(c, "s") == (alert(),)
        (decided,) = decisions.of_story(c, "s1")
        assert (decided.article, decided.findings) == (article("a1"), findings("a1"))
        assert deliveries.due_channels(c, NOW) == ("C1",)
        assert feeds.claim_due(c, NOW + timedelta(minutes=4), "w1", LEASE, 1) == ()


def test_a_poll_that_raises_leaves_nothing(db: Database) -> None:
    """An article is never on record without its decision."""

    @on_terms
    def failing(found: Article, seen: Findings, known: tuple[Alert, ...]) -> tuple[Concluded, ...]:
        if found.id == "a2":
            raise ZeroDivisionError
        return deciding(found, seen, known)

    with db.transaction() as c:
        claimed = claimed_feed(c)
    with pytest.raises(ZeroDivisionError), db.transaction() as c:
        record_poll(c, poll_of(claimed, screened("a1"), screened("a2")), "f1", failing)
    written = (schema.articles, schema.decisions, schema.occasions, schema.alerts, schema.deliveries)
    assert [rows(db, t) for t in written] == [0] * 5


def test_the_second_article_of_one_poll_sees_the_alert_of_the_first(db: Database) -> None:
    """One story has one card per channel, also when both reports arrive together."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", deciding)
        (told,) = alerts.get(c, "s1")
    assert told.version == 2
    assert rows(db, schema.alerts) == 1


def test_a_stored_version_is_neither_decided_nor_told_again(db: Database) -> None:
    """The same article version served again adds nothing, however it comes."""
    with db.transaction() as c:
        claimed = claimed_feed(c)
        record_poll(c, poll_of(claimed, screened("a1"), screened("a1")), "f1", deciding)
        (again,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 1)
        assert record_poll(c, poll_of(again, screened("a1")), "f1", deciding) == Recorded(0, (), failed=False)
    assert [rows(db, t) for t in (schema.decisions, schema.deliveries)] == [1, 1]


def test_a_decision_exists_exactly_once(db: Database) -> None:
    """The first decision for an article, person and channel stands; a repeat tells nobody anything."""
    loud = Concluded(
        Decision("a1", "p1", "C1", Action.ALERT, Reason.TRIP_BAN_POSSIBLE, "s1"), alert(), (Told("card", Message("x")),)
    )

    @on_terms
    def twice(*_: object) -> tuple[Concluded, ...]:
        quiet = replace(loud.decision, action=Action.SILENCE, reason=Reason.NOTHING_NEW)
        return (loud, replace(loud, decision=quiet), Concluded(replace(quiet, channel="C2")))

    with db.transaction() as c:
        recorded = record_poll(c, poll_of(claimed_feed(c), screened("a1")), "f1", twice)
        counts = decisions.counts_by_reason(c, NOW)
    assert isinstance(recorded, Recorded)
    assert [d.channel for d in recorded.decisions] == ["C1", "C2"]
    assert counts == {(Action.ALERT, Reason.TRIP_BAN_POSSIBLE): 1, (Action.SILENCE, Reason.NOTHING_NEW): 1}
    assert rows(db, schema.deliveries) == 1


def test_what_was_screened_with_a_list_that_had_given_way_is_remembered(db: Database) -> None:
    """Since the first such article, once; not where the list is in force, and not where a poll brings nothing."""
    with db.transaction() as c:
        meta.put(c, LIST_IN_FORCE, "f2")
        claimed = claimed_feed(c)
        record_poll(c, poll_of(claimed, screened("a1")), "f2", deciding)
        assert watchlists.behind(c) == ()
        for number, since in enumerate(("a2", "a3", "a3")):
            now = NOW + timedelta(hours=1 + number)
            (again,) = feeds.claim_due(c, now, "w1", LEASE, 1)
            record_poll(c, replace(poll_of(again, screened(since)), now=now, next_at=now), "f1", deciding)
    first = NOW + timedelta(hours=1)
    with db.transaction() as c:
        assert watchlists.behind(c) == (("f1", first),)
        assert (watchlists.caught_up(c, "f1"), watchlists.caught_up(c, "f1")) == (first, None)
        assert watchlists.behind(c) == ()
        (again,) = feeds.claim_due(c, NOW + timedelta(hours=5), "w1", LEASE, 1)
        record_poll(c, poll_of(again, screened("a1")), "f1", deciding)
        assert watchlists.behind(c) == ()

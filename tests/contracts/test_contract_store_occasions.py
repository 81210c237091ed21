"""The contract of the store for occasions: what a decision was taken on comes back as it was, each alert and policy is kept once."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot import record
from bot.alerts.occasion import Occasion, Program, Way
from bot.alerts.past import Past, Version
from bot.alerts.routes import Policy
from bot.feeds.entry import EntryKeys
from bot.model import Action, Alert, Decision, Reason
from bot.store import articles, feeds, occasions, schema
from bot.store.database import Database
from bot.store.occasions import Decided, Kept, Unreadable
from bot.store.polls import record_poll
from tests.contracts.stored import (
    NOW,
    Concluded,
    alert,
    article,
    claimed_feed,
    deciding,
    findings,
    poll_of,
    rows,
    screened,
)

DAY = timedelta(days=1)
POLICY = Policy("C1", story_days=9)
DECISION = Decision("a1", "p1", "C1", Action.DIGEST, Reason.PRESENCE)
CONCLUDED = (Concluded(DECISION), Concluded(replace(DECISION, reason=Reason.MERE_MENTION)))
EARLIER = Version(article("a0"), findings("a0"), (replace(DECISION, article="a0"),))


def occasion(*alerts: Alert, policy: Policy | None = POLICY, now: timedelta = timedelta(0)) -> Occasion:
    past = Past(alerts, (EARLIER,), told=frozenset({("s1", "C2"), ("s1", "C1")}))
    return Occasion(Way.POLL, NOW + now, Program("1", "c0de", "nothing"), policy, past, {"C1": 3})


def keep(
    db: Database, *given: Occasion, ident: str = "a1", seen: Mapping[str, datetime] = {}
) -> tuple[Kept | Unreadable, ...]:
    with db.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec("https://news.test/rss")], NOW)
        for each in ("a0", "a1"):
            articles.add(c, article(each), 1, EntryKeys(each, None, "d"), seen.get(each, NOW))
        for each in given:
            occasions.add(c, each, Decided(article(ident), findings(ident), "f0", "f1"), CONCLUDED)  # type: ignore[arg-type]
        return occasions.of_article(c, ident)


def test_what_was_decided_on_comes_back(db: Database) -> None:
    """Whole, but for policy, alerts and texts, which are kept by their digests; of two decisions in one channel the first stands."""
    given = occasion(alert("s1"), alert("s2"), alert("s1"))
    (found,) = keep(db, given)
    assert isinstance(found, Kept)
    bare = replace(EARLIER, article=replace(EARLIER.article, text=""))
    assert found.bare == replace(given, policy=None, past=replace(given.past, alerts=(), versions=(bare,)))
    assert found.articles == {each: occasions.digest_of(article(each)) for each in ("a1", "a0")}
    assert (found.found_with, found.fingerprint) == ("f0", "f1")
    assert (found.findings, found.decisions) == (occasions.digest_of(findings("a1")), (DECISION,))
    with db.snapshot() as c:
        assert found.policy is not None
        assert occasions.part(c, Policy, found.policy) == POLICY
        assert [occasions.part(c, Alert, each) for each in found.alerts] == list(given.past.alerts)


def test_what_repeats_is_kept_once(db: Database) -> None:
    """However many decisions are taken by one policy and beside one alert."""
    keep(db, *(occasion(alert("s1"), alert("s2")) for _ in range(5)))
    assert (rows(db, schema.occasions), rows(db, schema.occasion_parts)) == (5, 3)


def test_no_text_is_kept_twice(db: Database) -> None:
    """An earlier version is there by its digest: when its text expires it is gone for good."""
    keep(db, occasion(alert("s1")))
    with db.snapshot() as c:
        kept = [zlib.decompress(each).decode() for each in c.scalars(select(schema.occasions.c.record))]
    assert "flew to Oslo" not in " ".join(kept)


def test_it_goes_with_the_text(db: Database) -> None:
    """Of that article alone; and nothing is kept for one whose text is gone already."""
    keep(db, occasion(), ident="a0", seen={"a1": NOW + DAY})
    keep(db, occasion())
    with db.transaction() as c:
        assert articles.expire(c, NOW + DAY, 9) == 1
        assert (len(occasions.of_article(c, "a0")), len(occasions.of_article(c, "a1"))) == (0, 1)
    assert keep(db, occasion(), ident="a0") == ()


def test_parts_go_when_nothing_of_late_has_them(db: Database) -> None:
    """By their last use, which counts to a day."""
    keep(db, occasion(alert("s1")), occasion(alert("s2")), occasion(alert("s2"), now=5 * DAY))
    with db.transaction() as c:
        assert occasions.expire(c, NOW + DAY) == 0
        assert occasions.expire(c, NOW + 2 * DAY) == 1
        assert occasions.expire(c, NOW + 6 * DAY) == 0
        assert occasions.expire(c, NOW + 7 * DAY) == 2


@pytest.mark.parametrize("wrong", [b"", b"no archive", zlib.compress(b"{}"), zlib.compress(b"\xff\xfe")])
def test_what_is_damaged_is_told_as_such(db: Database, wrong: bytes) -> None:
    """A value, and no error: the others can be read."""
    keep(db, occasion(alert("s1")))
    with db.transaction() as c:
        c.execute(update(schema.occasions).values(record=wrong))
        digests = c.scalars(select(schema.occasion_parts.c.digest)).all()
        c.execute(update(schema.occasion_parts).values(record=wrong))
        assert occasions.of_article(c, "a1") == (Unreadable(NOW),)
        assert [occasions.part(c, Alert, each) for each in digests] == [None, None]


def test_every_decision_of_a_poll_has_its_occasion(db: Database) -> None:
    """Written with it; the second article of a poll was held against the alert of the first."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", deciding)
        first, second = (occasions.of_article(c, each)[0] for each in ("a1", "a2"))
    assert isinstance(first, Kept)
    assert isinstance(second, Kept)
    assert (first.bare.way, first.bare.now, first.alerts) == (Way.POLL, NOW, ())
    assert len(second.alerts) == 1
    assert [each.action for each in (*first.decisions, *second.decisions)] == [Action.ALERT, Action.UPDATE]


def test_sets_are_recorded_in_one_order() -> None:
    """Whatever order this process holds them in: a policy has one digest in all processes."""
    names = [("s" + str(n), "C1") for n in range(50)]
    records = {record.dump(Past(told=frozenset(order))) for order in (names, reversed(names))}
    assert len(records) == 1
    assert record.load(Past, *records) == Past(told=frozenset(names))
    assert sys.flags.hash_randomization

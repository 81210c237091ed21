"""The contract of the store for how things stand: what waits, which feeds ail, and whether anybody is at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.alerts.ailments import Ailment
from bot.model import Action, Article, Decision, Reason, Trouble
from bot.store import alerts, feeds, health, heartbeat, lookbacks
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.heartbeat import SignOfLife
from bot.store.polls import record_poll
from bot.store.status import LookbackProgress, status
from tests.contracts.stored import LEASE, NOW, Concluded, alert, claimed_feed, deciding, on_terms, poll_of, screened


def test_status_counts_what_waits(db: Database) -> None:
    """Backlog, oldest unsent, overdue feeds and decisions by reason are counted as they are."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", deciding)
        before, after = status(c, NOW), status(c, NOW + timedelta(days=1, seconds=1))
    assert (before.feeds, before.unsent, before.oldest_unsent, before.feeds_overdue) == (1, 3, NOW, 0)
    assert [(d.action, d.count) for d in before.decisions] == [("alert", 1), ("update", 1)]
    assert (after.feeds_overdue, after.decisions, after.well) == (1, (), False)


def test_status_knows_when_nobody_is_at_work(db: Database) -> None:
    """Without a sign of life, or past the time for which the last one counts, nothing is well."""
    with db.transaction() as c:
        assert (status(c, NOW).running, status(c, NOW).last_sign, status(c, NOW).well) == (False, None, False)
        heartbeat.give(c, "w1", SignOfLife(NOW - LEASE, NOW))
        heartbeat.give(c, "w1", SignOfLife(NOW, NOW + LEASE))
        assert (status(c, NOW + LEASE).last_sign, status(c, NOW + LEASE).well) == (NOW, True)
        assert not status(c, NOW + LEASE + timedelta(seconds=1)).running


def test_a_poll_that_went_wrong_is_a_poll(db: Database) -> None:
    """Whatever came of it, and also when it raised: status says when feeds were polled last."""
    with db.transaction() as c:
        assert status(c, NOW).last_poll is None
        record_poll(c, poll_of(claimed_feed(c), why="503"), "f1", deciding)
        assert status(c, NOW).last_poll == NOW
        (claimed,) = feeds.claim_due(c, NOW + LEASE * 5, "w1", LEASE, 1)
        feeds.push_ahead(c, claimed, NOW + LEASE * 5, NOW + LEASE * 9, "a fault of ours")
        assert status(c, NOW).last_poll == NOW + LEASE * 5


def test_what_ails_a_feed_is_kept_with_it(db: Database) -> None:
    """The kind of failure, since the first of them; a broken body until another was read; nothing when all is well."""

    def poll(c: Connection, minutes: float, **fields: object) -> tuple[Ailment, ...]:
        at = NOW + timedelta(minutes=minutes)
        feeds.sync_feeds(c, [FeedSpec("https://news.test/rss", "Daily", settings=FeedSettings(important=True))], at)
        (claimed,) = feeds.claim_due(c, at, "w1", LEASE, 1)
        record_poll(c, replace(poll_of(claimed, now=at, why=fields.pop("why", None)), **fields), "f1", deciding)  # type: ignore[arg-type]
        return (*health.failing(c, NOW), *health.degraded(c))

    with db.transaction() as c:
        assert poll(c, 0, read=True) == ()
        assert [each.trouble for each in poll(c, 10, read=True, degraded="broken XML")] == [Trouble.DEGRADED]
        assert [each.why for each in poll(c, 20)] == ["broken XML"], "the body has not changed"
        poll(c, 30, why="503", trouble=Trouble.REFUSED)
        (failing,) = poll(c, 40, why="a consent page", trouble=Trouble.CONSENT)
        assert (failing.trouble, failing.since) == (Trouble.CONSENT, NOW + timedelta(minutes=30))
        assert (failing.failures, failing.why, failing.important) == (2, "a consent page", True)
        assert poll(c, 50) == ()
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=2), "w1", LEASE, 1)
        feeds.push_ahead(c, claimed, NOW + timedelta(hours=2), NOW + timedelta(days=1), "a fault of ours")
        assert [each.trouble for each in health.failing(c, NOW)] == [Trouble.OURS]


def test_which_feeds_are_silent(db: Database) -> None:
    """Against their own rhythm, as of the last good look at them; one that never held anything is told as such."""

    def brings(c: Connection, at: datetime, ident: str | None) -> None:
        feeds.sync_feeds(c, [FeedSpec("https://news.test/rss"), FeedSpec("https://empty.test/rss")], at)
        for claimed in feeds.claim_due(c, at, "w1", LEASE, 2):
            new = [screened(ident)] if ident and "news" in claimed.url else []
            kept = replace(poll_of(claimed, *new, now=at), read=True, backlog=claimed.settled_at is None)
            record_poll(c, kept, "f1", on_terms(lambda *_: ()))

    def troubles(c: Connection, now: datetime) -> list[tuple[Trouble, datetime | None]]:
        return [(each.trouble, each.since) for each in health.silent(c, now)]

    with db.transaction() as c:
        for day in range(20):
            brings(c, NOW + timedelta(days=day), f"a{day}")
        last = NOW + timedelta(days=19)
        assert troubles(c, last) == [(Trouble.EMPTY, NOW)]
        assert troubles(c, last + timedelta(days=30)) == [(Trouble.EMPTY, NOW)], "nobody has looked since"
        brings(c, last + timedelta(days=5), None)
        assert troubles(c, last + timedelta(days=5)) == [(Trouble.EMPTY, NOW), (Trouble.SILENT, last)]
        (_, silent) = health.silent(c, last + timedelta(days=5))
        assert silent.usual == timedelta(days=1)
        brings(c, last + timedelta(days=6), "a99")
        assert troubles(c, last + timedelta(days=6)) == [(Trouble.EMPTY, NOW)]


def test_which_feeds_are_not_read(db: Database) -> None:
    """Past twice the longest wait and an hour, of a feed that is put off again and again; not while nobody was at work."""
    hour = timedelta(hours=1)

    def unread(c: Connection, hours: float) -> list[tuple[str, datetime | None]]:
        ill = health.failing(c, NOW + hours * hour)
        return [(each.url, each.since) for each in ill if each.trouble is Trouble.UNREAD]

    def lives(c: Connection, begin: int, end: int) -> None:
        for n in range(begin, end):
            heartbeat.give(c, "w1", SignOfLife(NOW + n * hour, NOW + (n + 1) * hour))

    with db.transaction() as c:
        specs = [
            FeedSpec(f"https://{name}.test/", settings=FeedSettings(max_interval=7_200))
            for name in ("off", "bad", "never")
        ]
        feeds.sync_feeds(c, specs, NOW)
        off, bad = feeds.claim_due(c, NOW, "w1", LEASE, 2)
        record_poll(c, replace(poll_of(off), next_at=NOW + hour), "f1", deciding)
        record_poll(c, poll_of(bad, why="503"), "f1", deciding)
        assert unread(c, 6) == [], "nobody was at work"
        lives(c, 0, 20)
        (off,) = (each for each in feeds.claim_due(c, NOW + hour, "w1", LEASE, 3) if each.url == off.url)
        feeds.give_back(c, [(off, NOW + 2 * hour)])
        assert unread(c, 5) == []
        assert sorted(unread(c, 5.1)) == [("https://never.test/", NOW), ("https://off.test/", NOW)]
        assert [each.trouble for each in status(c, NOW + 6 * hour).failing] == [
            Trouble.UNREACHABLE,
            *[Trouble.UNREAD] * 2,
        ]
        assert len(health.ailing(c, NOW + 6 * hour)) == 3
        lives(c, 40, 45)
        assert unread(c, 44) == [], "it began to work again four hours ago"
        lives(c, 45, 47)
        assert len(unread(c, 46)) == 2


def test_status_tells_what_is_under_way(db: Database) -> None:
    """Findings for the digest, a look-back and the last alerts are told; what a look-back found is no digest's."""

    @on_terms
    def to_digest(found: Article, *_: object) -> tuple[Concluded, ...]:
        reason = Reason.LOOK_BACK if found.id == "a2" else Reason.PRESENCE
        return (Concluded(Decision(found.id, "p1", "C1", Action.DIGEST, reason)),)

    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", to_digest)
        lookbacks.ask(c, ["p1", "p2"], NOW - LEASE, NOW)
        for number in range(12):
            alerts.put(c, replace(alert(f"s{number}"), updated=NOW + timedelta(minutes=number)))
        found = status(c, NOW)
    assert (found.for_digest, found.lookback) == (1, LookbackProgress(2, 0, 2))
    assert [told.key for told in found.last_alerts] == [f"s{number}" for number in range(11, 1, -1)]

"""The contract of the store. Runs on every engine: set GATEWATCH_TEST_DATABASES to more addresses of empty databases."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.alerts.ailments import Ailment
from bot.alerts.past import Past
from bot.errors import GatewatchError
from bot.feeds.entry import EntryKeys
from bot.feeds.moving import STAYS, Moving
from bot.model import (
    Action,
    Alert,
    Article,
    Claim,
    ClaimOf,
    ClaimStatus,
    Decision,
    Findings,
    Mention,
    Name,
    Person,
    Reason,
    Span,
    Stated,
    Tier,
    Trip,
    Trouble,
)
from bot.ports import GiveUp, Message, Outcome, Sent, TryAgain
from bot.store import alerts, articles, decisions, deliveries, feeds, health, heartbeat, lookbacks, meta, schema
from bot.store.database import Database
from bot.store.deliveries import ClaimedDelivery, Kind, NewDelivery, State
from bot.store.feeds import ClaimedFeed, FeedSettings, FeedSpec
from bot.store.heartbeat import SignOfLife
from bot.store.polls import Fenced, PollRecord, Recorded, Screened, Validators, record_poll, record_quiet
from bot.store.status import LookbackProgress, status

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
ENGINES = ("sqlite", *filter(None, os.environ.get("GATEWATCH_TEST_DATABASES", "").split()))


@pytest.fixture(params=ENGINES)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/store.db" if request.param == "sqlite" else request.param
    database = Database.open(url)
    with database.transaction() as connection:
        for table in reversed(schema.metadata.sorted_tables):
            connection.execute(table.delete())
    yield database
    database.close()


def person(ident: str = "p1", refs: tuple[str, ...] = ()) -> Person:
    return Person(ident, "Pat Doe", (Name("Pat Doe"),), refs or (ident,))


def article(ident: str) -> Article:
    return Article(ident, "Pat Doe flew to Oslo on Monday.", "Pat Doe flies", "en", NOW, "Daily", "https://news.test/1")


def mention(ident: str = "p1", refs: tuple[str, ...] = ()) -> Mention:
    return Mention(ident, "Pat Doe", Tier.STRONG, 0.97, (Span(0, 7),), "Pat Doe", refs=refs or (ident,))


def findings(ident: str, *mentions: Mention) -> Findings:
    claim = Claim(ClaimStatus.REPORTED, ClaimOf.TRIP, Stated("Daily", Span(3, 8)), Span(0, 9))
    trip = Trip("p1", ClaimStatus.REPORTED, (Span(0, 9),), claims=(claim,), main=True)
    return Findings(ident, "en", mentions or (mention(),), (trip,))


def screened(ident: str, key: str | None = None, second: str | None = None, digest: str = "d1") -> Screened:
    return Screened(article(ident), EntryKeys(key or f"guid:{ident}", second, digest), findings(ident))


def alert(key: str = "s1", channel: str = "C1", version: int = 1, who: str = "p1") -> Alert:
    return Alert(key, channel, person(who), (), Reason.TRIP_BAN_POSSIBLE, "f1", NOW, NOW, version)


@dataclass(frozen=True)
class Told:
    kind: str
    message: Message


@dataclass(frozen=True)
class Concluded:
    decision: Decision
    alert: Alert | None = None
    tellings: tuple[Told, ...] = ()


def deciding(found_article: Article, _: Findings, past: Past) -> tuple[Concluded, ...]:
    """A decider like the real one in shape: the first article opens a card, later ones update it and reply."""
    if not past.alerts:
        made, tellings = alert(), (Told("card", Message("card")),)
        action = Action.ALERT
    else:
        made = replace(past.alerts[0], version=past.alerts[0].version + 1, updated=NOW)
        tellings = (Told("update", Message(f"v{made.version}")), Told("reply", Message("more")))
        action = Action.UPDATE
    decision = Decision(found_article.id, "p1", "C1", action, Reason.TRIP_BAN_POSSIBLE, made.key)
    return (Concluded(decision, made, tellings),)


def claimed_feed(connection: Connection, url: str = "https://news.test/rss", now: datetime = NOW) -> ClaimedFeed:
    feeds.sync_feeds(connection, [FeedSpec(url, "Daily")], now)
    (claimed,) = feeds.claim_due(connection, now, "w1", LEASE, 10)
    return claimed


def poll_of(claimed: ClaimedFeed, *new: Screened, now: datetime = NOW, why: str | None = None) -> PollRecord:
    kept = Validators('"e"', "Mon", "b1")
    return PollRecord(claimed, now, now + timedelta(minutes=5), 300.0, why, None if why else kept, screened=new)


def rows(db: Database, table: schema.Table) -> int:
    with db.snapshot() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


# --- feeds ----------------------------------------------------------------------------------------------------------------


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


# --- one transaction per poll -----------------------------------------------------------------------------------------------


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

    def failing(found: Article, seen: Findings, known: tuple[Alert, ...]) -> tuple[Concluded, ...]:
        if found.id == "a2":
            raise ZeroDivisionError
        return deciding(found, seen, known)

    with db.transaction() as c:
        claimed = claimed_feed(c)
    with pytest.raises(ZeroDivisionError), db.transaction() as c:
        record_poll(c, poll_of(claimed, screened("a1"), screened("a2")), "f1", failing)
    assert [rows(db, t) for t in (schema.articles, schema.decisions, schema.alerts, schema.deliveries)] == [0] * 4


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


UNSEEN = [
    ("same", EntryKeys("guid:1", "link:1", "d1"), False),
    ("edited", EntryKeys("guid:1", "link:1", "d2"), True),
    ("renamed by its feed", EntryKeys("guid:9", "link:1", "d1"), False),
    ("another with the same words", EntryKeys("guid:9", "link:9", "d1"), True),
    ("no second key", EntryKeys("guid:9", None, "d1"), True),
]


@pytest.mark.parametrize(("keys", "new"), [case[1:] for case in UNSEEN], ids=[case[0] for case in UNSEEN])
def test_what_counts_as_unseen(db: Database, keys: EntryKeys, new: bool) -> None:
    """An entry is new when this version of it is not stored, under its own key or under the one that outlives new ids."""
    with db.transaction() as c:
        claimed = claimed_feed(c)
        others = screened("a2", "guid:2", None)
        record_poll(c, poll_of(claimed, screened("a1", "guid:1", "link:1"), others), "f1", deciding)
        assert articles.unseen(c, claimed.id, [keys, keys]) == ((keys,) if new else ())
        assert articles.unseen(c, claimed.id + 1, [keys]) == (keys,), "another feed's articles are its own"


def test_expired_text_leaves_its_hash(db: Database) -> None:
    """Old text goes, in batches; the article, its findings and the hash of its text stay."""
    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", deciding)
        assert [articles.expire(c, NOW + timedelta(days=1), 1) for _ in range(3)] == [1, 1, 0]
        stored = articles.get(c, "a1")
        assert articles.recent(c, NOW) == ()
    assert stored is not None
    assert (stored.article.text, stored.article.title) == ("", "Pat Doe flies")
    assert stored.text_hash is not None


# --- alerts and decisions ------------------------------------------------------------------------------------------------------


def test_open_alerts_are_found_by_every_id_a_person_goes_by(db: Database) -> None:
    """A merged person finds the stories told under each of the merged ids."""
    with db.transaction() as c:
        alerts.put(c, alert("s1", who="un-1"))
        alerts.put(c, alert("s2", who="eu-7"))
        alerts.put(c, alert("s3", who="somebody"))
        found = alerts.open_for(c, {"un-1", "eu-7"})
    assert [a.key for a in found] == ["s1", "s2"]


def test_a_key_prefix_must_be_of_one_story(db: Database) -> None:
    """`why ALERT` takes the beginning of a key, and asks for more of it where two begin so."""
    with db.transaction() as c:
        for key, channel in (("abc1", "C1"), ("abc1", "C2"), ("abd", "C1")):
            alerts.put(c, alert(key, channel))
        assert [a.channel for a in alerts.get(c, "abc")] == ["C1", "C2"]
        assert alerts.get(c, "x%") == ()
        with pytest.raises(GatewatchError, match="abc1, abd"):
            alerts.get(c, "ab")


def test_digest_decisions_wait_once(db: Database) -> None:
    """What is for the digest waits for the channel's next one and is gone from the list after it."""

    def to_digest(found: Article, *_: object) -> tuple[Concluded, ...]:
        return (Concluded(Decision(found.id, "p1", "C1", Action.DIGEST, Reason.PRESENCE)),)

    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1"), screened("a2")), "f1", to_digest)
        assert decisions.channels_with_digest(c) == ("C1",)
        waiting = decisions.undigested(c, "C1")
        decisions.mark_digested(c, [waiting[0].decision], NOW)
        assert [d.decision.article for d in decisions.undigested(c, "C1")] == ["a2"]
        assert decisions.undigested(c, "C2") == ()
    assert [d.article.id for d in waiting] == ["a1", "a2"]


def test_near_misses_can_be_read_back(db: Database) -> None:
    """A mention too weak to tell anybody is on record with the evidence it had."""

    def miss(found: Article, *_: object) -> tuple[Concluded, ...]:
        return (Concluded(Decision(found.id, "p1", "C1", Action.SILENCE, Reason.NEAR_MISS)),)

    with db.transaction() as c:
        record_poll(c, poll_of(claimed_feed(c), screened("a1")), "f1", miss)
        (missed,) = decisions.near_misses(c, NOW)
        assert decisions.near_misses(c, NOW + timedelta(seconds=1)) == ()
    assert missed.findings.mentions[0].score == 0.97


# --- deliveries ------------------------------------------------------------------------------------------------------------------


def queue(connection: Connection, *kinds: Kind, key: str | None = "s1", channel: str = "C1") -> None:
    for version, kind in enumerate(kinds):
        deliveries.put(connection, NewDelivery(channel, kind, Message(f"{kind} {version}"), key, version), NOW)


def claim(connection: Connection, now: datetime = NOW, owner: str = "w1") -> ClaimedDelivery | None:
    return deliveries.claim_due(connection, "C1", now, owner, LEASE)


def send(connection: Connection, outcome: Outcome, now: datetime = NOW) -> ClaimedDelivery | None:
    """Claim the next delivery, mark it and settle it with this outcome."""
    claimed = claim(connection, now)
    if claimed is None:
        return None
    sending = deliveries.mark_sending(connection, claimed, claimed.message, now, LEASE)
    assert sending is not None
    assert deliveries.settle(connection, sending, outcome, now, now + timedelta(seconds=30))
    return sending


def test_a_story_is_told_in_order(db: Database) -> None:
    """Card, then thread, then the newest picture of the card; older updates give way."""
    with db.transaction() as c:
        queue(c, Kind.CARD, Kind.UPDATE, Kind.REPLY, Kind.UPDATE)
        told = [send(c, Sent(f"ts{n}")) for n in range(4)]
    assert [(t.message.text, t.card_ts) for t in told if t] == [
        ("card 0", None),
        ("reply 2", "ts0"),
        ("update 3", "ts0"),
    ]


@pytest.mark.parametrize("outcome", [TryAgain(5, "429"), TryAgain(5, "timeout", uncertain=True)])
def test_nothing_of_a_story_overtakes_what_is_open(db: Database, outcome: Outcome) -> None:
    """While the card is not certainly told, its thread waits; other stories and channels go on."""
    with db.transaction() as c:
        queue(c, Kind.CARD, Kind.REPLY)
        queue(c, Kind.CARD, key="s2")
        queue(c, Kind.CARD, channel="C2")
        send(c, outcome)
        other = send(c, Sent("ts1"))
        assert other is not None
        assert other.alert_key == "s2"
        assert claim(c) is None
        assert deliveries.due_channels(c, NOW) == ("C2",)
        again = claim(c, NOW + timedelta(seconds=30))
    assert again is not None
    assert (again.kind, again.attempts, again.first_try) == (Kind.CARD, 1, NOW)
    assert again.state is (State.UNCERTAIN if outcome.uncertain else State.PENDING)


def test_a_refused_card_does_not_silence_its_story(db: Database) -> None:
    """When the channel will never take a card it is kept as failed, and what follows is still told."""
    with db.transaction() as c:
        queue(c, Kind.CARD, Kind.UPDATE, Kind.REPLY)
        send(c, GiveUp("invalid_blocks"))
        update = send(c, Sent("ts9"))
        reply = claim(c)
        troubled = status(c, NOW).troubled
    assert update is not None
    assert reply is not None
    assert (update.kind, update.card_ts, reply.card_ts) == (Kind.UPDATE, None, "ts9")
    assert [(t.state, t.why) for t in troubled] == [(State.FAILED, "invalid_blocks")]


def test_a_claimed_delivery_is_nobody_elses_until_the_lease_ends(db: Database) -> None:
    """Of two workers one tells; a worker past its lease neither starts nor settles."""
    with db.transaction() as c:
        queue(c, Kind.CARD)
        mine = claim(c)
        assert mine is not None
        assert claim(c, owner="w2") is None
        theirs = claim(c, NOW + LEASE, owner="w2")
        assert theirs is not None
        assert deliveries.mark_sending(c, mine, mine.message, NOW, LEASE) is None
        assert not deliveries.settle(c, mine, Sent("x"), NOW, NOW)
        assert deliveries.mark_sending(c, theirs, theirs.message, NOW, LEASE) is not None
        assert not deliveries.settle(c, theirs, Sent("x"), NOW, NOW), "settled with the try it belongs to"


def test_a_started_update_still_gives_way_before_it_is_sent(db: Database) -> None:
    """A worker that holds an update finds out that a newer one has taken its place."""
    with db.transaction() as c:
        queue(c, Kind.CARD)
        send(c, Sent("ts0"))
        deliveries.put(c, NewDelivery("C1", Kind.UPDATE, Message("old"), "s1", 7), NOW)
        held = claim(c)
        assert held is not None
        deliveries.put(c, NewDelivery("C1", Kind.UPDATE, Message("new"), "s1", 8), NOW)
        assert deliveries.mark_sending(c, held, held.message, NOW, LEASE) is None
        newest = claim(c)
    assert newest is not None
    assert newest.message.text == "new"


def test_telling_the_same_thing_twice_is_a_bug(db: Database) -> None:
    """The same version, kind and part has one id, carried by its message; queueing it twice raises."""
    new = NewDelivery("C1", Kind.NOTICE, Message("hello"), part="x")
    with db.transaction() as c:
        assert not deliveries.known(c, new)
        key = deliveries.put(c, new, NOW)
        assert deliveries.known(c, new)
        held = claim(c)
    assert held is not None
    assert held.message.key == held.id == key
    with pytest.raises(IntegrityError), db.transaction() as c:
        deliveries.put(c, new, NOW)


def test_void_leases_frees_what_a_dead_program_held(db: Database) -> None:
    """A program that is alone takes up at once what its predecessor had claimed."""
    with db.transaction() as c:
        claimed_feed(c)
        queue(c, Kind.CARD)
        claim(c)
        feeds.void_leases(c, NOW)
        deliveries.void_leases(c)
        assert len(feeds.claim_due(c, NOW, "w2", LEASE, 10)) == 1
        assert claim(c, owner="w2") is not None


def test_feeds_of_a_dead_program_come_behind_the_others(db: Database) -> None:
    """What killed it may kill again: life after life others come first; and all are due at once."""
    urls = [f"https://{n}.test/" for n in range(3)]
    first = []
    with db.transaction() as c:
        feeds.sync_feeds(c, [FeedSpec(url) for url in urls], NOW)
        for life in range(1, 4):
            later = NOW + life * timedelta(minutes=1)
            first += [each.url for each in feeds.claim_due(c, later, "w", LEASE, 1)]
            feeds.void_leases(c, later)
        assert first == urls
        assert len(feeds.claim_due(c, later, "w", LEASE, 9)) == 3


# --- the rest --------------------------------------------------------------------------------------------------------------------


def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    """Whatever zone a time is written in, it reads back as the same moment in UTC."""
    there = NOW.astimezone(tz=None).replace(microsecond=123456)
    with db.transaction() as c:
        alerts.put(c, replace(alert(), updated=there))
        read = c.scalar(select(schema.alerts.c.updated))
    assert read == there
    assert read.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(db: Database) -> None:
    """A naive time is a bug and never reaches the database."""
    with pytest.raises(Exception, match="without a zone"), db.transaction() as c:
        alerts.put(c, replace(alert(), updated=NOW.replace(tzinfo=None)))


def test_meta_keeps_the_last_value(db: Database) -> None:
    """Small facts outlive the program; holding a key keeps its value."""
    with db.transaction() as c:
        assert meta.get(c, "k") is None
        for value in ("1", "2"):
            meta.put(c, "k", value)
        meta.hold(c, "k")
        meta.hold(c, "new")
        assert meta.get(c, "k") == "2"


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
        heartbeat.give(c, SignOfLife(NOW - LEASE, NOW))
        heartbeat.give(c, SignOfLife(NOW, NOW + LEASE))
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
            record_poll(c, kept, "f1", lambda *_: ())

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
            heartbeat.give(c, SignOfLife(NOW + n * hour, NOW + (n + 1) * hour))

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


def test_earlier_versions_are_known(db: Database) -> None:
    """By the same id, address and date, or by the words; never a different article, however its feed calls it."""

    def put(
        c: Connection, claimed: ClaimedFeed, ident: str, key: str, second: str | None, **fields: object
    ) -> Screened:
        made = Screened(replace(article(ident), **fields), EntryKeys(key, second, ident), findings(ident))  # type: ignore[arg-type]
        articles.add(c, made.article, claimed.id, made.keys, NOW + timedelta(minutes=int(ident[1:])))
        return made

    def earlier(c: Connection, claimed: ClaimedFeed, made: Screened) -> list[str]:
        return [each.article.id for each in articles.versions(c, made.article, claimed.id, made.keys)]

    with db.transaction() as c:
        claimed = claimed_feed(c)
        put(c, claimed, "v1", "guid:g1", "link:1")
        put(c, claimed, "v2", "guid:g1", "link:1", text="A correction.", title="Corrected")
        renamed = put(c, claimed, "v3", "guid:g1#2", "link:1", text="Pat Doe flew to Oslo on Monday, it was said.")
        assert earlier(c, claimed, renamed) == ["v1"]
        same = put(c, claimed, "v4", "guid:g1", "link:1", text="The very last word.", title="Last")
        assert earlier(c, claimed, same) == ["v1", "v2"]
        other = put(
            c, claimed, "v5", "guid:g9", "link:1", text="The parliament met for nine hours.", title="Budget agreed"
        )
        assert earlier(c, claimed, other) == []
        again = put(c, claimed, "v6", "guid:g1", "link:1", text="Cod cost less.", title="Fish", published=NOW + LEASE)
        assert earlier(c, claimed, again) == []
        page = [put(c, claimed, f"v{n}", "link:live", "link:live", text=f"Item {n}.", title=f"{n}") for n in (7, 8)]
        assert earlier(c, claimed, page[1]) == []


def test_status_tells_what_is_under_way(db: Database) -> None:
    """Findings for the digest, a look-back and the last alerts are told; what a look-back found is no digest's."""

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


def test_an_article_is_found_at_its_address(db: Database) -> None:
    """The last version that has its text; an address that merely begins alike is another."""
    first, last, other = (
        replace(screened(ident, digest=ident), article=replace(article(ident), url=url))
        for ident, url in (("a1", "https://n.test/ä_1"), ("a2", "https://n.test/ä_1"), ("a3", "https://n.test/ä_12"))
    )
    with db.transaction() as c:
        claimed = claimed_feed(c)
        record_poll(c, poll_of(claimed, first), "f1", deciding)
        (claimed,) = feeds.claim_due(c, NOW + timedelta(hours=1), "w1", LEASE, 1)
        record_poll(c, poll_of(claimed, last, other, now=NOW + timedelta(hours=1)), "f1", deciding)
        found = articles.at_address(c, "https://n.test/ä_1")
        assert found is not None
        assert found.article.id == "a2"
        assert articles.at_address(c, "https://n.test/") is None
        assert [each.action for each in decisions.in_article(c, "a2")] == [Action.UPDATE]
        articles.expire(c, NOW + timedelta(days=1), 9)
        assert articles.at_address(c, "https://n.test/ä_1") is None


def test_foreign_keys_hold(db: Database) -> None:
    """A decision about an article that is not stored cannot be written."""
    row = {"article": "none", "fingerprint": "f", "record": "{}", "screened_at": NOW}
    with pytest.raises(IntegrityError), db.transaction() as c:
        c.execute(insert(schema.findings).values(row))

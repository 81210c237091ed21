"""Digests and retention: what comes round once a day."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dying_database import DyingDatabase
from hand_clock import HandClock
from memory_channel import Killed
from sqlalchemy import select
from store.engines import open_store
from store.on_record import checked
from toy_screening import person

from bot.alerts.digest import MAX_ITEMS
from bot.feeds.entry import EntryKeys
from bot.jobs.digest import Digesting, digest_due
from bot.jobs.in_force import InForce
from bot.jobs.retention import BATCH, Keep, expire_old, expire_record, expire_texts
from bot.model import Action, Article, Decision, Findings, Mention, Reason, Span, Tier, Watchlist
from bot.ports import Message
from bot.store import articles, decisions, deliveries, feeds, schema
from bot.store.database import Database
from bot.store.deliveries import Kind, NewDelivery

START = datetime(2026, 3, 28, 12, 0, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")  # summer time begins on 29 March 2026


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_store(tmp_path)
    with database.transaction() as c:
        feeds.sync_feeds(c, [feeds.FeedSpec("https://n.test/")], START)
    yield database
    database.close()


def decide(db: Database, ident: str, *channels: str) -> None:
    with db.transaction() as c:
        articles.add(c, Article(ident, "Pat Doe is in Oslo.", ident), 1, EntryKeys(ident, None, "d"), START)
        mention = Mention("p1", "Pat Doe", Tier.STRONG, 1.0, (Span(0, 7),), "Pat Doe")
        articles.add_findings(c, Findings(ident, "en", (mention,)), "f", START)
        for channel in channels:
            decisions.add(c, Decision(ident, "p1", channel, Action.DIGEST, Reason.PRESENCE), "f", START)


def told(db: Database) -> list[str]:
    with db.snapshot() as c:
        return [text_of(payload) for payload in c.scalars(select(schema.deliveries.c.payload).order_by("seq"))]


def text_of(payload: str) -> str:
    from bot import record

    return record.load(Message, payload).text


@pytest.fixture
def digesting(db: Database) -> Digesting:
    return Digesting(db, HandClock(START), InForce(Watchlist((person("p1", "Pat Doe"),), "f")), time(8, 0), PARIS)


def test_a_digest_comes_once_a_day_at_its_hour(db: Database, digesting: Digesting) -> None:
    """At eight by the wall clock of its zone, across the change of the clocks; nothing in it comes twice."""
    decide(db, "a1", "C1", "C2")
    times = []
    clock = digesting.clock
    assert isinstance(clock, HandClock)
    for _ in range(72):
        if written := asyncio.run(digest_due(digesting)):
            times.append((clock.at.isoformat(), written))
            decide(db, f"b{clock.at.day}", "C1")
        clock.at += timedelta(hours=1)
    assert times == [
        ("2026-03-28T12:00:00+00:00", 2),
        ("2026-03-29T06:00:00+00:00", 1),
        ("2026-03-30T06:00:00+00:00", 1),
        ("2026-03-31T06:00:00+00:00", 1),
    ]
    assert len(told(db)) == 5


def test_all_that_waits_goes_into_one_digest(db: Database, digesting: Digesting) -> None:
    """Nothing is left out, long digests come in parts, and the messages are queued with the marks."""
    for n in range(MAX_ITEMS + 1):
        decide(db, f"a{n}", "C1")
    assert asyncio.run(digest_due(digesting)) == 1
    assert [text.split(" not told")[0] for text in told(db)] == [f"Digest: {MAX_ITEMS} findings", "Digest: 1 finding"]
    with db.snapshot() as c:
        assert decisions.undigested(c, "C1") == ()


@pytest.mark.parametrize(("after", "written"), [(False, 0), (True, 1)])
def test_a_digest_is_written_whole_or_not_at_all(db: Database, digesting: Digesting, after: bool, written: int) -> None:
    """Marks and message are one transaction: dying before it or after it loses and doubles nothing."""
    decide(db, "a1", "C1")
    dying: Any = DyingDatabase(db, 0, after)
    with pytest.raises(Killed):
        asyncio.run(digest_due(replace(digesting, db=dying)))
    assert len(told(db)) == written
    asyncio.run(digest_due(digesting))
    assert len(told(db)) == 1


def test_texts_expire_after_their_time(db: Database) -> None:
    """Older texts go, younger ones stay."""
    decide(db, "a1", "C1")
    clock = HandClock(START + timedelta(days=90))
    assert asyncio.run(expire_texts(db, clock, timedelta(days=90))) == 0
    clock.at += timedelta(seconds=1)
    assert asyncio.run(expire_texts(db, clock, timedelta(days=90))) == 1


def test_nothing_is_erased_while_the_time_is_not_believed(db: Database) -> None:
    """A clock a year ahead erases no text; once the time is believed, what is old by it goes."""
    decide(db, "a1", "C1")
    clock = HandClock(START + timedelta(days=365))
    believed = False

    def texts() -> list[str]:
        with db.snapshot() as c:
            found = articles.get(c, "a1")
        assert found is not None
        return [found.article.text]

    asyncio.run(expire_old(db, clock, Keep(timedelta(days=90), timedelta(days=90)), lambda: believed))
    assert texts() == ["Pat Doe is in Oslo."]
    believed = True
    asyncio.run(expire_old(db, clock, Keep(timedelta(days=90), timedelta(days=90)), lambda: believed))
    assert texts() == [""]


def test_no_day_has_two_digests_and_none_goes_without(db: Database, digesting: Digesting) -> None:
    """The clock goes a year ahead and comes back, and an hour back over midnight: each day of the calendar has its digest once."""
    moves = [timedelta(days=365), -timedelta(days=365), timedelta(days=1), -timedelta(days=1), timedelta(days=1)]
    days = []
    for number, move in enumerate([timedelta(0), *moves]):
        decide(db, f"a{number}", "C1")
        digesting.clock.at += move
        days += [digesting.clock.at.date()] * asyncio.run(digest_due(digesting))
    first = START.date()
    assert days == [first, first + timedelta(days=365), first + timedelta(days=1)]
    with db.snapshot() as c:
        assert len(decisions.undigested(c, "C1")) == 2  # what came on a day that had its digest waits for the next
    digesting.clock.at += timedelta(days=1)
    assert asyncio.run(digest_due(digesting)) == 1


def test_the_content_of_the_record_expires_after_its_time(db: Database) -> None:
    """Older content goes, younger stays, also beyond one portion; the record holds before and after."""
    with db.transaction() as c:
        for number in range(BATCH):
            deliveries.put(c, NewDelivery("C1", Kind.NOTICE, Message("x"), part=str(number)), START)
    decide(db, "a1", "C1")
    clock = HandClock(START + timedelta(days=90))
    assert asyncio.run(expire_record(db, clock, timedelta(days=90))) == 0
    clock.at += timedelta(seconds=1)
    asyncio.run(expire_old(db, clock, Keep(timedelta(days=200), timedelta(days=90)), lambda: True))
    with db.snapshot() as c:
        found = checked(c)
    assert (found.erased, found.head.seq, found.differs) == (BATCH + 3, BATCH + 3 + 2, [])
    assert asyncio.run(expire_record(db, clock, timedelta(days=90))) == 0

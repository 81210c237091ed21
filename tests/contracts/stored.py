"""What the contracts of the store are tried out on: a person, an article about them, and a decider like the real one in shape."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from bot.alerts.occasion import Program, Terms
from bot.alerts.past import Past
from bot.alerts.routes import Policy
from bot.feeds.entry import EntryKeys
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
)
from bot.ports import Message
from bot.store import feeds, schema
from bot.store.database import Database
from bot.store.feeds import ClaimedFeed, FeedSpec
from bot.store.polls import PollRecord, Screened, Validators

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)


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


def on_terms(conclude: Any) -> Any:
    """The same function as a decider on somebody's terms."""
    conclude.terms = Terms(Policy("C1"), Program("0", "c0de", "nothing"))
    return conclude


@dataclass(frozen=True)
class Told:
    kind: str
    message: Message
    due: datetime | None = None


@dataclass(frozen=True)
class Concluded:
    decision: Decision
    alert: Alert | None = None
    tellings: tuple[Told, ...] = ()
    stands: bool = False


@on_terms
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

"""Decisions, silences included: what Gatewatch did about a person in an article, and why.

What waits for a digest is a question to this table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, exists, func, or_, select, update

from bot import record
from bot.model import Action, Article, Decision, Findings, Reason
from bot.store import audit
from bot.store.audit_rows import DECISION
from bot.store.schema import Moment, articles, decisions, findings, insert_once


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the article and the findings it was taken on."""

    decision: Decision
    article: Article
    findings: Findings
    decided_at: datetime
    fingerprint: str  # of the Watchlist that spoke


_AT_ONCE = 500  # rows read at a time where nobody knows how many there are
# Reasons that tell of a journey which is news.
_TRIPS = tuple(
    reason.value
    for reason in (
        Reason.TRIP_BAN_POSSIBLE,
        Reason.TRIP_UNCERTAIN,
        Reason.TRIP_EXEMPT,
        Reason.TRIP_NO_BAN,
        Reason.BURST,
        Reason.MUTED,
    )
)
# What somebody has dismissed is told as well, so that nothing is dismissed unseen.
_WAITING = (
    or_(decisions.c.action == Action.DIGEST.value, decisions.c.reason == Reason.NOT_THIS_PERSON.value),
    decisions.c.digested_at.is_(None),
)
# A look-back tells its finds itself, when it is done, and so does a burst.
_FOR_THE_DAY = decisions.c.reason.not_in((Reason.LOOK_BACK.value, Reason.BURST.value))


def add(connection: Connection, decision: Decision, fingerprint: str, now: datetime) -> bool:
    """Keep a decision. False when one for this article, person and channel is there already: that one stands."""
    row = {
        "article": decision.article,
        "person": decision.person,
        "channel": decision.channel,
        "action": decision.action.value,
        "reason": decision.reason.value,
        "story": decision.story,
        "fingerprint": fingerprint,
        "decided_at": now,
    }
    if not insert_once(connection, decisions, row):
        return False
    audit.row(connection, DECISION, row, now)
    return True


def about(connection: Connection, article: str, people: Collection[str]) -> tuple[Decision, ...]:
    """What was decided about a person, by all ids they go by, in one article."""
    d = decisions.c
    query = select(decisions).where(d.article == article, d.person.in_(sorted(people)))
    return tuple(map(_decision, connection.execute(query.order_by(d.person, d.channel))))


def in_article(connection: Connection, article: str) -> tuple[Decision, ...]:
    """Everything that was decided about one article."""
    query = select(decisions).where(decisions.c.article == article)
    return tuple(map(_decision, connection.execute(query.order_by(decisions.c.person, decisions.c.channel))))


def drop(connection: Connection, superseded: Collection[Decision], now: datetime) -> None:
    """Let decisions give way to a later one about the same person in the same article."""
    for decision in superseded:
        audit.change(connection, DECISION, delete(decisions).where(_is(decision)), now)


def undigested(connection: Connection, channel: str) -> tuple[Decided, ...]:
    """Decisions that wait for this channel's next digest, in order of arrival."""
    return _decided(connection, decisions.c.channel == channel, *_WAITING, _FOR_THE_DAY)


def trips_in_digests(
    connection: Connection, people: Collection[str], since: datetime, most: int
) -> tuple[Decided, ...]:
    """The last decisions that left a journey of these people to the digest since then, in order of arrival."""
    d = decisions.c
    told = (d.person.in_(sorted(people)), d.action == Action.DIGEST.value, d.reason.in_(_TRIPS), d.decided_at >= since)
    latest = select(d.article).where(*told).order_by(d.decided_at.desc(), d.article).limit(most)
    return _decided(connection, *told, d.article.in_(latest))


def waiting_for(connection: Connection, reason: Reason) -> tuple[Decided, ...]:
    """What was put off for this reason (a look-back, a burst) and nobody has been told yet, in order of arrival."""
    return _decided(connection, *_WAITING, decisions.c.reason == reason.value)


def first_waiting(connection: Connection, reason: Reason) -> datetime | None:
    """When the oldest of what was put off for this reason was decided; None when nothing waits."""
    oldest = select(func.min(decisions.c.decided_at, type_=Moment))
    found: datetime | None = connection.scalar(oldest.where(*_WAITING, decisions.c.reason == reason.value))
    return found


def count_undigested(connection: Connection) -> int:
    """How many decisions wait for the daily digest, in all channels."""
    query = select(func.count()).where(*_WAITING, _FOR_THE_DAY)
    return connection.scalar(query) or 0


def count_opened(connection: Connection, feed: int, since: datetime) -> int:
    """How many alerts the articles of a feed have opened since then."""
    d = decisions.c
    opened = (articles.c.feed == feed, d.action == Action.ALERT.value, d.decided_at >= since)
    query = select(func.count()).select_from(decisions.join(articles, articles.c.id == d.article)).where(*opened)
    return connection.scalar(query) or 0


def channels_with_digest(connection: Connection) -> tuple[str, ...]:
    """Channels for which something waits to be digested."""
    query = select(decisions.c.channel).distinct()
    query = query.where(*_WAITING, _FOR_THE_DAY)
    return tuple(connection.scalars(query.order_by(decisions.c.channel)))


def mark_digested(connection: Connection, told: Collection[Decision], now: datetime) -> None:
    """These decisions have gone into a digest."""
    for decision in told:
        audit.change(connection, DECISION, update(decisions).where(_is(decision)).values(digested_at=now), now)


def move(connection: Connection, story: str, channel: str, to: str, now: datetime) -> None:
    """The story is told in another channel from now on: what was decided on it is of that channel."""
    _move(connection, channel, to, now, decisions.c.story == story)


def move_waiting(connection: Connection, channel: str, to: str, now: datetime) -> int:
    """What waits to be digested in a channel waits in another one. How many; what is decided there already waits no longer."""
    number = _move(connection, channel, to, now, *_WAITING)
    left = update(decisions).where(decisions.c.channel == channel, *_WAITING)
    audit.change(connection, DECISION, left.values(digested_at=now), now)
    return number


def _move(connection: Connection, channel: str, to: str, now: datetime, *which: ColumnElement[bool]) -> int:
    """To another channel, as far as it has not decided about the same person in the same article."""
    there = decisions.alias("there").c
    known = exists().where(
        there.article == decisions.c.article, there.person == decisions.c.person, there.channel == to
    )
    moving = update(decisions).where(decisions.c.channel == channel, *which, ~known).values(channel=to)
    return audit.change(connection, DECISION, moving, now, moved_from=channel)


def dismissed(connection: Connection, story: str) -> tuple[Decided, ...]:
    """What was kept silent because a story was judged to be about somebody else, in order of arrival."""
    d = decisions.c
    return _decided(connection, d.story == story, d.reason == Reason.NOT_THIS_PERSON.value)


def bring_back(connection: Connection, decision: Decision, now: datetime) -> None:
    """Let something that was kept silent be told after all, as this says."""
    told = {"action": decision.action.value, "reason": decision.reason.value, "digested_at": None}
    audit.change(connection, DECISION, update(decisions).where(_is(decision)).values(**told), now)


def of_story(connection: Connection, key: str) -> tuple[Decided, ...]:
    """The decisions that made an alert what it is."""
    return _decided(connection, decisions.c.story == key)


def articles_of(connection: Connection, key: str) -> tuple[str, ...]:
    """Ids of the articles whose decisions made an alert what it is, in order of arrival."""
    d = decisions.c
    query = select(d.article).where(d.story == key).group_by(d.article)
    return tuple(connection.scalars(query.order_by(func.min(d.decided_at), d.article)))


def counts_by_reason(connection: Connection, since: datetime) -> Counter[tuple[Action, Reason]]:
    """How often each action was taken for each reason since then."""
    columns = (decisions.c.action, decisions.c.reason)
    counted = select(*columns, func.count()).where(decisions.c.decided_at >= since)
    query = counted.group_by(*columns).order_by(*columns)
    return Counter({(Action(action), Reason(reason)): n for action, reason, n in connection.execute(query)})


def near_misses(connection: Connection, since: datetime) -> Iterator[Decided]:
    """Those that came near a person and named nobody since then, newest first, read as they are asked for."""
    d = decisions.c
    query = _with_grounds(d.reason == Reason.NEAR_MISS.value, d.decided_at >= since)
    newest = query.order_by(d.decided_at.desc(), d.article, d.person, d.channel)
    return map(_from_row, connection.execute(newest.execution_options(yield_per=_AT_ONCE)))


def _is(decision: Decision) -> Any:
    d = decisions.c
    return (d.article == decision.article) & (d.person == decision.person) & (d.channel == decision.channel)


def _decided(connection: Connection, *conditions: Any) -> tuple[Decided, ...]:
    """Decisions with what they rest on, in order of arrival."""
    d = decisions.c
    query = _with_grounds(*conditions).order_by(d.decided_at, d.article, d.person, d.channel)
    return tuple(map(_from_row, connection.execute(query)))


def _with_grounds(*conditions: Any) -> Select[Any]:
    """Decisions with what they rest on: the findings of the list that spoke."""
    same_list = (findings.c.article == decisions.c.article) & (findings.c.fingerprint == decisions.c.fingerprint)
    return (
        select(decisions, articles.c.record.label("article_record"), findings.c.record.label("findings_record"))
        .join(articles, articles.c.id == decisions.c.article)
        .join(findings, same_list)
        .where(*conditions)
    )


def _from_row(row: Row[Any]) -> Decided:
    article = record.load(Article, row.article_record)
    found = record.load(Findings, row.findings_record)
    return Decided(_decision(row), article, found, row.decided_at, row.fingerprint)


def _decision(row: Row[Any]) -> Decision:
    return Decision(row.article, row.person, row.channel, Action(row.action), Reason(row.reason), row.story)

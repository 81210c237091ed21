"""Verdicts: what people have said of a mention, found by the list entries of the person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, Select, select, update

from bot import record
from bot.model import Verdict
from bot.store import audit
from bot.store.audit_rows import VERDICT
from bot.store.schema import verdict_refs, verdicts


def give(connection: Connection, verdict: Verdict) -> None:
    """Keep a verdict. An earlier one on the same person in the same story and channel gives way to it."""
    undo(connection, verdict.alert, verdict.channel, verdict.refs, verdict.author, verdict.at)
    row = {
        "id": verdict.id,
        "alert": verdict.alert,
        "channel": verdict.channel,
        "record": record.dump(verdict),
        "at": verdict.at,
    }
    connection.execute(verdicts.insert().values(**row))
    audit.row(connection, VERDICT, row, verdict.at)
    connection.execute(verdict_refs.insert(), [{"ref": ref, "verdict": verdict.id} for ref in sorted({*verdict.refs})])


def undo(
    connection: Connection, alert: str, channel: str, person_refs: Collection[str], author: str, now: datetime
) -> bool:
    """Take back what stands on a person in a story and channel. False when nothing did."""
    v, here = verdicts.c, (verdicts.c.alert == alert) & (verdicts.c.channel == channel)
    standing = update(verdicts).where(here, v.id.in_(_given_on(person_refs)), v.undone_at.is_(None))
    return audit.change(connection, VERDICT, standing.values(undone_at=now, undone_by=author), now) > 0


def move(connection: Connection, alert: str, channel: str, to: str, now: datetime) -> None:
    """The story is told in another channel from now on: what was said of it stands there, on each person the newest word."""
    v = verdicts.c
    for row in connection.execute(select(v.id, v.record).where(v.alert == alert, v.channel == channel)).all():
        moved = record.dump(replace(record.load(Verdict, row.record), channel=to))
        moving = update(verdicts).where(v.id == row.id).values(channel=to, record=moved)
        audit.change(connection, VERDICT, moving, now)
    there = select(v.record).where(v.alert == alert, v.channel == to, v.undone_at.is_(None)).order_by(v.at, v.id)
    standing = [record.load(Verdict, text) for text in connection.scalars(there)]
    for number, newer in enumerate(standing):
        older = [each.id for each in standing[:number] if not {*each.refs}.isdisjoint(newer.refs)]
        gave_way = update(verdicts).where(v.id.in_(older), v.undone_at.is_(None))
        audit.change(connection, VERDICT, gave_way.values(undone_at=newer.at, undone_by=newer.author), now)


def about(connection: Connection, person_refs: Collection[str]) -> tuple[Verdict, ...]:
    """The verdicts on any of these people that were not undone, oldest first.

    Those that have expired are among them: what they dismissed stays dismissed, and the question is open for what comes.
    """
    v = verdicts.c
    query = select(v.record).where(v.id.in_(_given_on(person_refs)), v.undone_at.is_(None))
    return tuple(record.load(Verdict, text) for text in connection.scalars(query.order_by(v.at, v.id)))


def _given_on(person_refs: Collection[str]) -> Select[tuple[str]]:
    return select(verdict_refs.c.verdict).where(verdict_refs.c.ref.in_(sorted(person_refs)))

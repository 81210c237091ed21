"""What there is when a scene is over: all that is on record and stands in the channels, and what a reader sees of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Table, select

from bot.store import schema
from bot.store.audit_check import check
from bot.store.database import Database
from bot.store.deliveries import OPEN
from tests.proof.crash_channel import Post
from tests.proof.crash_world import OPERATOR

DATABASE = "sqlite:///desk/gatewatch.db"
# How often something was tried, and in which minute it was queued and told in the end, is no part of what came of it.
_TRIES = frozenset({"round", "attempts", "first_try", "started_at", "settled_at", "why"})
_MINUTES = {schema.deliveries: frozenset({"created_at", "due_at"})}
# What is told alike although it reads otherwise: times of day, for whoever was dead for a while tells the same a little later;
# what followed when a channel took something again, which depends on which of its messages was tried first; and what else was
# about to be told at that moment.
_ALIKE = re.compile(r"\d\d:\d\d UTC| \d+ messages? that waited for it follows? now\.|\.? ?\d+ messages? unsent")
# Salts are by chance, and a try more is an entry more: the record of what was done is held against the tables instead.
# What a decision was taken on says whether its card was known from Slack alone, as it is after a crash. Signs of life bear the names
# of processes; paces say when a channel has its next turn, which is later for whoever was dead for a while.
_BESIDE = (schema.audit, schema.occasions, schema.programs, schema.paces)
_HEAD = re.compile(r"Record \d+:[0-9a-f]{64}")

# A message as a reader sees it: channel, the card that it stands under, text, everything that is drawn.
Seen = tuple[str, str, str, str]


def everything(posts: Sequence[Post]) -> str:
    """All that is on record and stands in channels, but for the tries that it took: where it is the same, all that follows is."""
    database = Database.look(DATABASE)
    with database.snapshot() as c:
        compared = (table for table in schema.metadata.sorted_tables if table not in _BESIDE)
        tables = {table.name: list(map(repr, _rows(c, table))) for table in compared}
        differs = _not_as_recorded(c)
    database.close()
    return _HEAD.sub("", json.dumps([sorted(repr(replace(post, at="")) for post in posts), tables, differs]))


def _not_as_recorded(connection: Connection) -> Sequence[str]:
    """Where the tables are not what the record of what was done says."""
    *_, checked = check(connection)
    return tuple(map(str, checked.differs))


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    left_out = _TRIES | _MINUTES.get(table, frozenset())
    kept = [column for column in table.columns if column.name not in left_out]
    rows = connection.execute(select(*kept).order_by(*table.primary_key))
    return map(tuple, rows)


@dataclass(frozen=True, slots=True)
class Record:
    """What is compared in the end."""

    seen: Counter[Seen]
    decided: Counter[tuple[Any, ...]]
    left_open: tuple[str, ...]  # what is still to be done, held by a worker that is no more, or not as the record says

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Record:
        """What stands in the channels and in the database of this folder."""
        by_ts = {post.ts: post for post in posts}
        seen = Counter(_seen(post, by_ts) for post in posts)
        database = Database.look(DATABASE)
        with database.snapshot() as c:
            record = cls(seen, Counter(_decided(c)), (*_left_open(c), *_not_as_recorded(c)))
        database.close()
        return record


def _seen(post: Post, by_ts: dict[str, Post]) -> Seen:
    """A notice to the operator counts by its words, which say all that it draws."""
    under = by_ts[post.thread].text if post.thread else ""
    drawn = "" if post.channel == OPERATOR else json.dumps([post.blocks, post.broadcast], sort_keys=True)
    return post.channel, *(_ALIKE.sub("", _HEAD.sub("", said)) for said in (under, post.text, drawn))


def _decided(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Decisions, verdicts, mutes and acts, each once."""
    a, d = schema.articles.c, schema.decisions.c
    decisions = select(a.entry_key, a.content_digest, d.person, d.channel, d.action, d.reason, d.story)
    yield from (tuple(row) for row in connection.execute(decisions.join(schema.decisions, a.id == d.article)))
    for table in (schema.verdicts, schema.mutes):
        rows = connection.execute(select(table.c.id, table.c.undone_at.is_(None), table.c.undone_by))
        yield from ((table.name, *row) for row in rows)
    yield from (("act", *row) for row in connection.execute(select(schema.acts.c.id, schema.acts.c.what)))
    yield from (("version", *row) for row in connection.execute(select(schema.alerts.c.key, schema.alerts.c.version)))


def _left_open(connection: Connection) -> Iterator[str]:
    d = schema.deliveries.c
    for row in connection.execute(select(d.kind, d.channel, d.state).where(d.state.in_(OPEN))):
        yield f"{row.kind} to {row.channel} is {row.state}"
    for table in (schema.feeds, schema.deliveries, schema.unread_pages):
        for owner in connection.scalars(select(table.c.lease_owner).where(table.c.lease_owner.is_not(None))):
            yield f"{table.name}: held by {owner}"
    for table in (schema.lookbacks, schema.unread_pages):
        yield from (f"{table.name}: {row!r}" for row in connection.execute(select(table)))


@dataclass(frozen=True, slots=True)
class Difference:
    """What is wrong, in the words of the messages."""

    lost: tuple[str, ...] = ()  # told in the run without a crash, and not here
    doubled: tuple[str, ...] = ()  # here, and not told there, or not as often
    otherwise: tuple[str, ...] = ()  # decisions that differ, and what was left open


def difference(wanted: Record, there: Record) -> Difference:
    """Compare a run that was stopped with the one that was not."""
    decided = (wanted.decided - there.decided) + (there.decided - wanted.decided)
    return Difference(
        _texts(wanted.seen - there.seen),
        _texts(there.seen - wanted.seen),
        (*map(repr, decided), *(each for each in there.left_open if each not in wanted.left_open)),
    )


def _texts(seen: Counter[Seen]) -> tuple[str, ...]:
    return tuple(f"{channel}: {text}" for channel, _, text, _ in seen.elements())

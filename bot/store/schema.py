"""The tables as they are now. `migrations` makes them; a test holds the two together.

Times are aware and in UTC on every engine. Records are JSON of `bot.record`; the columns beside them are what we search by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects import postgresql, sqlite


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite has no time zones, so there it is written without one and read back with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: refuses times without a zone, which are always a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False, unique=True),  # as configured: the feed's identity
    Column("name", Text),  # None: what the feed calls itself
    Column("lang", String(8)),
    Column("settings", Text, nullable=False),  # JSON of what the configuration says about it
    Column("enabled", Boolean, nullable=False),  # false: gone from the configuration
    Column("etag", Text),
    Column("modified", Text),
    Column("body_hash", String(64)),
    Column("moved_to", Text),  # where the server says it has moved for good (`bot.feeds.moving`)
    Column("interval", Float),  # seconds; None: not polled yet
    Column("next_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", Moment),
    Column("last_ok", Moment),
    Column("last_new", Moment),
    Column("last_error", Text),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("round", Integer, nullable=False),  # rises with every claim: an old claim can be told from the present one
    Column("address", Text),  # where it is fetched since it moved; None: at `url`
    Column("moved_days", Text),  # JSON: the days on which the server said `moved_to`
    Column("known_items", LargeBinary),  # digests of the items of the last body that was read whole
    Column("settled_at", Moment),  # when the backlog it came with was read; None: not yet
    Column("trouble", String(16)),  # what kind of thing went wrong in the last poll; None: it went well
    Column("spared", Text),  # JSON: the hours and days on which it asks not to be looked at
    Index("feeds_due", "enabled", "next_at"),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("feed", Integer, ForeignKey("feeds.id"), nullable=False),
    Column("entry_key", Text, nullable=False),  # what the feed calls it
    Column("second_key", Text),  # what it is when the feed renames it
    Column("content_digest", String(64), nullable=False),  # a changed entry is a new version
    Column("record", Text, nullable=False),  # Article
    Column("first_seen", Moment, nullable=False),
    Column("text_hash", String(64)),  # set when the text has expired: what it was
    Column(
        "served", String(64)
    ),  # the digest of what the feed served, where `content_digest` tells a further reading of it
    Column(
        "extent", String(16), nullable=False, server_default="page"
    ),  # articles.Extent; those of before count as whole
    UniqueConstraint("feed", "entry_key", "content_digest", name="articles_once"),
    Index("articles_entry", "feed", "entry_key", "first_seen"),
    Index("articles_second", "feed", "second_key", "first_seen"),
    Index("articles_seen", "first_seen"),
    Index("articles_of_feed", "feed", "first_seen"),
)

unread_pages = Table(
    "unread_pages",
    metadata,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),  # the version that has the beginning alone
    Column("feed", Integer, ForeignKey("feeds.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("tries", Integer, nullable=False),  # besides the poll's own, the one under way included
    Column("due_at", Moment, nullable=False),
    Column("backlog", Boolean, nullable=False),  # it came with a backlog
    Column("old", Boolean, nullable=False),  # no news any more when it was first seen
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Index("unread_pages_due", "due_at"),
    Index("unread_pages_of_feed", "feed", "since"),
)

findings = Table(
    "findings",
    metadata,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),  # of the Watchlist
    Column("record", Text, nullable=False),  # Findings
    Column("screened_at", Moment, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("action", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("story", Text),
    Column("fingerprint", String(64), nullable=False),  # of the Watchlist that spoke
    Column("decided_at", Moment, nullable=False),
    Column("digested_at", Moment),
    Index("decisions_when", "decided_at"),
    Index("decisions_undigested", "channel", "action", "digested_at"),
    Index("decisions_person", "person", "decided_at"),
    Index("decisions_story", "story"),
)

occasions = Table(
    "occasions",
    metadata,
    Column("seq", Integer, primary_key=True),  # the order of deciding
    Column("article", Text, ForeignKey("articles.id"), nullable=False),
    Column("fingerprint", String(64), nullable=False),  # of the Watchlist that spoke
    Column("at", Moment, nullable=False),
    Column("concluded", String(64), nullable=False),  # SHA-256 of the conclusions
    Column("record", LargeBinary, nullable=False),  # occasions: the Occasion and the conclusions, compressed
    Index("occasions_article", "article"),
)

occasion_parts = Table(
    "occasion_parts",
    metadata,
    Column("digest", String(32), primary_key=True),
    Column("record", LargeBinary, nullable=False),  # Policy or Alert, compressed
    Column("used_at", Moment, nullable=False),  # by the last occasion that has it, to a day
    Index("occasion_parts_used", "used_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("person", Text, nullable=False),  # whom it was opened for
    Column("record", Text, nullable=False),  # Alert
    Column("version", Integer, nullable=False),
    Column("opened", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Index("alerts_person", "person", "updated"),
)

alert_people = Table(
    "alert_people",
    metadata,
    Column("key", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("person", Text, primary_key=True),  # everybody whom the alert is about
    Index("alert_people_person", "person"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", Integer, primary_key=True),  # the order of telling
    Column("id", String(64), nullable=False, unique=True),  # carried in the message, so that it can be found again
    Column("alert_key", Text),  # None: a digest or a notice
    Column("channel", Text, nullable=False),
    Column("kind", String(8), nullable=False),  # deliveries.Kind
    Column("version", Integer, nullable=False),  # of the alert
    Column("payload", Text, nullable=False),  # Message
    Column("state", String(12), nullable=False),  # deliveries.State
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("first_try", Moment),  # from where to look for it in the channel's history
    Column("started_at", Moment),  # of the last try
    Column("settled_at", Moment),
    Column("attempts", Integer, nullable=False),
    Column("ts", Text),  # the message's name in the channel
    Column("why", Text),  # what stood in the way
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column(
        "apart", Boolean, nullable=False, server_default=false()
    ),  # its card or thread is gone: a message of its own
    Column("refused", String(12)),  # ports.Refused: what the channel would not take, while that is so
    Index("deliveries_due", "state", "due_at"),
    Index("deliveries_story", "alert_key", "channel"),
    Index("deliveries_waiting", "channel", "state", "seq"),
    Index("deliveries_posts", "channel", "kind", "due_at"),
)

refusals = Table(
    "refusals",
    metadata,
    Column("channel", Text, primary_key=True),  # "*": all of them
    Column("code", Text, nullable=False),  # the cause in one word
    Column("why", Text, nullable=False),  # with the mend
    Column("since", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("again_at", Moment, nullable=False),  # when it is asked again
)

paces = Table(
    "paces",
    metadata,
    Column("channel", Text, primary_key=True),  # "*": all of them
    Column("free_at", Moment),  # from when on the next message may be posted there
    Column("held_until", Moment),  # until when it is to be left alone
)

programs = Table(
    "programs",
    metadata,
    Column("owner", Text, primary_key=True),  # the name of a program in leases
    Column("given", Moment, nullable=False),  # its last sign of life
    Column("until", Moment, nullable=False),  # until when that counts
    Column(
        "since", Moment, nullable=False
    ),  # when the first was given of those that came one upon the other, by whomever
)

watchlists = Table(
    "watchlists",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("people", Integer, nullable=False),  # how many
    Column("record", LargeBinary, nullable=False),  # Watchlist, compressed
    Column("in_force_at", Moment, nullable=False),  # the last time it came into force
)

lookbacks = Table(
    "lookbacks",
    metadata,
    Column("id", Integer, primary_key=True),  # the order of asking
    Column("people", Text, nullable=False),  # JSON: ids of those to look for
    Column("since", Moment, nullable=False),  # articles first seen since then
    Column("asked_at", Moment, nullable=False),
    Column("done_seen", Moment),  # the last article that was looked at: when it was first seen, and its id
    Column("done_id", Text),
    Column("screened", Integer, nullable=False),  # articles looked at so far
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", String(128), primary_key=True),  # of the action that gave it
    Column("alert", Text, nullable=False),  # key of the story it was given on
    Column("channel", Text, nullable=False),
    Column("record", Text, nullable=False),  # Verdict
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),  # or gave way to a later one
    Column("undone_by", Text),
    Index("verdicts_alert", "alert", "channel"),
)

verdict_refs = Table(
    "verdict_refs",
    metadata,
    Column("ref", Text, primary_key=True),  # a list entry of the person
    Column("verdict", String(128), ForeignKey("verdicts.id"), primary_key=True),
)

mutes = Table(
    "mutes",
    metadata,
    Column("id", String(128), primary_key=True),  # of the action that asked for it
    Column("story", Text),  # None: everything about the person
    Column("channel", Text),
    Column("record", Text, nullable=False),  # Mute
    Column("until", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Text),
    Index("mutes_until", "until"),
)

acts = Table(
    "acts",
    metadata,
    Column("id", String(128), primary_key=True),  # as Slack names it: what is heard twice is done once
    Column("at", Moment, nullable=False),
    Column("author", Text, nullable=False),
    Column("what", String(16), nullable=False),  # jobs.triage: judge, undo, snooze, …
    Column("alert", Text),
    Column("channel", Text),
    Index("acts_alert", "alert", "channel", "at"),
)

audit = Table(  # append-only: its triggers, in the migration that made it, let nothing but payload and salt be erased
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject", Text, nullable=False),  # an id: it is never erased
    Column("payload", Text),  # canonical JSON; None: erased
    Column("salt", LargeBinary),
    Column("digest", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Index("audit_about", "kind", "subject", "seq"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


def insert_once(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with the same unique key is there. True when it was new."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).values(values).on_conflict_do_nothing()
    # Without the option some drivers of PostgreSQL count the rows of an insert as -1: then nothing would ever be new.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1

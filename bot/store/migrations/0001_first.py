"""The first schema. Frozen: later changes go into later migrations, never into this file."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

_first = MetaData()
_time = DateTime(timezone=True)

Table(
    "feeds",
    _first,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("lang", String(8)),
    Column("settings", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("body_hash", String(64)),
    Column("moved_to", Text),
    Column("interval", Float),
    Column("next_at", _time, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failing_since", _time),
    Column("last_ok", _time),
    Column("last_new", _time),
    Column("last_error", Text),
    Column("lease_owner", Text),
    Column("lease_until", _time),
    Column("round", Integer, nullable=False),
    Index("feeds_due", "enabled", "next_at"),
)
Table(
    "articles",
    _first,
    Column("id", Text, primary_key=True),
    Column("feed", Integer, ForeignKey("feeds.id"), nullable=False),
    Column("entry_key", Text, nullable=False),
    Column("second_key", Text),
    Column("content_digest", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("first_seen", _time, nullable=False),
    Column("text_hash", String(64)),
    UniqueConstraint("feed", "entry_key", "content_digest", name="articles_once"),
    Index("articles_second", "feed", "second_key"),
    Index("articles_seen", "first_seen"),
)
Table(
    "findings",
    _first,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("record", Text, nullable=False),
    Column("screened_at", _time, nullable=False),
)
Table(
    "decisions",
    _first,
    Column("article", Text, ForeignKey("articles.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("action", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("story", Text),
    Column("fingerprint", String(64), nullable=False),
    Column("decided_at", _time, nullable=False),
    Column("digested_at", _time),
    Index("decisions_when", "decided_at"),
    Index("decisions_undigested", "channel", "action", "digested_at"),
)
Table(
    "alerts",
    _first,
    Column("key", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("opened", _time, nullable=False),
    Column("updated", _time, nullable=False),
    Index("alerts_person", "person", "updated"),
)
Table(
    "deliveries",
    _first,
    Column("seq", Integer, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("alert_key", Text),
    Column("channel", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("created_at", _time, nullable=False),
    Column("due_at", _time, nullable=False),
    Column("first_try", _time),
    Column("started_at", _time),
    Column("settled_at", _time),
    Column("attempts", Integer, nullable=False),
    Column("ts", Text),
    Column("why", Text),
    Column("lease_owner", Text),
    Column("lease_until", _time),
    Index("deliveries_due", "state", "due_at"),
    Index("deliveries_story", "alert_key", "channel"),
)
Table(
    "meta",
    _first,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)


def upgrade(connection: Connection) -> None:
    """Create every table of the first release."""
    _first.create_all(connection)

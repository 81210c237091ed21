"""Everybody whom an alert is about, and decisions by person: a story of several is found by each. Frozen, like every step."""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, Index, MetaData, Table, Text, insert, select

_seventh = MetaData()

_alerts = Table("alerts", MetaData(), Column("key", Text), Column("channel", Text), Column("person", Text))
_people = Table(
    "alert_people",
    _seventh,
    Column("key", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Index("alert_people_person", "person"),
)

_decisions = Table("decisions", MetaData(), Column("person", Text), Column("decided_at", DateTime(timezone=True)))
_by_person = Index("decisions_person", _decisions.c.person, _decisions.c.decided_at)


def upgrade(connection: Connection) -> None:
    """Create table and index; alerts so far are about one person each."""
    _seventh.create_all(connection)
    _by_person.create(connection)
    known = select(_alerts.c.key, _alerts.c.channel, _alerts.c.person)
    connection.execute(insert(_people).from_select(["key", "channel", "person"], known))

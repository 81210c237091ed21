"""The record of what was done, which only grows: the database itself refuses to take out or change an entry.

Only payload and salt may be erased, and only together. Frozen, like every step.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, DateTime, Index, Integer, LargeBinary, MetaData, String, Table, Text

_eleventh = MetaData()

_audit = Table(
    "audit",
    _eleventh,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text),
    Column("salt", LargeBinary),
    Column("digest", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Index("audit_about", "kind", "subject", "seq"),
)

# INSERT OR REPLACE would take an entry out without asking the trigger of deletions: what is new has to come last.
_SQLITE = (
    """
    CREATE TRIGGER audit_appends BEFORE INSERT ON audit WHEN NEW.seq <= (SELECT max(seq) FROM audit)
    BEGIN SELECT RAISE(ABORT, 'the record of what was done only grows'); END
    """,
    """
    CREATE TRIGGER audit_stays BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the record of what was done only grows'); END
    """,
    """
    CREATE TRIGGER audit_erases BEFORE UPDATE ON audit WHEN NOT (
        NEW.payload IS NULL AND NEW.salt IS NULL
        AND NEW.seq IS OLD.seq AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind
        AND NEW.subject IS OLD.subject AND NEW.digest IS OLD.digest AND NEW.chain IS OLD.chain
    )
    BEGIN SELECT RAISE(ABORT, 'the record of what was done only grows'); END
    """,
)
_POSTGRESQL = (
    """
    CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the record of what was done only grows'; END $$
    """,
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
    "CREATE TRIGGER audit_is_kept BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses()",
    """
    CREATE TRIGGER audit_erases BEFORE UPDATE ON audit FOR EACH ROW WHEN (NOT (
        NEW.payload IS NULL AND NEW.salt IS NULL
        AND NEW.seq = OLD.seq AND NEW.at = OLD.at AND NEW.kind = OLD.kind
        AND NEW.subject = OLD.subject AND NEW.digest = OLD.digest AND NEW.chain = OLD.chain
    ))
    EXECUTE FUNCTION audit_refuses()
    """,
)


def upgrade(connection: Connection) -> None:
    """Create the table and its guards."""
    _eleventh.create_all(connection)
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement)

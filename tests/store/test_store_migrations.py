"""The migrations end where the tables of the program are, and never run backwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, inspect

from bot import record
from bot.errors import GatewatchError
from bot.model import Account, Alert, Mention, Person, Reason, Source, Tier
from bot.store import alerts
from bot.store.database import Database
from bot.store.migrations import steps, version_of
from bot.store.schema import metadata


def shape(url: str) -> dict[str, Any]:
    """Columns, keys and indexes of every table, as the engine reports them."""
    engine = create_engine(url)
    seen = inspect(engine)
    tables = {
        name: {
            "columns": [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)],
            "key": seen.get_pk_constraint(name)["constrained_columns"],
            "unique": sorted(str(u["column_names"]) for u in seen.get_unique_constraints(name)),
            "indexes": sorted((i["name"] or "", str(i["column_names"])) for i in seen.get_indexes(name)),
            "foreign": sorted(
                (str(f["constrained_columns"]), f["referred_table"]) for f in seen.get_foreign_keys(name)
            ),
        }
        for name in seen.get_table_names()
        if name != "schema_version"
    }
    engine.dispose()
    return tables


def test_migrations_and_tables_agree(tmp_path: Path) -> None:
    """A database that was migrated is the one that the program's tables describe."""
    migrated, made = f"sqlite:///{tmp_path}/migrated.db", f"sqlite:///{tmp_path}/made.db"
    Database.open(migrated).close()
    engine = create_engine(made)
    metadata.create_all(engine)
    engine.dispose()
    assert shape(migrated) == shape(made)


def test_steps_are_numbered_without_gap() -> None:
    """Steps run in order, none is missing."""
    assert list(steps()) == list(range(1, len(steps()) + 1))


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    """Each step runs once."""
    url = f"sqlite:///{tmp_path}/a.db"
    for _ in range(2):
        database = Database.open(url)
        with database.snapshot() as connection:
            assert version_of(connection) == max(steps())
        database.close()


def set_version(file: Path, version: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute("INSERT OR IGNORE INTO schema_version VALUES (?)", (version,))
    connection.execute("DELETE FROM schema_version WHERE version != ?", (version,))
    connection.commit()
    connection.close()


@pytest.mark.parametrize("opening", [Database.open, Database.look])
def test_an_older_program_refuses_a_newer_database(tmp_path: Path, opening: Any) -> None:
    """A database of a newer program is left alone, and the message says how to go on."""
    file = tmp_path / "a.db"
    Database.open(f"sqlite:///{file}").close()
    set_version(file, 99)
    with pytest.raises(GatewatchError, match=r"newer Gatewatch.*schema 99.*start the newer program"):
        opening(f"sqlite:///{file}")


def test_looking_refuses_an_older_database(tmp_path: Path) -> None:
    """Looking migrates nothing: it says who does."""
    file = tmp_path / "a.db"
    Database.open(f"sqlite:///{file}").close()
    set_version(file, 0)
    with pytest.raises(GatewatchError, match="gatewatch run"):
        Database.look(f"sqlite:///{file}")


def test_alerts_of_before_are_found_by_their_person(tmp_path: Path) -> None:
    """An alert that was stored when an alert was about one person is found as ever, and loads without companions."""
    file = tmp_path / "a.db"
    Database.open(f"sqlite:///{file}").close()
    source, mention = Source("a1", "T", "O", None, None, None), Mention("p1", "P", Tier.STRONG, 1.0, (), "P")
    day = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    person = Person("p1", "P", (), ("p1",))
    old = Alert("s1", "C1", person, (Account(source, mention),), Reason.PRESENCE, "f", day, day)
    plain = json.loads(record.dump(old))
    del plain["companions"]
    connection = sqlite3.connect(file)
    connection.execute("DROP TABLE alert_people")
    for index in ("articles_entry", "decisions_person", "decisions_story", "deliveries_posts"):
        connection.execute(f"DROP INDEX {index}")
    for table in ("unread_pages", "audit"):
        connection.execute(f"DROP TABLE {table}")
    for column in ("served", "extent"):
        connection.execute(f"ALTER TABLE articles DROP COLUMN {column}")
    moments = ("2026-03-02 08:00:00.000000",) * 2
    row = ("s1", "C1", "p1", json.dumps(plain), 1, *moments)
    connection.execute(
        "INSERT INTO alerts (key, channel, person, record, version, opened, updated) VALUES (?,?,?,?,?,?,?)", row
    )
    connection.execute("DELETE FROM schema_version WHERE version >= 7")
    connection.commit()
    connection.close()
    database = Database.open(f"sqlite:///{file}")
    with database.snapshot() as c:
        assert alerts.open_for(c, {"p1"}) == (old,)
    database.close()


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """Changes of the schema roll back with their transaction, so tables and version number come together or not at all."""
    database = Database.open(f"sqlite:///{tmp_path}/a.db")
    later = MetaData()
    Table("later", later, Column("id", Integer, primary_key=True))
    with suppress(ZeroDivisionError), database.transaction() as connection:
        later.create_all(connection)
        assert inspect(connection).has_table("later")
        raise ZeroDivisionError
    with database.snapshot() as connection:
        assert not inspect(connection).has_table("later")
    database.close()

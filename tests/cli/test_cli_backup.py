"""`gatewatch backup` and `gatewatch restore` say what they did, and overwrite nothing unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.errors import GatewatchError, UsageError
from bot.store import meta
from bot.store.database import Database


@pytest.fixture
def db(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Open all the while, as by a running program."""
    for name in ("GATEWATCH_DATABASE", "GATEWATCH_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("gatewatch.yml").write_text("database: sqlite:///desk/a.db\n")
    database = Database.open("sqlite:///desk/a.db")
    yield database
    database.close()


def typed(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def copies(folder: str = "desk") -> list[str]:
    return sorted(each.name for each in Path(folder).glob("a-*.db"))


def test_a_dated_copy_beside_a_running_program(db: Database) -> None:
    """It says where the copy is, what it holds, and how to put it back."""
    ran = typed("backup")
    assert ran.exit_code == 0, ran.exception
    (name,) = copies()
    assert re.fullmatch(r"a-\d{8}-\d{6}\.db", name)
    first, last = ran.stdout.splitlines()
    assert f"desk/{name}: 0 alerts about 0 people, 0 articles, " in first
    assert "checked" in first
    assert last.endswith(f"gatewatch restore {Path('desk').resolve() / name}")


def test_a_folder_or_a_file_can_be_named(db: Database) -> None:
    """A folder gets a dated one; a file is overwritten only where that is asked for."""
    Path("kept").mkdir()
    assert typed("backup", "kept").exit_code == 0
    assert len(copies("kept")) == 1
    assert typed("backup", "kept/mine.db").exit_code == 0
    assert isinstance(typed("backup", "kept/mine.db").exception, UsageError)
    assert typed("backup", "kept/mine.db", "--force").exit_code == 0


def test_only_the_latest_are_kept(db: Database) -> None:
    """--keep removes dated copies of this database, and nothing else."""
    for name in (
        "a-20250101-000000.db",
        "a-20250102-000000.db",
        "a-replaced-20250101-000000.db",
        "b-20250101-000000.db",
    ):
        Path("desk", name).touch()
    ran = typed("backup", "--keep", "2")
    assert "1 older copy removed" in ran.stdout
    assert copies()[:2] == ["a-20250102-000000.db", copies()[1]]
    assert Path("desk/a-replaced-20250101-000000.db").exists()
    assert Path("desk/b-20250101-000000.db").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("backup", "desk/a.db", "--force"), "the database itself"),
        (("backup", "nowhere/x.db"), "folder nowhere does not exist"),
        (("backup", "x.db", "--keep", "2"), "--keep is for dated copies"),
        (("restore", "desk/a.db"), "the database itself"),
    ],
)
def test_what_cannot_be_meant_is_said(db: Database, words: tuple[str, ...], says: str) -> None:
    """Exit code 2, and a mend."""
    ran = typed(*words)
    assert isinstance(ran.exception, UsageError)
    assert says in str(ran.exception)


@pytest.mark.parametrize("command", [("backup",), ("restore", "x.db")])
def test_postgresql_has_tools_of_its_own(
    db: Database, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    """They are named."""
    monkeypatch.setenv("GATEWATCH_DATABASE", "postgresql+psycopg://u:secret@h/n")
    ran = typed(*command)
    assert isinstance(ran.exception, UsageError)
    assert "pg_dump" in str(ran.exception)
    assert "secret" not in str(ran.exception)


def test_a_copy_is_put_back_once_the_program_has_stopped(db: Database) -> None:
    """While it runs that is refused. What was there is kept, and named."""
    assert typed("backup", "kept.db").exit_code == 0
    with db.transaction() as c:
        meta.put(c, "later", "yes")
    refused = typed("restore", "kept.db")
    assert isinstance(refused.exception, GatewatchError)
    assert "stop that one first" in str(refused.exception)
    db.close()
    ran = typed("restore", "kept.db")
    assert ran.exit_code == 0, ran.exception
    (kept,) = copies()
    assert kept in ran.stdout
    now = Database.open("sqlite:///desk/a.db")
    with now.snapshot() as c:
        assert meta.get(c, "later") is None
    now.close()


def test_a_copy_is_put_back_where_the_database_is_gone(db: Database) -> None:
    """Nothing is said to be kept then."""
    assert typed("backup", "kept.db").exit_code == 0
    db.close()
    Path("desk/a.db").unlink()
    ran = typed("restore", "kept.db")
    assert ran.exit_code == 0, ran.exception
    assert "kept as" not in ran.stdout
    Database.open("sqlite:///desk/a.db").close()

"""The database as a file: one program at a time, safe settings, plain words."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.edges.clock import SystemClock
from bot.errors import GatewatchError, UsageError
from bot.jobs.retention import expire_old
from bot.store import meta
from bot.store.database import Database, LostFileError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "gatewatch.db"


@pytest.fixture
def db(file: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{file}")
    yield database
    database.close()


def test_a_second_program_is_refused_with_a_mend(db: Database, file: Path) -> None:
    """Two programs never work on one SQLite file; the second hears which file and what to do."""
    code = "import sys; from bot.store.database import Database; Database.open(sys.argv[1])"
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code, f"sqlite:///{file}"], capture_output=True, text=True, cwd=root)
    assert ran.returncode != 0
    for words in (str(file), "in use by another Gatewatch", "stop that one first"):
        assert words in ran.stderr


def test_the_lock_dies_with_its_holder(file: Path) -> None:
    """After kill -9 the next start is not refused."""
    code = "import sys, os, signal; from bot.store.database import Database; Database.open(sys.argv[1]); os.kill(os.getpid(), signal.SIGKILL)"
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code, f"sqlite:///{file}"], capture_output=True, cwd=root)
    assert ran.returncode == -9
    Database.open(f"sqlite:///{file}").close()


def test_the_lock_is_given_back(file: Path) -> None:
    """Closed, the file can be opened again; `sole` says that nobody else is there."""
    for _ in range(2):
        database = Database.open(f"sqlite:///{file}")
        assert database.sole
        database.close()


def test_looking_does_not_disturb(db: Database, file: Path) -> None:
    """`status` reads beside the running program."""
    with db.transaction() as c:
        meta.put(c, "k", "v")
    beside = Database.look(f"sqlite:///{file}")
    with db.transaction(), beside.snapshot() as c:
        assert meta.get(c, "k") == "v"
    assert not beside.sole
    beside.close()


def test_nothing_to_look_at(file: Path) -> None:
    """Before the first run `status` says what to start, and makes no file."""
    with pytest.raises(GatewatchError, match="gatewatch run"):
        Database.look(f"sqlite:///{file}")
    assert not file.exists()


def test_commits_survive_a_crash_of_the_machine(db: Database) -> None:
    """Write-ahead log, full synchronisation, foreign keys: on every connection."""
    with db.snapshot() as c:
        settings = [c.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert settings == ["wal", 2, 1]


def test_stock_is_taken_at_the_start_and_when_old_things_go(file: Path) -> None:
    """SQLite knows how its tables are filled; without that it may take an index that makes it read everything."""

    def known(database: Database) -> int:
        with database.snapshot() as c:
            return c.scalar(text("SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = 'meta'")) or 0

    def fill(database: Database, count: int) -> None:
        with database.transaction() as c:
            for number in range(count):
                meta.put(c, f"k{number}", "v")

    database = Database.open(f"sqlite:///{file}")
    fill(database, 5)
    assert known(database) == 0
    database.close()
    database = Database.open(f"sqlite:///{file}")
    assert known(database) == 5
    fill(database, 9)
    asyncio.run(expire_old(database, SystemClock(), timedelta(days=30)))
    assert known(database) == 9
    database.close()


def test_what_a_writer_reads_stays_true(db: Database, file: Path) -> None:
    """A write transaction holds the write lock from its start: another writer waits, a reader does not."""
    beside = Database.look(f"sqlite:///{file}")
    order: list[str] = []

    def other() -> None:
        with beside.transaction() as c:
            order.append("other")
            meta.put(c, "k", (meta.get(c, "k") or "") + "b")

    with db.transaction() as c:
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.1)
        order.append("first")
        meta.put(c, "k", "a")
    thread.join(5)
    with db.snapshot() as c:
        assert (order, meta.get(c, "k")) == (["first", "other"], "ab")
    beside.close()


def test_calls_run_one_by_one_off_the_loop(db: Database) -> None:
    """Writes commit as a whole or not at all, on the database's own thread."""

    def fail(connection: Connection) -> None:
        meta.put(connection, "k", "bad")
        raise ZeroDivisionError

    async def scene() -> str | None:
        await db.write(meta.put, "k", "good")
        with pytest.raises(ZeroDivisionError):
            await db.write(fail)
        threads = await asyncio.gather(*(db.read(lambda _: threading.current_thread().name) for _ in range(5)))
        assert len(set(threads)) == 1
        assert threads[0] != threading.main_thread().name
        return await db.read(meta.get, "k")

    assert asyncio.run(scene()) == "good"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("gatewatch.db", "sqlite:///data/gatewatch.db"),
        ("nosuch://x/y", "sqlite:///data/gatewatch.db"),
        ("sqlite://", "must be a file"),
        ("sqlite:///:memory:", "must be a file"),
        ("oracle+cx_oracle://u:pw@h/n", "not installed"),
    ],
)
def test_a_bad_address_is_said_in_plain_words(url: str, words: str) -> None:
    """What cannot be a database is answered with one that can."""
    with pytest.raises(UsageError, match=words):
        Database.open(url)


def test_a_file_that_is_no_database_is_said_so(file: Path) -> None:
    """A damaged file is refused, kept, and the lock given back."""
    file.parent.mkdir()
    file.write_bytes(b"not a database at all" * 100)
    for _ in range(2):
        with pytest.raises(GatewatchError, match="restore a backup"):
            Database.open(f"sqlite:///{file}")
    assert file.read_bytes().startswith(b"not a database")


def test_work_that_finds_nothing_next_ends_in_an_error(db: Database) -> None:
    """No future can carry a StopIteration: whoever waits for the work hears of it as a RuntimeError, and does not hang."""

    def work(_: Connection) -> object:
        return next(iter(()))

    async def wait(ask: Any) -> None:
        async with asyncio.timeout(30):
            await ask(work)

    for ask in (db.read, db.write):
        with pytest.raises(RuntimeError, match="work"):
            asyncio.run(wait(ask))


def test_a_file_that_was_deleted_or_replaced_is_noticed(db: Database, file: Path) -> None:
    """SQLite goes on writing into the one that it has open, which no restart finds again. Back in its place it is well."""
    db.still_there()
    aside = file.with_name("aside.db")
    file.rename(aside)
    with pytest.raises(LostFileError):
        db.still_there()
    file.write_bytes(b"another one")
    with pytest.raises(LostFileError):
        db.still_there()
    aside.replace(file)
    db.still_there()

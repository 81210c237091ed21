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
from bot.jobs.retention import Keep, expire_old
from bot.store import meta
from bot.store.database import Database
from bot.store.failing import Ruined, Unavailable


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
    asyncio.run(expire_old(database, SystemClock(), Keep(timedelta(days=30), timedelta(days=30)), lambda: True))
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
        ("oracle+cx_oracle://u:pw@h/n", "no database of the kind oracle"),
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


# --- faults of disk and file ----------------------------------------------------------------------------------------------


def refusal_of(file: Path) -> str:
    """What the program says when it will not open the file."""
    with pytest.raises(GatewatchError) as refused:
        Database.open(f"sqlite:///{file}")
    return str(refused.value)


def test_a_symbolic_link_leads_to_the_same_lock(db: Database, file: Path, tmp_path: Path) -> None:
    """Whatever name leads to a file that is in use, it is refused."""
    link = tmp_path / "link.db"
    link.symlink_to(file)
    assert "in use by another Gatewatch" in refusal_of(link)


def test_a_file_with_two_names_is_refused(file: Path, tmp_path: Path) -> None:
    """A hard link would give SQLite two write-ahead logs for one file; the mend is named, and works."""
    Database.open(f"sqlite:///{file}").close()
    other = tmp_path / "other.db"
    other.hardlink_to(file)
    for name in (file, other):
        assert "hard link" in refusal_of(name)
    other.unlink()
    Database.open(f"sqlite:///{file}").close()


@pytest.mark.parametrize("end", ["", "-wal", "-shm"])
@pytest.mark.parametrize("how", [Path.unlink, lambda path: path.rename(path.with_name("elsewhere"))])
def test_nobody_works_on_a_file_that_was_taken_away(db: Database, file: Path, end: str, how: Any) -> None:
    """What would be written into a deleted file would be gone at the next start: the work ends there."""
    how(file.with_name(file.name + end))
    with pytest.raises(Ruined, match=f"gatewatch.db{end} was deleted, moved or replaced.*gatewatch restore"):
        asyncio.run(db.write(meta.put, "k", "v"))


def test_a_damaged_page_is_refused_at_the_start(db: Database, file: Path) -> None:
    """A small file is looked at whole before anything is decided with it; the message names file and mend."""
    with db.transaction() as c:
        for number in range(400):
            meta.put(c, f"k{number}", "v" * 200)
    db.close()
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(size - 3 * 4096)
        opened.write(bytes(range(1, 256)) * 40)
    said = refusal_of(file)
    assert str(file) in said
    assert "damaged" in said
    assert "gatewatch restore" in said


def test_a_damaged_page_that_is_met_at_work_is_told_as_such(db: Database, file: Path) -> None:
    """Reading what cannot be trusted ends the program; it is no bug with a trace, and no outage that passes."""
    with db.transaction() as c:
        c.execute(text("PRAGMA writable_schema=ON"))
        c.execute(text("UPDATE sqlite_master SET rootpage = 999999 WHERE name = 'meta'"))
    with pytest.raises(Ruined, match="damaged"):
        Database.look(f"sqlite:///{file}")


def test_a_full_disk_passes(db: Database) -> None:
    """What does not fit is not written, in whole or in part; when there is room it is."""
    with db.snapshot() as c:
        c.execute(text(f"PRAGMA max_page_count={c.scalar(text('PRAGMA page_count')) + 3}"))
    with pytest.raises(Unavailable, match="disk is full; make room"):
        asyncio.run(db.write(meta.put, "k", "v" * 100_000))
    assert db.failed is not None
    with db.snapshot() as c:
        c.execute(text("PRAGMA max_page_count=1000000"))
        assert meta.get(c, "k") is None
    asyncio.run(db.write(meta.put, "k", "v" * 100_000))


@pytest.mark.parametrize(
    ("put", "words"),
    [
        (lambda file: file.mkdir(), "cannot be opened"),
        (lambda file: file.write_text("notes\n" * 999), "restore a backup"),
        (lambda file: file.parent.joinpath("gatewatch.db.lock").mkdir(), "check folder and rights"),
    ],
)
def test_what_is_no_database_is_refused_and_left_alone(file: Path, put: Any, words: str) -> None:
    """A directory, a text, a lock that cannot be had: one sentence each, that names the file and the mend."""
    file.parent.mkdir(parents=True)
    put(file)
    said = refusal_of(file)
    assert words in said
    assert str(file) in said
    assert "\n" not in said

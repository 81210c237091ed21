"""A copy of a database is whole or not there, whatever is written meanwhile; put back, it is what it was."""

from __future__ import annotations

import resource
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import GatewatchError
from bot.store import backups, meta
from bot.store.database import Database
from bot.store.recollect import COPY, KEY, SERVED, gap

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database of some thousand pages."""
    path = tmp_path / "a.db"
    database = opened(path)
    with database.transaction() as c:
        for number in range(2_000):
            meta.put(c, f"k{number}", "v" * 4_000)
    database.close()
    return path


def opened(file: Path) -> Database:
    return Database.open(f"sqlite:///{file}")


def put(file: Path, key: str, value: str) -> None:
    database = opened(file)
    with database.transaction() as c:
        meta.put(c, key, value)
    database.close()


def value(file: Path, key: str) -> str | None:
    with closing(sqlite3.connect(file)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def damage(file: Path) -> None:
    with file.open("r+b") as changed:
        changed.seek(file.stat().st_size // 2)
        changed.write(b"\x07noise" * 2_000)


def beside(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()} - {"a.db.lock"}


def test_a_copy_is_one_private_file_that_says_so(file: Path, tmp_path: Path) -> None:
    """Whoever starts on it knows that it is of before; nothing else is left behind."""
    holds = backups.copy(file, tmp_path / "b.db")
    assert stat.S_IMODE((tmp_path / "b.db").stat().st_mode) == 0o600
    assert beside(tmp_path) == {"a.db", "b.db"}
    assert (value(tmp_path / "b.db", KEY), value(file, KEY)) == (COPY, None)
    assert holds.bytes == (tmp_path / "b.db").stat().st_size
    assert value(tmp_path / "b.db", "k1999") == "v" * 4_000


def test_a_copy_made_during_writes_is_of_one_moment(file: Path, tmp_path: Path) -> None:
    """Pairs that are always written together are found together; the writer never waits for the copy, nor it for him."""
    database, stop, written = opened(file), threading.Event(), 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            with database.transaction() as c:
                for key in ("k0", "k1999"):
                    meta.put(c, key, str(written + 1))
            written += 1

    thread = threading.Thread(target=write)
    thread.start()
    during: list[int] = []
    try:
        for number in range(5):
            while not written:
                pass
            copied = tmp_path / f"copy{number}.db"
            began = written
            backups.copy(file, copied, lambda done, of: during.append(written))
            assert began <= int(value(copied, "k0") or 0) <= written + 1
            assert value(copied, "k0") == value(copied, "k1999")
    finally:
        stop.set()
        thread.join()
        database.close()
    assert during[-1] > during[0]


def test_a_damaged_database_gives_no_copy(file: Path, tmp_path: Path) -> None:
    """A copy that cannot be trusted is none, and takes no older one's place."""
    backups.copy(file, tmp_path / "b.db")
    before = (tmp_path / "b.db").read_bytes()
    damage(file)
    with pytest.raises(GatewatchError, match=r"a\.db"):
        backups.copy(file, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_bytes() == before
    assert beside(tmp_path) == {"a.db", "b.db"}


def test_what_was_put_back_is_what_it_was(file: Path, tmp_path: Path) -> None:
    """The present file is kept beside it, whole."""
    backups.copy(file, tmp_path / "b.db")
    put(file, "later", "yes")
    kept = backups.put_back(tmp_path / "b.db", file, NOW)
    assert kept == tmp_path / "a-replaced-20260302-080000.db"
    assert (value(file, "later"), value(kept, "later")) == (None, "yes")
    opened(file).close()
    opened(kept).close()


def test_a_log_that_was_left_behind_never_meets_the_copy(file: Path, tmp_path: Path) -> None:
    """After a crash the write-ahead log belongs to the file that is put aside: it goes with it, and is read there."""
    backups.copy(file, tmp_path / "b.db")
    database = opened(file)
    with database.transaction() as c:
        meta.put(c, "later", "yes")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for each in ("a.db", "a.db-wal"):
        (crashed / each).write_bytes((tmp_path / each).read_bytes())
    database.close()
    kept = backups.put_back(tmp_path / "b.db", crashed / "a.db", NOW)
    assert kept is not None
    assert (value(crashed / "a.db", "later"), value(kept, "later")) == (None, "yes")


def test_it_is_put_back_where_nothing_is(file: Path, tmp_path: Path) -> None:
    """A database that is gone is no reason to refuse."""
    backups.copy(file, tmp_path / "b.db")
    file.unlink()
    assert backups.put_back(tmp_path / "b.db", file, NOW) is None
    opened(file).close()


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO schema_version VALUES (99)")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40_000])


def of_somebody_else(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE notes (line TEXT)")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damage, "damaged|malformed"),
        (cut, "damaged|malformed"),
        (lambda file: file.write_text("notes\n" * 900), "not a database"),
        (lambda file: file.write_bytes(b""), "no database of Gatewatch"),
        (of_somebody_else, "no database of Gatewatch"),
        (newer, "newer Gatewatch"),
        (Path.unlink, "does not exist"),
    ],
)
def test_what_cannot_be_trusted_is_not_put_back(file: Path, tmp_path: Path, spoil: object, words: str) -> None:
    """Damaged, cut short, of something else, of a newer program, not there: nothing has changed then."""
    backup = tmp_path / "b.db"
    backups.copy(file, backup)
    before = file.read_bytes()
    assert callable(spoil)
    spoil(backup)
    with pytest.raises(GatewatchError, match=words):
        backups.put_back(backup, file, NOW)
    assert file.read_bytes() == before
    assert beside(tmp_path) <= {"a.db", "b.db"}
    opened(file).close()


def test_nothing_is_put_under_a_program_at_work(file: Path, tmp_path: Path) -> None:
    """The lock is asked first, and given back afterwards."""
    backups.copy(file, tmp_path / "b.db")
    database = opened(file)
    with pytest.raises(GatewatchError, match="in use by another Gatewatch"):
        backups.put_back(tmp_path / "b.db", file, NOW)
    database.close()
    backups.put_back(tmp_path / "b.db", file, NOW)
    opened(file).close()


def test_a_start_between_the_two_names_is_refused(file: Path, tmp_path: Path) -> None:
    """Whatever moment the machine dies at, nobody begins with an empty database where there was a full one."""
    (tmp_path / "a-replaced-20260302-080000.db").hardlink_to(file)
    with pytest.raises(GatewatchError, match="another name"):
        opened(file)


def test_a_copy_of_every_size_of_disk_is_whole_or_not_there(file: Path, tmp_path: Path) -> None:
    """Where the file may not grow (here by the process's limit), there is a word and no half copy."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(GatewatchError, match="room on the disk"):
            backups.copy(file, tmp_path / "b.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert beside(tmp_path) == {"a.db"}


def test_the_moment_is_noted_at_the_first_start_on_a_copy(file: Path) -> None:
    """From then on it counts, for 45 days; after that an ordinary start is one again. An older database is no copy."""
    database = opened(file)
    with database.transaction() as c:
        c.execute(
            text(
                "INSERT INTO deliveries (id, channel, kind, version, payload, state, created_at, due_at, attempts) VALUES ('1', 'C', 'card', 1, '', 'sent', '2026-03-02 08:00:00.000000', '2026-03-02 08:00:00.000000', 1)"
            )
        )
        assert not gap(c, NOW).doubtful
        meta.put(c, KEY, COPY)
        first, later = gap(c, NOW), gap(c, NOW + timedelta(days=44))
        assert (first.since, first.until, first.doubtful) == (NOW - SERVED, NOW + SERVED, True)
        assert (later.until, later.doubtful) == (NOW + SERVED, True)
        assert not gap(c, NOW + timedelta(days=45)).doubtful
    database.close()

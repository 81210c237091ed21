"""The database: opened once, used on its own thread, one transaction per call.

SQLite runs with a write-ahead log and full synchronisation: what was committed survives a crash of the machine. Writers
take the write lock at the start of their transaction, so that what they read stays true until they commit.
PostgreSQL runs through the same calls; where rows are won by lease, the statements lock them and skip those of others.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.errors import GatewatchError, UsageError
from bot.store import audit
from bot.store.failing import Ruined, SameFile, Unavailable, meaning, told_plainly
from bot.store.lock import FileLock
from bot.store.migrations import migrate, refuse_newer, steps, version_of
from bot.store.server import Server

P = ParamSpec("P")
T = TypeVar("T")

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


# Rows of each index that are looked at: enough to tell the indexes apart, and done within milliseconds.
_SAMPLE = 400
# Bytes. Measured: 1.3 GB take a second in memory and 16 from a disk.
_LOOKED_AT_WHOLE = 100_000_000


# What makes a read transaction one moment, where it is not so by itself.
_READS_ON: Mapping[str, Mapping[str, Any]] = {"postgresql": {"isolation_level": "REPEATABLE READ"}}


# Kinds of databases, with the driver of each.
_KNOWN = (("sqlite", "pysqlite"), ("postgresql", "psycopg"))


class NotThereYet(GatewatchError):
    """There is no database to look at."""


class Database:
    """An open database. `sole` is true where no other process can be working on it; `salts` gives bytes of chance.

    Whatever is asked of it may raise `bot.store.failing.StoreFails`.
    """

    def __init__(self, url: URL, lock: FileLock | None, salts: Callable[[int], bytes] = secrets.token_bytes) -> None:
        server = None if url.get_backend_name() == "sqlite" else Server(url)
        engine = self._engine = _sqlite(url) if server is None else server.engine
        self._patiently = nullcontext if server is None else server.patiently
        self._salts = salts
        self._lock = lock
        self._where = _shown(url)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._reading = {"reads_only": True, **_READS_ON.get(engine.dialect.name, {})}
        self._same_file: SameFile | None = None
        self.sole = lock is not None
        self.failed: Unavailable | None = None  # why something was not written; whoever watches takes it away

    @classmethod
    def open(cls, url: str) -> Database:
        """Open for work: locks a SQLite file against a second program and brings the schema up to date.

        Raises GatewatchError (in use, newer schema, damaged or out of reach) and UsageError (not a database address).
        """
        parsed = _parsed(url)
        path = _file_of(parsed)
        lock = None
        if path is not None:
            with _plain_words(parsed):
                path.parent.mkdir(parents=True, exist_ok=True)
                lock = FileLock(path)
        database = cls(parsed, lock)
        try:
            with _plain_words(parsed):
                _refuse_damaged(database, path)
                migrate(database.transaction, _shown(parsed))
                with database.transaction() as connection:
                    take_stock(connection)
                database._same_file = SameFile(path) if path else None
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def look(cls, url: str) -> Database:
        """Open beside a running program, to look things up or leave it something to do. Takes no lock, changes no schema.

        Raises NotThereYet when there is nothing to look at, another GatewatchError when it is not of this program's schema.
        """
        parsed = _parsed(url)
        path = _file_of(parsed)
        if path is not None and not path.exists():
            raise NotThereYet(f"{path} does not exist yet; start `gatewatch run` or `gatewatch once` first")
        database = cls(parsed, None)
        try:
            with _plain_words(parsed):
                database._check_schema(_shown(parsed))
        except BaseException:
            database.close()
            raise
        return database

    def _check_schema(self, where: str) -> None:
        with self.snapshot() as connection:
            version = version_of(connection)
        refuse_newer(version, where)
        if not version:
            raise NotThereYet(f"{where} is empty yet; start `gatewatch run` or `gatewatch once` first")
        if version < max(steps()):
            raise GatewatchError(f"{where} is of an older Gatewatch; start `gatewatch run` once to bring it up to date")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction on the calling thread, committed at the end or rolled back by an exception.

        What it notes for the record of what was done goes there with it.
        """
        noting: dict[str, Any] = {audit.NOTES: []}
        with (
            told_plainly(self._where),
            self._engine.connect().execution_options(**noting) as connection,
            connection.begin(),
        ):
            yield connection
            audit.keep(connection, self._salts)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A read transaction on the calling thread: everything as it was at one moment."""
        with (
            told_plainly(self._where),
            self._engine.connect().execution_options(**self._reading) as connection,
            connection.begin(),
        ):
            yield connection

    async def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(connection, …)` in one write transaction on the database's thread."""
        try:
            return await self._on_thread(self._checked, fn, args, kwargs)
        except Unavailable as error:
            self.failed = error
            raise

    async def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(connection, …)` in one read transaction on the database's thread."""
        return await self._on_thread(self.snapshot, fn, args, kwargs)

    @contextmanager
    def _checked(self) -> Iterator[Connection]:
        """A write transaction in the file that was opened, and in no other."""
        if self._same_file is not None:
            self._same_file.check()
        with self.transaction() as connection:
            yield connection

    async def _on_thread(self, begin: Any, fn: Callable[..., T], args: Any, kwargs: Any) -> T:
        def job() -> T:
            try:
                with self._patiently(), begin() as connection:
                    return fn(connection, *args, **kwargs)
            except StopIteration as error:  # which no future can carry: whoever waits for the work would wait for ever
                raise RuntimeError(f"the work {fn.__qualname__} raised StopIteration") from error

        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def close(self) -> None:
        """Wait for what is running, close every connection, give the lock back."""
        self._thread.shutdown(wait=True)
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()


def time_there(connection: Connection) -> datetime | None:
    """The time on the machine of a database that programs on several machines share; None for a file."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime | None = connection.scalar(select(func.clock_timestamp()))
    return found


def damage(connection: Connection) -> str | None:
    """What a look at every page finds wrong, in the engine's words; None: nothing. Takes a second for some 100 MB."""
    if connection.dialect.name != "sqlite":
        return None
    said = " ".join(str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()).split())
    return None if said == "ok" else said


def _refuse_damaged(database: Database, path: Path | None) -> None:
    """A small database is looked at whole before it is worked on. A big one would keep the alerts waiting."""
    if path is None or not path.is_file() or path.stat().st_size > _LOOKED_AT_WHOLE:
        return
    with database.snapshot() as connection:
        if found := damage(connection):
            raise Ruined(
                f"cannot use the database {path}: it is damaged ({found}); restore a backup (`gatewatch restore`)"
            )


def take_stock(connection: Connection) -> None:
    """Let SQLite look at its tables, so that it knows which index serves a question best. PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit={_SAMPLE}")
        connection.exec_driver_sql("ANALYZE")


def file_of(url: str) -> Path | None:
    """The file of a SQLite database; None where the database is none. Raises UsageError for what is no address."""
    return _file_of(_parsed(url))


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        dialect = parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise UsageError("the database address is not one; write for instance sqlite:///data/gatewatch.db") from None
    if (dialect.name, dialect.driver) not in _KNOWN:
        raise UsageError(
            f"no database of the kind {parsed.drivername}; write sqlite:///FILE, or postgresql+psycopg://USER@HOST/NAME"
        )
    return parsed


def _file_of(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise UsageError(
            "the database must be a file, for instance sqlite:///data/gatewatch.db: alerts outlive the program"
        )
    return Path(url.database)


def _shown(url: URL) -> str:
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


@contextmanager
def _plain_words(url: URL) -> Iterator[None]:
    """Say in plain words what is wrong with a database that cannot be opened."""
    try:
        yield
    except DBAPIError as error:
        said = f"cannot use the database {_shown(url)}: {error.orig}; check the file, or restore a backup"
        raise meaning(error, _shown(url)) or GatewatchError(said) from error
    except OSError as error:
        raise GatewatchError(
            f"cannot open the database {_shown(url)}: {error.strerror}; check folder and rights"
        ) from error


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver would say it too late
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

"""Brings a database up to this program's schema, one numbered step at a time, each in its own transaction.

A step is a module ``NNNN_what.py`` with `upgrade(connection)`. Steps are frozen once released.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, inspect, select

from bot.errors import GatewatchError

# The number of PostgreSQL's lock for it: any would do that nobody else takes in this database.
_STEPPING = int.from_bytes(b"gatewatc", "big") >> 1
_version = Table("schema_version", MetaData(), Column("version", Integer, primary_key=True))


def steps() -> dict[int, Callable[[Connection], Any]]:
    """Every migration by its number, in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return {int(name[:4]): importlib.import_module(f"{__name__}.{name}").upgrade for name in names}


def version_of(connection: Connection) -> int:
    """The schema version of a database; 0 for an empty one."""
    if not inspect(connection).has_table(_version.name):
        return 0
    return connection.scalar(select(func.max(_version.c.version))) or 0


def refuse_newer(version: int, where: str) -> None:
    """Raise GatewatchError when the database was written by a newer program."""
    if version > max(steps()):
        raise GatewatchError(
            f"{where} was written by a newer Gatewatch (schema {version}, this program knows {max(steps())}); "
            "start the newer program, or restore a backup made before the upgrade"
        )


def migrate(begin: Callable[[], AbstractContextManager[Connection]], where: str) -> None:
    """Apply the steps that are missing. `begin` opens a write transaction; `where` names the database for people."""
    for number, upgrade in steps().items():
        with begin() as connection:
            _alone(connection)
            version = version_of(connection)
            refuse_newer(version, where)
            if number > version:
                upgrade(connection)
                _version.create(connection, checkfirst=True)
                connection.execute(insert(_version).values(version=number))


def _alone(connection: Connection) -> None:
    """Let other programs wait that are started on the same database, until the transaction ends. SQLite's writers are alone already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
        )  # however much there is
        connection.execute(select(func.pg_advisory_xact_lock(_STEPPING)))

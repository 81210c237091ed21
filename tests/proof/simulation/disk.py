"""A disk on which writing fails: for moments, for hours, and now and then for one statement."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from sqlalchemy import Engine, Pool, event
from sqlalchemy.exc import OperationalError

from tests.proof.simulation.plan import Plan
from tests.proof.simulation.trace import Trace

_ONCE = 0.002  # share of writes and commits that fail by themselves
_WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")


class Disk:
    """Decides before each statement and commit whether it fails."""

    def __init__(self, plan: Plan, random: Random, trace: Trace) -> None:
        self._plan, self._random, self._trace = plan, random, trace

    def _fault(self) -> str | None:
        now = self._trace.time()
        if now >= self._plan.faults_end:
            return None
        if self._random.random() < _ONCE:
            return "disk I/O error"
        return next((span.how for span in self._plan.disk if span.holds(now)), None)

    def _check(self, what: str) -> None:
        if why := self._fault():
            self._trace.note("disk fault", why, what[:6])
            raise OperationalError(what, {}, sqlite3.OperationalError(why))

    def statement(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(_WRITES):
            self._check(statement)

    def commit(self, _: Any) -> None:
        self._check("COMMIT")


def _hurry(connection: Any, _record: object, _proxy: object) -> None:
    # The machine does not fail here, only the process: what was committed need not reach the platter.
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def failing(disk: Disk) -> Iterator[None]:
    """Every database of this process lies on this disk meanwhile."""
    hooks: tuple[tuple[Any, str, Any], ...] = (
        (Engine, "before_cursor_execute", disk.statement),
        (Engine, "commit", disk.commit),
        (Pool, "checkout", _hurry),
    )
    for hook in hooks:
        event.listen(*hook)
    try:
        yield
    finally:
        for hook in hooks:
            event.remove(*hook)

"""Counts what a program does to the world, step by step, and ends its process at one of them as a crash would.

Steps are taken where the program meets the world, whatever code of ours does it: statements that write and commits
(SQLAlchemy tells of them), files that are opened for writing, renamed or removed (Python's audit tells of them), and what is
asked of servers and channels (two doors that stand around the real ones). A step is before something or after it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

from bot.ports import (
    Channel,
    Fetcher,
    FetchResult,
    GiveUp,
    Message,
    Outcome,
    Picture,
    Pictures,
    Request,
    Sent,
    TryAgain,
    Uploaded,
)  # fmt: skip

DIED = 9  # exit code of a process that came to its step
T = TypeVar("T")

_WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "ANALYZE")
_FILE_ACTS = {"os.rename": "rename", "os.remove": "remove", "os.mkdir": "make folder", "os.rmdir": "remove folder"}
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT


class Steps:
    """The steps of this process. It dies at the one of that number; -1: it lives."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self._fatal = -1

    def begin(self, fatal: int = -1) -> None:
        """Count from nothing."""
        self.taken, self._fatal = [], fatal

    def step(self, what: str) -> None:
        """Something is about to happen, or has just happened."""
        self.taken.append(what)
        if len(self.taken) - 1 == self._fatal:
            os._exit(DIED)

    async def around(self, what: str, call: Awaitable[T]) -> T:
        """A step before a call and one after it."""
        self.step(f"before {what}")
        came = await call
        self.step(f"after {what}")
        return came

    def watch(self, *, each_statement: Callable[[Connection], None] | None = None) -> None:
        """Listen to every database and file of this process, for good. `each_statement` is called after each that writes."""

        def before(connection: Connection, _: Any, statement: str, *__: Any) -> None:
            if _writes(statement):
                self.step(f"before {_shown(statement)}")
                connection.info["wrote"] = True

        def after(connection: Connection, _: Any, statement: str, *__: Any) -> None:
            # One that returns rows is under way until they are read.
            if each_statement and _writes(statement) and "RETURNING" not in statement:
                each_statement(connection)

        def committing(connection: Connection) -> None:
            if connection.info.get("wrote"):
                self.step("before commit")

        def given_back(_: Any, record: Any) -> None:
            if record.info.pop("wrote", False):
                self.step("after commit")

        event.listen(Engine, "before_cursor_execute", before)
        event.listen(Engine, "after_cursor_execute", after)
        event.listen(Engine, "commit", committing)
        event.listen(Pool, "checkin", given_back)
        sys.addaudithook(self._heard)

    def _heard(self, what: str, arguments: tuple[Any, ...]) -> None:
        if told := _file_act(what, arguments):
            self.step(f"before {told}")


def _writes(statement: str) -> bool:
    return statement.lstrip().upper().startswith(_WRITES)


def _shown(statement: str) -> str:
    return " ".join(statement.split()[:3]).lower()


def _file_act(what: str, arguments: tuple[Any, ...]) -> str | None:
    """What is done to a file of the program, in words; None where nothing is changed, or a file of somebody else."""
    if what == "open":
        path, _, flags = arguments
        act = "open to write" if isinstance(flags, int) and flags & _TO_WRITE else None
    else:
        path, act = arguments[0] if arguments else None, _FILE_ACTS.get(what)
    if act is None or not isinstance(path, str | bytes | Path):
        return None
    name = os.fsdecode(path)
    return f"{act} {Path(name).suffix or 'folder'}" if name.startswith("desk/") or "/desk/" in name else None


# --- doors ----------------------------------------------------------------------------------------------------------------


class SteppedFetcher(Fetcher):
    """What is asked of servers."""

    def __init__(self, fetcher: Fetcher, steps: Steps) -> None:
        self._fetcher, self._steps = fetcher, steps

    async def fetch(self, request: Request) -> FetchResult:
        return await self._steps.around("fetch", self._fetcher.fetch(request))


class SteppedChannel(Channel):
    """What is asked of channels."""

    def __init__(self, channel: Channel, steps: Steps) -> None:
        self._channel, self._steps = channel, steps

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        return await self._steps.around("post", self._channel.post(channel, message, thread))

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        return await self._steps.around("update", self._channel.update(channel, ts, message))

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        return await self._steps.around("find", self._channel.find(channel, key, since, thread))

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        return await self._steps.around("find", self._channel.standing(channel, since, thread))


class SteppedPictures(Pictures):
    """What is asked of the place for pictures."""

    def __init__(self, pictures: Pictures, steps: Steps) -> None:
        self._pictures, self._steps = pictures, steps

    async def upload(self, picture: Picture) -> Uploaded | TryAgain | GiveUp:
        return await self._steps.around("upload", self._pictures.upload(picture))

"""Edited lists come into force; broken ones are told once and never replace a good one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from store.engines import open_store

from bot import record
from bot.edges.list_files import WatchlistFiles
from bot.edges.workers import InlineWorkers
from bot.errors import BadFile, GatewatchError, Mistake
from bot.jobs.in_force import InForce
from bot.jobs.new_list import Noting
from bot.jobs.reload import Reloading, reload_changed
from bot.lists.load import SourceFile
from bot.model import Article, Findings, Watchlist
from bot.ports import Message
from bot.store import schema
from bot.store.database import Database
from bot.store.status import status

NOW = datetime(2026, 3, 2, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True)
class Toy:
    fingerprint: str

    def screen(self, article: Article) -> Findings:
        return Findings(article.id, "en", note=self.fingerprint)


def toy_of(watchlist: Watchlist) -> partial[Toy]:
    if watchlist.fingerprint == "unindexable":
        return partial(unbuildable)  # type: ignore[arg-type]
    return partial(Toy, watchlist.fingerprint)


def unbuildable() -> Toy:
    raise GatewatchError("too large")


def load(files: Sequence[SourceFile]) -> Watchlist:
    """A small list format: the fingerprint is the text; a file that says bad is refused."""
    words = " ".join(file.data.decode().strip() for file in files)
    if "bad" in words:
        raise BadFile([Mistake("people.yaml", 3, 5, f"`{words}` is not known", "did you mean `good`?")])
    return Watchlist((), words)


@dataclass
class Desk:
    file: Path
    db: Database
    workers: InlineWorkers
    reloading: Reloading

    def edit(self, words: str) -> bool:
        """Save the file and let two ticks pass."""
        self.file.write_text(words)
        return self.tick() or self.tick()

    def tick(self) -> bool:
        return self.loop.run_until_complete(reload_changed(self.reloading))

    loop: asyncio.AbstractEventLoop

    def in_force(self) -> tuple[str, str | None]:
        found = self.loop.run_until_complete(self.workers.screen(Article("a", "x")))
        assert isinstance(found, Findings)
        return self.reloading.in_force.watchlist.fingerprint, found.note

    def notices(self) -> list[str]:
        with self.db.snapshot() as c:
            payloads = c.scalars(select(schema.deliveries.c.payload).order_by("seq")).all()
        return [record.load(Message, payload).text for payload in payloads]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    file = tmp_path / "lists" / "people.yaml"
    file.parent.mkdir()
    file.write_text("one")
    db = open_store(tmp_path)
    workers = InlineWorkers(partial(Toy, "one"))
    files = WatchlistFiles([file.parent])
    noting = Noting(db, Clock(), "C0OPS")
    reloading = Reloading(noting, workers, InForce(Watchlist((), "one")), files, load, toy_of, files.stamp())
    with asyncio.Runner() as runner:
        yield Desk(file, db, workers, reloading, runner.get_loop())
        runner.run(workers.close())
    db.close()


def test_an_edited_list_comes_into_force(desk: Desk) -> None:
    """Deciders and workers change to the new list together; the operator is not bothered."""
    assert not desk.tick()
    assert desk.edit("second")
    assert desk.in_force() == ("second", "second")
    assert not desk.tick()
    assert desk.notices() == []
    with desk.db.snapshot() as c:
        assert status(c, NOW).fingerprint == "second"


def test_a_bad_edit_keeps_the_good_list_and_is_told_once(desk: Desk) -> None:
    """The notice names file, line, column and mend; another comes when the files are mended."""
    assert not desk.edit("bad")
    for _ in range(3):
        desk.tick()
    assert desk.in_force() == ("one", "one")
    (notice,) = desk.notices()
    assert "people.yaml:3:5: `bad` is not known; did you mean `good`?" in notice
    with desk.db.snapshot() as c:
        assert "3:5" in (status(c, NOW).list_refused or "")
    assert not desk.edit("one "), "mended to what is in force"
    assert len(desk.notices()) == 2
    assert "load again" in desk.notices()[1]
    assert not desk.edit("bad again")
    assert len(desk.notices()) == 3


def test_a_half_written_file_is_no_news(desk: Desk) -> None:
    """A file is read only when it has kept still for a tick."""
    for half in ("ba", "bad", "bad h"):
        desk.file.write_text(half)
        assert not desk.tick()
    assert desk.edit("whole")
    assert desk.notices() == []


@pytest.mark.parametrize("name", [".people.yaml.swp", "people.yaml~", "4913", "notes.txt"])
def test_files_that_editors_leave_are_no_news(desk: Desk, name: str) -> None:
    """Swap and backup files change nothing."""
    before = desk.reloading.files.stamp()
    (desk.file.parent / name).write_text("bad")
    assert desk.reloading.files.stamp() == before


def test_a_removed_folder_is_told_like_a_bad_file(desk: Desk) -> None:
    """A list that vanishes does not take the one in force with it."""
    desk.file.unlink()
    for _ in range(3):
        desk.tick()
    assert desk.in_force() == ("one", "one")
    assert "last good list stays in force" in desk.notices()[0]


def test_a_list_that_cannot_be_indexed_is_refused(desk: Desk) -> None:
    """When the workers cannot take it, the deciders do not either."""
    assert not desk.edit("unindexable")
    assert desk.in_force() == ("one", "one")
    assert "too large" in desk.notices()[0]

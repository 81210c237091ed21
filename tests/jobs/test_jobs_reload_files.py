"""Real files, edited as editors, people and Kubernetes edit them; the real loader and a real inline worker."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from store.engines import open_store

from bot import record
from bot.edges.list_files import WatchlistFiles
from bot.edges.worker import Factory, WorkerFailed
from bot.edges.workers import InlineWorkers
from bot.jobs.in_force import InForce
from bot.jobs.new_list import Noting, note_in_force
from bot.jobs.reload import Reloading, reload_changed
from bot.lists.load import SourceFile, load_watchlist
from bot.model import Article, Findings, Watchlist
from bot.ports import Message
from bot.store import schema, watchlists
from bot.store.database import Database
from bot.store.status import status

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ANNA = "list: desk\npeople:\n  - {id: p1, name: Anna Example, source: 'https://lists.test/1'}\n"
BORIS = "  - {id: p2, name: Boris Example, source: 'https://lists.test/2'}\n"
CARL = "list: more\npeople:\n  - {id: p3, name: Carl Example, source: 'https://lists.test/3'}\n"
BROKEN = "list: desk\npeople:\n  - {id: p1, name: Anna Example, sorce: 'https://lists.test/1'}\n"


@dataclass
class Clock:
    at: datetime = NOW

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@dataclass(frozen=True)
class Screening:
    """Says with which list it was built."""

    names: tuple[str, ...]

    def screen(self, article: Article) -> Findings:
        return Findings(article.id, "en", note=", ".join(self.names))


def screening_of(watchlist: Watchlist) -> partial[Screening]:
    return partial(Screening, tuple(person.name for person in watchlist.people))


class HeldWorkers(InlineWorkers):
    """Real workers; something may happen while they are replaced, and replacing may fail."""

    meanwhile: Callable[[], Any] | None = None
    failing = False

    async def replace(self, factory: Factory) -> WorkerFailed | None:
        if self.meanwhile:
            self.meanwhile()
        return WorkerFailed("no memory", unbuilt=True) if self.failing else await super().replace(factory)


@dataclass
class MovingFiles:
    """The real files; an editor may save between the look at them and the reading."""

    files: WatchlistFiles
    before_read: Callable[[], Any] | None = None

    def stamp(self) -> Any:
        return self.files.stamp()

    def read(self) -> Any:
        if self.before_read:
            self.before_read()
            self.before_read = None
        return self.files.read()


@dataclass
class FailingDatabase:
    """The real database; some writes fail."""

    db: Database
    failures: int = 0
    writes: list[str] = field(default_factory=list)

    async def read(self, fn: Any, *args: Any) -> Any:
        return await self.db.read(fn, *args)

    async def write(self, fn: Any, *args: Any) -> Any:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        return await self.db.write(fn, *args)


@dataclass
class Desk:
    folder: Path
    db: Database
    failing: FailingDatabase
    workers: HeldWorkers
    moving: MovingFiles
    reloading: Reloading
    loop: asyncio.AbstractEventLoop

    @property
    def file(self) -> Path:
        return self.folder / "people.yaml"

    def tick(self, times: int = 1) -> bool:
        changed = [self.loop.run_until_complete(reload_changed(self.reloading)) for _ in range(times)]
        return any(changed)

    def names(self) -> str:
        """In force, for the deciders and for the workers alike."""
        found = self.loop.run_until_complete(self.workers.screen(Article("a", "x")))
        assert isinstance(found, Findings)
        assert found.note == ", ".join(person.name for person in self.reloading.in_force.watchlist.people)
        return found.note.replace(" Example", "")

    def told(self, channel: str = "C0OPS") -> list[str]:
        query = select(schema.deliveries.c.payload).where(schema.deliveries.c.channel == channel).order_by("seq")
        with self.db.snapshot() as c:
            return [record.load(Message, payload).text for payload in c.scalars(query)]


def loaded(files: Sequence[SourceFile]) -> Watchlist:
    return load_watchlist(files).watchlist


def begin(folder: Path, db: Database, loop: asyncio.AbstractEventLoop) -> Desk:
    files = MovingFiles(WatchlistFiles([folder]))
    watchlist = loaded(files.read())
    failing = FailingDatabase(db)
    workers = HeldWorkers(screening_of(watchlist))
    noting = Noting(failing, Clock(), "C0OPS", "C0DESK", 30)  # type: ignore[arg-type]
    loop.run_until_complete(note_in_force(noting, watchlist))
    reloading = Reloading(noting, workers, InForce(watchlist), files, loaded, screening_of, files.stamp())
    return Desk(folder, db, failing, workers, files, reloading, loop)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "people.yaml").write_text(ANNA)
    db = open_store(tmp_path)
    with asyncio.Runner() as runner:
        desk = begin(folder, db, runner.get_loop())
        yield desk
        runner.run(desk.workers.close())
    db.close()


# --- saving, as editors do it -------------------------------------------------------------------------------------------


def in_place(file: Path, text: str) -> None:
    file.write_text(text)


def atomically(file: Path, text: str) -> None:
    """VS Code with atomic saves, `sed -i`, configuration tools: a new file takes the place of the old one."""
    fresh = file.with_name(f"{file.name}.tmp-1234")
    fresh.write_text(text)
    fresh.replace(file)


def as_vim(file: Path, text: str) -> None:
    """A swap file, a probe called 4913, the old file as backup, then the new one."""
    (file.parent / f".{file.name}.swp").write_bytes(b"b0VIM\x00")
    (file.parent / "4913").touch()
    (file.parent / "4913").unlink()
    file.rename(f"{file}~")
    file.write_text(text)


def as_emacs(file: Path, text: str) -> None:
    """A lock that is a dangling link, an auto-save file, a backup."""
    with suppress(FileExistsError):
        (file.parent / f".#{file.name}").symlink_to("user@host.1234:1700000000")
    (file.parent / f"#{file.name}#").write_text("half of it")
    Path(f"{file}~").write_text(file.read_text())
    file.write_text(text)


def on_windows(file: Path, text: str) -> None:
    """Notepad: the same file emptied and written, with its line ends and byte order mark."""
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())


@pytest.mark.parametrize("save", [in_place, atomically, as_vim, as_emacs, on_windows])
def test_a_save_is_in_force_after_two_looks(desk: Desk, save: Callable[[Path, str], None]) -> None:
    """However the editor saves; what it leaves beside the file is neither read nor told."""
    save(desk.file, ANNA + BORIS)
    assert not desk.tick(), "the file may still be written"
    assert desk.tick()
    assert desk.names() == "Anna, Boris"
    assert not desk.tick(3)
    assert desk.told() == []
    save(desk.file, BROKEN)
    desk.tick(4)
    assert desk.names() == "Anna, Boris"
    assert len(desk.told()) == 1
    save(desk.file, ANNA)
    assert desk.tick(2)
    assert (desk.names(), len(desk.told())) == ("Anna", 2)


@pytest.mark.parametrize(
    "name", [".people.yaml.swp", "4913", "#people.yaml#", ".#people.yaml", "people.yaml~", ".people.yaml", "~$p.yaml"]
)
def test_what_editors_leave_is_not_even_looked_at(desk: Desk, name: str) -> None:
    """The stamp stays, so nothing is read."""
    before = desk.moving.stamp()
    (desk.folder / name).write_text(BROKEN)
    assert desk.moving.stamp() == before
    (desk.folder / "sub.yaml").mkdir()
    assert desk.moving.stamp() == before


def test_a_notice_names_file_line_column_and_mend(desk: Desk) -> None:
    """And is told once, however often the files are looked at."""
    desk.file.write_text(BROKEN)
    desk.tick(5)
    (words,) = desk.told()
    assert words.startswith("The watchlists were not loaded; the last good list stays in force.")
    assert f"{desk.file}:3:34: " in words
    assert "source" in words
    with desk.db.snapshot() as c:
        assert "3:34" in (status(c, NOW).list_refused or "")


def test_a_mistake_in_other_words_is_told_again_and_the_mend_once(desk: Desk) -> None:
    """Each broken save with another mistake is news; the same one under another date is not."""
    for text in (BROKEN, BROKEN, BROKEN.replace("sorce", "sourc"), ANNA, ANNA):
        atomically(desk.file, text)
        desk.tick(3)
    assert [("load again" in words) for words in desk.told()] == [False, False, True]


def test_words_of_a_file_are_text_in_slack(desk: Desk) -> None:
    """A name in a broken file rings nobody."""
    desk.file.write_text(BROKEN.replace("sorce", "<!channel>"))
    desk.tick(2)
    (words,) = desk.told()
    assert "<!channel>" not in words
    with desk.db.snapshot() as c:
        message = record.load(Message, c.scalars(select(schema.deliveries.c.payload)).one())
    assert {block["type"] for block in message.blocks} == {"rich_text"}


# --- half of a file -----------------------------------------------------------------------------------------------------


def test_a_file_that_grows_is_waited_for(desk: Desk) -> None:
    """A long list that is copied into place is read when it has kept still."""
    whole = ANNA + BORIS
    for end in range(10, len(whole), 20):
        desk.file.write_text(whole[:end])
        assert not desk.tick()
    desk.file.write_text(whole)
    assert desk.tick(2)
    assert (desk.names(), desk.told()) == ("Anna, Boris", [])


def test_a_save_during_the_reading_is_no_mistake(desk: Desk) -> None:
    """What was read between two saves does not count, broken or not."""
    desk.file.write_text(ANNA + BORIS)
    desk.tick()
    desk.moving.before_read = lambda: desk.file.write_text((ANNA + BORIS)[:60])
    assert not desk.tick()
    desk.file.write_text(ANNA + BORIS)
    assert desk.tick(2)
    assert (desk.names(), desk.told()) == ("Anna, Boris", [])


def test_saves_in_quick_succession_hold_nothing_up(desk: Desk) -> None:
    """Somebody writes on while a list is read: each version that kept still for a look is in force, and then the last one."""
    loading, saves = desk.reloading.load, [ANNA, ANNA + BORIS]

    def while_somebody_saves(files: Sequence[SourceFile]) -> Watchlist:
        if saves:
            desk.file.write_text(saves.pop())
        return loading(files)

    desk.reloading.load = while_somebody_saves
    desk.file.write_text(CARL)
    seen = []
    while len(seen) < 3:
        assert desk.tick(2)
        seen.append(desk.names())
    assert seen == ["Carl", "Anna, Boris", "Anna"]
    assert not desk.tick(3)
    assert desk.told() == []


def test_a_mistake_that_was_saved_over_is_no_news(desk: Desk) -> None:
    """Half of a long file kept still for a moment; while it was read, the rest came."""
    loading = desk.reloading.load

    def while_the_rest_comes(files: Sequence[SourceFile]) -> Watchlist:
        atomically(desk.file, ANNA + BORIS)
        return loading(files)

    desk.reloading.load = while_the_rest_comes
    desk.file.write_text(BROKEN)
    assert not desk.tick(2)
    desk.reloading.load = loading
    assert desk.tick(2)
    assert (desk.names(), desk.told()) == ("Anna, Boris", [])


def test_a_save_while_the_workers_are_replaced_comes_next(desk: Desk) -> None:
    """Nothing is lost between two lists."""
    desk.workers.meanwhile = lambda: desk.file.write_text(ANNA + BORIS + BORIS.replace("p2", "p4").replace("B", "D"))
    desk.file.write_text(ANNA + BORIS)
    assert desk.tick(2)
    assert desk.names() == "Anna, Boris"
    desk.workers.meanwhile = None
    assert desk.tick(2)
    assert desk.names() == "Anna, Boris, Doris"


# --- files and folders that go ------------------------------------------------------------------------------------------


def test_a_file_that_goes_and_comes_back_at_once_is_no_news(desk: Desk) -> None:
    """Between two looks nothing happened; over one look it is waited for."""
    away = desk.folder.parent / "away"
    desk.file.rename(away)
    assert not desk.tick()
    away.rename(desk.file)
    assert not desk.tick(4)
    assert (desk.names(), desk.told(), desk.told("C0DESK")) == ("Anna", [], [])


def test_a_removed_file_takes_its_people_and_brings_them_back(desk: Desk) -> None:
    """A list of its own may be taken away; the desk hears who is no longer listed."""
    more = desk.folder / "more.yml"
    more.write_text(CARL)
    assert desk.tick(2)
    assert desk.names() == "Anna, Carl"
    more.unlink()
    assert desk.tick(2)
    assert desk.names() == "Anna"
    more.write_text(CARL)
    assert desk.tick(2)
    assert [words.split(".")[0] for words in desk.told("C0DESK")] == [
        "Watchlist changed: 1 listed",
        "Watchlist changed: 1 no longer listed",
        "Watchlist changed: 1 listed",
    ]


@pytest.mark.parametrize("whole", [False, True])
def test_an_empty_or_missing_folder_keeps_the_good_list(desk: Desk, whole: bool) -> None:
    """Told like a bad file, once, and mended when the file is back."""
    away = desk.folder.parent / "away"
    (desk.folder if whole else desk.file).rename(away)
    desk.tick(5)
    assert desk.names() == "Anna"
    assert len(desk.told()) == 1
    assert ("there is no" if whole else "holds no watchlist") in desk.told()[0]
    away.rename(desk.folder if whole else desk.file)
    desk.tick(5)
    assert len(desk.told()) == 2
    assert "load again" in desk.told()[1]
    assert desk.told("C0DESK") == []


def test_an_unreadable_file_is_told_and_mended(desk: Desk) -> None:
    """The system's own words say why; a link to a file that gives an error stands for one without rights."""
    unreadable = desk.folder / "memory.yaml"
    unreadable.symlink_to("/proc/self/mem")
    desk.tick(3)
    (words,) = desk.told()
    assert "memory.yaml cannot be read (Input/output error); let this user read it" in words
    unreadable.unlink()
    desk.tick(3)
    assert "load again" in desk.told()[1]


def test_rights_that_are_given_back_are_noticed(desk: Desk) -> None:
    """A file that could not be read and may be read now has the same text, size and time."""
    before = desk.moving.stamp()
    time.sleep(0.02)
    desk.file.chmod(0o640)
    assert desk.moving.stamp() != before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_told(desk: Desk) -> None:
    """Looking at it raises nothing."""
    desk.folder.chmod(0)
    try:
        desk.tick(3)
    finally:
        desk.folder.chmod(0o755)
    assert "let this user read it" in desk.told()[0]


# --- Kubernetes ---------------------------------------------------------------------------------------------------------


def config_map(folder: Path, version: str, **files: str) -> None:
    """A ConfigMap as kubelet writes it: files are links through ``..data``, which is swapped in one step."""
    real = folder / f"..{version}"
    real.mkdir()
    for name, text in files.items():
        (real / f"{name}.yaml").write_text(text)
        link = folder / f"{name}.yaml"
        if not link.is_symlink():
            link.unlink(missing_ok=True)
            link.symlink_to(f"..data/{name}.yaml")
    fresh = folder / "..data_tmp"
    fresh.symlink_to(real.name)
    fresh.replace(folder / "..data")


def test_a_config_map_is_followed_through_its_links(desk: Desk) -> None:
    """The link of the file stays; where it leads changes. A flip between two files read never mixes versions."""
    config_map(desk.folder, "one", people=ANNA, more=CARL)
    assert desk.tick(2)
    assert desk.names() == "Anna, Carl"
    config_map(desk.folder, "two", people=ANNA + BORIS, more=CARL)
    desk.moving.before_read = lambda: config_map(desk.folder, "three", people=ANNA, more=CARL.replace("Carl", "Dora"))
    assert not desk.tick(2)
    assert desk.tick(2)
    assert desk.names() == "Anna, Dora"
    config_map(desk.folder, "four", people=BROKEN, more=CARL)
    desk.tick(3)
    assert (desk.names(), len(desk.told())) == ("Anna, Dora", 1)


# --- what else can go wrong ---------------------------------------------------------------------------------------------


def test_a_list_that_no_worker_takes_is_tried_again_when_saved(desk: Desk) -> None:
    """The operator is told how; deciders and workers keep the good list."""
    desk.workers.failing = True
    desk.file.write_text(ANNA + BORIS)
    desk.tick(4)
    assert desk.names() == "Anna"
    assert "save one of its files once more" in desk.told()[0]
    desk.workers.failing = False
    desk.file.touch()
    assert desk.tick(2)
    assert desk.names() == "Anna, Boris"
    assert "load again" in desk.told()[1]


@pytest.mark.parametrize("text", [ANNA + BORIS, BROKEN])
def test_what_the_database_did_not_take_is_written_later(desk: Desk, text: str) -> None:
    """A full disk loses neither the news of a list nor that of a mistake."""
    desk.failing.failures = 2
    desk.file.write_text(text)
    desk.tick()
    for _ in range(2):
        with pytest.raises(OSError, match="disk full"):
            desk.tick()
    assert desk.told() + desk.told("C0DESK") == []
    desk.tick(3)
    assert len(desk.told() + desk.told("C0DESK")) == 1
    with desk.db.snapshot() as c:
        assert status(c, NOW).fingerprint == desk.reloading.in_force.watchlist.fingerprint


def test_a_fault_of_ours_is_told_and_not_tried_at_every_tick(desk: Desk) -> None:
    """A loader that trips keeps the good list too."""
    tries = []

    def trips(files: Any) -> Any:
        tries.append(files)
        raise RecursionError("deep")

    desk.reloading.load = trips
    desk.file.write_text(ANNA + BORIS)
    desk.tick(5)
    assert (len(tries), desk.names()) == (1, "Anna")
    assert "a fault of ours (RecursionError)" in desk.told()[0]


# --- across a restart ---------------------------------------------------------------------------------------------------


def test_an_edit_while_the_program_stood_still_is_told_at_the_start(desk: Desk) -> None:
    """The list that was in force is in the database; the first list of all is nobody's news."""
    assert desk.told("C0DESK") == []
    desk.file.write_text(ANNA.replace("Anna", "Ann") + BORIS)
    again = begin(desk.folder, desk.db, desk.loop)
    (words,) = again.told("C0DESK")
    assert words.startswith("Watchlist changed: 1 listed. Boris Example")
    desk.loop.run_until_complete(again.workers.close())
    third = begin(desk.folder, desk.db, desk.loop)
    assert len(third.told("C0DESK")) == 1, "nothing changed since"
    desk.loop.run_until_complete(third.workers.close())


def test_a_broken_list_at_the_start_leaves_the_stored_one(desk: Desk) -> None:
    """The program does not start; nothing that is stored is touched."""
    desk.file.write_text(BROKEN)
    with pytest.raises(Exception, match="sorce"):
        begin(desk.folder, desk.db, desk.loop)
    with desk.db.snapshot() as c:
        packed = watchlists.in_force(c)
    assert packed
    assert watchlists.unpack(packed) == load_watchlist([SourceFile("a", ANNA.encode())]).watchlist
    assert desk.told() + desk.told("C0DESK") == []


def test_a_mistake_told_before_a_restart_is_mended_after_it(desk: Desk) -> None:
    """The notice of the mend comes, whichever run saw the mistake."""
    desk.file.write_text(BROKEN)
    desk.tick(2)
    desk.file.write_text(ANNA)
    again = begin(desk.folder, desk.db, desk.loop)
    assert ["load again" in words for words in again.told()] == [False, True]
    desk.loop.run_until_complete(again.workers.close())

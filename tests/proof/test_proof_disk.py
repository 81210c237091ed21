"""The disk fails in every way we know, and nothing is lost or told twice: it goes on by itself, or says plainly what to do.

Each trial is the whole program on a real file (`tests.proof.small_desk`); what stands in the channel in the end is counted.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.edges.slack.channel import SlackChannel
from bot.errors import GatewatchError
from bot.store import backups
from bot.store.failing import Unavailable
from tests.edges.slack_emulator import TOKEN, channel_ids, need_emulator, running_emulator
from tests.jobs.memory_channel import MemoryChannel
from tests.proof.slack_audit import read_all
from tests.proof.small_desk import SmallDesk, name
from tests.proof.table import Row

PAGE = 4_096
POSITIONS = 66  # blocks that are left, from none on; a report needs about as many
DAY = timedelta(days=1)
SEED = 20_160_414

CameTo = Callable[[Row], None]
Fault = Callable[[SmallDesk], None]


@dataclass
class Count:
    """What the trials of one fault came to."""

    trials: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # what the program refused or ended with

    def look(self, told: Counter[str], people: range, each: int = 1) -> None:
        """Compare what stands in the channel with what every one of these people is to be told in."""
        self.trials += 1
        self.lost += [name(n) for n in people if told[name(n)] < each]
        self.doubled += [name(n) for n in people if told[name(n)] > each]

    def row(self, fault: str, noticed: str) -> Row:
        return Row(fault, self.trials, len(self.lost), len(self.doubled), noticed)


def told(posts: Iterator[str] | list[str], people: int) -> Counter[str]:
    """How many messages tell of each person."""
    names = [name(n) for n in range(people)]
    return Counter(each for post in posts for each in names if each in post)


def texts(desk: SmallDesk) -> list[str]:
    return desk.memory.texts(desk.slack)


async def settled(desk: SmallDesk, app: App) -> None:
    """Sweeps until leases have ended, doubts are looked into, and everything is told."""
    for _ in range(2):
        await desk.sweep(app, timedelta(minutes=45))


@contextmanager
def refused(count: Count) -> Iterator[None]:
    """A program that will not work: it says why in one line that names a file and a mend."""
    with pytest.raises(GatewatchError) as caught:
        yield
    said = str(caught.value)
    assert "\n" not in said
    assert "a.db" in said
    count.said.append(said)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of programs log."""
    with capture_logs():
        yield


# --- a disk that is full --------------------------------------------------------------------------------------------------


class SmallDisk:
    """A file system of a few MB that can be filled up to so many blocks; where none may be mounted, a limit for files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
        self._mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
        self._soft, self._hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self, leave: int) -> None:
        """Leave so many blocks."""
        if self._mounted:
            free = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize // PAGE
            (self.folder / "filler").write_bytes(bytes(max(0, free - leave) * PAGE))
        else:
            largest = max(each.stat().st_size for each in self.folder.glob("*.db-wal"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + leave * PAGE, self._hard))

    def clear(self) -> None:
        """Make room."""
        (self.folder / "filler").unlink(missing_ok=True)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._soft, self._hard))

    def close(self) -> None:
        self.clear()
        if self._mounted:
            subprocess.run(["umount", str(self.folder)], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    small = SmallDisk(tmp_path / "disk")
    yield small
    small.close()


def shrink_log(database: Path) -> None:
    """An empty write-ahead log: whatever is written next needs room."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def full_again_and_again(desk: SmallDesk, disk: SmallDisk) -> Count:
    """Reports come while ever more blocks are left; a trial is one that was full in the middle of it."""
    people, count = range(desk.people), Count()

    async def trial(app: App, outlet: str, position: int) -> None:
        desk.report(outlet, [position])
        shrink_log(desk.database)
        disk.fill(position)
        try:
            await desk.sweep(app)
        except Unavailable:
            count.trials += 1
        finally:
            disk.clear()

    async def life(site: str, outlet: str, positions: range) -> None:
        """A process that goes on by itself after each, and leaves the last one to the next process."""
        async with desk.program(site) as app:
            await settled(desk, app)
            for position in positions:
                await trial(app, outlet, position)
                if position != positions[-1]:
                    await settled(desk, app)

    async def scene() -> None:
        async with desk.site() as site:
            for outlet in desk.feeds:
                for begin in people[::11]:
                    await life(site, outlet, people[begin : begin + 11])
            await life(site, "herald", range(0))

    asyncio.run(scene())
    trials = count.trials
    count.look(told(texts(desk), len(people)), people, each=len(desk.feeds))  # a card, and a word of each other outlet
    count.trials = trials
    return count


def test_a_full_disk_loses_and_doubles_nothing(tmp_path: Path, disk: SmallDisk, came_to: CameTo) -> None:
    """At every number of blocks that are left: polls, deliveries and ends of deliveries fail half-way, and all of it goes on in the same process, or the next."""
    desk = SmallDesk(tmp_path / "desk", disk.folder / "a.db", people=POSITIONS)
    desk.feeds["gazette"] = []
    count = full_again_and_again(desk, disk)
    came_to(count.row("full disk, at so many write positions", "the log, the operator after five minutes"))
    assert (count.lost, count.doubled) == ([], [])
    assert count.trials >= 100


class Forgetting(MemoryChannel):
    """Does not know what it was told."""

    async def find(self, *_: object) -> None:  # type: ignore[override]
        return None

    async def standing(self, *_: object) -> dict[str, str]:  # type: ignore[override]
        return {}


def test_on_a_full_disk_whoever_does_not_look_doubles(tmp_path: Path, disk: SmallDisk) -> None:
    """Negative control: messages were posted whose end was not written down, and nobody looks for them."""
    desk = SmallDesk(tmp_path / "desk", disk.folder / "a.db", people=POSITIONS)
    del desk.feeds["courier"]
    desk.channel = Forgetting(desk.clock.now)
    count = full_again_and_again(desk, disk)
    assert count.doubled
    assert not count.lost


def test_a_disk_that_takes_nothing_for_a_while(tmp_path: Path, came_to: CameTo) -> None:
    """The files cannot be written (as on a file system that was remounted read-only), while it runs and while it starts."""
    desk, count = SmallDesk(tmp_path / "desk", tmp_path / "a.db", people=10), Count()

    def fix(sign: str) -> bool:
        files = [str(each) for each in (*tmp_path.glob("a.db*"), tmp_path)]
        return subprocess.run(["chattr", f"{sign}i", *files], capture_output=True, check=False).returncode == 0

    async def scene() -> None:
        async with desk.site() as site:
            async with desk.program(site) as app:
                await desk.sweep(app)
                for person in range(5):
                    desk.report("herald", [person])
                    if not fix("+"):
                        pytest.skip("files cannot be made immutable here")
                    try:
                        with pytest.raises(Unavailable):
                            await desk.sweep(app)
                    finally:
                        fix("-")
                    await settled(desk, app)
                    count.look(told(texts(desk), 10), range(person, person + 1))
            for person in range(5, 10):
                desk.report("herald", [person])
                fix("+")
                try:
                    with refused(count):
                        async with desk.program(site):
                            pass
                finally:
                    fix("-")
                async with desk.program(site) as app:
                    await settled(desk, app)
                count.look(told(texts(desk), 10), range(person, person + 1))

    try:
        asyncio.run(scene())
    finally:
        fix("-")
    came_to(count.row("files that cannot be written, at work and at the start", "the log, the operator, exit code 1"))
    assert (count.lost, count.doubled) == ([], [])


# --- files that are damaged, cut or gone ------------------------------------------------------------------------------------


@dataclass
class Told:
    """A desk that has told its stories, its files as a crash leaves them, and a backup from the middle."""

    desk: SmallDesk
    files: Path
    backup: Path

    def again(self, folder: Path, kind: type[MemoryChannel] = MemoryChannel) -> SmallDesk:
        """The same in a folder of its own: what was told still stands."""
        shutil.copytree(self.files, folder)
        desk = SmallDesk(folder / "desk", folder / "a.db", people=self.desk.people)
        desk.clock.at = self.desk.clock.at
        desk.feeds = {outlet: list(items) for outlet, items in self.desk.feeds.items()}
        desk.channel = kind(desk.clock.now, posts=list(self.desk.memory.posts))
        return desk


PEOPLE = 8


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("before")
    files, backup = folder / "files", folder / "backup.db"
    files.mkdir()
    desk = SmallDesk(folder / "desk", folder / "a.db", people=PEOPLE)

    async def scene() -> None:
        async with desk.site() as site:
            async with desk.program(site) as app:
                await desk.sweep(app)
                desk.report("herald", range(4))
                await desk.sweep(app)
                backups.copy(desk.database, backup)
            async with desk.program(site) as app:
                shrink_log(desk.database)
                for person in range(4, 8):
                    desk.report("herald", [person])
                    await desk.sweep(app)
                for end in ("", "-wal"):
                    shutil.copy(f"{desk.database}{end}", files)

    asyncio.run(scene())
    assert told(texts(desk), PEOPLE) == {name(n): 1 for n in range(PEOPLE)}
    return Told(desk, files, backup)


async def lived(desk: SmallDesk, count: Count, backup: Path, at_work: Callable[[], None] = lambda: None) -> None:
    """A start, faults while it runs, another start; where it refuses, the backup is put back as it says. All is told once."""
    async with desk.site() as site:
        for life in range(3):
            try:
                async with desk.program(site) as app:
                    if life == 0:
                        at_work()
                    await settled(desk, app)
                    desk.report("courier", range(PEOPLE))
                    await settled(desk, app)
                break
            except GatewatchError as error:
                count.said.append(str(error))
            if life == 1 or not desk.database.is_file():
                if desk.database.is_dir():
                    desk.database.rmdir()
                backups.put_back(backup, desk.database, desk.clock.at + timedelta(seconds=life))
        else:
            pytest.fail("it never went on")
    # one card and one word of the second outlet for each
    count.look(told(texts(desk), PEOPLE), range(PEOPLE), each=2)


def run_trials(
    before: Told, folder: Path, faults: list[Fault], *, at_work: bool = False, kind: type[MemoryChannel] = MemoryChannel
) -> Count:
    count = Count()

    async def one(number: int, fault: Fault) -> None:
        desk = before.again(folder / str(number), kind)
        if at_work:
            await lived(desk, count, before.backup, partial(fault, desk))
        else:
            fault(desk)
            await lived(desk, count, before.backup)

    for number, fault in enumerate(faults):
        asyncio.run(one(number, fault))
    return count


def beside(desk: SmallDesk, end: str) -> Path:
    return desk.database.with_name(desk.database.name + end)


def cut_log(desk: SmallDesk, share: float) -> None:
    log = beside(desk, "-wal")
    os.truncate(log, int(log.stat().st_size * share))


def remove(desk: SmallDesk, *ends: str) -> None:
    for end in ends:
        beside(desk, end).unlink(missing_ok=True)


def noise(desk: SmallDesk, share: float) -> None:
    """A page of noise; what is in the log has been put into the file before, for it would cover the noise."""
    shrink_log(desk.database)
    pages = desk.database.stat().st_size // PAGE
    with desk.database.open("r+b") as file:
        file.seek(int(pages * share) * PAGE)
        file.write(Random(SEED).randbytes(PAGE))


def replaced(desk: SmallDesk, by: Callable[[Path], object]) -> None:
    remove(desk, "", "-wal", "-shm")
    by(desk.database)


def in_order(count: Count) -> None:
    assert (count.lost, count.doubled) == ([], [])
    for said in count.said:
        assert "\n" not in said
        assert "a.db" in said


def test_a_log_that_is_cut_or_gone_loses_and_doubles_nothing(before: Told, tmp_path: Path, came_to: CameTo) -> None:
    """What the database forgot of the last hours stands in the channel, and is found there."""
    cuts: list[Fault] = [partial(cut_log, share=n / 12) for n in range(12)]
    gone: list[Fault] = [lambda desk: remove(desk, "-wal"), lambda desk: remove(desk, "-wal", "-shm")]
    count = run_trials(before, tmp_path / "w", [*cuts, *gone])
    came_to(count.row("write-ahead log cut short or removed", "not needed"))
    in_order(count)
    assert not count.said


def test_of_a_cut_log_whoever_does_not_look_doubles(before: Told, tmp_path: Path) -> None:
    """Negative control: the same, and the channels are not read."""
    cuts: list[Fault] = [partial(cut_log, share=0.0), partial(cut_log, share=0.5)]
    assert run_trials(before, tmp_path / "f", cuts, kind=Forgetting).doubled


def test_a_page_of_noise_is_refused_and_a_backup_goes_on(before: Told, tmp_path: Path, came_to: CameTo) -> None:
    """The program says that the file is damaged; with the backup back, what was told since is not told again."""
    count = run_trials(before, tmp_path / "n", [partial(noise, share=n / 16) for n in range(16)])
    came_to(count.row("a page of noise, then the backup", "exit code 1 with the mend"))
    in_order(count)
    assert count.said


def test_a_file_that_is_gone_or_something_else(before: Told, tmp_path: Path, came_to: CameTo) -> None:
    """Gone or empty, it begins anew; a folder or a text in its place is refused until the backup is back."""
    others: tuple[Callable[[Path], object], ...] = (
        lambda path: None, Path.touch, Path.mkdir, lambda path: path.write_text("notes\n" * 999),
    )  # fmt: skip
    count = run_trials(before, tmp_path / "o", [partial(replaced, by=each) for each in others])
    came_to(count.row("database deleted, emptied or replaced, while stopped", "exit code 1 where it is something else"))
    in_order(count)


def test_a_file_that_goes_away_at_work_ends_the_program(before: Told, tmp_path: Path, came_to: CameTo) -> None:
    """Nothing is written into a file that nobody will find again: it ends, says so, and the next start goes on."""
    takers: list[Fault] = [partial(lambda desk, end: remove(desk, end), end=end) for end in ("", "-wal", "-shm")]
    count = run_trials(before, tmp_path / "g", takers, at_work=True)
    came_to(count.row("database, its log or its index deleted at work", "exit code 1 with the mend"))
    in_order(count)
    assert len(count.said) >= len(takers)


# --- what Slack remembers -----------------------------------------------------------------------------------------------------


class Forgetful(SlackChannel):
    """Does not know what it was told."""

    async def standing(self, channel: str, since: datetime, thread: str | None = None) -> dict[str, str]:
        return {}


STORIES = 40


@asynccontextmanager
async def on_slack(folder: Path, kind: type[SlackChannel]) -> AsyncIterator[tuple[SmallDesk, Callable[[], list[str]]]]:
    """A desk that tells a Slack nobody here wrote, and what stands there."""
    need_emulator()
    folder.mkdir()
    with running_emulator(folder, ("desk",)) as slack:
        place = channel_ids(slack)["desk"]
        desk = SmallDesk(folder / "desk", folder / "a.db", people=STORIES, slack=place)
        desk.channel = kind(TOKEN, slack)
        yield desk, lambda: [each.text for each in read_all(slack, [place])]


async def lose(folder: Path, kind: type[SlackChannel], loss: Callable[[SmallDesk, Path], None]) -> tuple[Count, int]:
    """Forty stories are told; the database is lost; the same feeds are read again, and then each story goes on."""
    count, backup = Count(), folder / "backup.db"
    async with on_slack(folder, kind) as (desk, standing), desk.site() as site:
        async with desk.program(site) as app:
            await desk.sweep(app)
            desk.report("herald", range(STORIES // 2))
            await desk.sweep(app)
            backups.copy(desk.database, backup)
            desk.report("herald", range(STORIES // 2, STORIES))
            await desk.sweep(app)
        assert told(standing(), STORIES) == {name(n): 1 for n in range(STORIES)}
        desk.clock.at += DAY
        loss(desk, backup)
        async with desk.program(site) as app:
            await settled(desk, app)
            desk.report("courier", range(STORIES))
            await settled(desk, app)
        posts = await asyncio.to_thread(standing)
    cards = [post for post in posts if not post.startswith("New in")]
    count.look(told(cards, STORIES), range(STORIES))
    updates = sum("courier" in post for post in cards)
    count.look(told([post for post in posts if post.startswith("New in")], STORIES), range(STORIES))
    return count, updates


def gone(desk: SmallDesk, _: Path) -> None:
    remove(desk, "", "-wal", "-shm")


def older(desk: SmallDesk, backup: Path) -> None:
    backups.put_back(backup, desk.database, desk.clock.at)


@pytest.mark.parametrize(("loss", "what"), [(gone, "deleted"), (older, "put back from a backup")])
def test_what_was_told_is_known_from_slack(
    tmp_path: Path, came_to: CameTo, loss: Callable[[SmallDesk, Path], None], what: str
) -> None:
    """Every story keeps its one card, which shows what comes later, and its thread is told once."""
    count, updates = asyncio.run(lose(tmp_path / "slack", SlackChannel, loss))
    count.trials = STORIES
    came_to(count.row(f"database {what}: stories known from Slack's history", "not needed"))
    assert (count.lost, count.doubled) == ([], [])
    assert updates == STORIES


def test_whoever_does_not_look_doubles(tmp_path: Path) -> None:
    """Negative control: the same loss, and the history not read."""
    count, _ = asyncio.run(lose(tmp_path / "slack", Forgetful, older))
    assert len(count.doubled) >= STORIES // 2

"""A stop of poller, deliverer, database, Slack or the whole process is noticed from outside within two intervals, and its end too.

Real processes; what happens to them happens from outside, and for poller and deliverer by injection. Each fault strikes while a
message waits to be told: in the end each of those stands in Slack once.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.edges.slack_fake import answers, hangs
from tests.proof.table import Row
from tests.proof.watched_desk import EVERY, LOOK, WatchedDesk

QUIET = 3  # intervals in which nothing may be noticed
LATE = 1.5  # seconds that a watcher of ours may be late on a busy machine
WITHIN = 2 * EVERY + LATE


@dataclass
class Came:
    """What a fault came to: by whom it was noticed after how many seconds, and its end; which part was blamed."""

    noticed: dict[str, float] = field(default_factory=dict)
    over: dict[str, float] = field(default_factory=dict)
    blamed: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return ", ".join(f"{name} {seconds / EVERY:.1f}" for name, seconds in sorted(self.noticed.items()))


@dataclass
class Told:
    """What the desk of the proof came to."""

    quiet: list[str] = field(default_factory=list)  # alarms while nothing was wrong
    faults: dict[str, Came] = field(default_factory=dict)
    messages: Counter[str] = field(default_factory=Counter)  # as they stand in Slack in the end
    said: tuple[bytes, ...] = ()


# --- faults ---------------------------------------------------------------------------------------------------------------


@contextmanager
def database_locked(desk: WatchedDesk) -> Iterator[None]:
    """Another program holds the lock of writers."""
    other = sqlite3.connect(desk.folder / "a.db", isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


def moody(mood: Callable[..., object]) -> Callable[[WatchedDesk], object]:
    @contextmanager
    def fault(desk: WatchedDesk) -> Iterator[None]:
        desk.slack.mood = mood  # type: ignore[assignment]
        yield
        desk.slack.mood = None

    return fault


@contextmanager
def process_stopped(desk: WatchedDesk) -> Iterator[None]:
    """It is there, and does nothing."""
    desk.signal(signal.SIGSTOP)
    yield
    desk.signal(signal.SIGCONT)


def held(part: str) -> Callable[[WatchedDesk], object]:
    @contextmanager
    def fault(desk: WatchedDesk) -> Iterator[None]:
        (desk.folder / part).touch()
        yield
        (desk.folder / part).unlink()

    return fault


@asynccontextmanager
async def slack_refuses(desk: WatchedDesk) -> AsyncIterator[None]:
    """Nobody listens there."""
    await desk.slack_listens(False)
    yield
    await desk.slack_listens(True)


EVERYBODY = frozenset({"/healthz", "file", "ping", "systemd"})
RESTARTS_NOTHING = EVERYBODY - {"systemd"}  # which would restart the process, and mend nothing by that


@dataclass(frozen=True)
class Fault:
    """What happens, which part is to be blamed (None: the process cannot say it), and who is to notice."""

    happens: Callable[[WatchedDesk], object]
    part: str | None
    noticed_by: frozenset[str] = EVERYBODY


# Of `gatewatch run`. The token comes last: after it all messages wait a minute, and longer where the next try meets a fault.
OUTSIDE: Mapping[str, Fault] = {
    "another program locks the database": Fault(database_locked, "database", RESTARTS_NOTHING),
    "Slack refuses connections": Fault(slack_refuses, "slack", RESTARTS_NOTHING),
    "Slack hangs": Fault(moody(hangs(30)), "slack", RESTARTS_NOTHING),
    "Slack answers 500": Fault(moody(answers("oops", 500, "text/plain")), "slack", RESTARTS_NOTHING),
    "the process is stopped": Fault(process_stopped, None),
    "Slack takes the token no more": Fault(
        moody(answers('{"ok": false, "error": "invalid_auth"}')), "slack", RESTARTS_NOTHING
    ),
}
# Of the same program with parts that can be held.
INSIDE: Mapping[str, Fault] = {
    "the poller hangs": Fault(held("poller"), "poller"),
    "the deliverer hangs": Fault(held("deliverer"), "deliverer"),
}
KILLED = "the process is killed"


# --- the proof ------------------------------------------------------------------------------------------------------------


async def strike(desk: WatchedDesk, name: str, fault: Fault) -> Came:
    """Let a fault happen until whoever should has noticed, then mend it until everybody has noticed that."""
    desk.queue(name)
    came, begun = Came(), time.monotonic()
    async with entered(fault.happens(desk)):
        await until(lambda: noticing(desk) >= fault.noticed_by)
        came.noticed = {each.name: (each.since or 0) - begun for each in desk.alarms()}
        came.blamed = parts(desk)
    begun = time.monotonic()
    while (left := {each.name for each in desk.alarms()}) and time.monotonic() - begun < 3 * WITHIN:
        came.over |= dict.fromkeys(left, time.monotonic() - begun)
        await asyncio.sleep(LOOK)
    return came


@asynccontextmanager
async def entered(context: object) -> AsyncIterator[None]:
    """A fault, whether it needs to wait or not."""
    if hasattr(context, "__aenter__"):
        async with context:
            yield
    else:
        with context:  # type: ignore[attr-defined]
            yield


async def until(true: Callable[[], bool]) -> None:
    """Wait, but not much longer than is promised: then who did not notice is missing."""
    end = time.monotonic() + 1.5 * WITHIN
    while not true() and time.monotonic() < end:
        await asyncio.sleep(LOOK)


def noticing(desk: WatchedDesk) -> set[str]:
    """Who takes the process for stopped."""
    return {each.name for each in desk.alarms()}


def parts(desk: WatchedDesk) -> set[str]:
    """Whom the process blames."""
    return {name for name, part in desk.health.get("parts", {}).items() if not part["well"]}


async def settled(desk: WatchedDesk, texts: set[str]) -> Counter[str]:
    """What stands in Slack when everything is told, or time is over."""
    end = time.monotonic() + 100
    while not texts <= {each["text"] for each in desk.slack.messages} and time.monotonic() < end:
        await asyncio.sleep(LOOK)
    await asyncio.sleep(2 * EVERY)
    return Counter(each["text"] for each in desk.slack.messages if each["text"] in texts)


async def from_outside(folder: Path) -> Told:
    """`gatewatch run`, undisturbed, with feeds that are all down, and through every fault; killed at last."""
    told = Told()
    async with WatchedDesk(folder).opened() as desk:
        await desk.start()
        await desk.is_well()
        async with desk.watched():
            for feeds_up in (True, False):
                desk.feeds_up = feeds_up
                await asyncio.sleep(QUIET * EVERY)
                told.quiet += [f"{each.name}, feeds {'up' if feeds_up else 'down'}" for each in desk.alarms()]
            told.quiet += [each.name for each in desk.watchers if each.false_alarms]
            for name, fault in OUTSIDE.items():
                told.faults[name] = await strike(desk, name, fault)
            told.messages = await settled(desk, set(OUTSIDE))
            begun = time.monotonic()
            desk.signal(signal.SIGKILL)
            await until(lambda: noticing(desk) >= EVERYBODY)
            noticed = {each.name: (each.since or 0) - begun for each in desk.alarms()}
            told.faults[KILLED] = Came(noticed)
            told.said = tuple(desk.said)
    return told


async def from_inside(folder: Path, *options: str) -> Told:
    """The same program with parts that can be held."""
    told = Told()
    async with WatchedDesk(folder).opened() as desk:
        await desk.start("-m", "tests.proof.watched_program", str(folder / "gatewatch.yml"), str(folder), *options)
        await desk.is_well()
        async with desk.watched():
            await asyncio.sleep(EVERY)
            for name, fault in INSIDE.items():
                told.faults[name] = await strike(desk, name, fault)
            told.messages = await settled(desk, set(INSIDE))
    return told


@pytest.fixture(scope="module")
def all_told(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> Mapping[str, Told]:
    """Three processes side by side: one as users run it, one with parts that are held, one of those without limits."""
    folder = tmp_path_factory.mktemp("watched")

    async def acted() -> list[Told]:
        for name in ("outside", "inside", "unwatched"):
            (folder / name).mkdir()
        return await asyncio.gather(
            from_outside(folder / "outside"),
            from_inside(folder / "inside"),
            from_inside(folder / "unwatched", "unwatched"),
        )

    outside, inside, unwatched = asyncio.run(acted())
    for told in (outside, inside):
        for name, came in told.faults.items():
            lost = int(name in {*OUTSIDE, *INSIDE} and not told.messages[name])
            doubled = max(0, told.messages[name] - 1)
            came_to(Row(name, 1, lost, doubled, f"{came} intervals"))
    return {"outside": outside, "inside": inside, "unwatched": unwatched}


FAULTS = [*(("outside", name) for name in OUTSIDE), *(("inside", name) for name in INSIDE)]


@pytest.mark.parametrize(("where", "name"), [*FAULTS, ("outside", KILLED)])
def test_a_stop_is_noticed_from_outside_within_two_intervals(
    all_told: Mapping[str, Told], where: str, name: str
) -> None:
    """By everybody who watches: port, file, pings, and systemd where its restart mends something."""
    fault, came = {**OUTSIDE, **INSIDE}.get(name), all_told[where].faults[name]
    assert set(came.noticed) == (fault.noticed_by if fault else EVERYBODY)
    assert max(came.noticed.values()) <= WITHIN, came


@pytest.mark.parametrize(("where", "name"), FAULTS)
def test_the_end_of_a_stop_is_noticed_within_two_intervals(all_told: Mapping[str, Told], where: str, name: str) -> None:
    """Without a restart."""
    over = all_told[where].faults[name].over
    assert max(over.values()) <= WITHIN, over


@pytest.mark.parametrize(("where", "name"), FAULTS)
def test_the_part_that_stopped_is_named(all_told: Mapping[str, Told], where: str, name: str) -> None:
    """The one that did; a database that is locked stops others with it."""
    part, blamed = {**OUTSIDE, **INSIDE}[name].part, all_told[where].faults[name].blamed
    assert blamed == ({part} if part else set()) or (part == "database" and part in blamed), blamed


def test_nothing_is_lost_or_doubled(all_told: Mapping[str, Told]) -> None:
    """What waited when each fault struck stands in Slack once."""
    for where, names in (("outside", OUTSIDE), ("inside", INSIDE)):
        assert all_told[where].messages == Counter(names.keys()), where


def test_nobody_is_alarmed_without_cause(all_told: Mapping[str, Told]) -> None:
    """Not while all is well, and not by feeds that are all down."""
    assert all_told["outside"].quiet == []


def test_systemd_hears_that_it_is_ready(all_told: Mapping[str, Told]) -> None:
    """Once, and before anything else."""
    assert all_told["outside"].said[0] == b"READY=1"
    assert Counter(all_told["outside"].said)[b"READY=1"] == 1


@pytest.mark.parametrize("name", INSIDE)
def test_without_limits_nobody_notices(all_told: Mapping[str, Told], name: str) -> None:
    """Negative control: the same stops, the same watchers, and signs that nobody judges."""
    assert all_told["unwatched"].faults[name].noticed == {}

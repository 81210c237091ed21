"""Asked to stop, the program ends with 0 within ten seconds, whatever it is at; asked twice, it ends at once. Real processes."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.edges.slack_fake import hangs
from tests.proof.processes import in_session
from tests.proof.table import Row
from tests.proof.watched_desk import LOOK, WatchedDesk

PROMISED = 10.0  # seconds
MOMENT = 30.0  # seconds: what has lost its parent sees that when it has imported what it began to import
MANY = 20_000  # people of a list that takes a while to be read


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended that was asked to."""

    code: int | None
    seconds: float
    lost: int  # messages that neither stand in Slack nor wait in the database
    left: tuple[str, ...]  # processes that it started and that outlived it by more than a moment


# --- what the program can be at ----------------------------------------------------------------------------------------------

State = Callable[[WatchedDesk, AsyncExitStack], Awaitable[None]]


async def starts(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """It reads long lists."""
    people = "\n".join(f"  - {{id: q{n}, name: Abc{n} Def{n}, source: 'https://lists.test/q{n}'}}" for n in range(MANY))
    (desk.folder / "watchlists" / "long.yaml").write_text(f"list: long\npeople:\n{people}\n")
    await desk.start()
    await until(lambda: asked(desk, "starting"))


async def rests(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """Nothing is due."""
    await running(desk)


async def polls_a_dripping_server(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """The body comes blank by blank."""
    desk.slow_feed = True
    await running(desk)
    await until(lambda: true(desk.feeds_asked > 0))


async def waits_for_slack(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """A message is on its way, or looked for in a channel that was told before, and no answer comes."""
    await running(desk)
    desk.slack.mood = hangs(30)
    desk.slack.calls.clear()
    desk.queue("word")
    telling = {"chat.postMessage", "conversations.history"}
    await until(lambda: true(any(method in telling for method, _ in desk.slack.calls)))


async def reads_a_heavy_page(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """A worker has a document before it that takes long."""
    desk.feed_body = "<rss version='2.0'><channel><title>Daily</title>" + "<item><title>A</title>" * 40_000
    await running(desk)
    await until(lambda: true(desk.feeds_asked > 0))
    await asyncio.sleep(1)


async def cannot_write(desk: WatchedDesk, stack: AsyncExitStack) -> None:
    """Another program holds the lock of writers."""
    await running(desk)
    other = sqlite3.connect(desk.folder / "a.db", isolation_level=None, timeout=10)
    stack.callback(other.close)
    other.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(2)


async def is_asked_how_it_is(desk: WatchedDesk, stack: AsyncExitStack) -> None:
    """Somebody holds connections to its port open."""
    await running(desk)
    for _ in range(5):
        _, writer = await asyncio.open_connection("127.0.0.1", desk.port)
        stack.callback(writer.close)
        writer.write(b"GET /healthz HTTP/1.1\r\n")


async def waits_for_a_disk(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """A thread that no cancelling reaches."""
    await desk.start(*with_stuck_thread(desk))
    await until(lambda: asked(desk, "ready"))


async def waits_for_a_disk_and_hears_signals_plainly(desk: WatchedDesk, _: AsyncExitStack) -> None:
    """The same without the thread that hears signals, and without the time that it leaves."""
    await desk.start(*with_stuck_thread(desk), "plain")
    await until(lambda: asked(desk, "ready"))


def with_stuck_thread(desk: WatchedDesk) -> tuple[str, ...]:
    return ("-m", "tests.proof.watched_program", str(desk.folder / "gatewatch.yml"), str(desk.folder), "stuck")


STATES: Mapping[str, State] = {
    "starts, and reads long lists": starts,
    "rests": rests,
    "polls a server that drips": polls_a_dripping_server,
    "waits for Slack": waits_for_slack,
    "reads a heavy document": reads_a_heavy_page,
    "cannot write into its database": cannot_write,
    "has open connections to its port": is_asked_how_it_is,
    "waits for a disk that does not answer": waits_for_a_disk,
}


async def running(desk: WatchedDesk) -> None:
    await desk.start()
    await until(lambda: asked(desk, "ready"))


async def asked(desk: WatchedDesk, phase: str) -> bool:
    """Whether the process says that it has come so far."""
    await desk._unhealthy()
    return bool(desk.health.get("phase") == phase)


async def true(value: bool) -> bool:
    return value


async def until(reached: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(120):
        while not await reached():
            await asyncio.sleep(LOOK)


# --- how it ends ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def brought(folder: Path, state: State) -> AsyncIterator[WatchedDesk]:
    """A process that is at it."""
    folder.mkdir()
    async with WatchedDesk(folder).opened() as desk, AsyncExitStack() as stack:
        await state(desk, stack)
        yield desk


async def ended(folder: Path, state: State, *signals: signal.Signals) -> End:
    """Bring it there, ask it to stop, and see."""
    async with brought(folder, state) as desk:
        assert desk.process is not None
        begun = time.monotonic()
        for each in signals:
            desk.signal(each)
            await asyncio.sleep(0.5 if len(signals) > 1 else 0)
        code = await asyncio.wait_for(desk.process.wait(), 60)
        seconds = time.monotonic() - begun
        return End(code, seconds, lost(desk), await left(desk.process.pid))


def lost(desk: WatchedDesk) -> int:
    """Messages that are nowhere any more."""
    if not (desk.folder / "a.db").exists():
        return 0
    with sqlite3.connect(f"file:{desk.folder}/a.db?mode=ro", uri=True) as c:
        rows = c.execute("SELECT state FROM deliveries WHERE kind = 'notice'").fetchall()
    return sum(state not in ("pending", "sending", "uncertain", "sent") for (state,) in rows)


async def left(leader: int) -> tuple[str, ...]:
    """What it started and is still there after a moment."""
    end = time.monotonic() + MOMENT
    while (there := commands(leader)) and time.monotonic() < end:
        await asyncio.sleep(LOOK)
    return tuple(there)


def commands(leader: int) -> list[str]:
    """The living processes that it started, by what they were started with."""
    found = []
    for process in in_session(leader):
        with suppress(OSError):
            found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


@pytest.fixture(scope="module")
def ends(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> Mapping[str, End]:
    """One process after the other, for each state."""
    folder, found = tmp_path_factory.mktemp("stops"), {}
    for number, (name, state) in enumerate(STATES.items()):
        found[name] = asyncio.run(ended(folder / str(number), state, signal.SIGTERM))
        came_to(Row(f"SIGTERM while it {name}", 1, found[name].lost, 0, f"ended after {found[name].seconds:.1f} s"))
    print(json.dumps({name: end.seconds for name, end in found.items()}))
    return found


@pytest.mark.parametrize("name", STATES)
def test_it_ends_with_0_within_ten_seconds(ends: Mapping[str, End], name: str) -> None:
    """And leaves no process behind."""
    end = ends[name]
    assert (end.code, end.lost, end.left) == (0, 0, ())
    assert end.seconds <= PROMISED


def test_asked_twice_it_ends_at_once(tmp_path: Path) -> None:
    """While it waits for the lock of its database, which the first signal lets it do."""
    end = asyncio.run(ended(tmp_path / "twice", cannot_write, signal.SIGINT, signal.SIGINT))
    assert end.code == 130
    assert end.left == ()


def test_signals_that_are_heard_plainly_end_it_too_late(tmp_path: Path) -> None:
    """Negative control: the same stop, left to the event loop."""

    async def ends_in_time() -> bool:
        async with brought(tmp_path / "plain", waits_for_a_disk_and_hears_signals_plainly) as desk:
            assert desk.process is not None
            desk.signal(signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(desk.process.wait(), 1.5 * PROMISED)
            return desk.process.returncode is not None

    assert not asyncio.run(ends_in_time())

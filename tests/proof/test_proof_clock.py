"""A machine whose clock is set an hour and a year forth and back, while the program runs and while it stands still.

The clock is really set, for the whole process: by libfaketime, which answers whoever asks the system for the time. The
servers that it talks to know the time. All that is served meanwhile has to be told, once each.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.edges.slack_fake import FakeSlack, closes
from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
pytestmark = pytest.mark.skipif(
    not LIBRARIES, reason="libfaketime is not installed (Debian: apt-get install libfaketime)"
)

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
TRUE = timedelta(0)
# What the clock is wrong by, one after the other, while the program runs.
RUNNING = (HOUR, TRUE, -HOUR, TRUE, YEAR, TRUE, -YEAR, TRUE, YEAR, -YEAR, TRUE)
# And while it stands still: so it is started anew each time.
STARTING = (YEAR, TRUE, -YEAR, TRUE, -26 * YEAR, TRUE, HOUR, -HOUR, TRUE)
# Seconds in which a program that has just begun tells something on a busy machine; and later.
IN_TIME, SOON = 400.0, 60.0
DWELL = 6.0  # seconds that a clock stays as it is at least: it is looked at every five
DESK, OPERATOR = "C0DESK", "C0OPERATOR"


@dataclass
class TimedSlack(FakeSlack):
    """A Slack that names messages by its own time, and gives the history from a moment on, as the real one does."""

    page: int = 100
    dropping: int = 0  # so many cards are taken, and the connection drops before the answer

    async def handle(self, request: web.Request) -> web.StreamResponse:
        card = request.match_info["method"] == "chat.postMessage" and DESK in await request.text()
        if card and self.dropping:
            self.dropping -= 1
            self.faults.append(closes(accepting=True))
        return await super().handle(request)

    async def chat_postmessage(self, said: dict[str, Any]) -> dict[str, Any]:
        answer = await super().chat_postmessage(said)
        self.messages[-1]["ts"] = answer["ts"] = f"{time.time():.6f}"
        return answer

    def _paged(self, asked: dict[str, Any], wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        oldest = float(asked.get("oldest") or 0)
        return super()._paged(asked, lambda message: wanted(message) and float(message["ts"]) >= oldest)

    def texts(self, channel: str) -> list[str]:
        """What was posted there."""
        return [message["text"] for message in self.messages if message["channel"] == channel]


@dataclass
class Stage:
    """Feeds, a Slack, a clock to set, and the program between them."""

    folder: Path
    how: str = "careful"
    slack: TimedSlack = field(default_factory=TimedSlack)
    stories: list[str] = field(default_factory=list)
    command: Sequence[str] = ()
    process: Process | None = None

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def set_clock(self, wrong_by: timedelta) -> None:
        """Set the machine's clock, for whoever looks at it from now on."""
        written = self.clock.with_suffix(".new")
        written.write_text(f"{wrong_by.total_seconds():+.0f}s\n")
        written.replace(self.clock)

    async def rss(self, request: web.Request) -> web.Response:
        """The stories of one feed: every other one."""
        mine = int(request.match_info["feed"])
        items = "".join(
            f"<item><guid isPermaLink='false'>{n}</guid><title>Report {n}</title><description>{text}</description>"
            f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate></item>"
            for n, text in enumerate(self.stories)
            if n % 2 == mine
        )
        return web.Response(text=f"<rss version='2.0'><channel><title>Daily {mine}</title>{items}</channel></rss>")

    def happen(self) -> list[str]:
        """Two stories more, one for each feed. Whom they are about."""
        names = [name_of(len(self.stories) + n) for n in range(2)]
        self.stories += [f"{name} flew to Oslo on Monday, two officials said in the capital." for name in names]
        return names

    async def start(self) -> None:
        """Start the program."""
        faked = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        log = (self.folder / "log").open("ab")
        with log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.proof.clock_program", *self.command,
                cwd=ROOT, env={**os.environ, **faked, "PYTHONPATH": f"{ROOT}:{ROOT}/tests/jobs"}, stdout=log, stderr=log,
            )  # fmt: skip

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    async def told(self, names: Sequence[str], within: float = IN_TIME) -> bool:
        """Whether stories of all of these are told in time."""
        try:
            async with asyncio.timeout(within):
                while not all(any(name in text for text in self.slack.texts(DESK)) for name in names):
                    await asyncio.sleep(0.1)
        except TimeoutError:
            return False
        return True

    def count(self) -> tuple[int, int]:
        """How many stories are not told, and how many messages are told again."""
        texts = self.slack.texts(DESK)
        found = Counter({n: sum(name_of(n) in text for text in texts) for n in range(len(self.stories))})
        return sum(not found[n] for n in range(len(self.stories))), sum(max(0, times - 1) for times in found.values())


def name_of(number: int) -> str:
    """A name of its own for each."""
    letters = "abcdefghij"
    return f"Pat Doe{letters[number // 10]}{letters[number % 10]}"


LIST = "list: desk\ntitle: Desk\npeople:\n" + "".join(
    f"  - {{id: p{n}, name: {name_of(n)}, listings: [{{authority: UN, ref: 'X.{n}', measures: [travel_ban]}}]}}\n"
    for n in range(100)
)


@asynccontextmanager
async def staged(folder: Path, how: str) -> AsyncIterator[Stage]:
    """All of it, opened and closed together."""
    folder.mkdir()
    (folder / "lists").mkdir()
    (folder / "lists" / "desk.yaml").write_text(LIST)
    stage = Stage(folder, how)
    stage.set_clock(TRUE)
    site = web.Application()
    site.router.add_get("/{feed}", stage.rss)
    runner = web.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    async with stage.slack.running() as slack:
        config = folder / "gatewatch.yml"
        config.write_text(
            f"watchlists: [{folder}/lists]\ndatabase: sqlite:///{folder}/a.db\ncache: {folder}/cache\nworkers: 0\n"
            f"polling: {{tick: 1s}}\nslack: {{channel: {DESK}, operator: {OPERATOR}, settle: 5s}}\n"
        )
        feeds = (f"http://127.0.0.1:{port}/0", f"http://localhost:{port}/1")
        stage.command = (str(config), slack, how, *feeds)
        try:
            yield stage
        finally:
            await stage.kill()
            await runner.cleanup()


async def set_while_running(stage: Stage) -> int:
    """Set the clock again and again; stories happen before and after, and the connection drops after Slack took one of them. Trials."""
    stage.happen()
    await stage.start()
    assert await stage.told([name_of(0), name_of(1)]), "it does not run at all"
    trials = 0
    for wrong_by in RUNNING:
        trials += 1
        stage.slack.dropping = 1
        names = stage.happen()
        stage.set_clock(wrong_by)
        await asyncio.sleep(DWELL)
        if not await stage.told([*names, *stage.happen()], SOON):
            break
    return trials


async def set_while_still(stage: Stage) -> int:
    """Kill the program while a message is on its way, set the clock, start it again. Trials."""
    trials = 0
    for wrong_by in STARTING:
        trials += 1
        names = stage.happen()
        stage.set_clock(wrong_by)
        stage.slack.dropping = 1
        await stage.start()
        if not await stage.told(names):
            return trials
        await stage.kill()
    await stage.start()
    await stage.told(stage.happen())
    return trials


async def played(folder: Path, how: str, scene: Callable[[Stage], Any]) -> tuple[int, int, int, list[str]]:
    """Trials, stories lost and told twice, and what the operator was told."""
    async with staged(folder, how) as stage:
        trials = await scene(stage)
        await asyncio.sleep(8.0)  # what would be told twice has been by then
        return trials, *stage.count(), [text for text in stage.slack.texts(OPERATOR) if "clock" in text]


@pytest.mark.parametrize(
    ("fault", "scene", "least"),
    [
        ("the clock is set an hour or a year forth or back", set_while_running, len(RUNNING)),
        ("started with a clock that is wrong, or put right", set_while_still, len(STARTING)),
    ],
)
def test_whatever_the_clock_is_set_to_everything_is_told_once(
    tmp_path: Path, came_to: Callable[[Row], None], fault: str, scene: Callable[[Stage], Any], least: int
) -> None:
    """Polling goes on, nothing is lost, nothing is told twice, and the operator hears of the clock."""
    trials, lost, doubled, heard = asyncio.run(played(tmp_path / "stage", "careful", scene))
    came_to(Row(fault, trials, lost, doubled, "operator, status, doctor" if heard else "nobody"))
    assert (trials, lost, doubled) == (least, 0, 0)
    assert heard


def test_a_program_that_trusts_the_clock_falls_silent(tmp_path: Path) -> None:
    """The control: without a time of its own, and without an end to waits that are too long, stories are lost or told twice."""
    _, lost, doubled, _ = asyncio.run(played(tmp_path / "stage", "trusting", set_while_running))
    assert lost or doubled

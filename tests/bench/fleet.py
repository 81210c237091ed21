"""What a fleet does: many feeds, some real programs, one PostgreSQL that syncs, and kill -9 in between.

    python -m tests.bench.fleet [--feeds 20000] [--programs 4] [--kills 25]

Three figures. *With parsing*: every feed brings its first item, which is parsed, screened and recorded; until all are read.
*Without*: every feed is due and says that nothing changed; until all are asked. *Killed*: a tenth of the feeds has a new item
each time it is asked, and one program after the other dies and is started again; in the end each item that was ever served has
to be on record, once. Each feed is a host of its own on loopback. Feeds, programs and database share the cores of this machine;
processor time is told for each by itself. Ends with 1 when a floor is missed. Needs PostgreSQL (`.ci/postgresql.sh`).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import Connection, func, select, update

from bot.store import schema
from bot.store.database import Database
from tests.bench.feed_site import site
from tests.proof.fleet import Server, running_server
from tests.proof.killed_desk import settings_of_a_folder
from tests.proof.processes import everybody, facts, in_session, parent_of

RATE_FLOOR = 200.0  # feeds a second, without parsing
ROOT = Path(__file__).parents[2]
LIST = "list: desk\npeople:\n- {id: p1, name: Radek Dolbadekvar, source: 'https://lists.test/1'}\n"
NEWS = 10  # one feed in so many has news
WINDOW = 40  # items that a feed with news serves at most: more than come between two polls of it that are written down
PAUSE = (1.0, 6.0)  # seconds between two kills
_TICKS = os.sysconf("SC_CLK_TCK")


def feed_of(number: int, port: int) -> str:
    """The address of a feed, on a host of its own."""
    kind = "news" if number % NEWS == 0 else "feed"
    return f"http://127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}:{port}/{kind}/{number}"


def settings(feeds: int, port: int, database: str) -> str:
    """The settings of all programs."""
    listed = "".join(
        f"- {{url: '{feed_of(number, port)}', every: 1m, lang: en, full_text: never, allow_private: true}}\n"
        for number in range(feeds)
    )
    return f"""{settings_of_a_folder(database)}
log: {{level: warning, format: json}}
polling: {{tick: 1s, concurrency: 64}}
feeds:
{listed}"""


# --- programs ---------------------------------------------------------------------------------------------------------------


@dataclass
class Fleet:
    """The programs at work, and the database that they share."""

    folder: Path
    server: Server
    site: str
    programs: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def start(self) -> None:
        """One program more."""
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "GATEWATCH_"))
        }
        with (self.folder / "log").open("ab") as log:
            self.programs.append(
                await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", "run", "--config", "gatewatch.yml", cwd=self.folder,
                    env=environment | {"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log, start_new_session=True,
                )
            )  # fmt: skip

    async def kill(self, number: int) -> None:
        """Kill -9 of a program and all that it started."""
        program = self.programs.pop(number)
        assert program.returncode is None, "a program ended by itself"
        os.killpg(program.pid, signal.SIGKILL)
        await program.wait()

    async def stop(self) -> None:
        """End all programs in order."""
        for program in self.programs:
            program.terminate()
        assert await asyncio.gather(*(program.wait() for program in self.programs)) == [0] * len(self.programs)
        self.programs.clear()

    def ask(self, question: Callable[[Connection], int]) -> int:
        """Ask the database."""
        with closing(Database.look(self.server.address)) as opened, opened.transaction() as connection:
            return question(connection)

    async def until(self, question: Callable[[Connection], int], wanted: int) -> None:
        """Wait until the answer is as wanted, and tell how far that is."""
        begun = time.monotonic()
        while (found := await asyncio.to_thread(self.ask, question)) != wanted:
            told(f"{found:,} of {wanted:,} after {time.monotonic() - begun:.0f} s")
            await asyncio.sleep(0.5)
        told("")

    def cpu(self) -> tuple[float, float]:
        """Seconds of processor time so far: of the programs, and of the database."""
        programs = sum(_cpu(each) for program in self.programs for each in in_session(program.pid))
        postmaster = int((self.server.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = (each for each in everybody() if parent_of(each) == postmaster)
        return programs, sum(map(_cpu, (Path(f"/proc/{postmaster}"), *children)))

    async def asked(self, path: str) -> int:
        """What the site says."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.site}{path}") as answer:
            return int(await answer.text())


def _cpu(process: Path) -> float:
    """Of a process, and of those that it waited for."""
    return sum(map(int, facts(process)[11:15])) / _TICKS


def told(words: str) -> None:
    """A line that the next one takes the place of, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{words}", end="", file=sys.stderr, flush=True)


# --- what is asked of the database ------------------------------------------------------------------------------------------

_f = schema.feeds.c


def read_once(connection: Connection) -> int:
    """How many feeds were read well."""
    return connection.scalar(select(func.count()).where(_f.last_ok.is_not(None))) or 0


def read_since(since: datetime) -> Callable[[Connection], int]:
    """How many were read well since then."""
    return lambda connection: connection.scalar(select(func.count()).where(_f.last_ok >= since)) or 0


def polled(connection: Connection) -> int:
    """How many polls were begun so far."""
    return int(connection.scalar(select(func.sum(_f.round))) or 0)


def all_due(connection: Connection) -> int:
    """Make every feed due."""
    return connection.execute(update(schema.feeds).values(next_at=datetime.now(UTC))).rowcount


def stored(connection: Connection) -> int:
    """How many items are on record."""
    return connection.scalar(select(func.count()).select_from(schema.articles)) or 0


def distinct(connection: Connection) -> int:
    """How many different ones."""
    return connection.scalar(select(func.count(schema.articles.c.entry_key.distinct()))) or 0


# --- the three figures --------------------------------------------------------------------------------------------------------


async def timed(fleet: Fleet, what: str, work: Callable[[], Awaitable[None]]) -> float:
    """Do it, and print how many feeds a second that is, and what each costs. The rate."""
    (programs, database), polls, begun = fleet.cpu(), fleet.ask(polled), time.monotonic()
    await work()
    took, feeds = time.monotonic() - begun, fleet.ask(polled) - polls
    programs, database = (after - before for after, before in zip(fleet.cpu(), (programs, database), strict=True))
    costs = f"processor time a feed: {1e3 * programs / feeds:.2f} ms in programs, {1e3 * database / feeds:.2f} ms in PostgreSQL"
    print(f"{what:22s} {feeds / took:7.1f} feeds/s ({feeds:,} in {took:.1f} s); {costs}", flush=True)
    return feeds / took


async def killed(fleet: Fleet, given: argparse.Namespace) -> bool:
    """Kills while a tenth of the feeds has news. Whether everything that was served is on record once."""
    chance = random.Random(1)
    before = await fleet.asked("/made")
    for number in range(given.kills):
        told(f"{number} of {given.kills} kills")
        await asyncio.sleep(chance.uniform(*PAUSE))
        await fleet.kill(chance.randrange(len(fleet.programs)))
        await fleet.start()
    await fleet.asked("/quiet")
    begun = datetime.now(UTC)
    fleet.ask(all_due)
    await fleet.until(read_since(begun), given.feeds)
    made = await fleet.asked("/made")
    found, different = fleet.ask(stored), fleet.ask(distinct)
    exact = (found, different) == (made, made)
    print(
        f"{given.kills} times kill -9: {made - before:,} new items served, {made - different} lost, {found - different} doubled: ",
        end="",
    )
    print("exact" if exact else "NOT EXACT")
    return exact


async def run(given: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as name, running_server("fsync=on") as server:
        async with AsyncExitStack() as stack:
            folder = Path(name)
            running = await stack.enter_async_context(site("--everywhere", "--items", str(WINDOW), "--first", "1"))
            (folder / "lists").mkdir()
            (folder / "lists" / "desk.yaml").write_text(LIST)
            (folder / "gatewatch.yml").write_text(settings(given.feeds, running.port, server.address))
            Database.open(server.address).close()
            fleet = Fleet(folder, server, f"http://127.0.0.1:{running.port}")
            for _ in range(given.programs):
                await fleet.start()
            await fleet.until(lambda connection: min(1, read_once(connection)), 1)

            async def reading() -> None:
                await fleet.until(read_once, given.feeds)

            await timed(fleet, "with parsing", reading)

            async def asking() -> None:
                begun = datetime.now(UTC)
                fleet.ask(all_due)
                await fleet.until(read_since(begun), given.feeds)

            rates = [await timed(fleet, "a tenth has news", asking) for _ in range(2)]
            exact = await killed(fleet, given)
            rates.append(await timed(fleet, "nothing new", asking))
            await fleet.stop()
    met = max(rates) >= RATE_FLOOR
    print(f"at least {RATE_FLOOR:g} feeds/s: {'met' if met else 'FLOOR MISSED'}")
    return int(not (met and exact))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=20_000)
    parser.add_argument("--programs", type=int, default=4)
    parser.add_argument("--kills", type=int, default=25)
    return asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())

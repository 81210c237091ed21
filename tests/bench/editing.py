"""How long a saved edit of a short list takes to be in force beside long official ones, in the real program.

    python -m tests.bench.editing [--people 17000] [--files 40] [--edits 5]

The long lists are invented (`tests.bench.invented`), so this runs anywhere. The program runs with a database, its ticks and
one worker process, and without feeds; the first edit comes as soon as it runs. Seconds by the wall clock, in parts: until
the files were looked at twice, until the list was read and put together, until a worker had its index and took over. Ends
with 1 when the floor is missed; look at the load of the machine first.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Python brings this module into every worker; what it imports would be measured with them
    from bot.app import App
    from bot.config import Config
    from bot.lists.load import SourceFile
    from bot.model import Watchlist

FLOOR = 5.0  # seconds
HAND = "list: hand\npeople:\n  - {id: p1, name: Anna Example, source: 'https://lists.test/1'}\n"
ENTRY = "\n  - id:"


class Watch:
    """Stands between the program and the reading of lists, and notes when it began and ended."""

    def __init__(self, app: App) -> None:
        self.began = self.ended = 0.0
        self._load, app.reloading.load = app.reloading.load, self.load

    def load(self, files: Sequence[SourceFile]) -> Watchlist:
        self.began = time.monotonic()
        watchlist = self._load(files)
        self.ended = time.monotonic()
        return watchlist


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=17_000)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--edits", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_lists(Path(folder), given.people, given.files)
        taken = asyncio.run(measured(config_in(Path(folder)), Path(folder) / "mine" / "hand.yaml", given.edits))
    missed = max(taken) > FLOOR
    print(f"longest {max(taken):.2f} s  at most {FLOOR:g}: {'FLOOR MISSED' if missed else 'met'}")
    return int(missed)


def write_lists(folder: Path, people: int, files: int) -> None:
    """So many people in so many official lists, and a short one beside them."""
    from tests.bench.invented import watchlist_yaml

    head, *entries = watchlist_yaml(people).split(ENTRY)
    for number in range(files):
        said = head.replace("invented", f"invented-{number}") + "".join(ENTRY + each for each in entries[number::files])
        (folder / "lists").mkdir(exist_ok=True)
        (folder / "lists" / f"{number}.yaml").write_text(said)
    (folder / "mine").mkdir()
    (folder / "mine" / "hand.yaml").write_text(HAND)


def config_in(folder: Path) -> Config:
    """The program's own settings, with all that it writes in this folder."""
    from pydantic import SecretStr

    from bot.config import Config, ListsConfig

    return Config(
        watchlists=(folder / "mine",),
        lists=ListsConfig(folder=folder / "lists"),
        database=SecretStr(f"sqlite:///{folder / 'bench.db'}"),
        cache=folder / "cache",
    )


async def measured(config: Config, hand: Path, edits: int) -> list[float]:
    """Seconds from each save until the deciders and the workers had it."""
    from bot.app import open_app
    from bot.edges.console import ConsoleChannel
    from bot.edges.gazetteer import open_gazetteer
    from bot.edges.log import set_up_logs
    from bot.wiring import screener_in

    set_up_logs("error", "auto")
    open_gazetteer(config.cache)  # is made once, not at an edit
    begun, until = time.monotonic(), asyncio.Event()
    async with open_app(config, ConsoleChannel(), screener_in(config.cache)) as app:
        running = asyncio.create_task(app.run(until))
        print(f"{len(app.in_force.watchlist.people):,} people; ready after {time.monotonic() - begun:.1f} s")
        watch = Watch(app)
        taken = [await _edited(app, watch, hand, number) for number in range(edits)]
        until.set()
        await running
    return taken


async def _edited(app: App, watch: Watch, hand: Path, number: int) -> float:
    before = app.in_force.watchlist
    await asyncio.sleep(random.random())  # ticks and edits are strangers
    saved = time.monotonic()
    hand.write_text(HAND.replace("Anna", f"Anna the {number}"))
    with suppress(TimeoutError):
        async with asyncio.timeout(120):
            while app.in_force.watchlist is before:
                await asyncio.sleep(0.01)
    now = time.monotonic()
    parts = (watch.began - saved, watch.ended - watch.began, now - watch.ended)
    looked, read, took_over = (f"{part:.2f}" for part in parts)
    load = f"{os.getloadavg()[0]:.1f} programs waiting for a processor"
    print(f"{now - saved:6.2f} s: {looked} looked at, {read} read, {took_over} a worker; {load}")
    return now - saved


if __name__ == "__main__":
    sys.exit(main())

"""Stops the scripted run at every step of it, starts it again, and tells as JSON what came of it.

    python -m tests.proof.crash_sweep FOLDER HOW SHARE SHARES [MOST]

One process imports all that a program needs, plays the script once without a crash, and keeps the folder as it was at the
beginning of each scene. A point is a step of a scene. For each a fork dies there, in a copy of that folder; another one is
started on what is left and plays on, as a fresh program would: until everything is as it was in the run without a crash,
else to the end of the script. `SHARE` of `SHARES` says which points are for this process, `MOST` how many there are in all.

`HOW` is a row of `HOWS`: all but the first leave out something that is needed, and are stopped where that matters.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.ports import Channel, GiveUp, Sent, TryAgain
from tests.proof.crash_life import Life, begin, settings
from tests.proof.crash_record import Difference, Record, difference, everything
from tests.proof.crash_steps import DIED, Steps
from tests.proof.crash_world import LISTS, SCENES

# Steps that are tried of one scene; of short ones every second, of every second scene those between.
MOST = 72


# --- what is left out by way of trial ---------------------------------------------------------------------------------------


class Blind(Channel):
    """Never looks: what has no answer counts as not told."""

    found: Sent | None = None

    def __init__(self, channel: Channel) -> None:
        self.post, self.update = channel.post, channel.update  # type: ignore[method-assign]

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        return self.found

    async def standing(
        self, channel: str, since: datetime, thread: str | None = None
    ) -> Mapping[str, str] | TryAgain | GiveUp:
        return {}


class Trusting(Blind):
    """Never looks: what has no answer counts as told."""

    found = Sent("1.000000")


def commit_each(connection: Connection) -> None:
    """What should be one transaction is as many as it has statements."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("COMMIT")
    driver.execute("BEGIN IMMEDIATE")


@dataclass(frozen=True, slots=True)
class How:
    """What a program does wrong, and the steps at which it is stopped."""

    steps: str = ""
    channel_of: Callable[[Channel], Channel] = lambda channel: channel
    each_statement: Callable[[Connection], None] | None = None


HOWS: Mapping[str, How] = {
    "careful": How(),
    "blind": How("after post", Blind),
    "trusting": How("before post", Trusting),
    "piecemeal": How("before insert into (articles|decisions|alerts|deliveries)", each_statement=commit_each),
}

# --- the sweep --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """One crash, and what it came to."""

    scene: int
    step: int
    what: str
    lost: Sequence[str] = ()
    doubled: Sequence[str] = ()
    otherwise: Sequence[str] = ()  # also where the crash did not happen, or the second program failed
    at_once: bool = True  # everything was as in the run without a crash when the scene was over


class Sweep:
    """The run without a crash, and crashes of it."""

    def __init__(self, folder: Path, how: How) -> None:
        self._folder, self._how = folder, how
        self._steps, self._config = Steps(), settings()
        self._steps.watch(each_statement=how.each_statement)
        self._after: list[str] = []  # everything there was, scene by scene
        self._wanted: Record | None = None

    def undisturbed(self) -> None:
        """Play the script, and keep what there was at the beginning of each scene."""
        begin(self._start(0))
        begin(self._folder / "whole")
        life = self._life()

        async def played() -> None:
            async with life.opened(0) as app:
                for scene in range(len(SCENES)):
                    if scene:
                        shutil.copytree(".", self._start(scene))
                    await life.play(app, scene)
                    self._after.append(everything(life.slack.posts()))

        asyncio.run(played())
        self._wanted = Record.of(life.slack.posts())

    def points(self) -> Iterator[Point]:
        """Every step of every scene, as a program takes them that begins with that scene."""
        for scene in range(len(SCENES)):
            _, taken = in_fork(partial(self._first, scene, -1))
            stride = max(2, ceil(len(taken) / MOST))
            yield from (Point(scene, step, taken[step]) for step in range(scene % 2, len(taken), stride))

    def crash(self, point: Point) -> Point:
        """Let a program die there, and another one take over."""
        ended, said = in_fork(partial(self._first, point.scene, point.step))
        if ended != DIED:
            return replace(point, otherwise=(f"it did not die: {said}",))
        ended, said = in_fork(partial(self._second, point.scene))
        return replace(point, otherwise=(said,)) if ended else replace(point, **said)

    def _start(self, scene: int) -> Path:
        return self._folder / f"scene {scene}"

    def _life(self) -> Life:
        return Life(self._steps, self._config, self._how.channel_of)

    def _first(self, scene: int, fatal: int) -> list[str]:
        """A program that begins with the scene and dies in it. The steps that it took, where it did not."""
        shutil.rmtree(self._folder / "here", ignore_errors=True)
        shutil.copytree(self._start(scene), self._folder / "here")
        os.chdir(self._folder / "here")
        life = self._life()

        async def lived() -> None:
            life.begin(scene)
            starts_otherwise = list(SCENES)[scene] in LISTS  # than any other start, whose steps need not be taken again
            if starts_otherwise:
                self._steps.begin(fatal)
            async with life.opened(scene) as app:
                if not starts_otherwise:
                    self._steps.begin(fatal)
                await life.play(app, scene)

        asyncio.run(lived())
        return self._steps.taken

    def _second(self, first: int) -> dict[str, Any]:
        """A program that finds what the first one left, and what it came to."""
        os.chdir(self._folder / "here")
        life = self._life()

        async def lived() -> int | None:
            """The scene after which everything was the same."""
            async with life.opened(first) as app:
                for scene in range(first, len(SCENES)):
                    await life.play(app, scene)
                    if everything(life.slack.posts()) == self._after[scene]:
                        return scene
            return None

        same = asyncio.run(lived())
        assert self._wanted is not None
        found = difference(self._wanted, Record.of(life.slack.posts())) if same is None else Difference()
        return asdict(found) | {"at_once": same == first}


def in_fork(work: Callable[[], Any]) -> tuple[int, Any]:
    """The exit code of a fork that does the work, and what came of it; where it failed, why."""
    reads, writes = os.pipe()
    if (child := os.fork()) == 0:
        try:
            said, code = work(), 0
        except BaseException:
            said, code = traceback.format_exc(), 1
        os.write(writes, json.dumps(said).encode())
        os._exit(code)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, json.loads(said) if said else None


def main(folder: Path, how: How, share: int, shares: int, most: int | None = None) -> None:
    """Do a share of the points; one line of JSON each."""
    sweep = Sweep(folder, how)
    sweep.undisturbed()
    gc.collect()
    gc.freeze()  # forks copy no page for the collector's sake
    points = (point for point in sweep.points() if re.match(how.steps, point.what))
    for point in islice(points, share, most, shares):
        print(json.dumps(asdict(sweep.crash(point))), flush=True)


if __name__ == "__main__":
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(50), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    main(Path(sys.argv[1]), HOWS[sys.argv[2]], *map(int, sys.argv[3:]))

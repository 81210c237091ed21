"""Alerts in bad weather, with the sender killed again and again: none is lost, none is told twice."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.deliveries import State
from bot.store.schema import deliveries
from tests.edges.slack_emulator import channel_ids, need_emulator, running_emulator
from tests.proof.slack_audit import Audit, audit, read_all
from tests.proof.slack_stories import posts, script
from tests.proof.slack_weather import Weather, bad_weather

ROOT = Path(__file__).parents[2]
SEED = 7
CHANNELS = 24
MESSAGES = 300
KILLS = 5
LIVES = (40, 160)  # requests that a sender may make before it is killed
WITHIN = 600  # seconds for one storm, on a busy machine


@dataclass(frozen=True)
class Storm:
    """What one storm came to."""

    messages: int
    kills: int
    caught: int  # deliveries that a kill left half done
    weather: Weather
    states: Counter[State]
    found: Audit

    def __str__(self) -> str:
        faults = ", ".join(f"{name}: {n}" for name, n in sorted(self.weather.faults.items()))
        states = ", ".join(f"{n} {state.value}" for state, n in sorted(self.states.items()))
        return (
            f"{self.messages} messages, {self.kills} kills ({self.caught} messages half sent), {states}; "
            f"{self.weather.requests} requests ({faults}); {self.found}"
        )


async def storm(folder: Path, how: str, messages: int) -> Storm:
    """Tell the script through bad weather with senders that are killed, and look at what stands in Slack then."""
    with running_emulator(folder, [f"desk-{n}" for n in range(CHANNELS)]) as slack:
        ids = sorted(channel_ids(slack).values())
        async with bad_weather(slack, SEED) as weather:
            database = folder / "a.db"
            arguments = (str(database), weather.base_url, how, str(messages), *ids)
            kills, caught = await asyncio.wait_for(_send(arguments, weather, database), WITHIN)
        events = script(ids, messages)
        found = audit(events, await asyncio.to_thread(read_all, slack, ids))
    return Storm(sum(len(posts(e)) for e in events), kills, caught, weather, _states(database), found)


async def _send(arguments: Sequence[str], weather: Weather, database: Path) -> tuple[int, int]:
    """One sender after the other, each killed when it has made a few requests, until one comes to its end."""
    random, kills, caught = Random(SEED), 0, 0
    environment = _environment(database.with_name("bytecode"))
    while True:
        sender = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.proof.slack_sender", *arguments, cwd=ROOT, env=environment
        )
        ended = asyncio.create_task(sender.wait())
        enough = asyncio.create_task(weather.seen(weather.requests + random.randint(*LIVES)))
        try:
            await asyncio.wait({ended, enough}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(random.uniform(0, 0.2))
            if ended.done():
                assert ended.result() == 0, "the sender failed"
                return kills, caught
        finally:
            enough.cancel()
            if not ended.done():
                sender.kill()
            await ended
        kills += 1
        caught += _states(database)[State.SENDING]


def _environment(bytecode: Path) -> dict[str, str]:
    """That of a sender: Slack is near, and what it imports is compiled once and not at every start."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    kept = {name: value for name, value in os.environ.items() if name.upper() not in left_out}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode)}


def _states(database: Path) -> Counter[State]:
    """How many deliveries are in which state."""
    opened = Database.look(f"sqlite:///{database}")
    with opened.snapshot() as c:
        rows = c.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state)).all()
    opened.close()
    return Counter({State(state): n for state, n in rows})


def test_bad_weather_loses_and_doubles_nothing(tmp_path: Path) -> None:
    need_emulator()
    came_to = asyncio.run(storm(tmp_path, "careful", MESSAGES))
    print(came_to)
    assert came_to.found.clean, f"{came_to}\n{came_to.found!r}"


@pytest.mark.parametrize("how", ["blind", "trusting", "hasty"])
def test_controls(tmp_path: Path, how: str) -> None:
    need_emulator()
    came_to = asyncio.run(storm(tmp_path, how, 150))
    print(came_to)
    assert not came_to.found.clean

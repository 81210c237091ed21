"""Thousands of alerts through a Slack in bad weather, by a sender that is killed again and again.

The Slack is one that nobody here wrote. What stands in it in the end is read from it directly.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from bot.alerts.repeat import REPEAT
from bot.store.database import Database
from bot.store.deliveries import Kind, State
from bot.store.schema import deliveries
from tests.edges.slack_emulator import channel_ids, need_emulator, running_emulator
from tests.proof.processes import environment
from tests.proof.slack_audit import Audit, Standing, audit, read_all
from tests.proof.slack_stories import Event, posts, script
from tests.proof.slack_weather import FINE, WEATHER, Weather, bad_weather
from tests.proof.table import Row

ROOT = Path(__file__).parents[2]
SEED = 20_160_414
CHANNELS = tuple(f"desk-{n}" for n in range(24))
MESSAGES = 5_000
KILLS = 25  # at least; with messages that they leave half sent
EACH_FAULT = 10  # so often at least
LIFE = (120, 450)  # requests that a sender may make before it is killed
WITHIN = 1_200  # seconds for one storm, on a busy machine

CONTROL_MESSAGES, CONTROL_LIFE = 400, (50, 200)
# What a sender does wrong, by what it leaves out: `tests.proof.slack_sender.SENDERS`.
CONTROLS = {"blind": "doubled", "trusting": "lost", "hasty": "doubled"}


@dataclass(frozen=True, slots=True)
class Storm:
    """What one storm came to."""

    how: str
    messages: int
    kills: int
    half_sent: int  # messages, by the kills
    weather: Weather
    states: Counter[State]
    audit: Audit

    def __str__(self) -> str:
        return (
            f"{self.how}: {self.messages:,} messages ({_counts(self.states)}), {self.kills} kills with {self.half_sent} "
            f"messages half sent, {self.weather.met.total():,} requests ({_counts(self.weather.met)}), "
            f"{self.weather.landed_late} landed late: {self.audit}"
        )


def _counts(counter: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {n:,}" for name, n in sorted(counter.items()))


# --- a storm --------------------------------------------------------------------------------------------------------------


async def storm(folder: Path, how: str, messages: int, life: tuple[int, int]) -> Storm:
    """Tell the script through bad weather by senders that are killed, and look at what stands in Slack then."""
    folder.mkdir(exist_ok=True)
    database = folder / "a.db"
    with running_emulator(folder, CHANNELS) as slack:
        ids = channel_ids(slack)
        channels = [ids[name] for name in CHANNELS]
        async with bad_weather(slack, SEED) as weather:
            command = (str(database), weather.base_url, how, str(messages), *channels)
            kills, half_sent = await asyncio.wait_for(_send(command, weather, database, life), WITHIN)
        standing = await asyncio.to_thread(read_all, slack, channels)
    events = script(channels, messages)
    told = sum(len(posts(event)) for event in events)
    return Storm(how, told, kills, half_sent, weather, _states(database), audit(events, standing))


async def _send(command: Sequence[str], weather: Weather, database: Path, life: tuple[int, int]) -> tuple[int, int]:
    """One sender after the other, each killed when it has lived, until one comes to its end. Kills, messages half sent."""
    random = Random(SEED)
    kills = half_sent = 0
    while True:
        sender = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.proof.slack_sender", *command, cwd=ROOT, env=environment()
        )
        ended, lived = asyncio.create_task(sender.wait()), asyncio.create_task(weather.seen(random.randint(*life)))
        try:
            await asyncio.wait((ended, lived), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait((ended,), timeout=random.uniform(0, 0.2))
            if ended.done():
                assert ended.result() == 0, "the sender failed"
                return kills, half_sent
        finally:
            lived.cancel()
            if not ended.done():
                sender.kill()
            await ended
        kills += 1
        half_sent += _states(database)[State.SENDING]


def _states(database: Path) -> Counter[State]:
    """How many deliveries are in which state."""
    opened = Database.look(f"sqlite:///{database}")
    with opened.snapshot() as c:
        rows = c.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state)).all()
    opened.close()
    return Counter({State(state): n for state, n in rows})


# --- what it comes to -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> Storm:
    """The storm that the sender as it is comes through."""
    need_emulator()
    passed = asyncio.run(storm(tmp_path_factory.mktemp("storm"), "careful", MESSAGES, LIFE))
    print(f"\n{passed}")
    found, met = passed.audit, passed.weather.met
    faulty = met.total() - met[FINE.name]
    came_to(Row("Slack's answers are late, wrong or lost", faulty, len(found.lost), len(found.doubled), "not needed"))
    came_to(Row("kill -9 of a sender", passed.kills, len(found.lost), len(found.doubled), "not needed"))
    return passed


@pytest.fixture(scope="module")
def controls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Storm]:
    """Smaller storms, side by side, for senders that leave something out."""
    need_emulator()
    folder = tmp_path_factory.mktemp("controls")

    async def all_of_them() -> list[Storm]:
        storms = (storm(folder / how, how, CONTROL_MESSAGES, CONTROL_LIFE) for how in CONTROLS)
        return await asyncio.gather(*storms)

    came_to = asyncio.run(all_of_them())
    print("", *came_to, sep="\n")
    return {each.how: each for each in came_to}


def test_nothing_is_lost_or_doubled(bad: Storm) -> None:
    """Every message stands in Slack once, under its card, in the order of its story; cards show their last version."""
    assert bad.messages >= MESSAGES
    assert bad.audit == Audit(), f"{bad}\n{bad.audit!r}"


def test_nothing_is_left_open(bad: Storm) -> None:
    """The store knows that all of it is told."""
    assert set(bad.states) == {State.SENT, State.SUPERSEDED}, bad


def test_the_weather_was_bad(bad: Storm) -> None:
    """Every fault happened, again and again, and senders died with messages on their way."""
    assert {name: n for name, n in bad.weather.met.items() if n < EACH_FAULT} == {}
    assert set(bad.weather.met) == {each.name for each in (FINE, *WEATHER)}
    assert bad.weather.landed_late >= EACH_FAULT, bad
    assert min(bad.kills, bad.half_sent) >= KILLS, bad


@pytest.mark.parametrize(("how", "wrong"), CONTROLS.items())
def test_whoever_does_not_look_in_time_fails(controls: dict[str, Storm], how: str, wrong: str) -> None:
    """Negative control: the same weather, and the history not looked into, believed to hold all, or looked into too early."""
    assert getattr(controls[how].audit, wrong), controls[how]


# --- the audit itself -----------------------------------------------------------------------------------------------------

Standings = list[Standing]


@pytest.fixture(scope="module")
def events() -> tuple[Event, ...]:
    return script(("C1", "C2"), 200)


def told_well(events: Sequence[Event]) -> Iterator[Standing]:
    """What stands in Slack when everything went well."""
    last = {(each.channel, each.alert_key): each.message.text for e in events for each in e if each.kind is Kind.UPDATE}
    cards: dict[tuple[str, str | None], str] = {}
    for number, new in enumerate(new for event in events for new in posts(event)):
        ts, story = f"1500000000.{number:06}", (new.channel, new.alert_key)
        if new.kind is Kind.CARD:
            cards[story] = ts
            yield Standing(new.channel, ts, None, last.get(story, new.message.text))
        else:
            yield Standing(new.channel, ts, cards.get(story), new.message.text)


def test_the_audit_finds_nothing_where_nothing_is_wrong(events: tuple[Event, ...]) -> None:
    """Told once and in order, everything is in order."""
    assert audit(events, list(told_well(events))) == Audit()


def place_of(standing: Standings, word: str) -> int:
    return next(n for n, each in enumerate(standing) if word in each.text)


def without(standing: Standings, word: str) -> Standings:
    return [each for n, each in enumerate(standing) if n != place_of(standing, word)]


def again(standing: Standings, word: str) -> Standings:
    return [*standing, replace(standing[place_of(standing, word)], ts="1500000001.000000")]


def changed(standing: Standings, word: str, **how: str | None) -> Standings:
    return [replace(each, **how) if n == place_of(standing, word) else each for n, each in enumerate(standing)]  # type: ignore[arg-type]


def a_thread_turned_round(standing: Standings) -> Standings:
    first, second = (standing[place_of(standing, f"story 0 reply {version}")].ts for version in (2, 3))
    return changed(changed(standing, "story 0 reply 2", ts=second), "story 0 reply 3", ts=first)


@pytest.mark.parametrize("kind", ["card", "reply", "map", "digest"])
def test_the_audit_finds_what_is_lost_or_doubled(events: tuple[Event, ...], kind: str) -> None:
    """Whatever kind of message it is."""
    well = list(told_well(events))
    assert len(audit(events, without(well, kind)).lost) == 1
    assert len(audit(events, again(well, kind)).doubled) == 1


@pytest.mark.parametrize(
    ("damage", "wrong"),
    [
        pytest.param(lambda well: changed(well, "reply", thread=None), {"astray"}, id="a reply in the channel"),
        pytest.param(lambda well: changed(well, "digest", thread="1.0"), {"astray"}, id="a digest in a thread"),
        pytest.param(a_thread_turned_round, {"disordered"}, id="replies in another order"),
        pytest.param(
            lambda well: changed(well, "story 0 card", text="story 0 card as of 1"), {"stale"}, id="a card left as it was"
        ),
        pytest.param(
            lambda well: changed(well, "digest", text=f"{REPEAT} digest 19 as of 1"), {"lost", "doubled"}, id="a marked repeat"
        ),
        pytest.param(
            lambda well: changed(well, "digest", channel="C3"), {"lost", "doubled"}, id="a message in another channel"
        ),
    ],
)  # fmt: skip
def test_the_audit_finds_what_is_wrong(
    events: tuple[Event, ...], damage: Callable[[Standings], Standings], wrong: set[str]
) -> None:
    """And nothing else."""
    found = audit(events, damage(list(told_well(events))))
    assert {name for name in Audit.__slots__ if getattr(found, name)} == wrong

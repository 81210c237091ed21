"""The real program dies of kill -9 two hundred times, while news comes in and Slack is slow: each trip is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import pytest
from edges.slack_emulator import channel_ids, need_emulator, running_emulator

from tests.proof.killed_audit import Audit, audit
from tests.proof.killed_desk import PROGRAM, Desk, Kills, desk_in, waited
from tests.proof.killed_moments import Moment, landed, moments
from tests.proof.killed_site import OUTLETS, SlowSlack, around
from tests.proof.slack_audit import read_all
from tests.proof.table import Row

SEED = 20_160_414
DESKS, KILLS, CONTROL_KILLS = 3, 67, 6
EACH = 10  # so often at least a kill met what it is to meet
ALONE = 10  # one kill in so many is of the program alone, not of all that it started
FIRST = 6  # journeys at once; one more with each kill, so that no channel is told more in a minute than one by one
CHANNELS = tuple(f"desk-{n}" for n in range(4))
WITHIN = 1_500  # seconds, on a busy machine


# --- a desk that is killed --------------------------------------------------------------------------------------------------


def unanswered(_: Random, slow: SlowSlack) -> Iterator[Moment]:
    """Whenever Slack has a message and has not answered."""
    while True:
        yield partial(landed, slow)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a desk."""

    kills: Kills
    travellers: int
    audit: Audit

    def __str__(self) -> str:
        k = self.kills
        return (
            f"{k.number} kills ({k.before_running} before it worked, {k.half_sent} with messages half sent, {k.held} with leases, "
            f"{k.alone} of the program alone, after which {k.survivors} processes lived on), {self.travellers} trips: {self.audit}"
        )


async def killed(
    folder: Path,
    seed: int,
    kills: int,
    program: Sequence[str] = PROGRAM,
    when: Callable[[Random, SlowSlack], Iterator[Moment]] = moments,
) -> Outcome:
    """Let a desk work, kill it so often, let it finish, and look at what stands in Slack then."""
    folder.mkdir(parents=True)
    random = Random(seed)
    with running_emulator(folder, CHANNELS) as slack:
        ids = channel_ids(slack)
        channels = [ids[name] for name in CHANNELS]
        async with around(slack, seed) as (site, slow):
            desk = desk_in(folder, site, slow.base_url, channels, program=program)
            await _until(desk, lambda: desk.polled() == OUTLETS)  # what feeds bring at first is no news
            site.travellers = FIRST
            for number, moment in zip(range(kills), when(random, slow), strict=False):
                site.travellers += 1
                await desk.killed(moment, alone=number % ALONE == ALONE - 1)
            site.over = True
            await _until(
                desk,
                lambda: (
                    desk.articles() == OUTLETS + 2 * site.travellers and bool(left := desk.look()) and not left.unsent
                ),
            )
        standing = await asyncio.to_thread(read_all, slack, channels)
    return Outcome(desk.kills, site.travellers, audit(site.travellers, channels, standing))


async def _until(desk: Desk, done: Callable[[], bool]) -> None:
    """Let the program work undisturbed until that is so, and a moment longer; it ends in order when it is asked to."""
    async with desk.life() as life:
        await life.running()
        await waited(done, life)
        assert not await life.stop()


@pytest.fixture(scope="module")
def all_desks(tmp_path_factory: pytest.TempPathFactory, came_to: Callable[[Row], None]) -> list[Outcome]:
    """The desks as they are, side by side; the last one is killed with messages on their way, and never looks whether they arrived."""
    need_emulator()
    folder = tmp_path_factory.mktemp("kills")
    careless = ("-m", "tests.proof.careless_desk", "gatewatch.yml")

    async def all_of_them() -> list[Outcome]:
        desks = (killed(folder / f"{n}", SEED + n, KILLS) for n in range(DESKS))
        control = killed(folder / "careless", SEED, CONTROL_KILLS, careless, unanswered)
        return await asyncio.wait_for(asyncio.gather(*desks, control), WITHIN)

    came = asyncio.run(all_of_them())
    print("", *came, sep="\n")
    desks = came[:DESKS]
    lost, doubled = (sum(len(getattr(each.audit, what)) for each in desks) for what in ("lost", "doubled"))
    came_to(Row("kill -9 of the whole program", sum(each.kills.number for each in desks), lost, doubled, "not needed"))
    return came


@pytest.fixture
def desks(all_desks: list[Outcome]) -> list[Outcome]:
    """Those that look."""
    return all_desks[:DESKS]


def test_every_trip_is_told_once(desks: list[Outcome]) -> None:
    """Each in its channel, on one card, with the second report in its thread."""
    assert [each.audit for each in desks] == [Audit()] * DESKS
    assert sum(each.travellers for each in desks) >= 200


def test_the_kills_came_at_all_kinds_of_moments(desks: list[Outcome]) -> None:
    """While the program started, while messages were on their way, while feeds were claimed."""
    kills = [each.kills for each in desks]
    assert sum(each.number for each in kills) >= 200
    for what in ("before_running", "half_sent", "held"):
        assert sum(getattr(each, what) for each in kills) >= EACH, what


def test_no_process_outlives_the_program(desks: list[Outcome]) -> None:
    """Workers and what they come from end by themselves when the program alone is killed."""
    assert sum(each.kills.alone for each in desks) >= EACH
    assert sum(each.kills.survivors for each in desks) == 0


def test_whoever_does_not_look_tells_twice(all_desks: list[Outcome]) -> None:
    """Negative control."""
    assert all_desks[-1].audit.doubled

"""One process after the other: each is started, works until it is stopped or dies, and is buried."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from random import Random

from sqlalchemy.exc import DBAPIError

from bot.app import open_app
from bot.errors import GatewatchError
from tests.proof.simulation.crowd import Crowd
from tests.proof.simulation.plan import DAY
from tests.proof.simulation.rhythm import Rhythm
from tests.proof.simulation.screening import screener_of
from tests.proof.simulation.world import World, config_of, in_the_world

PATIENCE = 7.0  # seconds that ticks under way get when the program is stopped
# How soon a supervisor starts it again, and how soon again where it does not start.
_RESTART, _AGAIN = (2.0, 900.0), (20.0, 600.0)
# Steps that it may live on after the moment of a crash: so it dies in the midst of work.
_STEPS = 60


async def pass_time(world: World) -> None:
    """One process after the other, until the time of the plan is over."""
    loop = asyncio.get_running_loop()
    for at, write in world.lists.edits():
        loop.call_at(at, write)
    for at in world.plan.crashes:
        loop.call_at(at, world.fate.strike_after, world.random.randrange(_STEPS))
    stops = [*world.plan.deploys, world.plan.days * DAY]
    random = world.child()
    while (now := loop.time()) < stops[-1]:
        await _one_life(world, next(at for at in stops if at > now), random)
        pause = _RESTART if world.app is not None else _AGAIN
        world.app = None
        await asyncio.sleep(random.uniform(*pause))


async def _one_life(world: World, until: float, random: Random) -> None:
    """One process, from its start until it is stopped, or dies."""
    world.lives += 1
    world.fate.revive()
    process = asyncio.create_task(_process(world, until, Random(random.getrandbits(64))))
    died = asyncio.create_task(world.fate.called.wait())
    await asyncio.wait((process, died), return_when=asyncio.FIRST_COMPLETED)
    if world.fate.struck:
        world.trace.note("crash", world.fate.steps)
        await _bury()
        await asyncio.gather(process, return_exceptions=True)
        return
    died.cancel()
    try:
        await process
    except (GatewatchError, DBAPIError) as error:
        world.trace.note("start failed", type(error).__name__)
        world.fate.strike()
        await _bury()


async def _bury() -> None:
    """End all that is left of a process. It can do nothing any more: what it frees is what a system frees of the dead."""
    while left := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _process(world: World, until: float, random: Random) -> None:
    async with open_app(config_of(world), world.slack, screener_of, clock=world.clock) as app:
        world.app = app = in_the_world(app, world, random)
        world.trace.note("started", len(app.in_force.watchlist.people))
        rhythm = Rhythm(world.database, world.clock, Random(random.getrandbits(64)), world.trace, world.pace.pauses)
        ticks = [asyncio.create_task(rhythm.keep(tick), name=tick.name) for tick in app.ticks()]
        crowd = asyncio.create_task(Crowd(app, world.slack, world.trace, Random(random.getrandbits(64))).keep())
        try:
            await _work((*ticks, crowd), until - asyncio.get_running_loop().time())
            if until >= world.plan.days * DAY:
                await app.once()  # what somebody asked for a moment ago is told before anything is counted
            app.stopping.set()
            await _work((*ticks, crowd), PATIENCE)
        finally:
            for task in (*ticks, crowd):
                task.cancel()
            await asyncio.gather(*ticks, crowd, return_exceptions=True)
            rhythm.close()
        world.trace.note("stopped")


async def _work(tasks: Sequence[asyncio.Task[None]], seconds: float) -> None:
    """Let them work for so long. None of them ends by itself: what ended it is raised here."""
    ended, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in ended:
        task.result()

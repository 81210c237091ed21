"""Ticks keep coming: late ones, failing ones, slow ones; and they stop in time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from bot.jobs.scheduler import DEFAULTS, Tick, Ticking


def now() -> datetime:
    return datetime.now(UTC)


def test_no_tick_is_dropped_for_being_late() -> None:
    """The library's defaults would drop a tick that is a second late and pile up missed ones; ours are set."""

    async def tick() -> None: ...

    ticking = Ticking([Tick("poll", 5, tick)], now())
    assert DEFAULTS == {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    asyncio.run(_start_and_look(ticking))


async def _start_and_look(ticking: Ticking) -> None:
    ticking.start()
    (job,) = ticking.scheduler.get_jobs()
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    await ticking.stop(1)


def test_a_blocked_loop_loses_nothing_and_floods_nothing() -> None:
    """After two seconds of standstill the tick that was missed comes once, not twenty times."""
    seen: list[float] = []

    async def tick() -> None:
        seen.append(time.monotonic())

    async def scene() -> None:
        ticking = Ticking([Tick("t", 0.1, tick)], now())
        ticking.start()
        await asyncio.sleep(0.05)
        time.sleep(2)
        after = time.monotonic()
        await asyncio.sleep(0.12)
        late = [at for at in seen if at >= after]
        assert 1 <= len(late) <= 2
        await ticking.stop(1)

    asyncio.run(scene())


def test_a_failing_tick_comes_again_beside_the_others() -> None:
    """An exception in one job ends neither it nor the others."""
    seen: list[str] = []

    async def bad() -> None:
        seen.append("bad")
        raise ValueError("a bug")

    async def good() -> None:
        seen.append("good")

    async def scene() -> None:
        ticking = Ticking([Tick("bad", 0.05, bad), Tick("good", 0.05, good)], now())
        ticking.start()
        await asyncio.sleep(0.25)
        await ticking.stop(1)

    asyncio.run(scene())
    assert min(seen.count("bad"), seen.count("good")) >= 2


def test_stopping_waits_for_what_runs_and_not_for_ever() -> None:
    """A tick under way may end; one that does not is cancelled when patience is over."""
    seen: list[str] = []

    async def short() -> None:
        await asyncio.sleep(0.2)
        seen.append("short ended")

    async def endless() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("endless cancelled")
            raise

    async def scene() -> float:
        ticking = Ticking([Tick("short", 60, short), Tick("endless", 60, endless)], now())
        ticking.start()
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        await ticking.stop(0.5)
        return time.monotonic() - begun

    assert asyncio.run(scene()) < 1
    assert seen == ["short ended", "endless cancelled"]

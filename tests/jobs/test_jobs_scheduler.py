"""Ticks keep coming: late ones, failing ones, slow ones; and they stop in time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from bot.jobs.scheduler import DEFAULTS, Every, Tick, Ticking


def test_no_tick_is_dropped_for_being_late() -> None:
    """The library's defaults would drop a tick that is a second late and pile up missed ones; ours are set."""

    async def tick() -> None: ...

    async def scene() -> None:
        ticking = Ticking([Tick("poll", 5, tick)])
        ticking.start()
        (job,) = ticking.scheduler.get_jobs()
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        await ticking.stop(1)

    assert DEFAULTS == {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    asyncio.run(scene())


def test_ticks_go_on_when_the_clock_is_set() -> None:
    """After a jump of an hour or a year, either way, ticks come again within seconds, and none is made up for."""

    async def jumped(jump: timedelta) -> int:
        seen: list[float] = []

        async def tick() -> None:
            seen.append(time.monotonic())

        ticking = Ticking([Tick("t", 0.5, tick)])
        ticking.start()
        await asyncio.sleep(0.1)
        # To the scheduler a clock set back looks like a next run that lies far ahead, one set forth like one long past.
        ticking.scheduler.modify_job("t", next_run_time=datetime.now(UTC) - jump)
        before = len(seen)
        await asyncio.sleep(4.7)
        await ticking.stop(1)
        return len(seen) - before

    async def scene() -> list[int]:
        hour, year = timedelta(hours=1), timedelta(days=366)
        return await asyncio.gather(*(jumped(jump) for jump in (-year, -hour, hour, year)))

    back_a_year, back, forth, forth_a_year = asyncio.run(scene())
    assert min(back_a_year, back) >= 1
    assert 8 <= min(forth, forth_a_year) <= max(forth, forth_a_year) <= 11


def test_every_misses_nothing_and_makes_up_for_nothing() -> None:
    """At once at first, then one interval from now, however long ago the last time was."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert Every(5).get_next_fire_time(None, now) == now
    for ago in (0, 1, 10**8):
        assert Every(5).get_next_fire_time(now - timedelta(seconds=ago), now) == now + timedelta(seconds=5)


def test_a_blocked_loop_loses_nothing_and_floods_nothing() -> None:
    """After a second and a half of standstill the tick that was missed comes once, not fifteen times."""
    seen: list[float] = []

    async def tick() -> None:
        seen.append(time.monotonic())

    async def scene() -> None:
        ticking = Ticking([Tick("t", 0.1, tick)])
        ticking.start()
        await asyncio.sleep(0.05)
        time.sleep(1.5)
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
        ticking = Ticking([Tick("bad", 0.05, bad), Tick("good", 0.05, good)])
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
        ticking = Ticking([Tick("short", 60, short), Tick("endless", 60, endless)])
        ticking.start()
        await asyncio.sleep(0.1)
        begun = time.monotonic()
        await ticking.stop(0.5)
        return time.monotonic() - begun

    assert asyncio.run(scene()) < 1
    assert seen == ["short ended", "endless cancelled"]


def test_each_end_of_a_tick_is_heard() -> None:
    """With its name, how long it took, and what it raised."""
    heard: list[tuple[str, bool, str]] = []

    async def bad() -> None:
        await asyncio.sleep(0.1)
        raise ValueError("a bug")

    async def good() -> None: ...

    async def scene() -> None:
        ticks = [Tick("bad", 60, bad), Tick("good", 60, good)]
        ticking = Ticking(ticks, lambda name, took, error: heard.append((name, took >= 0.1, str(error))))
        ticking.start()
        await asyncio.sleep(0.3)
        await ticking.stop(1)

    asyncio.run(scene())
    assert sorted(heard) == [("bad", True, "a bug"), ("good", False, "None")]

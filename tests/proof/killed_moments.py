"""Moments at which a program is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from random import Random

from tests.proof.killed_desk import Life
from tests.proof.killed_site import SlowSlack

# Shares of the kills that come at any moment after the start, also before the program works, and when Slack owes an answer.
STARTS, OWED = 0.4, 0.3
START, WORK = (0.2, 3.0), (1, 12)  # seconds after the start; requests after it began to work
IDLE = 6.0  # seconds at the most for these requests

Moment = Callable[[Life], Awaitable[None]]


def moments(random: Random, slow: SlowSlack, starts: float = STARTS, idle: float = IDLE) -> Iterator[Moment]:
    """Random ones: while the program starts, when so many requests were made, when Slack has a message and has not answered."""

    async def starting(seconds: float, _: Life) -> None:
        await asyncio.sleep(seconds)

    async def at_work(requests: int, life: Life) -> None:
        await life.running()
        with suppress(TimeoutError):  # there was not so much to do
            await asyncio.wait_for(slow.site.seen(requests), idle)

    async def owed(life: Life) -> None:
        await life.running()
        with suppress(TimeoutError):
            await asyncio.wait_for(landed(slow, life), idle)

    while True:
        kind = random.random()
        if kind < starts:
            yield partial(starting, random.uniform(*START))
        elif kind < starts + OWED:
            yield owed
        else:
            yield partial(at_work, random.randint(*WORK))


async def landed(slow: SlowSlack, _: Life) -> None:
    """Wait until Slack has a message."""
    async with slow.landed:
        await slow.landed.wait()

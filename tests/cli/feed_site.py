"""The scripted server of `tests/edges/http_stage.py` on a thread of its own, for commands that bring their own loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.edges.http_stage import Script, Stage, stage


@contextmanager
def served(scripts: dict[str, Script]) -> Iterator[Stage]:
    """A site on loopback."""
    up, done, play = threading.Event(), asyncio.Event(), Stage()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        nonlocal play
        async with stage(scripts) as play:
            up.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert up.wait(10)
    try:
        yield play
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()

"""A site on loopback and what looks at it: this one address is let through the guard, every other is judged by it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.http.guard import guarded_socket
from bot.edges.http.robots import Robots
from bot.edges.reads_only import ReadsOnly
from bot.edges.workers import InlineWorkers
from bot.jobs.look import Looking
from tests.edges.http_stage import Script, Stage, StillClock, says, stage

STORY = "Pat Doe flew from Bergen to Oslo on Monday, two officials said, and met nobody there. "


def rss(title: str = "Daily", items: int = 2, text: str = STORY) -> bytes:
    listed = "".join(
        f"<item><title>Story {n} of the day in the city</title><link>https://n.test/{n}</link>"
        f"<pubDate>Wed, 13 Apr 2016 0{n}:00:00 GMT</pubDate><description>{text}</description></item>"
        for n in range(1, items + 1)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{listed}</channel></rss>'.encode()


def feed(title: str = "Daily", **headers: str) -> Script:
    return says("200 OK", rss(title), Content_Type="application/rss+xml", **headers)


def page(markup: str) -> Script:
    return says("200 OK", f"<!doctype html><html><head><title>Site</title></head><body>{markup}</body></html>".encode(), Content_Type="text/html")  # fmt: skip


def only_loopback(info: tuple[Any, ...]) -> socket.socket:
    """The guard as it is, but for the address of the stage."""
    if info[4][0] == "127.0.0.1":
        return socket.socket(*info[:3])
    return guarded_socket(info)


@asynccontextmanager
async def at_site(
    scripts: dict[str, Script], answers: list[tuple[int, str]] | None = None, limits: FetchLimits | None = None
) -> AsyncIterator[tuple[Stage, Looking]]:
    """The site, and what looks need."""
    workers, clock = InlineWorkers(ReadsOnly), StillClock()
    heard = answers if answers is not None else []
    async with stage(scripts) as play:

        def on_answer(_: str, status: int, address: str) -> None:
            heard.append((status, address))

        async with HttpFetcher(clock, "", limits, guard=only_loopback, on_answer=on_answer) as fetcher:
            yield play, Looking(fetcher, Robots(fetcher), workers, clock)
    await workers.close()

"""What ails a feed is written down with it, in the poll's own transaction, by the kind of failure: from the wire to the row."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from news_desk import HOUR, Item, NewsDesk, open_desk, rss

from bot.edges.http.fetch import FetchLimits, HttpFetcher
from bot.edges.worker import WorkerFailed
from bot.edges.workers import InlineWorkers
from bot.jobs.poll import trouble_in
from bot.model import Trouble
from bot.ports import FetchResult, Request
from bot.store import feeds, health
from bot.store.feeds import FeedSettings, FeedSpec

GOOD = rss([Item("a", "Nobody went anywhere.")])


def page(title: str, text: str = "Hello.") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>{text}</p></body></html>".encode()


@dataclass(frozen=True)
class Answer:
    """What the server says."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0  # seconds


CASES: Sequence[tuple[str, Answer, Trouble | None]] = [
    ("a feed", Answer(GOOD), None),
    ("a server error", Answer(status=503), Trouble.REFUSED),
    ("forbidden", Answer(status=403), Trouble.REFUSED),
    ("forbidden by a robot check", Answer(status=403, headers={"cf-mitigated": "challenge"}), Trouble.ROBOT_CHECK),
    ("gone", Answer(status=410), Trouble.GONE),
    ("slow", Answer(GOOD, after=2), Trouble.TOO_SLOW),
    ("large", Answer(b"x" * 200_001), Trouble.TOO_LARGE),
    ("a page", Answer(page("The Daily")), Trouble.HTML),
    ("a consent page", Answer(page("Before you continue", "Accept all cookies")), Trouble.CONSENT),
    ("a robot check", Answer(page("Just a moment...")), Trouble.ROBOT_CHECK),
    ("a login", Answer(page("Log in")), Trouble.LOGIN),
    ("a list of feeds", Answer(b"<?xml version='1.0'?><opml version='2.0'><body/></opml>"), Trouble.NOT_A_FEED),
    ("nothing", Answer(b""), Trouble.NOT_A_FEED),
    ("broken XML, entries in it", Answer(GOOD.replace(b"</channel></rss>", b"<p>")), Trouble.DEGRADED),
]


@dataclass
class Wire:
    """The real fetcher against a server on loopback; every address is that server's."""

    fetcher: HttpFetcher
    base: str

    async def fetch(self, request: Request) -> FetchResult:
        return await self.fetcher.fetch(Request(self.base, allow_private=True))

    async def allowed(self, url: str, now: Any, *, allow_private: bool = False) -> bool:
        return True


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


async def poll_with(desk: NewsDesk, *answers: Answer) -> None:
    """One poll for each answer, by the real fetcher."""
    left = list(answers)

    async def say(_: web.Request) -> web.Response:
        answer = left[0]
        await asyncio.sleep(answer.after)
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)

    site = web.Application()
    site.router.add_get("/", say)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = "http://{}:{}/".format(*runner.addresses[0][:2])
    async with HttpFetcher(desk.clock, limits=FetchLimits(deadline=0.6, most_bytes=200_000)) as fetcher:
        desk.paper = Wire(fetcher, base)  # type: ignore[assignment]
        desk.subscribe("https://n.test/rss")
        while left:
            await desk.poll(27 * HOUR)  # an address that is gone is asked once a day
            left.pop(0)
    await runner.cleanup()


@pytest.mark.parametrize(("answer", "trouble"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_failure_has_its_word(desk: NewsDesk, answer: Answer, trouble: Trouble | None) -> None:
    """The word is the feed's; a good answer after it takes it away."""

    async def scene(desk: NewsDesk) -> None:
        await poll_with(desk, answer)
        row = desk.feed("https://n.test/rss")
        assert (row.trouble, row.failures) == (trouble, int(trouble not in (None, Trouble.DEGRADED)))
        assert (row.last_error is None) == (trouble is None)
        await poll_with(desk, Answer(GOOD))
        row = desk.feed("https://n.test/rss")
        assert (row.trouble, row.failures, row.last_error, row.failing_since) == (None, 0, None, None)

    desk.play(scene)


def test_nobody_there_is_unreachable(desk: NewsDesk) -> None:
    """No connection, no name, no address of ours."""

    async def scene(desk: NewsDesk) -> None:
        async with HttpFetcher(desk.clock) as fetcher:
            desk.paper = fetcher  # type: ignore[assignment]
            spec = FeedSpec("http://127.0.0.1:9/", settings=FeedSettings(allow_private=True))
            private = FeedSpec("http://127.0.0.1:10/")
            await desk.real.write(feeds.sync_feeds, [spec, private], desk.clock.at)
            await desk.poll()

    desk.play(scene)
    with desk.real.snapshot() as c:
        assert [each.trouble for each in health.failing(c, desk.clock.at)] == [Trouble.UNREACHABLE] * 2


def test_a_document_that_kills_is_hostile_and_one_that_we_trip_over_is_ours(desk: NewsDesk) -> None:
    """Who is at fault is told apart: a worker that died or overran, and a bug that it told of."""
    assert trouble_in(WorkerFailed("the worker process died (exit code -9)")) is Trouble.HOSTILE
    assert trouble_in(WorkerFailed("it took longer than 15 s")) is Trouble.HOSTILE
    assert trouble_in(WorkerFailed("it needed more memory than a worker may take")) is Trouble.HOSTILE
    assert trouble_in(WorkerFailed("KeyError: 'x'", "Traceback …")) is Trouble.OURS
    assert trouble_in(WorkerFailed("no model", unbuilt=True)) is Trouble.OURS

    class Tripping(InlineWorkers):
        async def parse(self, *_: Any) -> WorkerFailed:
            return WorkerFailed("the worker process died (exit code -9)")

    async def scene(desk: NewsDesk) -> None:
        desk.workers = Tripping(lambda: None)  # type: ignore[arg-type, return-value]
        await poll_with(desk, Answer(GOOD))

    desk.play(scene)
    assert desk.feed("https://n.test/rss").trouble == Trouble.HOSTILE


def test_a_broken_body_stays_broken_until_another_comes(desk: NewsDesk) -> None:
    """An answer that has not changed says nothing new about it."""

    async def scene(desk: NewsDesk) -> None:
        broken = Answer(GOOD.replace(b"</channel></rss>", b"<p>"))
        await poll_with(desk, broken, broken, broken)

    desk.play(scene)
    row = desk.feed("https://n.test/rss")
    assert (row.trouble, row.failures) == (Trouble.DEGRADED, 0)
    assert "broken XML" in row.last_error

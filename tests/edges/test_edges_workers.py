"""Workers answer, fail as values, and come back."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import forkserver, get_all_start_methods
from pathlib import Path
from typing import Any

import pytest

from bot.edges.clock import SystemClock
from bot.edges.worker import ReadFeed, ReadPage, WorkerFailed
from bot.edges.workers import InlineWorkers, ProcessWorkers, Workers
from bot.errors import GatewatchError
from bot.feeds.entry import NotAFeed
from bot.model import Article, Findings

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Daily</title>
<item><guid>1</guid><title>Pat Doe flies</title><description>Short.</description><link>https://n.test/1</link></item>
<item><guid>2</guid><title>Other</title><description>Other words.</description>
<link>https://n.test/2</link></item></channel></rss>"""
PAGE = (
    b"<html><head><title>T</title></head><body><article><p>"
    + b"Pat Doe flew to Oslo on Monday morning. " * 30
    + b"</p></article></body></html>"
)


@dataclass(frozen=True)
class Toy:
    """A screener that does what the article's text tells it."""

    name: str

    def screen(self, article: Article) -> Findings:
        match article.text.split():
            case ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["hang"]:
                time.sleep(60)
            case ["raise"]:
                raise ValueError("out of order")
            case ["eat"]:
                bytearray(3 << 30)
            case ["wait", seconds]:
                time.sleep(float(seconds))
            case ["interrupt"]:
                os.kill(os.getpid(), signal.SIGINT)
        return Findings(article.id, "en", note=f"{self.name} {os.getpid()}")


def unbuildable() -> Toy:
    raise GatewatchError("the model is not installed")


def text(words: str) -> Article:
    return Article("a1", words)


def in_processes(scene: Callable[[ProcessWorkers], Awaitable[Any]], count: int = 1, **options: Any) -> Any:
    async def play() -> Any:
        workers = ProcessWorkers(partial(Toy, "first"), count, **options)
        try:
            return await scene(workers)
        finally:
            await workers.close()

    return asyncio.run(play())


def note(found: Findings | WorkerFailed) -> str:
    assert isinstance(found, Findings), found
    return found.note or ""


PROGRAM = """
import asyncio
from functools import partial
from bot.edges.workers import ProcessWorkers
from test_edges_workers import Toy, note, text

async def work():
    workers = ProcessWorkers(partial(Toy, "first"), 1, imported=())
    print(note(await workers.screen(text("hello"))), flush=True)
    await workers.screen(text("hang"))

asyncio.run(work())
"""


def test_a_worker_ends_with_its_program_whatever_it_does() -> None:
    """A program that is killed leaves no process behind, also where one of them would work on for long."""
    here = Path(__file__).parent
    paths = os.environ | {"PYTHONPATH": f"{here}:{here.parents[1]}"}
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, env=paths) as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline().split()[1])
        time.sleep(0.2)  # it hangs by now
        program.kill()
    until = time.monotonic() + 20
    while _is_alive(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _is_alive(worker)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("kind", ["process", "inline"])
def test_every_verb_answers(kind: str) -> None:
    """Screening, parsing, reading entries and pages give the same values in a process and inline."""
    from bot.feeds.article import FeedFacts  # here, so that spawned workers need not import it to find Toy
    from bot.feeds.page import NotAnArticle

    async def scene() -> None:
        workers: Workers = (
            ProcessWorkers(partial(Toy, "t"), 1) if kind == "process" else InlineWorkers(partial(Toy, "t"))
        )
        assert await workers.ready() is None
        assert note(await workers.screen(text("x"))).startswith("t ")
        read = await workers.parse(FEED, "application/rss+xml", "https://n.test/rss")
        assert isinstance(read, ReadFeed)
        assert [key.entry_key for key in read.keys] == ["guid:1", "guid:2"]
        assert isinstance(await workers.parse(b"<html></html>", None, "https://n.test/"), NotAFeed)
        facts = FeedFacts("https://n.test/rss", "Daily", "en")
        made = await workers.articles(read.feed.entries, facts, datetime(2026, 1, 1, tzinfo=UTC), "auto")
        assert not isinstance(made, WorkerFailed)
        assert [(each.article.title, each.needs_page) for each in made] == [("Pat Doe flies", True), ("Other", True)]
        whole = await workers.page(made[0].article, PAGE, "https://n.test/1")
        assert isinstance(whole, ReadPage)
        assert (whole.article.id, "to Oslo" in whole.article.text) == (made[0].article.id, True)
        assert isinstance(await workers.page(made[0].article, b"<html></html>", "https://n.test/1"), NotAnArticle)
        await workers.close()

    asyncio.run(scene())


@pytest.mark.skipif(
    "forkserver" not in get_all_start_methods(), reason="workers do not start from another process here"
)
def test_workers_go_on_when_the_process_they_start_from_dies() -> None:
    """No answer is lost, and whoever is needed next starts from a new one."""

    async def scene(workers: ProcessWorkers) -> None:
        await workers.ready()
        server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
        os.kill(server, signal.SIGKILL)
        for _ in range(3):
            assert note(await workers.screen(text("x"))).startswith("first")
        assert await workers.replace(partial(Toy, "second")) is None
        assert note(await workers.screen(text("x"))).startswith("second")

    in_processes(scene)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("die", "died (exit code -9)"),
        ("hang", "longer than 0.5 s"),
        ("raise", "ValueError: out of order"),
        pytest.param("eat", "more memory", marks=pytest.mark.skipif(sys.platform != "linux", reason="no such limit")),
    ],
)
def test_a_failed_call_is_a_value_and_the_next_one_works(words: str, why: str) -> None:
    """Death, overrun, exception and memory are told as values; the worker is there again for the next article."""

    async def scene(workers: ProcessWorkers) -> None:
        await workers.ready()
        failed = await workers.screen(text(words))
        assert isinstance(failed, WorkerFailed)
        assert why in failed.why
        assert not failed.unbuilt
        assert note(await workers.screen(text("x"))).startswith("first")

    in_processes(scene, call_limit=0.5 if words == "hang" else 15, memory_mb=2_048)


def test_one_failing_call_leaves_the_others_alone() -> None:
    """The process that dies is the one that ran the call; a call beside it is not disturbed."""

    async def scene(workers: ProcessWorkers) -> None:
        await asyncio.gather(workers.ready(), workers.ready())
        slow, dead = await asyncio.gather(workers.screen(text("wait 0.5")), workers.screen(text("die")))
        assert isinstance(dead, WorkerFailed)
        assert note(slow).startswith("first")

    in_processes(scene, count=2)


def test_a_cancelled_call_does_not_answer_the_next() -> None:
    """An answer that nobody waits for is never taken for another article's."""

    async def scene(workers: ProcessWorkers) -> None:
        await workers.ready()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await workers.screen(Article("old", "wait 1"))
        found = await workers.screen(Article("new", "x"))
        assert isinstance(found, Findings)
        assert found.article == "new"

    in_processes(scene)


def test_an_interrupt_of_the_group_does_not_stop_a_worker() -> None:
    """Ctrl-C reaches all processes of the terminal; the parent decides when workers end."""

    async def scene(workers: ProcessWorkers) -> None:
        assert note(await workers.screen(text("interrupt"))).startswith("first")

    in_processes(scene)


@pytest.mark.parametrize("kind", ["process", "inline"])
def test_replacing_the_screener(kind: str) -> None:
    """After `replace` every call is answered by the new screener; one that cannot be built changes nothing."""

    async def scene() -> None:
        first = partial(Toy, "first")
        workers: Workers = ProcessWorkers(first, 1) if kind == "process" else InlineWorkers(first)
        under_way = asyncio.create_task(workers.screen(text("wait 0.3")))
        await asyncio.sleep(0.05)
        failed = await workers.replace(unbuildable)
        assert failed is not None
        assert (failed.why, failed.unbuilt) == ("the model is not installed", True)
        assert note(await workers.screen(text("x"))).startswith("first")
        assert await workers.replace(partial(Toy, "second")) is None
        assert note(await under_way).startswith("first")
        for _ in range(3):
            assert note(await workers.screen(text("x"))).startswith("second")
        await workers.close()

    asyncio.run(scene())


def test_every_one_of_several_workers_is_replaced() -> None:
    """Two calls at once are answered by two processes, both with the new screener."""

    async def scene(workers: ProcessWorkers) -> None:
        assert await workers.replace(partial(Toy, "second")) is None
        found = await asyncio.gather(workers.screen(text("wait 0.3")), workers.screen(text("wait 0.3")))
        names, pids = zip(*(note(each).split() for each in found), strict=True)
        assert names == ("second", "second")
        assert len(set(pids)) == 2

    in_processes(scene, count=2)


@pytest.mark.parametrize("kind", ["process", "inline"])
def test_a_screener_that_cannot_be_built_is_said_in_its_own_words(kind: str) -> None:
    """At start the program hears why it cannot screen; no call pretends that an article was read."""

    async def scene() -> None:
        workers: Workers = ProcessWorkers(unbuildable, 1) if kind == "process" else InlineWorkers(unbuildable)
        for _ in range(2):
            failed = await workers.ready()
            assert failed is not None
            assert (failed.why, failed.unbuilt) == ("the model is not installed", True)
        found = await workers.screen(text("x"))
        assert isinstance(found, WorkerFailed)
        assert found.unbuilt
        await workers.close()

    asyncio.run(scene())


def test_the_clock_tells_utc() -> None:
    """The time now is aware and in UTC."""
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells how much a process holds")
def test_a_document_gets_less_memory_than_a_screening() -> None:
    """What a document may take is bounded apart from what model and list take; afterwards the worker works on."""
    document = b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"{}," * 9_000_000 + b"{}]}"

    async def scene(workers: ProcessWorkers) -> None:
        await workers.ready()
        first = note(await workers.screen(text("eat")))  # three gigabytes at once
        failed = await workers.parse(document, None, "https://n.test/")
        assert isinstance(failed, WorkerFailed)
        assert failed.why == "it needed more memory than a worker may take"
        assert isinstance(await workers.parse(FEED, None, "https://n.test/"), ReadFeed)
        assert note(await workers.screen(text("eat"))) == first, "the same process"

    in_processes(scene, call_limit=120)

"""Official lists are asked for politely, taken in when they changed, and a failure is told once."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from hand_clock import HandClock
from sqlalchemy import select
from store.engines import open_store

from bot import record
from bot.edges.http.fetch import HttpFetcher
from bot.edges.official_folder import OfficialFolder
from bot.jobs.pull import Pulled, PullFailed, Pulling, PullingByItself, PullResult, Unchanged, pull, pull_due
from bot.lists.official.sources import Source, source_of
from bot.ports import Fetched, FetchFailed, FetchResult, Message, Request
from bot.store import schema
from bot.store.database import Database
from bot.store.status import status
from tests.lists.official.un_files import un_xml

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Authority:
    """A server that publishes the list: what it has, what it answers next, and what it was asked."""

    body: bytes = un_xml(range(20))
    etag: str | None = '"v1"'
    failures: list[int] = field(default_factory=list)  # statuses of the next answers
    asked: list[tuple[str, int]] = field(default_factory=list)  # If-None-Match, and what was answered

    async def answer(self, request: web.Request) -> web.Response:
        known = request.headers.get("If-None-Match", "")
        response = self._response(known)
        self.asked.append((known, response.status))
        return response

    def _response(self, known: str) -> web.Response:
        if self.failures:
            return web.Response(status=self.failures.pop(0))
        if self.etag and known == self.etag:
            return web.Response(status=304)
        response = web.Response(body=self.body, headers={"ETag": self.etag} if self.etag else {})
        response.enable_compression()
        return response


@asynccontextmanager
async def open_for(authority: Authority) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/{name}", authority.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@dataclass
class Desk:
    authority: Authority
    folder: OfficialFolder
    clock: HandClock = field(default_factory=lambda: HandClock(NOW))
    pauses: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def pull(self, *, allow_private: bool = True) -> PullResult:
        """One pull of the UN's list from the authority."""

        async def done() -> PullResult:
            async with self.pulling(allow_private=allow_private) as pulling:
                return await pull(pulling, source_of("un"))

        return asyncio.run(done())

    @asynccontextmanager
    async def pulling(self, *, allow_private: bool = True) -> AsyncIterator[Pulling]:
        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)

        async with open_for(self.authority) as base, HttpFetcher(self.clock) as fetcher:
            mirrors = {"un.xml": f"{base}/un.xml"}
            yield Pulling(fetcher, self.folder, self.clock, mirrors, allow_private, pause, self.said.append)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Authority(), OfficialFolder(tmp_path / "lists"))


def test_an_unchanged_list_costs_one_conditional_request(desk: Desk) -> None:
    """The server's validator is kept with the list and sent back."""
    assert isinstance(desk.pull(), Pulled)
    assert desk.pull() == Unchanged("un", "2026-02-27")
    assert desk.authority.asked == [("", 200), ('"v1"', 304)]


def test_a_server_without_validators_is_compared_by_digest(desk: Desk) -> None:
    """The same bytes are no new version."""
    desk.authority.etag = None
    assert isinstance(desk.pull(), Pulled)
    stamp = desk.folder.path("un").stat().st_mtime_ns
    assert desk.pull() == Unchanged("un", "2026-02-27")
    assert desk.folder.path("un").stat().st_mtime_ns == stamp


def test_a_new_version_is_taken_in(desk: Desk) -> None:
    """And says what changed."""
    desk.pull()
    desk.authority.body, desk.authority.etag = un_xml(range(21), "2026-03-01"), '"v2"'
    result = desk.pull()
    assert isinstance(result, Pulled)
    assert result.taken.changes is not None
    assert [each.person.id for each in result.taken.changes.listed] == ["un-LYi.020"]


def test_bursts_of_errors_are_waited_out(desk: Desk) -> None:
    """Two failures, then the list; the pauses grow."""
    desk.authority.failures = [500, 503]
    assert isinstance(desk.pull(), Pulled)
    assert desk.pauses == [5.0, 10.0]
    assert re.sub(r"127.0.0.1:\d+", "host", "\n".join(desk.said)).splitlines() == [
        "un: asking for http://host/un.xml",
        "un: http://host/un.xml answered 500 (Internal Server Error); trying again in 5 s (2 of 3)",
        "un: http://host/un.xml answered 503 (Service Unavailable); trying again in 10 s (3 of 3)",
    ]


@pytest.mark.parametrize(("lasting", "pauses"), [(True, []), (False, [5.0, 10.0])])
def test_no_network_is_told_at_once_and_a_time_out_is_tried_again(
    desk: Desk, lasting: bool, pauses: list[float]
) -> None:
    """A name that does not resolve will not in five seconds; the further files of the list are not asked for either."""
    source = source_of("ofac")

    class Down:
        async def fetch(self, request: Request) -> FetchResult:
            asked.append(request.url)
            return FetchFailed("no luck", lasting=lasting)

    async def pause(seconds: float) -> None:
        desk.pauses.append(seconds)

    asked: list[str] = []
    pulling = Pulling(Down(), desk.folder, desk.clock, pause=pause)
    assert asyncio.run(pull(pulling, source)) == PullFailed("ofac", "sdn.csv: no luck")
    assert desk.pauses == pauses
    assert set(asked) == {source.files["sdn.csv"]}


@pytest.mark.parametrize(("status", "times"), [(500, 3), (404, 1)])
def test_a_failure_is_a_value_and_costs_nothing(desk: Desk, status: int, times: int) -> None:
    """What stays wrong is told after a few tries; what trying does not mend, at once."""
    desk.pull()
    desk.authority.failures = [status] * times
    result = desk.pull()
    assert isinstance(result, PullFailed)
    assert str(status) in result.why
    assert len(desk.authority.asked) == 1 + times
    assert len(desk.folder.read("un").people) == 20  # type: ignore[union-attr]


def test_a_list_cut_short_or_shrunken_is_not_taken_in(desk: Desk) -> None:
    """Whatever the server says, the last good list stays."""
    desk.pull()
    for body in (un_xml(range(20))[:-99], un_xml(range(5)), b"<html>Please accept cookies</html>"):
        desk.authority.body, desk.authority.etag = body, None
        assert isinstance(desk.pull(), PullFailed)
    assert len(desk.folder.read("un").people) == 20  # type: ignore[union-attr]


def test_a_mirror_in_a_private_network_needs_leave(desk: Desk) -> None:
    """The guard stands in front of pulls too."""
    result = desk.pull(allow_private=False)
    assert isinstance(result, PullFailed)
    assert (desk.authority.asked, desk.pauses) == ([], [])


def test_all_files_of_a_list_are_read_when_one_changed(desk: Desk) -> None:
    """A list of several files is never made of old and new halves."""
    source = Source(
        "un", "un", {"un.xml": "https://lists.example.org/un.xml", "more.csv": "https://lists.example.org/more.csv"}
    )

    async def twice() -> None:
        async with desk.pulling() as pulling:
            both = Pulling(
                pulling.fetcher,
                pulling.folder,
                pulling.clock,
                dict.fromkeys(source.files, pulling.mirrors["un.xml"]),
                allow_private=True,
            )
            assert isinstance(await pull(both, source), Pulled)
            desk.authority.asked.clear()
            half_new = iter(['"v1"', '"v2"', '"v2"'])
            answer = desk.authority._response

            def changing(known: str) -> web.Response:
                desk.authority.etag = next(half_new)
                return answer(known)

            desk.authority._response = changing  # type: ignore[method-assign]
            await pull(both, source)

    asyncio.run(twice())
    assert desk.authority.asked == [('"v1"', 304), ('"v1"', 200), ("", 200)]


def test_a_list_whose_licence_nobody_accepted_is_not_asked_for(desk: Desk) -> None:
    """The licence comes before the download; accepted once, the list is fetched."""
    source = source_of("opensanctions:ua_war_sanctions")

    async def done() -> PullResult:
        async with desk.pulling() as pulling:
            mirrors = dict.fromkeys(source.files, pulling.mirrors["un.xml"])
            return await pull(replace(pulling, mirrors=mirrors), source)

    refused = asyncio.run(done())
    assert isinstance(refused, PullFailed)
    assert "--accept-licence CC-BY-NC-4.0" in refused.why
    assert desk.authority.asked == []
    desk.folder.accept("CC-BY-NC-4.0")
    other = asyncio.run(done())
    assert isinstance(other, PullFailed)
    assert "the answer is the list un, not os-ua-war-sanctions" in other.why


# --- by itself ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_store(tmp_path)
    yield database
    database.close()


def notices(db: Database) -> list[str]:
    with db.snapshot() as c:
        payloads = c.scalars(select(schema.deliveries.c.payload).order_by("seq")).all()
    return [record.load(Message, payload).text for payload in payloads]


def test_lists_are_pulled_when_they_are_due(desk: Desk, db: Database) -> None:
    """Twice a day means twice a day, also when the clock is set back."""

    async def play() -> list[int]:
        async with desk.pulling() as pulling:
            job = PullingByItself(db, pulling, ("un",), timedelta(hours=12), "C0OPS")
            asked = []
            for hours in (0, 1, 11, 12, 13, 25, -9_000):
                desk.clock.at = NOW + timedelta(hours=hours)
                await pull_due(job)
                asked.append(len(desk.authority.asked))
            return asked

    assert asyncio.run(play()) == [1, 1, 1, 2, 2, 3, 4]
    assert notices(db) == []


def test_a_wait_is_not_doubled_by_ticks_that_come_a_little_early(desk: Desk, db: Database) -> None:
    """`every: 1m` is once a minute, however long pulling takes and whatever the tick lost."""

    async def play() -> list[int]:
        async with desk.pulling() as pulling:
            job = PullingByItself(db, pulling, ("un",), timedelta(minutes=1), None)
            asked = []
            for seconds in (0.0, 30.0, 59.98, 89.97, 119.96):
                desk.clock.at = NOW + timedelta(seconds=seconds)
                await pull_due(job)
                asked.append(len(desk.authority.asked))
            return asked

    assert asyncio.run(play()) == [1, 1, 2, 2, 3]


def test_the_operator_hears_once_of_a_failure_and_once_that_it_is_over(desk: Desk, db: Database) -> None:
    """A list that fails is asked for again within the hour; the notice names it and why."""

    async def play() -> None:
        async with desk.pulling() as pulling:
            job = PullingByItself(db, pulling, ("un",), timedelta(hours=12), "C0OPS")
            desk.authority.failures = [404] * 3
            for hours in range(5):
                desk.clock.at = NOW + timedelta(hours=hours)
                await pull_due(job)
                with db.snapshot() as c:
                    seen.append([key for key, _ in status(c, desk.clock.at).lists_failed])

    seen: list[list[str]] = []
    asyncio.run(play())
    assert seen == [["un"], ["un"], ["un"], [], []]
    broken, mended = notices(db)
    assert "list un could not be brought up to date; the last good one stays in force" in broken
    assert "404" in broken
    assert "up to date again" in mended
    assert [status for _, status in desk.authority.asked] == [404, 404, 404, 200]


HOSTILE = (
    b'{"id": "Q1\\ud800", "schema": "Person", "properties": {"name": ["Anna Example"]}}\n'
    b'{"id": "s", "schema": "Sanction", "properties": {"entity": ["Q1\\ud800"], "authority": ["Office"]}}\n'
)


@dataclass
class Answers:
    """A fetcher that gives the same body to everybody."""

    body: bytes
    asked: list[str] = field(default_factory=list)

    async def fetch(self, request: Request) -> FetchResult:
        self.asked.append(request.url)
        return Fetched(request.url, self.body, {})


def test_a_fault_in_one_list_is_told_and_keeps_no_other_from_its_turn(
    desk: Desk, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for again after an hour, not at every tick."""

    def faulty(*given: object) -> object:
        raise ZeroDivisionError

    fetcher = Answers(un_xml(range(3)))
    job = PullingByItself(db, Pulling(fetcher, desk.folder, desk.clock), ("un", "uk"), timedelta(hours=12), "C0OPS")
    monkeypatch.setattr("bot.jobs.pull.take_in", faulty)
    for minutes in (0, 1, 2, 61):
        desk.clock.at = NOW + timedelta(minutes=minutes)
        asyncio.run(pull_due(job))
    assert len(fetcher.asked) == 4
    assert "a fault of ours (ZeroDivisionError); the log has it" in notices(db)[0]


def test_an_id_that_no_address_can_hold_is_read_all_the_same(desk: Desk, db: Database) -> None:
    """Half of a surrogate pair in an id is no reason to give the list up."""
    desk.folder.accept("CC-BY-NC-4.0")
    pulling = Pulling(Answers(HOSTILE), desk.folder, desk.clock)
    job = PullingByItself(db, pulling, ("opensanctions:ua",), timedelta(hours=12), "C0OPS")
    assert asyncio.run(pull_due(job)) == 1
    assert notices(db) == []


def ftm(*authorities: str) -> bytes:
    """A person for each authority that lists one."""
    lines: list[dict[str, object]] = []
    for number, authority in enumerate(authorities):
        known_by, about = f"Q{number}", {"entity": [f"Q{number}"], "authority": [authority]}
        lines.append({"id": known_by, "schema": "Person", "properties": {"name": [f"Anna Example{number}"]}})
        lines.append({"id": f"s{number}", "schema": "Sanction", "properties": about})
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def test_entries_left_out_by_a_scheduled_pull_are_told_once(desk: Desk, db: Database) -> None:
    """The operator hears who it is, and when all are in force again."""
    desk.folder.accept("CC-BY-NC-4.0")
    half, whole = ftm("Office", "\u200b"), ftm("Office", "Office")
    for hours, body in ((0, half), (12, half + b"\n"), (24, whole), (36, whole + b"\n")):
        desk.clock.at = NOW + timedelta(hours=hours)
        pulling = Pulling(Answers(body), desk.folder, desk.clock)
        asyncio.run(pull_due(PullingByItself(db, pulling, ("opensanctions:ua",), timedelta(hours=12), "C0OPS")))
    told, mended = notices(db)
    assert "Entries of the official list opensanctions:ua could not be taken in" in told
    assert "os-Q1" in told
    assert "All entries" in mended

"""Polls against a real site on loopback: what is new is screened and recorded once, whatever the site does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hand_clock import START, HandClock
from sqlalchemy import select
from store.engines import open_store

from bot.alerts.past import Past
from bot.edges.http.fetch import HttpFetcher
from bot.edges.http.robots import Robots
from bot.edges.workers import InlineWorkers
from bot.jobs.in_force import InForce
from bot.jobs.poll import MOST_AT_ONCE, Polling
from bot.jobs.screening import IN_LINE
from bot.jobs.sweep import PollCounts, poll_due
from bot.model import Action, Alert, Article, Decision, Findings, Mention, Reason, Span, Tier, Watchlist
from bot.ports import FetchResult, Request
from bot.store import articles, decisions, feeds, schema
from bot.store.database import Database
from bot.store.feeds import FeedSettings, FeedSpec
from bot.store.status import status
from tests.contracts.stored import on_terms

SENTENCE = "Pat Doe flew from Bergen to Oslo on Monday, two officials said. "
SETTINGS = FeedSettings(min_interval=300, max_interval=3_600, full_text="auto", allow_private=True)


def item(number: int, text: str = SENTENCE, guid: str | None = None, link: str = "") -> str:
    linked = f"<link>{link}</link>" if link else ""
    return f"<item><guid isPermaLink='false'>{guid or number}</guid><title>Story {number}</title>{linked}<description>{text}</description></item>"


def rss(*items: str) -> str:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Daily</title>{''.join(items)}</channel></rss>"


@dataclass
class Site:
    """A news site: what each path answers, and what was asked of it."""

    pages: dict[str, Any] = field(default_factory=dict)  # path -> body, status, or handler
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    validators: bool = True
    address: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.headers)))
        page = self.pages.get(request.path, 404)
        if isinstance(page, int):
            return web.Response(status=page, headers={"Retry-After": "900"})
        if callable(page):
            return await page(request)
        tag = f'"{hash(page)}"'
        if self.validators and request.headers.get("If-None-Match") == tag:
            return web.Response(status=304)
        headers = {"ETag": tag} if self.validators else {}
        return web.Response(
            text=page, content_type="text/html" if "<html" in page else "application/rss+xml", headers=headers
        )


class Toy:
    """Finds Pat Doe wherever the name stands; raises where the text says so."""

    def screen(self, article: Article) -> Findings:
        if "poison" in article.text:
            raise ValueError("poison")
        at = article.body.find("Pat Doe")
        mention = Mention("p1", "Pat Doe", Tier.STRONG, 1.0, (Span(at, at + 7),), "Pat Doe", refs=("p1",))
        return Findings(article.id, "en", (mention,) if at >= 0 else ())


@dataclass(frozen=True)
class Concluded:
    decision: Decision
    alert: Alert | None = None
    tellings: tuple[Any, ...] = ()
    stands: bool = False


def conclude_with(watchlist: Watchlist, _: datetime) -> Any:
    @on_terms
    def conclude(article: Article, findings: Findings, past: Past) -> tuple[Concluded, ...]:
        return tuple(
            Concluded(Decision(article.id, m.person, watchlist.fingerprint, Action.DIGEST, Reason.MERE_MENTION))
            for m in findings.mentions
        )

    return conclude


@dataclass
class Desk:
    db: Database
    site: Site = field(default_factory=Site)
    clock: HandClock = field(default_factory=HandClock)
    in_force: InForce = field(default_factory=lambda: InForce(Watchlist((), "list-1")))
    screener: Callable[[], Any] = Toy

    def play(self, scene: Callable[[Polling], Awaitable[None]]) -> None:
        """Start the site and the machinery, run a scene, and stop them."""
        asyncio.run(self._play(scene))

    async def _play(self, scene: Callable[[Polling], Awaitable[None]]) -> None:
        app = web.Application()
        app.router.add_get("/{tail:.*}", self.site.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.site.address = "http://{}:{}".format(*runner.addresses[0][:2])
        workers = InlineWorkers(self.screener)
        async with HttpFetcher(self.clock, seconds=lambda: self.clock.at.timestamp()) as fetcher:
            polling = Polling(
                self.db, self.clock, fetcher, Robots(fetcher), workers, self.in_force, conclude_with, "w1", lambda: 0.0
            )
            await scene(polling)
        await workers.close()
        await runner.cleanup()

    async def sync(self, *paths: str, settings: FeedSettings = SETTINGS) -> None:
        specs = [FeedSpec(self.site.address + path, None, "en", settings) for path in paths]
        await self.db.write(feeds.sync_feeds, specs, self.clock.at)

    async def poll(self, polling: Polling, minutes: float = 0) -> PollCounts:
        self.clock.at += timedelta(minutes=minutes)
        return await poll_due(polling, asyncio.Event())

    def feed(self) -> Any:
        with self.db.snapshot() as c:
            return c.execute(select(schema.feeds)).first()

    def stored(self) -> list[Article]:
        with self.db.snapshot() as c:
            return [each.article for each in articles.recent(c, datetime(2000, 1, 1, tzinfo=UTC))]

    def decided(self) -> int:
        with self.db.snapshot() as c:
            return sum(decisions.counts_by_reason(c, START).values())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_store(tmp_path)
    yield Desk(database)
    database.close()


def test_what_a_feed_serves_is_decided_once(desk: Desk) -> None:
    """New entries are screened and decided; served again they are not, by 304, by equal body or by known keys."""
    desk.site.pages["/rss"] = rss(item(1), item(2, "No name here. "), item(1))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        counts = await desk.poll(polling)
        assert (counts.feeds, counts.failed, counts.articles, counts.decisions[Action.DIGEST]) == (1, 0, 2, 1)
        assert (await desk.poll(polling)).feeds == 0, "not due yet"
        assert (await desk.poll(polling, 60)).articles == 0, "304"
        assert desk.site.asked[-1][1]["If-None-Match"]
        desk.site.validators = False
        assert (await desk.poll(polling, 60)).articles == 0, "the same body"
        desk.site.pages["/rss"] = rss(item(3), item(1))
        assert (await desk.poll(polling, 60)).articles == 1, "one of two is new"

    desk.play(scene)
    assert sorted(each.title for each in desk.stored()) == ["Story 1", "Story 2", "Story 3"]
    assert {each.outlet for each in desk.stored()} == {"Daily"}
    assert desk.decided() == 2
    assert desk.feed().last_ok == desk.clock.at


def test_an_edited_article_is_screened_again(desk: Desk) -> None:
    """A changed text is a new version with a decision of its own; new ids around old content are not."""
    desk.site.pages["/rss"] = rss(item(1, "Nobody flew. ", link="https://n.test/1"))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss", settings=replace(SETTINGS, full_text="never"))
        await desk.poll(polling)
        desk.site.pages["/rss"] = rss(item(1, SENTENCE, link="https://n.test/1"))
        assert (await desk.poll(polling, 60)).decisions[Action.DIGEST] == 1
        desk.site.pages["/rss"] = rss(item(1, SENTENCE, guid="other", link="https://n.test/1"))
        assert (await desk.poll(polling, 60)).articles == 0

    desk.play(scene)
    assert len(desk.stored()) == 2


@pytest.mark.parametrize("allowed", [True, False])
def test_a_short_entry_is_completed_from_its_page(desk: Desk, allowed: bool) -> None:
    """The page's text is screened where robots.txt allows it; else the feed's own words are."""
    paragraph = "<p>" + "The ministry said little about the journey this week. " * 8 + "</p>"
    desk.site.pages["/page"] = (
        f"<html><head><title>x</title></head><body><article><h1>Story 1</h1>{paragraph}<p>{SENTENCE * 3}</p>{paragraph}</article></body></html>"
    )
    desk.site.pages["/robots.txt"] = "User-agent: *\nDisallow: " + ("" if allowed else "/page")

    async def scene(polling: Polling) -> None:
        desk.site.pages["/rss"] = rss(item(1, "A short teaser.", link=f"{desk.site.address}/page"))
        await desk.sync("/rss")
        counts = await desk.poll(polling)
        assert counts.decisions[Action.DIGEST] == (1 if allowed else 0)

    desk.play(scene)
    assert ("/page" in [path for path, _ in desk.site.asked]) == allowed
    assert ("Bergen" in desk.stored()[0].text) == allowed


FAILURES: Sequence[tuple[str, Any, str]] = [
    ("server error", 503, "503"),
    ("gone", 410, "410"),
    ("a page where a feed was", "<html><body>Hello</body></html>", "HTML page"),
]


@pytest.mark.parametrize(("answer", "why"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES])
def test_a_failing_feed_says_why_and_comes_back(desk: Desk, answer: Any, why: str) -> None:
    """The reason stays with the feed, what it had is kept, and it is polled again later by itself."""
    desk.site.pages["/rss"] = rss(item(1))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        await desk.poll(polling)
        good, desk.site.pages["/rss"] = desk.site.pages["/rss"], answer
        assert (await desk.poll(polling, 60)).failed == 1
        with desk.db.snapshot() as c:
            (failing,) = status(c, desk.clock.at).failing
        assert why in failing.why
        assert desk.clock.at < desk.feed().next_at <= desk.clock.at + timedelta(hours=24)
        assert desk.feed().etag
        desk.site.pages["/rss"] = good
        assert (await desk.poll(polling, 24 * 60)).failed == 0

    desk.play(scene)
    assert desk.feed().failures == 0


def test_an_article_that_cannot_be_screened_stops_no_other(desk: Desk) -> None:
    """Poison is stored with a note that says so; the rest of the feed is decided."""
    desk.site.pages["/rss"] = rss(item(1, "poison"), item(2))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        counts = await desk.poll(polling)
        assert (counts.articles, counts.decisions[Action.DIGEST]) == (2, 1)

    desk.play(scene)
    poisoned = next(each for each in desk.stored() if each.text == "poison")
    with desk.db.snapshot() as c:
        found = articles.findings_of(c, poisoned.id)
    assert found is not None
    assert "could not be screened" in (found.note or "")


def test_without_a_screener_nothing_counts_as_seen(desk: Desk) -> None:
    """When no screener can be built the feed is pushed ahead, and its articles wait for the next poll."""
    broken = [True]

    def build() -> Toy:
        if broken[0]:
            raise RuntimeError("no model")
        return Toy()

    desk.screener = build
    desk.site.pages["/rss"] = rss(item(1))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        counts = await desk.poll(polling)
        assert (counts.failed, desk.stored()) == (1, [])
        broken[0] = False
        assert (await desk.poll(polling, 60)).articles == 1

    desk.play(scene)


def test_a_poll_that_raises_is_out_of_the_way(desk: Desk) -> None:
    """A fault of ours moves its feed ahead and leaves the others alone."""
    desk.site.pages |= {"/bad": rss(item(1)), "/good": rss(item(2))}

    async def scene(polling: Polling) -> None:
        class Fault:
            async def fetch(self, request: Any) -> Any:
                if request.url.endswith("/bad"):
                    raise ZeroDivisionError
                return await polling.fetcher.fetch(request)

        await desk.sync("/bad", "/good")
        counts = await desk.poll(replace(polling, fetcher=Fault()))
        assert (counts.feeds, counts.failed, counts.articles) == (2, 1, 1)
        assert (await desk.poll(polling, 1)).feeds == 0
        assert (await desk.poll(polling, 120)).articles == 1

    desk.play(scene)


def test_a_slow_feed_holds_up_no_other(desk: Desk) -> None:
    """Feeds that become due while a slow one is being polled are polled meanwhile."""
    release = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await release.wait()
        return web.Response(text=rss(item(1)))

    desk.site.pages |= {"/slow": slow, "/late": rss(item(2))}

    async def scene(polling: Polling) -> None:
        await desk.sync("/slow")
        sweep = asyncio.create_task(poll_due(replace(polling, concurrency=2), asyncio.Event()))
        await asyncio.sleep(0.2)
        await desk.sync("/slow", "/late")
        for _ in range(40):
            await asyncio.sleep(0.1)
            if desk.stored():
                break
        assert [each.title for each in desk.stored()] == ["Story 2"]
        release.set()
        assert (await sweep).articles == 2

    desk.play(scene)


def test_a_flood_is_taken_in_portions(desk: Desk) -> None:
    """More new entries than one poll takes are all read, a portion at a time, as soon as the feed may be asked again."""
    desk.site.pages["/rss"] = rss(*(item(n, f"Words {n}. ") for n in range(MOST_AT_ONCE + 7)))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss", settings=replace(SETTINGS, full_text="never"))
        assert (await desk.poll(polling)).articles == MOST_AT_ONCE
        assert desk.feed().next_at == desk.clock.at + timedelta(minutes=5)
        assert (await desk.poll(polling, 5)).articles == 7
        assert (await desk.poll(polling, 60)).articles == 0

    desk.play(scene)


def test_what_takes_long_to_screen_is_taken_in_portions(desk: Desk) -> None:
    """A poll without time left records what it has; the rest follows as soon as the feed may be asked again."""
    desk.site.pages["/rss"] = rss(*(item(n, f"Words {n}. ") for n in range(2 * IN_LINE + 1)))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss", settings=replace(SETTINGS, full_text="never"))
        hurried = replace(polling, screening=timedelta(0))
        counted = [(await desk.poll(hurried, 5)).articles for _ in range(4)]
        assert counted == [IN_LINE, IN_LINE, 1, 0]

    desk.play(scene)


def test_leave_for_a_private_feed_is_for_its_own_host(desk: Desk) -> None:
    """Strangers choose what a feed links to: a page on another private host is not fetched, and its teaser is screened."""

    async def scene(polling: Polling) -> None:
        other = "http://127.0.0.2/secret"
        desk.site.pages["/rss"] = rss(
            f"<item><guid>1</guid><title>News</title><link>{other}</link><description>Short.</description></item>"
        )
        await desk.sync("/rss", settings=replace(SETTINGS, full_text="always"))
        asked: list[Request] = []

        class Listening:
            async def fetch(self, request: Request) -> FetchResult:
                asked.append(request)
                return await polling.fetcher.fetch(request)

        class Permitting:
            async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
                return not allow_private

        assert (await desk.poll(replace(polling, fetcher=Listening(), robots=Permitting()))).articles == 1
        assert [(each.url, each.allow_private) for each in asked if each.url == other] == [(other, False)]

    desk.play(scene)


def test_one_poll_speaks_for_one_list(desk: Desk) -> None:
    """When another list comes into force while articles are screened, they are screened again with that one."""

    class Changing(Toy):
        def screen(self, article: Article) -> Findings:
            desk.in_force.watchlist = second
            return super().screen(article)

    second = Watchlist((), "list-2")
    desk.screener = Changing
    desk.site.pages["/rss"] = rss(item(1))

    async def scene(polling: Polling) -> None:
        await desk.sync("/rss")
        await desk.poll(polling)

    desk.play(scene)
    with desk.db.snapshot() as c:
        assert c.scalars(select(schema.findings.c.fingerprint)).all() == ["list-2"]
        assert c.scalars(select(schema.decisions.c.fingerprint)).all() == ["list-2"]

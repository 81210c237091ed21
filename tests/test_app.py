"""The program as a whole, with a real site, store, lists, decider and deliverer; screener and channel are small stand-ins."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.alerts.routes import Route
from bot.app import App, feed_spec, limits_of, open_app, operator_of, policy_of
from bot.config import Config, FeedConfig, load_config
from bot.edges.worker import Factory
from bot.errors import BadFile, GatewatchError
from bot.model import (
    Action,
    Article,
    Ban,
    BanApplies,
    Claim,
    ClaimOf,
    ClaimStatus,
    Findings,
    Mention,
    Place,
    Reason,
    Span,
    Tier,
    Trip,
    Watchlist,
)
from bot.ports import Fetched, FetchFailed, GiveUp, Message, Outcome, Picture, Request, Sent, TryAgain, Uploaded
from bot.store import alerts
from bot.store.database import Database
from bot.store.deliveries import State
from bot.store.status import status

PEOPLE = """
list: desk
people:
  - id: p1
    name: Pat Doe
    source: https://lists.test/p1
  - id: p2
    name: Sam Roe
    source: https://lists.test/p2
"""
TRIP = "Pat Doe flew to Oslo on Monday, two officials said."


@dataclass(frozen=True)
class Toy:
    """Finds the listed names; whoever is said to have flown to Oslo made a trip under a possible ban."""

    names: tuple[tuple[str, str], ...]

    def screen(self, article: Article) -> Findings:
        mentions, trips, body = [], [], article.body
        for ident, name in self.names:
            if (at := body.find(name)) < 0:
                continue
            mentions.append(Mention(ident, name, Tier.STRONG, 1.0, (Span(at, at + len(name)),), name, refs=(ident,)))
            if (oslo := body.find("Oslo")) >= 0 and "flew" in body:
                place = Place("Oslo", Span(oslo, oslo + 4), "NO", "Oslo", 59.91, 10.75)
                claim = Claim(ClaimStatus.STATED, ClaimOf.TRIP, None, Span(at, oslo + 4))
                ban = Ban(BanApplies.POSSIBLE, "a travel ban is listed", "UN X.1")
                trips.append(
                    Trip(
                        ident,
                        ClaimStatus.REPORTED,
                        (claim.span,),
                        destination=place,
                        claims=(claim,),
                        main=True,
                        ban=ban,
                    )
                )
        return Findings(article.id, "en", tuple(mentions), tuple(trips))

    def concerns(self, article: Article, people: frozenset[str]) -> bool:
        return True


def toy_of(watchlist: Watchlist) -> Callable[[], Toy]:
    return partial(Toy, tuple((person.id, person.name) for person in watchlist.people))


def unbuildable(_: Watchlist) -> Callable[[], Toy]:
    def build() -> Toy:
        raise GatewatchError("no model here")

    return build


@dataclass
class Shouting:
    """A channel that keeps what it is told."""

    told: list[tuple[str, str, str | None]] = field(default_factory=list)
    slow: float = 0.0

    async def post(self, channel: str, message: Message, thread: str | None = None) -> Outcome:
        await asyncio.sleep(self.slow)
        self.told.append((channel, message.text, thread))
        return Sent(f"ts{len(self.told)}")

    async def update(self, channel: str, ts: str, message: Message) -> Outcome:
        return Sent(ts)

    async def find(
        self, channel: str, key: str, since: datetime, thread: str | None = None
    ) -> Sent | TryAgain | GiveUp | None:
        return None


@dataclass
class Gallery:
    """Takes any picture."""

    taken: list[Picture] = field(default_factory=list)

    async def upload(self, picture: Picture) -> Uploaded:
        self.taken.append(picture)
        return Uploaded("F1")


@dataclass
class HandClock:
    at: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 6, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at


@dataclass
class Desk:
    folder: Path
    texts: list[str] = field(default_factory=lambda: [TRIP])
    channel: Shouting = field(default_factory=Shouting)
    clock: HandClock = field(default_factory=HandClock)
    environ: dict[str, str] = field(default_factory=dict)
    pictures: Gallery | None = None
    page: str | None = None  # the text of the page that every item links to; None: no links; empty: the page is down

    @property
    def list_file(self) -> Path:
        return self.folder / "watchlists" / "desk.yaml"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/gatewatch.db"

    @property
    def printed(self) -> str:
        return format_datetime(self.clock.at - timedelta(hours=3))

    async def article(self, _: web.Request) -> web.Response:
        body = f"<html><body><article><p>{self.page}</p><p>{'Nobody said more about it. ' * 50}</p></article></body></html>"
        return web.Response(text=body, content_type="text/html", status=200 if self.page else 503)

    async def rss(self, request: web.Request) -> web.Response:
        link = "" if self.page is None else f"<link>{request.url.with_path('/news')}</link>"
        items = "".join(
            f"<item><guid isPermaLink='false'>{n}</guid><title>Story</title>{link}<pubDate>{self.printed}</pubDate><description>{text}</description></item>"
            for n, text in enumerate(self.texts)
        )
        return web.Response(text=f"<rss version='2.0'><channel><title>Daily</title>{items}</channel></rss>")

    @asynccontextmanager
    async def open(self, screener_of: Callable[[Watchlist], Factory] = toy_of) -> AsyncIterator[App]:
        """The site and the program, opened and closed together."""
        site = web.Application()
        site.router.add_get("/rss", self.rss)
        site.router.add_get("/news", self.article)
        runner = web.AppRunner(site)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = "http://{}:{}/rss".format(*runner.addresses[0][:2])
        lists = self.list_file.parent
        path = self.folder / "gatewatch.yml"
        path.write_text(
            f"watchlists: [{lists}]\ndatabase: {self.database}\ncache: {self.folder}/cache\nworkers: 0\nfeeds: [{{url: '{address}', allow_private: true}}]\npolling: {{tick: 1s}}\n"
        )
        try:
            async with open_app(
                load_config(path, self.environ),
                self.channel,
                screener_of,
                clock=self.clock,
                pace=0.0,
                pictures=self.pictures,
            ) as app:
                yield app
        finally:
            await runner.cleanup()

    def play(self, scene: Callable[[App], Awaitable[None]]) -> None:
        async def acted() -> None:
            async with self.open() as app:
                await scene(app)

        asyncio.run(acted())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "watchlists").mkdir()
    desk = Desk(tmp_path)
    desk.list_file.write_text(PEOPLE)
    return desk


def test_a_feed_goes_in_and_an_alert_comes_out(desk: Desk) -> None:
    """One sweep polls, screens, decides, stores and tells; the next one has nothing to add."""

    async def scene(app: App) -> None:
        sweep = await app.once()
        assert (sweep.polled.articles, sweep.delivered) == (1, {State.SENT: 1})
        assert "1 alert" in str(sweep)
        desk.clock.at += timedelta(minutes=90)
        assert not (await app.once()).delivered
        (alert,) = await app.db.read(alerts.get, "")
        assert (alert.person.name, alert.reason) == ("Pat Doe", Reason.TRIP_BAN_POSSIBLE)
        assert alert.fingerprint == app.in_force.watchlist.fingerprint

    desk.play(scene)
    ((channel, text, thread),) = desk.channel.told
    assert (channel, thread) == ("console", None)
    assert "Pat Doe" in text


def test_a_sweep_reads_the_pages_that_could_not_be_read_before(desk: Desk) -> None:
    """The site was down; when it is back the next sweep tells the trip that only the page has."""
    desk.texts, desk.page = ["The minister travels …"], ""

    async def scene(app: App) -> None:
        assert not (await app.once()).delivered
        desk.page = TRIP
        desk.clock.at += timedelta(minutes=11)
        assert (await app.once()).delivered == {State.SENT: 1}

    desk.play(scene)


def test_the_map_of_a_trip_goes_into_the_thread_of_its_alert(desk: Desk) -> None:
    """Where pictures can be put, a sweep also shows the map; without such a place there is no more than the card."""
    desk.pictures = Gallery()

    async def scene(app: App) -> None:
        assert app.illustrating is not None
        app.illustrating.ready = 0.0
        assert (await app.once()).delivered == {State.SENT: 2}
        assert not (await app.once()).delivered

    desk.play(scene)
    assert desk.channel.told[1] == ("console", "Map of the reported trip: to Oslo, Norway", "ts1")
    assert [picture.name for picture in desk.pictures.taken] == ["map.png"]


def test_a_restart_tells_nothing_again(desk: Desk) -> None:
    """What was told before the restart is not told after it; what came meanwhile is."""

    async def scene(app: App) -> None:
        desk.clock.at += timedelta(minutes=90)
        await app.once()

    desk.play(scene)
    desk.play(scene)
    assert len(desk.channel.told) == 1
    desk.texts.append("Sam Roe flew to Oslo on Tuesday.")
    desk.play(scene)
    assert ["Sam Roe" in text for _, text, _ in desk.channel.told] == [False, True]


def test_the_running_program_ticks_and_stops_in_time(desk: Desk) -> None:
    """`run` polls, tells and puts an edited list into force by itself, and ends within ten seconds when asked."""

    async def until(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(8):
            while not true():
                await asyncio.sleep(0.05)

    async def acted() -> float:
        async with desk.open() as app:
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            await until(lambda: len(desk.channel.told) == 1)
            before = app.in_force.watchlist.fingerprint
            desk.list_file.write_text(PEOPLE + "  - {id: p3, name: Ada Poe, source: 'https://lists.test/p3'}\n")
            await until(lambda: app.in_force.watchlist.fingerprint != before)
            begun = time.monotonic()
            stop.set()
            await running
            return time.monotonic() - begun

    assert asyncio.run(acted()) < 10


def test_stopping_lets_a_message_under_way_arrive(desk: Desk) -> None:
    """A post that has begun is waited for and written down as sent."""
    desk.channel.slow = 1.0

    async def acted() -> None:
        async with desk.open() as app:
            await app.poll()
            stop = asyncio.Event()
            running = asyncio.create_task(app.run(stop))
            await asyncio.sleep(0.5)
            assert not desk.channel.told
            stop.set()
            await running
            assert status_of(app.db).unsent == 0

    asyncio.run(acted())
    assert len(desk.channel.told) == 1


def status_of(db: Database) -> Any:
    with db.snapshot() as c:
        return status(c, datetime(2026, 3, 2, 6, tzinfo=UTC))


def test_what_waits_for_the_digest_comes_at_its_hour(desk: Desk) -> None:
    """A mere mention opens no card; it is told with the day's digest."""
    desk.texts = ["Pat Doe was born in a small town."]

    async def scene(app: App) -> None:
        sweep = await app.once()
        assert (sweep.polled.decisions, sweep.delivered) == ({Action.DIGEST: 1}, {})
        desk.clock.at += timedelta(hours=2)
        assert (await app.once()).delivered == {State.SENT: 1}

    desk.play(scene)
    assert "Digest" in desk.channel.told[0][1]


def test_a_list_edited_between_two_runs_is_told_and_looked_back_for(desk: Desk) -> None:
    """Who is new is told, and what stored articles say of them in one digest; a later report opens its card."""
    whole = PEOPLE
    desk.list_file.write_text(PEOPLE[: PEOPLE.index("  - id: p2")])
    desk.texts = ["Sam Roe flew to Oslo on Monday."]

    async def scene(app: App) -> None:
        desk.clock.at += timedelta(minutes=90)
        await app.once()

    desk.play(scene)
    assert desk.channel.told == []
    desk.list_file.write_text(whole)
    desk.texts = []  # each run's site is another feed, and would serve the article anew
    desk.play(scene)
    assert [text.split(":")[0] for _, text, _ in desk.channel.told] == ["Watchlist changed", "Look-back"]
    desk.texts = ["Sam Roe flew to Oslo on Tuesday, others say."]
    desk.play(scene)
    assert "Reported trip: Sam Roe" in desk.channel.told[2][1]


def test_a_bad_list_at_the_first_start_is_refused_whole(desk: Desk) -> None:
    """The program does not begin with a list it could not read, and leaves the database alone."""
    desk.list_file.write_text("people: [oops")
    with pytest.raises(BadFile, match=r"desk\.yaml"):
        desk.play(lambda _: asyncio.sleep(0))
    assert not (desk.folder / "gatewatch.db").exists()


def test_a_bad_list_at_a_later_start_leaves_the_last_good_one_in_force(desk: Desk) -> None:
    """Whoever starts it again, after a crash say, is watched as before; the operator hears of it once, and when it is mended."""

    async def scene(app: App) -> None:
        desk.clock.at += timedelta(minutes=90)
        await app.once()

    desk.play(scene)
    desk.list_file.write_text("people: [oops")
    desk.texts = ["Sam Roe flew to Oslo on Tuesday."]
    desk.play(scene)
    desk.play(scene)
    desk.list_file.write_text(PEOPLE)
    desk.play(scene)
    said = [text for _, text, _ in desk.channel.told]
    assert [sum(word in text for text in said) for word in ("were not loaded", "Sam Roe", "load again")] == [1, 1, 1]
    assert "desk.yaml:" in next(text for text in said if "were not loaded" in text)


def test_a_screener_that_cannot_be_built_is_said_at_the_start(desk: Desk) -> None:
    """The reason is in the message, and everything opened so far is closed."""

    async def acted() -> None:
        async with desk.open(screener_of=unbuildable):
            pass

    with pytest.raises(GatewatchError, match="no model here"):
        asyncio.run(acted())
    Database.open(desk.database).close()


def test_a_program_that_is_alone_takes_up_at_once(desk: Desk) -> None:
    """After a crash nothing waits for the leases of the dead."""
    desk.play(lambda app: app.db.write(lambda c: None))

    async def crashed(app: App) -> None:
        from bot.store import feeds

        assert await app.db.write(feeds.claim_due, desk.clock.at, "dead", timedelta(hours=5), 10)

    desk.play(crashed)

    async def scene(app: App) -> None:
        assert (await app.once()).polled.feeds == 1

    desk.play(scene)


def config(**settings: Any) -> Config:
    return Config.model_validate(settings)


def test_settings_become_what_the_jobs_read() -> None:
    """Intervals, routes and channels are taken from the settings; without Slack everything goes to the console."""
    feed = {"url": "https://n.test/rss", "every": "10m", "full_text": "never"}
    plain = config(feeds=[feed, {"url": "https://m.test/"}])
    fixed, free = (feed_spec(plain, each) for each in plain.feeds)
    own = [{"url": "https://n.test/", "min_interval": "8h"}, {"url": "https://m.test/", "max_interval": "2m"}]
    bounded = [feed_spec(config(feeds=own), each).settings for each in config(feeds=own).feeds]
    assert [(each.min_interval, each.max_interval) for each in bounded] == [(28_800, 28_800), (120, 120)]
    assert (fixed.settings.min_interval, fixed.settings.max_interval, fixed.settings.full_text) == (600, 630, "never")
    assert (fixed.settings.steady, free.settings.steady) == (True, False)
    assert (free.settings.min_interval, free.settings.max_interval, free.name) == (300, 21_600, None)
    assert [
        feed_spec(plain, plain.feeds[0].model_copy(update={"important": it})).settings.important for it in (True, False)
    ] == [True, False]
    assert isinstance(plain.feeds[0], FeedConfig)
    assert (policy_of(plain).channel, policy_of(plain).routes, operator_of(plain)) == ("console", {}, "console")
    slack = config(slack={"channel": "C0123456789"}, routes={"desk": "C0000000001"})
    assert (policy_of(slack).channel, policy_of(slack).routes) == ("C0123456789", {"desk": Route("C0000000001")})
    assert operator_of(slack) is None
    assert operator_of(config(slack={"channel": "C0123456789", "operator": "C0000000009"})) == "C0000000009"


def test_a_proxy_is_used_and_said_at_the_start(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Feeds of one's own network are still read past it; the log says what it means, without its password."""
    desk.environ["GATEWATCH_PROXY"] = "http://desk:hunter2@127.0.0.1:1"

    async def scene(app: App) -> None:
        assert (await app.poll()).articles == 1
        assert limits_of(app.config).host_rate == 2.0
        refused = await app.fetcher.fetch(Request("http://news.test/"))
        assert isinstance(refused, FetchFailed)
        assert refused.why == "no connection to the proxy"

    desk.play(scene)
    told = capsys.readouterr().out
    assert "only the proxy can keep feeds" in told
    assert "hunter2" not in told


def test_without_a_proxy_nothing_is_said_of_one(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The warning speaks of a guard that sees nothing; here it sees every address."""

    async def scene(app: App) -> None:
        assert (await app.poll()).articles == 1

    desk.play(scene)
    assert "proxy" not in capsys.readouterr().out


def test_a_host_is_looked_up_once_for_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds and official lists, with leave to reach a private network and without, share what is known of names."""
    asked = []

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async def scene(app: App) -> None:
        url = app.config.feeds[0].url.replace("127.0.0.1", "news.test")
        for fetcher in (app.fetcher, app.pulling.pulling.fetcher):
            assert isinstance(await fetcher.fetch(Request(url, allow_private=True)), Fetched)
            assert isinstance(await fetcher.fetch(Request(url)), FetchFailed), "an address inside"

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    desk.play(scene)
    assert asked == ["news.test"]

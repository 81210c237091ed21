"""A page that could not be read when its article came is tried again; what it adds is told once, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hand_clock import START
from news_desk import DAY, HOUR, Item, NewsDesk, Paper, open_desk
from sqlalchemy import func, select
from toy_screening import BANNED, person

from bot.feeds.backlog import MOST_CARDS
from bot.jobs.unread_pages import FEW, LEASE
from bot.model import Trouble
from bot.ports import FetchFailed
from bot.store import articles, schema, unread_pages
from bot.store.database import Database
from bot.store.unread_pages import MOST_OF_FEED

MINUTE = timedelta(minutes=1)
FEED, OTHER, PAGE = "https://one.test/rss", "https://two.test/rss", "https://one.test/news/1"
TRIP = "Pat Doe flew to Oslo on Monday, two officials said. They spoke on condition that nobody names them."
TEASER = Item("g1", "The minister travels …", START - HOUR, "Minister lands this morning", PAGE)
DOWN = FetchFailed("answered 503", 503)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[NewsDesk]:
    with open_desk(tmp_path) as opened:
        yield opened


def page(text: str) -> bytes:
    filling = "".join(f"<p>On day {n} the ministry said little of note, as {n} reporters wrote.</p>" for n in range(16))
    return f"<html><head><title>x</title></head><body><article><h1>{TEASER.title}</h1><p>{text}</p>{filling}</article></body></html>".encode()


def told(desk: NewsDesk) -> list[int]:
    """How many cards, redrawn cards, replies and digests."""
    return [len(desk.told(kind)) for kind in ("card", "update", "reply", "digest")]


def waiting(desk: NewsDesk) -> int:
    """How many pages wait to be tried again."""
    with desk.real.snapshot() as c:
        return c.scalar(select(func.count()).select_from(schema.unread_pages)) or 0


async def serve(desk: NewsDesk, items: Sequence[Item], answer: FetchFailed | bytes = DOWN) -> None:
    """The feed has these items, and their pages all give this answer."""
    desk.subscribe(FEED, full_text="auto")
    desk.paper.pages[FEED] = items
    desk.paper.pages |= {item.link: answer for item in items}
    await desk.poll()


def test_a_trip_that_only_the_page_tells_is_told_when_it_is_back(desk: NewsDesk) -> None:
    """The site was down when the feed was read: its article is read ten minutes later, and its card opens."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        assert (told(desk), waiting(desk)) == ([0, 0, 0, 0], 1)
        desk.paper.pages[PAGE] = page(TRIP)
        assert await desk.read_pages(9 * MINUTE) == 0
        assert await desk.read_pages(MINUTE) == 1
        assert (told(desk), waiting(desk)) == ([1, 0, 0, 0], 0)
        await desk.poll(HOUR)  # the same teaser in the feed

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]
    assert desk.paper.asked.count(PAGE) == 2


ANSWERS: Sequence[tuple[str, FetchFailed | bytes, int]] = [
    ("down", DOWN, 5),
    ("too many requests", FetchFailed("answered 429", 429), 5),
    ("no connection", FetchFailed("no connection to the server"), 5),
    ("a gateway that waits in vain", FetchFailed("answered 504", 504), 5),
    ("not found", FetchFailed("answered 404", 404), 1),
    ("gone", FetchFailed("answered 410", 410, trouble=Trouble.GONE), 1),
    ("forbidden", FetchFailed("answered 403", 403), 1),
    ("a robot check", FetchFailed("answered 503, a robot check", 503, trouble=Trouble.ROBOT_CHECK), 1),
    ("too large", FetchFailed("larger than 10 bytes", 200, trouble=Trouble.TOO_LARGE), 1),
    ("a page that says it was not found", b"<html><title>404 - page not found</title><body><p>Sorry.</p></body></html>", 1),
    ("a consent wall", b"<html><title>Before you continue</title><body><p>We use cookies. Accept all?</p></body></html>", 1),
    ("an address inside", FetchFailed("the address is private, not public", lasting=True, barred=True), 1),
    ("an unknown name", FetchFailed("the host name is not known", lasting=True), 5),
    ("a paywall", b"<html><title>News</title><body><article><p>Subscribe to continue reading this article.</p></article></body></html>", 1),
    ("a reservation", b"<html><head><meta name='tdm-reservation' content='1'></head><body><article><p>" + b"Words. " * 90 + b"</p></article></body></html>", 1),
    ("the article", page("Nobody went anywhere."), 1),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "asked"), [case[1:] for case in ANSWERS], ids=[case[0] for case in ANSWERS])
def test_only_what_passes_is_tried_again(desk: NewsDesk, answer: FetchFailed | bytes, asked: int) -> None:
    """A site that is down is asked four times more within a day; what stays as it is, is not."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER], answer)
        for _ in range(60):
            await desk.read_pages(HOUR / 2)

    desk.play(scene)
    assert desk.paper.asked.count(PAGE) == asked
    assert waiting(desk) == 0


@pytest.mark.parametrize(
    ("wanted", "hours"),
    [(None, [1 / 6, 7 / 6, 43 / 6, 115 / 6]), (1_800.0, [0.5, 1.5, 7.5, 19.5]), (1e9, [12.0])],
)
def test_pauses_grow_and_a_site_may_lengthen_them(desk: NewsDesk, wanted: float | None, hours: list[float]) -> None:
    """Retry-After is kept up to twelve hours; a page is asked for at no other moments, and for a day at most."""
    asked: list[timedelta] = []

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER], replace(DOWN, retry_after=wanted))
        for _ in range(40 * 6):
            before = desk.paper.asked.count(PAGE)
            await desk.read_pages(10 * MINUTE)
            if desk.paper.asked.count(PAGE) > before:
                asked.append(desk.clock.at - START)

    desk.play(scene)
    assert asked == [timedelta(hours=each) for each in hours]
    assert waiting(desk) == 0


def test_rules_that_cannot_be_had_use_up_no_try(desk: NewsDesk) -> None:
    """The page itself was not asked for: it is read in the evening, when its site can tell whether it may be."""

    class Ruled(Paper):
        ruled = False

        async def allowed(self, url: str, now: datetime, *, allow_private: bool = False) -> bool:
            return True if self.ruled else cast("bool", None)

    async def scene(desk: NewsDesk) -> None:
        desk.paper = paper = Ruled()
        await serve(desk, [TEASER], page(TRIP))
        for _ in range(40):
            await desk.read_pages(HOUR / 2)
        assert waiting(desk) == 1
        paper.ruled = True
        assert await desk.read_pages(HOUR) == 1

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]
    assert desk.paper.asked.count(PAGE) == 1


@pytest.mark.parametrize("status", [None, 429])
def test_a_host_that_was_not_asked_uses_up_no_try(desk: NewsDesk, status: int | None) -> None:
    """It has more to do than it can in time, or refuses everybody: the page is put off, and given up when a day is over."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        desk.paper.pages[PAGE] = FetchFailed("the host has its turn later", status, 300.0, not_asked=True)
        for _ in range(100):
            await desk.read_pages(10 * MINUTE)
        assert waiting(desk) == 1
        desk.paper.pages[PAGE] = page(TRIP)
        await desk.read_pages(10 * MINUTE)
        assert told(desk) == [1, 0, 0, 0]

    desk.play(scene)
    desk.clear()

    async def never(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        desk.paper.pages[PAGE] = FetchFailed("the host has its turn later", status, 300.0, not_asked=True)
        for _ in range(24):
            await desk.read_pages(HOUR)
        assert waiting(desk) == 0

    desk.play(never)


SAID = "Pat Doe flew to Oslo …"
ADDED = [
    ("the same", SAID, "Pat Doe flew to Oslo.", "silence"),
    ("something else", SAID, "The harbour was closed for the day.", "silence"),
    ("less", SAID, "Pat Doe met nobody.", "silence"),
    ("the trip", "Pat Doe speaks …", TRIP, "alert"),
    ("somebody besides", SAID, "Sam Roe and Pat Doe flew to Oslo.", "digest"),
]


@pytest.mark.parametrize(("teaser", "text", "action"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED])
def test_only_what_is_new_is_told_and_nothing_is_taken_back(
    desk: NewsDesk, teaser: str, text: str, action: str
) -> None:
    """The feed says its own words still: nobody is told that the outlet says them no longer."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [replace(TEASER, text=teaser)])
        desk.paper.pages[PAGE] = page(text)
        before = len(desk.decided())
        assert await desk.read_pages(10 * MINUTE) == 1
        decided = [each for each, _ in desk.decided()[before:]]
        assert decided[:1] == [action]

    desk.play(scene)
    assert len(desk.told("card")) == 1
    assert desk.alert().withdrawn == ()
    assert not any("no longer" in message.text for message in desk.told("reply"))


def test_the_page_of_an_edit_takes_back_what_the_page_before_said(desk: NewsDesk) -> None:
    """Only the teaser was left for a while. When the page is back without the trip, the thread hears that it is gone."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER], page(TRIP))
        await serve_later(desk, replace(TEASER, text="A correction …"))
        assert told(desk) == [1, 0, 0, 0]
        desk.paper.pages[PAGE] = page("The report was wrong.")
        await desk.read_pages(10 * MINUTE)

    async def serve_later(desk: NewsDesk, item: Item) -> None:
        desk.clock.at += HOUR
        await serve(desk, [item])

    desk.play(scene)
    assert told(desk) == [1, 1, 1, 0]


def test_a_page_that_says_no_more_than_the_feed_takes_back_what_the_page_before_said(desk: NewsDesk) -> None:
    """A withdrawal that stands in the feed and on the page in the same words is told once the page is back."""
    gone = "This report has been withdrawn by the editors, for its sources could not be confirmed. We regret the error."

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER], page(TRIP))
        desk.clock.at += HOUR
        await serve(desk, [replace(TEASER, text=gone)])
        assert (told(desk), waiting(desk)) == ([1, 0, 0, 0], 1)
        desk.paper.pages[PAGE] = f"<html><body><article><p>{gone}</p></article></body></html>".encode()
        for _ in range(3):
            await desk.read_pages(10 * MINUTE)
        assert waiting(desk) == 0

    desk.play(scene)
    assert told(desk) == [1, 1, 1, 0]


def test_an_edit_takes_the_place_of_the_page_that_waits(desk: NewsDesk) -> None:
    """The article reads otherwise now, and its page was read with it: there is nothing left to try."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        desk.clock.at += HOUR
        await serve(desk, [replace(TEASER, text="The minister is back …")], page(TRIP))
        assert (told(desk), waiting(desk)) == ([1, 0, 0, 0], 0)
        await desk.read_pages(HOUR)

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]
    assert desk.paper.asked.count(PAGE) == 2


def teasers(count: int, host: str = "one.test", published: datetime = START - HOUR) -> list[Item]:
    """Items of one host with nothing but a beginning each."""
    return [
        Item(f"{host}-{n}", f"Part {n} of the story …", published, f"Report{n} of{n} {host}", f"https://{host}/{n}")
        for n in range(count)
    ]


def test_a_site_that_is_down_keeps_no_other_waiting(desk: NewsDesk) -> None:
    """Each look takes few pages of one feed; the page of another feed is read at once, though it came later."""

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages |= {FEED: teasers(40), OTHER: [replace(TEASER, link="https://two.test/1")]}
        desk.paper.pages |= {item.link: DOWN for item in [*teasers(40), *teasers(1, "two.test")]}
        desk.paper.pages["https://two.test/1"] = DOWN
        desk.subscribe(FEED, full_text="auto")
        await desk.poll()
        desk.subscribe(FEED, OTHER, full_text="auto")
        await desk.poll(MINUTE)
        desk.paper.pages["https://two.test/1"] = page(TRIP)
        desk.paper.asked.clear()
        assert await desk.read_pages(10 * MINUTE) == 1
        assert len(desk.paper.asked) == FEW + 1

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    "answer", [DOWN, FetchFailed("too many wait for this host", None, 60.0, not_asked=True)], ids=["down", "busy"]
)
def test_one_site_of_many_feeds_keeps_no_other_waiting(desk: NewsDesk, answer: FetchFailed) -> None:
    """Ten feeds whose pages lie on one site that is not well: few are tried, the others wait, and a page elsewhere is read."""
    feeds = [f"https://f{n}.test/rss" for n in range(10)]
    items = {
        feed: [replace(each, link=f"https://slow.test/{feed[8:]}/{each.guid}") for each in teasers(9, feed[8:15])]
        for feed in feeds
    }
    slow = [item.link for each in items.values() for item in each]

    async def scene(desk: NewsDesk) -> None:
        desk.paper.pages |= {**items, **dict.fromkeys(slow, DOWN), FEED: [TEASER], PAGE: DOWN}
        desk.subscribe(*feeds, full_text="auto")
        await desk.poll()
        desk.subscribe(*feeds, FEED, full_text="auto")
        await desk.poll(MINUTE)
        desk.paper.pages |= {**dict.fromkeys(slow, answer), PAGE: page(TRIP)}
        desk.paper.asked.clear()
        assert await desk.read_pages(10 * MINUTE) == 1
        assert len(desk.paper.asked) == FEW + 1
        for _ in range(9):
            assert await desk.read_pages(MINUTE) == 0
        assert len(desk.paper.asked) == FEW + 1

    desk.play(scene)
    assert told(desk) == [1, 0, 0, 0]


def test_many_items_of_one_page_read_it_once_each(desk: NewsDesk) -> None:
    """A ticker of more items than an article has versions: each of them is done with when its page was read."""
    ticker = [replace(item, link=PAGE) for item in teasers(25)]

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        await serve_with(desk, [*ticker, TEASER])
        desk.paper.pages[PAGE] = page(TRIP)
        desk.paper.asked.clear()
        for _ in range(30):
            await desk.read_pages(10 * MINUTE)

    async def serve_with(desk: NewsDesk, items: Sequence[Item]) -> None:
        desk.clock.at += 6 * MINUTE
        await serve(desk, items)

    desk.play(scene)
    assert waiting(desk) == 0
    assert desk.paper.asked.count(PAGE) <= len(ticker) + 1


def test_so_many_pages_wait_for_a_feed(desk: NewsDesk) -> None:
    """The oldest give way to new ones."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        many = teasers(MOST_OF_FEED)
        for at in range(0, len(many), 100):
            desk.clock.at += MINUTE * 6
            await serve(desk, many[at : at + 100])
        await desk.read_pages()
        assert waiting(desk) == MOST_OF_FEED
        desk.paper.pages[PAGE] = page(TRIP)
        for _ in range(MOST_OF_FEED):
            await desk.read_pages(MINUTE)

    desk.play(scene)
    assert told(desk) == [0, 0, 0, 0]


@pytest.mark.parametrize(("feeds", "full_text"), [((OTHER,), "auto"), ((FEED,), "never")])
def test_a_feed_that_is_not_wanted_any_more_asks_for_no_pages(
    desk: NewsDesk, feeds: tuple[str, ...], full_text: str
) -> None:
    """It is gone from the settings, or is to be read without pages: what waits for it is dropped."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        desk.subscribe(*feeds, full_text=full_text)
        assert await desk.read_pages(10 * MINUTE) == 0

    desk.play(scene)
    assert waiting(desk) == 0
    assert desk.paper.asked.count(PAGE) == 1


def test_a_page_is_not_read_for_an_article_whose_text_has_expired(desk: NewsDesk) -> None:
    """What was let go of stays so."""

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, [TEASER])
        with desk.real.transaction() as c:
            articles.expire(c, desk.clock.at + MINUTE, 9)
        assert await desk.read_pages(10 * MINUTE) == 0

    desk.play(scene)
    assert waiting(desk) == 0


def test_what_came_with_a_new_feed_waits_for_the_look_back(desk: NewsDesk) -> None:
    """The page of an old article opens no card either, and what its teaser told is not told again."""
    pages = {
        "the trip comes with the page": ("The minister travels …", TRIP),
        "the page tells the same": ("Pat Doe flew to Oslo …", TRIP),
        "the page tells less": ("Pat Doe flew to Oslo …", "Pat Doe met nobody."),
    }
    old = [
        Item(f"g{n}", teaser, START - 9 * DAY, title, f"https://one.test/{n}")
        for n, (title, (teaser, _)) in enumerate(pages.items())
    ]

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, old)
        await desk.look_back()
        desk.paper.pages |= {f"https://one.test/{n}": page(text) for n, (_, text) in enumerate(pages.values())}
        assert await desk.read_pages(10 * MINUTE) == 3
        await desk.look_back()

    desk.play(scene)
    assert told(desk) == [0, 0, 0, 2]
    counted = [message.text.split(" in ")[0] for message in desk.told("digest")]
    assert counted == ["Look-back: 2 findings", "Look-back: 1 finding"]


def test_a_crowd_that_came_with_a_new_feed_opens_few_cards(desk: NewsDesk) -> None:
    """Today's articles of a new feed, read from their pages later: the first five are told at once, the others in the look-back."""
    desk.people = tuple(person(f"c{n}", f"Pat Nr{n:03} Doe", BANNED) for n in range(9))
    crowd = teasers(9)

    async def scene(desk: NewsDesk) -> None:
        await serve(desk, crowd)
        desk.paper.pages |= {
            item.link: page(f"{who.name} flew to Oslo.") for item, who in zip(crowd, desk.people, strict=True)
        }
        assert sum([await desk.read_pages(10 * MINUTE) for _ in range(3)]) == 9
        await desk.look_back()

    desk.play(scene)
    assert told(desk) == [MOST_CARDS, 0, 0, 1]
    assert desk.told("digest")[0].text.startswith(f"Look-back: {9 - MOST_CARDS} findings")


def test_a_fault_at_one_page_lets_the_others_be_read(desk: NewsDesk) -> None:
    """Where even the bookkeeping of one fails, the look goes on to its end, and then says so."""

    class Full:
        def __init__(self, db: Database) -> None:
            self._db = db

        def __getattr__(self, name: str) -> Any:
            return getattr(self._db, name)

        async def write(self, work: Any, *args: Any) -> Any:
            if work is unread_pages.put_off:
                raise OSError("disk full")
            return await self._db.write(work, *args)

    async def scene(desk: NewsDesk) -> None:
        items = teasers(2)
        await serve(desk, items)
        desk.paper.pages[items[1].link] = page(TRIP)
        desk.db = Full(desk.real)
        with pytest.raises(OSError, match="disk full"):
            await desk.read_pages(10 * MINUTE)
        assert told(desk) == [1, 0, 0, 0]

    desk.play(scene)


@pytest.mark.every_engine
def test_dying_at_every_write_loses_and_doubles_nothing(desk: NewsDesk) -> None:
    """Before and after each write: a page that is down at first, an edit whose page is, and what each of them tells."""
    edit = replace(TEASER, text="The minister travels, a correction …")
    days = (
        (0, TEASER, DOWN),
        (8, TEASER, page(TRIP)),
        (12, edit, DOWN),
        (20, edit, page("It was wrong.")),
    )

    async def live(desk: NewsDesk) -> None:
        for hour, item, answer in days:
            moment = START + hour * HOUR
            if desk.clock.at > moment + HOUR:
                continue  # it was lived through before the program died
            desk.clock.at = max(desk.clock.at, moment)
            await serve(desk, [item], answer)
            for _ in range(2):
                await desk.read_pages()
                desk.clock.at += 15 * MINUTE

    def play(step: int = -1, *, after: bool = False) -> tuple[int, list[int], int]:
        desk.clear()
        desk.clock.at = START
        writes = desk.survive(live, step, LEASE, after=after)
        return writes, told(desk), waiting(desk)

    writes, *undisturbed = play()
    assert undisturbed == [[1, 1, 1, 0], 0]
    assert writes >= 15
    for step in range(writes):
        for after in (False, True):
            assert list(play(step, after=after)[1:]) == undisturbed, f"write {step}, after: {after}"

"""The world of the crash sweep: news, pages, lists, channels and people, each as a table of what holds from which scene on.

The world outlives the program. Whatever it answers follows from the scene that is on, so that a program which comes back
after it died meets the world as it is by then. All people and news are invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from typing import Literal

from bot.ports import Fetched, FetchFailed, FetchResult, GiveUp, NotModified, Refused, Request

START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
DESK, EAST, OPERATOR, FALLBACK = "C000000DESK", "C000000EAST", "C00000000OP", "C00000SPARE"

# The scenes in order, each with its minute. Feeds are looked at every five minutes.
SCENES: Mapping[str, int] = {
    "feeds are read for the first time": 0,
    "a story": 12,
    "a second report": 24,
    "a denial": 36,
    "an edit": 48,
    "two more stories": 60,
    "people judge and snooze": 72,
    "reports that nobody is to hear of": 84,
    "people think better of it": 96,
    "somebody is added to the list": 108,
    "the list is broken": 120,
    "the list is mended": 132,
    "a page is down": 144,
    "the page is there": 156,
    "a channel takes nothing": 168,
    "the channel works again": 180,
    "two travel together": 192,
    "an important feed is down": 204,
    "it is down still": 270,
    "it is back": 282,
    "the next morning": 1_570,
    "more than a channel is told at once": 1_600,
}
NUMBER = {name: number for number, name in enumerate(SCENES)}


def moment(scene: int) -> datetime:
    """When a scene begins."""
    return START + timedelta(minutes=tuple(SCENES.values())[scene])


# --- lists ----------------------------------------------------------------------------------------------------------------

_CROWD = 42  # people who travel on the same day: more than a channel is told at once
_FROM = ("Minsk", "Oslo", "Prague", "Sofia", "Tunis", "Zagreb", "Baku")
_TO = ("Warsaw", "Cairo", "Athens", "Lisbon", "Geneva", "Ankara")


def _entry(ident: str, name: str, route: str = "") -> str:
    routed = f"\n    route: {route}" if route else ""
    return f"""
  - id: {ident}
    name: {name}
    listings: [{{authority: UN, regime: Test, ref: {ident}, measures: [{{type: travel_ban, since: 2020-01-01}}]}}]
    source: https://lists.test/{ident}{routed}"""


def _crowd() -> Iterator[str]:
    for number in range(_CROWD):
        yield f"{'BDFGKLMNPRSTVZ'[number % 14]}orvi{'lmn'[number // 14]} Quast{'abdefgiklmnoprstuvwxz'[number % 21]}rek"


_LIST = "list: desk\npeople:" + "".join(
    (
        _entry("veresko", "Ostap Veresko"),
        _entry("haldanov", "Timur Haldanov"),
        _entry("brandvik", "Ilse Brandvik", "east"),
        _entry("quorle", "Anatol Quorle"),
        _entry("mirsade", "Davor Mirsade", "east"),
        _entry("zeltin", "Radek Zeltin"),
        _entry("orbanek", "Milos Orbanek"),
        *(_entry(f"crowd-{number}", name) for number, name in enumerate(_crowd())),
    )
)
_LONGER = _LIST + _entry("sovidal", "Marek Sovidal")
# What the file of the list says, from which scene on.
LISTS: Mapping[str, str] = {
    "feeds are read for the first time": _LIST,
    "somebody is added to the list": _LONGER,
    "the list is broken": _LONGER + "\n  - id: broken\n    nmae: Nobody",
    "the list is mended": _LONGER + _entry("tarvald", "Jurek Tarvald"),
}

# --- news -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class News:
    """What an item of a feed says, from which scene on. A later row of the same guid is an edit."""

    feed: str
    guid: str
    scene: str
    text: str
    age: timedelta = timedelta(hours=1)  # when the item came
    page: str | None = None  # what its page says


ONE, TWO, THREE, WHOLE, ALARM = (f"https://{name}.test/rss" for name in ("one", "two", "three", "whole", "alarm"))
_OLD = timedelta(days=9)
_PAGE = "Ostap Veresko flew from Tehran to Ankara on Monday, two officials said. "
NEWS = (
    News(ONE, "old", "feeds are read for the first time", "Ostap Veresko flew from Tehran to Baku on Monday, an official said.", _OLD),
    News(TWO, "past", "feeds are read for the first time", "Timur Haldanov flew from Minsk to Sofia on Monday, an official said.", _OLD),
    News(THREE, "fresh", "feeds are read for the first time", "Marek Sovidal flew from Minsk to Cairo on Sunday, two officials said."),
    News(ALARM, "calm", "feeds are read for the first time", "Nobody travelled at all, an official said."),
    News(ONE, "trip", "a story", "Ostap Veresko flew from Tehran to Moscow on Sunday, two officials said."),
    News(TWO, "trip", "a second report", "Ostap Veresko flew from Tehran to Moscow on Sunday in a private jet, three diplomats said."),
    News(THREE, "denial", "a denial", "The foreign ministry denied that Ostap Veresko had flown from Tehran to Moscow on Sunday."),
    News(ONE, "trip", "an edit", "An earlier version of this report was wrong. Ostap Veresko stayed at home, his office said."),
    News(ONE, "h1", "two more stories", "Timur Haldanov flew from Minsk to Istanbul on Sunday, two officials said."),
    News(TWO, "b1", "two more stories", "Ilse Brandvik flew from Oslo to Geneva on Sunday, two officials said."),
    News(TWO, "h2", "reports that nobody is to hear of", "Timur Haldanov flew from Minsk to Istanbul on Sunday by train, a guard said."),
    News(ONE, "b2", "reports that nobody is to hear of", "Ilse Brandvik flew from Oslo to Geneva on Sunday in a private jet, a guard said."),
    News(WHOLE, "page", "a page is down", "The minister travels.", page=_PAGE + "Nobody said more about it than that. " * 30),
    News(ONE, "m1", "a channel takes nothing", "Davor Mirsade flew from Zagreb to Tunis on Sunday, two officials said."),
    News(TWO, "m2", "a channel takes nothing", "Davor Mirsade flew from Zagreb to Tunis on Sunday in a private jet, a pilot said."),
    News(THREE, "b3", "the channel works again", "Ilse Brandvik flew from Oslo to Lisbon on Monday, two officials said."),
    News(ONE, "pair", "two travel together", "Radek Zeltin and Milos Orbanek flew from Prague to Athens on Sunday, two officials said."),
    News(ONE, "old2", "the next morning", "Anatol Quorle was mentioned in a book, a reader said."),
    *(
        News(THREE, f"crowd {number}", "more than a channel is told at once", f"{name} flew from {_FROM[number % 7]} to {_TO[number // 7]} on Monday, an official said.")
        for number, name in enumerate(_crowd())
    ),
)  # fmt: skip

# Addresses that answer 503, from which scene on, and until which.
DOWN = (
    ("https://whole.test/page", "a page is down", "the page is there"),
    (ALARM, "an important feed is down", "it is back"),
)
# The channel that takes nothing, and how long.
CLOSED = ((EAST, "a channel takes nothing", "the channel works again"),)
ARCHIVED = GiveUp("the channel is archived; unarchive it (is_archived)", Refused.CHANNEL, "is_archived")


@dataclass
class World:
    """What everybody outside the program does and answers while a scene is on."""

    scene: int = 0

    def listed(self) -> str:
        """What the file of the list says."""
        return [text for name, text in LISTS.items() if NUMBER[name] <= self.scene][-1]

    @property
    def shows_pictures(self) -> bool:
        """Whether pictures are taken: not of a crowd, of which each would get one."""
        return self.scene < NUMBER["more than a channel is told at once"]

    def refuses(self, channel: str) -> GiveUp | None:
        """Why a channel takes nothing."""
        return next((ARCHIVED for name, *when in CLOSED if name == channel and self._within(*when)), None)

    async def fetch(self, request: Request) -> FetchResult:
        """What a server answers: a feed, a page, or that it has none."""
        if any(request.url == url and self._within(*when) for url, *when in DOWN):
            return FetchFailed("answered 503", 503)
        body = self._feed(request.url) or self._page(request.url)
        if body is None:
            return FetchFailed("answered 404", 404)
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        return NotModified({"etag": etag}) if request.etag == etag else Fetched(request.url, body, {"etag": etag})

    def _within(self, first: str, end: str) -> bool:
        return NUMBER[first] <= self.scene < NUMBER[end]

    def _served(self, url: str) -> Mapping[str, News]:
        """The items of a feed as they read now, by guid."""
        return {each.guid: each for each in NEWS if each.feed == url and NUMBER[each.scene] <= self.scene}

    def _feed(self, url: str) -> bytes | None:
        if not any(each.feed == url for each in NEWS):
            return None
        first = {each.guid: each for each in reversed(NEWS) if each.feed == url}
        items = "".join(_item(each, first[each.guid]) for each in self._served(url).values())
        return f"<rss version='2.0'><channel><title>{_outlet(url)}</title>{items}</channel></rss>".encode()

    def _page(self, url: str) -> bytes | None:
        found = (each for each in NEWS if each.page and url == _link(each))
        return next(
            (f"<html><body><article><p>{each.page}</p></article></body></html>".encode() for each in found), None
        )


def _outlet(url: str) -> str:
    return f"Daily {url.split('//')[1].split('.')[0].capitalize()}"


def _link(news: News) -> str:
    return f"{news.feed.removesuffix('rss')}{news.guid.replace(' ', '-')}"


def _item(news: News, first: News) -> str:
    came = format_datetime(moment(NUMBER[first.scene]) - first.age)
    return (
        f"<item><guid isPermaLink='false'>{news.guid}</guid><title>Travel news, {news.guid}</title><link>{_link(news)}</link>"
        f"<pubDate>{came}</pubDate><description>{news.text}</description></item>"
    )


# --- what people press ----------------------------------------------------------------------------------------------------

Act = Literal["not_this", "undo", "snooze", "wake", "assign", "mute"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done about the story of a person, and goes on pressing until it is answered."""

    scene: str
    act: Act
    person: str  # whose name the card bears


WISHES = (
    Wish("people judge and snooze", "not_this", "Timur Haldanov"),
    Wish("people judge and snooze", "snooze", "Ilse Brandvik"),
    Wish("people judge and snooze", "assign", "Ostap Veresko"),
    Wish("people judge and snooze", "mute", "Anatol Quorle"),
    Wish("people think better of it", "undo", "Timur Haldanov"),
    Wish("people think better of it", "wake", "Ilse Brandvik"),
)

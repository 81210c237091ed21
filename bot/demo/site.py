"""The demo's news site: a feed per outlet and a page per article, on loopback, from `site/stories.yml`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from typing import Any

import yaml
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Story:
    """One recorded article."""

    id: str
    title: str
    text: str
    published: datetime
    teaser: str | None  # what the feed holds when the whole text stands on the page only
    captions: tuple[str, ...]
    after: float  # seconds after the start of the site until it appears


@dataclass(frozen=True, slots=True)
class Outlet:
    """One medium with a feed of its own."""

    id: str
    name: str
    lang: str
    stories: tuple[Story, ...]


def recorded() -> tuple[Outlet, ...]:
    """The outlets of the recording."""
    data: Mapping[str, Any] = yaml.load(
        (files("bot.demo") / "site" / "stories.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return tuple(Outlet(o["id"], o["name"], o["lang"], tuple(map(_story, o["items"]))) for o in data["outlets"])


def _story(item: Mapping[str, Any]) -> Story:
    published = item["published"]
    return Story(
        item["id"],
        item["title"],
        item["text"],
        published,
        item.get("teaser"),
        tuple(item.get("captions", ())),
        item.get("after", 0),
    )


class Site:
    """Serves outlets; use as an async context manager. `elapsed` tells the seconds since the start."""

    def __init__(self, outlets: Sequence[Outlet]) -> None:
        self._outlets = {outlet.id: outlet for outlet in outlets}
        self._pages = {(o.id, s.id): s for o in outlets for s in o.stories}
        self._runner: web.AppRunner | None = None
        self._started = 0.0
        self.address = ""

    async def __aenter__(self) -> Site:
        app = web.Application()
        app.router.add_get("/{outlet}/feed.xml", self._feed)
        app.router.add_get("/{outlet}/{story}.html", self._page)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        self._started = _loop_time()
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def feed_address(self, outlet: Outlet) -> str:
        """Where the outlet's feed is."""
        return f"{self.address}/{outlet.id}/feed.xml"

    async def _feed(self, request: web.Request) -> web.Response:
        outlet = self._outlets.get(request.match_info["outlet"])
        if outlet is None:
            raise web.HTTPNotFound
        shown = [s for s in outlet.stories if s.after <= _loop_time() - self._started]
        body = _feed_of(outlet, shown, self.address)
        response = web.Response(text=body, content_type="application/rss+xml")
        response.etag = f"{outlet.id}-{len(shown)}"
        if request.headers.get("If-None-Match") == f'"{outlet.id}-{len(shown)}"':
            raise web.HTTPNotModified
        return response

    async def _page(self, request: web.Request) -> web.Response:
        story = self._pages.get((request.match_info["outlet"], request.match_info["story"]))
        if story is None:
            raise web.HTTPNotFound
        return web.Response(text=_page_of(story), content_type="text/html")


def _loop_time() -> float:
    return asyncio.get_running_loop().time()


def _feed_of(outlet: Outlet, stories: Sequence[Story], address: str) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{s.id}</guid><title>{escape(s.title)}</title><link>{address}/{outlet.id}/{s.id}.html</link>"
        f"<pubDate>{format_datetime(s.published)}</pubDate><description>{escape(s.teaser or _html(s))}</description></item>"
        for s in stories
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>{escape(outlet.name)}</title><link>{address}/{outlet.id}/</link><description/><language>{outlet.lang}</language>{items}</channel></rss>"
    )


def _page_of(story: Story) -> str:
    figures = [
        f"<figure><img src='photo.jpg' alt=''><figcaption>{escape(c)}</figcaption></figure>" for c in story.captions
    ]
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{escape(story.title)}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>{escape(story.title)}</h1>{''.join(figures)}{_html(story)}</article></main><footer>Recorded for the demo.</footer></body></html>"
    )


def _html(story: Story) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.text.strip().split("\n\n"))

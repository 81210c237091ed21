"""Pages of articles in a poll: those that may not be read, and those that hurt."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web
from test_jobs_poll import SENTENCE, Desk, Toy, desk, item, rss

from bot.edges.worker import WorkerFailed
from bot.edges.workers import InlineWorkers
from bot.jobs.poll import Polling
from bot.model import Article

__all__ = ["desk"]


def test_a_page_that_reserves_text_mining_is_not_read(desk: Desk) -> None:
    """The header of the answer is honoured: the feed's own words are screened."""

    async def page(_: web.Request) -> web.Response:
        text = "<html><body><article><p>" + SENTENCE * 20 + "</p></article></body></html>"
        return web.Response(text=text, content_type="text/html", headers={"TDM-Reservation": "1"})

    desk.site.pages |= {"/page": page, "/robots.txt": "User-agent: *\nDisallow:"}

    async def scene(polling: Polling) -> None:
        desk.site.pages["/rss"] = rss(item(1, "A teaser.", link=f"{desk.site.address}/page"))
        await desk.sync("/rss")
        assert (await desk.poll(polling)).articles == 1

    desk.play(scene)
    assert [each.text for each in desk.stored()] == ["A teaser."]


def test_a_page_that_brings_a_worker_down_is_the_last_of_its_poll(desk: Desk) -> None:
    """The other pages of the feed are left alone, all its articles are screened, and the next poll is an ordinary one."""
    read = []

    class Fragile(InlineWorkers):
        async def page(self, article: Article, body: bytes, url: str) -> WorkerFailed:
            read.append(url)
            return WorkerFailed("it took longer than 15 s")

    async def scene(polling: Polling) -> None:
        for n in range(9):
            desk.site.pages[f"/{n}"] = "<html><body>x</body></html>"
        desk.site.pages["/rss"] = rss(*(item(n, f"Teaser {n}.", link=f"{desk.site.address}/{n}") for n in range(9)))
        await desk.sync("/rss")
        workers = Fragile(Toy)
        assert (await desk.poll(replace(polling, workers=workers))).articles == 9
        await workers.close()
        assert 1 <= len(read) <= 2  # two pages of a host are fetched at a time

    desk.play(scene)

"""The feeds of a site are found wherever it names them, politely, and however hostile it is."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace

from bot.edges.http.fetch import FetchLimits
from bot.edges.http.robots import Robots
from bot.feeds.discover import Candidate
from bot.jobs.discover import MOST_LOOKS, MOST_SECONDS, Discovered, discover, looked_through
from bot.ports import Fetcher, FetchResult, Request
from tests.edges.http_stage import Script, Send, drips, says
from tests.jobs.looking import at_site, feed, page, rss


def search(
    scripts: dict[str, Script], path: str = "/", limits: FetchLimits | None = None, seconds: float = MOST_SECONDS
) -> tuple[Discovered, list[str], list[tuple[int, int]]]:
    """What is found, the paths that were asked for, and the progress that was told."""
    told: list[tuple[int, int]] = []

    async def run() -> tuple[Discovered, list[str], list[tuple[int, int]]]:
        async with at_site(scripts, limits=limits) as (play, looking):
            site = f"{play.base}{path}"
            found = await discover(looking, site, lambda *progress: told.append(progress), seconds=seconds)
            return found, [asked for asked, _ in play.asked], told

    return asyncio.run(run())


@dataclass
class Heard:
    """A fetcher that remembers for which addresses leave was given."""

    fetcher: Fetcher
    allowed: dict[str, bool] = field(default_factory=dict)

    async def fetch(self, request: Request) -> FetchResult:
        self.allowed[request.url] = request.allow_private
        return await self.fetcher.fetch(request)


def names(found: Discovered) -> list[tuple[str, str]]:
    return [(each.title, each.named) for each in found.feeds]


def test_feeds_that_the_page_names_are_looked_at() -> None:
    """Only those that are feeds are told, with what is in them; the usual places are left in peace."""
    head = """<link rel="alternate" type="application/rss+xml" href="/all.rss">
    <link rel="alternate" type="application/atom+xml" href="/gone.atom"><a href="/rss/sport">Sport</a>"""
    found, asked, told = search({"/": page(head), "/all.rss": feed("All"), "/rss/sport": feed("Sport")})
    assert names(found) == [("All", "named by the page"), ("Sport", "linked from the page")]
    first = found.feeds[0]
    assert (first.kind, first.items, first.lang, first.address.endswith("/all.rss")) == ("RSS 2.0", 2, "en", True)
    assert first.newest is not None
    assert asked[:2] == ["/robots.txt", "/"]
    assert sorted(asked[2:]) == ["/all.rss", "/gone.atom", "/rss/sport"]
    assert told[-1] == (4, 4)


def test_a_page_about_feeds_is_followed_and_no_further() -> None:
    """The list of a publisher's feeds is often a page of its own."""
    scripts = {
        "/": page('<a href="/rss">Our feeds</a>'),
        "/rss": page('<a href="/rss/world.xml">World</a><a href="/rss/more">More</a>'),
        "/rss/world.xml": feed("World"),
        "/rss/more": page('<a href="/rss/deep.xml">Deep</a>'),
        "/rss/deep.xml": feed("Deep"),
    }
    found, _, _ = search(scripts)
    assert names(found) == [("World", "linked from the page")]


def test_the_usual_places_are_asked_where_the_page_names_nothing() -> None:
    """Those of the section first."""
    found, asked, _ = search({"/world/": page("hello"), "/world/rss": feed("World"), "/feed": feed("All")}, "/world/")
    assert names(found) == [("World", "at a usual place"), ("All", "at a usual place")]
    assert "/atom.xml" in asked


def test_an_address_that_is_a_feed_is_the_answer() -> None:
    """Nothing else is asked for."""
    found, asked, _ = search({"/rss": feed("All")}, "/rss")
    assert names(found) == [("All", "the address itself")]
    assert asked == ["/robots.txt", "/rss"]


def test_one_feed_under_several_addresses_is_told_once() -> None:
    """As it was named first; where it has moved for good, with the new address."""
    links = '<a href="/rss">1</a><a href="/feed">2</a><a href="/copy.rss">3</a>'
    scripts = {
        "/": page(links),
        "/rss": says("301 Moved", Location="/feed"),
        "/feed": feed("All"),
        "/copy.rss": feed("All"),
    }
    found, _, _ = search(scripts)
    assert [each.address.rpartition("/")[2] for each in found.feeds] == ["feed"]


def test_robots_txt_is_honoured() -> None:
    """A forbidden feed is not asked for; a forbidden page is told, and so is a news sitemap where nothing else is."""
    robots = says("200 OK", b"User-agent: *\nDisallow: /\nSitemap: https://n.test/news.xml")
    found, asked, _ = search({"/robots.txt": robots, "/": page('<a href="/rss">1</a>'), "/rss": feed("All")})
    assert found.feeds == []
    assert set(asked) == {"/robots.txt"}
    assert "robots.txt forbids" in found.notes[0]
    assert found.notes[1].endswith("does not read: https://n.test/news.xml")


def test_a_site_that_cannot_be_asked_is_told() -> None:
    """Without a scheme both are tried."""

    async def run() -> Discovered:
        async with at_site({}) as (_, looking):
            return await discover(looking, "nowhere.invalid")

    found = asyncio.run(run())
    assert (found.feeds, found.looks) == ([], 0)
    assert [note.partition(": ")[0] for note in found.notes] == ["https://nowhere.invalid", "http://nowhere.invalid"]


def test_ten_thousand_links_are_a_bounded_number_of_looks() -> None:
    """A page may name what it will, and the pages it names as well; the usual places are asked all the same."""
    many, more = (page("".join(f'<a href="/rss/{n}">x</a>' for n in range(number))) for number in (10_000, 1_000))
    found, asked, told = search({"/": many, "/feed": feed("All"), **{f"/rss/{number}": more for number in range(50)}})
    assert names(found) == [("All", "at a usual place")]
    assert MOST_LOOKS - 5 < len(asked) <= MOST_LOOKS + 2  # with the page itself, and robots.txt
    assert max(known for _, known in told) <= MOST_LOOKS + 1


def test_no_link_and_no_redirect_leads_into_our_own_network() -> None:
    """Neither from a public site nor, where leave was given for the site itself, from there to another."""
    links = '<a href="http://10.0.0.1/rss">1</a><a href="/hop.rss">2</a><a href="http://[::1]/rss">3</a>'
    scripts = {"/": page(links), "/hop.rss": says("302 Found", Location="http://169.254.169.254/rss")}
    found, _, _ = search(scripts)
    assert found.feeds == []


def test_leave_to_reach_a_private_network_holds_for_the_site_alone() -> None:
    """Where its pages lead is judged as ever."""

    async def run() -> tuple[str, dict[str, bool]]:
        links = '<a href="/rss">1</a><a href="http://10.0.0.1/rss">2</a>'
        async with at_site({"/": page(links), "/rss": feed("All")}) as (play, looking):
            heard = Heard(looking.fetcher)
            given = replace(looking, fetcher=heard, robots=Robots(heard), allow_private=True)
            await discover(given, f"{play.base}/")
            return play.base, heard.allowed

    base, allowed = asyncio.run(run())
    assert allowed[f"{base}/rss"] is True
    assert allowed["http://10.0.0.1/robots.txt"] is False
    assert set(allowed.values()) == {True, False}


def test_a_site_that_drips_or_bombs_ends_in_time() -> None:
    """What was found until then is told."""

    async def bomb(send: Send) -> None:
        await send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n")
        for _ in range(200):
            await send(b"<div>" * 20_000)

    links = '<a href="/1.rss">1</a><a href="/bomb.rss">2</a><a href="/3.rss">3</a><a href="/4.rss">4</a>'
    scripts = {"/": page(links + '<a href="/drip.rss">5</a>'), "/1.rss": feed("One"), "/bomb.rss": bomb, "/drip.rss": drips(b"<", 0.05)}  # fmt: skip
    started = time.monotonic()
    found, _, _ = search(scripts, limits=FetchLimits(most_bytes=3_000_000), seconds=3.0)
    assert time.monotonic() - started < 20
    assert names(found) == [("One", "linked from the page")]
    assert "ended after 3 s" in found.notes[-1]


def test_a_title_rules_nothing() -> None:
    """It is a line of text, whatever the feed says."""
    evil = says("200 OK", rss("\x1b[31m$(rm -rf)\n`x` &lt;b&gt;B&lt;/b&gt;"))
    found, _, _ = search({"/rss": evil}, "/rss")
    assert [each.title for each in found.feeds] == ["[31m$(rm -rf) `x` B"]


def test_candidates_of_a_page_can_be_looked_through_alone() -> None:
    """For whoever has the page already."""

    async def run() -> list[str]:
        async with at_site({"/rss": feed("All"), "/x.rss": page("")}) as (play, looking):
            named = [Candidate(f"{play.base}{path}", "named") for path in ("/x.rss", "/rss", "/rss/")]
            return [each.title for each in await looked_through(looking, play.base, named)]

    assert asyncio.run(run()) == ["All"]

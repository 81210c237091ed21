"""robots.txt is honoured, as RFC 9309 reads it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.edges.http.robots import FRESH, RETRY, Robots
from bot.ports import Fetched, FetchFailed, FetchResult, NotModified, Request

NOW = datetime(2016, 4, 14, 12, 0, tzinfo=UTC)
PAGE = "https://news.test/a/1"


class Shelf:
    """A Fetcher that answers from a shelf and remembers what was asked."""

    def __init__(self, answer: FetchResult) -> None:
        self.answer = answer
        self.asked: list[Request] = []

    async def fetch(self, request: Request) -> FetchResult:
        self.asked.append(request)
        return self.answer


def file(text: str) -> Fetched:
    return Fetched("https://news.test/robots.txt", text.encode(), {})


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (file(""), True),
        (file("User-agent: *\nDisallow: /private"), True),
        (file("User-agent: *\nDisallow: /a/"), False),
        (file("\ufeffUser-agent: *\nDisallow: /a/"), False),
        (file("User-agent: *\nDisallow: /\n\nUser-agent: Gatewatch\nAllow: /"), True),
        (file("User-agent: Gatewatch\nDisallow: /\n\nUser-agent: *\nAllow: /"), False),
        (file("<html>not a robots file</html>"), True),
        (FetchFailed("not found", 404), True),
        (FetchFailed("forbidden", 403), True),
        (FetchFailed("too many requests", 429), None),
        (FetchFailed("server error", 503), None),
        (FetchFailed("no complete answer in time"), None),
        (FetchFailed("the address is private, not public", lasting=True, barred=True), True),  # as its page will be
        (NotModified({}), None),
    ],
)
def test_a_page_is_fetched_only_with_leave(answer: FetchResult, allowed: bool | None) -> None:
    """Rules count, our name first; no file allows all; of a site that cannot be asked nothing is known."""
    assert asyncio.run(Robots(Shelf(answer)).allowed(PAGE, NOW)) is allowed


RULES = [
    # 2.2.2: the longest rule that fits counts, whatever the order; of two as long the one that allows.
    ("*", ["Allow: /", "Disallow: /private/"], "/private/x", False),
    ("*", ["Disallow: /", "Allow: /news/"], "/news/x", True),
    ("*", ["Disallow: /", "Allow: /news/"], "/sport/x", False),
    ("*", ["Disallow: /a", "Allow: /a"], "/a", True),
    ("*", ["Allow: /a", "Disallow: /a"], "/a", True),
    ("*", ["Disallow: /a"], "/A", True),
    ("*", ["Disallow:"], "/a", True),
    ("*", ["", "Disallow: /a"], "/a", False),
    ("*", ["Disallow: /a # for now"], "/a", False),
    # 2.2.3: wildcards and the end of an address.
    ("*", ["Disallow: /*?print="], "/a?print=1", False),
    ("*", ["Disallow: /*?print="], "/a?show=1", True),
    ("*", ["Disallow: /*.pdf$"], "/a/b.pdf", False),
    ("*", ["Disallow: /*.pdf$"], "/a/b.pdf?page=2", True),
    ("*", ["Disallow: /*/premium/"], "/de/premium/1", False),
    ("*", ["Disallow: /*/premium/"], "/premium/1", True),
    ("*", ["Disallow: /a$"], "/a", False),
    ("*", ["Disallow: /a$"], "/ab", True),
    # 2.2.2: percent-encoding makes no difference.
    ("*", ["Disallow: /caf\u00e9"], "/caf%C3%A9/1", False),
    ("*", ["Disallow: /caf%c3%a9"], "/caf\u00e9/1", False),
    ("*", ["Disallow: /%61"], "/a", False),
    # 2.2.1: the product name alone tells for whom rules are, in any case; it stands for all agents when nobody names it.
    ("gatewatch", ["Disallow: /a"], "/a", False),
    ("Gatewatch/1.0", ["Disallow: /a"], "/a", False),
    ("Gatewatch*", ["Disallow: /a"], "/a", False),
    ("Gate", ["Disallow: /a"], "/a", True),
    ("Gatewatch-Images", ["Disallow: /a"], "/a", True),
    ("watch", ["Disallow: /a"], "/a", True),
    ("other", ["Disallow: /a"], "/a", True),
    ("other", ["User-agent: Gatewatch", "Disallow: /a"], "/a", False),
    ("Gatewatch", ["Allow: /b", "User-agent: *", "Disallow: /a"], "/a", True),
    ("Gatewatch", ["Allow: /b", "User-agent: *", "Allow: /", "User-agent: Gatewatch", "Disallow: /a"], "/a", False),
]


@pytest.mark.parametrize(("agent", "rules", "path", "allowed"), RULES)
def test_rules_are_read_by_the_standard(agent: str, rules: list[str], path: str, allowed: bool) -> None:
    """Order, wildcards, spelling and names are as RFC 9309 has them."""
    shelf = Shelf(file("\n".join([f"User-agent: {agent}", *rules])))
    assert asyncio.run(Robots(shelf).allowed(f"https://news.test{path}", NOW)) is allowed


def test_what_stands_past_the_first_half_megabyte_is_not_read() -> None:
    """A site has so many bytes to say it; the rules among them count."""
    text = "User-agent: *\nDisallow: /a/\n" + "#" * 512_000 + "\nDisallow: /b/"
    robots = Robots(Shelf(file(text)))
    assert not asyncio.run(robots.allowed("https://news.test/a/", NOW))
    assert asyncio.run(robots.allowed("https://news.test/b/", NOW))


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\n" + "Disallow: /b\n" * 1_000_000,
        "User-agent: *\nDisallow: /" + "*" * 10_000 + "b",
        "User-agent: *\nDisallow: /" + "*a" * 10_000 + "b",
        "User-agent: *\n" + "".join(f"Disallow: *{n}$\n" for n in range(40_000)),
        "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /b\n" * 20_000,
        "".join(f"useragent a{n % 15_000}\n" for n in range(35_000)),
        "User-agent: *\n" + ("Disallow: *" + "a" * 50 + "b" + "a" * 50 + "\n") * 5_000,
        "User agent" + " " * 500_000 + "*",
        "User-agent: *\nDisallow: //[\x00%\nCrawl-delay: 1e999\nDisallow: http://[",
        "\n" * 500_000,
    ],
    ids=["rules", "asterisks", "steps", "ends", "agents", "repeated", "nearly", "blanks", "broken", "lines"],
)
def test_a_hostile_file_takes_no_more_than_seconds(text: str) -> None:
    """However many rules, agents and wildcards a site writes, an answer comes soon, and it is that nothing forbids the page."""
    begun = time.process_time()
    assert asyncio.run(Robots(Shelf(file(text))).allowed("https://news.test/" + "a" * 2_000, NOW))
    assert time.process_time() - begun < 10


def test_a_hostile_file_holds_nothing_else_up() -> None:
    """While its rules are read and asked, everything else goes on."""

    async def ask() -> tuple[int, int]:
        robots, turns, counts = Robots(Shelf(file("User-agent: *\n" + "Disallow: *a$\n" * 40_000))), 0, []

        async def others() -> None:
            nonlocal turns
            while True:
                await asyncio.sleep(0)
                turns += 1

        beside = asyncio.create_task(others())
        for path in ("b" * 2_000, "c" * 2_000):  # reading and asking, asking alone
            turns = 0
            assert await robots.allowed(f"https://news.test/{path}", NOW)
            counts.append(turns)
        beside.cancel()
        return counts[0], counts[1]

    assert min(asyncio.run(ask())) > 1


@pytest.mark.parametrize(
    ("answer", "fresh"),
    [
        (file("User-agent: *\nDisallow: /x"), FRESH),
        (FetchFailed("not found", 404), FRESH),
        (FetchFailed("down", 503), RETRY),
    ],
)
def test_a_site_is_asked_once_while_the_answer_is_fresh(answer: FetchResult, fresh: timedelta) -> None:
    """One question a day per site, one an hour where there was no answer."""

    async def ask() -> list[int]:
        shelf, counts = Shelf(answer), []
        robots = Robots(shelf)
        for when in (NOW, NOW + fresh - timedelta(seconds=1), NOW + fresh):
            await robots.allowed(PAGE, when)
            counts.append(len(shelf.asked))
        return counts

    assert asyncio.run(ask()) == [1, 1, 2]


def test_large_files_of_many_sites_do_not_fill_the_memory() -> None:
    """The oldest give way and are asked again; small ones stay beside each other by the thousand."""

    async def asked(text: str, sites: int) -> int:
        shelf = Shelf(file(text))
        robots = Robots(shelf)
        for number in (*range(sites), 0):
            await robots.allowed(f"https://n{number}.test/a", NOW)
        return len(shelf.asked)

    assert asyncio.run(asked("# nothing\n" * 50_000, 12)) == 13
    assert asyncio.run(asked("User-agent: *", 1_000)) == 1_000


def test_sites_are_kept_apart_and_leave_is_passed_on() -> None:
    """Scheme, host and port make a site; the leave to reach private addresses goes with the question."""

    async def ask() -> list[Request]:
        shelf = Shelf(file(""))
        robots = Robots(shelf)
        for url in (PAGE, "https://news.test/b", "http://news.test/b", "https://news.test:8443/b"):
            await robots.allowed(url, NOW, allow_private=True)
        return shelf.asked

    assert [(asked.url, asked.allow_private) for asked in asyncio.run(ask())] == [
        ("https://news.test/robots.txt", True),
        ("http://news.test/robots.txt", True),
        ("https://news.test:8443/robots.txt", True),
    ]


def test_a_site_that_has_no_time_is_asked_again_next_time() -> None:
    """That too many wait for a site says nothing about its rules: nothing is remembered, and the page waits."""

    async def ask() -> tuple[bool | None, bool | None]:
        shelf = Shelf(FetchFailed("too many wait for this host", not_asked=True))
        robots = Robots(shelf)
        before = await robots.allowed(PAGE, NOW)
        shelf.answer = file("")
        return before, await robots.allowed(PAGE, NOW)

    assert asyncio.run(ask()) == (None, True)


def test_many_pages_at_once_ask_a_site_once() -> None:
    """The pages of a feed come together; the site is asked for its rules by the first of them."""

    class Slow(Shelf):
        async def fetch(self, request: Request) -> FetchResult:
            await asyncio.sleep(0.01)
            return await super().fetch(request)

    async def ask() -> tuple[list[bool | None], int]:
        shelf = Slow(file("User-agent: *\nDisallow: /a/"))
        robots = Robots(shelf)
        return list(await asyncio.gather(*(robots.allowed(PAGE, NOW) for _ in range(50)))), len(shelf.asked)

    assert asyncio.run(ask()) == ([False] * 50, 1)

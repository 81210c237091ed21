"""Where a page says that its feeds are, and where they are when it says nothing."""

from __future__ import annotations

import time

import pytest

from bot.feeds.discover import MOST_NAMED, looks_like_a_feed, named_in, news_sitemap, usual_places

PAGE = "https://n.test/world/"


def found(markup: str) -> list[str]:
    return [each.url for each in named_in(markup.encode(), PAGE)]


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', ["https://n.test/rss"]),
        ("<LINK REL='Alternate Home' TYPE='application/atom+xml; charset=utf-8' HREF='a.xml'>", ["https://n.test/world/a.xml"]),
        ('<link rel=alternate type=application/feed+json href="//o.test/feed.json">', ["https://o.test/feed.json"]),
        ('<link rel="feed" href="/all.rss">', ["https://n.test/all.rss"]),
        ('<link rel="alternate" type="text/xml" href="/rss.php?id=1&amp;x=2">', ["https://n.test/rss.php?id=1&x=2"]),
        ('<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">', []),
        ('<link rel="alternate" hreflang="de" href="/de/">', []),
        ('<link rel="stylesheet" href="/feed.css">', []),
        ('<base href="https://o.test/x/"><a href="rss.xml">RSS</a>', ["https://o.test/x/rss.xml"]),
        ('<a href="/feedback">Say</a><a href="/news">News</a><a href="javascript:rss()">x</a><a href="mailto:rss@n.test">y</a>', []),
        ('<a href="/rss#top">1</a><a href="http://n.test/rss/">2</a>', ["https://n.test/rss"]),
        ("<a href='http://[broken/rss'>1</a><a>2</a><a href>3</a><a href=''>4</a>", []),
        ('<!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->', []),
    ],
)  # fmt: skip
def test_a_page_names_its_feeds(markup: str, urls: list[str]) -> None:
    """Declared in its head, or linked; each address once."""
    assert found(markup) == urls


def test_what_is_declared_comes_first_and_comments_come_last() -> None:
    """With the words that the page has for each."""
    markup = """<a href="/rss/sport">Sport &amp; more<br></a>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/c/feed">
    <link rel="alternate" type="application/rss+xml" title="News &amp; views" href="/n/feed">"""
    named = [
        (each.url.removeprefix("https://n.test"), each.named, each.title) for each in named_in(markup.encode(), PAGE)
    ]
    assert named == [
        ("/n/feed", "named by the page", "News & views"),
        ("/rss/sport", "linked from the page", "Sport & more"),
        ("/c/feed", "named by the page", "Comments"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://n.test/rss",
        "https://n.test/RSS2/",
        "https://n.test/world.rss",
        "https://n.test/index.xml",
        "https://n.test/?feed=rss2",
        "https://feeds.n.test/news",
        "https://n.test/en/rss-feeds/all",
        "https://n.test/arc/outboundfeeds/rss/?outputType=xml",
    ],
)
def test_addresses_of_feeds_are_known_by_a_word(address: str) -> None:
    """As publishers write them."""
    assert looks_like_a_feed(address)


@pytest.mark.parametrize("address", ["https://n.test/feedback", "https://n.test/grass", "https://n.test/a/harassment"])
def test_a_word_within_another_is_none(address: str) -> None:
    """`rss` in the middle of a word says nothing."""
    assert not looks_like_a_feed(address)


def test_the_usual_places_of_a_section_and_of_the_site() -> None:
    """The section that was named comes first."""
    places = [each.url for each in usual_places("https://n.test/world/")]
    assert places[0] == "https://n.test/world/feed"
    assert {"https://n.test/feed", "https://n.test/rss.xml", "https://n.test/atom.xml"} <= set(places)
    assert usual_places("https://n.test/a/b.html")[0].url == "https://n.test/feed"
    assert len(places) <= 15


def test_a_page_made_to_hurt_names_a_bounded_number_in_bounded_time() -> None:
    """Ten thousand links, elements in elements, and a document without an end."""
    started = time.process_time()
    assert len(found("".join(f'<a href="/rss/{number}">x</a>' for number in range(10_000)))) == MOST_NAMED
    assert found("<div>" * 400_000) == []
    assert found('<a href="' * 200_000) == []
    assert found("<a " + 'x="' * 300_000) == []
    assert time.process_time() - started < 10


def test_a_news_sitemap_is_told_from_others() -> None:
    """As robots.txt names them."""
    assert news_sitemap(b"User-agent: *\nSitemap: https://n.test/s.xml\nsitemap: https://n.test/news.xml") == "https://n.test/news.xml"  # fmt: skip
    assert news_sitemap(b"Sitemap: https://n.test/s.xml") is None

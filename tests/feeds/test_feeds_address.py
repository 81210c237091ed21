"""One address for one page."""

from __future__ import annotations

import pytest

from bot.feeds.address import canonical_url, feed_identity, page_address, web_address


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Test/A/1", "https://news.test/A/1"),
        ("https://news.test", "https://news.test/"),
        ("https://news.test:443/a", "https://news.test/a"),
        ("http://news.test:8080/a", "http://news.test:8080/a"),
        ("https://news.test/a#part", "https://news.test/a"),
        ("https://news.test/a?utm_source=rss&utm_medium=x", "https://news.test/a"),
        ("https://news.test/a?id=7&fbclid=abc&gclid=z", "https://news.test/a?id=7"),
        ("https://news.test/a?b=2&a=1", "https://news.test/a?b=2&a=1"),
        ("https://m.news.test/a", "https://news.test/a"),
        ("https://amp.news.test/a", "https://news.test/a"),
        ("https://m.test/a", "https://m.test/a"),
        ("https://news.test/a/amp/", "https://news.test/a"),
        ("https://news.test/a/amp.html", "https://news.test/a"),
        ("https://news.test/story.amp.html", "https://news.test/story.html"),
        ("https://news.test/amp/news/a", "https://news.test/news/a"),
        ("https://news.test/a?amp=1", "https://news.test/a"),
        ("https://news.test/a?outputType=amp", "https://news.test/a"),
        ("https://news.test/a?ref=rss-101&partner=yahoo&share=&cmp=RSS_News&ito=x1&spm=a2c.1", "https://news.test/a"),
        ("https://news.test/a?Ref=101", "https://news.test/a?Ref=101"),
        (
            "https://news.test/?partner=7&share=8&rss=9&cmp=1&ito=2&spm=3",
            "https://news.test/?partner=7&share=8&rss=9&cmp=1&ito=2&spm=3",
        ),
        ("https://news.test/a?utm_id=101&fbclid=7", "https://news.test/a"),
        ("https://www.google.com/amp/s/example.org/x", "https://example.org/x"),
        (
            "https://www.google.co.uk/amp/s/m.example.org/x/amp/?usqp=mq331AQ&amp_js_v=0.1#aoh=1",
            "https://example.org/x",
        ),
        ("http://google.com/amp/example.org/x?id=1", "http://example.org/x?id=1"),
        ("https://example-org.cdn.ampproject.org/c/s/example.org/x", "https://example.org/x"),
        ("https://example-org.cdn.ampproject.org/v/example.org/x?amp_js_v=0.1", "http://example.org/x"),
        ("https://Example-Org.amp.cloudflare.com/c/s/example.org/x", "https://example.org/x"),
        ("https://www.google.com/amp/s/", "https://www.google.com/amp/s/"),
        ("https://news.test/amp/s/example.org/x", "https://news.test/amp/s/example.org/x"),
        ("https://google.com.evil.test/amp/s/example.org/x", "https://google.com.evil.test/amp/s/example.org/x"),
        ("https://news.test/camp", "https://news.test/camp"),
        ("https://user:pass@news.test/a", "https://news.test/a"),
        ("https://news.test/новости/1", "https://news.test/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1"),
        ("https://news.test/a b|c", "https://news.test/a%20b%7Cc"),
        ("https://news.test/a%20b", "https://news.test/a%20b"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("  https://news.test/a\n", "https://news.test/a"),
        ("javascript:alert(1)", None),
        ("ftp://news.test/a", None),
        ("file:///etc/hostname", None),
        ("/relative", None),
        ("https://", None),
        ("https://news.test:port/a", None),
        ("http://[broken", None),
        ("https://<evil>/a", None),
        ("", None),
    ],
)
def test_addresses_have_one_form(url: str, canonical: str | None) -> None:
    """Trackers, fragments, AMP and mobile forms fall away; what is no web address gives None."""
    assert canonical_url(url) == canonical


def test_the_form_is_stable() -> None:
    """Folding a folded address changes nothing."""
    once = canonical_url("https://m.news.test/a b/amp?x=%2F&utm_id=1&y=é#z")
    assert once is not None
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://M.news.test:443/a?id=7&utm_source=rss#x", "https://m.news.test/a?id=7"),
        ("https://amp.news.test/story/amp/", "https://amp.news.test/story/amp/"),
        ("https://example-org.cdn.ampproject.org/c/s/m.example.org/a b", "https://m.example.org/a%20b"),
        ("mailto:desk@news.test", None),
    ],
)
def test_a_page_is_asked_for_where_it_was_linked(url: str, page: str | None) -> None:
    """Without trackers; at its mobile or AMP address where that was linked. Its name is the same as that of the link."""
    assert page_address(url) == page
    assert canonical_url(page or "") == canonical_url(url)


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        (" https://n.test/rss\n", "https://n.test/rss"),
        ("https://n.test/a\n  b", "https://n.test/ab"),
        ("feed://n.test/rss", "http://n.test/rss"),
        ("feed:https://n.test/rss", "https://n.test/rss"),
        ("FEED:HTTP://n.test/rss", "HTTP://n.test/rss"),
        ("https://n.test/\x1b[31m\u202erss", "https://n.test/[31mrss"),
        ("n.test", "n.test"),
    ],
)
def test_an_address_is_taken_as_it_was_meant(pasted: str, address: str) -> None:
    """Blanks and signs that nobody sees fall away; no sign of it can rule a terminal."""
    assert web_address(pasted) == address


@pytest.mark.parametrize(
    "spelling",
    ["http://n.test/Rss", "https://N.TEST/Rss/", "https://n.test.:443/Rss#x", " http://n.test:80/Rss ", "https://u:p@n.test/Rss"],
)  # fmt: skip
def test_one_feed_is_known_in_all_its_spellings(spelling: str) -> None:
    """With and without TLS, with and without a slash at the end."""
    assert feed_identity(spelling) == feed_identity("https://n.test/Rss")


@pytest.mark.parametrize(
    "other", ["https://n.test/rss", "https://n.test/Rss?a=1", "https://n.test:8443/Rss", "https://m.n.test/Rss", "https://[x/"]
)  # fmt: skip
def test_what_may_be_another_feed_is_not_taken_for_it(other: str) -> None:
    """Every parameter may choose another one, also such as for pages mean nothing."""
    assert feed_identity(other) != feed_identity("https://n.test/Rss")
    assert feed_identity("https://n.test/?rss=1") != feed_identity("https://n.test/?rss=2")

"""One address for one page."""

from __future__ import annotations

import pytest

from bot.feeds.address import canonical_url


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

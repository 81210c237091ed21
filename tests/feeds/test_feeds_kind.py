"""What a person is told of a feed before it is added."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.entry import Entry, ParsedFeed
from bot.feeds.kind import newest, remarks

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
VALIDATED = {"etag": '"1"'}


def feed(*entries: Entry, degraded: str | None = None) -> ParsedFeed:
    return ParsedFeed("T", "en", "https://n.test/", entries, degraded=degraded)


def entry(days_ago: float, link: str = "https://n.test/1") -> Entry:
    return Entry(link=link, published=NOW - timedelta(days=days_ago))


def test_the_newest_date_is_one_that_can_be_believed() -> None:
    """A date of next year is nobody's news."""
    assert newest(feed(entry(3), entry(-300), entry(1), Entry()), NOW) == NOW - timedelta(days=1)
    assert newest(feed(), NOW) is None


@pytest.mark.parametrize(
    ("seen", "headers", "words"),
    [
        (feed(entry(1), degraded="broken XML (line 3)"), VALIDATED, "broken XML (line 3)"),
        (feed(), VALIDATED, "no items"),
        (feed(entry(1)), {}, "neither ETag nor Last-Modified"),
        (feed(entry(1), Entry(link="https://n.test/2")), VALIDATED, "1 of 2 items have no date"),
        (feed(entry(1, link="")), VALIDATED, "1 of 1 items have no link"),
        (feed(entry(90)), VALIDATED, "90 days old"),
    ],
)
def test_each_fault_is_told(seen: ParsedFeed, headers: dict[str, str], words: str) -> None:
    """One sentence for it, and none for what is well."""
    (told,) = remarks(seen, headers, NOW)
    assert words in told


def test_nothing_is_told_of_a_feed_in_order() -> None:
    """No news is good news."""
    assert list(remarks(feed(entry(1)), {"last-modified": "x"}, NOW)) == []

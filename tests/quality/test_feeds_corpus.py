"""Feeds and pages that nobody here wrote: nothing crashes, nothing stalls, and article text is found well.

The documents belong to others and are not part of this repository; without them the checks are skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.feeds.entry import NotAFeed
from bot.feeds.parse import parse_feed
from tests.quality.feeds import FEEDS, KINDS, PAGES, URL, agreement, outcomes, page_scores

DOCUMENTS = 3_369  # feeds in XML and JSON, and a few pages
MOST_SECONDS = 10.0  # for one document; the slowest takes a fraction of one

needs_feeds = pytest.mark.skipif(not FEEDS.is_dir(), reason="no feed documents beside the checkout")
needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason="no news pages beside the checkout")


@needs_feeds
def test_every_document_is_read_or_refused() -> None:
    """Thousands of documents, hundreds of them broken, give a feed or a reason, each in time."""
    found = outcomes()
    total = sum(found.values(), type(found["feedparser"])())
    assert {*total} <= {"read", "degraded", "refused", "slowest"}
    assert total["read"] + total["degraded"] + total["refused"] == DOCUMENTS
    assert total["read"] > 2_000
    assert total["degraded"] > 200
    assert max(counts["slowest"] for counts in found.values()) < MOST_SECONDS * 1_000


@needs_feeds
def test_real_feeds_give_the_expected_titles_links_and_dates() -> None:
    """On real feeds with known content, titles, links and dates are those that another reader found."""
    found = agreement()
    assert found.entries > 100
    assert found.all / found.entries >= 0.95


PICKS: tuple[Callable[[int], bool], ...] = (
    lambda _: True,
    lambda at: at % 2 == 0,
    lambda at: at % 2 == 1,
    lambda at: at > 0,
)


@needs_feeds
@pytest.mark.parametrize("content_type", [None, "text/xml", "application/xml; charset=utf-8"])
def test_leaving_items_out_changes_nothing_else(content_type: str | None) -> None:
    """Of every document that can be cut, whichever items are known: channel, order and all other entries are the same."""
    compared = 0
    for path in sorted(path for path in FEEDS.rglob("*") if path.suffix in KINDS and path.is_file()):
        body = path.read_bytes()
        whole = parse_feed(body, content_type, URL)
        if isinstance(whole, NotAFeed) or not whole.items:
            continue
        for pick in PICKS:
            known = frozenset(digest for at, digest in enumerate(whole.items) if pick(at))
            kept = tuple(e for e, digest in zip(whole.entries, whole.items, strict=True) if digest not in known)
            expected = replace(whole, entries=kept, left_out=len(whole.entries) - len(kept))
            assert parse_feed(body, content_type, URL, known) == expected, path
            compared += 1
    assert compared > 4_000


@needs_pages
def test_article_text_is_found_on_real_pages() -> None:
    """On news pages with known text, precision and recall over four-word shingles stay above the floor."""
    assert page_scores()[2] >= 0.955

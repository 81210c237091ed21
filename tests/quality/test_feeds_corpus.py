"""Feeds and pages that nobody here wrote: nothing crashes, nothing stalls, and article text is found well.

The documents belong to others and are not part of this repository; without them the checks are skipped.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.feeds.article import FeedFacts, article_of
from bot.feeds.entry import NotAFeed, ParsedFeed
from bot.feeds.markup import title_text
from bot.feeds.page import Page, read_page
from bot.feeds.parse import parse_feed

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FEEDS, PAGES = DATA / "feeds", DATA / "pages" / "scrapinghub"
SEEN = datetime(2026, 1, 1, tzinfo=UTC)
MOST_SECONDS = 10.0  # for one document; the slowest takes a fraction of one

needs_feeds = pytest.mark.skipif(not FEEDS.is_dir(), reason="no feed documents beside the checkout")
needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason="no news pages beside the checkout")


def documents() -> list[Path]:
    return sorted(
        path
        for path in FEEDS.rglob("*")
        if path.suffix in {".xml", ".json", ".atom", ".rss", ".html"} and path.is_file()
    )


def outcome(path: Path) -> str:
    """Read a document the whole way to articles; what it came to in a word."""
    feed = parse_feed(path.read_bytes(), None, "https://feed.test/x")
    if isinstance(feed, NotAFeed):
        assert feed.why
        return "refused"
    for entry in feed.entries:
        article_of(entry, FeedFacts("https://feed.test/x", None, feed.lang), SEEN)
    return "degraded" if feed.degraded else "read"


@needs_feeds
def test_every_document_is_read_or_refused() -> None:
    """Thousands of documents, hundreds of them broken, give a feed or a reason, each in time."""
    counts: Counter[str] = Counter()
    for path in documents():
        started = time.monotonic()
        counts[outcome(path)] += 1
        assert time.monotonic() - started < MOST_SECONDS, path.name
    print(dict(counts))
    assert counts["read"] > 2_000
    assert counts["degraded"] > 200


@needs_feeds
def test_real_feeds_give_the_expected_titles_and_links() -> None:
    """On real feeds with known content, titles and links agree with what another reader found."""
    checked = agreed = 0
    for expected in sorted((FEEDS / "feed-rs").rglob("*.serde.json")):
        sources = [expected.with_name(expected.name.replace(".serde.json", end)) for end in (".xml", ".json")]
        source = next((path for path in sources if path.exists()), None)
        feed = parse_feed(source.read_bytes(), None, "https://feed.test/x") if source else None
        if not isinstance(feed, ParsedFeed):
            continue
        for entry, truth in zip(feed.entries, json.loads(expected.read_text())["entries"], strict=False):
            links = [link["href"].rstrip("/").lower() for link in truth.get("links", [])]
            title = title_text((truth.get("title") or {}).get("content") or "")
            checked += 1
            agreed += entry.title == title and (not links or entry.link.rstrip("/").lower().endswith(tuple(links)))
    assert checked > 80
    assert agreed / checked >= 0.95


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


@needs_pages
def test_article_text_is_found_on_real_pages() -> None:
    """On news pages with known text, precision and recall over four-word shingles stay above the floor."""
    precisions, recalls = [], []
    for name, truth in json.loads((PAGES / "ground-truth.json").read_text()).items():
        page = read_page(gzip.decompress((PAGES / "html" / f"{name}.html.gz").read_bytes()), truth["url"])
        found, wanted = shingles(page.text if isinstance(page, Page) else ""), shingles(truth["articleBody"])
        both = (found & wanted).total()
        precisions.append(both / found.total())
        recalls.append(both / wanted.total())
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
    assert f1 >= 0.945

"""Scores the feed reader on documents and pages that nobody here wrote; they belong to others and lie beside the project.

    python -m tests.quality.feeds

Prints how every feed document comes out, by collection; how far titles, links and dates agree with what another reader
found in real feeds; and precision and recall of article text on news pages, over four-word shingles.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bot.feeds.article import FeedFacts, article_of, keys_of
from bot.feeds.entry import Entry, NotAFeed
from bot.feeds.markup import title_text
from bot.feeds.page import Page, read_page
from bot.feeds.parse import parse_feed

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FEEDS, PAGES = DATA / "feeds", DATA / "pages" / "scrapinghub"
SEEN = datetime(2026, 1, 1, tzinfo=UTC)
URL = "https://feed.test/x"
KINDS = frozenset({".xml", ".json", ".atom", ".rss", ".html"})


def main() -> int:
    if not FEEDS.is_dir() or not PAGES.is_dir():
        print("no feeds or pages beside this checkout")
        return 0
    seconds = 0.0
    for collection, counts in outcomes().items():
        print(
            f"{collection:12s} "
            + "  ".join(f"{what} {n:5d}" for what, n in sorted(counts.items()) if what != "slowest")
        )
        seconds = max(seconds, counts["slowest"] / 1_000)
    print(f"slowest document {seconds:.2f} s")
    print(agreement())
    print("pages  P {:.4f}  R {:.4f}  F1 {:.4f}".format(*page_scores()))
    return 0


# --- every document --------------------------------------------------------------------------------------------------


def outcomes() -> dict[str, Counter[str]]:
    """What became of the documents of each collection, and the milliseconds of the slowest."""
    counts: dict[str, Counter[str]] = {}
    for path in sorted(FEEDS.rglob("*")):
        if path.suffix in KINDS and path.is_file():
            of = counts.setdefault(path.relative_to(FEEDS).parts[0], Counter())
            begun = time.monotonic()
            of[outcome(path)] += 1
            of["slowest"] = max(of["slowest"], int((time.monotonic() - begun) * 1_000))
    return counts


def outcome(path: Path) -> str:
    """Read a document the whole way to articles and keys; what it came to in a word."""
    feed = parse_feed(path.read_bytes(), None, URL)
    if isinstance(feed, NotAFeed):
        return "refused" if feed.why else "refused without a reason"
    for entry in feed.entries:
        assert keys_of(entry).entry_key
        article_of(entry, FeedFacts(URL, None, feed.lang), SEEN)
    return "degraded" if feed.degraded else "read"


# --- what another reader found ---------------------------------------------------------------------------------------


@dataclass
class Agreement:
    """Entries whose facts are those of the other reader. A link is compared as an address, a date to the second."""

    entries: int = 0
    titles: int = 0
    links: int = 0
    dates: int = 0
    all: int = 0

    def add(self, entry: Entry | None, truth: dict[str, Any]) -> None:
        same = (
            (False,) * 3
            if entry is None
            else (_title(truth) == entry.title, _same_link(entry, truth), _same_date(entry, truth))
        )
        self.entries += 1
        self.titles, self.links, self.dates = self.titles + same[0], self.links + same[1], self.dates + same[2]
        self.all += all(same)

    def __str__(self) -> str:
        rates = (n / max(1, self.entries) for n in (self.titles, self.links, self.dates, self.all))
        return "feed-rs: {} entries  titles {:.3f}  links {:.3f}  dates {:.3f}  all three {:.3f}".format(
            self.entries, *rates
        )


def agreement() -> Agreement:
    """Over every feed with the other reader's findings beside it; an entry that we do not find agrees in nothing."""
    found = Agreement()
    for expected in sorted((FEEDS / "feed-rs").rglob("*.serde.json")):
        feed = parse_feed(_source(expected).read_bytes(), None, URL)
        entries = iter(() if isinstance(feed, NotAFeed) else feed.entries)
        for truth in json.loads(expected.read_text(encoding="utf-8"))["entries"]:
            found.add(next(entries, None), truth)
    return found


def _source(expected: Path) -> Path:
    names = (expected.name.replace(".serde.json", end) for end in (".xml", ".json"))
    return next(path for name in names if (path := expected.with_name(name)).exists())


def _title(truth: dict[str, Any]) -> str:
    return title_text((truth["title"] or {}).get("content") or "")


def _same_link(entry: Entry, truth: dict[str, Any]) -> bool:
    links = [each["href"] for each in truth["links"] if each["rel"] in (None, "alternate")] or [
        each["href"] for each in truth["links"]
    ]
    ours = entry.link.rstrip("/").lower()
    return ours in [urljoin(URL, link).rstrip("/").lower() for link in links] if links else not ours


def _same_date(entry: Entry, truth: dict[str, Any]) -> bool:
    theirs = truth["published"] or truth["updated"]
    moment = datetime.fromisoformat(theirs).replace(microsecond=0) if theirs else None
    return (entry.published or entry.updated) == moment


# --- article text ----------------------------------------------------------------------------------------------------


def page_scores() -> tuple[float, float, float]:
    """Mean precision and recall over the pages, and F1 of the two: the published method of the collection."""
    precisions, recalls = [], []
    for found, wanted in _texts():
        ours, theirs = shingles(found), shingles(wanted)
        both = (ours & theirs).total()
        precisions.append(both / ours.total())
        recalls.append(both / theirs.total())
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _texts() -> Iterator[tuple[str, str]]:
    for name, truth in json.loads((PAGES / "ground-truth.json").read_text(encoding="utf-8")).items():
        page = read_page(gzip.decompress((PAGES / "html" / f"{name}.html.gz").read_bytes()), truth["url"])
        yield page.text if isinstance(page, Page) else page.beginning, truth["articleBody"]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


if __name__ == "__main__":
    sys.exit(main())

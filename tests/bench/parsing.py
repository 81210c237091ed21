"""What it costs to read a feed of 50 items of which one is new: items known from the last poll are cut out first.

    python -m tests.bench.parsing

Beside it the same document read whole, and feedparser alone on the whole document, in the same run. The feeds are made up
here: teasers, full articles, Atom with full articles. Prints milliseconds of processor time per poll.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

import feedparser

from bot.edges.worker import ReadFeed, parse
from bot.feeds.cut import packed

ITEMS = 50
FLOOR, GOAL = 10.0, 3.0  # milliseconds
ROUNDS = 5  # the quickest counts: the machine may have other work
URL = "https://news.test/rss"
SENTENCE = (
    "The minister flew from Bergen to Oslo on Monday, two officials of the harbour said, and will stay until spring. "
)
NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'


def main() -> int:
    return sum(map(_measured, ("teasers", "full articles", "atom, full articles"), (rss(2), rss(30), atom(30))))


def _measured(name: str, document: Callable[[int], str]) -> bool:
    """Measure one kind of feed; whether its floor is missed."""
    before, after = (document(first).encode() for first in (0, 1))
    known = packed(_read(before, None).feed.items)
    assert [e.title for e in _read(after, known).feed.entries] == [f"Story {ITEMS}"]
    new, whole = _milliseconds(lambda: _read(after, known)), _milliseconds(lambda: _read(after, None))
    peer = _milliseconds(lambda: feedparser.parse(io.BytesIO(after), sanitize_html=False, resolve_relative_uris=False))
    verdict = "goal met" if new <= GOAL else "floor met" if new <= FLOOR else "FLOOR MISSED"
    print(f"{name:20s} {len(after) // 1024:4d} KB  one new {new:6.2f} ms ({verdict}: {FLOOR:g}, goal {GOAL:g})  "
          f"whole {whole:6.1f} ms  feedparser alone {peer:6.1f} ms")  # fmt: skip
    return new > FLOOR


def _read(body: bytes, known: bytes | None) -> ReadFeed:
    read = parse(None, body, "application/xml", URL, known)  # type: ignore[arg-type]
    assert isinstance(read, ReadFeed)
    return read


def _milliseconds(act: Callable[[], object]) -> float:
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        act()
        took.append(time.process_time() - begun)
    return min(took) * 1_000


def rss(sentences: int) -> Callable[[int], str]:
    """A feed of RSS; the document by the number of its oldest item."""

    def item(n: int) -> str:
        text = "".join(f"<p>{SENTENCE * 3}</p>" for _ in range(sentences // 3)) or SENTENCE * sentences
        return (
            f"<item><title>Story {n}</title><link>https://news.test/a/{n}</link><guid isPermaLink='false'>g{n}</guid>"
            f"<pubDate>Mon, 02 Mar 2026 08:{n:02d}:00 GMT</pubDate><category>World</category>"
            f"<media:content url='https://news.test/i/{n}.jpg' width='600'/><description>{SENTENCE}</description>"
            f"<content:encoded><![CDATA[{text} {n}]]></content:encoded></item>"
        )

    return lambda first: (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0' {NAMESPACES}><channel><title>Daily</title>"
        f"{''.join(item(n) for n in reversed(range(first, first + ITEMS)))}</channel></rss>"
    )


def atom(sentences: int) -> Callable[[int], str]:
    """The same in Atom."""

    def entry(n: int) -> str:
        text = f"<p>{SENTENCE * 3}</p>" * (sentences // 3)
        return (
            f"<entry><title>Story {n}</title><link href='https://news.test/a/{n}'/><id>urn:{n}</id>"
            f"<updated>2026-03-02T08:{n:02d}:00Z</updated><author><name>A. Plume</name></author>"
            f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{text} {n}</div></content></entry>"
        )

    return lambda first: (
        "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Daily</title>"
        f"{''.join(entry(n) for n in reversed(range(first, first + ITEMS)))}</feed>"
    )


if __name__ == "__main__":
    sys.exit(main())

"""Where a site may have its feeds: what its pages name, and the usual places. Nothing is asked for here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from bot.feeds.address import absolute, feed_identity, web_address
from bot.feeds.tags import Tag, characters, decoded, tags
from bot.text import cut, one_line

MOST_BYTES = 1_000_000  # of a page that are looked at; feeds are named in its head, or in a menu
MOST_NAMED = 40
_MOST_LINKS = 5_000  # tags of one page
_MOST_WORDS = 100  # characters of a link's words

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"})
_OTHER_TYPES = frozenset({"", "text/xml", "application/xml", "application/json"})  # of feeds and of much else
_LIKE_A_FEED = re.compile(
    r"(?:^|[/._?&=-])(?:rss\d?|rssfeeds?|feeds?|atom|rdf|outboundfeeds)(?:$|[/._?&=-])|/index\.xml$|\.(?:rss|atom|rdf)$",
    re.IGNORECASE,
)
_OF_COMMENTS = re.compile(r"comment", re.IGNORECASE)
# Below the site itself, the commonest first; below a section of it, the first few.
_USUAL = (
    "feed",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "feeds",
    "feed.json",
    "rss/all",
    "arc/outboundfeeds/rss/",
)
_USUAL_IN_SECTION = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed's."""

    url: str
    named: str  # how it came up, in words
    title: str = ""  # what the page calls it


def named_in(page: bytes, url: str) -> tuple[Candidate, ...]:
    """What a web page names as feeds, then its links that look like some, those of comments last; each address once.

    `url` is the page's own. At most `MOST_NAMED` come back. Never raises for what a page holds.
    """
    text = decoded(page[:MOST_BYTES])
    declared: list[Candidate] = []
    linked: list[Candidate] = []
    base = url
    for tag in islice(tags(text, ("link", "a", "base")), _MOST_LINKS):
        address = _web_link(base, tag.attributes.get("href", ""))
        if tag.name == "base":
            base = address or base
        elif address and tag.name == "link" and _is_declared(tag, address):
            declared.append(Candidate(address, "named by the page", _words(tag.attributes.get("title", ""))))
        elif address and tag.name == "a" and looks_like_a_feed(address):
            linked.append(Candidate(address, "linked from the page", _words(_inside(text, tag))))
    found = sorted([*declared, *linked], key=lambda each: bool(_OF_COMMENTS.search(f"{each.url} {each.title}")))
    return tuple(_once(found))[:MOST_NAMED]


def usual_places(url: str) -> tuple[Candidate, ...]:
    """Where most sites have a feed: below the section that the address names, then below the site."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    section = f"{root}{parts.path.strip('/')}/"
    places = [f"{root}{path}" for path in _USUAL]
    if section != f"{root}/" and "." not in parts.path.rpartition("/")[2]:
        places = [f"{section}{path}" for path in _USUAL[:_USUAL_IN_SECTION]] + places
    return tuple(_once(Candidate(place, "at a usual place") for place in places))


def looks_like_a_feed(address: str) -> bool:
    """Whether an address has a word in it that those of feeds have, such as rss."""
    parts = urlsplit(address)
    host_word = (parts.hostname or "").partition(".")[0]
    asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return bool(_LIKE_A_FEED.search(asked) or _LIKE_A_FEED.search(host_word))


def news_sitemap(robots_txt: bytes) -> str | None:
    """The address of a news sitemap that a robots.txt names. Gatewatch reads none; it tells that news are there."""
    for line in decoded(robots_txt[:MOST_BYTES]).splitlines():
        key, _, value = line.partition(":")
        if key.strip().lower() == "sitemap" and "news" in value.lower():
            return one_line(value)
    return None


def _is_declared(tag: Tag, address: str) -> bool:
    relations = tag.attributes.get("rel", "").lower().split()
    kind = tag.attributes.get("type", "").partition(";")[0].strip().lower()
    if "alternate" not in relations and "feed" not in relations:
        return False
    return kind in _FEED_TYPES or (kind in _OTHER_TYPES and looks_like_a_feed(address))


def _web_link(base: str, href: str) -> str:
    """The web address that a link leads to; empty when it is none."""
    address = absolute(base, web_address(href)).partition("#")[0] if href.strip() else ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""


def _inside(text: str, tag: Tag) -> str:
    """The words of a link, as far as no other tag stands between them."""
    return characters(text[tag.end : tag.end + 2 * _MOST_WORDS].partition("<")[0])


def _words(text: str) -> str:
    return cut(one_line(text), _MOST_WORDS)


def _once(candidates: Iterator[Candidate] | list[Candidate]) -> Iterator[Candidate]:
    seen: set[str] = set()
    for each in candidates:
        if (identity := feed_identity(each.url)) not in seen:
            seen.add(identity)
            yield each

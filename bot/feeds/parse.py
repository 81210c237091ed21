"""Reading a feed document: RSS 0.9x to 2.0, RDF, Atom and JSON Feed.

feedparser reads the XML kinds, always from bytes in memory: given a string it may open files and addresses. Broken
XML is not fatal, its entries are taken and the feed is marked as degraded; only a document that is no feed at all is
refused, with a reason that tells an operator what the address served instead.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
from feedparser.api import SUPPORTED_VERSIONS

from bot.feeds import jsonfeed
from bot.feeds.address import absolute
from bot.feeds.by_feedparser import MEDIA_TEXT, fed
from bot.feeds.cut import without
from bot.feeds.dates import misread, moment_of
from bot.feeds.entry import Entry, NotAFeed, ParsedFeed, Spared
from bot.feeds.markup import text_of, title_text
from bot.feeds.scan import Hurtful, scan
from bot.feeds.signs import Wall, wall_of
from bot.model import Trouble

_HTML_START = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|entry)\b", re.IGNORECASE)
_ATOM_ROOT = re.compile(rb"<(?:\w+:)?feed\b", re.IGNORECASE)
_HTML_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,500})", re.IGNORECASE)
_KINDS = {**SUPPORTED_VERSIONS, "": "a feed"}  # feedparser's names of them
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ITEM = re.compile(rb"<(/?)(?:\w+:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_HARMLESS = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)
_HEAD = 4_096  # bytes in which the root element begins
_TROUBLE: Mapping[Wall | None, Trouble] = {
    Wall.CONSENT: Trouble.CONSENT,
    Wall.ROBOT: Trouble.ROBOT_CHECK,
    Wall.LOGIN: Trouble.LOGIN,
}
_SKIP_WINDOW = 4_096  # bytes: 24 <hour> elements take about 500
_MOST_TTL = timedelta(days=7)


def parse_feed(
    body: bytes, content_type: str | None, url: str, known: Collection[bytes] = frozenset()
) -> ParsedFeed | NotAFeed:
    """Read one feed document.

    `content_type` is the header as served, for its charset; `url` is where the body came from, links are resolved
    against it. Items whose digest is among the `known` are left out, and everything else is read as if they were there.
    Never raises for what a document holds. Callers bound time and memory: a hostile document can burn both.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEAD]
    if not start:
        return NotAFeed("the answer is empty")
    if start[:1] in (b"{", b"["):
        return jsonfeed.parse(body, url, known)
    if _HTML_START.match(start) and not _FEED_ROOT.search(start):
        return _page(body, url)
    seen = scan(body, content_type)
    if isinstance(seen, Hurtful):
        return NotAFeed(f"the document is not read, {seen.why}", Trouble.HOSTILE)
    wide = b"\0" in body[:_HEAD]  # of letters of two bytes nobody is sure where a reader takes an item to begin
    cut = without(body, seen, () if wide else known)
    read = _parse_xml(cut.rest, content_type, url, few=bool(cut.left_out))
    if isinstance(read, NotAFeed):
        return read
    degraded = f"{cut.beyond} items more than are read at once" if cut.beyond else read.degraded
    return replace(read, items=() if wide else cut.items, left_out=cut.left_out, degraded=degraded)


def _parse_xml(body: bytes, content_type: str | None, url: str, *, few: bool) -> ParsedFeed | NotAFeed:
    """`few`: some of its items are left out, perhaps all."""
    headers = {"content-type": content_type} if content_type else {}
    if _ATOM_ROOT.search(body[:_HEAD]):
        # Without a base of its own feedparser lets the base of one entry speak for all that follow. Only for Atom: in RSS
        # it would make addresses of guids that are none.
        headers["content-location"] = url
    try:
        found = fed(body, headers)
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError, OverflowError) as error:
        # feedparser trips over some broken documents; that is the document's fault and must not stop the poller.
        return NotAFeed(f"the document cannot be read as a feed ({type(error).__name__})")
    if not found.version and not found.entries and not few:
        return _no_feed(body, url)
    channel, degraded = found.feed, _degraded(found)
    whole = found.entries[:-1] if degraded and _breaks_off(body) else found.entries
    return ParsedFeed(
        title=title_text(_string(channel, "title")),
        lang=_string(channel, "language") or None,
        link=absolute(url, _string(channel, "link")),
        entries=tuple(_entry(e, url) for e in whole),
        ttl=_ttl(_string(channel, "ttl")),
        spared=Spared(_skip_hours(body), _skip_days(body)),
        degraded=degraded,
        kind=_KINDS.get(found.version, "a feed"),
    )


def _breaks_off(body: bytes) -> bool:
    """Whether a broken document ends in the midst of an item: half of one says less than its outlet does."""
    last = next(iter(deque(_ITEM.finditer(body), maxlen=1)), None)
    return last is not None and not last[1] and _END.search(body, last.start()) is None


# --- entries --------------------------------------------------------------------------------------------------------


def _entry(raw: Any, url: str) -> Entry:
    return Entry(
        guid=_string(raw, "id").strip(),
        link=_link(raw, url),
        title=_title(raw),
        html=_fullest(raw),
        published=_when(raw, "published") or _when(raw, "created"),
        updated=_when(raw, "updated"),
        lang=_language(raw),
        author=title_text(_string(raw, "author")),
        categories=tuple(title_text(t) for t in _terms(raw)),
    )


def _string(raw: dict[str, Any], key: str) -> str:
    """The value of a key where it is a string. `dict.get`: feedparser's own lookup maps keys onto each other."""
    value = dict.get(raw, key)
    return value if isinstance(value, str) else ""


def _title(raw: dict[str, Any]) -> str:
    return title_text(_string(raw, "title"))


def _fullest(raw: dict[str, Any]) -> str:
    """The longest of all contents and the summary: feeds put the whole text into either. Not text, not taken.

    What is said of pictures and films stands in only where the entry has no text of its own: else it is a caption.
    """
    texts = [_string(raw, "summary")]
    contents = dict.get(raw, "content")
    for content in contents if isinstance(contents, list) else ():
        kind = _string(content, "type")
        if not kind or kind.startswith("text/") or kind.endswith(("xml", "html")):
            texts.append(_string(content, "value"))
    return max(texts, key=len) or _string(raw, MEDIA_TEXT)


def _language(raw: dict[str, Any]) -> str | None:
    detail = dict.get(raw, "title_detail")
    declared = _string(detail, "language") if isinstance(detail, dict) else ""
    return _string(raw, "language") or declared or None


def _terms(raw: dict[str, Any]) -> list[str]:
    tags = dict.get(raw, "tags")
    if not isinstance(tags, list):
        return []
    return [term for tag in tags if (term := _string(tag, "label") or _string(tag, "term"))]


def _when(raw: dict[str, Any], key: str) -> datetime | None:
    text, value = _string(raw, key), dict.get(raw, f"{key}_parsed")
    if (value is None or misread(text)) and (moment := moment_of(text)):
        return moment
    if value is None:
        return None
    try:
        year, month, day, hour, minute, second = value[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _link(raw: Any, url: str) -> str:
    """The entry's link; a guid that stands in for one is none unless it is an address."""
    link = _string(raw, "link").strip()
    if dict.get(raw, "guidislink") and not link.startswith(("http://", "https://")):
        return ""
    return absolute(url, link)


# --- the channel ----------------------------------------------------------------------------------------------------


def _ttl(minutes: str) -> timedelta | None:
    """RSS gives its time to live in minutes. Rubbish and nought say nothing."""
    digits = minutes.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or int(digits) == 0:
        return None
    return min(timedelta(minutes=int(digits)), _MOST_TTL)


def _skip_hours(body: bytes) -> frozenset[int]:
    hours = (int(h) for h in re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", _block(body, b"skiphours"), re.IGNORECASE))
    return frozenset(h % 24 for h in hours if h <= 24)  # some write midnight as 24


def _skip_days(body: bytes) -> frozenset[int]:
    days = re.findall(r"<day>\s*(\w+)\s*</day>", _block(body, b"skipdays"), re.IGNORECASE)
    return frozenset(_DAYS.index(day.lower()) for day in days if day.lower() in _DAYS)


def _block(body: bytes, name: bytes) -> str:
    """The content of the first element of that name. feedparser keeps only the last child of these two."""
    found = re.search(rb"<" + name + rb">", body, re.IGNORECASE)
    if not found:
        return ""
    window = body[found.end() : found.end() + _SKIP_WINDOW]
    return re.split(rb"</" + name, window, maxsplit=1, flags=re.IGNORECASE)[0].decode("ascii", "replace")


def _degraded(found: Any) -> str | None:
    error = dict.get(found, "bozo_exception")
    if not found.bozo or isinstance(error, _HARMLESS):
        return None
    line = getattr(error, "getLineNumber", lambda: None)()
    where = f" (line {line})" if line else ""
    return f"broken XML{where}: {len(found.entries)} entries could be read"


# --- refusing -------------------------------------------------------------------------------------------------------


def _no_feed(body: bytes, url: str) -> NotAFeed:
    head = body[:4_096].lower()
    if b"<html" in head or b"<!doctype html" in head:
        return _page(body, url)
    if b"<opml" in head:
        return NotAFeed("an OPML list of feeds, not a feed: import it instead")
    if b"<urlset" in head or b"<sitemapindex" in head:
        return NotAFeed("a sitemap, not a feed")
    if head.lstrip().startswith((b"<?xml", b"<")):
        return NotAFeed("XML, but no RSS, Atom or RDF in it")
    return NotAFeed("neither XML nor JSON")


def _page(body: bytes, url: str) -> NotAFeed:
    page = body[:200_000].decode("utf-8", "replace")
    title = _HTML_TITLE.search(page)
    named = title_text(title.group(1)) if title else ""
    wall = wall_of(url, named, text_of(page), page)
    what = f"an HTML page, {wall.value}," if wall else "an HTML page"
    why = f"{what} where a feed should be" + (f" (titled “{named[:80]}”)" if named else "")
    return NotAFeed(why, _TROUBLE.get(wall, Trouble.HTML))

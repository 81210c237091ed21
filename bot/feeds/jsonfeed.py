"""Reading JSON Feed 1 and 1.1 (jsonfeed.org). Every field is checked for its type: nothing else checks it."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any

from bot.feeds.address import absolute
from bot.feeds.entry import MOST_ITEMS, Entry, NotAFeed, ParsedFeed
from bot.feeds.markup import title_text
from bot.text import sound


def parse(body: bytes, url: str, known: Collection[bytes] = frozenset()) -> ParsedFeed | NotAFeed:
    """Read a JSON document; `url` is where it came from. Items whose digest is among the `known` are left out.

    Never raises for what a document holds.
    """
    try:
        document = json.loads(body.decode(json.detect_encoding(body), "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return NotAFeed("broken JSON")
    if not isinstance(document, dict):
        return NotAFeed("JSON, but no JSON Feed: the document is not an object")
    if "jsonfeed.org/version/" not in _string(document, "version"):
        return NotAFeed("JSON, but no JSON Feed: the version is missing")
    items = document.get("items")
    if not isinstance(items, list):
        return NotAFeed("JSON, but no JSON Feed: the list of items is missing")
    good = [item for item in items if isinstance(item, dict)]
    try:
        digests = tuple(_digest(item, url) for item in good)
    except RecursionError:  # it could just be read
        return NotAFeed("JSON that is nested too deep")
    fresh = [(item, digest) for item, digest in zip(good, digests, strict=True) if digest not in known]
    beyond = {digest for _, digest in fresh[MOST_ITEMS:]}
    return ParsedFeed(
        title=title_text(_string(document, "title")),
        lang=_string(document, "language") or None,
        link=absolute(url, _string(document, "home_page_url")),
        entries=tuple(_entry(item, url) for item, _ in fresh[:MOST_ITEMS]),
        degraded=_degraded(len(beyond), len(items) - len(good)),
        items=tuple(digest for digest in digests if digest not in beyond),
        left_out=len(good) - len(fresh),
        kind="JSON Feed",
    )


def _degraded(beyond: int, rubbish: int) -> str | None:
    if beyond:
        return f"{beyond} items more than are read at once"
    return f"{rubbish} items are no objects" if rubbish else None


def _digest(item: dict[str, Any], url: str) -> bytes:
    said = json.dumps([url, item], sort_keys=True).encode()
    return blake2b(said, digest_size=8).digest()


def _entry(item: dict[str, Any], url: str) -> Entry:
    html = _string(item, "content_html")
    return Entry(
        guid=_identifier(item.get("id")),
        link=absolute(url, _string(item, "url") or _string(item, "external_url")),
        title=title_text(_string(item, "title")),
        html=max(html, _string(item, "content_text"), _string(item, "summary"), key=len),
        published=_when(_string(item, "date_published")),
        updated=_when(_string(item, "date_modified")),
        lang=_string(item, "language") or None,
        author=_author(item),
        categories=tuple(sound(tag) for tag in _list(item, "tags") if isinstance(tag, str)),
    )


def _author(item: dict[str, Any]) -> str:
    """The authors' names; version 1 of the format had a single `author`."""
    people = _list(item, "authors") or [item.get("author")]
    names = (title_text(_string(person, "name")) for person in people if isinstance(person, dict))
    return ", ".join(name for name in names if name)


def _identifier(value: object) -> str:
    """The id as a string. Version 1 allowed numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return sound(str(value)).strip()


def _string(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return sound(value) if isinstance(value, str) else ""


def _list(item: dict[str, Any], key: str) -> list[Any]:
    value = item.get(key)
    return value if isinstance(value, list) else []


def _when(text: str) -> datetime | None:
    """A time in UTC: RFC 3339 as the format asks, or a mail date as some write. Without a zone it is taken for UTC."""
    try:
        moment = parsedate_to_datetime(text) if text[:1].isalpha() else datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None

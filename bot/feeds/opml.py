"""Lists of feeds as feed readers exchange them: OPML 1.0 and 2.0 (opml.org/spec2.opml).

Most files in the wild are no well-formed XML, so they are read by their tags (`bot.feeds.tags`). No entity is expanded and
no other file is asked for. What is written is plain OPML 2.0; what it has no word for stands in a namespace of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from bot.feeds.address import web_address
from bot.feeds.tags import Tag, decoded, tags
from bot.marked import readable
from bot.text import cut, one_line

MOST_BYTES = 10_000_000  # a list of ten thousand feeds has a few
MOST_FEEDS = 20_000
MOST_FOLDERS = 8  # of folders in folders, the names that are kept
MOST_NAME = 200  # characters
NAMESPACE = "urn:gatewatch:feeds"
_OURS = "gatewatch:"  # begins the attributes in it, whatever a list calls the namespace
_FEED_TYPES = frozenset({"rss", "atom", "feed", "json", "rdf"})
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in such a list, as it says; nothing is checked but that there is an address."""

    url: str
    name: str = ""
    lang: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)  # what Gatewatch alone has words for
    folders: tuple[str, ...] = ()  # that it lies in, the outermost first


@dataclass(frozen=True, slots=True)
class NotAList:
    """The document is no list of feeds."""

    why: str  # for people


# --- reading ----------------------------------------------------------------------------------------------------------


def read_opml(data: bytes) -> tuple[Outline, ...] | NotAList:
    """The feeds that a document lists, in its order, also those it lists twice; or why it lists none.

    Broken XML is read as far as its tags can be told. Never raises for what a document holds.
    """
    if len(data) > MOST_BYTES:
        return NotAList(f"it is larger than {MOST_BYTES:,} bytes; split it")
    text = readable(decoded(data))  # what no YAML can hold is of no use in the settings
    found: list[Outline] = []
    for outline in _outlines(text):
        if len(found) == MOST_FEEDS:
            return NotAList(f"it lists more than {MOST_FEEDS:,} feeds; split it")
        found.append(outline)
    return tuple(found) or NotAList(_why_none(text))


def _outlines(text: str) -> Iterator[Outline]:
    folders: list[str] = []
    deeper = 0  # folders whose names are not kept any more
    for tag in tags(text, ("outline", "body", "opml"), only=True):
        if tag.closes and tag.name == "outline":
            deeper, folders = (deeper - 1, folders) if deeper else (0, folders[:-1])
        elif tag.name == "outline":
            if url := _address(tag):
                yield _outline(tag, url, tuple(name for name in folders if name))
            if not tag.empty and len(folders) < MOST_FOLDERS:
                folders = [*folders, _name(tag) if not _address(tag) else ""]
            elif not tag.empty:
                deeper += 1


def _address(tag: Tag) -> str:
    """The feed's address; `url` is one only where the outline calls itself a feed, else it leads to another list."""
    said = tag.attributes
    if url := said.get("xmlurl"):
        return web_address(url)
    return web_address(said.get("url", "")) if said.get("type", "").lower() in _FEED_TYPES else ""


def _name(tag: Tag) -> str:
    said = tag.attributes
    return cut(one_line(said.get("title") or said.get("text") or ""), MOST_NAME)


def _outline(tag: Tag, url: str, folders: tuple[str, ...]) -> Outline:
    ours = {
        name.removeprefix(_OURS): one_line(value) for name, value in tag.attributes.items() if name.startswith(_OURS)
    }
    return Outline(url, _name(tag), one_line(tag.attributes.get("language", "")), ours, folders)


def _why_none(text: str) -> str:
    head = text[:4_096].lower()
    if not text.strip():
        return "it is empty"
    if "<opml" in head:
        return "it is OPML, but no outline in it has the address of a feed (xmlUrl)"
    if re.search(r"<(?:rss|feed|rdf:rdf)\b", head):
        return "it is a feed itself, not a list of feeds; `gatewatch feeds add` takes its address"
    if "<html" in head or "<!doctype html" in head:
        return "it is a web page, not a list of feeds; `gatewatch feeds discover` finds the feeds that a site names"
    return "it is no list of feeds in OPML"


# --- writing ----------------------------------------------------------------------------------------------------------


def opml_of(title: str, feeds: Sequence[Outline], now: datetime) -> bytes:
    """The feeds as OPML 2.0; folders are not written. `now` is aware."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:gatewatch="{NAMESPACE}">',
        "  <head>",
        f"    <title>{escape(_allowed(title))}</title>",
        f"    <dateCreated>{format_datetime(now)}</dateCreated>",
        "  </head>",
        "  <body>",
        *(f"    <outline {_attributes(feed)}/>" for feed in feeds),
        "  </body>",
        "</opml>",
        "",
    ]
    return "\n".join(lines).encode()


def _attributes(feed: Outline) -> str:
    name = feed.name or feed.url
    said = {"type": "rss", "text": name, "title": name, "xmlUrl": feed.url, "language": feed.lang}
    said |= {f"{_OURS}{key}": value for key, value in feed.settings.items()}
    return " ".join(f"{key}={quoteattr(_allowed(value))}" for key, value in said.items() if value)


def _allowed(text: str) -> str:
    """Without the characters that no XML may hold."""
    return _NO_XML.sub("", text)

"""HTML to plain text: what a reader would see, line by line, and nothing a machine was meant to see.

The walk is iterative, so that a document nested ten thousand deep costs memory and not the stack.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from bot import text as plain
from bot.feeds.tags import ENTITY

# Elements that begin and end a line: the block level of the HTML standard's rendering section, plus <br>.
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
# Elements whose content is not text for a reader of the article. A figure's caption speaks of the picture.
UNREAD = frozenset({
    "audio", "button", "canvas", "datalist", "embed", "figcaption", "head", "iframe", "input", "math", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "video",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})

_TAG = re.compile(r"<(?:/?[A-Za-z][^<>]*>|!--)")
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000,}")
_APART = re.compile(r"[\s/]+")
MOST_ATTRIBUTES = 10_000  # of one tag; pages with data in attributes come to some hundred pieces
MOST_TITLE = 500  # characters; headlines end far below, and a title is shown in places with little room
_BLANKS = re.compile(r"\s+")
_BREAKS = re.compile(r"(?<! ) *\n[ \n]*")  # without the look back, a long run of blanks costs its square


def has_markup(text: str) -> bool:
    """Whether a text holds something that reads as an HTML tag."""
    return _TAG.search(text) is not None


def text_of(markup: str) -> str:
    """The readable text of an HTML fragment, cleaned; block elements and ``<br>`` become line breaks.

    A text without tags keeps its own line breaks. Never raises: what cannot be parsed is read as plain text.
    """
    if not has_markup(markup):
        return plain.clean(html.unescape(markup))
    root = _root(markup)
    if root is None:
        return plain.clean(html.unescape(_TAG.sub(" ", markup)))
    return plain.clean(_BREAKS.sub("\n", "".join(_pieces(root))))


def title_text(raw: str) -> str:
    """A title as one line of plain text, at most `MOST_TITLE` characters.

    Feeds escape titles once, twice or not at all: they are unwrapped at most twice.
    """
    title = raw
    for _ in range(2):
        if not (has_markup(title) or ENTITY.search(title)):
            break
        title = text_of(title)
    return plain.cut(plain.one_line(title), MOST_TITLE)


def burns(markup: str) -> bool:
    """Whether a tag has so many attributes that the HTML parser would be at it for seconds: it compares each with each."""
    tags = _LONG_TAG.findall(markup)
    return any(max(tag.count("="), len(_APART.split(tag))) > MOST_ATTRIBUTES for tag in tags)


def _root(markup: str) -> Any | None:
    if burns(markup):
        return None
    data = markup.replace("\x00", "").encode("utf-8", "replace")
    try:
        return document_fromstring(data, parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _pieces(root: Any) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in UNREAD:
                walker.skip_subtree()
                continue
            yield _edge(tag)
            yield _BLANKS.sub(" ", element.text or "")
        else:
            yield _edge(tag)
            yield _BLANKS.sub(" ", element.tail or "")


def _edge(tag: str) -> str:
    if tag in BLOCKS:
        return "\n"
    return " " if tag in _CELLS else ""

"""The full article from its web page: when it is needed, what is read, and what is not an article at all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

import trafilatura
from lxml import etree
from trafilatura.utils import load_html

from bot import text as plain
from bot.feeds.article import with_text
from bot.feeds.asides import without_asides
from bot.feeds.markup import burns, title_text
from bot.feeds.signs import SHORT, Wall, wall_of
from bot.model import Article

FullText = Literal["auto", "always", "never"]

SHORT_FEED = 600  # characters: below it a feed gives a teaser, measured on news feeds with and without full text
_ENDING = 100  # characters in which a text says that it is cut off
_COMPARED = 10_000  # characters of the shorter text in which the other may lack something
LEAST = 80  # characters: less is no article
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.|&hellip;)\s*\]|\[\+\d+ chars\]|"
    r"\b(?:read (?:more|on|the full (?:story|article))|continue reading|weiterlesen|lire la suite|leer más|"
    r"seguir leyendo|leggi tutto|devamı|читать далее|подробнее|اقرأ المزيد|ادامه مطلب))\s*[»>→…]*\s*$",
    re.IGNORECASE,
)
_CAPTION_NODES = etree.XPath(
    "//figcaption | //*[self::p or self::div or self::span or self::small or self::cite or self::em]"
    r"[re:test(@class, '(^|[\s_-])(wp-)?(captions?(-?text)?|(photo|image|img|picture|media)[_-]?(caption|credits?))([\s_-]|$)', 'i')]",
    namespaces={"re": "http://exslt.org/regular-expressions"},
)
_MOST_CAPTION = 600  # characters: a longer element called caption holds the article


@dataclass(frozen=True, slots=True)
class Page:
    """An article as its page tells it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class NotAnArticle:
    """The page holds no article for us."""

    why: str  # for people
    wall: Wall | None = None  # None: nothing stands in the way, there is just no article
    beginning: str = ""  # what is shown of the article before a paywall


def needs_page(article: Article, mode: FullText) -> bool:
    """Whether the page must be fetched: always, never, or when the feed's text is short or says that it is cut."""
    if mode == "never" or article.url is None:
        return False
    return mode == "always" or len(article.text) < SHORT_FEED or _CUT_OFF.search(article.text[-_ENDING:]) is not None


def read_page(body: bytes, url: str) -> Page | NotAnArticle:
    """The article on a web page, without navigation, comments, tables and captions; or why there is none.

    `url` is the address after redirects. Never raises for what a page holds; callers bound time and memory.
    """
    tree = _tree(body)
    if tree is None:
        return NotAnArticle("the page is empty or is not HTML")
    markup = body[:100_000].decode("utf-8", "replace")
    free = _is_free(tree)
    title = _title(tree)
    _drop_captions(tree)
    whole = _main_text(tree, url)
    text = without_asides(whole)
    wall = wall_of(url, title, whole, markup)
    if wall is Wall.PAYWALL or (wall is None and not free and len(text) < SHORT):
        return NotAnArticle(Wall.PAYWALL.value, Wall.PAYWALL, text)
    if wall is not None:
        return NotAnArticle(f"the page is {wall.value}", wall)
    if len(text) < LEAST:
        return NotAnArticle("no article text was found on the page")
    return Page(title, text)


def with_page(article: Article, page: Page) -> Article:
    """The article with the longer of the two texts, and with what the other alone says; the feed's title stays where there is one.

    Many pages do not repeat the lines that stand above the article and in the feed: those go in front.
    """
    title, teaser = article.title or page.title, article.text[:-_ENDING] + _CUT_OFF.sub("", article.text[-_ENDING:])
    if len(page.text) > len(article.text):
        parts = (_lacking(teaser, f"{title}\n{page.text}"), page.text)
    else:
        parts = (article.text, _lacking(page.text, f"{title}\n{article.text}"))
    return with_text(article, "\n".join(part for part in parts if part), title)


def _lacking(text: str, other: str) -> str:
    """The sentences of a text that another does not have, each once, line by line. Letters count, not how they are set."""
    known, told = _letters(other), set[str]()
    lines = []
    for line in text[:_COMPARED].split("\n"):
        lacking = []
        for span in plain.sentences(line):
            sentence = line[span.start : span.end]
            letters = _letters(sentence)
            if letters not in known and letters not in told:
                lacking.append(sentence)
                told.add(letters)
        lines.append(" ".join(lacking))
    return "\n".join(line for line in lines if line)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _tree(body: bytes) -> Any | None:
    if not body.strip() or burns(body.decode("latin-1")):
        return None
    try:
        return load_html(body)
    except (etree.LxmlError, ValueError, TypeError, LookupError):
        return None


def _main_text(tree: Any, url: str) -> str:
    found = trafilatura.extract(tree, url=url, fast=True, include_comments=False, include_tables=False)
    return plain.clean(found or "")


def _drop_captions(tree: Any) -> None:
    """Cut caption elements out of the tree, outermost first."""
    for node in _CAPTION_NODES(tree):
        if node.getparent() is not None and len(plain.one_line("".join(node.itertext()))) <= _MOST_CAPTION:
            node.drop_tree()


def _title(tree: Any) -> str:
    for path in ("//meta[@property='og:title']/@content", "//h1//text()", "//head/title//text()"):
        if title := title_text(" ".join(tree.xpath(path)[:20])):
            return title
    return ""


def _is_free(tree: Any) -> bool:
    """Whether the page does not call itself paid for, in its structured data (schema.org isAccessibleForFree)."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            if _says_paid(json.loads(script), depth=4):
                return False
        except (ValueError, RecursionError):
            continue
    return True


def _says_paid(data: object, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(data, list):
        return any(_says_paid(item, depth - 1) for item in data)
    if not isinstance(data, dict):
        return False
    if str(data.get("isAccessibleForFree", "")).lower() == "false" and "cssSelector" not in data:
        return True
    return _says_paid(data.get("@graph", []), depth - 1)

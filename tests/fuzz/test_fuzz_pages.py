"""Whatever bytes a web page serves: an article with the page's own words, or why there is none."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

import pytest
from damage import damaged, examples
from feed_documents import PAGES, TEXT
from hypothesis import event, given, target
from hypothesis import strategies as st
from readers import Call, reading
from test_fuzz_feeds import CONTROLS, UNWANTED

from bot.edges.worker import ReadPage
from bot.feeds.article import MOST_TEXT
from bot.feeds.page import NotAnArticle
from bot.model import Article
from bot.text import clean, sentences

URL = "https://page.test/x/1"
TEASERS = ("", "Short.", f"{TEXT} And then…", "He never said so. " * 20)


@pytest.fixture(scope="module")
def call() -> Iterator[Call]:
    with reading() as opened:
        yield opened


def words(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@examples(30, 700)
@given(damaged(PAGES), st.sampled_from(TEASERS))
def test_page_bytes(call: Call, body: bytes, teaser: str) -> None:
    """A page is read the same twice; what it adds is clean, keeps the article's id, and loses nothing that the feed said."""
    article = Article("0123456789abcdef", clean(teaser), title="Minister lands", lang="en", url=URL)
    read = call(lambda workers: workers.page(article, body, URL))
    assert read == call(lambda workers: workers.page(article, body, URL))
    if isinstance(read, NotAnArticle):
        event(read.why[:40])
        assert read.why
        assert not CONTROLS.search(read.why)
        assert not UNWANTED.search(read.beginning)
        return
    assert isinstance(read, ReadPage)
    event(f"whole: {read.whole}")
    target(float(len(read.article.text)))
    assert (read.article.id, read.article.url, read.article.title) == (article.id, URL, article.title)
    assert not UNWANTED.search(read.article.text)
    assert len(read.article.text) <= MOST_TEXT
    said = words(f"{read.article.title}\n{read.article.text}")
    assert all(words(article.text[each.start : each.end]) in said for each in sentences(article.text))
    json.dumps(read.article.text, ensure_ascii=False).encode()


@examples(20, 250)
@given(damaged(PAGES[:1], most=2))
def test_every_line_is_in_the_page(call: Call, body: bytes) -> None:
    """Nothing is quoted that the page does not say."""
    if not body.isascii() or b"&" in body:
        return
    read = call(lambda workers: workers.page(Article("a", "", title="Minister lands", lang="en", url=URL), body, URL))
    if isinstance(read, ReadPage):
        said = words(html.unescape(body.decode()))
        for line in read.article.text.split("\n"):
            assert all(word in said for word in map(words, line.split()))

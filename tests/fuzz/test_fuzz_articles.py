"""Whatever an article says: findings that point at its text, the same each time, kept and printed without loss."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC

import pytest
from damage import NASTY, damaged, examples
from feed_documents import TEXT
from hypothesis import event, example, given, target
from hypothesis import strategies as st

from bot import record
from bot.context.reader import Reader
from bot.edges.article_lines import article_of_line
from bot.edges.gazetteer import SqliteGazetteer
from bot.matching.matcher import Matcher
from bot.model import Article, Findings, Watchlist
from bot.pipeline import Screener
from tests.context.reading import check_spans
from tests.matching.listed import PEOPLE

WATCHLIST = Watchlist(PEOPLE, "f" * 32)
SENTENCES = (
    "Qassem Soleimani, commander of the Quds Force, flew from Tehran to Moscow on Thursday, two officials said.",
    "The Kremlin denied that General Soleimani had met President Vladimir Putin in Moscow.",
    "Sergei Lavrov will travel to Geneva, Paris and Minsk next week for talks with his counterpart.",
    "“I was in Grozny at the time,” Kadyrov told reporters. He has not left Russia since 2014.",
    "قاسم سليماني زار موسكو يوم الخميس.", "Сергей Лавров прибыл в Женеву в четверг, сообщает ТАСС.", "قاسم سلیمانی به مسکو سفر کرد.",
    "LONDON (AP) — Shoigu's visit to Pyongyang was cancelled.", "(Photo: Soleimani in Damascus, 2015)", TEXT,
)  # fmt: skip
WORDS = (
    "Qassem Soleimani", "Soleimani", "Lavrov", "Putin", "he", "flew from", "to", "Paris, Texas", "the Kremlin", "denied", "on 31 February",
    "in 99999", "until Thursday", "Thursday to Thursday", "for 48 hours", "said", "not", "and", "of the", "“", "”", "\n", "\n\n", ".", ", ", "\u202e",
    "\u200f", "\u00ad", "\x00", "İ", "ﷺ", "ß", "🇮🇷", "\u0301", "V.V.", "Gen.", "'s", "—", "al-", "Abu", "bin", "\u2028", "\ud800", "٣", "金正恩",
)  # fmt: skip
PIECES = st.one_of(
    st.sampled_from(SENTENCES), st.sampled_from(WORDS), st.text(max_size=10),
    st.sampled_from(NASTY).map(lambda piece: piece.decode("utf-8", "surrogateescape")[:400]),
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=25).flatmap(
    lambda parts: st.sampled_from([" ", "", ". "]).map(lambda gap: gap.join(parts))
)
ARTICLES = st.builds(
    Article,
    id=st.just("a-1"),
    text=TEXTS,
    title=st.one_of(st.just(""), st.sampled_from(SENTENCES), st.text(max_size=20)),
    lang=st.sampled_from(["en", "ru", "ar", "fa", "de", None]),
    published=st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    outlet=st.sampled_from([None, "TASS", "Daily"]),
)
LINES = (
    json.dumps({"id": "a", "title": "T", "text": TEXT, "date": "2026-03-02", "lang": "en", "source": "Daily", "url": "https://a.test/"}).encode(),
    json.dumps({"id": 7, "text": "قاسم", "date": "2026-03-02T08:00:00+01:00"}).encode(),
)  # fmt: skip


@pytest.fixture(scope="module")
def by_patterns(gazetteer: SqliteGazetteer) -> Screener:
    return Screener(WATCHLIST, Matcher(WATCHLIST), Reader(None, gazetteer))


@pytest.fixture(scope="module")
def by_grammar(reader: Reader) -> Screener:
    return Screener(WATCHLIST, Matcher(WATCHLIST), reader)


def assert_true(screener: Screener, article: Article) -> None:
    found = screener.screen(article, all_places=True)
    target(float(len(found.mentions) + len(found.trips)))
    event(f"{min(len(found.mentions), 3)} mentions, {min(len(found.trips), 3)} trips")
    assert found == screener.screen(article, all_places=True)
    check_spans(article, found)
    body = article.body
    for mention in found.mentions:
        assert all(0 <= span.start < span.end <= len(body) for span in mention.spans)
        first = mention.spans[0]
        assert body[first.start : first.end] == mention.matched
        assert all(0 <= each.span.start < each.span.end <= len(body) for each in mention.evidence if each.span)
    people = frozenset(mention.person for mention in found.mentions)
    assert not people or screener.concerns(article, people)
    assert_kept(found)


def assert_kept(found: Findings) -> None:
    """The record gives back what was written; the contract is JSON that other programs can read."""
    if (
        "\\ud" not in ascii(found).lower()
    ):  # halves of characters never get so far: feeds and lines are read without them
        assert record.load(Findings, record.dump(found)) == found
        assert json.loads(json.dumps(record.contract(found, places=True), ensure_ascii=False).encode())["id"] == "a-1"


@examples(30, 600)
@given(ARTICLES)
def test_article_text_read_by_patterns(by_patterns: Screener, article: Article) -> None:
    """Any text gives findings whose spans lie in it and say what they claim, the same twice, and a sieve that lets them through."""
    assert_true(by_patterns, article)


@examples(12, 120)
@given(ARTICLES.map(lambda article: replace(article, lang="en")))
def test_article_text_read_by_grammar(by_grammar: Screener, article: Article) -> None:
    """The same where the text is parsed."""
    assert_true(by_grammar, article)


@examples(30, 600)
@given(damaged(LINES))
@example(b'{"id": "a", "text": "x", "date": "9999-12-31T23:59:59-23:59"}')
@example(b'{"id": "a", "text": "x", "date": "0001-01-01T00:00:00+23:59"}')
def test_lines_of_articles(line: bytes) -> None:
    """A line of `gatewatch screen` is an article or left out with a reason; it never ends the others."""
    try:
        article = article_of_line(line)
    except ValueError as error:
        event(str(error)[:30])
        return
    assert article.published is None or article.published.tzinfo
    json.dumps(
        [article.id, article.title, article.text, article.lang, article.outlet, article.url], ensure_ascii=False
    ).encode()

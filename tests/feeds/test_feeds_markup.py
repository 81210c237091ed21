"""HTML to plain text."""

from __future__ import annotations

import time

import pytest

from bot.feeds.markup import MOST_TITLE, text_of, title_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain words", "plain words"),
        ("two\nlines", "two\nlines"),
        ("Fish &amp; chips &#8211; caf&eacute;", "Fish & chips – café"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<p>One\n  and a half.</p>\n\n<div><p>Two.</p></div>", "One and a half.\nTwo."),
        ("first<br>second<br/>third", "first\nsecond\nthird"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<p>in <b>bold</b>, <a href='x'>linked</a>.</p>", "in bold, linked."),
        ("before<script>alert('x')</script> <style>p{}</style>after", "before after"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<figure><img><figcaption>A man waves.</figcaption></figure><p>News.</p>", "News."),
        ("<p>a<!-- hidden -->b</p>", "ab"),
        ("<p>zero\u200bwidth \u202eturned\u202c</p>", "zerowidth turned"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
        ("<p>قاسم سلیمانی</p>", "قاسم سلیمانی"),
        ("<?xml version='1.0' encoding='latin-1'?><p>é</p>", "é"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_html_becomes_the_text_a_reader_sees(markup: str, text: str) -> None:
    """Blocks and <br> break lines, entities are resolved, scripts, comments and figure captions are gone."""
    assert text_of(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "deep",
        "<" * 500_000,
        "<!--" * 100_000,
        "<b> </b>" * 60_000,
        "&" * 500_000,
        "<p " + 'a="' * 100_000,
    ],
    ids=["deep", "brackets", "comments", "blanks", "ampersands", "quotes"],
)
def test_hostile_markup_costs_little(markup: str) -> None:
    """A fragment made to burn time or stack neither raises nor takes seconds."""
    started = time.process_time()
    assert isinstance(text_of(markup), str)
    assert time.process_time() - started < 3


def test_titles_are_one_line() -> None:
    """A title never brings a line break or a tag, and has an end."""
    assert len(title_text("word " * 1_000_000)) <= MOST_TITLE
    assert title_text("<b>One</b><br>two &amp;amp; three") == "One two & three"

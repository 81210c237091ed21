"""Quotes are the article's own words, short, with the person's name marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alert_stories import MENTION, claim, trip
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.quotes import MAX_LENGTH, quotes_of
from bot.model import Article, ClaimStatus, Presence, Quote, Span

TEXT = "It rained. Qassem Soleimani flew to Moscow. Nobody saw him. The Kremlin denied it. The end."
NAME = Span(11, 27)
MINE = replace(MENTION, spans=(NAME,))


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def texts(quotes: tuple[Quote, ...]) -> list[str]:
    return [quote.text for quote in quotes]


def test_telling_and_denying_sentences() -> None:
    """The sentences that tell the trip and those that deny it are quoted, in the order of the article."""
    denied = replace(claim(ClaimStatus.DENIED), span=at("denied it"))
    told = replace(trip(claims=(denied,)), evidence=(at("flew to"),))
    assert texts(quotes_of(Article("a", TEXT), MINE, told, ())) == [
        "Qassem Soleimani flew to Moscow.",
        "The Kremlin denied it.",
    ]


def test_a_denial_is_not_crowded_out() -> None:
    """Three sentences that tell the trip leave room for the one that denies it."""
    denied = replace(claim(ClaimStatus.DENIED), span=at("denied it"))
    spans = (at("It rained"), at("flew to"), at("Nobody saw"))
    told = replace(trip(claims=(denied,)), evidence=spans)
    assert texts(quotes_of(Article("a", TEXT), MINE, told, ())) == [
        "It rained.",
        "Qassem Soleimani flew to Moscow.",
        "The Kremlin denied it.",
    ]


def test_without_a_trip() -> None:
    """A presence is quoted by its evidence, a mere mention by the sentence that names the person."""
    presence = Presence("p", trip().destination, (at("Nobody saw him"),))  # type: ignore[arg-type]
    assert texts(quotes_of(Article("a", TEXT), MINE, None, (presence,))) == ["Nobody saw him."]
    assert texts(quotes_of(Article("a", TEXT), MINE, None, ())) == ["Qassem Soleimani flew to Moscow."]


def test_the_title_is_quoted_only_for_want_of_better() -> None:
    """A title that tells the trip gives way to a sentence of the text, which the link beside it does not repeat."""
    article = Article("a", "He flew to Moscow.", title="Soleimani in Moscow")
    told = replace(trip(), evidence=(Span(0, 19), Span(21, 39)))
    mine = replace(MENTION, spans=(Span(0, 9),))
    assert texts(quotes_of(article, mine, told, ())) == ["He flew to Moscow."]
    assert texts(quotes_of(article, mine, replace(told, evidence=(Span(0, 19),)), ())) == ["Soleimani in Moscow"]


def test_the_name_is_marked() -> None:
    """The bold span holds the name, counted in the quote; the quote's own span is counted in the article."""
    (quote,) = quotes_of(Article("a", TEXT), MINE, None, ())
    assert [quote.text[span.start : span.end] for span in quote.bold] == ["Qassem Soleimani"]
    assert TEXT[quote.span.start : quote.span.end] == quote.text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text("abc é", min_size=1, max_size=40), min_size=1, max_size=40), st.integers(0, 40))
def test_long_sentences_are_cut_around_the_name(words: list[str], position: int) -> None:
    """However long the sentence, a quote is at most 250 characters of the article and holds the name it is about."""
    before, after = " ".join(words[:position]), " ".join(words[position:])
    text = f"{before} Name {after}"
    start = len(before) + 1
    (quote, *_) = quotes_of(Article("a", text), replace(MENTION, spans=(Span(start, start + 4),)), None, ())
    assert len(quote.text) <= MAX_LENGTH
    assert text[quote.span.start : quote.span.end] == quote.text
    assert [quote.text[span.start : span.end] for span in quote.bold] == ["Name"]


@pytest.mark.parametrize("text", ["", "x"])
def test_spans_beyond_the_text_quote_nothing_false(text: str) -> None:
    """A text that is too short gives no quote rather than a wrong one."""
    assert all(quote.text in text for quote in quotes_of(Article("a", text), MINE, None, ()))


@pytest.mark.parametrize("stop", ["…", ".", "!", "؟"])
def test_a_row_of_stops_is_no_work(stop: str) -> None:
    """An article of nothing but stops, and a name, is read once from end to end: at the square of it this would take minutes."""
    body = f"Qassem Soleimani flew to Moscow. {stop * 200_000}"
    mention = replace(MENTION, spans=(Span(0, 16),))
    quotes = quotes_of(Article("a", body), mention, replace(trip(), evidence=(Span(0, 31),)), ())
    assert texts(quotes)[0].startswith("Qassem Soleimani flew to Moscow.")

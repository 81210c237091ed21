"""Walls are told from articles."""

from __future__ import annotations

import pytest

from bot.feeds.signs import SHORT, SIGNS, Wall, wall_of

CASES = [
    (Wall.RESERVED, "markup", '<meta name="tdm-reservation" content="1">'),
    (Wall.ROBOT, "title", "Just a moment..."),
    (Wall.ROBOT, "markup", '<script src="/cdn-cgi/challenge-platform/x.js">'),
    (Wall.ROBOT, "text", "Please verify you are human to go on."),
    (Wall.CONSENT, "url", "https://consent.news.test/?continue=x"),
    (Wall.CONSENT, "title", "Before you continue"),
    (Wall.CONSENT, "text", "We and our partners store information. Accept all cookies."),
    (Wall.GONE, "url", "https://news.test/404"),
    (Wall.GONE, "title", "Page not found | News"),
    (Wall.GONE, "text", "This article is gone: the page no longer exists."),
    (Wall.PAYWALL, "text", "The minister said. Subscribe now to continue reading."),
    (Wall.LOGIN, "title", "Log in"),
]
PLAIN = {"url": "https://news.test/a/1", "title": "A general lands", "text": "He arrived on Thursday.", "markup": "<p>"}


@pytest.mark.parametrize(("wall", "part", "words"), CASES)
def test_each_sign_names_its_wall(wall: Wall, part: str, words: str) -> None:
    """A page with the sign in that part is called what it is."""
    assert wall_of(**{**PLAIN, part: words}) is wall


def test_every_sign_has_a_case() -> None:
    """No rule without an example."""
    assert {(wall, part) for wall, part, _ in CASES} == {(sign.wall, sign.part) for sign in SIGNS}


def test_an_article_is_no_wall() -> None:
    """A plain page has no sign, and a long article may speak of cookies and subscriptions."""
    assert wall_of(**PLAIN) is None
    long = "Accept all cookies, subscribe now to continue reading. " * (SHORT // 40)
    assert wall_of(**{**PLAIN, "text": long}) is None

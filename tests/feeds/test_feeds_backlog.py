"""What a feed held before anybody read it is no news, except what is of the last day by its own date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.backlog import EMPTY, brings_backlog, is_news
from bot.model import Article

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

NEWS: Sequence[tuple[str, datetime | None, bool]] = [
    ("of this morning", NOW - 2 * HOUR, True),
    ("of yesterday's morning", NOW - 23 * HOUR, True),
    ("of the day before", NOW - 25 * HOUR, False),
    ("of last year", NOW - 365 * DAY, False),
    ("announced for tomorrow", NOW + 20 * HOUR, True),
    ("without a date of its own", NOW, False),
    ("without any date", None, False),
]


@pytest.mark.parametrize(("published", "news"), [case[1:] for case in NEWS], ids=[case[0] for case in NEWS])
def test_an_article_is_news_by_its_own_date(published: datetime | None, news: bool) -> None:
    """A date that is only the moment of our first look proves nothing."""
    assert is_news(Article("a", "text", published=published), NOW, NOW) == news


BACKLOGS: Sequence[tuple[str, datetime | None, datetime | None, bool]] = [
    ("new", None, None, True),
    ("read in part", None, NOW - HOUR, True),
    ("read a minute ago", NOW - 90 * DAY, NOW - HOUR / 60, False),
    ("failing since yesterday", NOW - 90 * DAY, NOW - DAY, False),
    ("away for months", NOW - 90 * DAY, NOW - 60 * DAY, True),
]


@pytest.mark.parametrize(("settled", "ok", "is_one"), [case[1:] for case in BACKLOGS], ids=[c[0] for c in BACKLOGS])
def test_which_feeds_bring_a_backlog(settled: datetime | None, ok: datetime | None, is_one: bool) -> None:
    """New ones until they are read whole, and those that nobody read for a week."""
    assert brings_backlog(settled, ok, ok, NOW) == is_one


def test_a_feed_that_never_held_an_article_is_new_for_a_day() -> None:
    """Its first answer was empty; what comes soon may be years old, what comes later is its first article."""
    assert brings_backlog(NOW - EMPTY, NOW - HOUR, None, NOW)
    assert not brings_backlog(NOW - EMPTY - HOUR, NOW - HOUR, None, NOW)

"""Dates as feeds write them, read or not believed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.dates import misread, moment_of
from bot.feeds.entry import ParsedFeed
from bot.feeds.parse import parse_feed

SEEN = datetime(2016, 4, 14, 12, 0, tzinfo=UTC)

CASES = [
    ("mer, 16 nov 2022 00:38:15 +0100", datetime(2022, 11, 15, 23, 38, 15, tzinfo=UTC)),
    ("Sat, Dec 16 2023 02:02:33 PM", datetime(2023, 12, 16, 14, 2, 33, tzinfo=UTC)),
    ("Sat, Dec 16 2023 12:02 AM", datetime(2023, 12, 16, 0, 2, tzinfo=UTC)),
    ("Sat, 16 Dec 2023 12:02 p.m. -05:00", datetime(2023, 12, 16, 17, 2, tzinfo=UTC)),
    ("Sat, 16 Dec 2023 14:02 PM", datetime(2023, 12, 16, 14, 2, tzinfo=UTC)),
    ("jeu., 14 avr. 2016 09:30:00 +0200", datetime(2016, 4, 14, 7, 30, tzinfo=UTC)),
    ("14 juillet 2016 09:30", datetime(2016, 7, 14, 9, 30, tzinfo=UTC)),
    ("14 juin 2016 09:30", datetime(2016, 6, 14, 9, 30, tzinfo=UTC)),
    ("Чт, 14 апр 2016 09:30:00 +0300", datetime(2016, 4, 14, 6, 30, tzinfo=UTC)),
    ("Do, 14 März 2024 09:30:00 GMT", datetime(2024, 3, 14, 9, 30, tzinfo=UTC)),
    ("14 de abril de 2016 09:30", datetime(2016, 4, 14, 9, 30, tzinfo=UTC)),
    ("14 Ağustos 2016, 09:30", datetime(2016, 8, 14, 9, 30, tzinfo=UTC)),
    ("Fri, 31 Feb 2016 09:30", None),
    ("Fri, 31 Foo 2016 09:30", None),
    ("Fri, 31 Dec 2016 29:30", None),
    ("01 Jan 0001 00:00 +1400", None),
    ("yesterday", None),
    ("1" * 100_000, None),
    (" " * 100_000 + "Mon", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "moment"), CASES, ids=[text[:40] for text, _ in CASES])
def test_written_out_dates_are_read(text: str, moment: datetime | None) -> None:
    """Months in several languages, twelve-hour clocks and offsets are understood; what is no date is none."""
    assert moment_of(text) == moment


def test_a_misread_date_is_better_than_none() -> None:
    """What we do not understand either stays as feedparser reads it."""
    document = "<?xml version='1.0'?><rss version='2.0'><channel><item><title>x</title><pubDate>2016-04-14 02:02:33 PM</pubDate></item></channel></rss>"
    feed = parse_feed(document.encode(), None, "https://n.test/")
    assert isinstance(feed, ParsedFeed)
    assert (feed.entries[0].published or SEEN).date() == SEEN.date()


def test_only_clocks_of_twelve_hours_are_read_again() -> None:
    """A date that feedparser reads rightly is left to it."""
    assert misread("Sat, Dec 16 2023 02:02:33 PM")
    assert not misread("Sat, 16 Dec 2023 02:02:33 +0000")
    assert not misread("4 AM " * 10_000)

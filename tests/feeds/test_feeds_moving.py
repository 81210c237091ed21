"""Where a feed is fetched after its server said that it has moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.feeds.moving import STAYS, Moving, failed, sighted

URL, NEW, OTHER = "https://old.test/rss", "https://new.test/rss", "https://other.test/rss"
DAYS = tuple(date(2026, 3, n) for n in (2, 3, 4))
MOVED = Moving(NEW, NEW, DAYS)
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)


def after(*sightings: tuple[int, str | None], known: Moving = STAYS, url: str = URL) -> Moving:
    """What is known after polls on these days of March."""
    for day, target in sightings:
        known = sighted(known, url, target, date(2026, 3, day))
    return known


CASES = [
    ("never", [(2, None)], None),
    ("one day, many polls", [(2, NEW)] * 9, None),
    ("two days", [(2, NEW), (3, NEW)], None),
    ("three days in a row", [(2, NEW), (3, NEW), (4, NEW)], NEW),
    ("three days with pauses", [(2, NEW), (9, NEW), (20, NEW)], NEW),
    ("another target begins anew", [(2, NEW), (3, NEW), (4, OTHER), (5, OTHER)], None),
    ("a poll without redirect begins anew", [(2, NEW), (3, NEW), (4, None), (5, NEW), (6, NEW)], None),
    ("and counts to three again", [(2, NEW), (3, None), (4, NEW), (5, NEW), (6, NEW)], NEW),
    ("moved, and still there", [(2, NEW), (3, NEW), (4, NEW), (5, None), (6, None)], NEW),
    ("moved on", [(2, NEW), (3, NEW), (4, NEW), (5, OTHER), (6, OTHER), (7, OTHER)], OTHER),
    ("moved on, not long enough", [(2, NEW), (3, NEW), (4, NEW), (5, OTHER), (6, OTHER), (7, None)], NEW),
    ("moved back", [(2, NEW), (3, NEW), (4, NEW), (5, URL), (6, URL), (7, URL)], None),
    ("to a connection without TLS", [(n, "http://new.test/rss") for n in (2, 3, 4, 5)], None),
]


@pytest.mark.parametrize(("sightings", "address"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_three_different_days_move_a_feed(sightings: list[tuple[int, str | None]], address: str | None) -> None:
    """The same target on three days, with no other word between; never away from TLS."""
    assert after(*sightings).address == address


def test_without_tls_before_none_is_needed_after() -> None:
    """A plain address may move to a plain one."""
    assert after(*((n, "http://new.test/") for n in (2, 3, 4)), url="http://old.test/").address == "http://new.test/"


def test_the_days_of_the_move_are_kept() -> None:
    """So that people can be told since when."""
    assert after((2, NEW), (3, NEW), (4, NEW), (8, None)) == MOVED


@pytest.mark.parametrize(
    ("known", "days", "then"),
    [(MOVED, 2.9, MOVED), (MOVED, 3, STAYS), (Moving(None, NEW, DAYS[:2]), 30, Moving(None, NEW, DAYS[:2]))],
    ids=["for a while", "for three days", "at the configured address"],
)
def test_a_dead_new_address_is_given_up(known: Moving, days: float, then: Moving) -> None:
    """After three days of failures the configured address is fetched again; a count under way outlives failures."""
    assert failed(known, NOW - timedelta(days=days), NOW) == then

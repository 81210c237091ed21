"""Waits end, also those that a wrong clock has begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.waits import over, passed

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


@pytest.mark.parametrize(
    ("until", "is_over"),
    [
        (NOW - YEAR, True),
        (NOW, True),
        (NOW + timedelta(seconds=1), False),
        (NOW + HOUR, False),
        (NOW + HOUR + timedelta(seconds=1), True),
        (NOW + YEAR, True),
    ],
)
def test_no_wait_is_longer_than_it_may_be(until: datetime, is_over: bool) -> None:
    """One that would go on for longer was begun by a clock that stood ahead, and is over."""
    assert over(until, NOW, HOUR) is is_over


@pytest.mark.parametrize(
    ("since", "is_over"), [(NOW - YEAR, True), (NOW - HOUR, True), (NOW, False), (NOW + HOUR, True), (NOW + YEAR, True)]
)
def test_a_wait_that_begins_in_the_future_is_over(since: datetime, is_over: bool) -> None:
    """Between its beginning and its end it goes on; before its beginning nobody knows when that was."""
    assert passed(since, NOW, HOUR) is is_over

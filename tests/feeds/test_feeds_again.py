"""When a page that could not be read is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.again import LONGEST, NEWS, PAUSES, next_try

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)

TRIES: list[tuple[int, float | None, timedelta | None]] = [
    (0, None, 10 * MINUTE),
    (0, 60.0, 10 * MINUTE),
    (0, 1_800.0, 30 * MINUTE),
    (0, 1e12, 12 * HOUR),
    (1, None, HOUR),
    (1, 7_200.0, 2 * HOUR),
    (2, 7_200.0, 6 * HOUR),
    (3, 0.0, 12 * HOUR),
    (4, None, None),
    (9, 60.0, None),
]


@pytest.mark.parametrize(("tries", "after", "pause"), TRIES)
def test_pauses_grow_and_end(tries: int, after: float | None, pause: timedelta | None) -> None:
    """Each is longer than the one before, as long as the site wants where that is longer, and the fifth never comes."""
    assert next_try(NOW, tries, after) == (None if pause is None else NOW + pause)


def test_all_tries_fit_into_the_time_for_which_a_page_is_news() -> None:
    """Where no site lengthens them; what a site wants has room in it too."""
    assert sum(PAUSES, timedelta()) < NEWS
    assert LONGEST < NEWS

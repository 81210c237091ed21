"""Figures in the words of the daily message: short while all is well, and each trouble in its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.alerts.figures import Figures, ListAge, backlog, lists, unsent

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_a_quiet_day_has_few_words() -> None:
    """Nothing that is nought is listed."""
    quiet = Figures(NOW)
    assert (backlog(quiet), unsent(quiet), lists(quiet)) == ("Nothing overdue", "0 messages unsent", "")


def test_what_waits_is_counted() -> None:
    """Polls, pages, messages: how many, and since when the oldest."""
    told = Figures(
        NOW,
        overdue=3,
        pages=12,
        deliveries={"pending": 2, "sending": 1, "uncertain": 1, "failed": 5},
        oldest_unsent=NOW - timedelta(minutes=7),
    )
    assert backlog(told) == "3 polls overdue, 12 pages to be read"
    assert unsent(told) == "4 messages unsent, the oldest for 7 minutes, 1 uncertain; 5 refused"


@pytest.mark.parametrize(
    ("dated", "words"),
    [
        ("2026-03-02", "un 0 days old"),
        ("2026-03-01", "un 1 day old"),
        ("2026-01", "un 60 days old (look whether it is still published)"),
        ("2026-03-09", "un 0 days old"),
        (None, "un of no known date"),
    ],
)
def test_a_list_is_as_old_as_it_says(dated: str | None, words: str) -> None:
    """By its own date, also one of a month or of tomorrow."""
    assert lists(Figures(NOW, lists=(ListAge("un", dated),))) == words


def test_the_list_in_force_and_one_that_did_not_come_are_told() -> None:
    """The fingerprint as cards have it."""
    ages = (ListAge("un", "2026-02-27"), ListAge("uk", "2026-02-20", failed=True))
    told = lists(Figures(NOW, lists=ages, fingerprint="7f3a91c0ffee"))
    assert told == "list 7f3a91; un 3 days old, uk 10 days old, could not be pulled"

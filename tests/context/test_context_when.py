"""Time expressions of news mean the days a reader would say."""

from __future__ import annotations

from datetime import date

import pytest

from bot.context.when import find_durations, find_times

FRIDAY = date(2016, 4, 15)
CASES = [
    ("on Thursday morning", False, "2016-04-14", "2016-04-14"), ("denied Friday", False, "2016-04-15", "2016-04-15"),
    ("on Tuesday", True, "2016-04-19", "2016-04-19"), ("last night", False, "2016-04-14", "2016-04-14"),
    ("in July", False, "2015-07-01", "2015-07-31"), ("in July", True, "2016-07-01", "2016-07-31"),
    ("in late July", False, "2015-07-21", "2015-07-31"), ("the end of March", False, "2016-03-21", "2016-03-31"),
    ("April 10 to 12", False, "2016-04-10", "2016-04-12"), ("two days ago", False, "2016-04-13", "2016-04-13"),
    ("earlier this month", False, "2016-04-01", "2016-04-15"), ("last week", False, "2016-04-04", "2016-04-10"),
    ("next Tuesday", True, "2016-04-19", "2016-04-19"), ("in 2015", False, "2015-01-01", "2015-12-31"),
    ("December 2015", False, "2015-12-01", "2015-12-31"), ("tomorrow", True, "2016-04-16", "2016-04-16"),
    ("12 April", False, "2016-04-12", "2016-04-12"), ("In December", False, "2015-12-01", "2015-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "ahead", "first", "last"), CASES)
def test_an_expression_means_its_days(text: str, ahead: bool, first: str, last: str) -> None:
    """Resolved against Friday 15 April 2016, by tense."""
    (expression,) = find_times(text)
    days = expression.resolve(FRIDAY, ahead=ahead)
    assert days == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["recently", "very soon", "previously"])
def test_a_vague_time_is_not_resolved(text: str) -> None:
    """Vague words are kept as words; no day is made up."""
    (expression,) = find_times(text)
    assert expression.resolve(FRIDAY, ahead=False) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a 48-hour trip to", "48-hour"),
        ("for two days", "two days"),
        ("meant to last about 48 hours", "about 48 hours"),
        ("a three-day official visit", "three-day"),
    ],
)
def test_a_duration_is_found(text: str, found: str) -> None:
    """How long, with its hedge."""
    assert [words for words, _ in find_durations(text)] == [found]

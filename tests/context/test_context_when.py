"""Time expressions of news mean the days a reader would say."""

from __future__ import annotations

from datetime import date

import pytest

from bot.context.when import FROM_LAST_TOLD, RELATIVE, RULES, find_durations, find_times

FRIDAY = date(2016, 4, 15)
CASES = [
    ("on Thursday morning", False, "2016-04-14", "2016-04-14"), ("denied Friday", False, "2016-04-15", "2016-04-15"),
    ("on Tuesday", True, "2016-04-19", "2016-04-19"), ("last night", False, "2016-04-14", "2016-04-14"),
    ("on a Tuesday in March", False, "2016-03-01", "2016-03-31"), ("is now on a plane", False, "2016-04-15", "2016-04-15"),
    ("by the end of the month", True, "2016-04-21", "2016-04-30"), ("in ten days", True, "2016-04-25", "2016-04-25"),
    ("his 2015 visit", False, "2015-01-01", "2015-12-31"), ("last April", False, "2015-04-01", "2015-04-30"),
    ("in July", False, "2015-07-01", "2015-07-31"), ("in July", True, "2016-07-01", "2016-07-31"),
    ("in late July", False, "2015-07-21", "2015-07-31"), ("the end of March", False, "2016-03-21", "2016-03-31"),
    ("April 10 to 12", False, "2016-04-10", "2016-04-12"), ("two days ago", False, "2016-04-13", "2016-04-13"),
    ("earlier this month", False, "2016-04-01", "2016-04-15"), ("last week", False, "2016-04-04", "2016-04-10"),
    ("next Tuesday", True, "2016-04-19", "2016-04-19"), ("in 2015", False, "2015-01-01", "2015-12-31"),
    ("December 2015", False, "2015-12-01", "2015-12-31"), ("tomorrow", True, "2016-04-16", "2016-04-16"),
    ("12 April", False, "2016-04-12", "2016-04-12"), ("In December", False, "2015-12-01", "2015-12-31"),
    ("the 5th of April", False, "2016-04-05", "2016-04-05"), ("10 to 12 April", False, "2016-04-10", "2016-04-12"),
    ("from Monday to Wednesday", False, "2016-04-11", "2016-04-13"), ("on Monday and Tuesday", False, "2016-04-11", "2016-04-12"),
    ("from Saturday to Monday", True, "2016-04-16", "2016-04-18"), ("from April 10 to April 12", False, "2016-04-10", "2016-04-12"),
    ("in the week of May 23", True, "2016-05-23", "2016-05-29"), ("2016-03-02", False, "2016-03-02", "2016-03-02"),
    ("02.03.2016", False, "2016-03-02", "2016-03-02"), ("the second half of February", True, "2017-02-15", "2017-02-28"),
    ("the first week of April", False, "2016-04-01", "2016-04-07"), ("the last week of March", False, "2016-03-25", "2016-03-31"),
    ("a July visit", False, "2015-07-01", "2015-07-31"), ("his July 2014 trip", False, "2014-07-01", "2014-07-31"),
    ("the summer of 2015", False, "2015-06-01", "2015-08-31"), ("Friday last week", False, "2016-04-08", "2016-04-08"),
    ("Tuesday of next week", True, "2016-04-19", "2016-04-19"), ("last Friday", False, "2016-04-08", "2016-04-08"),
    ("early next month", True, "2016-05-01", "2016-05-10"), ("at the weekend", False, "2016-04-09", "2016-04-10"),
    ("a fortnight ago", False, "2016-03-29", "2016-04-04"), ("a few days ago", False, "2016-04-08", "2016-04-13"),
    ("in recent days", False, "2016-04-08", "2016-04-15"), ("in the coming days", True, "2016-04-15", "2016-04-22"),
    ("in early 2015", False, "2015-01-01", "2015-05-01"), ("later this week", True, "2016-04-15", "2016-04-17"),
    # a past Saturday in a paper of Friday: its clock is behind, and six days ago would be "last Saturday"
    ("on Saturday", False, "2016-04-15", "2016-04-16"), ("on Saturday", True, "2016-04-16", "2016-04-16"),
    # counted from the day told last, for which the anchor stands here
    ("two days later", False, "2016-04-17", "2016-04-17"), ("three days earlier", False, "2016-04-12", "2016-04-12"),
    ("the day before", False, "2016-04-14", "2016-04-14"), ("the night before", False, "2016-04-14", "2016-04-14"),
    ("the following day", False, "2016-04-16", "2016-04-16"), ("that day", False, "2016-04-15", "2016-04-15"),
    ("a few days later", False, "2016-04-17", "2016-04-22"), ("earlier that month", False, "2016-04-01", "2016-04-30"),
    ("on the 21st", False, "2016-03-21", "2016-03-21"), ("on the 21st", True, "2016-04-21", "2016-04-21"),
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


def test_every_rule_has_a_case() -> None:
    """Each row of the table finds one of the cases above, and is counted from where the sets say."""
    tried = {expression.rule for text, *_ in CASES for expression in find_times(text)} | {"vague"}
    assert tried == set(RULES)
    assert set(RULES) >= FROM_LAST_TOLD | RELATIVE


@pytest.mark.parametrize("text", ["February 31", "on the 31st", "in the last days of his rule"])
def test_no_day_is_made_up(text: str) -> None:
    """Days that are none, and words that only look like a time, resolve to nothing."""
    assert all(e.resolve(FRIDAY, ahead=False) is None for e in find_times(text))

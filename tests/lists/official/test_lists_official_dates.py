"""bot.lists.official.dates: every way in which lists print a date, and none of it guessed."""

from __future__ import annotations

import pytest

from bot.lists.official.dates import Dates, birth_dates, one_date, read_dates, years_between
from bot.lists.official.tally import Tally


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("1957-03-11", "1957-03-11"),
        ("1957-03-11T00:00:00", "1957-03-11"),
        ("2015-07-01-04:00", "2015-07-01"),
        ("1957-03", "1957-03"),
        ("1957", "1957"),
        ("11 Mar 1957", "1957-03-11"),
        ("1 March 1957.", "1957-03-01"),
        ("March 11, 1957", "1957-03-11"),
        ("Nov. 1973 ", "1973-11"),
        ("11/03/1957", "1957-03-11"),
        ("11-03-1957", "1957-03-11"),
        ("12.4.2011", "2011-04-12"),
        ("00/00/1957", "1957"),
        ("00/03/1957", "1957-03"),
        ("1957-00-00", "1957"),
        ("circa 1951", "1951"),
        ("circa 01 Jan 1961", "1961"),
        ("1957 (approximately)", "1957"),
        ("1957 or 1958", "1957 1958"),
        ("1957/1958", "1957 1958"),
        ("a) 1 Jan 1957 b) 1958", "1957-01-01 1958"),
        ("1) 1957; 2) 1958", "1957 1958"),
        ("1979-1982", "1979 1980 1981 1982"),
        ("between 1962 and 1964", "1962 1963 1964"),
        ("08 Nov 1985 to 07 Nov 1986", "1985 1986"),
        ("1957-1958; 1960", "1957 1958 1960"),
    ],
)
def test_a_printed_date_becomes_a_partial_one(printed: str, read: str) -> None:
    assert read_dates(printed) == Dates(tuple(read.split()))


@pytest.mark.parametrize(
    "nothing", [None, "", "na", "n/a", "-0-", "00/00/0000", "24/06/1402 (Hijri Calendar)", "1343 AH"]
)
def test_nothing_and_hijri_dates_are_neither_dates_nor_faults(nothing: str | None) -> None:
    assert read_dates(nothing) == Dates()


@pytest.mark.parametrize(
    "printed",
    [
        "31/02/1957",
        "13-31-1957",
        "30-35 years old",
        "late 1960s",
        "1402",
        "11 Mar 57",
        "1957 in Tehran maybe",
        "x" * 10_000,
    ],
)
def test_what_is_no_date_is_handed_back_and_never_guessed(printed: str) -> None:
    assert read_dates(printed) == Dates(unread=(printed,))


def test_a_range_too_wide_to_tell_people_apart_is_left_out() -> None:
    """Its ends alone would speak against everybody born in between."""
    assert years_between(1950, 1980) == ()
    assert read_dates("between 1950 and 1980") == Dates(unread=("between 1950 and 1980",))


def test_dates_of_birth_are_gathered_and_the_unreadable_counted() -> None:
    tally = Tally()
    assert birth_dates(["1957", "11 Mar 1957", "1957", "long ago", None], tally) == ("1957", "1957-03-11")
    assert tally.notes() == ("dates of birth left out (not readable, or too wide a range): 1, such as “long ago”",)


def test_one_date_is_the_first() -> None:
    assert one_date("2012-12-31; 2013") == "2012-12-31"
    assert one_date("soon") is None

"""Once a day is once a day, in every zone and on the days on which clocks are set."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.routes import Quiet
from bot.alerts.wall_time import day_begun, shown_at
from bot.app import DIGEST_EVERY, FEEDS_EVERY

ZONES = (
    "Europe/Berlin", "Europe/London", "America/St_Johns", "America/Santiago", "America/Nuuk", "Africa/Casablanca",
    "Africa/Cairo", "Asia/Tehran", "Asia/Kolkata", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kiritimati",
    "UTC",
)  # fmt: skip
# A day or two later clocks are set somewhere; at the end of 2011 Samoa left out a day.
BEGINNINGS = (
    "2011-12-28", "2026-02-13", "2026-03-20", "2026-03-27", "2026-04-03", "2026-04-23", "2026-09-04", "2026-10-23",
    "2026-10-29", "2026-06-01",
)  # fmt: skip
_zones, _times = st.sampled_from(ZONES), st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
_begins = st.sampled_from(BEGINNINGS).map(lambda day: datetime.fromisoformat(day).replace(tzinfo=UTC))


@given(_zones, _begins, _times, st.floats(0.0, DIGEST_EVERY))
def test_every_day_of_the_calendar_is_begun_and_none_twice(zone: str, begin: datetime, at: time, late: float) -> None:
    """At any time of day, also one that does not exist on that day, comes twice, or is the last minute: each day there is, once."""
    there, now = ZoneInfo(zone), begin + timedelta(seconds=late)
    days: list[date] = []
    begun: list[date] = []
    while now < begin + timedelta(days=4):
        days.append(now.astimezone(there).date())
        day = day_begun(now, at, there)
        if day is not None and day not in begun:
            begun.append(day)
        now += timedelta(seconds=max(DIGEST_EVERY, FEEDS_EVERY))
    there_are = sorted(set(days))
    assert begun == sorted(begun)
    assert there_are[1:-1] == [day for day in begun if day in there_are[1:-1]]


@given(_zones, _begins, _times, st.integers(0, 4 * 1_440))
def test_clocks_first_show_a_time_when_they_do(zone: str, begin: datetime, at: time, minutes: int) -> None:
    """A minute before they show an earlier time of that day, or a day before; then that time or, where it is left out, a later one."""
    there = ZoneInfo(zone)
    day = (begin + timedelta(minutes=minutes)).astimezone(there).date()
    moment, wanted = shown_at(day, at, there), datetime.combine(day, at)
    assert moment.astimezone(there).replace(tzinfo=None) >= wanted
    assert (moment - timedelta(minutes=1)).astimezone(there).replace(tzinfo=None) < wanted


@given(_zones, _begins, _times, _times, st.integers(0, 4 * 1_440))
def test_quiet_hours_end_and_end_once(zone: str, begin: datetime, start: time, end: time, minutes: int) -> None:
    """While they reign they end within 26 hours, at a moment that lies ahead and at which they reign no more."""
    quiet, now = Quiet(start, end, ZoneInfo(zone)), begin + timedelta(minutes=minutes)
    over = quiet.until(now, "trip")  # type: ignore[arg-type]
    if over is None:
        return
    assert now < over <= now + timedelta(hours=50 if begin.year == 2011 else 26)
    if start != end:
        assert quiet.until(over, "trip") is None  # type: ignore[arg-type]


BERLIN, APIA = ZoneInfo("Europe/Berlin"), ZoneInfo("Pacific/Apia")


@pytest.mark.parametrize(
    ("zone", "day", "at", "shown"),
    [
        (BERLIN, "2026-03-02", "02:30", "2026-03-02T01:30"),
        (BERLIN, "2026-03-29", "02:30", "2026-03-29T01:00"),  # from 2:00 to 3:00 at once
        (BERLIN, "2026-10-25", "02:30", "2026-10-25T00:30"),  # twice: the first time
        (BERLIN, "2026-10-25", "03:00", "2026-10-25T02:00"),
        (ZoneInfo("America/St_Johns"), "2026-03-08", "02:15", "2026-03-08T05:30"),
        (ZoneInfo("Africa/Casablanca"), "2026-03-22", "02:30", "2026-03-22T02:00"),  # after Ramadan
        (APIA, "2011-12-30", "07:00", "2011-12-30T10:00"),  # a day that never was: when the next one begins
    ],
)
def test_when_a_time_is_shown(zone: ZoneInfo, day: str, at: str, shown: str) -> None:
    """Times that are left out, and times that come twice."""
    expected = datetime.fromisoformat(shown).replace(tzinfo=UTC)
    assert shown_at(date.fromisoformat(day), time.fromisoformat(at), zone) == expected


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-29T00:30", "2026-03-29T01:00"),  # 1:30; quiet until 2:30, which is left out
        ("2026-03-29T01:10", None),
        ("2026-10-25T00:20", "2026-10-25T00:30"),  # 2:20 the first time
        ("2026-10-25T00:40", None),
        ("2026-10-25T01:20", None),  # 2:20 the second time
    ],
)
def test_quiet_hours_that_end_while_clocks_are_set(now: str, until: str | None) -> None:
    """They end once, when their end is first passed."""
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    over = Quiet(time(22), time(2, 30), BERLIN).until(moment, "trip")  # type: ignore[arg-type]
    assert over == (datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None)

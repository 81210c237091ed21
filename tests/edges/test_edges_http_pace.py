"""How often a host is asked, and what becomes of those for whom it has no time."""

from __future__ import annotations

import pytest

from bot.edges.http.pace import BURST, LONGEST_HOLD, ComeBack, HostPace


def waits(pace: HostPace, count: int, now: float = 100.0, patience: float = 1e9) -> list[float | ComeBack]:
    return [pace.book("h.test", now, patience) for _ in range(count)]


def test_after_a_rest_some_go_at_once_and_the_others_evenly() -> None:
    """Two a second in the long run, whoever asks; another host has its own pace."""
    pace = HostPace(2.0)
    booked = waits(pace, BURST + 4)
    assert booked == [0.0] * BURST + [0.5, 1.0, 1.5, 2.0]
    assert pace.book("other.test", 100.0, 0.0) == 0.0
    assert pace.book("h.test", 102.0, 10.0) == pytest.approx(0.5)
    assert waits(pace, 2, now=200.0) == [0.0, 0.0]


@pytest.mark.parametrize("rate", [0.1, 2.0, 33.0])
def test_in_no_stretch_of_time_are_there_more_than_the_rate_allows(rate: float) -> None:
    """However they come in: at most a burst and the rate times the seconds."""
    pace, times, now = HostPace(rate), [], 0.0
    for step in (0.0, 0.01, 0.3, 0.0, 5.0, 0.0, 0.02) * 40:
        now += step
        wait = pace.book("h.test", now, 1e9)
        assert isinstance(wait, float)
        times.append(now + wait)
    assert times == sorted(times), "first come, first served"
    for first in range(0, len(times), 7):
        for last in range(first, len(times), 11):
            assert last - first + 1 <= BURST + rate * (times[last] - times[first]) + 1e-6


def test_who_cannot_wait_comes_back_at_a_moment_of_his_own() -> None:
    """A thousand feeds of one host neither wait together nor come back together, and each is served when it comes back."""
    pace = HostPace(2.0)
    told = waits(pace, 1_000, patience=5.0)
    served = [wait for wait in told if isinstance(wait, float)]
    away = [wait.after for wait in told if isinstance(wait, ComeBack)]
    assert len(served) == BURST + 10
    assert away == sorted(set(away))
    assert away[-1] == pytest.approx(1_000 / 2.0, rel=0.02)
    for after in away:
        assert isinstance(pace.book("h.test", 100.0 + after, 5.0), float)


def test_a_host_that_asks_for_it_is_left_alone() -> None:
    """Nothing goes to it before its time; who asks is told what it said. Others are not concerned."""
    pace = HostPace(2.0)
    pace.hold("h.test", 100.0, 60.0, 429)
    pace.hold("h.test", 100.0, 5.0, 503)  # a shorter wish does not shorten a longer one
    assert waits(pace, 2, patience=10.0) == [ComeBack(60.0, 503), ComeBack(60.5, 503)]
    assert pace.book("h.test", 155.0, 10.0) == 5.0
    assert pace.book("other.test", 100.0, 0.0) == 0.0
    assert pace.book("h.test", 161.0, 0.0) == 0.0


def test_no_header_silences_a_host_for_long() -> None:
    """Retry-After of a year is half an hour."""
    pace = HostPace(2.0)
    pace.hold("h.test", 100.0, 3e7, 429)
    assert waits(pace, 1, patience=0.0) == [ComeBack(LONGEST_HOLD, 429)]


def test_hosts_that_have_rested_are_forgotten() -> None:
    """Memory is bounded by the hosts of the moment, and forgetting one changes nothing for it."""
    pace = HostPace(2.0)
    for number in range(30_000):
        assert pace.book(f"h{number}.test", float(number), 1.0) == 0.0
    assert len(pace._hosts) <= 10_000

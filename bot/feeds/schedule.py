"""When to look at a feed again: politely, soon enough, and never silenced by what a server says.

The interval of a feed adapts: it halves when a poll brought news and grows by half when it brought none, between the
bounds of the configuration. What the server asks for (Retry-After, Cache-Control, Expires, the feed's ttl, hours and
days to skip) can lengthen a wait up to the upper bound, not beyond: a compliance desk must not be muted by a header. A feed
that wants no visits on Saturday and Sunday gets as few as the bound allows, for ministers travel at weekends too.

A feed with a steady pace (`every`) does not adapt, and hours and days to skip are not kept. Steady feeds that came together would come together for ever, so
the first wait ends at any moment of the pace, and every other is a little longer than the pace, each by its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from bot.feeds.entry import ANY_TIME, Spared

# What settings may ask for: nobody's server is asked more often, and no feed is forgotten for longer.
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)
DAILY = timedelta(days=1)  # an address that says 410 Gone is asked daily, for some come back
SPREAD = 0.1  # jitter changes a wait by up to a tenth, so that feeds added together part company
STEADY_SPREAD = 0.05  # and lengthens a steady one by up to a twentieth
_MOST_DOUBLINGS = 16  # 2**16 minutes is past every bound
_STEP = (
    617  # minutes from the hour of one feed to that of the next: neighbours lie far apart, and each minute has its own
)


class Outcome(StrEnum):
    """What a poll came to."""

    CHANGED = "changed"  # new or edited articles
    UNCHANGED = "unchanged"  # 304, or the same content
    FAILED = "failed"
    GONE = "gone"  # 410


_ADAPTING = {Outcome.CHANGED: 0.5, Outcome.UNCHANGED: 1.5}  # what an interval is multiplied by


@dataclass(frozen=True, slots=True)
class Bounds:
    """The shortest and the longest wait between two polls of a feed."""

    min_interval: timedelta
    max_interval: timedelta
    steady: bool = False  # the wait does not adapt; only jitter moves it between the two

    @classmethod
    def at_pace(cls, pace: timedelta) -> Bounds:
        """Those of a feed that is looked at with a steady pace: never sooner, and a little later by jitter."""
        return cls(pace, pace * (1 + STEADY_SPREAD), steady=True)

    def clamp(self, wait: timedelta) -> timedelta:
        """The wait, within the bounds."""
        return max(self.min_interval, min(wait, self.max_interval))


@dataclass(frozen=True, slots=True)
class Polled:
    """What is known after a poll."""

    outcome: Outcome
    interval: timedelta  # the feed's interval before this poll
    failures: int = 0  # failures in a row, this one counted
    retry_after: float | None = None  # seconds; only failures carry it
    headers: Mapping[str, str] = field(default_factory=dict)  # lower-case names
    ttl: timedelta | None = None
    spared: Spared = ANY_TIME
    together: bool = False  # with all others: it was new, or nobody had been at work for long


def next_interval(polled: Polled, bounds: Bounds) -> timedelta:
    """The feed's interval from now on: half after news, half again as long after none, unchanged after a failure.

    Never shorter than the feed's ttl: that is told with a body only, and holds until the next one comes.
    """
    interval = polled.interval * _ADAPTING.get(polled.outcome, 1.0)
    return bounds.clamp(max(interval, polled.ttl) if polled.ttl else interval)


def next_poll(now: datetime, polled: Polled, bounds: Bounds, jitter: float) -> datetime:
    """When to poll again.

    `now` is aware; `jitter` is a random number in [0, 1) drawn by the caller. It lengthens the wait, and at the longest one it
    shortens it, but not below a Retry-After that can be granted. The result lies between `now + bounds.min_interval` and
    `now + bounds.max_interval`; only a feed that is gone waits a day, and a steady one that came together with others is
    looked at once before its time, but not within a minute nor before the server wants it.
    """
    failed = polled.outcome is Outcome.FAILED
    if polled.outcome is Outcome.GONE:
        return now + DAILY * (1 + SPREAD * jitter)
    if bounds.steady:
        wait = _parting(now, polled, bounds, jitter) if polled.together and not failed else _paced(bounds, jitter)
        return now + max(wait, _pause(polled, bounds))
    wait = _spread(_backed_off(polled, bounds) if failed else _asked_for(now, polled, bounds), bounds, jitter)
    moment = now + max(wait, _pause(polled, bounds))
    return min(_after_skips(moment, polled.spared), now + bounds.max_interval)


def longest_wait(longest: timedelta, *, gone: bool) -> timedelta:
    """The most that `next_poll` lets a feed wait whose longest wait is this."""
    return max(longest, DAILY * (1 + SPREAD)) if gone else longest


def _paced(bounds: Bounds, jitter: float) -> timedelta:
    """The wait of a steady feed: its pace and a little more, whatever was found and whatever the server wants."""
    return bounds.min_interval + (bounds.max_interval - bounds.min_interval) * jitter


def _parting(now: datetime, polled: Polled, bounds: Bounds, jitter: float) -> timedelta:
    """A wait that ends at any moment of the pace, so that feeds that came together come one by one from then on."""
    soonest = max(SHORTEST, polled.ttl or SHORTEST, _freshness(now, polled.headers))
    return bounds.min_interval - max(bounds.min_interval - soonest, timedelta(0)) * jitter


def _spread(wait: timedelta, bounds: Bounds, jitter: float) -> timedelta:
    """The wait made longer by jitter; what would stand above the longest wait stands as far below it."""
    longer = bounds.clamp(wait) * (1 + SPREAD * jitter)
    return bounds.clamp(min(longer, 2 * bounds.max_interval - longer))


def _pause(polled: Polled, bounds: Bounds) -> timedelta:
    """The Retry-After of a server, where the longest wait has room for it."""
    pause = timedelta(seconds=_sane(polled.retry_after))
    return pause if pause <= bounds.max_interval else timedelta(0)


def seconds_until(retry_after: str | None, now: datetime) -> float | None:
    """The value of a Retry-After header in seconds: a number, or a date; None for rubbish, 0 for the past."""
    if not retry_after:
        return None
    value = retry_after.strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", value, re.ASCII):
        return float(value)
    moment = _http_date(value)
    return max(0.0, (moment - now).total_seconds()) if moment else None


def _backed_off(polled: Polled, bounds: Bounds) -> timedelta:
    """Twice the wait with every failure in a row, from the interval in force, or what the server asks if longer."""
    doublings = min(max(polled.failures - 1, 0), _MOST_DOUBLINGS)
    wait = next_interval(polled, bounds) * (1 << doublings)
    return max(wait, timedelta(seconds=_sane(polled.retry_after)))


def _asked_for(now: datetime, polled: Polled, bounds: Bounds) -> timedelta:
    """The adapted interval, or the longer wait that the server asks for."""
    return max(next_interval(polled, bounds), _freshness(now, polled.headers))


def wants_all(now: datetime, last_ok: datetime | None, feed: int) -> bool:
    """Whether to ask for the whole feed this time, whatever is known of it: once a day, each feed at an hour of its own.

    A server that answers "not modified" for ever would silence its feed otherwise.
    """
    if last_ok is None:
        return False  # nothing is known of it yet
    shift = timedelta(minutes=feed * _STEP % 1_440)
    return (now + shift).date() > (last_ok + shift).date()


def _freshness(now: datetime, headers: Mapping[str, str]) -> timedelta:
    """How long the answer stays fresh by Cache-Control, else by Expires (RFC 9111, 4.2.1); zero when not told."""
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(?:cache|store)\b", control):
        return timedelta(0)
    if age := re.search(r"\bmax-age\s*=\s*\"?(\d{1,9})", control):
        return timedelta(seconds=int(age.group(1)))
    expires = _http_date(headers.get("expires", ""))
    if expires is None:
        return timedelta(0)
    served = _http_date(headers.get("date", "")) or now
    return max(timedelta(0), expires - served)


def served_at(headers: Mapping[str, str]) -> datetime | None:
    """What time it was at a server when it answered (RFC 9111: its Date, and the age of an answer that a cache gave)."""
    told, age = _http_date(headers.get("date", "")), headers.get("age", "0")
    if told is None or not re.fullmatch(r"\d{1,6}", age, re.ASCII):
        return None
    return told + timedelta(seconds=int(age))


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _sane(seconds: float | None) -> float:
    """Seconds as a number a timedelta can hold. Not-a-number compares false with everything and gives nought."""
    return min(seconds, 1e9) if seconds is not None and seconds > 0 else 0.0


def _after_skips(moment: datetime, spared: Spared) -> datetime:
    """The first moment not in an hour or on a day that the feed asks to be spared. All skipped: none is honoured."""
    if len(spared.hours) >= 24 or len(spared.days) >= 7:
        return moment
    while True:
        gmt = moment.astimezone(UTC)
        if gmt.hour not in spared.hours and gmt.weekday() not in spared.days:
            return moment
        moment = (gmt + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)

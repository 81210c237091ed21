"""What the clocks on the walls of a desk show, also on the days on which they are set forth or back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_MINUTE = timedelta(minutes=1)  # in no zone are clocks set at less than a whole one


def shown_at(day: date, at: time, zone: tzinfo) -> datetime:
    """When the clocks there first show that time of that day or, where they are set forth over it, a later one. In UTC."""
    wanted = datetime.combine(day, at)
    moment = wanted.replace(tzinfo=zone).astimezone(UTC)
    while (earlier := moment - _MINUTE).astimezone(zone).replace(tzinfo=None) >= wanted:
        moment = earlier
    return moment


def day_begun(now: datetime, at: time, zone: tzinfo) -> date | None:
    """The day for which something is due now that comes once a day at that time; None before it."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= at else None

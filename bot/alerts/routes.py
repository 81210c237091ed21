"""Where an alert goes, whom it calls and when it may sound: the person's route, else the list's, else that of the severity.

Person.route ──► the route of that name
Person.lists ──► the route of the first list that has one
Reason       ──► the route for the severity
nothing      ──► the desk's own channel
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.wall_time import shown_at
from bot.model import Person, Reason
from bot.record import SetOf


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing sounds: what would be told aloud waits until they end."""

    start: time
    end: time  # earlier than `start`: on the next day
    zone: ZoneInfo
    through: SetOf[Reason] = frozenset()  # severities that are told all the same

    def until(self, now: datetime, reason: Reason) -> datetime | None:
        """When the quiet ends that reigns now; None where none does, or where the severity is told all the same."""
        if reason in self.through:
            return None
        today = now.astimezone(self.zone).date()
        for night in (today - timedelta(days=1), today):
            over = shown_at(night + timedelta(days=self.end <= self.start), self.end, self.zone)
            if shown_at(night, self.start, self.zone) <= now < over:
                return over.astimezone(now.tzinfo)
        return None


@dataclass(frozen=True, slots=True)
class Route:
    """One way to tell a desk."""

    channel: str
    mention: str | None = None  # id of the user group that its cards call; from the settings alone
    at_once: SetOf[Reason] | None = None  # what opens a card; None: as the desk wants it
    quiet: Quiet | None = None  # None: the desk's quiet hours


@dataclass(frozen=True, slots=True)
class Policy:
    """What a desk wants: which reasons at once, where, when not, and how long a story lasts."""

    channel: str  # where alerts go unless a route leads elsewhere
    routes: Mapping[str, Route] = field(default_factory=dict)  # by name
    at_once: SetOf[Reason] = frozenset({Reason.TRIP_BAN_POSSIBLE})
    story_days: int = 4  # reports of one trip within so many days are one story
    by_list: Mapping[str, str] = field(default_factory=dict)  # id of a list -> name of a route
    by_reason: Mapping[Reason, str] = field(default_factory=dict)  # severity -> name of a route
    quiet: Quiet | None = None
    repeat_after: timedelta | None = None  # news of a story whose channel has not heard of it for so long is told aloud


def route_of(person: Person, reason: Reason, policy: Policy) -> Route:
    """The route for this person and severity. A name that the policy doesn't know counts as none."""
    names = (*_of_person(person, policy), policy.by_reason.get(reason, ""))
    return next((policy.routes[name] for name in names if name in policy.routes), Route(policy.channel))


def channels_of(person: Person, reason: Reason, policy: Policy) -> tuple[str, ...]:
    """Every channel that may have been told of this person, whatever the severity was then; that of this one first."""
    own = route_of(person, reason, policy).channel
    every = (route_of(person, each, policy).channel for each in Reason)
    return tuple(dict.fromkeys((own, *every)))


def quiet_until(route: Route, reason: Reason, policy: Policy, now: datetime) -> datetime | None:
    """When the route's quiet hours end, where they reign for this severity now."""
    quiet = route.quiet or policy.quiet
    return quiet.until(now, reason) if quiet else None


def channel_quiet_until(channel: str, reason: Reason, policy: Policy, now: datetime) -> datetime | None:
    """The same for a message to a channel as a whole, by the first route that leads there."""
    route = next((each for each in policy.routes.values() if each.channel == channel), Route(channel))
    return quiet_until(route, reason, policy, now)


def _of_person(person: Person, policy: Policy) -> Iterator[str]:
    if person.route:
        yield person.route
    yield from (policy.by_list[each] for each in person.lists if each in policy.by_list)

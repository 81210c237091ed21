"""A story: the same person on the same route in the same days, told by several articles.

`joins` says whether an account belongs to an alert, `story_key` names a new story, and `tell` derives what a card shows
from the accounts alone: nothing merged is ever stored, so a better rule redraws every old card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from bot.alerts import ledger, words
from bot.alerts.ledger import Entry, outlet_of
from bot.model import (
    Account,
    Alert,
    Ban,
    BanApplies,
    ClaimStatus,
    Person,
    Place,
    Presence,
    Stated,
    Trip,
    When,
)
from bot.text import one_line

T = TypeVar("T")

# Of several accounts' bans the one that asks for most attention is shown.
_BAN_FIRST = (BanApplies.POSSIBLE, BanApplies.EXEMPT, BanApplies.UNKNOWN, BanApplies.NONE_KNOWN)


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A field of the story, the outlet that states it, and what other outlets state instead."""

    value: T
    outlet: str
    also: tuple[tuple[T, str], ...] = ()  # other value, outlet


@dataclass(frozen=True, slots=True)
class Told:
    """What all accounts of a story tell together. None and () mean *not stated*."""

    status: ClaimStatus | None  # None: no trip is told, only a presence or a mention
    origin: Said[Place] | None = None
    destination: Said[Place] | None = None
    stops: tuple[Said[Place], ...] = ()
    when: Said[When] | None = None
    duration: Said[Stated] | None = None
    mode: Said[Stated] | None = None
    purpose: Said[Stated] | None = None
    meets: tuple[Said[Stated], ...] = ()
    ban: Ban | None = None
    ledger: tuple[Entry, ...] = ()
    background: tuple[Said[Trip], ...] = ()
    presences: tuple[Said[Presence], ...] = ()
    verified: bool = False
    returned: Said[When] | None = None
    company: tuple[Said[Stated], ...] = ()
    standing: bool = True  # false: no article says so any longer

    @property
    def reports(self) -> tuple[Entry, ...]:
        """One entry per independent origin."""
        return ledger.reports(self.ledger)

    @property
    def denials(self) -> tuple[Entry, ...]:
        """What is denied, by whom."""
        return ledger.denials(self.ledger)

    @property
    def trip_denied(self) -> bool:
        """Whether a denial is of the trip itself."""
        return ledger.trip_denied(self.ledger)

    @property
    def confirmed_by(self) -> tuple[str, ...]:
        """Officials who confirm the trip."""
        return ledger.confirmed_by(self.ledger)


# --- does it belong here? -------------------------------------------------------------------------------------------------


def joins(account: Account, seen: datetime, alert: Alert, story_days: int) -> bool:
    """Whether an account, first seen then, tells the story of this alert: same person, route and days.

    An account without a trip or a presence joins only a story that has none either.
    """
    if not _same_person(account, alert) or not _comparable(account, alert):
        return False
    return _same_route(account, alert) and _same_days(account, seen, alert, story_days)


def _same_person(account: Account, alert: Alert) -> bool:
    ids = {account.mention.person, *account.mention.refs}
    return not ids.isdisjoint({alert.person.id, *alert.person.refs})


def _comparable(account: Account, alert: Alert) -> bool:
    routed = any(each.trip or each.presences for each in alert.basis)
    return routed == bool(account.trip or account.presences)


def _same_route(account: Account, alert: Alert) -> bool:
    """Every destination told so far agrees, or one side states none."""
    mine = _whither(account)
    return all(same_place(mine, _whither(each)) for each in alert.basis)


def _whither(account: Account) -> Place | None:
    if account.trip:
        return account.trip.destination
    return account.presences[0].place if account.presences else None


def same_place(first: Place | None, second: Place | None) -> bool:
    """Whether two places can be one: same country, or same name where a country isn't known, or one isn't stated."""
    if first is None or second is None:
        return True
    if first.country and second.country:
        return first.country == second.country
    return not (first.country is None and second.country is None) or _name(first) == _name(second)


def _name(place: Place) -> str:
    return words.place(place).casefold()


def _same_days(account: Account, seen: datetime, alert: Alert, story_days: int) -> bool:
    """Days of travel near each other where both are known; else times of publication.

    The days are compared with those of the first account that states any, so that a story doesn't creep along.
    """
    mine = _travel_days(account)
    theirs = next((days for each in alert.basis if (days := _travel_days(each))), None)
    if mine and theirs:
        return _gap(mine, theirs) <= timedelta(days=story_days)
    told = account.source.published or seen
    return any(_near(told, each.source.published or alert.opened, story_days) for each in alert.basis)


def _near(first: datetime, second: datetime, story_days: int) -> bool:
    return abs(first - second) <= timedelta(days=story_days)


def _travel_days(account: Account) -> tuple[date, date] | None:
    when = account.trip.when if account.trip else next((p.when for p in account.presences if p.when), None)
    return resolved(when)


def resolved(when: When | None) -> tuple[date, date] | None:
    """First and last day, where both are known."""
    return (when.first, when.last) if when and when.first and when.last else None


def _gap(first: tuple[date, date], second: tuple[date, date]) -> timedelta:
    return max(first[0] - second[1], second[0] - first[1], timedelta(0))


def story_key(person: Person, account: Account, seen: datetime) -> str:
    """The name of the story this account opens: 12 hex digits of person, destination country and first day.

    The same in every channel. Where the days of travel are not known, the day of publication stands for them.
    """
    whither = _whither(account)
    days = _travel_days(account)
    day = days[0] if days else (account.source.published or seen).date()
    parts = (person.id, (whither and (whither.country or _name(whither))) or "", day.isoformat())
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()


# --- what do they tell together? --------------------------------------------------------------------------------------------


def tell_of(alert: Alert) -> Told:
    """What an alert tells; where no account stands any more, what was told, marked so."""
    return replace(tell(alert.basis), standing=bool(alert.accounts) or not alert.withdrawn)


def tell(accounts: Sequence[Account]) -> Told:
    """The merged view of a story: for every field the first value stated and who states it, and the ledger of claims."""
    trips = [(account.trip, outlet_of(account.source)) for account in accounts if account.trip]
    entries = ledger.entries(accounts)
    return Told(
        status=ledger.status_of(entries) if trips else None,
        origin=_first(_given(trips, lambda t: t.origin), same_place),
        destination=_first(_given(trips, lambda t: t.destination), same_place),
        stops=_all(((stop, by) for trip, by in trips for stop in trip.stops), same_place),
        when=_best_when(list(_given(trips, lambda t: t.when))),
        duration=_first(_given(trips, lambda t: t.duration), _same_duration),
        mode=_first(_given(trips, lambda t: t.mode), _same_words),
        purpose=_first(_given(trips, lambda t: t.purpose), _same_words),
        meets=_all(((whom, by) for trip, by in trips for whom in trip.meets), _same_words),
        ban=_gravest(trip.ban for trip, _ in trips if trip.ban),
        ledger=entries,
        background=_background(accounts, [trip for trip, _ in trips]),
        presences=_all(((p, outlet_of(a.source)) for a in accounts for p in a.presences), _same_presence),
        verified=any(trip.verified for trip, _ in trips),
        returned=_best_when(list(_given(trips, lambda t: t.returned))),
        company=_all(((one, by) for trip, by in trips for one in trip.company), _same_words),
    )


def _given(trips: Iterable[tuple[Trip, str]], field: Callable[[Trip], T | None]) -> Iterator[tuple[T, str]]:
    for trip, outlet in trips:
        if (value := field(trip)) is not None:
            yield value, outlet


def _first(given: Iterable[tuple[T, str]], same: Callable[[T, T], bool]) -> Said[T] | None:
    """The first value stated, with every value that disagrees with it, each once."""
    values = list(given)
    if not values:
        return None
    first, outlet = values[0]
    others = _all(((value, by) for value, by in values[1:] if not same(value, first)), same)
    return Said(first, outlet, tuple((each.value, each.outlet) for each in others))


def _all(given: Iterable[tuple[T, str]], same: Callable[[T, T], bool]) -> tuple[Said[T], ...]:
    """Every value stated, each once, with the outlet that stated it first."""
    kept: list[Said[T]] = []
    for value, outlet in given:
        if not any(same(value, each.value) for each in kept):
            kept.append(Said(value, outlet))
    return tuple(kept)


def _best_when(given: list[tuple[When, str]]) -> Said[When] | None:
    """The first time that could be resolved, or a narrower one inside it; unresolved words where there is nothing else."""
    known = [(when, outlet) for when, outlet in given if resolved(when)]
    best = _first(known or given, _overlap)
    if best is None or not known:
        return best
    inside = [(when, outlet) for when, outlet in known if _inside(when, best.value)]
    when, outlet = min(inside, key=lambda each: _length(each[0]))
    return Said(when, outlet, best.also)


def _overlap(first: When, second: When) -> bool:
    one, other = resolved(first), resolved(second)
    return one is None or other is None or not _gap(one, other)


def _inside(when: When, outer: When) -> bool:
    mine, others = resolved(when), resolved(outer)
    return mine is not None and others is not None and others[0] <= mine[0] and mine[1] <= others[1]


def _length(when: When) -> timedelta:
    days = resolved(when)
    assert days is not None
    return days[1] - days[0]


def _same_words(first: Stated, second: Stated) -> bool:
    """Whether one wording holds the other: "private jet" and "a jet" do not disagree."""
    one, other = (one_line(each.text).casefold().removeprefix("a ") for each in (first, second))
    return one in other or other in one


def _same_duration(first: Stated, second: Stated) -> bool:
    return words.duration(first.text).casefold() == words.duration(second.text).casefold()


def _same_presence(first: Presence, second: Presence) -> bool:
    return same_place(first.place, second.place) and _name(first.place) == _name(second.place)


def _gravest(bans: Iterable[Ban]) -> Ban | None:
    return min(bans, key=lambda ban: _BAN_FIRST.index(ban.applies), default=None)


# --- background -----------------------------------------------------------------------------------------------------------


def _background(accounts: Sequence[Account], news: Sequence[Trip]) -> tuple[Said[Trip], ...]:
    """Other trips of the person that the articles mention, each once, without the story's own trip retold."""
    told = ((trip, outlet_of(account.source)) for account in accounts for trip in account.background)
    return _all(((t, by) for t, by in told if not any(_retold(t, own) for own in news)), same_trip)


def _retold(trip: Trip, own: Trip) -> bool:
    return bool(trip.destination and own.destination) and same_trip(trip, own)


def same_trip(first: Trip, second: Trip) -> bool:
    """Whether two trips are one: places that agree, and days that overlap or the same words for an unknown time."""
    if not same_place(first.destination, second.destination):
        return False
    one, other = resolved(first.when), resolved(second.when)
    if one and other:
        return not _gap(one, other)
    texts = {one_line(trip.when.text).casefold() if trip.when else "" for trip in (first, second)}
    return len(texts) == 1

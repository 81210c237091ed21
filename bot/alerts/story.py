"""A story: the same people on the same route in the same days, told by several articles.

`tell` derives what a card shows from the accounts alone: nothing merged is ever stored, so a better rule redraws every old
card. Whether an account belongs to a story is said by `bot.alerts.joining`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, TypeVar

from bot.alerts import ledger
from bot.alerts.ledger import Entry, outlet_of
from bot.alerts.same import (
    finer,
    leads_back,
    overlap,
    resolved,
    same_duration,
    same_place,
    same_presence,
    same_spot,
    same_trip,
    same_words,
)
from bot.alerts.travellers import as_told
from bot.model import (
    Account,
    Alert,
    Ban,
    BanApplies,
    ClaimStatus,
    Mention,
    Place,
    Presence,
    Stated,
    Trip,
    When,
)

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
    travellers: tuple[Mention, ...] = ()  # each person told of once, as first mentioned
    back: tuple[Said[Trip], ...] = ()  # the way back as a trip of its own

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


# --- what do they tell together? --------------------------------------------------------------------------------------------


def tell_of(alert: Alert) -> Told:
    """What an alert tells; where no account stands any more, what was told, marked so."""
    told = as_told(alert)
    return replace(tell(told.basis), standing=bool(told.accounts) or not told.withdrawn)


def tell_standing(alert: Alert) -> Told:
    """What the accounts tell that stand; of an alert from which all was taken back nothing."""
    return tell(as_told(alert).accounts)


def tell(accounts: Sequence[Account]) -> Told:
    """The merged view of a story: for every field the first value stated and who states it, and the ledger of claims."""
    out = outward(accounts)
    trips = _trips(out)
    back = _trips(account for account in accounts if account not in out)
    entries = ledger.entries(out)
    return Told(
        status=ledger.status_of(entries) if trips else None,
        origin=_best_place(_given(trips, lambda t: t.origin)),
        destination=_best_place(_given(trips, lambda t: t.destination)),
        stops=_all(((stop, by) for trip, by in trips for stop in trip.stops), same_place),
        when=_best_when(list(_given(trips, lambda t: t.when))),
        duration=_first(_given(trips, lambda t: t.duration), same_duration),
        mode=_first(_given(trips, lambda t: t.mode), same_words),
        purpose=_first(_given(trips, lambda t: t.purpose), same_words),
        meets=_all(((whom, by) for trip, by in trips for whom in trip.meets), same_words),
        ban=_gravest(trip.ban for trip, _ in trips if trip.ban),
        ledger=entries,
        background=_background(accounts, [trip for trip, _ in (*trips, *back)]),
        presences=_all(((p, outlet_of(a.source)) for a in accounts for p in a.presences), same_presence),
        verified=any(trip.verified for trip, _ in trips),
        returned=_best_when([*_given(trips, lambda t: t.returned), *_given(back, lambda t: t.when)]),
        company=_all(((one, by) for trip, by in trips for one in trip.company), same_words),
        travellers=_travellers(accounts),
        back=_all(back, same_trip),
    )


def outward(accounts: Sequence[Account]) -> tuple[Account, ...]:
    """The accounts without those that tell only of the way back from where the story leads."""
    there = next((each.trip.destination for each in accounts if each.trip and each.trip.destination), None)
    if there is None:
        return tuple(accounts)
    begun = {
        each.trip.origin.country for each in accounts if each.trip and each.trip.origin and each.trip.origin.country
    }
    return tuple(each for each in accounts if not (each.trip and _is_back(each.trip, there, begun)))


def _is_back(trip: Trip, there: Place, begun: set[str]) -> bool:
    """A trip that came into the story and leads elsewhere, from where the story leads, can only be its way back."""
    ended = trip.destination.country if trip.destination else None
    from_there = trip.origin is not None and trip.origin.country == there.country
    return leads_back(trip, there, frozenset({*begun, ended} if from_there and ended else begun))


def _trips(accounts: Iterable[Account]) -> list[tuple[Trip, str]]:
    return [(account.trip, outlet_of(account.source)) for account in accounts if account.trip]


def _travellers(accounts: Sequence[Account]) -> tuple[Mention, ...]:
    kept: list[Mention] = []
    for account in accounts:
        if all(account.mention.ids.isdisjoint(each.ids) for each in kept):
            kept.append(account.mention)
    return tuple(kept)


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


def _best_place(given: Iterable[tuple[Place, str]]) -> Said[Place] | None:
    """The first place, or a more precise one that lies in it: a card says Moscow, whoever said Russia first."""
    values = list(given)
    precise = [each for each in values if finer(each[0], values[0][0])]
    return _first([*precise[:1], *values], same_spot)


def _best_when(given: list[tuple[When, str]]) -> Said[When] | None:
    """The first time that could be resolved, or a narrower one inside it; unresolved words where there is nothing else."""
    known = [(when, outlet) for when, outlet in given if resolved(when)]
    best = _first(known or given, overlap)
    if best is None or not known:
        return best
    inside = [(when, outlet) for when, outlet in known if _inside(when, best.value)]
    when, outlet = min(inside, key=lambda each: _length(each[0]))
    return Said(when, outlet, best.also)


def _inside(when: When, outer: When) -> bool:
    mine, others = resolved(when), resolved(outer)
    return mine is not None and others is not None and others[0] <= mine[0] and mine[1] <= others[1]


def _length(when: When) -> timedelta:
    days = resolved(when)
    assert days is not None
    return days[1] - days[0]


def _gravest(bans: Iterable[Ban]) -> Ban | None:
    return min(bans, key=lambda ban: _BAN_FIRST.index(ban.applies), default=None)


# --- background -----------------------------------------------------------------------------------------------------------


def _background(accounts: Sequence[Account], news: Sequence[Trip]) -> tuple[Said[Trip], ...]:
    """Other trips of the person that the articles mention, each once, without the story's own trip retold."""
    told = ((trip, outlet_of(account.source)) for account in accounts for trip in account.background)
    return _all(((t, by) for t, by in told if not any(_retold(t, own) for own in news)), same_trip)


def _retold(trip: Trip, own: Trip) -> bool:
    return bool(trip.destination and own.destination) and same_trip(trip, own)

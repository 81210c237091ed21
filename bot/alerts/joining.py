"""Whether an account belongs to a story that was told, and how a new story is named.

persons + route + days      one journey, told by whichever outlet in whichever language
persons + the way back      the same journey, on its return
persons + place             where nobody tells of a journey
persons                     where nobody tells of a place either
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.alerts.same import Days, gap, leads_back, name, resolved, same_place, same_spot
from bot.alerts.story import outward
from bot.alerts.travellers import is_about
from bot.alerts.words import NOT_UNDER_WAY
from bot.model import Account, Alert, BanApplies, Person, Place

LONGEST_STAY = timedelta(days=14)  # who is dated home later than this was away on another journey


def joins(account: Account, seen: datetime, alert: Alert, story_days: int) -> bool:
    """Whether an account, first seen then, tells the story of this alert: a person of it, the same route and days.

    An account without a trip or a presence joins only a story that has none either.
    """
    return any(is_about(account, each) for each in alert.people) and joins_with(account, seen, alert, story_days)


def joins_with(account: Account, seen: datetime, alert: Alert, story_days: int) -> bool:
    """Whether it tells the journey of this alert, whoever is said to make it."""
    if not _comparable(account, alert):
        return False
    if _is_way_back(account, alert):
        return _days_after(account, seen, alert, story_days)
    told = outward(alert.basis)
    return _same_route(account, told) and _same_days(account, seen, alert, told, story_days)


def _comparable(account: Account, alert: Alert) -> bool:
    routed = any(each.trip or each.presences for each in alert.basis)
    return routed == bool(account.trip or account.presences)


# --- where ----------------------------------------------------------------------------------------------------------------


def _same_route(account: Account, told: Sequence[Account]) -> bool:
    """Every destination told so far agrees, or one side states none. Who leaves from there, for wherever, is on another journey."""
    mine, origin = whither(account), account.trip.origin if account.trip else None
    there = [place for each in told if (place := whither(each))]
    if mine is None and origin is not None and any(same_spot(origin, place) for place in there):
        return False
    return all(same_place(mine, place) for place in there)


def whither(account: Account) -> Place | None:
    """Where the account says that the journey leads, or the person is."""
    if account.trip:
        return account.trip.destination
    return account.presences[0].place if account.presences else None


def _is_way_back(account: Account, alert: Alert) -> bool:
    """Whether it tells how the journey ended: back where it began, or home.

    A way back that is denied or called off ended nothing; one to which a travel ban may apply, where none may to the way
    there, is a story of its own.
    """
    told = outward(alert.basis)
    there = next((each.trip.destination for each in told if each.trip and each.trip.destination), None)
    if account.trip is None or there is None or account.trip.status in NOT_UNDER_WAY:
        return False
    if _may_be_banned(account) and not any(_may_be_banned(each) for each in told):
        return False
    begun = {each.trip.origin.country for each in told if each.trip and each.trip.origin and each.trip.origin.country}
    home = {code for each in alert.people if is_about(account, each) for code in each.nationality}
    return leads_back(account.trip, there, frozenset(begun | home if account.trip.origin else begun))


def _may_be_banned(account: Account) -> bool:
    ban = account.trip.ban if account.trip else None
    return ban is not None and ban.applies is BanApplies.POSSIBLE


# --- when -----------------------------------------------------------------------------------------------------------------


def _same_days(account: Account, seen: datetime, alert: Alert, told: Sequence[Account], story_days: int) -> bool:
    """Days of travel near each other where both are known; else times of publication.

    The days are compared with those of the first account that states any, so that a story doesn't creep along.
    """
    mine = _travel_days(account)
    theirs = next((days for each in told if (days := _travel_days(each))), None)
    if mine and theirs:
        return gap(mine, theirs) <= timedelta(days=story_days)
    return _published_near(account, seen, alert, story_days)


def _days_after(account: Account, seen: datetime, alert: Alert, story_days: int) -> bool:
    """Whether a way back is dated near the journey, and not before it. A visit may last: its latest day counts."""
    mine, longest = _travel_days(account), max(timedelta(days=story_days), LONGEST_STAY)
    theirs = [days for each in alert.basis if (days := _travel_days(each))]
    if mine and theirs:
        return mine[1] >= theirs[0][0] and any(gap(mine, days) <= longest for days in theirs)
    return _published_near(account, seen, alert, story_days)


def _published_near(account: Account, seen: datetime, alert: Alert, story_days: int) -> bool:
    told = account.source.published or seen
    near = timedelta(days=story_days)
    return any(abs(told - (each.source.published or alert.opened)) <= near for each in alert.basis)


def _travel_days(account: Account) -> Days | None:
    when = account.trip.when if account.trip else next((p.when for p in account.presences if p.when), None)
    return resolved(when)


# --- the name of a story --------------------------------------------------------------------------------------------------


def story_key(person: Person, account: Account, seen: datetime) -> str:
    """The name of the story this account opens: 12 hex digits of person, destination country and first day.

    The same in every channel. Where the days of travel are not known, the day of publication stands for them.
    """
    there = whither(account)
    days = _travel_days(account)
    day = days[0] if days else (account.source.published or seen).date()
    parts = (person.id, (there and (there.country or name(there))) or "", day.isoformat())
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest()

"""Whether two things that articles tell are one: places, times, wordings, journeys, whatever the language and the spelling.

Places are told apart by country and by their entry in the gazetteer, so "Москва", "موسكو" and "Moscow" are one; printed
names count only where a place could not be resolved.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import cos, hypot, radians

from bot.alerts import words
from bot.model import Place, Presence, Stated, Trip, When
from bot.text import one_line

_NEAR = 60.0  # km: a city, its airport and its suburbs are one place
_KM_PER_DEGREE = 111.0
_WIDE = frozenset({"country", "region", "continent", "sea"})

Days = tuple[date, date]


# --- places ---------------------------------------------------------------------------------------------------------------


def same_place(first: Place | None, second: Place | None) -> bool:
    """Whether two places can be one: same country, or same name where a country isn't known, or one isn't stated."""
    if first is None or second is None:
        return True
    if first.country and second.country:
        return first.country == second.country
    return not (first.country is None and second.country is None) or name(first) == name(second)


def same_spot(first: Place, second: Place) -> bool:
    """Whether two places that can be one do not disagree: one entry of the gazetteer, near each other, or one wide around."""
    if not same_place(first, second):
        return False
    if _is_wide(first) or _is_wide(second) or name(first) == name(second):
        return True
    if first.geonameid and second.geonameid:
        return first.geonameid == second.geonameid or _distance(first, second) <= _NEAR
    return False


def finer(first: Place, second: Place) -> bool:
    """Whether the first says more precisely where the second is: Moscow than Russia."""
    return same_place(first, second) and _is_wide(second) and not _is_wide(first)


def name(place: Place) -> str:
    """What a place is called, for comparing."""
    return words.place(place).casefold()


def _is_wide(place: Place) -> bool:
    return place.kind in _WIDE or name(place) == (words.country(place.country) or "").casefold()


def _distance(first: Place, second: Place) -> float:
    """Kilometres, near enough for places that are near each other."""
    if None in (first.lat, first.lon, second.lat, second.lon):
        return float("inf")
    north = (first.lat or 0) - (second.lat or 0)
    east = ((first.lon or 0) - (second.lon or 0) + 180) % 360 - 180
    return hypot(north, east * cos(radians(first.lat or 0))) * _KM_PER_DEGREE


def same_presence(first: Presence, second: Presence) -> bool:
    """Whether the person is said to be at one place; a city is told beside its country."""
    one, other = first.place, second.place
    same_entry = one.geonameid is not None and one.geonameid == other.geonameid
    return same_place(one, other) and (same_entry or name(one) == name(other))


# --- times ----------------------------------------------------------------------------------------------------------------


def resolved(when: When | None) -> Days | None:
    """First and last day, where both are known."""
    return (when.first, when.last) if when and when.first and when.last else None


def gap(first: Days, second: Days) -> timedelta:
    """How long it is from the end of the one to the beginning of the other; nothing where they overlap."""
    return max(first[0] - second[1], second[0] - first[1], timedelta(0))


def overlap(first: When, second: When) -> bool:
    """Whether two times can be one."""
    one, other = resolved(first), resolved(second)
    return one is None or other is None or not gap(one, other)


# --- wordings -------------------------------------------------------------------------------------------------------------


def same_words(first: Stated, second: Stated) -> bool:
    """Whether one wording holds the other: "private jet" and "a jet" do not disagree."""
    one, other = (one_line(each.text).casefold().removeprefix("a ") for each in (first, second))
    return one in other or other in one


def same_duration(first: Stated, second: Stated) -> bool:
    """Whether two lengths of time read alike."""
    return words.duration(first.text).casefold() == words.duration(second.text).casefold()


# --- journeys -------------------------------------------------------------------------------------------------------------


def same_trip(first: Trip, second: Trip) -> bool:
    """Whether two trips are one: places that agree, and days that overlap or the same words for an unknown time."""
    if not same_place(first.destination, second.destination):
        return False
    one, other = resolved(first.when), resolved(second.when)
    if one and other:
        return not gap(one, other)
    texts = {one_line(trip.when.text).casefold() if trip.when else "" for trip in (first, second)}
    return len(texts) == 1


def leads_back(trip: Trip, there: Place, homes: frozenset[str]) -> bool:
    """Whether a trip is the way back from a place to one of the countries that the journey there began in."""
    whither, whence = _country(trip.destination), _country(trip.origin)
    if whither is None or there.country is None or whither == there.country or whither not in homes:
        return False
    return whence in (None, there.country)


def _country(place: Place | None) -> str | None:
    return place.country if place else None

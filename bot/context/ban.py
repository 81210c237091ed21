"""Whether a travel ban may stand against a trip: read from the Person's Listings and the trip, never a bare yes.

A ban binds the states that answer to its authority, never the traveller's own state for his return, and only from the
day it was imposed, which is not the day of listing.
"""

from __future__ import annotations

from datetime import date

from bot.model import Ban, BanApplies, Listing, Measure, Person, Trip
from bot.text import days_of

# Member states of the European Union, ISO 3166-1 alpha-2 (2026).
_EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
# Territories that no government represented at the United Nations answers for: whether a UN ban binds there is unknown.
_OUTSIDE_UN = frozenset({"TW", "XK", "EH"})
# Which states each authority's travel ban binds. None: every member of the United Nations.
_BOUND: dict[str, frozenset[str] | None] = {
    "UN": None, "EU": _EU, "UK": frozenset({"GB"}), "CH": frozenset({"CH"}), "US": frozenset({"US"}), "OFAC": frozenset({"US"}),
    "CA": frozenset({"CA"}), "AU": frozenset({"AU"}), "NZ": frozenset({"NZ"}), "JP": frozenset({"JP"}), "UA": frozenset({"UA"}),
}  # fmt: skip


def ban_of(person: Person, trip: Trip, published: date | None) -> Ban:
    """The travel ban to name with a trip: the first that may apply, else why none does."""
    bans = [
        (listing, measure)
        for listing in person.listings
        for measure in listing.measures
        if measure.type == "travel_ban"
    ]
    if not bans:
        return Ban(BanApplies.NONE_KNOWN, "no travel ban known to us")
    judged = [_judge(person, listing, measure, trip, published) for listing, measure in bans]
    order = [BanApplies.POSSIBLE, BanApplies.EXEMPT, BanApplies.UNKNOWN, BanApplies.NONE_KNOWN]
    return min(judged, key=lambda ban: order.index(ban.applies))


def _judge(person: Person, listing: Listing, measure: Measure, trip: Trip, published: date | None) -> Ban:
    applies, why = _applies(person, listing, measure, trip, published)
    return Ban(applies, why, listing.label, measure.basis, measure.since, measure.exemptions)


def _applies(
    person: Person, listing: Listing, measure: Measure, trip: Trip, published: date | None
) -> tuple[BanApplies, str]:
    target = trip.destination.country if trip.destination else None
    day = trip.when.last if trip.when and trip.when.last else published
    if measure.since and day and day < days_of(measure.since)[0]:
        return BanApplies.NONE_KNOWN, f"the ban dates from {measure.since}, after the trip"
    ended = measure.until or listing.until
    if ended and day and day > days_of(ended)[1]:
        return BanApplies.NONE_KNOWN, f"the ban ended on {ended}"
    if target is None:
        return BanApplies.UNKNOWN, "the destination is not known, so no state can be said to be bound"
    if target in person.nationality:
        return BanApplies.NONE_KNOWN, "a state need not refuse its own nationals"
    bound = _BOUND.get(listing.authority, frozenset())
    if bound is not None and target not in bound:
        return BanApplies.NONE_KNOWN, f"{listing.authority} travel bans do not bind {target}"
    if bound is None and target in _OUTSIDE_UN:
        return BanApplies.UNKNOWN, f"whether UN measures bind {target} is not settled"
    return BanApplies.POSSIBLE, "the destination is bound by the ban; no exemption known to us"

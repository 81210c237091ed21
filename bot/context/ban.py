"""Whether a travel ban may stand against a trip: read from the Person's Listings and the trip, never a bare yes.

A travel ban obliges states to refuse entry and transit. It binds the states that answer to its authority, never the
traveller's own state for his return, only from the day it was imposed (which is not the day of listing), and not where
an exemption was granted. Each ground that speaks against a breach is a row of `GROUNDS`.

Where another list has an entry that may be about the same human being, too bare to be merged, its bans are read as well, and
what comes of them says so: a list more must never hide a ban.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.model import Ban, BanApplies, Listing, Measure, Person, Place, Stated, Trip
from bot.text import days_of


def _states(codes: str) -> frozenset[str]:
    return frozenset(codes.split())


# Member states of the European Union, ISO 3166-1 alpha-2 (2026), and the parts of France with codes of their own where
# its law holds.
_EU = _states("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GF GP MQ RE YT MF")
# States that declare time and again to follow the Union's measures; whether they follow one of them is theirs to say.
_WITH_EU = _states("NO IS LI AL ME MK BA MD UA")
# Whoever is no member of the United Nations is not bound by the Charter; their hosts may follow all the same.
_OUTSIDE_UN = _states("TW XK EH PS VA CK NU")
# Which states each authority's travel ban binds. None: every member of the United Nations (Charter, article 25).
_BOUND: dict[str, frozenset[str] | None] = {
    "UN": None,
    "EU": _EU,
    "UK": _states("GB GG JE IM GI BM KY VG TC AI MS FK SH"),
    "US": _states("US PR GU VI AS MP"),
    "OFAC": _states("US PR GU VI AS MP"),
    "CH": frozenset({"CH"}),
    "CA": frozenset({"CA"}),
    "AU": frozenset({"AU"}),
    "NZ": frozenset({"NZ"}),
    "JP": frozenset({"JP"}),
    "UA": frozenset({"UA"}),
}
_UNSETTLED: dict[str, frozenset[str]] = {"UN": _OUTSIDE_UN, "EU": _WITH_EU}
_GRAVEST = (BanApplies.POSSIBLE, BanApplies.EXEMPT, BanApplies.UNKNOWN, BanApplies.NONE_KNOWN)
_CLEAR = "the destination is bound by the ban; no exemption known to us"


@dataclass(frozen=True, slots=True)
class _Case:
    """One travel ban, one trip of its person, one place of the trip where he enters or passes through."""

    person: Person
    listing: Listing
    measure: Measure
    trip: Trip
    place: Place | None
    published: date | None
    exemption: Stated | None
    supposed: bool

    @property
    def state(self) -> str | None:
        """The state entered."""
        return self.place.country if self.place else None

    @property
    def day(self) -> date | None:
        """The last day the trip can have taken place on, as far as it is told."""
        return self.trip.when.last if self.trip.when and self.trip.when.last else self.published


def ban_of(
    person: Person,
    trip: Trip,
    published: date | None,
    exemption: Stated | None = None,
    perhaps: Sequence[Person] = (),
) -> Ban:
    """The travel ban to name with a trip: the first that may apply at its destination or a stop, else why none does.

    `exemption` holds the article's words for an exemption granted to this trip, where it has some. `perhaps` are people of
    other lists who may be the same human being; a ban of theirs is named where none of the person's own is as grave.
    """
    entered: list[Place | None] = [place for place in (trip.destination, *trip.stops) if place is not None] or [None]
    cases = [
        _Case(each, *ban, trip, place, published, exemption, supposed=each is not person)
        for each in (person, *(_as_if(person, other) for other in perhaps))
        for ban in _bans(each)
        for place in entered
    ]
    none = Ban(BanApplies.NONE_KNOWN, "listed with no travel ban")
    return min(map(_judged, cases), key=lambda ban: _GRAVEST.index(ban.applies), default=none)


def _as_if(person: Person, other: Person) -> Person:
    """The other, with what is known of the state to which the person belongs."""
    return replace(other, nationality=person.nationality + other.nationality)


def _bans(person: Person) -> Iterator[tuple[Listing, Measure]]:
    return ((each, measure) for each in person.listings for measure in each.measures if measure.type == "travel_ban")


def _judged(case: _Case) -> Ban:
    grounds = (ground(case) for ground in GROUNDS)
    applies, why = next((found for found in grounds if found), (BanApplies.POSSIBLE, _CLEAR))
    told = case.exemption if applies is BanApplies.EXEMPT else None
    label, measure = case.listing.label, case.measure
    said = f"if this is {label}: {why}" if case.supposed else why
    return Ban(applies, said, label, measure.basis, measure.since, measure.exemptions, told, case.supposed)


# --- what speaks against a breach -----------------------------------------------------------------------------------------

_Ground = tuple[BanApplies, str] | None


def _before_the_ban(case: _Case) -> _Ground:
    """The trip was over when the ban was imposed."""
    since = case.measure.since
    if since and case.day and case.day < days_of(since)[0]:
        return BanApplies.NONE_KNOWN, f"the ban dates from {since}, after the trip"
    return None


def _before_the_listing(case: _Case) -> _Ground:
    """Nobody is under a ban before he is listed."""
    since = case.listing.since
    if since and case.day and case.day < days_of(since)[0]:
        return BanApplies.NONE_KNOWN, f"listed since {since}, after the trip"
    return None


def _after_the_ban(case: _Case) -> _Ground:
    """The ban had ended, or the person had been taken off the list."""
    ended = case.measure.until or case.listing.until
    if ended and case.day and case.day > days_of(ended)[1]:
        return BanApplies.NONE_KNOWN, f"the ban ended on {ended}"
    return None


def _no_state_known(case: _Case) -> _Ground:
    """Without a place nobody can be said to be bound."""
    if case.place is None:
        return BanApplies.UNKNOWN, "the destination is not known, so no state can be said to be bound"
    if case.state is None:
        return BanApplies.UNKNOWN, f"of which state {case.place.text} is, is not known to us"
    return None


def _own_state(case: _Case) -> _Ground:
    """Travel bans leave it to a state to let its own nationals in."""
    if case.state in case.person.nationality:
        return BanApplies.NONE_KNOWN, "a state need not refuse its own nationals"
    return None


def _within_one_state(case: _Case) -> _Ground:
    """A journey inside a state enters none."""
    origin = case.trip.origin
    if origin is not None and origin.country == case.state and not case.trip.stops:
        return BanApplies.NONE_KNOWN, "no border is said to be crossed"
    return None


def _unsettled(case: _Case) -> _Ground:
    """Places whose hosts may or may not follow the authority."""
    if case.state in _UNSETTLED.get(case.listing.authority, frozenset()):
        return BanApplies.UNKNOWN, f"whether {case.listing.authority} measures hold in {case.state} is not known to us"
    return None


def _not_bound(case: _Case) -> _Ground:
    """The state does not answer to the authority."""
    bound = _BOUND.get(case.listing.authority, frozenset())
    if bound is not None and case.state not in bound:
        return BanApplies.NONE_KNOWN, f"{case.listing.authority} travel bans do not bind {case.state}"
    return None


def _exemption_told(case: _Case) -> _Ground:
    """The article tells that the journey was allowed."""
    return (BanApplies.EXEMPT, "the article tells of an exemption") if case.exemption else None


def _exemption_listed(case: _Case) -> _Ground:
    """The list names the destination in an exemption."""
    names = {name.casefold() for name in (case.place.text, case.place.name) if name} if case.place else set()
    listed = (each for each in case.measure.exemptions if any(name in each.casefold() for name in names))
    found = next(listed, None)
    return (BanApplies.EXEMPT, f"an exemption is listed: {found}") if found else None


# The first ground that holds decides; where none does, the ban may apply.
GROUNDS: tuple[Callable[[_Case], _Ground], ...] = (
    _before_the_ban,
    _before_the_listing,
    _after_the_ban,
    _no_state_known,
    _own_state,
    _within_one_state,
    _unsettled,
    _not_bound,
    _exemption_told,
    _exemption_listed,
)

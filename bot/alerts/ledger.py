"""The ledger of a story: who says what of the trip, how many independent origins that makes, and where the trip stands.

A claim goes back to an *origin*: the medium or the person who made it. Ten outlets that quote one medium are one origin,
and a state, its palace and its spokesman are one *side*.
A denial stands beside an open report and doesn't close it; only a trip known merely as a rejected rumour is *denied*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import takewhile
from urllib.parse import urlsplit

from bot.alerts import words
from bot.alerts.media import LOOKED_AT, house_in, medium_in, medium_of
from bot.model import Account, Claim, ClaimOf, ClaimStatus, Source, Trip
from bot.names.country_table import country_table
from bot.text import one_line

OPEN = frozenset({ClaimStatus.STATED, ClaimStatus.REPORTED, ClaimStatus.CONFIRMED, ClaimStatus.PLANNED})
CLOSING = frozenset({ClaimStatus.CANCELLED, ClaimStatus.REFUSED})
_AGAINST = CLOSING | {ClaimStatus.DENIED}
_FACTS = frozenset({ClaimStatus.STATED, ClaimStatus.REPORTED, ClaimStatus.CONFIRMED})
_OF_TRIP = frozenset({ClaimOf.TRIP, ClaimOf.REPORT})

# A medium that `bot.alerts.media` does not know is told by a word such as "News" in its name.
_MEDIUM_WORD = re.compile(
    r"(?:\b[A-Z][\w&.'’-]*\s+){0,4}"
    r"\b(?:News|Times|Post|Journal|Tribune|Herald|Telegraph|Gazette|Courier|Press|TV|Television|Radio|Wire|"
    r"[Nn]ews agency|[Nn]ewspaper|Daily|Chronicle|Observer|Standard|Mail|Star)\b(?:\s+(?:News|Agency|Network|Channel))?"
)
# Sources without a name: the claim then goes back to the outlet that heard them.
_NAMELESS = re.compile(
    r"\b(?:sources?|officials?|diplomats?|people|person|witness(?:es)?|insiders?|reports?|media|analysts?|experts?)\b"
    r"|\b(?:источник|чиновник|дипломат|очевид)|\bсми\b"
    r"|(?<!\w)(?:ال)?(?:مصدر|مصادر|مسؤول|دبلوماسي|شهود|تقارير)|(?<!\w)(?:منبع|منابع|شاهدان|گزارش)",
    re.I,
)

_FROM_AFAR = frozenset(("western", "european", "arab", "gulf", "african", "asian", "us", "u.s.", "uk", "eu", "un"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One claim of the story's ledger, with the article that carries it."""

    status: ClaimStatus
    of: ClaimOf
    origin: str  # medium or person the claim goes back to
    by: str | None  # as printed; None: the outlet's own voice
    outlet: str  # who carries it
    time_words: str | None  # the article's own words for when, where the claim's own sentence has them
    published: datetime | None
    official: bool
    side: str | None = None  # the state it speaks for, where it is official or a seat of government
    hearsay: bool = False  # "is reported to have", and nobody named: no origin of its own where there is another
    nobodys: bool = False  # "three sources said", or "it was denied": an outlet does not deny in its own voice
    rejected: bool = False  # told only in order to be rejected
    overtaken: bool = False  # a denial whose side has confirmed the same thing since


@dataclass(frozen=True, slots=True)
class Denial:
    """One thing denied, by everybody who denies it."""

    of: ClaimOf
    by: tuple[str, ...]  # as printed, in order of arrival
    outlets: tuple[str, ...]  # who carries it
    published: datetime | None  # the first time
    overtaken: bool = False  # they all have confirmed it since


def outlet_of(source: Source) -> str:
    """Who publishes it: the outlet, else the host of its address."""
    host = _host(source.url)
    return words.short(source.outlet or "") or words.short(host) or "an unnamed outlet"


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:  # "http://[": no address at all
        return ""


def entries(accounts: Iterable[Account]) -> tuple[Entry, ...]:
    """Every claim about the story's trip, in order of arrival."""
    return tuple(entry for account in accounts if account.trip for entry in _of_account(account, account.trip))


def _of_account(account: Account, trip: Trip) -> list[Entry]:
    claims = trip.claims or (_own_voice(trip),)
    others_say_so = any(claim.by and _tells(claim) for claim in claims)
    kept = [claim for claim in claims if claim.by or not (others_say_so and _tells(claim))]
    kept = [claim for claim in kept if not any(_is_source_of(claim, other) for other in kept)]
    # What the article comes to is its last word, wherever it stands: "called off the visit that was announced in May".
    kept.sort(key=lambda claim: claim.status is trip.status)
    return [_entry(account, trip, claim) for claim in kept]


def _is_source_of(claim: Claim, other: Claim) -> bool:
    """Whether somebody without a name says what a medium reports in the same breath: "Fox News reported, citing two officials"."""
    if (claim.span, claim.status, claim.of) != (other.span, other.status, other.of) or not (claim.by and other.by):
        return False
    return _is_nameless(one_line(claim.by.text)) and _medium(one_line(other.by.text)) is not None


def _own_voice(trip: Trip) -> Claim:
    """A trip without claims is told in the article's own voice."""
    return Claim(trip.status, ClaimOf.TRIP, None, trip.evidence[0])


def _tells(claim: Claim) -> bool:
    return claim.status in OPEN


def _entry(account: Account, trip: Trip, claim: Claim) -> Entry:
    by = one_line(claim.by.text) if claim.by else None
    outlet = outlet_of(account.source)
    house = house_in(by) if by else None
    return Entry(
        status=claim.status,
        of=claim.of,
        origin=words.short(origin_of(by, outlet), words.WHY_LIMIT),
        by=words.short(by, words.WHY_LIMIT) if by else by,
        outlet=outlet,
        time_words=words.short(claim.when.text) if claim.when else None,
        published=account.source.published,
        official=claim.official,
        side=claim.side if claim.official else house[1] if house else None,
        hearsay=claim.by is None and claim.status is ClaimStatus.REPORTED,
        nobodys=_is_nameless(by) if by else claim.status is ClaimStatus.DENIED,
        rejected=trip.status is ClaimStatus.DENIED and claim.status is not ClaimStatus.DENIED,
    )


def origin_of(by: str | None, outlet: str) -> str:
    """The medium or person a claim goes back to, given who is printed as saying it and the outlet that prints it."""
    if by is None:
        return medium_of(outlet) or outlet
    if found := _medium(by):
        return found
    begin = by[:LOOKED_AT]
    if _NAMELESS.search(begin) and not _names_somebody(begin):
        return medium_of(outlet) or outlet
    return by


def _is_nameless(by: str) -> bool:
    """Whether who is printed as saying it is nobody in particular, so that it goes back to the outlet."""
    return origin_of(by, "") == ""


def is_medium(name: str) -> bool:
    """Whether a name is one of a medium, and nothing else: "Harbour Post" is, "Star Hotel" is not."""
    return medium_in(name) is not None or _medium(name) == one_line(name)


def _medium(by: str) -> str | None:
    """The name of the medium in who is printed as saying it."""
    if known := medium_in(by):
        return known
    other = _MEDIUM_WORD.search(by[:LOOKED_AT])
    return one_line(other.group().removeprefix("The ").removeprefix("the ")) if other else None


def _names_somebody(by: str) -> bool:
    """Whether a word beyond the first is a name: "a Kremlin official" and "a Western diplomat" are somebody.

    "Three sources" are nobody, and several of whom only is said where they are from are not either.
    """
    capitals = [word.casefold() for word in by.split()[1:] if word[:1].isupper()]
    return any(word not in _peoples() for word in capitals) or (bool(capitals) and not words.several(by))


@cache
def _peoples() -> frozenset[str]:
    """Words that say where an unnamed source is from."""
    return frozenset(word.casefold() for row in country_table() for word in row.adjectives) | _FROM_AFAR


def speaker(entry: Entry) -> str:
    """Who is to be named for a claim: as printed, or by the English name of a medium or a house printed in another script."""
    if entry.by is None or (medium_in(entry.by) and not entry.by.isascii()):
        return entry.origin
    house = None if entry.by.isascii() else house_in(entry.by)
    return f"the {house[0]}" if house else entry.by


def same_origin(first: str, second: str) -> bool:
    """Whether two origins are one, whatever the case and the article before the name."""
    return _folded(first) == _folded(second)


def _folded(name: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+|[^\w\s]", "", name.casefold()).strip()


def same_side(first: Entry, second: Entry) -> bool:
    """Whether two entries speak with one voice: for one state, or one under the name of the other.

    "The Kremlin", "Russia" and "Kremlin spokesman Dmitry Peskov" are one side, and so is "Peskov" with the last.
    """
    if first.side and second.side:
        return first.side == second.side
    one, other = (_side_words(entry.by or entry.origin) for entry in (first, second))
    return one == other or _names(one, other) or _names(other, one)


def _side_words(name: str) -> tuple[str, ...]:
    """The words of a name without article and possessive: who speaks for somebody goes by that name."""
    name = re.sub(r"['’]s?\b", "", name)
    name = re.sub(
        r"^(?:(?:a|an|the|its|his|her)\s+)?(?:[a-z]+\s+)?(?:spokes\w+|press secretary|official)\s+(?:for|of|at)\s+",
        "",
        name,
    )
    return tuple(re.findall(r"\w+", re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.I)))


def _names(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether all words of the shorter stand in the longer, and one of them is a name."""
    folded = {word.casefold() for word in whole}
    named = any(word[:1].isupper() for word in part)
    return named and len(part) < len(whole) and all(word.casefold() in folded for word in part)


# --- the order of words ---------------------------------------------------------------------------------------------------


def in_order(ledger: Sequence[Entry]) -> list[Entry]:
    """The words in order of publication; those without a date stay where they arrived."""
    return [ledger[place] for place in _places_in_order(ledger)]


def _places_in_order(ledger: Sequence[Entry]) -> list[int]:
    """Of each word its place of arrival: one that reads the same may have been said before, and is another word."""
    dated = sorted((each.published, place) for place, each in enumerate(ledger) if each.published)
    places = iter(place for _, place in dated)
    return [next(places) if each.published else place for place, each in enumerate(ledger)]


def _taken_back(entry: Entry, words: Sequence[Entry], by: Collection[ClaimStatus]) -> bool:
    """Whether the same voice says such a thing of the same object later; `words` are in order, and the entry is one of them."""
    place = next(place for place, each in enumerate(words) if each is entry)
    later = words[place + 1 :]
    return any(each.status in by and _same_object(entry, each) and _same_voice(entry, each) for each in later)


def _same_object(first: Entry, second: Entry) -> bool:
    """The report of a trip is denied or confirmed with the trip."""
    return first.of is second.of or (first.of in _OF_TRIP and second.of in _OF_TRIP)


def _same_voice(first: Entry, second: Entry) -> bool:
    """Whether two entries are words of one voice. Whoever is not named is one with nobody."""
    if first.nobodys or second.nobodys:
        return False
    printed = bool(first.by and second.by)
    return same_origin(first.origin, second.origin) or (printed and same_side(first, second))


# --- reports, denials, confirmations ------------------------------------------------------------------------------------


def reports(ledger: Sequence[Entry]) -> tuple[Entry, ...]:
    """One entry per independent origin that says there is, was or will be a trip: its latest word.

    Whoever denies it since says so no more, where somebody else does.
    """
    told = [e for e in ledger if e.of in _OF_TRIP and e.status is not ClaimStatus.DENIED]
    open_ones = [e for e in told if not e.rejected] or told
    if not open_ones:  # only the meeting is told of: whoever tells it vouches for the trip as well
        open_ones = [e for e in ledger if e.status is not ClaimStatus.DENIED]
    firm = [e for e in open_ones if not e.hearsay] or open_ones
    words = in_order(ledger)
    return _one_per_origin([e for e in firm if not _taken_back(e, words, {ClaimStatus.DENIED})] or firm)


def _one_per_origin(told: Iterable[Entry]) -> tuple[Entry, ...]:
    by_origin: dict[str, list[Entry]] = {}
    for entry in told:
        by_origin.setdefault(origin_key(entry), []).append(entry)
    return tuple(map(_latest, by_origin.values()))


def origin_key(entry: Entry) -> str:
    """The same for all words of one origin, whoever speaks for it."""
    return f"side {entry.side}" if entry.side else _folded(entry.origin)


def _latest(words: list[Entry]) -> Entry:
    """The latest word of an origin; where it has said the same more than once since, as it was heard first."""
    ordered = _places_in_order(words)
    last = takewhile(lambda place: words[place].status is words[ordered[-1]].status, reversed(ordered))
    return words[min(last)]


def denials(ledger: Sequence[Entry]) -> tuple[Entry, ...]:
    """What is denied and by which side, each once, in the words heard first; of a side that has confirmed it since, too."""
    words = in_order(ledger)
    denied = [entry for entry in ledger if entry.status is ClaimStatus.DENIED]
    told = [replace(entry, overtaken=_taken_back(entry, words, {ClaimStatus.CONFIRMED})) for entry in denied]
    return _one_per_side(sorted(told, key=lambda entry: entry.overtaken))


def _one_per_side(told: Iterable[Entry]) -> tuple[Entry, ...]:
    kept: list[Entry] = []
    for entry in told:
        if not any(entry.of is other.of and same_side(entry, other) for other in kept):
            kept.append(entry)
    return tuple(kept)


def by_object(denied: Sequence[Entry]) -> tuple[Denial, ...]:
    """Denials of one thing put together."""
    together: dict[tuple[ClaimOf, bool], list[Entry]] = {}
    for entry in denied:
        together.setdefault((entry.of, entry.overtaken), []).append(entry)
    return tuple(_denial(of, each, overtaken) for (of, overtaken), each in together.items())


def _denial(of: ClaimOf, denied: list[Entry], overtaken: bool) -> Denial:
    names = tuple(dict.fromkeys(map(speaker, denied)))
    carried = tuple(dict.fromkeys(entry.outlet for entry in denied if entry.by))
    first = min((e.published for e in denied if e.published), default=None)
    return Denial(of, names, carried, first, overtaken)


def trip_denied(ledger: Sequence[Entry]) -> bool:
    """Whether anybody denies the trip itself or the report of it, not only the meeting or the schedule."""
    return any(e.of in _OF_TRIP for e in denials(ledger))


def confirmed_by(ledger: Sequence[Entry]) -> tuple[str, ...]:
    """Official sides that confirm the trip and have not called it off or denied it since, each in the words heard first."""
    words = in_order(ledger)
    return tuple(speaker(e) for e in _one_per_side(e for e in ledger if _official_word(e, words)))


def _official_word(entry: Entry, words: Sequence[Entry]) -> bool:
    confirms = entry.official and entry.of is ClaimOf.TRIP and entry.status is ClaimStatus.CONFIRMED
    return confirms and not _taken_back(entry, words, _AGAINST)


# --- where the trip stands ----------------------------------------------------------------------------------------------


def _confirmed(trip: Sequence[Entry]) -> ClaimStatus | None:
    """A side that would know confirms it and stands by it, and nothing later called it off."""
    confirmed = any(_official_word(e, trip) for e in trip) and not _called_off(trip)
    return ClaimStatus.CONFIRMED if confirmed else None


def _called_off(trip: Sequence[Entry]) -> ClaimStatus | None:
    """The latest word, denials aside, is that it was cancelled or refused."""
    words = [e.status for e in trip if e.status is not ClaimStatus.DENIED]
    return words[-1] if words and words[-1] in CLOSING else None


def _reported(trip: Sequence[Entry]) -> ClaimStatus | None:
    """Somebody reports it as a fact that isn't told only to be rejected, and does not call it off later: a denial stands
    beside it.
    """
    facts = [e for e in trip if e.status in _FACTS and not e.rejected]
    return ClaimStatus.REPORTED if any(not _taken_back(e, trip, CLOSING) for e in facts) else None


def _planned(trip: Sequence[Entry]) -> ClaimStatus | None:
    """It is announced, and nobody reports it yet."""
    return ClaimStatus.PLANNED if any(e.status is ClaimStatus.PLANNED and not e.rejected for e in trip) else None


def _denied(trip: Sequence[Entry]) -> ClaimStatus | None:
    """Known merely as a rumour that somebody rejects."""
    return ClaimStatus.DENIED if any(e.status is ClaimStatus.DENIED or e.rejected for e in trip) else None


def _hypothetical(trip: Sequence[Entry]) -> ClaimStatus | None:
    """Somebody thinks it possible, no more."""
    return ClaimStatus.HYPOTHETICAL if any(e.status is ClaimStatus.HYPOTHETICAL for e in trip) else None


STATUS_RULES: tuple[Callable[[Sequence[Entry]], ClaimStatus | None], ...] = (
    _called_off,
    _confirmed,
    _reported,
    _planned,
    _denied,
    _hypothetical,
)


def status_of(ledger: Sequence[Entry]) -> ClaimStatus:
    """Where the trip stands, by the first rule that holds. Claims about the meeting or the schedule don't count.

    The words count in order of publication, undated ones where they arrived.
    """
    trip = in_order([entry for entry in ledger if entry.of in _OF_TRIP])
    return next((status for rule in STATUS_RULES if (status := rule(trip))), ClaimStatus.REPORTED)

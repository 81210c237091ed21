"""What one more account adds to a story: the lines that its thread is told. A table of comparisons, most telling first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.alerts import ledger, words
from bot.alerts.ledger import Denial, Entry
from bot.alerts.same import overlap
from bot.alerts.story import Said, Told
from bot.model import BanApplies, ClaimStatus, Stated, Trip, When

T = TypeVar("T")

MAX_LINES = 3


class Kind(StrEnum):
    """What sort of news it is."""

    WITHDRAWN = "withdrawn"  # found by `bot.alerts.statements`
    GRAVER = "graver"
    STATUS = "status"
    CONFIRMATION = "confirmation"
    DENIAL = "denial"
    DATE = "date"
    PERSON = "person"
    RETURN = "return"
    REPORT = "report"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new in a story, in words. The words may hold text from outside."""

    kind: Kind
    text: str


def _graver(before: Told, after: Told) -> Iterator[str]:
    """A travel ban may apply where none was known to."""
    if _may_be_banned(after) and not _may_be_banned(before):
        yield f"A travel ban may apply: {words.BAN[BanApplies.POSSIBLE]}"


def _status(before: Told, after: Told) -> Iterator[str]:
    """The trip as a whole stands otherwise."""
    if after.status and after.status is not before.status:
        was = words.HEADING[before.status].lower() if before.status else "no trip told"
        yield f"Now {_with_article(words.HEADING[after.status].lower())} (was: {was})"


def _confirmation(before: Told, after: Told) -> Iterator[str]:
    """An official confirms the trip."""
    for name in after.confirmed_by:
        if not any(ledger.same_origin(name, known) for known in before.confirmed_by):
            yield f"Confirmed by {name}"


def _denial(before: Told, after: Told) -> Iterator[str]:
    """Somebody denies something, or denies more than before."""
    known = {(entry.of, entry.by or entry.origin) for entry in before.denials}
    fresh = [entry for entry in after.denials if (entry.of, entry.by or entry.origin) not in known]
    for each in ledger.by_object(fresh):
        yield f"{denial(each)}{_trip_itself(after)}"


def _date(before: Told, after: Told) -> Iterator[str]:
    """A date where none was known, or one that disagrees."""
    if after.when and words.when(after.when.value) != _when(before.when):
        yield f"Date: {words.when(after.when.value)} (was: {_when(before.when) or words.NOT_STATED})"
    yield from _disagreements(before.when, after.when, "date", words.when)


def _person(before: Told, after: Told) -> Iterator[str]:
    """Another listed person is said to make the same journey."""
    for mention in after.travellers:
        if before.travellers and all(mention.ids.isdisjoint(known.ids) for known in before.travellers):
            labels = words.listed([words.short(label) for label in mention.listings[:2]])
            yield f"Also said to travel: {words.short(mention.name)}{f' ({labels})' if labels else ''}"


def _return(before: Told, after: Told) -> Iterator[str]:
    """The way back, or another day for it."""
    if after.returned and _when(after.returned) != _when(before.returned):
        yield f"Return: {words.when(after.returned.value)} (was: {_when(before.returned) or words.NOT_STATED})"
    elif after.back and not before.back and before.returned is None:
        yield f"Return reported by {after.back[0].outlet}: back to {_whither(after.back[0].value)}"
    yield from _disagreements(before.returned, after.returned, "day of return", words.when)


def _report(before: Told, after: Told) -> Iterator[str]:
    """An origin that had not been heard, unless it is told as a confirmation already."""
    known = {ledger.origin_key(entry) for entry in before.reports}
    for entry in after.reports:
        confirms = any(ledger.same_origin(entry.origin, name) for name in after.confirmed_by)
        if ledger.origin_key(entry) not in known and not confirms:
            yield f"New origin: {report(entry)}"


def _detail(before: Told, after: Told) -> Iterator[str]:
    """A field that nobody had stated, or that is stated otherwise."""
    yield from _corrected("origin", before.origin, after.origin, words.place_and_country)
    yield from _corrected("destination", before.destination, after.destination, words.place_and_country)
    yield from _corrected("duration", before.duration, after.duration, _duration)
    yield from _field("origin", before.origin, after.origin, words.place_and_country)
    yield from _field("destination", before.destination, after.destination, words.place_and_country)
    yield from _field("duration", before.duration, after.duration, _duration)
    yield from _field("mode", before.mode, after.mode, _text)
    yield from _field("purpose", before.purpose, after.purpose, _text)
    met = {_text(each.value).casefold() for each in before.meets}
    if new := [_text(each.value) for each in after.meets if _text(each.value).casefold() not in met]:
        yield f"Would meet: {words.listed(new)}"


COMPARISONS: tuple[tuple[Kind, Callable[[Told, Told], Iterator[str]]], ...] = (
    (Kind.GRAVER, _graver),
    (Kind.STATUS, _status),
    (Kind.CONFIRMATION, _confirmation),
    (Kind.DENIAL, _denial),
    (Kind.DATE, _date),
    (Kind.PERSON, _person),
    (Kind.RETURN, _return),
    (Kind.REPORT, _report),
    (Kind.DETAIL, _detail),
)


def compare(before: Told, after: Told) -> tuple[Change, ...]:
    """Everything that is new, most telling first; empty when nothing is. A reply shows the first `MAX_LINES`."""
    return tuple(Change(kind, text) for kind, find in COMPARISONS for text in find(before, after))


# --- what the whole channel hears -------------------------------------------------------------------------------------------


def _may_apply_now(before: Told, after: Told) -> bool:
    """A travel ban may apply where none was known to."""
    return _may_be_banned(after) and not _may_be_banned(before)


def _stands_otherwise(before: Told, after: Told) -> bool:
    """It is confirmed, called off, refused or denied now, or it is not any more."""
    settled = {ClaimStatus.CONFIRMED, ClaimStatus.CANCELLED, ClaimStatus.REFUSED, ClaimStatus.DENIED}
    return before.status is not after.status and not settled.isdisjoint({before.status, after.status})


def _first_denied(before: Told, after: Told) -> bool:
    """Something is denied that nobody had denied."""
    return not {entry.of for entry in after.denials} <= {entry.of for entry in before.denials}


def _first_confirmed(before: Told, after: Told) -> bool:
    """An official confirms it, the first one."""
    return bool(after.confirmed_by) and not before.confirmed_by


def _moved(before: Told, after: Told) -> bool:
    """The day that was told is not the day any more, or somebody gives another one."""
    if before.when is None or after.when is None:
        return False
    return not overlap(before.when.value, after.when.value) or len(after.when.also) > len(before.when.also)


def _one_more(before: Told, after: Told) -> bool:
    """One more listed person is said to travel."""
    return len(after.travellers) > len(before.travellers) > 0


def _all_gone(before: Told, after: Told) -> bool:
    """No article says so any longer."""
    return before.standing and not after.standing


MATTERS: tuple[Callable[[Told, Told], bool], ...] = (
    _may_apply_now,
    _stands_otherwise,
    _first_denied,
    _first_confirmed,
    _moved,
    _one_more,
    _all_gone,
)


def matters(before: Told, after: Told) -> bool:
    """Whether whoever read the card alone should hear of it: then the thread's news is shown in the channel too."""
    return any(holds(before, after) for holds in MATTERS)


# --- phrases that the card shares -----------------------------------------------------------------------------------------


def report(entry: Entry) -> str:
    """Who says so, in which words for the time, through whom: ``Fox News reports (“Thursday morning”), via …``."""
    _, verb = words.says(entry.status, entry.origin)
    time = f" (“{entry.time_words}”)" if entry.time_words else ""
    return f"{entry.origin} {verb}{time}{citing(entry)}"


def citing(entry: Entry) -> str:
    """Whom a medium cites, or through which outlet we know of a medium."""
    if not ledger.same_origin(entry.origin, entry.outlet):
        return f", via {entry.outlet}"
    return f", citing {entry.by}" if entry.by and not ledger.same_origin(entry.by, entry.origin) else ""


def denial(each: Denial) -> str:
    """Who denies what, when, and who tells: ``a spokesman denies the meeting (Courier, Fri 15 Apr 2016)``."""
    dated = [words.day(each.published.date())] if each.published else []
    source = ", ".join([*each.outlets, *dated])
    return f"{words.listed(list(each.by))} {deny(each)} {words.OF[each.of]}{f' ({source})' if source else ''}"


def deny(each: Denial) -> str:
    """The verb for one denier or several, and for those who have confirmed since what they denied."""
    if each.overtaken:
        return "at first denied"
    return "denies" if len(each.by) == 1 else "deny"


# --- small change ---------------------------------------------------------------------------------------------------------


def _may_be_banned(told: Told) -> bool:
    return told.ban is not None and told.ban.applies is BanApplies.POSSIBLE


def _with_article(text: str) -> str:
    return f"{'an' if text[0] in 'aeiou' else 'a'} {text}"


def _trip_itself(after: Told) -> str:
    open_trip = after.status not in (None, ClaimStatus.DENIED)
    return "" if after.trip_denied or not open_trip else ". The trip itself: not denied"


def _when(said: Said[When] | None) -> str | None:
    return words.when(said.value) if said else None


def _whither(trip: Trip) -> str:
    return words.place_and_country(trip.destination) if trip.destination else f"a place {words.NOT_STATED}"


def _text(value: Stated) -> str:
    return words.short(value.text, words.WHY_LIMIT)


def _duration(value: Stated) -> str:
    return words.duration(value.text)


def _field(name: str, before: Said[T] | None, after: Said[T] | None, say: Callable[[T], str]) -> Iterator[str]:
    if after and before is None:
        yield f"Now stated, {name}: {say(after.value)} ({after.outlet})"
    yield from _disagreements(before, after, name, say)


def _corrected(name: str, before: Said[T] | None, after: Said[T] | None, say: Callable[[T], str]) -> Iterator[str]:
    """What was told first reads otherwise now: only an edited article does that."""
    if before and after and say(before.value).casefold() != say(after.value).casefold():
        yield f"{words.begin(name)}: {say(after.value)} (was: {say(before.value)})"


def _disagreements(before: Said[T] | None, after: Said[T] | None, name: str, say: Callable[[T], str]) -> Iterator[str]:
    known = len(before.also) if before else 0
    for value, outlet in after.also[known:] if after else ():
        yield f"{outlet} gives another {name}: {say(value)}"

"""Frames into trips: the same journey told twice is one, two journeys to one place in different months are two.

Each trip keeps a ledger of claims; its status follows from the ledger by `bot.context.standing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.context.counting import Days
from bot.context.frame import Frame, Kind
from bot.context.standing import status_of
from bot.model import Claim, ClaimOf, ClaimStatus, Place, Stated, Trip, When

NEAR = timedelta(days=2)  # two tellings of one day differ by time zones and "last night"


@dataclass(frozen=True, slots=True)
class Telling:
    """One frame with the claims made of it and its time: what a sentence adds to a trip."""

    frame: Frame
    claims: tuple[Claim, ...]
    when: When | None
    duration: Stated | None
    destination: Place | None
    origin: Place | None
    report: Days | None = None  # days of the older report that tells it: it happened no later
    premise: bool = False  # the journey is taken for known: its claim counts only where nobody tells it

    @property
    def days(self) -> Days | None:
        """When it happened, as far as the telling can be placed in time."""
        if self.when and self.when.first and self.when.last:
            return self.when.first, self.when.last
        return self.report


@dataclass(slots=True)
class Journey:
    """A trip in the making."""

    person: str
    tellings: list[Telling] = field(default_factory=list)
    meetings: list[Telling] = field(default_factory=list)
    denials: list[Claim] = field(default_factory=list)

    @property
    def destination(self) -> Place | None:
        """The most exact destination told: a city before its country."""
        places = [t.destination for t in self.tellings if t.destination]
        return next((p for p in places if not _is_country(p)), places[0] if places else None)

    @property
    def when(self) -> When | None:
        """The first resolved time told, of the journey before that of a meeting on it; else the first told."""
        times = [t.when for t in [*self.tellings, *self.meetings] if t.when]
        return next((w for w in times if w.first), times[0] if times else None)

    @property
    def days(self) -> Days | None:
        """The days of the first telling that can be placed in time."""
        return next((t.days for t in self.tellings if t.days), None)

    @property
    def first_sentence(self) -> int:
        """Index of the sentence that tells it first."""
        return self.tellings[0].frame.sentence.index

    @property
    def last_sentence(self) -> int:
        """Index of the sentence that tells it last."""
        return max(t.frame.sentence.index for t in [*self.tellings, *self.meetings])


def join(tellings: Sequence[Telling]) -> list[Journey]:
    """Journeys out of the tellings of an article, in order of first telling."""
    journeys: list[Journey] = []
    for telling in (t for t in tellings if t.frame.kind is Kind.JOURNEY):
        home = _home(telling, journeys)
        if home is not None:
            home.tellings.append(telling)
        elif telling.destination or telling.origin:
            journeys.append(Journey(telling.frame.person, [telling]))
    for meeting in (t for t in tellings if t.frame.kind is Kind.MEETING):
        home = _home_of_meeting(meeting, journeys)
        if home is not None:
            home.meetings.append(meeting)
    return journeys


def _home(telling: Telling, journeys: Sequence[Journey]) -> Journey | None:
    """The journey that a telling tells again: same person, route and days; the latest told where several fit."""
    mine = [j for j in journeys if j.person == telling.frame.person]
    fitting = [
        j for j in mine if _routes_fit(telling, j) and _times_fit(telling.days, j.days) and not _is_another(telling)
    ]
    if telling.destination is None and telling.origin is None:
        return mine[-1] if mine and telling.frame.sentence.index - mine[-1].last_sentence <= 4 else None
    return max(
        fitting, key=lambda j: ((telling.days is not None and j.days is not None), j.last_sentence), default=None
    )


def _is_another(telling: Telling) -> bool:
    """ "Another visit", "a second trip" is not the one told before."""
    return any(
        child.lower_ in {"another", "second", "third", "previous", "earlier", "last", "next"}
        for child in telling.frame.trigger.children
    )


def _routes_fit(telling: Telling, journey: Journey) -> bool:
    there = journey.destination
    if telling.destination is None:
        origins = [t.origin for t in journey.tellings if t.origin]
        return there is None or not origins or any(_same_place(telling.origin, o) for o in origins)
    if there is None:
        # an origin alone joins the first destination told near it: the headline names Tehran, the body Moscow
        return (
            telling.origin is None
            or any(t.origin and _same_place(telling.origin, t.origin) for t in journey.tellings)
            or journey.first_sentence == 0
        )
    return _same_place(telling.destination, there)


def _same_place(a: Place | None, b: Place | None) -> bool:
    if a is None or b is None:
        return False
    if a.text.lower() == b.text.lower() or (a.name and a.name == b.name):
        return True
    return bool(a.country and a.country == b.country and (_is_country(a) or _is_country(b) or _near(a, b)))


def _near(a: Place, b: Place) -> bool:
    """An airport and its city lie within a third of a degree or so."""
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return False
    return abs(a.lat - b.lat) + abs(a.lon - b.lon) < 0.7


def _is_country(place: Place) -> bool:
    return place.kind == "country"


def _times_fit(a: Days | None, b: Days | None) -> bool:
    return a is None or b is None or (a[0] <= b[1] + NEAR and b[0] <= a[1] + NEAR)


def _home_of_meeting(meeting: Telling, journeys: Sequence[Journey]) -> Journey | None:
    """The journey on which a meeting took place: same country and days; without a place, the one told last before it."""
    mine = [j for j in journeys if j.person == meeting.frame.person and _times_fit(meeting.days, j.days)]
    sentence = meeting.frame.sentence.index
    if meeting.destination is not None:
        fitting = [j for j in mine if _same_place(meeting.destination, j.destination)]
        return min(fitting, key=lambda j: abs(j.last_sentence - sentence), default=None)
    near = [j for j in mine if -1 <= sentence - j.last_sentence <= 3]
    return max(
        near,
        key=lambda j: (any(t.frame.sentence.index <= sentence for t in j.tellings), min(j.last_sentence, sentence)),
        default=None,
    )


# --- one trip out of one journey -----------------------------------------------------------------------------------------


def settle(journey: Journey, published: date | None = None) -> Trip:
    """The trip that a journey's tellings make together; `published` is the day the article tells it."""
    tellings = journey.tellings
    claims = _ledger(journey)
    evidence = dict.fromkeys(
        [t.frame.sentence.span for t in [*tellings, *journey.meetings]] + [c.span for c in journey.denials]
    )
    return Trip(
        person=journey.person,
        status=status_of(claims, ahead=_is_ahead(journey.when, published)),
        evidence=tuple(evidence),
        origin=next((t.origin for t in tellings if t.origin), None),
        destination=journey.destination,
        stops=tuple(dict.fromkeys(p for t in tellings for p in t.frame.stops)),
        when=journey.when,
        duration=next((t.duration for t in tellings if t.duration), None),
        mode=next((t.frame.mode for t in tellings if t.frame.mode), None),
        purpose=next((t.frame.purpose for t in tellings if t.frame.purpose), None),
        meets=_unique([m for t in [*tellings, *journey.meetings] for m in t.frame.meets]),
        claims=claims,
        verified=True,
    )


def _is_ahead(when: When | None, published: date | None) -> bool:
    return bool(when and when.first and published and when.first > published)


def _ledger(journey: Journey) -> tuple[Claim, ...]:
    """Claims of the trip, of its meetings, and denials; each voice once per status and matter."""
    claims = (
        [c for t in _weighty(journey.tellings) for c in t.claims]
        + [c for t in journey.meetings for c in t.claims if c.by]
        + journey.denials
    )
    seen: dict[tuple[ClaimStatus, ClaimOf, str | None], Claim] = {}
    for claim in claims:
        seen.setdefault((claim.status, claim.of, claim.by.text if claim.by else None), claim)
    named = {c.of for c in seen.values() if c.by and c.status is not ClaimStatus.DENIED}
    return tuple(c for c in seen.values() if c.by or c.status is not ClaimStatus.REPORTED or c.of not in named)


def _weighty(tellings: Sequence[Telling]) -> Sequence[Telling]:
    """Tellings that assert the journey: headlines and premises count only where nothing else is told."""
    body = [t for t in tellings if not t.frame.sentence.line.headline] or tellings
    return [t for t in body if not t.premise] or body


def _unique(people: Sequence[Stated]) -> tuple[Stated, ...]:
    """People met, each once: "Putin" is the "Vladimir Putin" named before."""
    kept: list[Stated] = []
    for one in sorted(people, key=lambda s: -len(s.text)):
        if not any(one.text.split()[-1] == other.text.split()[-1] for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda s: s.span))


# --- which one is the news -------------------------------------------------------------------------------------------------


def newest(journeys: Sequence[Journey], published: date | None) -> Journey | None:
    """The journey that is the news of the article, as far as it can be told before all denials are."""
    return max(journeys, key=lambda journey: _news_value(journey, settle(journey, published), published), default=None)


def order(trips: Sequence[tuple[Journey, Trip]], published: date | None) -> tuple[Trip, ...]:
    """Trips with the news of the article first and marked `main`, the rest in order of telling."""
    if not trips:
        return ()
    valued = [(_news_value(journey, trip, published), trip) for journey, trip in trips]
    best = max(value for value, _ in valued)
    news = max(best - 1, 0.5)  # what comes within a point of the best is news beside it: the stops of a tour
    return tuple(replace(trip, main=value >= news) for value, trip in sorted(valued, key=lambda pair: -pair[0]))


def _news_value(journey: Journey, trip: Trip, published: date | None) -> float:
    """Told in the headline or the opening, near the day of publication, and often."""
    value = 3.0 if journey.tellings[0].frame.sentence.line.headline else 0.0
    value += 2.0 if journey.first_sentence <= 3 else 1.0 if journey.first_sentence <= 6 else 0.0
    value += min(len(journey.tellings) - 1, 3) * 0.5
    if journey.days and published:
        first, last = journey.days
        gap = max((published - last).days, (first - published).days, 0)
        value += 2.0 if gap <= 8 else 0.0 if gap <= 31 else -4.0
    if trip.destination is None:
        value -= 1.0
    return value

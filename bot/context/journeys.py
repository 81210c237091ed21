"""Tellings into journeys: the same journey told twice is one, two journeys to one place in different months are two."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.context.counting import Days
from bot.context.frame import Frame, Kind
from bot.context.same_place import is_at, same_place, vagueness
from bot.context.syntax import is_negated
from bot.context.tense import AHEAD, HAPPENED
from bot.model import Claim, ClaimStatus, Place, Stated, When

_ANOTHER = frozenset(
    [
        "another",
        "second",
        "third",
        "previous",
        "earlier",
        "last",
        "next",
        "more",
        "further",
        "separate",
        "also",
        "again",
    ]
)
NEAR = timedelta(days=2)  # two tellings of one day differ by time zones and "last night"
_RETURN_REACH = 4  # sentences
_SEEN_REACH = 4  # sentences
_TOLD_REACH = 4  # sentences
_COMES = frozenset({"arrive", "land", "come"})
WEEK = timedelta(days=7)  # a departure may be told of a journey whose meeting is days later


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
    returns: list[Telling] = field(default_factory=list)
    sightings: list[Telling] = field(default_factory=list)  # where the article places the person on it
    denials: list[Claim] = field(default_factory=list)

    @property
    def destination(self) -> Place | None:
        """The most exact destination told: a city before its country."""
        places = [t.destination for t in self.tellings if t.destination]
        return min(places, key=vagueness, default=None)

    @property
    def countries(self) -> frozenset[str]:
        """Where it leads and stops, ISO 3166-1 alpha-2."""
        stops = [place for telling in self.tellings for place in telling.frame.stops]
        return frozenset(place.country for place in [self.destination, *stops] if place and place.country)

    @property
    def starts(self) -> int:
        """Where in the text its destination is first named."""
        return min((t.destination.span.start for t in self.tellings if t.destination), default=0)

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
    def opening(self) -> int:
        """Index of the sentence that speaks of it first, if only by placing the person there."""
        return min([self.first_sentence, *(t.frame.sentence.index for t in self.sightings)])

    @property
    def last_sentence(self) -> int:
        """Index of the sentence that tells it last."""
        return max(t.frame.sentence.index for t in [*self.tellings, *self.meetings])


def join(tellings: Sequence[Telling]) -> list[Journey]:
    """Journeys out of the tellings of an article, in order of first telling."""
    tellings = _chained([_landed(telling, tellings) for telling in tellings])
    journeys: list[Journey] = []
    for telling in (t for t in tellings if t.frame.kind is Kind.JOURNEY):
        if telling.frame.returns and (left := _left_behind(telling, journeys)):
            left.returns.append(telling)
        if telling.frame.returns and not telling.frame.has_route:
            continue
        home = _home(telling, journeys)
        if home is not None:
            home.tellings.append(telling)
        elif telling.destination or (telling.origin and telling.origin.country):  # to leave a building is no journey
            journeys.append(Journey(telling.frame.person, [telling]))
    journeys += _guests(tellings, journeys)
    for sighting in (t for t in tellings if t.frame.kind is Kind.PRESENCE and t.destination):
        home = _home_of_meeting(sighting, journeys)
        if home is not None:
            home.sightings.append(sighting)
    for meeting in (t for t in tellings if t.frame.kind is Kind.MEETING):
        home = _home_of_meeting(meeting, journeys)
        if home is not None:
            home.meetings.append(meeting)
    return journeys


def _landed(telling: Telling, tellings: Sequence[Telling]) -> Telling:
    """ "Was seen in Valletta on Saturday. He arrived from Tunis on Friday": an arrival leads to where he is placed nearby."""
    frame = telling.frame
    if (
        frame.kind is not Kind.JOURNEY
        or telling.destination
        or not telling.origin
        or frame.trigger.lemma_ not in _COMES
    ):
        return telling
    near = [
        t
        for t in tellings
        if t.frame.kind is not Kind.JOURNEY
        and t.frame.person == frame.person
        and t.destination
        and not t.frame.at_home
        and abs(t.frame.sentence.index - frame.sentence.index) <= _SEEN_REACH
        and _times_fit(t.days, telling.days)
        and not same_place(t.destination, telling.origin)
    ]
    nearest = min(near, key=lambda t: abs(t.frame.sentence.index - frame.sentence.index), default=None)
    return replace(telling, destination=nearest.destination) if nearest else telling


def _chained(tellings: Sequence[Telling]) -> list[Telling]:
    """ "Left Rome and flew to Baku" is one journey; "flew to Minsk, then to Baku" starts the second where the first ended."""
    chained: list[Telling] = []
    for telling in tellings:
        before = chained[-1] if chained else None
        if before is not None and _leads_on(before, telling):
            if before.destination is None:
                chained.pop()
                telling = _one_of_both(before, telling)
            elif before.frame is not telling.frame and _goes_on(telling):
                telling = replace(telling, origin=before.destination)
        chained.append(telling)
    return chained


def _one_of_both(departure: Telling, arrival: Telling) -> Telling:
    """ "Left Pyongyang by train and arrived in Vladivostok": one telling with the fields of both."""
    left, frame = departure.frame, arrival.frame
    frame.mode, frame.purpose = frame.mode or left.mode, frame.purpose or left.purpose
    frame.company = frame.company or left.company
    return replace(
        arrival,
        origin=departure.origin,
        when=arrival.when or departure.when,
        duration=arrival.duration or departure.duration,
    )


def _leads_on(before: Telling, telling: Telling) -> bool:
    """Whether both are journeys of one person in one sentence, and the second says only where it leads."""
    one = before.frame.person == telling.frame.person and before.frame.sentence.index == telling.frame.sentence.index
    journeys = before.frame.kind is telling.frame.kind is Kind.JOURNEY
    placed = telling.destination is not None and telling.origin is None and bool(before.origin or before.destination)
    return one and journeys and placed and not same_place(before.destination or before.origin, telling.destination)


def _goes_on(telling: Telling) -> bool:
    trigger = telling.frame.trigger
    said = {child.lower_ for child in trigger.children} | {trigger.head.lower_}
    return bool(said & {"then", "on", "onward", "onwards", "before"}) or trigger.lemma_ in {"continue", "proceed"}


def _guests(tellings: Sequence[Telling], journeys: Sequence[Journey]) -> list[Journey]:
    """Visits told without a place, by people of whom no journey is told: to where the article is written."""
    travellers = {j.person for j in journeys}
    found: dict[str, Journey] = {}
    for telling in tellings:
        frame = telling.frame
        if frame.here is not None and not frame.has_route and frame.person not in travellers:
            journey = found.setdefault(frame.person, Journey(frame.person))
            journey.tellings.append(replace(telling, destination=frame.here))
    return list(found.values())


def _left_behind(telling: Telling, journeys: Sequence[Journey]) -> Journey | None:
    """The journey from which somebody comes back: the one told last before, that did not lead where he returns to."""
    here = telling.frame.sentence.index
    return next(
        (
            j
            for j in reversed(journeys)
            if j.person == telling.frame.person
            and j.destination
            and 0 <= here - j.last_sentence <= _RETURN_REACH
            and not same_place(telling.destination, j.destination)
            and (telling.origin is None or same_place(telling.origin, j.destination))
        ),
        None,
    )


def _home(telling: Telling, journeys: Sequence[Journey]) -> Journey | None:
    """The journey that a telling tells again: same person, route and days; the latest told where several fit."""
    if telling.frame.again:
        return _unrouted_home(telling, journeys)
    mine = [j for j in journeys if j.person == telling.frame.person]
    again = [j for j in mine if _routes_fit(telling, j) and _times_fit(telling.days, j.days)]
    fitting = [j for j in again if not _is_another(telling) and not _is_next(telling, j)]
    if telling.destination is None and telling.origin is not None and not fitting:
        return _onward(telling, mine)
    if telling.destination is None and telling.origin is None:
        return _unrouted_home(telling, mine)
    return max(
        fitting, key=lambda j: ((telling.days is not None and j.days is not None), j.last_sentence), default=None
    )


def _unrouted_home(telling: Telling, mine: Sequence[Journey]) -> Journey | None:
    """ "The ministry denied the visit": the journey told shortly before to the state that speaks, else the last one."""
    states = {claim.side for claim in telling.claims if claim.side}
    hosted = [j for j in mine if j.countries & states and not j.tellings[0].frame.returns]
    done = [j for j in mine if any(c.status in HAPPENED for t in j.tellings for c in t.claims)]
    confirmed = any(c.status is ClaimStatus.CONFIRMED for c in telling.claims)  # what was only planned is not meant
    meant = (hosted or (done if confirmed else None) or mine)[-1:]
    reach = _TOLD_REACH * 2 if confirmed else _TOLD_REACH
    return next((j for j in meant if telling.frame.sentence.index - j.last_sentence <= reach), None)


def _onward(telling: Telling, mine: Sequence[Journey]) -> Journey | None:
    """A departure belongs to the journey told right before it: "travelled to Qatar. He left Tehran on Saturday"."""
    here = telling.frame.sentence.index
    near = [
        j
        for j in mine
        if j.destination
        and 0 <= here - j.last_sentence <= 2
        and not any(t.origin for t in j.tellings)
        and not same_place(telling.origin, j.destination)
        and _times_fit(telling.days, j.days, WEEK)
    ]
    return max(near, key=lambda j: j.last_sentence, default=None)  # of a tour, its first leg


def _is_another(telling: Telling) -> bool:
    """ "Another visit", "a second trip", "not the first time he visits" is not the one told before."""
    trigger = telling.frame.trigger
    again = trigger.dep_ == "relcl" and trigger.head.lemma_ == "time" and is_negated(trigger.head.head)
    return again or any(child.lower_ in _ANOTHER for child in trigger.children)


def _is_next(telling: Telling, journey: Journey) -> bool:
    """ "Arrived in Turkey on Sunday. He is due in Istanbul on Tuesday": what lies ahead on a later day is a journey of its own,
    where the other was made already, or leads to the country of this town.
    """
    there, days = journey.destination, journey.days
    ahead = bool(telling.claims) and all(claim.status in AHEAD for claim in telling.claims)
    later = telling.days[0] > days[1] if days and telling.days else _names_another_day(telling.when, journey.when)
    if not ahead or not later or there is None:
        return False
    made = any(claim.status in HAPPENED for t in journey.tellings for claim in t.claims)
    return made or (telling.destination is not None and vagueness(telling.destination) < vagueness(there))


def _names_another_day(a: When | None, b: When | None) -> bool:
    """Where no day of publication places them: "Sunday night" and "Tuesday" are two days."""
    one, other = (_WEEKDAYS & set(when.text.split()) if when else set() for when in (a, b))
    return bool(one and other) and not one & other


_WEEKDAYS = frozenset(calendar.day_name)


def _routes_fit(telling: Telling, journey: Journey) -> bool:
    there = journey.destination
    if telling.destination is None:
        return there is None or any(same_place(telling.origin, t.origin) for t in journey.tellings)
    if there is None:
        # an origin alone joins the first destination told near it: the headline names Tehran, the body Moscow
        return (
            telling.origin is None
            or any(t.origin and same_place(telling.origin, t.origin) for t in journey.tellings)
            or journey.first_sentence == 0
        )
    return same_place(telling.destination, there)


def _times_fit(a: Days | None, b: Days | None, slack: timedelta = NEAR) -> bool:
    return a is None or b is None or (a[0] <= b[1] + slack and b[0] <= a[1] + slack)


def _home_of_meeting(meeting: Telling, journeys: Sequence[Journey]) -> Journey | None:
    """The journey on which a meeting took place: same country and days; without a place, the one told last before it."""
    mine = [j for j in journeys if j.person == meeting.frame.person and _times_fit(meeting.days, j.days)]
    sentence = meeting.frame.sentence.index
    if meeting.destination is not None:
        fitting = [j for j in mine if j.destination and is_at(meeting.destination, j.destination)]
        return min(fitting, key=lambda j: abs(j.last_sentence - sentence), default=None)
    near = [j for j in mine if any(-1 <= sentence - t.frame.sentence.index <= 3 for t in j.tellings)]
    return max(
        near,
        key=lambda j: (any(t.frame.sentence.index <= sentence for t in j.tellings), min(j.last_sentence, sentence)),
        default=None,
    )

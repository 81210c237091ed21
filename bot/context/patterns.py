"""The pattern reader: a second best where no parser serves. Every trip it finds is `verified: false`.

Each word of movement in a sentence (`bot/data/context/patterns.yml`) is read with the place behind its word of direction,
the listed person nearest to it, and the words around it that deny, plan or doubt it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.context.pattern_people import bearers
from bot.context.pattern_places import Knowledge, countries_named
from bot.context.pattern_times import time_near
from bot.context.pattern_triggers import NEAR, Text, Trigger, goal, origin, triggers
from bot.context.pattern_who import is_negated, status_of, travellers, voice
from bot.context.tongues import in_one_form, tongue
from bot.model import Article, Claim, ClaimOf, ClaimStatus, Mention, Place, Span, Trip, When
from bot.ports import Gazetteer
from bot.text import sentences

_AHEAD = frozenset({ClaimStatus.PLANNED, ClaimStatus.HYPOTHETICAL})


def read(
    article: Article, mentions: Sequence[Mention], lang: str, gazetteer: Gazetteer
) -> tuple[tuple[Trip, ...], tuple[Place, ...]]:
    """Unverified trips and the places they name; one trip per person, country and time, in order of the text."""
    folded = in_one_form(article.body)
    know = Knowledge(tongue(lang), gazetteer)
    know = replace(know, named=countries_named(folded, know)) if know.tongue.kingdoms else know
    people = bearers(folded, mentions, know.tongue)
    day = article.published.date() if article.published else None
    text = Text(article.body, folded, people, know, day)
    trips: list[Trip] = []
    for sentence in sentences(article.body) if people else ():
        for trip in _of_sentence(text, sentence):
            _add(trips, trip, len(article.title))
    for one, other in _company(text):
        trips += [replace(trip, person=one) for trip in trips if trip.person == other]
    first = [replace(trip, main=_is_told_with(trip, trips[0])) for trip in trips]
    seen = {p.span: p for trip in first for p in (trip.origin, trip.destination) if p}
    return tuple(first), tuple(seen[span] for span in sorted(seen))


def _is_told_with(trip: Trip, news: Trip) -> bool:
    """Whether the trip is the news of the article, or another person's part in it, told by the same words."""
    return trip is news or (
        trip.person != news.person and trip.evidence == news.evidence and trip.destination == news.destination
    )


def _company(text: Text) -> Iterator[tuple[str, str]]:
    """Pairs of people of whom the first travels with the second."""
    for match in text.know.tongue.words["company"].finditer(text.folded):
        before = [b.person for b in text.people if 0 <= match.start() - b.span.end < NEAR]
        behind = [b.person for b in text.people if 0 <= b.span.start - match.end() < NEAR]
        if before and behind and before[-1] != behind[0]:
            yield before[-1], behind[0]


def _add(trips: list[Trip], trip: Trip, title: int) -> None:
    """Join a trip to the one it tells again, or append it; `title` is where the headline ends, which names no source."""
    for index, known in enumerate(trips):
        if _is_same(known, trip):
            trips[index] = replace(
                known,
                origin=known.origin or trip.origin,
                destination=_finer(known.destination, trip.destination),
                when=known.when or trip.when,
                evidence=tuple(dict.fromkeys([*known.evidence, *trip.evidence])),
                claims=tuple(dict.fromkeys([*known.claims, *trip.claims])),
                status=_status(known, trip, title),
            )
            return
    trips.append(trip)


def _status(known: Trip, trip: Trip, title: int) -> ClaimStatus:
    if trip.status is ClaimStatus.DENIED:
        return known.status
    in_headline = known.status is ClaimStatus.STATED and all(span.end <= title for span in known.evidence)
    return trip.status if in_headline and trip.status not in _AHEAD else _surer(known.status, trip.status)


def _is_same(known: Trip, trip: Trip) -> bool:
    there, here = known.destination, trip.destination
    assert there is not None
    assert here is not None
    if known.person != trip.person or (there.country or there.text) != (here.country or here.text):
        return False
    years = {w.first.year for w in (known.when, trip.when) if w and w.first}
    return len(years) < 2


def _surer(a: ClaimStatus, b: ClaimStatus) -> ClaimStatus:
    """What happened outweighs what is planned or possible."""
    return b if a in _AHEAD and b not in _AHEAD else a


def _finer(a: Place | None, b: Place | None) -> Place | None:
    return b if a and b and a.kind == "country" and b.kind != "country" else a


# --- one sentence ---------------------------------------------------------------------------------------------------------


def _of_sentence(text: Text, sentence: Span) -> Iterator[Trip]:
    """Trips of one sentence. "On his tour of the province he entered the town" tells of the town alone."""
    told: list[Trip] = []
    left: Place | None = None  # the place that the word of movement before told to be left
    for trigger in triggers(text, sentence):
        there, start = goal(text, trigger), origin(text, trigger)
        if there is None or is_negated(text, trigger):
            left = start or left
            continue
        status = status_of(text, trigger)
        if trigger.kind != "meet" or status in _AHEAD:
            new = [_trip(text, trigger, person, status, there, start or left) for person in travellers(text, trigger)]
            told = [t for t in told if not any(t.person == n.person and _is_vague(t) for n in new)] + new
        left = None
    yield from told


def _is_vague(trip: Trip) -> bool:
    return trip.destination is not None and trip.destination.country is None


def _trip(text: Text, trigger: Trigger, person: str, status: ClaimStatus, there: Place, start: Place | None) -> Trip:
    return Trip(
        person,
        status,
        (trigger.sentence,),
        None if start is None or start.text == there.text else start,
        there,
        when=_when(text, trigger),
        claims=(
            Claim(
                status, ClaimOf.TRIP, voice(text, trigger, status), trigger.sentence, status is ClaimStatus.CONFIRMED
            ),
        ),
    )


def _when(text: Text, trigger: Trigger) -> When | None:
    """Its time; what stands before "that" tells when somebody said it."""
    that = list(text.know.tongue.words["that"].finditer(text.folded, trigger.sentence.start, trigger.span.start))
    window = Span(that[-1].end() if that else trigger.sentence.start, trigger.sentence.end)
    return time_near(text.body, text.folded, window, trigger.span.start, text.know.tongue, text.published)

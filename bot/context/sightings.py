"""Presences of an article, out of what its sentences tell of meetings and whereabouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.context.frame import Kind
from bot.context.journeys import Journey, Telling
from bot.context.lexicon import motion
from bot.context.same_place import is_nameless
from bot.context.tense import HAPPENED
from bot.model import Place, Presence, Trip

_EVENTS = frozenset(motion()["undergone"]["nouns"])


def told_presences(
    tellings: Sequence[Telling], journeys: Sequence[Journey], trips: Sequence[Trip]
) -> tuple[Presence, ...]:
    """Where people are said to be, unless a trip of theirs goes there anyway; each place once."""
    found: dict[tuple[str, str], Presence] = {}
    for telling in [*tellings, *_met_on(journeys, tellings)]:
        if telling.frame.kind is Kind.JOURNEY or telling.destination is None or not _is_told(telling):
            continue
        person, place = telling.frame.person, telling.destination
        known = [t.destination for t in trips if t.person == person and t.destination]
        known += [p.place for p in found.values() if p.person == person]
        told = [p.place for p in found.values() if p.person == person and telling.frame.sentence.span in p.evidence]
        if not any(_covers(other, place) for other in known) and not any(p.country == place.country for p in told):
            found.setdefault(
                (person, place.name or place.text),
                Presence(person, place, (telling.frame.sentence.span,), telling.when),
            )
    return tuple(found.values())


def _met_on(journeys: Sequence[Journey], tellings: Sequence[Telling]) -> Iterator[Telling]:
    """Whom a traveller met is where the traveller was: "visited Iran, where he met the leader"."""
    for journey in journeys:
        vague = (
            journey.destination is None or journey.destination.kind == "country"
        )  # says nothing of where the other is
        made = any(_is_told(telling) for telling in journey.tellings)
        for meeting in journey.meetings if made and not vague else []:
            for other in tellings:
                same = (
                    other.frame.trigger.i == meeting.frame.trigger.i and other.frame.sentence is meeting.frame.sentence
                )
                if same and other.frame.person != journey.person and other.destination is None:
                    yield replace(other, destination=journey.destination)


def _covers(a: Place, b: Place) -> bool:
    """Whether who is told to be at the one need not be told to be at the other: a country and its city are one."""
    wide = (
        any(place.kind == "country" or is_nameless(place) for place in (a, b))
        and a.country is not None
        and a.country == b.country
    )
    return wide or (a.name == b.name if a.name and b.name else a.text == b.text)


def _is_told(telling: Telling) -> bool:
    """Whether it has happened, if only as what is taken for known: "revenge for the killing of Ivanov in Cairo"."""
    befallen = telling.premise and telling.frame.trigger.lemma_.lower() in _EVENTS
    return befallen or any(c.status in HAPPENED for c in telling.claims)

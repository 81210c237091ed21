"""Frames of journeys: who moves from where to where, as one sentence says it.

A frame hangs on a trigger: a verb or noun of `bot/data/context/motion.yml`. One journey may give several frames; joining
them into trips is the work of `bot.context.trips`.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.careers import is_change_of_club
from bot.context.cast import Cast
from bot.context.document import Sentence, person_of, span_of
from bot.context.fields import fill
from bot.context.frame import AT, JOURNEY_NOUNS, MEETING_NOUNS, Frame, Kind, attach, unknown_place
from bot.context.headlines import headline_frames, is_heading
from bot.context.lexicon import motion, verbs
from bot.context.meetings import meetings
from bot.context.nouns import is_habit, journey_nouns, visiting
from bot.context.parties import PARTIES, is_other, named, people_of, travellers_of
from bot.context.places import place_at
from bot.context.presences import called_off, event_presences, presences
from bot.context.refusals import is_permitted, kept_out, refused_papers, turned_back
from bot.context.removals import complete
from bot.context.sights import SEEING, sights
from bot.context.syntax import (
    agents,
    auxiliaries,
    children,
    is_awaited,
    is_passive,
    objects,
    prepositions,
    subjects,
    verb_above,
)
from bot.model import Place

_LIGHT = frozenset(motion()["light"]["words"])
_VEHICLES = frozenset(motion()["vehicles"]["words"])
_FAR = frozenset({"fly", "travel", "jet", "sail"})  # what stands behind their "to" is a place, known or not
_FOR_DEEDS = frozenset({"fly", "travel", "jet", "sail", "journey", "go"})  # "flew to attend a summit in Cairo"
_PARTICLES: dict[str, list[str]] = motion()["particles"]


def find_frames(sentence: Sentence, cast: Cast) -> list[Frame]:
    """All frames of a sentence about listed people, in order of their triggers."""
    frames: list[Frame] = []
    for token in sentence:
        frames += visiting(token, sentence, cast)
        if token.pos_ in {"VERB", "AUX"}:
            frames += _verb_frames(token, sentence, cast)
        elif token.pos_ in {"NOUN", "PROPN"}:
            frames += _noun_frames(token, sentence, cast)
    told = {frame.person for frame in frames if frame.kind is Kind.JOURNEY}
    return frames + [frame for frame in headline_frames(sentence) if frame.person not in told]


def _verb_frames(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    lemma = verb.lemma_.lower()
    if refused := [*turned_back(verb, sentence, cast), *kept_out(verb, sentence, cast)]:
        yield from refused
        return
    if not _particle_fits(verb, lemma) or is_habit(verb) or is_change_of_club(verb):
        return
    yield from _movements(verb, lemma, sentence, cast)
    if lemma in motion()["meeting"]["verbs"]:
        yield from meetings(verb, sentence, cast)
    yield from presences(verb, sentence, cast)


def _movements(verb: Token, lemma: str, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    movers, moved = travellers_of(subjects(verb), cast), people_of(objects(verb), cast)
    if lemma in verbs("hosts") and (moved or is_passive(verb)):
        hosted = [frame for person in moved or movers for frame in _hosted(verb, person, sentence, cast)]
        yield from hosted
        if hosted:
            return
    if lemma in verbs("accompanies"):
        travellers = list(dict.fromkeys([*movers, *moved, *people_of(agents(verb), cast)]))
    elif lemma in verbs("carries") and (is_passive(verb) or moved):
        travellers = movers if is_passive(verb) else moved
    else:
        travellers = movers if _moves_its_subject(verb, lemma) else []
    for person in travellers:
        yield from _journey(
            verb, person, sentence, cast, at_is_destination=lemma in verbs("arrives") or is_awaited(verb)
        )


def _moves_its_subject(verb: Token, lemma: str) -> bool:
    if any(lemma in verbs(group) for group in ("goes", "arrives", "enters", "leaves", "stops")) or is_awaited(verb):
        return True
    if lemma == "be" and any(child.lower_ == "off" for child in children(verb, "advmod", "prt", "acomp")):
        return True  # "was off to Abu Dhabi by lunchtime"
    if verb.lower_ == "been" and any(place_at(noun) for prep, noun in prepositions(verb) if prep == "to"):
        return True  # "has been to Cairo"
    if lemma in {"take", "catch", "board"} and any(thing.lemma_.lower() in _VEHICLES for thing in objects(verb)):
        return True  # "took the night train to Warsaw"
    return lemma in {"lead", "head"} and any(thing.lemma_.lower() in PARTIES for thing in objects(verb))


def _particle_fits(verb: Token, lemma: str) -> bool:
    """ "Set off" is a departure, "set up" is none; "go" with "through" or "after" and no place is none either."""
    allowed = _PARTICLES.get(lemma)
    found = [
        child.lower_
        for child in children(verb, "prt", "advmod", "prep")
        if child.lower_ in {"up", "down", "off", "out", "in", "over", "into"}
    ]
    return not allowed or any(particle in allowed for particle in found)


def _journey(verb: Token, person: str, sentence: Sentence, cast: Cast, *, at_is_destination: bool) -> Iterator[Frame]:
    lemma = verb.lemma_.lower()
    if lemma in _LIGHT | verbs("leaves") and any(thing.lemma_.lower() in JOURNEY_NOUNS for thing in objects(verb)):
        return  # the noun tells it; "escaped deportation to Oslo" tells of no way there
    frame = Frame(Kind.JOURNEY, person, verb, sentence, ahead=is_permitted(verb) or is_heading(verb, sentence))
    _objects(frame, verb, lemma)
    visits_people = lemma in SEEING and bool(objects(verb)) and not frame.has_route  # "the banker in Zurich"
    heads = [verb, *children(verb, "acomp", "attr", "oprd", "advmod")] if lemma == "be" else [verb]
    heads += [thing for thing in objects(verb) if thing.lemma_.lower() in _VEHICLES or _is_moved(thing, lemma)]
    for head in heads:
        attach(
            frame,
            prepositions(head),
            at_is_destination=at_is_destination or visits_people,
            stops=lemma in verbs("stops"),
        )
    _loose_places(frame, verb, lemma)
    if not frame.has_route and lemma in _FOR_DEEDS:
        _deeds(frame, verb, cast)
    _adverbs(frame, verb, cast)
    frame.returns = lemma == "return" or any(
        child.lower_ in {"back", "home"} for child in children(verb, "advmod", "prt", "npadvmod")
    )
    complete(frame)
    if not frame.has_route and not frame.stops and not frame.returns:
        return
    if lemma in verbs("leaves") and lemma not in verbs("goes") and not frame.origins and not objects(verb):
        return
    fill(frame, verb)
    yield frame


def _is_moved(thing: Token, lemma: str) -> bool:
    """ "Took Ivanov from Minsk to Cairo": the parser hangs "from Minsk" on the name."""
    return lemma in verbs("carries") and person_of(thing) is not None


def _objects(frame: Frame, verb: Token, lemma: str) -> None:
    """ "Visited Cairo" has the destination as its object, "left Cairo" the origin; "visited with troops in Cairo"."""
    seen = [noun for prep, noun in prepositions(verb) if lemma == "visit" and prep == "with"]
    for thing in objects(verb) or seen:
        place = place_at(thing)
        if place and lemma in verbs("enters"):
            frame.destinations.append(place)
        elif place and lemma in verbs("leaves"):
            frame.origins.append(place)
        elif lemma in SEEING:
            frame.destinations += sights(thing)


def _loose_places(frame: Frame, verb: Token, lemma: str) -> None:
    """ "In Muscat, where he had arrived", "travelled to Al Bayda": places that hang elsewhere, or that nobody knows."""
    if verb.dep_ == "relcl" and any(child.lower_ == "where" for child in children(verb, "advmod")):
        _add(frame, place_at(verb.head))
    if not frame.has_route and lemma in _FAR:
        _add(frame, next((p for prep, noun in prepositions(verb) if prep == "to" and (p := unknown_place(noun))), None))


def _deeds(frame: Frame, verb: Token, cast: Cast) -> None:
    """ "Flew to attend a summit in Cairo": where what somebody travels for is done.

    "Is going to attend" and "went on to attend" are no journeys.
    """
    if verb.tag_ == "VBG" or any(child.lower_ == "on" for child in children(verb, "prt", "advmod")):
        return
    for clause in children(verb, "xcomp", "advcl"):
        if clause.i > verb.i and "to" in auxiliaries(clause):
            there = (found for found in presences(clause, frame.sentence, cast) if found.person == frame.person)
            _add(frame, next((found.destinations[0] for found in there), None))


def _add(frame: Frame, place: Place | None) -> None:
    if place is not None and place not in frame.destinations:
        frame.destinations.append(place)


def _adverbs(frame: Frame, verb: Token, cast: Cast) -> None:
    """ "Moscow-bound", "flew home": places said without a preposition ("jetted Moscow" never happens; "Damascus-bound" does)."""
    for child in children(verb, "npadvmod", "advmod"):
        if child.lower_ == "home" and (country := cast.homes.get(frame.person)) and len(country) == 1:
            home = Place("home", span_of(child), next(iter(country)), kind="country")
            frame.destinations += [] if frame.destinations else [home]
        place = place_at(child)
        if place and (child.pos_ == "PROPN" or child.lower_ == "here"):
            frame.destinations.append(place)


def _hosted(verb: Token, person: str, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """Who is received travels to the place named, or to the country that receives."""
    frame = Frame(Kind.JOURNEY, person, verb, sentence)
    for head in [verb, *objects(verb)]:
        for prep, noun in prepositions(head):
            place = place_at(noun)
            if place and prep in AT | {"to"} and place not in frame.destinations:
                frame.destinations.append(place)
    hosts = agents(verb) if is_passive(verb) else _hosts(verb)
    if not frame.destinations:
        frame.destinations += [place for host in hosts if (place := place_at(host))]
    frame.meets += [named(host) for host in hosts if is_other(host, person, cast)]
    if frame.destinations:
        fill(frame, verb)
        yield frame


def _hosts(verb: Token) -> list[Token]:
    """Who receives; "Chad denied that it had received him" means Chad."""
    hosts = subjects(verb)
    above = verb_above(verb)
    return subjects(above) if above is not None and [h.lower_ for h in hosts] == ["it"] else hosts


def _noun_frames(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    if noun.lemma_.lower() in MEETING_NOUNS:
        yield from meetings(noun, sentence, cast)
    yield from refused_papers(noun, sentence, cast)
    yield from journey_nouns(noun, sentence, cast)
    yield from called_off(noun, sentence, cast)
    yield from event_presences(noun, sentence, cast)

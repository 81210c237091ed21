"""Frames of journeys: who moves from where to where, as one sentence says it.

A frame hangs on a trigger: a verb or noun of `bot/data/context/motion.yml`. One journey may give several frames; joining
them into trips is the work of `bot.context.trips`.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.fields import fill
from bot.context.frame import AT, JOURNEY_NOUNS, MEETING_NOUNS, Frame, Kind, attach
from bot.context.lexicon import motion, verbs
from bot.context.meetings import meetings, presences
from bot.context.parties import PARTIES, is_other, named, people_of
from bot.context.places import place_at
from bot.context.syntax import (
    agents,
    children,
    is_awaited,
    is_passive,
    objects,
    phrasal,
    prepositions,
    subjects,
    verb_above,
)

_LIGHT = frozenset(motion()["light"]["words"])
_PARTICLES: dict[str, list[str]] = motion()["particles"]


def find_frames(sentence: Sentence, cast: Cast) -> list[Frame]:
    """All frames of a sentence about listed people, in order of their triggers."""
    frames: list[Frame] = []
    for token in sentence:
        if token.pos_ in {"VERB", "AUX"}:
            frames += _verb_frames(token, sentence, cast)
        elif token.pos_ in {"NOUN", "PROPN"}:
            frames += _noun_frames(token, sentence, cast)
    return frames


def _verb_frames(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    lemma = verb.lemma_.lower()
    if not _particle_fits(verb, lemma):
        return
    yield from _movements(verb, lemma, sentence, cast)
    if lemma in motion()["meeting"]["verbs"]:
        yield from meetings(verb, sentence, cast)
    if lemma in verbs("presence") or lemma == "be" or lemma in verbs("carries"):
        yield from presences(verb, sentence, cast)


def _movements(verb: Token, lemma: str, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    movers, moved = people_of(subjects(verb), cast), people_of(objects(verb), cast)
    if lemma in verbs("carries") and (is_passive(verb) or moved):
        travellers = movers if is_passive(verb) else moved
    elif lemma in verbs("hosts") and (moved or is_passive(verb)):
        for person in moved or movers:
            yield from _hosted(verb, person, sentence, cast)
        return
    else:
        travellers = movers if _moves_its_subject(verb, lemma) else []
    for person in travellers:
        yield from _journey(
            verb, person, sentence, cast, at_is_destination=lemma in verbs("arrives") or is_awaited(verb)
        )


def _moves_its_subject(verb: Token, lemma: str) -> bool:
    if any(lemma in verbs(group) for group in ("goes", "arrives", "enters", "leaves", "stops")) or is_awaited(verb):
        return True
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
    frame = Frame(Kind.JOURNEY, person, verb, sentence)
    for thing in objects(verb):
        place = place_at(thing)
        if place and lemma in verbs("enters"):
            frame.destinations.append(place)
        elif place and lemma in verbs("leaves"):
            frame.origins.append(place)
        elif lemma in _LIGHT and thing.lemma_.lower() in JOURNEY_NOUNS:
            return  # the noun tells it
    heads = [verb, *children(verb, "acomp", "attr", "oprd")] if lemma == "be" else [verb]
    for head in heads:
        attach(frame, prepositions(head), at_is_destination=at_is_destination, stops=lemma in verbs("stops"))
    _adverbs(frame, verb)
    if not frame.has_route and not frame.stops:
        return
    if lemma in verbs("leaves") and lemma not in verbs("goes") and not frame.origins and not objects(verb):
        return
    fill(frame, verb)
    yield frame


def _adverbs(frame: Frame, verb: Token) -> None:
    """ "Moscow-bound", "flew home": places said without a preposition ("jetted Moscow" never happens; "Damascus-bound" does)."""
    for child in children(verb, "npadvmod", "advmod"):
        place = place_at(child)
        if place and child.pos_ == "PROPN":
            frame.destinations.append(place)


def _hosted(verb: Token, person: str, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """Who is received travels to the place named, or to the country that receives."""
    frame = Frame(Kind.JOURNEY, person, verb, sentence)
    for head in [verb, *objects(verb)]:
        for prep, noun in prepositions(head):
            place = place_at(noun)
            if place and prep in AT:
                frame.destinations.append(place)
    hosts = agents(verb) if is_passive(verb) else subjects(verb)
    if not frame.destinations:
        frame.destinations += [place for host in hosts if (place := place_at(host))]
    frame.meets += [named(host) for host in hosts if is_other(host, person, cast)]
    if frame.destinations:
        fill(frame, verb)
        yield frame


def _noun_frames(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    lemma = noun.lemma_.lower()
    if lemma in MEETING_NOUNS:
        yield from meetings(noun, sentence, cast)
    if lemma in {"visa", "entry"}:
        yield from _refusals(noun, sentence, cast)
    if lemma not in JOURNEY_NOUNS or _is_vehicle_use(noun):
        return
    for person in _travellers_of(noun, cast):
        frame = Frame(Kind.JOURNEY, person, noun, sentence)
        attach(frame, prepositions(noun), at_is_destination=True)
        for child in children(noun, "compound", "nmod"):
            if place := place_at(child):
                frame.destinations.append(place)
        light = _light_verb(noun)
        if light is not None:
            attach(frame, prepositions(light), at_is_destination=False)
        _place_before(frame, noun)
        fill(frame, light or noun)
        yield frame


def _is_vehicle_use(noun: Token) -> bool:
    """ "On a flight to" is a journey; "the flight landed" is a machine."""
    return noun.lemma_ == "flight" and noun.dep_ in {"nsubj", "nsubjpass"}


def _travellers_of(noun: Token, cast: Cast) -> list[str]:
    """Whose journey it is: the possessor, "by" and "of", else the subject of the verb that the noun hangs on."""
    owners = children(noun, "poss") + [
        o for prep, o in prepositions(noun) if prep in {"by", "of"} and o.head.head.i == noun.i
    ]
    for owner in owners:
        if owner.pos_ != "PRON" or cast.who(owner):
            people = people_of([owner], cast)
            if people or place_at(owner) is None:
                return people
    if any(place_at(owner) is not None for owner in owners):
        return []  # "Iran's visit"
    if any(child.lower_ in {"the", "this", "that"} for child in noun.children) and (last := cast.last_listed()):
        return [last]  # "the stay is meant to last two days": the journey told before
    if noun.dep_ in {"nsubj", "nsubjpass"} and not any(c.dep_ == "relcl" for c in noun.children):
        return []
    verb = verb_above(noun)
    if verb is None or (noun.dep_ == "dobj" and phrasal(verb) not in _LIGHT | verbs("cancel") | verbs("plan")):
        return []
    return people_of(subjects(verb), cast)


def _light_verb(noun: Token) -> Token | None:
    head = noun.head
    return head if noun.dep_ in {"dobj", "attr"} and head.lemma_.lower() in _LIGHT else None


def _place_before(frame: Frame, noun: Token) -> None:
    """ "Made a trip" with "to Moscow" on the verb is done; "in Moscow on a visit" has the place on the verb "be" or "arrive"."""
    if frame.destinations or noun.dep_ != "pobj":
        return
    verb = verb_above(noun)
    if verb is not None and verb.lemma_ in {"be", "arrive", "come", "land", "stay"}:
        attach(frame, prepositions(verb), at_is_destination=True)


def _refusals(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """A visa or an entry that is refused: "was denied a visa to attend talks in Geneva", "refused him entry to Turkey"."""
    verb = verb_above(noun)
    if (
        verb is None
        or verb.lemma_.lower() not in verbs("refuse") | verbs("deny")
        or noun.dep_ not in {"dobj", "nsubjpass", "oprd", "pobj"}
    ):
        return
    owners = (
        children(noun, "poss")
        + children(verb, "dative", "dobj")
        + [t for to in children(verb, "dative") for t in children(to, "pobj")]
    )
    people = people_of([o for o in owners if o.i != noun.i], cast) or (
        people_of(subjects(verb), cast) if is_passive(verb) else []
    )
    for person in people:
        frame = Frame(Kind.JOURNEY, person, noun, sentence, refused=True)
        attach(frame, [*prepositions(noun), *prepositions(verb)], at_is_destination=True)
        for inner in children(noun, "acl", "relcl") + children(verb, "xcomp", "advcl"):
            frame.destinations += [p for o in objects(inner) if (p := place_at(o))]
            for head in [inner, *objects(inner)]:
                attach(frame, prepositions(head), at_is_destination=True)
        if not frame.destinations and not is_passive(verb):
            frame.destinations += [p for s in subjects(verb) if (p := place_at(s))]
        if frame.destinations:
            yield frame

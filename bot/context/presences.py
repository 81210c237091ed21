"""Presences: where people are said to be without a journey. Met in, spoke in, seen at, lives in, killed at, detained at.

A place behind the verb counts, also through the event or building between ("killed in a strike at Tripoli airport",
"remains in a jail in Beirut"). What somebody speaks about is no place of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence, person_of
from bot.context.frame import AT, MEETING_NOUNS, Frame, Kind, is_date_like
from bot.context.lexicon import motion, sites, verbs
from bot.context.parties import people_of, person_meant
from bot.context.places import place_at
from bot.context.refusals import is_permitted
from bot.context.syntax import (
    agents,
    auxiliaries,
    children,
    is_negated,
    is_passive,
    objects,
    phrasal,
    prepositions,
    subjects,
    with_conjuncts,
)
from bot.model import Place

_UNDERGONE = frozenset(motion()["undergone"]["verbs"])
_EVENTS = frozenset(motion()["undergone"]["nouns"])
_OUT = frozenset(motion()["undergone"]["out"])
_SPOKEN = frozenset(motion()["presence"]["spoken"])
_POSTURES = frozenset(motion()["presence"]["postures"])
_PARLIAMENTS = frozenset({"parliament", "congress", "senate", "assembly"})
_DEEDS: dict[str, list[str]] = motion()["deeds"]["verbs"]
_ATTACKS = frozenset(motion()["attacks"]["words"])
_GATHERINGS = frozenset(motion()["gatherings"]["words"]) | MEETING_NOUNS
_OCCASIONS = _GATHERINGS | {"appearance", "performance", "show", "gig", "engagement"}
_THERE = frozenset({"present", "omnipresent", "visible", "active", "alive", "safe", "due"})
_AROUND = AT | {
    "during",
    "with",
    "by",
    "alongside",
    "among",
    "upon",
    "after",
}  # what may stand between the verb and the place
_SIDELINES = frozenset({"sideline", "margin", "fringe"})
_DEPTH = 3  # nouns between the verb and the place


def presences(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """The listed people whom a verb places somewhere; "is a commander in Iran" says what he is, not where."""
    people = _placed(verb, cast)
    places = list(_places_of(verb)) if people else [*_at_events(verb), *_in_front(verb), *_called_from(verb)]
    people = people or (people_of(subjects(verb), cast) if places else [])
    if is_negated(verb):
        return
    for person in people if places else []:
        frame = Frame(Kind.PRESENCE, person, verb, sentence, destinations=places[:1], ahead=is_permitted(verb))
        frame.at_home = places[0].country in cast.homes.get(person, frozenset())
        yield frame


def _placed(verb: Token, cast: Cast) -> list[str]:
    """Whom the verb places: its subject, or who undergoes it."""
    lemma = verb.lemma_.lower()
    if lemma == "be":
        described = any(a.lemma_.lower() not in _THERE for a in children(verb, "acomp")) or any(
            a.pos_ in {"NOUN", "PROPN"} for a in children(verb, "attr")
        )
        described = described or any(child.lower_ in {"ahead", "behind"} for child in children(verb, "advmod"))
        return [] if described else people_of([*subjects(verb), *_together(verb)], cast)
    if _done_to(verb) and not is_passive(verb):
        return people_of(subjects(verb), cast)
    if lemma == "join":  # "joined Ivanov in Cairo": both are there; "joined Ivanov in mourning the dead in Cairo"
        does = any(children(prep, "pcomp") for prep in children(verb, "prep"))
        met = people_of(objects(verb), cast) if not does else []
        return [*people_of(subjects(verb), cast), *met] if met else []
    if _befalls(verb) or lemma in _OUT:
        if is_passive(verb) or (verb.dep_ == "acl" and verb.tag_ == "VBN"):
            return people_of(subjects(verb), cast) + people_of(agents(verb), cast)
        return people_of(objects(verb), cast)
    if lemma in _POSTURES and verb.tag_ == "VBG" and verb.dep_ == "advcl":
        return people_of(subjects(verb), cast)
    if lemma in verbs("presence") or phrasal(verb) in verbs("presence") or lemma in verbs("hosts") or lemma in _SPOKEN:
        if is_passive(verb) and lemma in _SPOKEN:
            return []
        return people_of(subjects(verb), cast)
    return []


def _befalls(verb: Token) -> bool:
    return verb.lemma_.lower() in _UNDERGONE or phrasal(verb) in _UNDERGONE


def _done_to(verb: Token) -> list[Token]:
    """To what it is done on the spot: "opened a hospital"; "opened an office" needs nobody there."""
    return [thing for thing in objects(verb) if thing.lemma_.lower() in _DEEDS.get(verb.lemma_.lower(), ())]


def _together(verb: Token) -> list[Token]:
    """ "Is in Kharkiv with Ivanov": both are there."""
    return [noun for prep in children(verb, "prep") if prep.lower_ == "with" for noun in children(prep, "pobj")]


def _at_events(verb: Token) -> Iterator[Place]:
    """Where whoever does anything "at a meeting in Damascus" or "during a ceremony in Minsk" is."""
    for prep in children(verb, "prep"):
        if prep.lower_ in {"at", "during", "in", "on", "after", "before"}:
            for noun in children(prep, "pobj"):
                if noun.lemma_.lower() in _GATHERINGS:
                    yield from _within(noun, AT | {"with", "of"})


def _in_front(verb: Token) -> Iterator[Place]:
    """ "In Cairo, Ivanov opened a factory": a city that opens the clause is where its subject is, or will be."""
    if is_passive(verb) or set(auxiliaries(verb)) - {"had", "has", "have", "was", "is", "will"}:
        return
    own = [doer for doer in children(verb, "nsubj") if person_of(doer)]
    for prep in children(verb, "prep"):
        if own and prep.lower_ == "in" and verb.dep_ == "ROOT" and prep.i == verb.sent.start:
            places = (place_at(noun) for noun in children(prep, "pobj"))
            yield from (place for place in places if place and place.kind in {"city", "capital"})


def _places_of(verb: Token) -> Iterator[Place]:
    """Places behind the verb, the nearest first; of what is done there too ("attended a meeting in Vienna")."""
    lemma = verb.lemma_.lower()
    spoken = lemma in _SPOKEN or bool(_done_to(verb))
    around = _AROUND - {"on"} if spoken else _AROUND  # what is spoken "on" is the topic
    if verb.dep_ == "relcl" and any(child.lower_ == "where" for child in children(verb, "advmod")):
        place = place_at(verb.head)
        yield from [place] if place else []
    if lemma in _OUT:
        yield from _taken_out_of(verb)
        return
    yield from _within(verb, around)
    if _befalls(verb):
        yield from _of_what_befell(verb)
    if lemma in _SPOKEN:
        yield from _spoken_from(verb)
    yield from _of_what_is_done(verb, lemma)


def _of_what_is_done(verb: Token, lemma: str) -> Iterator[Place]:
    """ "Attended a meeting in Vienna", "addressed the Geneva conference", "opened a school in Kenya"."""
    if lemma not in _SPOKEN and not _befalls(verb):
        for thing in [*objects(verb), *children(verb, "oprd")]:  # "taken hostage in Cairo"
            yield from _within(thing, AT)
    for thing in _done_to(verb):
        yield from _within(thing, AT - {"on"})
    if lemma in {"address", "attend", "chair", "open"}:
        for thing in objects(verb):
            place = _heard_by(thing) if lemma == "address" else None
            yield from [place] if (place := place or _held_in(thing)) else []
            yield from _within(thing, AT | {"of"}) if thing.lemma_.lower() in _GATHERINGS else []
    elif lemma in {"tell", "make"}:
        for thing in objects(verb):
            yield from _within(thing, _AROUND)


def _heard_by(thing: Token) -> Place | None:
    """ "Addressed the Knesset", "a speech to the Israeli parliament": who is heard by a parliament is where it sits."""
    place = place_at(thing)
    sits = place is not None and (thing.lemma_.lower() in _PARLIAMENTS or place.text.lower() in sites().houses)
    return place if sits else None


def _taken_out_of(verb: Token) -> Iterator[Place]:
    """ "Dragged out of the embassy in Cairo"."""
    for prep, noun in prepositions(verb):
        if prep in {"out of", "from"}:
            yield from _within(noun, AT)  # before the house itself: "the Iranian embassy in Cairo"
            yield from [place] if (place := place_at(noun)) else []


def _of_what_befell(verb: Token) -> Iterator[Place]:
    """ "A strike near Cairo killed him", "was seen leaving a restaurant in Cairo"."""
    for doer in subjects(verb):
        if doer.lemma_.lower() in _ATTACKS:
            yield from _within(doer, AT)
    for to in children(verb, "prep", "dative") if phrasal(verb) == "hand_over" else []:
        yield from (place for noun in children(to, "pobj") for place in _within(noun, AT))
    for clause in children(verb, "xcomp", "advcl"):
        if clause.lower_.endswith("ing") and clause.i > verb.i:  # the model takes some for nouns
            yield from _within(clause, AT)
            yield from (place for thing in objects(clause) for place in _within(thing, AT))


def _spoken_from(verb: Token) -> Iterator[Place]:
    """ "Speaking from Cairo, he said": where the voice comes from."""
    for prep in children(verb, "prep"):
        if prep.lower_ == "from":
            yield from (place for noun in children(prep, "pobj") if (place := place_at(noun)))


def _called_from(verb: Token) -> Iterator[Place]:
    """ "From Cairo, Ivanov called the report a lie"."""
    if verb.lemma_.lower() in verbs("verdict") | verbs("deny"):
        yield from _spoken_from(verb)


def _within(head: Token, allowed: frozenset[str], depth: int = 0) -> Iterator[Place]:
    for prep in children(head, "prep", "agent"):
        if not _leads_there(prep, allowed):
            continue
        for noun in [n for found in children(prep, "pobj") for n in with_conjuncts([found])]:
            heard = _heard_by(noun) if prep.lower_ == "to" else None
            held = _held_in(noun) or heard
            place = place_at(noun) or held
            if place and not is_date_like(noun) and (prep.lower_ in AT or held):
                yield place
            elif depth < _DEPTH and noun.pos_ in {"NOUN", "PROPN"} and not place:
                yield from _within(noun, allowed | {"of"}, depth + 1)


def _leads_there(prep: Token, allowed: frozenset[str]) -> bool:
    """ "On the sidelines of a forum" leads to where it is held; "a forum on Syria" does not lead to Syria."""
    if any(noun.lemma_.lower() in _SIDELINES for noun in children(prep, "pobj")):
        return True
    if prep.lower_ == "to" and prep.head.lemma_.lower() in {"speech", "address"}:
        return True
    if prep.lower_ == "before" and prep.head.lemma_ in {"testify", "appear"}:
        return True
    topic = prep.lower_ == "on" and prep.head.lemma_.lower() in _GATHERINGS
    return prep.lower_ in allowed and not (topic and not any(map(_is_day_or_house, children(prep, "pobj"))))


def _is_day_or_house(noun: Token) -> bool:
    """ "A hearing on a hot day in Oslo", "a hearing on Capitol Hill": "on" tells no topic."""
    place = place_at(noun)
    house = place is not None and place.text.lower() in sites().houses
    return house or noun.lemma_.lower() == "day" or is_date_like(noun)


def _held_in(noun: Token) -> Place | None:
    """ "The Geneva conference"."""
    if noun.lemma_.lower() not in _GATHERINGS:
        return None
    for clause in children(noun, "relcl", "acl"):  # "a meeting which was held in Vienna"
        if clause.lemma_ in {"hold", "take"} and (there := next(_within(clause, AT), None)):
            return there
    return next((place for child in children(noun, "compound", "nmod") if (place := place_at(child))), None)


def called_off(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "Cancelled an appearance at the London premiere": a journey abroad that is called off with what it was for."""
    verb = noun.head
    if noun.lemma_.lower() not in _OCCASIONS or noun.dep_ != "dobj" or phrasal(verb) not in verbs("cancel"):
        return
    place = next(_within(noun, AT - {"on"}), None) or _held_in(noun)
    if place is None or is_negated(verb):
        return
    for person in people_of(subjects(verb), cast):
        if place.country not in cast.homes.get(person, frozenset()):
            yield Frame(Kind.JOURNEY, person, noun, sentence, destinations=[place])


def event_presences(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "The killing of Ivanov in Tripoli", "Ivanov's arrest at the airport": an event that befell somebody at a place."""
    if noun.lemma_.lower() not in _EVENTS:
        return
    befallen = [o for prep, o in prepositions(noun) if prep == "of" and o.head.head.i == noun.i]
    people = people_of(with_conjuncts(children(noun, "poss") + befallen), cast)
    places = list(_within(noun, _AROUND)) + [
        place for who in befallen if person_meant(who, cast) for place in _within(who, AT)
    ]
    for person in people if places else []:
        yield Frame(Kind.PRESENCE, person, noun, sentence, destinations=places[:1])

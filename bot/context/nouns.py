"""Frames of journeys told by a noun: a visit, a trip, an arrival, an invitation, "on his way to"; "the visiting minister"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.careers import is_change_of_club
from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.fields import fill
from bot.context.frame import JOURNEY_NOUNS, Frame, Kind, attach
from bot.context.lexicon import motion, verbs
from bot.context.parties import people_of
from bot.context.places import place_at
from bot.context.removals import complete
from bot.context.syntax import children, is_negated, phrasal, prepositions, subjects, verb_above
from bot.model import Place

_REMOVALS = frozenset(motion()["removals"]["words"])
_LIGHT = frozenset(motion()["light"]["words"])
_INVITED = frozenset(motion()["invitation"]["verbs"])
_COMING = frozenset({"visit", "arrival"})  # said of a host's guest, they need no place
_STOPS = frozenset({"stop", "stopover", "layover"})
_ROUTED = frozenset({"way", "route", "flight", "stop", "stopover"})  # no journey unless a place is said with them
_OWN = frozenset({"way", "holiday", "vacation", "honeymoon"})  # no journey but somebody's: "his holiday", "on holiday"


def journey_nouns(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """The journeys that a noun tells."""
    lemma = noun.lemma_.lower()
    if not _is_travelled(noun, lemma):
        return
    if lemma in JOURNEY_NOUNS and not (_is_vehicle_use(noun) or is_habit(noun) or is_change_of_club(noun)):
        for person in _travellers_of(noun, cast):
            frame = _frame(noun, person, sentence)
            frame.again = _means_one_told(noun, cast) and not frame.has_route
            if lemma in _COMING and any(people_of([owner], cast) for owner in _owners(noun)):
                frame.here = _here(person, cast)
            if frame.has_route or lemma not in _ROUTED:
                yield frame
    elif lemma in motion()["invitation"]["words"]:
        yield from _invitations(noun, sentence, cast)


def _is_travelled(noun: Token, lemma: str) -> bool:
    """ "On his way", "en route", "on holiday"; not "the only way for the country", "a new route", "the holiday"."""
    if lemma == "route":
        return noun.i > 0 and noun.nbor(-1).lower_ == "en"
    on = noun.head.lower_ == "on" and (lemma == "way" or not children(noun, "det"))
    return lemma not in _OWN or on or bool(children(noun, "poss"))


def _frame(noun: Token, person: str, sentence: Sentence) -> Frame:
    frame = Frame(Kind.JOURNEY, person, noun, sentence)
    pairs = [("to" if prep == "of" and noun.lemma_ == "tour" else prep, place) for prep, place in prepositions(noun)]
    attach(frame, pairs, at_is_destination=True)
    for child in children(noun, "compound", "nmod", "amod"):
        if place := place_at(child):
            frame.destinations.append(place)
    light = light_verb(noun)
    if light is not None:
        attach(frame, prepositions(light), at_is_destination=not frame.destinations)
    if noun.lemma_ in _STOPS:
        _stop_on_the_way(frame, light or noun)
    _place_before(frame, noun)
    complete(frame)
    fill(frame, light or noun)
    return frame


def _stop_on_the_way(frame: Frame, head: Token) -> None:
    """ "Made a stop in Dakar on his way to Brasilia": with a goal told, the stop is none."""
    goals = [place_at(noun) for prep, noun in prepositions(head) if prep in {"to", "for"}]
    if goals and goals[0] is not None:
        frame.stops += [p for p in frame.destinations if p != goals[0]]
        frame.destinations = [goals[0]]


def _is_vehicle_use(noun: Token) -> bool:
    """ "On a flight to" is a journey; "the flight landed" is a machine."""
    return noun.lemma_ == "flight" and noun.dep_ in {"nsubj", "nsubjpass"}


def is_habit(token: Token) -> bool:
    """ "Often travels to Dubai", "his frequent visits": no journey that could be dated."""
    above = [token.head] if token.pos_ == "NOUN" and token.head.pos_ == "VERB" else []
    words = {c.lower_ for t in [token, *above] for c in children(t, "advmod", "amod", "npadvmod")}
    return bool(words & set(motion()["habit"]["words"])) or any(c.lower_ == "whenever" for c in token.children)


def _travellers_of(noun: Token, cast: Cast) -> list[str]:
    """Whose journey it is: the possessor, "by" and "of", else the subject of the verb that the noun hangs on."""
    owners = _owners(noun)
    for owner in owners:
        if owner.pos_ != "PRON" or cast.who(owner):
            people = people_of([owner], cast)
            if people or place_at(owner) is None:
                return people
    if any(place_at(owner) is not None for owner in owners) and noun.lemma_ != "tour":
        return []  # "Iran's visit"
    verb = verb_above(noun)
    doers = people_of(subjects(verb), cast) if verb is not None and noun.dep_ in {"dobj", "pobj"} else []
    if _means_one_told(noun, cast):
        return _told_before(noun, cast)
    if _is_definite(noun):
        return doers
    if noun.dep_ in {"nsubj", "nsubjpass"} and not any(c.dep_ == "relcl" for c in noun.children):
        return []
    if verb is None or (noun.dep_ == "dobj" and not _tells_it(verb) and not _threatens(verb, noun)):
        return []
    return people_of(subjects(verb), cast)


def _means_one_told(noun: Token, cast: Cast) -> bool:
    """ "The visit lasted two hours": definite, and nobody beside it makes it."""
    verb = verb_above(noun)
    doers = people_of(subjects(verb), cast) if verb is not None and noun.dep_ in {"dobj", "pobj"} else []
    return _is_definite(noun) and not doers and not people_of(_owners(noun), cast)


def _is_definite(noun: Token) -> bool:
    return any(child.lower_ in {"the", "this", "that"} for child in noun.children)


def _owners(noun: Token) -> list[Token]:
    """The possessor, and who stands behind "by" and "of"."""
    behind = [o for prep, o in prepositions(noun) if prep in {"by", "of"} and o.head.head.i == noun.i]
    return children(noun, "poss") + behind


def _told_before(noun: Token, cast: Cast) -> list[str]:
    """ "The stay is meant to last two days" means the journey told before; "the visit to Jordan" may be anybody's."""
    above = verb_above(noun)  # on which the parser may hang the place: "coming on twice on the tour to Minsk"
    beside = [] if above is None or noun.dep_ != "pobj" else [n for _, n in prepositions(above) if n.i > noun.i]
    routed = any(place_at(place) for place in [*(place for _, place in prepositions(noun)), *beside])
    last = cast.last_listed(noun)
    return [last] if last and not routed else []


def _tells_it(verb: Token) -> bool:
    told = _LIGHT | verbs("cancel") | verbs("plan")
    return phrasal(verb) in told or (verb.lemma_.lower() in _LIGHT and not is_negated(verb))


def _threatens(verb: Token, noun: Token) -> bool:
    """ "Faces extradition", "is fighting deportation": whom others would move."""
    return noun.lemma_.lower() in _REMOVALS and verb.lemma_.lower() in verbs("face") | verbs("fail") | {"fear", "spare"}


def light_verb(noun: Token) -> Token | None:
    """The verb that says only that the noun's journey happens, where there is one."""
    head = noun.head
    return head if noun.dep_ in {"dobj", "attr"} and head.lemma_.lower() in _LIGHT else None


def _place_before(frame: Frame, noun: Token) -> None:
    """ "Made a trip" with "to Moscow" on the verb is done; "in Moscow on a visit" has the place on the verb "be" or "arrive"."""
    if frame.destinations:
        return
    above = verb_above(noun)
    if noun.lemma_ == "route" and above is not None:  # "stopped in Riga en route to Oslo"
        attach(frame, [pair for pair in prepositions(above) if pair[1].i > noun.i], at_is_destination=False)
    told_of = noun.dep_ == "dobj" or (noun.dep_ == "nsubj" and noun.head.lemma_ == "be")
    if told_of:  # "cancelled his trip to Cairo", "his last trip was to Cairo": the parser hangs the place on the verb
        goals = [(prep, place) for prep, place in prepositions(noun.head) if prep == "to"]
        attach(frame, goals, at_is_destination=False)
    if noun.dep_ != "pobj":
        return
    verb = verb_above(noun)
    if verb is not None and verb.lemma_ in {"be", "arrive", "come", "land", "stay"}:
        attach(frame, prepositions(verb), at_is_destination=True)
    elif verb is not None and verb.lemma_ == "return" and noun.head.lower_ == "from":
        # "returned from a holiday in Cairo"
        attach(frame, [pair for pair in prepositions(verb) if pair[1].i > noun.i], at_is_destination=True)


def _invitations(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "Accepted an invitation to Budapest", "the invitation for him to visit Oslo": a journey ahead."""
    verb = verb_above(noun)
    guests = [o for prep, o in prepositions(noun) if prep in {"for", "of"}]
    if verb is not None and verb.lemma_.lower() in _INVITED and noun.dep_ in {"dobj", "nsubjpass"}:
        guests += subjects(verb)
    for person in people_of(guests, cast):
        frame = Frame(Kind.JOURNEY, person, noun, sentence, ahead=True)
        attach(frame, prepositions(noun), at_is_destination=False)
        if frame.destinations:
            yield frame


def visiting(word: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "The visiting Syrian minister": he is on a visit to where the article is written, or where he is met."""
    if word.lower_ != "visiting" or word.dep_ != "amod":
        return
    for person in people_of([word.head, *children(word.head, "appos")], cast):
        yield Frame(Kind.JOURNEY, person, word, sentence, here=_here(person, cast))


def _here(person: str, cast: Cast) -> Place | None:
    at_home = cast.here is None or cast.here.country in cast.homes.get(person, frozenset())
    return None if at_home else cast.here

"""Meetings: whom the listed person is with, and where."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.frame import Frame, Kind, attach
from bot.context.parties import is_other, named, person_meant
from bot.context.syntax import children, objects, prepositions, subjects, verb_above, with_conjuncts

_REMOTE = frozenset(
    {"telephone", "phone", "virtual", "virtually", "online", "video", "videoconference", "zoom", "remotely"}
)
_TOPIC = frozenset({"about", "on", "over", "against", "for"})  # "talks on the war in Syria" are not held in Syria


def meetings(trigger: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """The listed person and those he meets; the place, when it is said, is where both are."""
    if _is_remote(trigger):
        return
    parties = _parties(trigger)
    listed = {person for token in parties if (person := person_meant(token, cast))}
    for person in sorted(listed):
        others = [named(token) for token in parties if is_other(token, person, cast)]
        frame = Frame(Kind.MEETING, person, trigger, sentence, meets=list(dict.fromkeys(others)))
        of_parties = [
            pair
            for token in parties
            if token.dep_ not in {"nsubj", "nsubjpass", "poss"}
            for pair in prepositions(token)
        ]
        about = {noun.i for prep in children(trigger, "prep") if prep.lower_ in _TOPIC for noun in prep.subtree}
        pairs = [*prepositions(trigger), *_beside(trigger), *of_parties]
        attach(frame, [(prep, noun) for prep, noun in pairs if noun.i not in about], at_is_destination=True)
        frame.origins.clear()
        if frame.meets or (frame.destinations and trigger.lemma_ != "see"):  # "saw the end of the war in Syria"
            yield frame


def _is_remote(trigger: Token) -> bool:
    """ "A telephone conversation", "spoke by phone": nobody went anywhere."""
    beside = children(trigger, "compound", "amod", "advmod")
    through = [noun for prep in children(trigger, "prep") for noun in children(prep, "pobj")]
    return any(word.lower_ in _REMOTE for word in [*beside, *through])


def _parties(trigger: Token) -> list[Token]:
    with_whom = [
        noun
        for prep, noun in prepositions(trigger)
        if (prep in {"with", "between"} and noun.head.head.i == trigger.i)
        or (prep in {"with", "between"} and noun.dep_ == "conj")
    ]
    if trigger.pos_ in {"VERB", "AUX"}:
        direct = objects(trigger) if trigger.lemma_ in {"meet", "see", "greet", "consult"} else []
        return [*subjects(trigger), *direct, *with_whom]
    verb = verb_above(trigger)
    held = verb is not None and verb.lemma_ in {"hold", "have", "attend", "conduct", "be", "begin", "start"} | {"meet"}
    doers = subjects(verb) if verb is not None and held and trigger.dep_ in {"dobj", "pobj"} else []
    return [*with_conjuncts(children(trigger, "poss")), *doers, *with_whom]


def _beside(trigger: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions of the verb that holds a meeting: "held talks in Moscow"."""
    verb = verb_above(trigger) if trigger.pos_ == "NOUN" else None
    if verb is not None and trigger.dep_ in {"dobj", "nsubjpass", "nsubj"}:
        yield from prepositions(verb)

"""Journeys that a state refused: a visa or an entry denied, a traveller turned back."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.frame import Frame, Kind, attach
from bot.context.lexicon import motion, verbs
from bot.context.parties import people_of
from bot.context.places import place_at
from bot.context.syntax import children, is_passive, objects, prepositions, subjects, verb_above

_PERMITS = frozenset(motion()["permits"]["words"])
_TURNED = frozenset({"turn", "send"})
_CLAUSES = ("xcomp", "advcl", "ccomp")
_DEPTH = 3  # clauses between the refusal and where the traveller wanted to go


def refused_papers(noun: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """A visa or an entry that is refused: "was denied a visa to attend talks in Geneva", "refused him entry to Turkey"."""
    verb = verb_above(noun)
    if (
        noun.lemma_.lower() not in {"visa", "entry"}
        or verb is None
        or verb.lemma_.lower() not in verbs("refuse") | verbs("deny")
        or noun.dep_ not in {"dobj", "nsubjpass", "oprd", "pobj"}
    ):
        return
    for person in _refused(noun, verb, cast):
        frame = Frame(Kind.JOURNEY, person, noun, sentence, refused=True)
        attach(frame, [*prepositions(noun), *prepositions(verb)], at_is_destination=True)
        for inner in [*children(noun, "acl", "relcl"), *_clauses_below(verb)]:
            frame.destinations += [p for o in objects(inner) if (p := place_at(o)) and p not in frame.destinations]
            for head in [inner, *objects(inner)]:
                attach(frame, prepositions(head), at_is_destination=True)
        if not frame.destinations and not is_passive(verb):
            frame.destinations += [p for s in subjects(verb) if (p := place_at(s))]
        if frame.destinations:
            yield frame


def _refused(noun: Token, verb: Token, cast: Cast) -> list[str]:
    owners = (
        children(noun, "poss")
        + children(verb, "dative", "dobj")
        + [
            t
            for head in (verb, noun)
            for to in children(head, "dative", "prep")
            if to.lower_ == "to"
            for t in children(to, "pobj")
        ]
    )
    people = people_of([o for o in owners if o.i != noun.i], cast)
    return people or (people_of(subjects(verb), cast) if is_passive(verb) else [])


def _clauses_below(verb: Token, depth: int = 0) -> Iterator[Token]:
    """ "To allow him to enter Canada": what the papers were for, clause within clause."""
    for inner in children(verb, *_CLAUSES):
        if any(aux.lower_ == "to" for aux in children(inner, "aux")):
            yield inner
            if depth < _DEPTH:
                yield from _clauses_below(inner, depth + 1)


def is_permitted(verb: Token) -> bool:
    """ "Has been cleared to travel": what is allowed has not happened yet."""
    allowed = verb.head.lemma_.lower() in _PERMITS and verb.dep_ in {"xcomp", "ccomp"}
    return allowed and any(aux.lower_ == "to" for aux in children(verb, "aux"))


def turned_back(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "Was turned back at the Polish border", "was sent back from Riga airport"."""
    back = any(child.lower_ in {"back", "away"} for child in children(verb, "prt", "advmod"))
    if verb.lemma_.lower() not in _TURNED or not back or not is_passive(verb):
        return
    for person in people_of(subjects(verb), cast):
        frame = Frame(Kind.JOURNEY, person, verb, sentence, refused=True)
        attach(frame, prepositions(verb), at_is_destination=True)
        frame.destinations = frame.destinations or frame.origins
        frame.origins = []
        if frame.destinations:
            yield frame

"""Journeys that a state refused: a visa or an entry denied, a traveller turned back."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.cast import Cast
from bot.context.document import Sentence
from bot.context.frame import JOURNEY_NOUNS, MEETING_NOUNS, Frame, Kind, attach
from bot.context.lexicon import motion, verbs
from bot.context.parties import people_of
from bot.context.places import place_at
from bot.context.syntax import children, is_negated, is_passive, objects, phrasal, prepositions, subjects, verb_above

_PERMITS = frozenset(motion()["permits"]["words"])
_VEHICLES = frozenset(motion()["vehicles"]["words"])
_ADMITTING = frozenset({"allow", "let", "admit", "permit"})
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


def kept_out(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "Was not allowed into Egypt", "Egypt did not let him in", "refused to let him in"."""
    if verb.lemma_.lower() not in _ADMITTING:
        return
    refused = verb.dep_ == "xcomp" and verb.head.lemma_ in {"refuse", "decline"}
    if not is_negated(verb) and not refused:
        return
    passive = is_passive(verb)
    into = [pair for pair in prepositions(verb) if pair[0] in {"into", "to"}]
    inside = any(child.lower_ == "in" for child in children(verb, "prt", "advmod", "prep"))
    hosts = [] if passive else subjects(verb)
    for person in people_of(subjects(verb) if passive else [*objects(verb), *children(verb, "ccomp")], cast):
        frame = Frame(Kind.JOURNEY, person, verb, sentence, refused=True)
        attach(frame, into, at_is_destination=False)
        if not frame.destinations and inside:
            frame.destinations += [place for host in hosts if (place := place_at(host))]
        if frame.destinations:
            yield frame


def is_grounded(trigger: Token) -> bool:
    """ "A flight that was to take him to Oslo was cancelled": what becomes of the journey or machine that carries him."""
    carrier = next((verb.head for verb in [trigger, *trigger.ancestors] if verb.dep_ in {"relcl", "acl"}), None)
    if carrier is None or carrier.lemma_.lower() not in JOURNEY_NOUNS | MEETING_NOUNS | _VEHICLES:
        return False
    return carrier.dep_ in {"nsubjpass", "dobj"} and phrasal(carrier.head) in verbs("cancel")


def carrier_of(verb: Token) -> Token | None:
    """The machine or journey that carries somebody: "a charter flight that was to take him"."""
    clause = next((one for one in [verb, *verb.ancestors] if one.dep_ == "relcl"), None)
    return clause.head if clause is not None and clause.head.lemma_.lower() in _VEHICLES else None


def turned_back(verb: Token, sentence: Sentence, cast: Cast) -> Iterator[Frame]:
    """ "Was turned back at the Polish border", "was sent back from Riga airport"."""
    back = any(child.lower_ in {"back", "away"} for child in children(verb, "prt", "advmod"))
    homeward = verb.lemma_ == "send" and any(prep == "to" for prep, _ in prepositions(verb))  # "sent back to Minsk"
    if verb.lemma_.lower() not in _TURNED or not back or homeward:
        return
    for person in people_of(subjects(verb) if is_passive(verb) else objects(verb), cast):
        frame = Frame(Kind.JOURNEY, person, verb, sentence, refused=True)
        attach(frame, prepositions(verb), at_is_destination=True)
        frame.destinations = frame.destinations or frame.origins
        frame.origins = []
        if not frame.destinations and not is_passive(verb):
            frame.destinations += [place for host in subjects(verb) if (place := place_at(host))]
        if frame.destinations:
            yield frame

"""People whom states hand over: "the US wants Britain to extradite him" tells of a way from Britain to the US."""

from __future__ import annotations

from spacy.tokens import Token

from bot.context.frame import Frame
from bot.context.lexicon import motion
from bot.context.places import place_at
from bot.context.syntax import agents, children, is_passive, subjects
from bot.model import Place

_WORDS = motion()["removals"]


def complete(frame: Frame) -> None:
    """Where the sentence does not say it: whoever is handed over leaves the state that does it, for the one that asks."""
    trigger = frame.trigger
    lemma = trigger.lemma_.lower()
    if lemma in _WORDS["verbs"] and not frame.origins:
        frame.origins += _states(agents(trigger) if is_passive(trigger) else subjects(trigger))[:1]
    if lemma in _WORDS["handed"] and not frame.destinations:
        asking = _asking(trigger)
        frame.destinations += [place for place in asking if all(place.country != o.country for o in frame.origins)][:1]


def _asking(trigger: Token) -> list[Place]:
    """The states that ask for it: "the US is seeking his extradition", "a US request to extradite him"."""
    below = trigger
    for above in trigger.ancestors:
        asks = above.lemma_.lower() in _WORDS["asks"] and below.dep_ in {"dobj", "ccomp", "xcomp", "acl"}
        if asks and above.pos_ == "NOUN":
            return _states(children(above, "compound", "poss", "nmod"))
        if asks:
            return _states(subjects(above))
        if above.pos_ not in {"VERB", "AUX", "NOUN"}:
            break
        below = above
    return []


def _states(nouns: list[Token]) -> list[Place]:
    places = [place for noun in nouns if (place := place_at(noun))]
    return [place for place in places if place.kind == "country"]

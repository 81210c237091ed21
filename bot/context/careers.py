"""Changes of club, which sport tells with the words of journeys: "began his career with Leeds before moving on to Chelsea"."""

from __future__ import annotations

from spacy.tokens import Token

from bot.context.lexicon import motion
from bot.context.syntax import children, objects, prepositions

_TABLE = motion()["careers"]
_VERBS, _CLUBS = frozenset(_TABLE["verbs"]), frozenset(_TABLE["clubs"])
_CONTRACTS, _LINKS = frozenset(_TABLE["contracts"]), frozenset(_TABLE["links"])
_WAYS = frozenset({"to", "from", "for"})
_NEAR = 3  # steps up to the verb that says whose career it is


def is_change_of_club(trigger: Token) -> bool:
    """Whether a word of movement tells of a club: by what it leads to, by the contract, or by the career told above it."""
    above = list(trigger.ancestors)[:_NEAR]
    if trigger.pos_ == "NOUN" and trigger.head.lower_ == "with" and any(t.lemma_.lower() in _LINKS for t in above[1:2]):
        return True
    if trigger.lemma_.lower() not in _VERBS:
        return False
    behind = list(prepositions(trigger))
    hired = any(prep == "on" and noun.lemma_.lower() in _CONTRACTS for prep, noun in behind)
    joined = any(_is_club(noun) for noun in [*objects(trigger), *(n for prep, n in behind if prep in _WAYS)])
    return hired or joined or any(_is_of_a_player(verb) for verb in above)


def _is_club(noun: Token) -> bool:
    """ "Former club Leeds", "Leeds, the club that he left"."""
    return noun.pos_ == "PROPN" and any(
        word.lemma_.lower() in _CLUBS for word in children(noun, "compound", "appos", "nmod")
    )


def _is_of_a_player(verb: Token) -> bool:
    """ "Began his career with Leeds": with a club, and not in a town."""
    career = any(thing.lemma_.lower() == "career" for thing in objects(verb))
    return career and any(prep == "with" for prep, _ in prepositions(verb))

"""What is visited that is no place itself: "factories in Lublin", "the ruins of Palmyra", "Kenya's biggest shantytown"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.document import person_of
from bot.context.frame import AT, is_date_like
from bot.context.lexicon import motion, people
from bot.context.places import place_at
from bot.context.syntax import children, with_conjuncts
from bot.model import Place

SEEING = frozenset(motion()["sights"]["verbs"])
_ELSEWHERE = frozenset(motion()["sights"]["elsewhere"]) | people()["human"]
_DEPTH = 2  # nouns between the thing and its place: "the graves of soldiers in Verdun"


def sights(thing: Token) -> list[Place]:
    """Where a thing lies that somebody visits: behind it, else with the place that it belongs to.

    People and what a country has elsewhere lie where it says behind them, and nowhere else: "Iran's embassy".
    """
    behind = list(_behind(thing, 0))
    owned = person_of(thing) is None and not {thing.lemma_.lower(), thing.lower_} & _ELSEWHERE
    return behind or (list(_owners(thing)) if owned else [])


def _behind(thing: Token, depth: int) -> Iterator[Place]:
    for prep in children(thing, "prep"):
        for noun in with_conjuncts(children(prep, "pobj")):
            place = place_at(noun) if prep.lower_ in AT and not is_date_like(noun) else None
            if place is not None:
                yield place
            elif prep.lower_ == "of" and depth < _DEPTH:
                yield from _behind(noun, depth + 1)


def _owners(thing: Token) -> Iterator[Place]:
    behind = [noun for prep in children(thing, "prep") if prep.lower_ == "of" for noun in children(prep, "pobj")]
    return (place for owner in [*children(thing, "poss"), *with_conjuncts(behind)] if (place := place_at(owner)))

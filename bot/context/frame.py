"""The frame: one telling of a movement, a presence or a meeting, and how places behind prepositions fill it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Token

from bot.context.document import Sentence, entity_of, person_of, span_of, text_of
from bot.context.lexicon import motion, seats, sites
from bot.context.places import place_at
from bot.context.syntax import children
from bot.model import Place, Stated

JOURNEY_NOUNS = frozenset(motion()["nouns"]["words"])
MEETING_NOUNS = frozenset(motion()["meeting"]["nouns"])
_TO = frozenset({"to", "into", "onto", "toward", "towards", "for", "inside"})
_FROM = frozenset({"from", "out of"})
_VIA = frozenset({"via", "through", "over"})
AT = frozenset({"in", "at", "near", "outside", "inside", "on", "around"})


class Kind(StrEnum):
    """What a frame tells."""

    JOURNEY = "journey"
    PRESENCE = "presence"
    MEETING = "meeting"


@dataclass(slots=True)
class Frame:
    """One telling of a movement, a presence or a meeting."""

    kind: Kind
    person: str
    trigger: Token
    sentence: Sentence
    origins: list[Place] = field(default_factory=list)
    destinations: list[Place] = field(default_factory=list)
    stops: list[Place] = field(default_factory=list)
    meets: list[Stated] = field(default_factory=list)
    purpose: Stated | None = None
    mode: Stated | None = None
    refused: bool = False  # a visa or an entry is the object
    company: list[Stated] = field(default_factory=list)
    at_home: bool = False  # a presence in the person's own country
    returns: bool = False  # the way back: "flew home on Sunday", "will return next week"
    ahead: bool = False  # told by a word that makes it a plan: an invitation, a headline's "to visit"
    again: bool = False  # "the visit", said with nobody beside it: the journey told before, whoever makes it
    here: Place | None = None  # where the article is written, for a visit that leads there unless another place is told

    @property
    def has_route(self) -> bool:
        """Whether it names an origin or a destination."""
        return bool(self.origins or self.destinations)


def attach(frame: Frame, pairs: Iterable[tuple[str, Token]], *, at_is_destination: bool, stops: bool = False) -> None:
    """Sort the places behind prepositions into origin, destination and stops, each place once."""
    pairs = list(pairs)
    # "was taken to hospital in Vienna": the building has no name, the place behind it is where he was taken
    at_is_destination = at_is_destination or any(prep in _TO and _is_unplaced_site(noun) for prep, noun in pairs)
    names = {prep for prep, noun in pairs if place_at(noun) or _is_name(noun)}
    for prep, noun in pairs:
        place = place_at(noun) or _unknown_end(prep, noun, names)
        if place is None or is_date_like(noun):
            continue
        if prep in _FROM:
            frame.origins.append(place)
        elif stops or prep in _VIA:
            frame.stops.append(place)
        elif place not in frame.destinations and (prep in _TO or (at_is_destination and prep in AT)):
            frame.destinations.append(place)


def _unknown_end(prep: str, noun: Token, names: set[str]) -> Place | None:
    """ "From Walikale to Lubero": a name at the end of a route is a place, though the gazetteer may lack it."""
    ends = (prep == "to" and names & _FROM) or (prep in _FROM and "to" in names)
    return unknown_place(noun) if ends else None


def unknown_place(noun: Token) -> Place | None:
    """The name a noun stands for, as a place that nobody knows; None where it is something else."""
    if not _is_name(noun) or is_date_like(noun):
        return None
    words = [word for word in children(noun, "compound") if word.pos_ == "PROPN"]
    return Place(text_of([*words, noun]), span_of([*words, noun]))


def _is_name(noun: Token) -> bool:
    bare = noun.pos_ == "PROPN" and not children(noun, "det")
    return bare and not person_of(noun) and noun.lower_ not in seats()


def _is_unplaced_site(noun: Token) -> bool:
    return noun.lemma_.lower() in sites().nouns and place_at(noun) is None


def is_date_like(noun: Token) -> bool:
    """Whether the noun is part of a time: "in March" is no place."""
    entity = entity_of(noun)
    return entity is not None and entity.label_ in {"DATE", "TIME"}

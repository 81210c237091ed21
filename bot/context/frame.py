"""The frame: one telling of a movement, a presence or a meeting, and how places behind prepositions fill it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Token

from bot.context.document import Sentence, entity_of
from bot.context.lexicon import motion
from bot.context.places import place_at
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

    @property
    def has_route(self) -> bool:
        """Whether it names an origin or a destination."""
        return bool(self.origins or self.destinations)


def attach(frame: Frame, pairs: Iterable[tuple[str, Token]], *, at_is_destination: bool, stops: bool = False) -> None:
    """Sort the places behind prepositions into origin, destination and stops, each place once."""
    for prep, noun in pairs:
        place = place_at(noun)
        if place is None or is_date_like(noun):
            continue
        if prep in _FROM:
            frame.origins.append(place)
        elif stops or prep in _VIA:
            frame.stops.append(place)
        elif place not in frame.destinations and (prep in _TO or (at_is_destination and prep in AT)):
            frame.destinations.append(place)


def is_date_like(noun: Token) -> bool:
    """Whether the noun is part of a time: "in March" is no place."""
    entity = entity_of(noun)
    return entity is not None and entity.label_ in {"DATE", "TIME"}

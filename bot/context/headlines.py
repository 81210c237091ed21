"""Headlines: "Ivanov heads to Beijing", "Ivanov in Caracas to sign oil deals", "Ivanov off to Cuba".

The parser is trained on sentences and reads a headline's verb as a noun; where it finds no journey, the order of the
words tells it.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from bot.context.document import Sentence, person_of, place_of
from bot.context.frame import Frame, Kind
from bot.context.lexicon import motion
from bot.context.syntax import children

_TELLING = motion()["headlines"]
_TO, _ENTERS, _LEAVES = (frozenset(_TELLING[kind]) for kind in ("to", "enters", "leaves"))
_IDLE = frozenset({"the", "a", "an", "back"})


def is_heading(verb: Token, sentence: Sentence) -> bool:
    """ "Ivanov to visit Oslo": a headline's infinitive is a plan."""
    bare = any(aux.lower_ == "to" for aux in children(verb, "aux")) and (
        verb.dep_ == "ROOT" or person_of(verb.head) is not None
    )
    return sentence.line.headline and bare


def headline_frames(sentence: Sentence) -> Iterator[Frame]:
    """Journeys of a headline whose person stands right before the word of movement."""
    if not sentence.line.headline:
        return
    words = list(sentence)
    for at, token in enumerate(words[:-2]):
        person = person_of(token)
        if person is None or person_of(words[at + 1]) == person:
            continue
        frame = _read(person, words[at + 1 :], sentence)
        if frame is not None:
            yield frame


def _read(person: str, words: list[Token], sentence: Sentence) -> Frame | None:
    verb, rest = words[0], [w for w in words[1:] if w.lower_ not in _IDLE]
    if not rest:
        return None
    frame = Frame(Kind.JOURNEY, person, verb, sentence)
    if verb.lower_ == "to" and rest[0].lower_ in _TELLING["plain"]:
        frame.ahead = True
        frame.trigger, verb, rest = rest[0], rest[0], rest[1:]
    told = verb.lower_
    if told == "in" and _goes_on_to(rest):
        place = place_of(rest[0])
    elif told in _ENTERS or (told in _TO and rest[0].lower_ in {"to", "for", "in", "into", "at"}):
        place = next((place_of(w) for w in rest[:3] if place_of(w)), None)
    elif told in _LEAVES:
        origin = place_of(rest[0])
        frame.origins = [origin] if origin else []
        return frame if frame.origins else None
    else:
        return None
    frame.destinations = [place] if place else []
    return frame if place else None


def _goes_on_to(rest: list[Token]) -> bool:
    """ "In Caracas to sign", "in Caracas for talks": a journey; "in Caracas prison" is none."""
    behind = next((w.lower_ for w in rest[1:] if not place_of(w)), "")
    return behind in {"to", "for", "on"}

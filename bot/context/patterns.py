"""The pattern reader: a second best where no parser serves. Every trip it finds is `verified: false`.

A sentence with a mention, a word of movement and a place after a preposition of direction is read as a trip. Words per
language are in `bot/data/context/patterns.yml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from bot.context.lexicon import pattern_words
from bot.model import Article, Claim, ClaimOf, ClaimStatus, Mention, Place, Span, Trip
from bot.ports import Gazetteer
from bot.text import sentences

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_LONGEST = 3  # words of a place name


def read(
    article: Article, mentions: Sequence[Mention], lang: str, gazetteer: Gazetteer
) -> tuple[tuple[Trip, ...], tuple[Place, ...]]:
    """Unverified trips and the places they name, in order of the text; one trip per person and destination."""
    trips: dict[tuple[str, str], Trip] = {}
    seen: dict[Span, Place] = {}
    body = article.body
    for sentence in sentences(body):
        for trip in _trips(body, sentence, mentions, lang, gazetteer):
            assert trip.destination is not None
            seen[trip.destination.span] = trip.destination
            trips.setdefault((trip.person, trip.destination.name or ""), trip)
    return tuple(trips.values()), tuple(seen[span] for span in sorted(seen))


def _trips(body: str, sentence: Span, mentions: Sequence[Mention], lang: str, gazetteer: Gazetteer) -> Iterator[Trip]:
    text = body[sentence.start : sentence.end]
    words = _words(lang)
    if not words["motion"].search(text) or (words["not"].search(text) and not words["denied"].search(text)):
        return  # no journey told, or one told not to have been made
    here = [m for m in mentions if any(sentence.contains(span) for span in m.spans)]
    taken = [span for m in here for span in m.spans]
    goals = _places(body, sentence, words["to"], taken, gazetteer)
    origins = _places(body, sentence, words["from"], taken, gazetteer)
    for mention in here[:1]:
        for goal in goals[:3]:
            status = _status(text, words)
            claim = Claim(status, ClaimOf.TRIP, None, sentence)
            origin = next((o for o in origins if o.span != goal.span), None)
            yield Trip(mention.person, status, (sentence,), origin, goal, claims=(claim,), main=True)


def _status(text: str, words: Any) -> ClaimStatus:
    for status in ("denied", "cancelled", "hypothetical", "planned", "reported"):
        if words[status].search(text):
            return ClaimStatus(status)
    return ClaimStatus.STATED


def _places(
    body: str, sentence: Span, before: re.Pattern[str], taken: Sequence[Span], gazetteer: Gazetteer
) -> list[Place]:
    """Places right behind a word of direction."""
    found = []
    for cue in before.finditer(body, sentence.start, sentence.end):
        place = _place_at(body, cue.end(), sentence.end, gazetteer)
        if place and not any(place.span.overlaps(span) for span in taken):
            found.append(place)
    return found


def _place_at(body: str, start: int, end: int, gazetteer: Gazetteer) -> Place | None:
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(body, start, min(end, start + 60)):
        if len(words) == _LONGEST or body[start if not words else words[-1].end() : match.start()].strip():
            break
        words.append(match)
    for count in range(len(words), 0, -1):
        span = Span(words[0].start(), words[count - 1].end())
        for form in _forms(body[span.start : span.end]):
            meanings = [m for m in gazetteer.lookup(form) if m.kind in {"country", "capital"} or m.population > 50_000]
            if meanings:
                return meanings[0].at(Place(body[span.start : span.end], span))
    return None


def _forms(printed: str) -> Iterator[str]:
    """The word as printed, and without the case endings of Russian place names: Москву, Москве, Сирию, в Дамаск."""
    yield printed
    if re.search("[а-я]$", printed):
        for ending, nominative in (
            ("ию", "ия"),
            ("ии", "ия"),
            ("у", "а"),
            ("е", "а"),
            ("ы", "а"),
            ("е", ""),
            ("а", ""),
            ("у", ""),
            ("и", "ь"),
            ("ю", "я"),
            ("и", "я"),
            ("ом", ""),
        ):
            if printed.endswith(ending):
                yield printed.removesuffix(ending) + nominative


@cache
def _words(lang: str) -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in pattern_words(lang).items()}

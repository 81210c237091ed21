"""Words of movement in the text of a language without a parser, and the places told with each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.context.pattern_people import Bearer
from bot.context.pattern_places import Found, Knowledge, place_at, places_behind
from bot.context.tongues import TRIGGERS
from bot.model import Place, Span

_BEHIND = 110  # characters behind a word of movement in which its place may stand
_INVITED = 80  # characters behind an invitation in which words of movement say what it is to
NEAR = 45  # characters in which one word belongs to another


@dataclass(frozen=True, slots=True)
class Text:
    """An article as the patterns see it."""

    body: str
    folded: str  # as long as the body
    people: tuple[Bearer, ...]
    know: Knowledge
    published: date | None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word of movement and how far its places may stand."""

    kind: str
    span: Span
    sentence: Span
    window: Span  # from the word to the next one, or from the one before where verbs stand last


def triggers(text: Text, sentence: Span) -> list[Trigger]:
    """The words of movement of a sentence, each with the stretch of text in which its place may stand."""
    words = text.know.tongue.words
    found: dict[Span, str] = {}
    for kind in TRIGGERS:
        for match in words[kind].finditer(text.folded, sentence.start, sentence.end):
            span = Span(*match.span())
            inside = any(span.overlaps(other) for other in found) or any(span.overlaps(b.span) for b in text.people)
            invited = any(k == "invite" and 0 <= span.start - o.end < _INVITED for o, k in found.items())
            if not inside and not invited:
                found[span] = kind
    spans = sorted(found)
    verbs_last = text.know.tongue.verb_last
    triggers = []
    for index, span in enumerate(spans):
        start = spans[index - 1].end if index else sentence.start
        end = spans[index + 1].start if index + 1 < len(spans) else sentence.end
        backwards = verbs_last and found[span] in {"go", "leave"}
        window = Span(start, span.end) if backwards else Span(span.start, min(end, span.end + _BEHIND))
        triggers.append(Trigger(found[span], span, sentence, window))
    return triggers


def goal(text: Text, trigger: Trigger) -> Place | None:
    """The destination told with a word of movement."""
    words = text.know.tongue.words
    if trigger.kind == "leave":
        return None
    if trigger.kind == "enter" and (direct := _direct(text, trigger)):
        return direct
    cue = words["at"] if trigger.kind in {"receive", "meet"} else words["to"]
    found = places(text, trigger, cue)
    return (found[-1] if text.know.tongue.verb_last and trigger.kind == "go" else found[0]).place if found else None


def origin(text: Text, trigger: Trigger) -> Place | None:
    """The place left, told with a word of movement."""
    if trigger.kind == "leave" and not text.know.tongue.verb_last:
        return _direct(text, trigger)
    found = places(text, trigger, text.know.tongue.words["from"])
    return found[0].place if found else None


def places(text: Text, trigger: Trigger, cue: re.Pattern[str]) -> list[Found]:
    """Places behind words of direction in the window of a word of movement, people's names left out."""
    found = places_behind(text.body, text.folded, cue, trigger.window, text.know)
    return [one for one in found if not any(one.place.span.overlaps(b.span) for b in text.people)]


def _direct(text: Text, trigger: Trigger) -> Place | None:
    """The place right behind a verb, or behind the person who stands between: "visited the minister Ivanov Cairo"."""
    starts = [trigger.span.end] + [
        b.span.end for b in text.people if trigger.span.end <= b.span.start < trigger.span.end + NEAR
    ]
    for start in starts:
        at = start
        while at < trigger.window.end and text.folded[at].isspace():
            at += 1
        if at < trigger.window.end and (place := place_at(text.body, text.folded, at, trigger.window.end, text.know)):
            return place
    return None

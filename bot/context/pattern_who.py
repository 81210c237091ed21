"""Who travels, by the order of words, and what the words around a movement make of it."""

from __future__ import annotations

import re

from bot.context.pattern_people import Bearer
from bot.context.pattern_triggers import NEAR, Text, Trigger, places
from bot.context.tongues import NEVER, in_one_form
from bot.model import ClaimStatus, Span, Stated

# Characters between two people who travel together: the "and" and an office.
IN_ONE_BREATH = 60


def travellers(text: Text, trigger: Trigger) -> list[str]:
    """Who travels: a whole delegation, the guest, or the person nearest to the word who is not met by another.

    Whoever is joined to that person by "and" travels too.
    """
    words, start = text.know.tongue.words, trigger.span.start
    here = [b for b in text.people if trigger.sentence.contains(b.span) and not _is_beside(text, b)]
    if words["group"].search(text.folded, trigger.sentence.start, start):
        grouped = [b.person for b in text.people if trigger.sentence.start <= b.span.start < start]
        if grouped:
            return list(dict.fromkeys(grouped))
    before = [b for b in here if b.span.end <= start]
    behind = [b for b in here if b.span.start >= start]
    if trigger.kind == "invite":
        return _guests(text, trigger, behind)
    if trigger.kind == "receive":
        far = [b for b in behind if b.span.start - trigger.span.end > 20]  # the host stands right behind the verb
        return [far[0].person] if far else []
    if words["who"].search(text.folded[trigger.sentence.start : start]):
        near = [b.person for b in before if start - b.span.end < 12]
        return near[-1:]  # "Kerry, who visits Jordan": of the word before it, whoever that is
    before = [b for b in before if not _speaks_of_another(text, b, trigger)]
    if trigger.kind in {"noun", "meet"} and behind and behind[0].span.start - trigger.span.end < 60:
        return _and_others(text, behind[0], here)
    if trigger.kind == "noun" and _is_anothers(text, trigger):
        return []
    if before:
        return _and_others(text, before[-1], here)
    if behind and behind[0].span.start - trigger.span.end < 60:
        return _and_others(text, behind[0], here)
    return [] if here else _carried(text, trigger)


def _and_others(text: Text, bearer: Bearer, here: list[Bearer]) -> list[str]:
    """The person and whoever is joined to it in one breath: "Ivanov and the minister Petrov flew to"."""
    first = last = here.index(bearer)
    while first > 0 and _joined(text, here[first - 1], here[first]):
        first -= 1
    while last + 1 < len(here) and _joined(text, here[last], here[last + 1]):
        last += 1
    return list(dict.fromkeys(each.person for each in here[first : last + 1]))


def _joined(text: Text, one: Bearer, other: Bearer) -> bool:
    """Whether "and" stands between two people, or nothing but the office of one, told before the name."""
    between = text.folded[one.span.end : other.span.start]
    if len(between) > IN_ONE_BREATH:
        return False
    return one.person == other.person or text.know.tongue.words["and"].fullmatch(between) is not None


def _guests(text: Text, trigger: Trigger, behind: list[Bearer]) -> list[str]:
    """Who is invited: the person behind the word, or the one a pronoun before it means."""
    if behind:
        return [behind[0].person]
    if text.know.tongue.words["guest"].search(text.folded, trigger.sentence.start, trigger.span.end):
        last = [b for b in text.people if b.span.end <= trigger.span.start]
        return [last[-1].person] if last else []
    return []


def _is_anothers(text: Text, trigger: Trigger) -> bool:
    """Whether words that name somebody stand between the noun and its place: "the visit of Kerry to Qatar"."""
    idle = text.know.tongue.words["idle"]
    found = places(text, trigger, text.know.tongue.words["to"])
    if not found or idle.pattern == NEVER:
        return False
    between = re.findall(r"\w+", text.body[trigger.span.end : found[0].start])
    return any(word[0].isupper() or not idle.fullmatch(in_one_form(word)) for word in between)


def _speaks_of_another(text: Text, bearer: Bearer, trigger: Trigger) -> bool:
    """ "Ivanov said that the president will visit Minsk": somebody stands between "that" and the verb."""
    said = list(text.know.tongue.words["that"].finditer(text.folded, bearer.span.end, trigger.span.start))
    return bool(said) and bool(text.folded[said[-1].end() : trigger.span.start].strip())


def _is_beside(text: Text, bearer: Bearer) -> bool:
    """Whether somebody else does it with him or on his invitation: "met the president Ivanov"."""
    before = text.folded[max(0, bearer.span.start - 45) : bearer.span.start]
    return text.know.tongue.words["with"].search(before) is not None


def _carried(text: Text, trigger: Trigger) -> list[str]:
    """ "His visit": of the person named last, where the sentence names nobody."""
    near = Span(max(trigger.sentence.start, trigger.span.start - 20), trigger.span.end + 12)
    if not text.know.tongue.words["own"].search(text.folded, near.start, near.end):
        return []
    last = [b for b in text.people if b.span.end <= trigger.sentence.start]
    return [last[-1].person] if last else []


def is_negated(text: Text, trigger: Trigger) -> bool:
    """Whether the journey is told not to have been made."""
    negation = text.know.tongue.words["not"]
    if text.know.tongue.verb_last:
        return (
            negation.search(text.folded, trigger.span.start, min(trigger.sentence.end, trigger.span.end + 25))
            is not None
        )
    before = text.folded[max(trigger.sentence.start, trigger.span.start - 16) : trigger.span.start]
    return negation.search(before) is not None


def status_of(text: Text, trigger: Trigger) -> ClaimStatus:
    """What the words around the movement make of it; an invitation reported or confirmed is a plan."""
    status = _told(text, trigger)
    if trigger.kind == "invite" and status in {ClaimStatus.REPORTED, ClaimStatus.STATED}:
        return ClaimStatus.PLANNED
    official = text.know.tongue.words["official"].search(text.folded, trigger.sentence.start, trigger.sentence.end)
    return ClaimStatus.CONFIRMED if official and status is ClaimStatus.REPORTED else status


def _told(text: Text, trigger: Trigger) -> ClaimStatus:
    for status, words in text.know.tongue.statuses:
        start = trigger.sentence.start
        end = min(trigger.sentence.end, trigger.span.end + 30)
        if text.know.tongue.verb_last or trigger.kind == "noun" or status is ClaimStatus.REPORTED:
            end = trigger.sentence.end  # "…, Reuters reports" stands last
        if status in {ClaimStatus.PLANNED, ClaimStatus.CANCELLED}:
            start = max(start, trigger.span.start - NEAR)
        if words.search(text.folded, start, end):
            return status
    return ClaimStatus.STATED


def voice(text: Text, trigger: Trigger, status: ClaimStatus) -> Stated | None:
    """Who denies it, or who says it, where the words for it stand in the sentence."""
    kind = "denier" if status is ClaimStatus.DENIED else "speaker"
    start = trigger.sentence.start
    match = text.know.tongue.words[kind].search(text.folded[start : trigger.sentence.end])
    if match is None:
        return None
    span = Span(start + match.start(1), start + match.end(1))
    return Stated(text.body[span.start : span.end], span)
